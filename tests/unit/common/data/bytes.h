#pragma once

#include <zlib.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/unit/common/data/temporary_file.h"

namespace rung {

// The bytes of a whole number, the highest first.
inline std::string BigEndian(std::uint64_t number, int bytes) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i) text += static_cast<char>(number >> (8 * i));
  return text;
}

// The bytes of a whole number, the lowest first.
inline std::string LittleEndian(std::uint64_t number, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(number >> (8 * i));
  return text;
}

// The header of an IDX file.
inline std::string IdxHeader(char type, const std::vector<std::uint32_t>& shape) {
  std::string header = {'\0', '\0', type, static_cast<char>(shape.size())};
  for (const std::uint32_t size : shape) header += BigEndian(size, 4);
  return header;
}

// A .npy file of format `major`.0, its header not filled up.
inline std::string Npy(std::string_view dictionary, std::string_view values, int major = 1) {
  std::string file = "\x93NUMPY";
  file += static_cast<char>(major);
  file += '\0';
  file += LittleEndian(dictionary.size(), major == 1 ? 2 : 4);
  file += dictionary;
  return file += values;
}

// A .npy file of format 1.0, in C order.
inline std::string NpyOf(std::string_view descr, std::string_view shape, std::string_view values) {
  std::string dictionary = "{'descr': '";
  dictionary += descr;
  dictionary += "', 'fortran_order': False, 'shape': ";
  dictionary += shape;
  return Npy(dictionary + ", }\n", values);
}

// Writes text compressed by gzip.
inline void WriteCompressed(const std::string& path, std::string_view text) {
  gzFile file = gzopen(path.c_str(), "wb");
  gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
  gzclose(file);
}

}  // namespace rung
