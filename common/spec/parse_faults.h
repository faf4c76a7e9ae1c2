#pragma once

#include <google/protobuf/io/tokenizer.h>

#include <string>
#include <string_view>
#include <vector>

namespace rung {

// Gathers what a parser of the text format finds wrong, each as
// `FILE:LINE:COLUMN: message` with a hint at the way out; at most 20.
class ParseFaults final : public google::protobuf::io::ErrorCollector {
 public:
  // `text` is what is parsed and outlives this.
  ParseFaults(std::string_view file_name, std::string_view text)
      : file_name_(file_name), text_(text) {}

  // Line and column from 0, as the tokenizer counts them; a line below 0 is that of the
  // whole file.
  void AddError(int line, int column, const std::string& message) override;

  // The faults, one a line.
  std::string Joined() const;

 private:
  std::string file_name_;
  std::string_view text_;
  std::vector<std::string> faults_;
};

}  // namespace rung
