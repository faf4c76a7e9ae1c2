#include "common/data/prepare.h"

#include <span>

#include "common/data/csv.h"
#include "common/data/encode_rows.h"
#include "common/data/fit_encoding.h"
#include "common/data/label.h"
#include "common/data/split.h"
#include "common/data/table.h"
#include "common/status_macros.h"

namespace rung {
namespace {

constexpr double kDefaultFraction = 0.2;

CsvOptions OptionsOf(const std::string& display_name, const v1::DataSpec& spec,
                     std::int64_t max_bytes) {
  CsvOptions options;
  options.display_name = display_name;
  options.categorical.assign(spec.categorical().begin(), spec.categorical().end());
  options.ignore.assign(spec.ignore().begin(), spec.ignore().end());
  options.label = spec.label();
  options.max_bytes = max_bytes;
  return options;
}

// Of the table in memory, but for the names of categories.
std::int64_t CellBytes(const Table& table) {
  return table.row_count * static_cast<std::int64_t>(table.columns.size() * sizeof(float));
}

SplitOptions SplitOf(const v1::DataSpec& spec) {
  return {spec.has_validation_fraction() ? spec.validation_fraction() : kDefaultFraction,
          spec.has_test_fraction() ? spec.test_fraction() : kDefaultFraction, spec.split_seed()};
}

template <typename Prepared>
void SetOutputs(const Encoding& encoding, const Label& label, Prepared& prepared) {
  prepared.objective = label.objective;
  prepared.outputs = label.outputs();
  prepared.target_mean = static_cast<float>(encoding.target_mean);
  prepared.target_scale = static_cast<float>(encoding.target_scale);
}

void EncodeParts(const Table& table, const Label& label, std::span<const RowPart> parts,
                 PreparedFiles& files) {
  const auto encode = [&](RowPart part) {
    return EncodeRows(files.encoding, table, label, parts, part);
  };
  SetOutputs(files.encoding, label, files.training);
  SetOutputs(files.encoding, label, files.test);
  files.training.training = encode(RowPart::kTraining);
  files.training.validation = encode(RowPart::kValidation);
  files.test.test = encode(RowPart::kTest);
}

v1::SplitSizes SizesOf(const PreparedFiles& files) {
  v1::SplitSizes sizes;
  sizes.set_training_rows(files.training.training.rows);
  sizes.set_validation_rows(files.training.validation.rows);
  sizes.set_test_rows(files.test.test.rows);
  sizes.set_inputs(files.training.training.inputs);
  sizes.set_outputs(files.training.outputs);
  return sizes;
}

}  // namespace

absl::StatusOr<PreparedFiles> PrepareData(const std::string& csv_path,
                                          const std::string& display_name, std::string_view digest,
                                          const v1::DataSpec& spec, std::int64_t max_bytes) {
  if (spec.label().empty()) {
    return absl::InvalidArgumentError("data has no label; name the column to predict");
  }
  ASSIGN_OR_RETURN(const Table table, ReadCsv(csv_path, OptionsOf(display_name, spec, max_bytes)));
  PreparedFiles files;
  files.objective = spec.objective() == v1::OBJECTIVE_UNSPECIFIED
                        ? GuessObjective(table, spec.label())
                        : spec.objective();
  ASSIGN_OR_RETURN(const Label label, TakeLabel(table, spec.label(), files.objective));
  ASSIGN_OR_RETURN(const std::vector<RowPart> parts, SplitRows(label, digest, SplitOf(spec)));
  ASSIGN_OR_RETURN(FittedEncoding fitted,
                   FitEncoding(table, label, parts, max_bytes - CellBytes(table)));
  files.encoding = std::move(fitted.encoding);
  files.left_out = std::move(fitted.left_out);
  EncodeParts(table, label, parts, files);
  files.sizes = SizesOf(files);
  return files;
}

}  // namespace rung
