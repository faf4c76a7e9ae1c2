#include "common/spec/spec_file.h"

#include <fmt/format.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/text_format.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>

#include "common/spec/check_spec.h"
#include "common/spec/field_position.h"
#include "common/spec/parse_faults.h"
#include "common/spec/spec_fault.h"
#include "common/status_macros.h"

namespace rung {
namespace {

using google::protobuf::TextFormat;

// SearchSpec is three messages deep.
constexpr int kDeepest = 8;

absl::Status CheckSize(std::size_t size, std::string_view file_name) {
  if (size <= kMaxSpecFileSize) return absl::OkStatus();
  return absl::InvalidArgumentError(
      fmt::format("{}: a search file is at most 1 MiB long; is this another file?", file_name));
}

// Whether all text is UTF-8, which messages on the wire must be.
bool IsUtf8(const v1::SearchSpec& spec) {
  const google::protobuf::LogSilencer silence;
  return v1::SearchSpec().ParseFromString(spec.SerializeAsString());
}

std::optional<SpecFault> CheckFile(const v1::SearchSpec& spec) {
  if (!IsUtf8(spec)) return SpecFault{"", "holds text that is not UTF-8; save the file as UTF-8"};
  if (auto fault = CheckSpec(spec)) return fault;
  if (!spec.data().file().empty()) return std::nullopt;
  return FaultOf("data.file",
                 "is missing; give the path of a CSV, IDX or .npy file, relative to this one");
}

absl::Status AtPosition(const SpecFault& fault, std::string_view text,
                        const TextFormat::ParseInfoTree& tree, std::string_view file_name) {
  const auto position = PositionOf(text, tree, *v1::SearchSpec::descriptor(), fault.field);
  return absl::InvalidArgumentError(
      position
          ? fmt::format("{}:{}:{}: {}", file_name, position->line, position->column, fault.message)
          : fmt::format("{}: {}", file_name, fault.message));
}

absl::StatusOr<std::string> ReadText(const std::string& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::string text(kMaxSpecFileSize + 1, '\0');
  if (file) file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad() || (file.fail() && !file.eof())) {
    const std::string message = fmt::format("{}: {}", path, std::strerror(errno));
    return errno == ENOENT ? absl::NotFoundError(message) : absl::UnavailableError(message);
  }
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

}  // namespace

absl::StatusOr<v1::SearchSpec> ParseSearchSpec(std::string_view text, std::string_view file_name) {
  RETURN_IF_ERROR(CheckSize(text.size(), file_name));
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  ParseFaults faults(file_name, text);
  TextFormat::ParseInfoTree tree;
  TextFormat::Parser parser;
  parser.RecordErrorsTo(&faults);
  parser.WriteLocationsTo(&tree);
  parser.SetRecursionLimit(kDeepest);
  google::protobuf::io::ArrayInputStream input(text.data(), static_cast<int>(text.size()));
  v1::SearchSpec spec;
  if (!parser.Parse(&input, &spec)) return absl::InvalidArgumentError(faults.Joined());
  if (const auto fault = CheckFile(spec)) return AtPosition(*fault, text, tree, file_name);
  return spec;
}

absl::StatusOr<v1::SearchSpec> ReadSearchSpec(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, ReadText(path));
  return ParseSearchSpec(text, path);
}

}  // namespace rung
