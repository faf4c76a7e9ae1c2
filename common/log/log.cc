#include "common/log/log.h"

#include <fmt/format.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "common/escape.h"

namespace rung {
namespace {

using Buffer = spdlog::memory_buf_t;

// Written before other threads start.
std::string& ProcessFields() {
  static std::string fields;
  return fields;
}

std::string& ThreadFields() {
  thread_local std::string fields;
  return fields;
}

std::string Quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      quoted += {'\\', c};
    } else if (c == '\n') {
      quoted += "\\n";
    } else {
      quoted += c;
    }
  }
  return EscapeControls(quoted) + '"';
}

bool IsPlain(std::string_view value) {
  return !value.empty() && std::ranges::all_of(value, [](char c) {
    return c > ' ' && c < '\x7f' && c != '"' && c != '=' && c != '\\';
  });
}

void Append(Buffer& line, std::string_view text) {
  line.append(text.data(), text.data() + text.size());
}

// The fields of the scope and the process, each behind a blank.
class Fields final : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& /*message*/, const std::tm& /*time*/,
              Buffer& line) override {
    for (const std::string* fields : {&ThreadFields(), &ProcessFields()}) {
      if (fields->empty()) continue;
      Append(line, " ");
      Append(line, *fields);
    }
  }
  std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<Fields>();
  }
};

// The message on one line, written as `write` does.
class Message final : public spdlog::custom_flag_formatter {
 public:
  using Write = std::string (*)(std::string_view);
  explicit Message(Write write) : write_(write) {}

  void format(const spdlog::details::log_msg& message, const std::tm& /*time*/,
              Buffer& line) override {
    Append(line, write_({message.payload.data(), message.payload.size()}));
  }
  std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<Message>(write_);
  }

 private:
  const Write write_;
};

constexpr char kFieldsFlag = '*';
constexpr char kMessageFlag = '&';
constexpr char kTextPattern[] = "[%Y-%m-%d %H:%M:%S.%e] [%n] [%^%l%$] %&%*";
constexpr char kLogfmtPattern[] = "time=%Y-%m-%dT%H:%M:%S.%eZ level=%l program=%n msg=%&%*";

std::unique_ptr<spdlog::pattern_formatter> FormatterOf(LogFormat format) {
  const bool is_text = format == LogFormat::kText;
  auto formatter = std::make_unique<spdlog::pattern_formatter>(
      is_text ? spdlog::pattern_time_type::local : spdlog::pattern_time_type::utc);
  formatter->add_flag<Fields>(kFieldsFlag)
      .add_flag<Message>(kMessageFlag, is_text ? &EscapeControls : &Quoted);
  formatter->set_pattern(is_text ? kTextPattern : kLogfmtPattern);
  return formatter;
}

}  // namespace

std::vector<std::string> LogFormatNames() { return {"text", "logfmt"}; }

LogFormat LogFormatOf(std::string_view name) {
  return name == "logfmt" ? LogFormat::kLogfmt : LogFormat::kText;
}

void StartLog(const std::string& program, LogFormat format, const std::string& level,
              std::string fields) {
  ProcessFields() = std::move(fields);
  auto logger = std::make_shared<spdlog::logger>(
      program, std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
  logger->set_formatter(FormatterOf(format));
  spdlog::set_default_logger(std::move(logger));
  spdlog::set_level(spdlog::level::from_str(level));
}

void LogNews(const std::string& news, bool is_fault) {
  spdlog::log(is_fault ? spdlog::level::warn : spdlog::level::info, "{}", news);
}

std::string LogField(std::string_view key, std::string_view value) {
  return fmt::format("{}={}", key, IsPlain(value) ? std::string(value) : Quoted(value));
}

std::string TaskFields(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kLevels = {
      {{"searches", "search"}, {"trials", "trial"}, {"tasks", "task"}, {"attempts", "attempt"}}};
  const auto take = [&name] {
    const std::string_view part = name.substr(0, name.find('/'));
    name.remove_prefix(std::min(name.size(), part.size() + 1));
    return part;
  };
  std::string fields;
  for (const auto& [collection, key] : kLevels) {
    if (take() != collection || name.empty()) break;
    fields += (fields.empty() ? "" : " ") + LogField(key, take());
  }
  return fields;
}

LogScope::LogScope(std::string_view fields) : outer_size_(ThreadFields().size()) {
  std::string& all = ThreadFields();
  if (!all.empty() && !fields.empty()) all += ' ';
  all += fields;
}

LogScope::~LogScope() { ThreadFields().resize(outer_size_); }

}  // namespace rung
