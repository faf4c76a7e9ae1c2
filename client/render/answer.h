#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "client/render/listing.h"

namespace rung {

using Json = nlohmann::ordered_json;

// How results are written on stdout.
enum class Format { kTable, kJson, kJsonLines, kCsv };

// What a verb found out, in all forms in which it can be written.
struct Answer {
  std::string text;         // for people, in place of the listing; empty to show that
  Listing listing;          // for people and CSV
  Json json;                // one document
  std::vector<Json> lines;  // one object each
};

// The answer in a format; ends in a line feed unless there is nothing to say.
// Numbers that are not finite are null in JSON.
std::string Render(const Answer& answer, Format format);

// One line of JSON, with a line feed.
std::string JsonLine(const Json& json);

// A listing's rows as objects: the columns' names are the keys.
std::vector<Json> RowObjects(const Listing& listing);

// An answer that is a listing and nothing else: in JSON `{"<key>": [rows]}`.
Answer ListingAnswer(const std::string& key, Listing listing);

}  // namespace rung
