#include "client/label_score.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "client/render/listing.h"
#include "client/render/text.h"
#include "common/data/label.h"

namespace rung {

LabelScore::LabelScore(const Encoding& encoding)
    : is_regression_(encoding.objective == v1::REGRESSION) {
  for (const std::string& name : encoding.class_names) {
    class_of_.emplace(name, static_cast<double>(class_of_.size()));
  }
}

double LabelScore::Expected(const Cell& label) const {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  const bool is_number = label.kind == CellKind::kNumber;
  if (is_regression_) return is_number ? static_cast<double>(label.number) : kNone;
  if (label.kind == CellKind::kMissing) return kNone;
  auto found = class_of_.find(label.text);
  if (found == class_of_.end() && is_number) found = class_of_.find(ClassNameOf(label.number));
  return found == class_of_.end() ? kNoClass : found->second;
}

void LabelScore::Add(double expected, double predicted) {
  if (std::isnan(expected)) return;
  ++rows_;
  if (!is_regression_ && expected == kNoClass) ++unknown_labels_;
  const double error = predicted - expected;
  sum_ += is_regression_ ? error * error : (error == 0 ? 1 : 0);
}

std::string LabelScore::Text() const {
  if (rows_ == 0) return "";
  const double mean = sum_ / static_cast<double>(rows_);
  return fmt::format("{} {} over {} with a label", is_regression_ ? "rmse" : "accuracy",
                     ShownNumber(is_regression_ ? std::sqrt(mean) : mean, ListingStyle::kScore),
                     Counted(rows_, "row"));
}

}  // namespace rung
