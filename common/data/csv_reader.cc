#include "common/data/csv_reader.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <utility>

#include "common/status_macros.h"

namespace rung {
namespace {

// Of the file that are read at once: few at first, as most files are small.
constexpr std::size_t kFirstReadBytes = std::size_t{1} << 10;
constexpr std::size_t kReadBytes = std::size_t{256} << 10;
constexpr std::size_t kWordBytes = sizeof(std::uint64_t);

constexpr std::string_view kNul = "a NUL byte; the file must be text, saved as UTF-8";
constexpr std::string_view kStrayQuote =
    "a stray quotation mark; a cell that holds one is written in quotation marks, with each inner "
    "one doubled, as in \"5\"\" pipe\"";
constexpr std::string_view kNotClosed =
    "a quoted cell is not closed by the end of the file; add the quotation mark";
constexpr std::string_view kLongCell =
    "a cell is longer than 65536 bytes; is a line end or a closing quotation mark missing?";
constexpr std::string_view kManyCells =
    "the row has more than 65536 cells; is a line end or a closing quotation mark missing?";
constexpr std::string_view kLongRow =
    "the row is longer than 16777216 bytes; is a line end or a closing quotation mark missing?";
static_assert(kMaxCellBytes == 65536 && kMaxColumns == 65536 && kMaxRowBytes == 16777216);

static_assert(std::endian::native == std::endian::little, "the first byte is the lowest");

// The first byte from `at` on that is below '-': commas, quotation marks, line ends and
// NUL are, digits and letters are not. Looks at eight bytes at once, up to seven of
// them beyond `end`.
inline const char* FindLowByte(const char* at, const char* end) {
  constexpr std::uint64_t kOnes = 0x0101010101010101U;
  for (; at < end; at += kWordBytes) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, kWordBytes);
    const std::uint64_t reaches = (word & 0x7F * kOnes) + (0x80 - '-') * kOnes;
    const std::uint64_t low = ~(reaches | word) & 0x80 * kOnes;
    if (low != 0) return std::min(at + std::countr_zero(low) / 8, end);
  }
  return end;
}

bool IsBlank(char byte) { return byte == ' ' || byte == '\t'; }

const char* SkipBlanks(const char* at, const char* end) {
  return std::find_if_not(at, end, &IsBlank);
}

std::string_view Between(const char* begin, const char* end) {
  return {begin, static_cast<std::size_t>(end - begin)};
}

// `doubled` quotation marks do not count, nor do blanks before the cell.
inline bool IsTooLong(std::string_view cell, std::size_t doubled) {
  if (cell.size() - doubled <= kMaxCellBytes) return false;
  const char* const end = cell.data() + cell.size();
  return static_cast<std::size_t>(end - SkipBlanks(cell.data(), end)) > kMaxCellBytes + doubled;
}

std::int64_t CountLineEnds(std::string_view text) {
  std::int64_t count = std::count(text.begin(), text.end(), '\n');
  for (std::size_t at = text.find('\r'); at != text.npos; at = text.find('\r', at + 1)) {
    if (at + 1 == text.size() || text[at + 1] != '\n') ++count;
  }
  return count;
}

// Halves doubled quotation marks in place.
std::string_view HalveQuotes(char* text, std::size_t size) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < size; ++i) {
    text[kept++] = text[i];
    if (text[i] == '"') ++i;
  }
  return {text, kept};
}

}  // namespace

absl::StatusOr<std::unique_ptr<CsvReader>> CsvReader::Open(const std::string& path,
                                                           std::string display_name,
                                                           Passes passes) {
  File file(std::fopen(path.c_str(), "rb"));
  if (file == nullptr) {
    return absl::NotFoundError(
        fmt::format("cannot open {}: {}", display_name, std::strerror(errno)));
  }
  if (passes == Passes::kTwo && lseek(fileno(file.get()), 0, SEEK_CUR) < 0) {
    return absl::InvalidArgumentError(fmt::format(
        "{} is a pipe or a terminal, and data are read twice; save them as a file", display_name));
  }
  std::setvbuf(file.get(), nullptr, _IONBF, 0);
  return std::unique_ptr<CsvReader>(new CsvReader(std::move(file), std::move(display_name)));
}

CsvReader::CsvReader(File file, std::string display_name)
    : file_(std::move(file)),
      display_name_(std::move(display_name)),
      text_(kFirstReadBytes + kWordBytes, '\0'),
      start_(text_.data()),
      at_(start_),
      end_(start_) {}

absl::Status CsvReader::Error(std::string_view what) const {
  return absl::InvalidArgumentError(fmt::format("{}:{}: {}", display_name_, row_.line, what));
}

double CsvReader::share_read() const {
  struct stat facts{};
  const bool has_size = fstat(fileno(file_.get()), &facts) == 0 && facts.st_size > 0;
  const auto taken = static_cast<double>(bytes_ - (end_ - start_));
  return has_size && taken > 0 ? std::min(1.0, taken / static_cast<double>(facts.st_size)) : 1.0;
}

absl::StatusOr<bool> CsvReader::NextRow() {
  do {
    row_.line += std::exchange(lines_, 0);
    ASSIGN_OR_RETURN(bool is_whole, TakeRow());
    while (!is_whole) {
      if (is_last_) return false;
      RETURN_IF_ERROR(FillText());
      ASSIGN_OR_RETURN(is_whole, TakeRow());
    }
    EndRow();
  } while (IsBlankLine());
  return true;
}

