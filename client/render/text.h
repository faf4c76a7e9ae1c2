#pragma once

#include <string>
#include <string_view>

// Text that is safe to show: what users, data files and workers named must not
// steer a terminal or a spreadsheet.
namespace rung {

// EscapeControls for a text of several lines: line feeds stay.
std::string EscapeLines(std::string_view text);

// A cell of a CSV file (RFC 4180), quoted where needed, with what EscapeControls escapes. Text
// that a spreadsheet would run as a formula (= + - @ at its start) gets an apostrophe in front.
std::string CsvText(std::string_view text);

// `text` as one word of a shell's command, in quotation marks where it needs them.
std::string ShellQuoted(std::string_view text);

// Places that `text`, in UTF-8, takes on a terminal.
int DisplayWidth(std::string_view text);

// The first `width` places of `text`.
std::string_view FirstPlaces(std::string_view text, int width);

// `SUCCEEDED` as `succeeded`.
std::string LowerCase(std::string_view text);

// A number for people: four significant digits; `-` where it is not finite.
std::string ShortNumber(double value);

// A number for programs: the shortest decimal that reads back as the same double.
std::string ExactNumber(double value);

// `1234567` as `1,234,567`.
std::string GroupedNumber(long long value);

// `1 trial`, `2 trials`, `1,234 trials`.
std::string Counted(long long count, std::string_view noun);

// A span of time for people: `3.2 s`, `4 min 10 s`, `2 h 5 min`, `3 d 4 h`.
std::string Duration(double seconds);

// Bytes for people: `812 B`, `3.4 MiB`.
std::string Bytes(long long size);

}  // namespace rung
