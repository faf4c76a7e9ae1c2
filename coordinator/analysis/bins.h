#pragma once

#include <span>
#include <string>
#include <vector>

namespace rung {

// The edges of up to 5 bins over numbers that are not all equal, ascending, rounded
// for people: evenly wide, or, where all numbers are above 0 and span a factor of 20,
// evenly wide in their logarithms. Every number lies between the first and the last edge.
std::vector<double> BinEdges(std::span<const double> numbers);

// The bin of a number: bin i holds edges[i] up to, but not including, edges[i + 1]; the
// last bin holds its upper edge too.
int BinOf(std::span<const double> edges, double number);

// `0.001 to 0.01`; for whole numbers the last one that the bin holds: `10 to 19`.
std::string BinText(std::span<const double> edges, int bin, bool whole_numbers);

}  // namespace rung
