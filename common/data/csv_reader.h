#pragma once

#include <csv.h>

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace rung {

// What a row may hold. A longer one is refused before it fills memory.
inline constexpr std::int64_t kMaxRowBytes = std::int64_t{16} << 20;
inline constexpr std::size_t kMaxCellBytes = std::size_t{64} << 10;
inline constexpr std::size_t kMaxColumns = 65'536;

// The cells of a row.
struct CsvRow {
  std::int64_t line = 1;          // physical line that the row begins on, from 1
  std::string text;               // the cells, one after the other
  std::vector<std::size_t> ends;  // where each ends

  std::size_t size() const { return ends.size(); }
  std::string_view cell(std::size_t index) const;
};

// Reads a CSV file (RFC 4180) row by row, in pieces, with libcsv as the parser. A
// byte order mark of UTF-8 and any of the line ends LF, CRLF and CR are accepted;
// blank lines are skipped; quoted cells may hold commas, line ends and doubled
// quotation marks. NUL bytes and stray quotation marks are refused. Memory is
// bounded by kMaxRowBytes whatever the file holds. Used by one thread at a time.
class CsvReader {
 public:
  // How often a file is going to be opened and read.
  enum class Passes { kOne, kTwo };

  // `display_name` stands for the file in messages. Errors: NOT_FOUND, INVALID_ARGUMENT (it
  // cannot be read a second time).
  static absl::StatusOr<std::unique_ptr<CsvReader>> Open(const std::string& path,
                                                         std::string display_name,
                                                         Passes passes = Passes::kTwo);
  ~CsvReader();
  CsvReader(const CsvReader&) = delete;
  CsvReader& operator=(const CsvReader&) = delete;

  // Moves to the next row; false at the end of the file. After an error the reader
  // is of no further use. Errors: INVALID_ARGUMENT, UNAVAILABLE.
  absl::StatusOr<bool> NextRow();

  // The row that NextRow moved to.
  const CsvRow& row() const { return row_; }

  // An INVALID_ARGUMENT error about that row: "FILE:LINE: what".
  absl::Status Error(std::string_view what) const;

 private:
  struct FileCloser {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  using File = std::unique_ptr<std::FILE, FileCloser>;

  CsvReader(File file, std::string display_name);
  static void OnCell(void* text, std::size_t size, void* reader);
  static void OnRowEnd(int terminator, void* reader);

  void StartRow();
  absl::StatusOr<bool> FillPiece();
  std::string_view TakeLinePart();
  absl::Status Parse(std::string_view part);
  absl::Status CheckSizes() const;
  void CountLine(std::string_view part);
  absl::StatusOr<bool> FinishFile();

  const File file_;
  const std::string display_name_;
  csv_parser parser_;
  std::string piece_;          // bytes read from the file
  std::string_view unparsed_;  // the rest of piece_
  bool is_first_piece_ = true;
  std::int64_t line_ = 1;         // of the next byte
  bool after_cr_ = false;         // the last byte was CR: an LF belongs to it
  std::int64_t row_bytes_ = 0;    // of the row so far
  std::size_t longest_cell_ = 0;  // bytes, of the row so far
  bool row_ended_ = false;
  CsvRow row_;
};

}  // namespace rung