// Takes the cells of the row that begins at start_. False where the text ends before
// the row does, and at the end of the file.
absl::StatusOr<bool> CsvReader::TakeRow() {
  row_.cells.clear();
  quoted_.clear();
  if (start_ < end_ && std::exchange(after_cr_, false) && *start_ == '\n') ++start_;
  at_ = start_;
  if (at_ == end_) return false;
  CellEnd end = CellEnd::kComma;
  while (end == CellEnd::kComma) end = TakeCell();
  if (at_ - start_ > kMaxRowBytes) return Error(kLongRow);
  if (end == CellEnd::kFault) return Error(fault_);
  return end == CellEnd::kLineEnd;
}

CsvReader::CellEnd CsvReader::TakeCell() {
  const char* const begin = at_;
  while (true) {
    at_ = FindLowByte(at_, end_);
    if (at_ == end_) break;
    switch (*at_) {
      case ',':
        return TakeBare(Between(begin, at_++), CellEnd::kComma);
      case '\n':
      case '\r':
        return TakeBare(Between(begin, at_), CellEnd::kLineEnd);
      case '"':
        return TakeQuotedCell(begin);
      case '\0':
        return Fault(kNul);
      default:
        ++at_;
    }
  }
  return is_last_ ? TakeBare(Between(begin, at_), CellEnd::kLineEnd)
                  : Unfinished(Between(begin, at_), 0);
}

// A cell that begins at `begin` and whose quotation mark is at at_.
CsvReader::CellEnd CsvReader::TakeQuotedCell(const char* begin) {
  if (SkipBlanks(begin, at_) != at_) return Fault(kStrayQuote);
  const char* const text = at_ + 1;
  std::size_t doubled = 0;
  for (at_ = text;; at_ += 2, ++doubled) {
    at_ = std::find(at_, end_, '"');
    if (at_ == end_ && is_last_) return Fault(kNotClosed);
    if (end_ - at_ < 2 && !is_last_) return Unfinished(Between(text, at_), doubled);
    if (end_ - at_ < 2 || at_[1] != '"') break;
  }
  const std::string_view cell = Between(text, at_);
  if (IsTooLong(cell, doubled)) return Fault(kLongCell);
  if (cell.find('\0') != cell.npos) return Fault(kNul);
  at_ = SkipBlanks(at_ + 1, end_);
  if (at_ == end_ && !is_last_) return CellEnd::kTextEnd;
  quoted_.push_back(row_.cells.size());
  if (at_ == end_ || *at_ == '\n' || *at_ == '\r') return Take(cell, CellEnd::kLineEnd);
  return *at_++ == ',' ? Take(cell, CellEnd::kComma) : Fault(kStrayQuote);
}

// A cell without quotation marks.
CsvReader::CellEnd CsvReader::TakeBare(std::string_view cell, CellEnd end) {
  return IsTooLong(cell, 0) ? Fault(kLongCell) : Take(cell, end);
}

// A cell of which more is to be read.
CsvReader::CellEnd CsvReader::Unfinished(std::string_view cell, std::size_t doubled) {
  return IsTooLong(cell, doubled) ? Fault(kLongCell) : CellEnd::kTextEnd;
}

CsvReader::CellEnd CsvReader::Take(std::string_view cell, CellEnd end) {
  if (row_.cells.size() == kMaxColumns) return Fault(kManyCells);
  row_.cells.push_back(cell);
  return end;
}

CsvReader::CellEnd CsvReader::Fault(std::string_view what) {
  fault_ = what;
  return CellEnd::kFault;
}

// Moves on to the next row, and makes of quoted cells what they stand for.
void CsvReader::EndRow() {
  after_cr_ = at_ < end_ && *at_ == '\r';
  start_ = std::min(at_ + 1, end_);
  lines_ = 1;
  for (const std::size_t index : quoted_) {
    std::string_view& cell = row_.cells[index];
    lines_ += CountLineEnds(cell);
    if (cell.find('"') == cell.npos) continue;
    cell = HalveQuotes(text_.data() + (cell.data() - text_.data()), cell.size());
  }
}

bool CsvReader::IsBlankLine() const {
  if (row_.cells.size() != 1 || !quoted_.empty()) return false;
  return std::all_of(row_.cells[0].begin(), row_.cells[0].end(), &IsBlank);
}

// Reads on, with the row that is begun at the front.
absl::Status CsvReader::FillText() {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  const auto kept = static_cast<std::size_t>(end_ - start_);
  std::memmove(text_.data(), start_, kept);
  if (!is_first_ && text_.size() < kReadBytes) text_.resize(kReadBytes + kWordBytes);
  if (kept + kWordBytes == text_.size()) {
    text_.resize(std::min(2 * kept, std::size_t{kMaxRowBytes} + kReadBytes) + kWordBytes);
  }
  const std::size_t wanted = text_.size() - kWordBytes - kept;
  const std::size_t found = std::fread(text_.data() + kept, 1, wanted, file_.get());
  if (std::ferror(file_.get()) != 0) {
    return absl::UnavailableError(
        fmt::format("cannot read {}: {}", display_name_, std::strerror(errno)));
  }
  is_last_ = found < wanted;
  bytes_ += static_cast<std::int64_t>(found);
  start_ = text_.data();
  end_ = start_ + kept + found;
  if (std::exchange(is_first_, false) && Between(start_, end_).starts_with(kByteOrderMark)) {
    start_ += kByteOrderMark.size();
  }
  return absl::OkStatus();
}

}  // namespace rung
