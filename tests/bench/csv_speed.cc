// Makes CSV files and reads them as rung does, for tests/bench/csv_vs_pandas.
//
//   csv_speed make PATH BYTES [COLUMNS]    writes a file of about BYTES
//   csv_speed read PATH                    prints the seconds of processor time, the bytes of the
//                                          matrix of float32 numbers, and VmHWM in KiB

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <string_view>

#include "common/data/csv.h"

namespace rung {
namespace {

int Fail(std::string_view what) {
  fmt::print(stderr, "csv_speed: {}\n", what);
  return 1;
}

std::string Header(int columns) {
  std::string header;
  for (int column = 0; column < columns; ++column) header += fmt::format("x{},", column);
  return header + "label\n";
}

// Standard normal numbers, as short as they read back, and a class.
void AppendRow(int columns, std::mt19937_64& random, std::string& text) {
  std::normal_distribution<float> normal;
  char digits[32];
  for (int column = 0; column < columns; ++column) {
    const auto end = std::to_chars(digits, digits + sizeof(digits), normal(random)).ptr;
    text.append(digits, end);
    text += ',';
  }
  text += static_cast<char>('0' + random() % 10);
  text += '\n';
}

int Make(const char* path, std::int64_t bytes, int columns) {
  std::FILE* file = std::fopen(path, "wb");
  if (file == nullptr) return Fail("cannot write the file");
  std::mt19937_64 random(1);
  std::string text = Header(columns);
  bool is_written = true;
  for (std::int64_t written = 0; is_written && written < bytes;) {
    while (text.size() < (std::size_t{1} << 20)) AppendRow(columns, random, text);
    is_written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
    written += static_cast<std::int64_t>(text.size());
    text.clear();
  }
  return std::fclose(file) == 0 && is_written ? 0 : Fail("the disk is full");
}

int Read(const char* path) {
  const auto table = ReadCsv(path, {.label = "label", .max_bytes = std::int64_t{1} << 40});
  if (!table.ok()) return Fail(std::string(table.status().message()));
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return double(time.tv_sec) + 1e-6 * double(time.tv_usec);
  };
  fmt::print("{} {} {}\n", seconds(usage.ru_utime) + seconds(usage.ru_stime),
             table->row_count * static_cast<std::int64_t>(table->columns.size() * sizeof(float)),
             usage.ru_maxrss);
  return 0;
}

}  // namespace
}  // namespace rung

int main(int argc, char** argv) {
  const std::string_view what = argc > 2 ? argv[1] : "";
  if (what == "make" && argc > 3) {
    return rung::Make(argv[2], std::atoll(argv[3]), argc > 4 ? std::atoi(argv[4]) : 50);
  }
  if (what == "read") return rung::Read(argv[2]);
  return rung::Fail("say what to do: make PATH BYTES [COLUMNS], or read PATH");
}
