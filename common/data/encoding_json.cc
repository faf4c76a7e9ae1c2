#include "common/data/encoding_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "common/data/csv_reader.h"
#include "common/data/label.h"
#include "common/data/text.h"
#include "common/status_macros.h"

namespace rung {
namespace {

using nlohmann::json;

// Columns have categories in an array: the deepest there is.
constexpr int kMaxDepth = 4;
// Arrays, objects, names and values: a column has less than 12 beside its categories.
constexpr std::int64_t kMaxParts = 12 * std::int64_t{kMaxColumns} + 2 * kMaxInputs;

// Reads JSON without keeping any of it, up to the first fault: what is no encoding is to be
// refused before it takes memory, of which it can take 80 times its size.
class SizeCheck final : public nlohmann::json_sax<json> {
 public:
  bool is_too_deep() const { return depth_ > kMaxDepth; }
  bool has_too_many_parts() const { return parts_ > kMaxParts; }

  bool null() override { return AddPart(); }
  bool boolean(bool) override { return AddPart(); }
  bool number_integer(json::number_integer_t) override { return AddPart(); }
  bool number_unsigned(json::number_unsigned_t) override { return AddPart(); }
  bool number_float(json::number_float_t, const std::string&) override { return AddPart(); }
  bool string(std::string&) override { return AddPart(); }
  bool binary(json::binary_t&) override { return AddPart(); }
  bool key(std::string&) override { return AddPart(); }
  bool start_object(std::size_t) override { return Enter(); }
  bool start_array(std::size_t) override { return Enter(); }
  bool end_object() override { return Leave(); }
  bool end_array() override { return Leave(); }
  // The same is found again, and told, by who keeps it.
  bool parse_error(std::size_t, const std::string&, const json::exception&) override {
    return false;
  }

 private:
  bool AddPart() { return ++parts_ <= kMaxParts; }
  bool Enter() { return ++depth_ <= kMaxDepth && AddPart(); }
  bool Leave() {
    --depth_;
    return true;
  }

  int depth_ = 0;
  std::int64_t parts_ = 0;
};

json ColumnToJson(const ColumnEncoding& column) {
  if (!column.is_numeric) {
    return {{"name", column.name}, {"kind", "category"}, {"categories", column.categories}};
  }
  return {{"name", column.name},
          {"kind", "number"},
          {"mean", column.mean},
          {"scale", column.scale},
          {"has_missing_input", column.has_missing_input}};
}

// Throws json::exception, as do the functions of the library.
ColumnEncoding ColumnFromJson(const json& from) {
  ColumnEncoding column;
  column.name = from.at("name").get<std::string>();
  column.is_numeric = from.at("kind").get<std::string>() == "number";
  if (column.is_numeric) {
    column.mean = from.at("mean").get<double>();
    column.scale = from.at("scale").get<double>();
    column.has_missing_input = from.at("has_missing_input").get<bool>();
  } else {
    column.categories = from.at("categories").get<std::vector<std::string>>();
  }
  return column;
}

Encoding FromJson(const json& from) {
  Encoding encoding;
  encoding.label = from.at("label").get<std::string>();
  const auto objective = from.at("objective").get<std::string>();
  v1::Objective_Parse(objective, &encoding.objective);
  encoding.class_names = from.at("class_names").get<std::vector<std::string>>();
  encoding.target_mean = from.at("target_mean").get<double>();
  encoding.target_scale = from.at("target_scale").get<double>();
  for (const json& column : from.at("columns")) {
    encoding.columns.push_back(ColumnFromJson(column));
  }
  return encoding;
}

absl::Status Wrong(std::string_view what) {
  return absl::InvalidArgumentError(fmt::format("the encoding is not usable: {}", what));
}

absl::Status CheckSize(std::string_view text) {
  SizeCheck check;
  json::sax_parse(text, &check);
  if (check.is_too_deep()) return Wrong(fmt::format("it is nested {} deep", kMaxDepth + 1));
  if (!check.has_too_many_parts()) return absl::OkStatus();
  return Wrong(fmt::format("it has more than {} parts", kMaxParts));
}

absl::Status CheckScaling(double mean, double scale) {
  if (std::isfinite(mean) && std::isfinite(scale) && scale > 0) return absl::OkStatus();
  return Wrong(fmt::format("a mean of {} with a scale of {}; scales are above 0", mean, scale));
}

absl::Status CheckColumn(const ColumnEncoding& column) {
  if (column.is_numeric) return CheckScaling(column.mean, column.scale);
  const auto& categories = column.categories;
  const bool is_strictly_sorted = std::adjacent_find(categories.begin(), categories.end(),
                                                     std::greater_equal<>()) == categories.end();
  if (!categories.empty() && is_strictly_sorted) return absl::OkStatus();
  return Wrong(fmt::format("the categories of column {} must be sorted, without a repeat",
                           Quoted(column.name)));
}

absl::Status CheckClasses(std::vector<std::string> names) {
  if (names.size() < 2 || names.size() > kMaxClasses) {
    return Wrong(fmt::format("{} classes; there must be 2 to {}", names.size(), kMaxClasses));
  }
  std::ranges::sort(names);
  const auto repeated = std::ranges::adjacent_find(names);
  if (repeated == names.end()) return absl::OkStatus();
  return Wrong(fmt::format("the class {} is there twice", Quoted(*repeated)));
}

absl::Status CheckOutputs(const Encoding& encoding) {
  if (encoding.objective == v1::CLASSIFICATION) return CheckClasses(encoding.class_names);
  if (encoding.objective == v1::REGRESSION && encoding.class_names.empty()) {
    return absl::OkStatus();
  }
  return Wrong("the objective must be CLASSIFICATION, or REGRESSION without classes");
}

absl::Status Check(const Encoding& encoding) {
  RETURN_IF_ERROR(CheckOutputs(encoding));
  RETURN_IF_ERROR(CheckScaling(encoding.target_mean, encoding.target_scale));
  for (const ColumnEncoding& column : encoding.columns) RETURN_IF_ERROR(CheckColumn(column));
  const std::int64_t inputs = encoding.input_count();
  if (inputs >= 1 && inputs <= kMaxInputs) return absl::OkStatus();
  return Wrong(fmt::format("{} inputs; there must be 1 to {}", inputs, kMaxInputs));
}

}  // namespace

std::string EncodingToJson(const Encoding& encoding) {
  json columns = json::array();
  for (const ColumnEncoding& column : encoding.columns) columns.push_back(ColumnToJson(column));
  const json all = {{"label", encoding.label},
                    {"objective", v1::Objective_Name(encoding.objective)},
                    {"class_names", encoding.class_names},
                    {"target_mean", encoding.target_mean},
                    {"target_scale", encoding.target_scale},
                    {"columns", std::move(columns)}};
  return all.dump(-1, ' ', false, json::error_handler_t::replace);
}

absl::StatusOr<Encoding> EncodingFromJson(std::string_view text) {
  RETURN_IF_ERROR(CheckSize(text));
  try {
    Encoding encoding = FromJson(json::parse(text));
    RETURN_IF_ERROR(Check(encoding));
    return encoding;
  } catch (const json::exception& error) {
    return Wrong(error.what());
  }
}

}  // namespace rung
