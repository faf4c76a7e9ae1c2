#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rung {

// What the header of a NumPy .npy file says.
struct NpyDictionary {
  std::string descr;  // the type, such as "<f4"; "[" where the elements are structures
  bool fortran_order = false;
  std::vector<std::int64_t> shape;
};

// Parses the literal of a Python dictionary with the keys descr, fortran_order and shape,
// each once, in any order; blanks may follow. Nothing else of Python is known, and nothing
// is evaluated. nullopt for all that is not such a literal.
std::optional<NpyDictionary> ParseNpyDictionary(std::string_view text);

}  // namespace rung
