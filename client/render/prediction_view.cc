#include "client/render/prediction_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "client/render/text.h"
#include "common/escape.h"

namespace rung {
namespace {

// The double that is written with as few digits as the float needs.
double Shortened(float number) { return std::strtod(fmt::format("{}", number).c_str(), nullptr); }

}  // namespace

PredictionView::PredictionView(const Encoding& encoding, Format format)
    : encoding_(encoding), format_(format) {
  const bool has_classes = !encoding.class_names.empty();
  columns_.push_back(
      {"prediction", has_classes ? ListingStyle::kText : ListingStyle::kNumber, true, ""});
  for (const std::string& name : encoding.class_names) {
    columns_.push_back(
        {"probability_" + name, ListingStyle::kScore, true, "probability_" + EscapeControls(name)});
    class_width_ = std::max(class_width_, DisplayWidth(EscapeControls(name)));
  }
  if (has_classes) columns_.front().heading = Padded("prediction");
}

// As wide as any class, so that the batches of a table are all equally wide.
std::string PredictionView::Padded(std::string text) const {
  const int blanks = std::max(class_width_ - DisplayWidth(text), 0);
  return text.append(static_cast<std::size_t>(blanks), ' ');
}

std::string PredictionView::Begin() const {
  switch (format_) {
    case Format::kTable:
      return RenderTable({columns_, {}});
    case Format::kCsv:
      return RenderCsvHeading({columns_, {}});
    case Format::kJson:
      return "{\n  \"predictions\": [";
    case Format::kJsonLines:
      return "";
  }
  return "";
}

std::string PredictionView::Rows(const Predictions& predictions) {
  const Listing listing = MakeListing(predictions);
  switch (format_) {
    case Format::kTable: {
      const std::string table = RenderTable(listing);
      return table.substr(table.find('\n') + 1);
    }
    case Format::kCsv:
      return RenderCsvRows(listing);
    case Format::kJson:
    case Format::kJsonLines:
      return JsonRows(listing);
  }
  return "";
}

ListingCell PredictionView::ClassCell(const std::string& name) const {
  if (format_ == Format::kTable) return Padded(EscapeControls(name));
  if (format_ != Format::kCsv) return name;
  // As text, -1 would get an apostrophe.
  const double number = std::strtod(name.c_str(), nullptr);
  return ExactNumber(number) == name ? ListingCell(number) : ListingCell(name);
}

Listing PredictionView::MakeListing(const Predictions& predictions) const {
  Listing listing{columns_, {}};
  for (const double value : predictions.values) listing.rows.push_back({value});
  auto probability = predictions.probabilities.begin();
  for (const std::size_t index : predictions.classes) {
    std::vector<ListingCell>& row = listing.rows.emplace_back();
    row.push_back(ClassCell(encoding_.class_names[index]));
    while (row.size() < columns_.size()) row.emplace_back(Shortened(*probability++));
  }
  return listing;
}

std::string PredictionView::JsonRows(const Listing& listing) {
  std::string text;
  for (const Json& object : RowObjects(listing)) {
    if (format_ == Format::kJson) text += has_rows_ ? ",\n    " : "\n    ";
    text += JsonLine(object);
    if (format_ == Format::kJson) text.pop_back();
    has_rows_ = true;
  }
  return text;
}

std::string PredictionView::End() const {
  if (format_ != Format::kJson) return "";
  return has_rows_ ? "\n  ]\n}\n" : "]\n}\n";
}

}  // namespace rung
