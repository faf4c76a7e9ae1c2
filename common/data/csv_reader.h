#pragma once

#include <cstddef>
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
  std::int64_t line = 1;                // physical line that the row begins on, from 1
  std::vector<std::string_view> cells;  // without quotation marks; into the reader's memory

  std::size_t size() const { return cells.size(); }
  std::string_view cell(std::size_t index) const { return cells[index]; }
};

// Reads a CSV file (RFC 4180) row by row, in pieces. A byte order mark of UTF-8 and
// any of the line ends LF, CRLF and CR are accepted; blank lines are skipped; quoted
// cells may hold commas, line ends and doubled quotation marks, and stand between
// blanks. NUL bytes and stray quotation marks are refused. Memory is bounded by
// kMaxRowBytes whatever the file holds. Used by one thread at a time.
class CsvReader {
 public:
  // How often a file is going to be opened and read.
  enum class Passes { kOne, kTwo };

  // `display_name` stands for the file in messages. Errors: NOT_FOUND, INVALID_ARGUMENT (it
  // cannot be read a second time).
  static absl::StatusOr<std::unique_ptr<CsvReader>> Open(const std::string& path,
                                                         std::string display_name,
                                                         Passes passes = Passes::kTwo);
  CsvReader(const CsvReader&) = delete;
  CsvReader& operator=(const CsvReader&) = delete;

  // Moves to the next row; false at the end of the file. After an error the reader
  // is of no further use. Errors: INVALID_ARGUMENT, UNAVAILABLE.
  absl::StatusOr<bool> NextRow();

  // The row that NextRow moved to, until its next call.
  const CsvRow& row() const { return row_; }

  // The share of the file that lies up to that row's end: above 0, at most 1.
  double share_read() const;

  // An INVALID_ARGUMENT error about that row: "FILE:LINE: what".
  absl::Status Error(std::string_view what) const;

 private:
  struct FileCloser {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  using File = std::unique_ptr<std::FILE, FileCloser>;
  // What a cell ends with: the text in memory, if more of the file is to be read.
  enum class CellEnd : std::uint8_t { kComma, kLineEnd, kTextEnd, kFault };

  CsvReader(File file, std::string display_name);
  absl::StatusOr<bool> TakeRow();
  CellEnd TakeCell();
  CellEnd TakeQuotedCell(const char* begin);
  CellEnd TakeBare(std::string_view cell, CellEnd end);
  CellEnd Unfinished(std::string_view cell, std::size_t doubled);
  CellEnd Take(std::string_view cell, CellEnd end);
  CellEnd Fault(std::string_view what);
  bool IsBlankLine() const;
  void EndRow();
  absl::Status FillText();

  const File file_;
  const std::string display_name_;
  std::string text_;                 // a part of the file, and a few bytes more
  const char* start_;                // of the row, or of the next one, in text_
  const char* at_;                   // of what follows the cell
  const char* end_;                  // of the part
  bool is_first_ = true;             // nothing was read yet
  bool is_last_ = false;             // the file ends with the part
  bool after_cr_ = false;            // the last row ended with CR: an LF belongs to it
  std::int64_t lines_ = 0;           // that the row takes
  std::string_view fault_;           // of the row
  std::vector<std::size_t> quoted_;  // cells of the row
  std::int64_t bytes_ = 0;           // of the file that were read
  CsvRow row_;
};

}  // namespace rung
