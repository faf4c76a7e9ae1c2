#include "client/model_input.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <system_error>

#include "common/model/onnx_reader.h"
#include "common/status_macros.h"

namespace rung {
namespace {

absl::Status Fault(const std::string& path, const std::string& what) {
  return absl::InvalidArgumentError(fmt::format("{}: {}", path, what));
}

// The whole file. The size is looked at before memory is taken.
absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return Fault(path, "it is a folder");
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  if (error) return Fault(path, error.message());
  if (size > std::numeric_limits<std::int32_t>::max()) {
    return Fault(path, "it has 2 GiB or more, so it is no model of rung");
  }
  std::string content(size, '\0');
  std::ifstream file(path, std::ios::binary);
  if (file.read(content.data(), static_cast<std::streamsize>(size))) return content;
  return Fault(path, std::strerror(errno));
}

}  // namespace

absl::StatusOr<TrainedModel> ReadModelFile(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string content, ReadFile(path));
  absl::StatusOr<TrainedModel> model = ModelFromOnnx(content);
  if (model.ok()) return model;
  return Fault(path, std::string(model.status().message()));
}

}  // namespace rung
