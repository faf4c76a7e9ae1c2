#include "coordinator/analysis/bins.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace rung {
namespace {

constexpr int kMostBins = 5;
constexpr double kLogarithmicFrom = 20;

// The number at `power` decades from the digits: 2 and -3 make 0.002, without the error of a power.
double Decimal(double digits, int power) {
  const std::string text = fmt::format("{}e{}", digits, power);
  double number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

int DecadeOf(double number) { return static_cast<int>(std::floor(std::log10(number))); }

// Rounds to one significant digit by `round`: std::floor, std::ceil or std::round.
double ToOneDigit(double number, double (*round)(double)) {
  const int decade = DecadeOf(number);
  const double digits = number / Decimal(1, decade);
  const double nearest = std::round(digits);
  const bool is_round = std::abs(digits - nearest) < 1e-9 * nearest;
  return Decimal(is_round ? nearest : round(digits), decade);
}

// At the ends of what a double holds there may be no rounder number.
bool CanBeRounded(double number) {
  return number == 0 || (std::abs(number) > 1e-300 && std::abs(number) < 1e300);
}

double Floor(double number) { return std::floor(number); }
double Ceil(double number) { return std::ceil(number); }
double Round(double number) { return std::round(number); }

// A bin spans a factor of 1.8 or more, so neighbouring edges never round to the same.
std::vector<double> LogarithmicEdges(double least, double greatest) {
  const double low = ToOneDigit(least, Floor);
  const double high = ToOneDigit(greatest, Ceil);
  std::vector<double> edges;
  for (int i = 0; i <= kMostBins; ++i) {
    const double share = static_cast<double>(i) / kMostBins;
    edges.push_back(ToOneDigit(std::exp(std::lerp(std::log(low), std::log(high), share)), Round));
  }
  return edges;
}

// Multiples of `step` around the numbers.
std::vector<double> MultiplesAround(double least, double greatest, double digits, int power) {
  const double step = Decimal(digits, power);
  const double first = std::floor(least / step);
  const double last = std::max(std::ceil(greatest / step), first + 1);
  std::vector<double> edges;
  for (double i = first; i <= last && edges.size() < kMostBins + 2; ++i) {
    edges.push_back(Decimal(i * digits, power));
  }
  return edges;
}

// Of the steps 1, 2, 5, 10, … the smallest that needs no more than five bins.
std::vector<double> EvenEdges(double least, double greatest) {
  const int decade = DecadeOf((greatest - least) / kMostBins);
  for (int power = decade;; ++power) {
    for (const double digits : {1.0, 2.0, 5.0}) {
      const auto edges = MultiplesAround(least, greatest, digits, power);
      if (edges.size() <= kMostBins + 1) return edges;
    }
  }
}

}  // namespace

std::vector<double> BinEdges(std::span<const double> numbers) {
  const auto [least, greatest] = std::minmax_element(numbers.begin(), numbers.end());
  if (!CanBeRounded(*least) || !CanBeRounded(*greatest)) return {*least, *greatest};
  const bool is_logarithmic = *least > 0 && *greatest / *least >= kLogarithmicFrom;
  std::vector<double> edges =
      is_logarithmic ? LogarithmicEdges(*least, *greatest) : EvenEdges(*least, *greatest);
  edges.front() = std::min(edges.front(), *least);
  edges.back() = std::max(edges.back(), *greatest);
  return edges;
}

int BinOf(std::span<const double> edges, double number) {
  const auto above = std::upper_bound(edges.begin() + 1, edges.end() - 1, number);
  return static_cast<int>(above - edges.begin()) - 1;
}

std::string BinText(std::span<const double> edges, int bin, bool whole_numbers) {
  const auto i = static_cast<std::size_t>(bin);
  const bool is_last = i + 2 == edges.size();
  const double low = edges[i];
  const double high = whole_numbers && !is_last ? edges[i + 1] - 1 : edges[i + 1];
  if (low == high) return fmt::format("{:.6g}", low);
  return fmt::format("{:.6g} to {:.6g}", low, high);
}

}  // namespace rung
