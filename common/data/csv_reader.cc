#include "common/data/csv_reader.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "common/status_macros.h"

namespace rung {
namespace {

constexpr std::size_t kPieceBytes = std::size_t{64} << 10;

}  // namespace

std::string_view CsvRow::cell(std::size_t index) const {
  const std::size_t begin = index == 0 ? 0 : ends[index - 1];
  return std::string_view(text).substr(begin, ends[index] - begin);
}

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
  return std::unique_ptr<CsvReader>(new CsvReader(std::move(file), std::move(display_name)));
}

CsvReader::CsvReader(File file, std::string display_name)
    : file_(std::move(file)), display_name_(std::move(display_name)) {
  csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI);
  csv_set_blk_size(&parser_, kPieceBytes);
}

CsvReader::~CsvReader() { csv_free(&parser_); }

absl::Status CsvReader::Error(std::string_view what) const {
  return absl::InvalidArgumentError(fmt::format("{}:{}: {}", display_name_, row_.line, what));
}

absl::StatusOr<bool> CsvReader::NextRow() {
  StartRow();
  while (!row_ended_) {
    if (unparsed_.empty()) {
      ASSIGN_OR_RETURN(const bool has_piece, FillPiece());
      if (!has_piece) return FinishFile();
    }
    RETURN_IF_ERROR(Parse(TakeLinePart()));
  }
  return true;
}

void CsvReader::StartRow() {
  row_.line = line_;
  row_.text.clear();
  row_.ends.clear();
  row_bytes_ = 0;
  longest_cell_ = 0;
  row_ended_ = false;
}

absl::StatusOr<bool> CsvReader::FillPiece() {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  piece_.resize(kPieceBytes);
  piece_.resize(std::fread(piece_.data(), 1, piece_.size(), file_.get()));
  if (std::ferror(file_.get()) != 0) {
    return absl::UnavailableError(
        fmt::format("cannot read {}: {}", display_name_, std::strerror(errno)));
  }
  unparsed_ = piece_;
  if (std::exchange(is_first_piece_, false) && unparsed_.starts_with(kByteOrderMark)) {
    unparsed_.remove_prefix(kByteOrderMark.size());
  }
  return !piece_.empty();
}

// Up to the next line end, so that a row ends nowhere but at the end of a part.
std::string_view CsvReader::TakeLinePart() {
  std::string_view part = unparsed_.substr(0, unparsed_.find('\n'));
  part = part.substr(0, part.find('\r'));
  part = unparsed_.substr(0, part.size() + 1);
  unparsed_.remove_prefix(part.size());
  return part;
}

absl::Status CsvReader::Parse(std::string_view part) {
  if (part.find('\0') != std::string_view::npos) {
    return Error("a NUL byte; the file must be text, saved as UTF-8");
  }
  if (csv_parse(&parser_, part.data(), part.size(), &OnCell, &OnRowEnd, this) != part.size()) {
    return Error(
        "a stray quotation mark; a cell that holds one is written in quotation marks, with each "
        "inner one doubled, as in \"5\"\" pipe\"");
  }
  row_bytes_ += static_cast<std::int64_t>(part.size());
  RETURN_IF_ERROR(CheckSizes());
  CountLine(part);
  return absl::OkStatus();
}

absl::Status CsvReader::CheckSizes() const {
  constexpr std::string_view kAdvice = "is a line end or a closing quotation mark missing?";
  if (std::max(longest_cell_, parser_.entry_pos) > kMaxCellBytes) {
    return Error(fmt::format("a cell is longer than {} bytes; {}", kMaxCellBytes, kAdvice));
  }
  if (row_.size() > kMaxColumns) {
    return Error(fmt::format("the row has more than {} cells; {}", kMaxColumns, kAdvice));
  }
  if (row_bytes_ > kMaxRowBytes) {
    return Error(fmt::format("the row is longer than {} bytes; {}", kMaxRowBytes, kAdvice));
  }
  return absl::OkStatus();
}

void CsvReader::CountLine(std::string_view part) {
  const bool is_lf_of_crlf = after_cr_ && part == "\n";
  after_cr_ = part.back() == '\r';
  const bool ends_line = after_cr_ || part.back() == '\n';
  if (ends_line && !is_lf_of_crlf) ++line_;
  const bool is_blank = row_.size() == 0 && parser_.entry_pos == 0;
  if (ends_line && is_blank) StartRow();
}

absl::StatusOr<bool> CsvReader::FinishFile() {
  if (csv_fini(&parser_, &OnCell, &OnRowEnd, this) != 0) {
    return Error("a quoted cell is not closed by the end of the file; add the quotation mark");
  }
  return row_ended_;
}

void CsvReader::OnCell(void* text, std::size_t size, void* reader) {
  auto& self = *static_cast<CsvReader*>(reader);
  self.longest_cell_ = std::max(self.longest_cell_, size);
  if (self.row_.size() > kMaxColumns) return;
  self.row_.text.append(static_cast<const char*>(text), size);
  self.row_.ends.push_back(self.row_.text.size());
}

void CsvReader::OnRowEnd(int /*terminator*/, void* reader) {
  static_cast<CsvReader*>(reader)->row_ended_ = true;
}

}  // namespace rung
