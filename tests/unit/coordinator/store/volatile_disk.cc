#include "tests/unit/coordinator/store/volatile_disk.h"

#include <algorithm>

namespace rung {
namespace {

using Kind = FileOperation::Kind;

bool Coin(std::mt19937_64& random) { return (random() & 1) != 0; }

void Resize(std::string& content, std::size_t size) { content.resize(size, '\0'); }

// Writes the sectors for which `keeps`() is true; a gap before them reads as zeros.
template <typename Keeps>
void WriteSectors(std::string& content, const FileOperation& write, Keeps&& keeps) {
  const auto start = static_cast<std::size_t>(write.offset);
  const std::size_t end = start + write.bytes.size();
  for (std::size_t at = start; at < end;) {
    const std::size_t next =
        std::min(end, (at / VolatileDisk::kSectorBytes + 1) * VolatileDisk::kSectorBytes);
    if (keeps()) {
      if (content.size() < next) Resize(content, next);
      content.replace(at, next - at, write.bytes, at - start, next - at);
    }
    at = next;
  }
}

template <typename Keeps>
void Perform(std::string& content, const FileOperation& operation, Keeps&& keeps) {
  if (operation.kind == Kind::kWrite) {
    WriteSectors(content, operation, keeps);
  } else if (keeps()) {
    Resize(content, static_cast<std::size_t>(operation.offset));
  }
}

}  // namespace

void VolatileDisk::Apply(const FileOperation& operation) {
  switch (operation.kind) {
    case Kind::kCreate:
      files_[operation.name] = std::make_shared<File>();
      unsynced_entries_.emplace_back(operation.name, files_[operation.name]);
      break;
    case Kind::kDelete:
      files_.erase(operation.name);
      unsynced_entries_.emplace_back(operation.name, nullptr);
      break;
    case Kind::kWrite:
    case Kind::kTruncate:
      files_.at(operation.name)->unsynced.push_back(operation);
      break;
    case Kind::kSync: {
      File& file = *files_.at(operation.name);
      for (const FileOperation& one : file.unsynced) {
        Perform(file.synced, one, [] { return true; });
      }
      file.unsynced.clear();
      break;
    }
  }
  if (!operation.syncs_directory) return;
  entries_ = files_;
  unsynced_entries_.clear();
}

bool VolatileDisk::HasUnsynced() const {
  return !unsynced_entries_.empty() ||
         std::any_of(entries_.begin(), entries_.end(),
                     [](const auto& entry) { return !entry.second->unsynced.empty(); });
}

std::string VolatileDisk::ContentAfter(const File& file, Loss loss, std::mt19937_64& random) {
  std::string content = file.synced;
  for (const FileOperation& operation : file.unsynced) {
    const bool is_last = &operation == &file.unsynced.back();
    Perform(content, operation, [&] {
      if (loss == Loss::kSome || (loss == Loss::kTorn && is_last)) return Coin(random);
      return loss != Loss::kAll;
    });
  }
  return content;
}

std::map<std::string, std::string> VolatileDisk::FilesAfter(Loss loss,
                                                            std::mt19937_64& random) const {
  std::size_t kept = loss == Loss::kAll ? 0 : unsynced_entries_.size();
  if (loss == Loss::kSome) kept = random() % (unsynced_entries_.size() + 1);
  std::map<std::string, std::shared_ptr<File>> entries = entries_;
  for (std::size_t i = 0; i < kept; ++i) {
    entries[unsynced_entries_[i].first] = unsynced_entries_[i].second;
  }
  std::map<std::string, std::string> files;
  for (const auto& [name, file] : entries) {
    if (file != nullptr) files[name] = ContentAfter(*file, loss, random);
  }
  return files;
}

}  // namespace rung
