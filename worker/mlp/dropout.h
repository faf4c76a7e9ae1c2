#pragma once

#include <cstdint>

#include "worker/mlp/kernels/kernels.h"
#include "worker/mlp/matrix.h"

namespace rung::mlp {

// Which mask is meant. Masks of different layers or epochs have nothing in common.
struct MaskPlace {
  std::uint64_t seed = 0;
  std::uint32_t trial = 0;
  std::uint32_t epoch = 0;
  std::uint32_t layer = 0;  // hidden layer, from 0; below 64
};

// Inverted dropout (Srivastava et al. 2014): fills the factors on a hidden layer's
// outputs, 0 with probability `dropout` (0 to below 1), otherwise 1 / (1 - dropout).
// mask: (rows, units); its first row is at `position` in the epoch. A factor is a
// function of place, position and unit.
void FillDropoutMask(const Kernels<float>& kernels, const MaskPlace& place, std::size_t position,
                     double dropout, PanelView<float> mask);

}  // namespace rung::mlp
