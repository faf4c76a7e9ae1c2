#include "common/data/npy_dictionary.h"

#include <charconv>
#include <cstddef>
#include <set>
#include <system_error>

namespace rung {
namespace {

constexpr std::size_t kMostDimensions = 64;  // NumPy's own limit

// Takes tokens from the front of a text.
class Tokens {
 public:
  explicit Tokens(std::string_view text) : rest_(text) {}

  bool IsAtEnd() {
    SkipBlanks();
    return rest_.empty();
  }

  bool Peek(std::string_view word) {
    SkipBlanks();
    return rest_.starts_with(word);
  }

  bool Take(std::string_view word) {
    if (!Peek(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }

  // A string between single or double quotation marks, without escapes.
  std::optional<std::string_view> TakeString() {
    if (!Peek("'") && !Peek("\"")) return std::nullopt;
    const std::size_t end = rest_.find(rest_[0], 1);
    if (end == rest_.npos) return std::nullopt;
    const std::string_view text = rest_.substr(1, end - 1);
    rest_.remove_prefix(end + 1);
    return text.find('\\') == text.npos ? std::optional(text) : std::nullopt;
  }

  // A whole number from 0 on. Python 2 wrote long ones with an L.
  std::optional<std::int64_t> TakeNumber() {
    SkipBlanks();
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), number);
    if (error != std::errc() || number < 0) return std::nullopt;
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    Take("L");
    return number;
  }

 private:
  void SkipBlanks() {
    const std::size_t first = rest_.find_first_not_of(" \t\n\r");
    rest_.remove_prefix(first == rest_.npos ? rest_.size() : first);
  }

  std::string_view rest_;
};

bool ParseType(Tokens& tokens, std::string& descr) {
  const auto text = tokens.TakeString();
  if (text) descr = *text;
  return text.has_value();
}

bool ParseOrder(Tokens& tokens, bool& fortran_order) {
  fortran_order = tokens.Take("True");
  return fortran_order || tokens.Take("False");
}

bool ParseShape(Tokens& tokens, std::vector<std::int64_t>& shape) {
  if (!tokens.Take("(")) return false;
  while (!tokens.Take(")")) {
    const auto size = tokens.TakeNumber();
    if (!size || shape.size() == kMostDimensions) return false;
    shape.push_back(*size);
    if (!tokens.Take(",") && !tokens.Peek(")")) return false;
  }
  return true;
}

bool ParseValue(std::string_view key, Tokens& tokens, NpyDictionary& dictionary) {
  if (key == "descr") return ParseType(tokens, dictionary.descr);
  if (key == "fortran_order") return ParseOrder(tokens, dictionary.fortran_order);
  return key == "shape" && ParseShape(tokens, dictionary.shape);
}

}  // namespace

std::optional<NpyDictionary> ParseNpyDictionary(std::string_view text) {
  Tokens tokens(text);
  NpyDictionary dictionary;
  std::set<std::string_view> seen;
  if (!tokens.Take("{")) return std::nullopt;
  while (!tokens.Take("}")) {
    const auto key = tokens.TakeString();
    if (!key || !tokens.Take(":") || !seen.insert(*key).second) return std::nullopt;
    if (*key == "descr" && tokens.Peek("[")) return NpyDictionary{.descr = "["};
    if (!ParseValue(*key, tokens, dictionary)) return std::nullopt;
    if (!tokens.Take(",") && !tokens.Peek("}")) return std::nullopt;
  }
  return seen.size() == 3 && tokens.IsAtEnd() ? std::optional(dictionary) : std::nullopt;
}

}  // namespace rung
