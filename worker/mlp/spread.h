#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

namespace rung::mlp {

// The score of rows that were drawn with replacement: as many as there are, each
// a row's number.
using ScoreOfSample = std::function<double(std::span<const std::uint32_t> drawn)>;

// The standard error of a score over its rows: the standard deviation of the score
// over 1,000 bootstrap samples (Efron 1979). A function of rows, seed, trial and
// `score`. There is at least 1 and there are fewer than 2^32 rows.
double Spread(std::size_t rows, std::uint64_t seed, std::uint32_t trial,
              const ScoreOfSample& score);

}  // namespace rung::mlp
