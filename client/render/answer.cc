#include "client/render/answer.h"

#include <utility>

namespace rung {
namespace {

Json CellJson(const ListingCell& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  if (const auto* whole = std::get_if<std::int64_t>(&cell)) return *whole;
  if (const auto* number = std::get_if<double>(&cell)) return *number;
  return nullptr;
}

std::string Dump(const Json& json, int indent) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace

std::string JsonLine(const Json& json) { return Dump(json, -1); }

std::vector<Json> RowObjects(const Listing& listing) {
  std::vector<Json> objects;
  for (const std::vector<ListingCell>& row : listing.rows) {
    Json object = Json::object();
    for (std::size_t i = 0; i < row.size(); ++i) object[listing.columns[i].name] = CellJson(row[i]);
    objects.push_back(std::move(object));
  }
  return objects;
}

Answer ListingAnswer(const std::string& key, Listing listing) {
  Answer answer;
  answer.lines = RowObjects(listing);
  answer.json = Json::object();
  answer.json[key] = answer.lines;
  answer.listing = std::move(listing);
  return answer;
}

std::string Render(const Answer& answer, Format format) {
  switch (format) {
    case Format::kTable:
      return answer.text.empty() ? RenderTable(answer.listing) : answer.text;
    case Format::kJson:
      return Dump(answer.json, 2);
    case Format::kJsonLines: {
      std::string text;
      for (const Json& line : answer.lines) text += JsonLine(line);
      return text;
    }
    case Format::kCsv:
      return RenderCsvHeading(answer.listing) + RenderCsvRows(answer.listing);
  }
  return "";
}

}  // namespace rung
