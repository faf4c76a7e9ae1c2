#pragma once

#include <string>
#include <string_view>
#include <vector>

// The log of a program: spdlog's lines on stderr. A line about a search, trial, attempt or
// worker carries that as fields, which whoever writes it leaves to the scope it is in.
namespace rung {

enum class LogFormat {
  kText,    // [2026-01-31 12:00:00.000] [rung-worker] [info] what was done search=digits
  kLogfmt,  // time=2026-01-31T11:00:00.000Z level=info program=rung-worker msg="what was done" …
};

// The formats' names, for the command line.
std::vector<std::string> LogFormatNames();
// That of a name, or kText.
LogFormat LogFormatOf(std::string_view name);

// Sends what spdlog is told from `level` (spdlog's name of it) on to stderr. `fields` are in
// every line of the process. Called once, before other threads.
void StartLog(const std::string& program, LogFormat format, const std::string& level,
              std::string fields = {});

// Logs a sentence: as a warning where it is of a fault, else as information.
void LogNews(const std::string& news, bool is_fault);

// `key=value`, in quotation marks where the value needs them.
std::string LogField(std::string_view key, std::string_view value);

// `search=digits trial=3 task=0 attempt=1` of the name of an attempt or of something above it;
// empty for what is no such name.
std::string TaskFields(std::string_view name);

// While it lives, each line that its thread writes carries these fields. They may be nested.
class LogScope {
 public:
  explicit LogScope(std::string_view fields);
  ~LogScope();
  LogScope(const LogScope&) = delete;
  LogScope& operator=(const LogScope&) = delete;

 private:
  const std::size_t outer_size_;
};

}  // namespace rung
