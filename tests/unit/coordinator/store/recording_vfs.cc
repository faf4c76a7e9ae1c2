#include "tests/unit/coordinator/store/recording_vfs.h"

#include <sqlite3.h>

#include <cstddef>
#include <filesystem>
#include <new>
#include <string_view>
#include <utility>

namespace rung {

using Kind = FileOperation::Kind;

// The base is what SQLite knows.
struct RecordingState : sqlite3_vfs {
  sqlite3_vfs* real = nullptr;
  std::filesystem::path directory;
  std::vector<FileOperation> operations;

  // Empty for a file that is not recorded.
  std::string NameOf(const char* path) const {
    const std::filesystem::path file = path == nullptr ? "" : path;
    return file.parent_path() == directory ? file.filename().string() : "";
  }
  void Record(FileOperation operation) {
    if (!operation.name.empty()) operations.push_back(std::move(operation));
  }
};

namespace {

// An open file. SQLite gives the memory, in which the real file follows.
struct RecordedFile : sqlite3_file {
  RecordingState* state = nullptr;
  std::string name;
  bool is_entry_unsynced = false;  // the directory's

  sqlite3_file* real();
  void Record(FileOperation operation) {
    operation.name = name;
    state->Record(std::move(operation));
  }
};

constexpr std::size_t kAlignment = alignof(std::max_align_t);
constexpr std::size_t kRealFileAt =
    (sizeof(RecordedFile) + kAlignment - 1) / kAlignment * kAlignment;

sqlite3_file* RecordedFile::real() {
  return reinterpret_cast<sqlite3_file*>(reinterpret_cast<std::byte*>(this) + kRealFileAt);
}

RecordedFile& Recorded(sqlite3_file* file) { return *static_cast<RecordedFile*>(file); }

// Hands a call on to a method of the real file.
template <auto method, typename... Arguments>
auto HandOn(sqlite3_file* file, Arguments... arguments) {
  sqlite3_file* real = Recorded(file).real();
  return (real->pMethods->*method)(real, arguments...);
}

int Close(sqlite3_file* file) {
  const int code = HandOn<&sqlite3_io_methods::xClose>(file);
  Recorded(file).~RecordedFile();
  return code;
}

int Write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
  std::string written(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
  Recorded(file).Record({.kind = Kind::kWrite, .offset = offset, .bytes = std::move(written)});
  return HandOn<&sqlite3_io_methods::xWrite>(file, bytes, size, offset);
}

int Truncate(sqlite3_file* file, sqlite3_int64 size) {
  Recorded(file).Record({.kind = Kind::kTruncate, .offset = size});
  return HandOn<&sqlite3_io_methods::xTruncate>(file, size);
}

int Sync(sqlite3_file* file, int /*flags*/) {
  const bool syncs_directory = std::exchange(Recorded(file).is_entry_unsynced, false);
  Recorded(file).Record({.kind = Kind::kSync, .syncs_directory = syncs_directory});
  return SQLITE_OK;
}

// Version 2 is without memory maps of the file, which the store does not use.
constexpr sqlite3_io_methods kMethods = {
    .iVersion = 2,
    .xClose = Close,
    .xRead = HandOn<&sqlite3_io_methods::xRead>,
    .xWrite = Write,
    .xTruncate = Truncate,
    .xSync = Sync,
    .xFileSize = HandOn<&sqlite3_io_methods::xFileSize>,
    .xLock = HandOn<&sqlite3_io_methods::xLock>,
    .xUnlock = HandOn<&sqlite3_io_methods::xUnlock>,
    .xCheckReservedLock = HandOn<&sqlite3_io_methods::xCheckReservedLock>,
    .xFileControl = HandOn<&sqlite3_io_methods::xFileControl>,
    .xSectorSize = HandOn<&sqlite3_io_methods::xSectorSize>,
    .xDeviceCharacteristics = HandOn<&sqlite3_io_methods::xDeviceCharacteristics>,
    .xShmMap = HandOn<&sqlite3_io_methods::xShmMap>,
    .xShmLock = HandOn<&sqlite3_io_methods::xShmLock>,
    .xShmBarrier = HandOn<&sqlite3_io_methods::xShmBarrier>,
    .xShmUnmap = HandOn<&sqlite3_io_methods::xShmUnmap>,
};

RecordingState& StateOf(sqlite3_vfs* vfs) { return *static_cast<RecordingState*>(vfs); }

bool Exists(sqlite3_vfs* real, const char* path) {
  int exists = 0;
  return real->xAccess(real, path, SQLITE_ACCESS_EXISTS, &exists) == SQLITE_OK && exists != 0;
}

int Open(sqlite3_vfs* vfs, const char* path, sqlite3_file* memory, int flags, int* out_flags) {
  RecordingState& state = StateOf(vfs);
  auto* file = new (memory) RecordedFile;
  file->state = &state;
  file->name = state.NameOf(path);
  const bool is_new = !file->name.empty() && !Exists(state.real, path);
  const int code = state.real->xOpen(state.real, path, file->real(), flags, out_flags);
  if (code != SQLITE_OK) {
    file->~RecordedFile();
    memory->pMethods = nullptr;
    return code;
  }
  file->pMethods = &kMethods;
  if (is_new) file->Record({.kind = Kind::kCreate});
  // As the real one does: with a new log or journal, but not with a new database.
  file->is_entry_unsynced = is_new && (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) != 0;
  return SQLITE_OK;
}

int Delete(sqlite3_vfs* vfs, const char* path, int syncs_directory) {
  RecordingState& state = StateOf(vfs);
  const int code = state.real->xDelete(state.real, path, /*syncDir=*/0);
  if (code == SQLITE_OK) {
    state.Record({.kind = Kind::kDelete,
                  .name = state.NameOf(path),
                  .syncs_directory = syncs_directory != 0});
  }
  return code;
}

}  // namespace

RecordingVfs::RecordingVfs(const std::string& directory)
    : state_(std::make_unique<RecordingState>()) {
  sqlite3_vfs* real = sqlite3_vfs_find(nullptr);
  static_cast<sqlite3_vfs&>(*state_) = *real;
  state_->real = real;
  state_->directory = std::filesystem::canonical(directory);
  state_->zName = "recording";
  state_->szOsFile = static_cast<int>(kRealFileAt) + real->szOsFile;
  state_->xOpen = Open;
  state_->xDelete = Delete;
  sqlite3_vfs_register(state_.get(), /*makeDflt=*/1);
}

RecordingVfs::~RecordingVfs() { sqlite3_vfs_unregister(state_.get()); }

const std::vector<FileOperation>& RecordingVfs::operations() const { return state_->operations; }

}  // namespace rung
