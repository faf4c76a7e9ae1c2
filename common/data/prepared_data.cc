#include "common/data/prepared_data.h"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>

#include "common/data/prepared_header.h"
#include "common/status_macros.h"

namespace rung {
namespace {

struct FileCloser {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, FileCloser>;

absl::Status Unavailable(std::string_view action, const std::string& path) {
  return absl::UnavailableError(
      fmt::format("cannot {} {}: {}", action, path, std::strerror(errno)));
}

absl::Status Corrupt(const std::string& path, std::string_view fault) {
  return absl::DataLossError(fmt::format("{} cannot be used: {}", path, fault));
}

template <typename T>
bool WriteAll(std::span<const T> values, std::FILE* file) {
  return values.empty() ||
         std::fwrite(values.data(), sizeof(T), values.size(), file) == values.size();
}

bool WritePart(const PreparedPart& part, std::FILE* file) {
  return WriteAll<float>(part.features, file) && WriteAll<std::int32_t>(part.classes, file) &&
         WriteAll<float>(part.targets, file);
}

absl::Status WriteParts(const PreparedHeader& header, std::span<const PreparedPart* const> parts,
                        const std::string& path) {
  File file(std::fopen(path.c_str(), "wb"));
  if (file == nullptr) return Unavailable("write", path);
  bool is_written = WriteAll<PreparedHeader>({&header, 1}, file.get());
  for (const PreparedPart* part : parts) is_written = is_written && WritePart(*part, file.get());
  const bool is_closed = std::fclose(file.release()) == 0;
  return is_written && is_closed ? absl::OkStatus() : Unavailable("write", path);
}

template <typename Prepared>
absl::Status Write(const Prepared& data, PreparedKind kind,
                   std::span<const PreparedPart* const> parts, const std::string& path) {
  PreparedHeader header;
  header.kind = kind;
  header.objective = data.objective;
  header.outputs = data.outputs;
  header.target_mean = data.target_mean;
  header.target_scale = data.target_scale;
  header.inputs = parts[0]->inputs;
  for (std::size_t i = 0; i < parts.size(); ++i) header.rows[i] = parts[i]->rows;
  std::string_view fault = FindFault(header, kind);
  for (const PreparedPart* part : parts) {
    if (fault.empty()) fault = FindFault(header, *part);
  }
  if (!fault.empty()) {
    return absl::InvalidArgumentError(fmt::format("the prepared data are wrong: {}", fault));
  }
  return WriteParts(header, parts, path);
}

template <typename T>
absl::Status ReadAll(std::span<T> values, const std::string& path, std::FILE* file) {
  if (std::fread(values.data(), sizeof(T), values.size(), file) == values.size()) {
    return absl::OkStatus();
  }
  return std::ferror(file) != 0 ? Unavailable("read", path) : Corrupt(path, "it is cut short");
}

absl::StatusOr<std::int64_t> SizeOf(const std::string& path, std::FILE* file) {
  if (fseeko(file, 0, SEEK_END) != 0) return Unavailable("read", path);
  const std::int64_t size = ftello(file);
  if (size < 0 || fseeko(file, 0, SEEK_SET) != 0) return Unavailable("read", path);
  return size;
}

// Nothing is allocated before the announced size is known to be the file's.
absl::StatusOr<PreparedHeader> ReadHeader(PreparedKind kind, const std::string& path,
                                          std::FILE* file) {
  ASSIGN_OR_RETURN(const std::int64_t size, SizeOf(path, file));
  PreparedHeader header;
  RETURN_IF_ERROR(ReadAll<PreparedHeader>({&header, 1}, path, file));
  const std::string_view fault = FindFault(header, kind);
  if (!fault.empty()) return Corrupt(path, fault);
  if (AnnouncedSize(header) != size) return Corrupt(path, "its size is not what it announces");
  return header;
}

absl::StatusOr<PreparedPart> ReadPart(const PreparedHeader& header, std::int64_t rows,
                                      const std::string& path, std::FILE* file) {
  PreparedPart part;
  part.rows = rows;
  part.inputs = static_cast<std::int32_t>(header.inputs);
  part.features.resize(static_cast<std::size_t>(rows * header.inputs));
  RETURN_IF_ERROR(ReadAll<float>(part.features, path, file));
  if (header.objective == v1::REGRESSION) {
    part.targets.resize(static_cast<std::size_t>(rows));
    RETURN_IF_ERROR(ReadAll<float>(part.targets, path, file));
  } else {
    part.classes.resize(static_cast<std::size_t>(rows));
    RETURN_IF_ERROR(ReadAll<std::int32_t>(part.classes, path, file));
  }
  const std::string_view fault = FindFault(header, part);
  if (!fault.empty()) return Corrupt(path, fault);
  return part;
}

template <typename Prepared>
absl::StatusOr<Prepared> Read(PreparedKind kind, const std::string& path,
                              std::span<PreparedPart Prepared::* const> parts) {
  const File file(std::fopen(path.c_str(), "rb"));
  if (file == nullptr) {
    return absl::NotFoundError(fmt::format("cannot open {}: {}", path, std::strerror(errno)));
  }
  ASSIGN_OR_RETURN(const PreparedHeader header, ReadHeader(kind, path, file.get()));
  Prepared data;
  data.objective = static_cast<v1::Objective>(header.objective);
  data.outputs = header.outputs;
  data.target_mean = header.target_mean;
  data.target_scale = header.target_scale;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    ASSIGN_OR_RETURN(data.*parts[i], ReadPart(header, header.rows[i], path, file.get()));
  }
  return data;
}

}  // namespace

absl::Status WritePreparedTraining(const PreparedTraining& data, const std::string& path) {
  const std::array<const PreparedPart*, 2> parts = {&data.training, &data.validation};
  return Write(data, PreparedKind::kTraining, parts, path);
}

absl::Status WritePreparedTest(const PreparedTest& data, const std::string& path) {
  const std::array<const PreparedPart*, 1> parts = {&data.test};
  return Write(data, PreparedKind::kTest, parts, path);
}

absl::StatusOr<PreparedTraining> ReadPreparedTraining(const std::string& path) {
  constexpr std::array<PreparedPart PreparedTraining::*, 2> kParts = {
      &PreparedTraining::training, &PreparedTraining::validation};
  return Read<PreparedTraining>(PreparedKind::kTraining, path, kParts);
}

absl::StatusOr<PreparedTest> ReadPreparedTest(const std::string& path) {
  constexpr std::array<PreparedPart PreparedTest::*, 1> kParts = {&PreparedTest::test};
  return Read<PreparedTest>(PreparedKind::kTest, path, kParts);
}

}  // namespace rung
