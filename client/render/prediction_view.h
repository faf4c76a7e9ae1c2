#pragma once

#include <string>

#include "client/render/answer.h"
#include "common/data/encoding.h"
#include "common/model/predictions.h"

namespace rung {

// Predictions as text, batch by batch, so that any number of rows takes little memory:
// `prediction` and, for classes, `probability_CLASS`. The whole is Begin, then Rows for each
// batch, then End.
class PredictionView {
 public:
  // `encoding` must outlive this.
  PredictionView(const Encoding& encoding, Format format);

  std::string Begin() const;
  std::string Rows(const Predictions& predictions);
  std::string End() const;

 private:
  std::string Padded(std::string text) const;
  Listing MakeListing(const Predictions& predictions) const;
  ListingCell ClassCell(const std::string& name) const;
  std::string JsonRows(const Listing& listing);

  const Encoding& encoding_;
  const Format format_;
  std::vector<ListingColumn> columns_;
  int class_width_ = 0;  // of the widest class in a table
  bool has_rows_ = false;
};

}  // namespace rung
