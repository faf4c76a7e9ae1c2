#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

namespace rung::mlp {

// The score of rows that were drawn with replacement, each a row's number.
using ScoreOfSample = std::function<double(std::span<const std::uint32_t> drawn)>;

// The standard error of a score over its rows: the standard deviation of the score
// over 1,000 bootstrap samples (Efron 1979) of as many rows. Of more than 10,000 rows each
// sample has 10,000, and the deviation is scaled by the root of their share (Bickel, Götze
// and van Zwet 1997, the m out of n bootstrap). A function of rows, seed, trial and `score`.
// There is at least 1 and there are fewer than 2^32 rows.
double Spread(std::size_t rows, std::uint64_t seed, std::uint32_t trial,
              const ScoreOfSample& score);

}  // namespace rung::mlp
