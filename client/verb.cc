#include "client/verb.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <system_error>
#include <utility>

#include "client/exit_code.h"

namespace rung {
namespace {

// A shell's variable that is not set must not stand for a name that was left out.
std::string FaultOfName(const std::string& name) {
  return name.empty() ? "a name must not be empty" : "";
}

// std::from_chars takes digits alone; CLI11 would turn -1 into 2^64 - 1.
std::optional<std::uint64_t> WholeNumber(const std::string& text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::string FaultOfWholeNumber(const std::string& text) {
  return WholeNumber(text) ? "" : text + " is not a whole number from 0 to 18446744073709551615";
}

}  // namespace

Verb::Verb(CLI::App& parent, Action& chosen, const std::string& name,
           const std::string& description, const std::string& example)
    : app_(parent.add_subcommand(name, description)), chosen_(&chosen) {
  app_->footer(fmt::format("Example:\n  {}\n\n{}", example, kExitCodeHelp));
  app_->require_subcommand(0, 1);
}

Verb Verb::AddVerb(const std::string& name, const std::string& description,
                   const std::string& example) {
  return Verb(*app_, *chosen_, name, description, example);
}

void Verb::AddRequired(const std::string& name, std::string& value,
                       const std::string& description) {
  app_->add_option(name, value, description)->required()->check(&FaultOfName)->type_name("");
}

void Verb::AddOptional(const std::string& name, std::string& value,
                       const std::string& description) {
  app_->add_option(name, value, description)->check(&FaultOfName)->type_name("");
}

void Verb::AddRequired(const std::string& name, std::vector<std::string>& values,
                       const std::string& description) {
  app_->add_option(name, values, description)->required()->check(&FaultOfName)->type_name("");
}

void Verb::AddOption(const std::string& name, std::string& value, const std::string& description,
                     const std::string& type) {
  app_->add_option(name, value, description)->type_name(type);
}

void Verb::AddOption(const std::string& name, std::optional<std::string>& value,
                     const std::string& description) {
  app_->add_option(name, value, description);
}

void Verb::AddOption(const std::string& name, std::vector<std::string>& values,
                     const std::string& description, const std::string& type) {
  app_->add_option(name, values, description)->allow_extra_args(false)->type_name(type);
}

void Verb::AddOption(const std::string& name, std::optional<std::uint64_t>& value,
                     const std::string& description) {
  app_->add_option_function<std::string>(
          name, [&value](const std::string& text) { value = WholeNumber(text); }, description)
      ->check(&FaultOfWholeNumber)
      ->type_name("UINT");
}

void Verb::AddOption(const std::string& name, int& value, int min, int max,
                     const std::string& description) {
  app_->add_option(name, value, description)->check(CLI::Range(min, max))->capture_default_str();
}

void Verb::AddChoice(const std::string& name, const std::vector<std::string>& choices,
                     const std::function<void(const std::string&)>& take,
                     const std::string& description, const std::string& type) {
  app_->add_option_function<std::string>(name, take, description)
      ->check(CLI::IsMember(choices))
      ->type_name(type);
}

void Verb::AddFlag(const std::string& name, bool& value, const std::string& description) {
  app_->add_flag(name, value, description);
}

void Verb::SetAction(Action action) {
  app_->callback([chosen = chosen_, action = std::move(action)] {  // a lower verb's comes first
    if (!*chosen) *chosen = action;
  });
}

}  // namespace rung
