#pragma once

#include <cstddef>
#include <cstdint>

namespace rung::mlp {

// Random blocks that who wants many makes at once.
inline constexpr std::size_t kRandomBlocks = 256;

// Matrices that training works on are kept in panels of so many columns: all rows of
// columns 0 to 15, row by row, then all rows of columns 16 to 31, and so on. What is
// missing from the last panel is filled with zeros. So the inner loops of a product
// run over memory without a gap or a rest, whatever the shape, and the layout is the
// same for every instruction set.
inline constexpr std::size_t kPanel = 16;

constexpr std::size_t PanelsFor(std::size_t columns) { return (columns + kPanel - 1) / kPanel; }

// Numbers that a matrix in panels takes, filling included.
constexpr std::size_t PanelSize(std::size_t rows, std::size_t columns) {
  return rows * PanelsFor(columns) * kPanel;
}

// Where random words come from: CounterRandom's counter without the index.
struct RandomStream {
  std::uint64_t seed = 0;
  std::uint32_t step = 0;
  std::uint32_t trial = 0;
  std::uint32_t purpose = 0;
};

// A run of parameters that an optimiser moves; all of `size` numbers.
template <typename Scalar>
struct ParameterRun {
  const Scalar* gradient;
  Scalar* parameters;
  Scalar* first;   // first moments, or the last update
  Scalar* second;  // second moments; null where the optimiser has none
  std::size_t size;
};

// What an optimiser's step needs besides. Which of them count, optimizer.h says.
template <typename Scalar>
struct StepFactors {
  Scalar gradient_scale = 1;  // multiplies the gradient
  Scalar decay = 0;           // of the weights, by way of the gradient
  Scalar kept = 1;            // of the weights, beside the gradient
  Scalar rate = 0;
  Scalar momentum = 0;
  Scalar second_decay = 0;  // of the second moments
  Scalar second_scale = 1;  // of the root of the second moments
};

// The targets of a batch's rows for cross-entropy.
template <typename Scalar>
struct ClassTargets {
  const std::int32_t* classes;  // of each row, 0 … columns - 1
  const Scalar* weights;        // of each class, for the gradient; null for 1
  Scalar smoothing = 0;         // share of the target that is spread over all classes
};

// What training spends its time in, compiled once for each instruction set. All
// arrays start on a cache line, matrices are in panels, and sizes are at least 1.
//
// The operations of floating-point numbers and their order are a function of shapes
// alone: each element of a product is one chain over the depth, from its start on;
// sums run over 16 lanes, then over the lanes. So instruction sets differ in speed,
// not in bits, as long as they agree on whether a * b + c is rounded once (fused)
// or twice. What is not finite stays so.
template <typename Scalar>
struct Kernels {
  // panels = the chosen rows of a matrix that is stored row by row, anywhere; the
  // filling stays as it is, as no product reads it.
  void (*gather)(const Scalar* rows, std::size_t columns, const std::uint32_t* chosen,
                 std::size_t count, Scalar* panels);

  // c = start + a b. a: (rows, depth), b: (depth, columns), c: (rows, columns);
  // start: panels of one row, or null for 0.
  void (*multiply)(const Scalar* a, std::size_t rows, std::size_t depth, const Scalar* b,
                   const Scalar* start, std::size_t columns, Scalar* c);
  // c = a^T b. a: (depth, rows), b: (depth, columns), c: (rows, columns).
  void (*multiply_transposed)(const Scalar* a, std::size_t depth, std::size_t rows, const Scalar* b,
                              std::size_t columns, Scalar* c);
  // b = a^T. a: (rows, columns), b: (columns, rows).
  void (*transpose)(const Scalar* a, std::size_t rows, std::size_t columns, Scalar* b);
  // sums: panels of one row.
  void (*sum_rows)(const Scalar* a, std::size_t rows, std::size_t columns, Scalar* sums);
  // a *= b; size: a multiple of kPanel, here and below.
  void (*scale)(Scalar* a, const Scalar* b, std::size_t size);
  // The sum of the squares.
  double (*sum_squares)(const Scalar* a, std::size_t size);

  // An activation function, in place.
  struct Activation {
    void (*apply)(Scalar* values, std::size_t size);
    // Fills the derivatives, too.
    void (*apply_and_derive)(Scalar* values, Scalar* derivatives, std::size_t size);
    // Multiplies values and derivatives by the masks that `derivatives` held.
    void (*apply_and_drop)(Scalar* values, Scalar* derivatives, std::size_t size);
  };
  Activation relu;
  Activation leaky_relu;
  Activation elu;
  Activation gelu;
  Activation silu;
  Activation tanh;
  Activation sigmoid;

  // Turns logits (rows, columns) into the gradient of the mean loss, and tells the
  // cross-entropy of each row, unweighted and unsmoothed, and the greatest logit's
  // class, of equals the first. scratch: PanelSize(kPanel, columns) numbers.
  void (*cross_entropy)(Scalar* logits, std::size_t rows, std::size_t columns,
                        const ClassTargets<Scalar>& targets, Scalar* losses,
                        std::int32_t* predicted, Scalar* scratch);

  // The log odds, log(p / (1 - p)), of the probabilities that the softmax of logits (rows,
  // columns) gives; of two columns exactly the difference of the logits. odds: of the first
  // column by row, anywhere, those of each other `stride` numbers after; not NaN where the
  // greatest logit is finite. scratch: as above.
  void (*log_odds)(const Scalar* logits, std::size_t rows, std::size_t columns, Scalar* odds,
                   std::size_t stride, Scalar* scratch);

  // optimizer.h has the formulas.
  void (*sgd)(const ParameterRun<Scalar>& run, const StepFactors<Scalar>& factors);
  void (*nesterov)(const ParameterRun<Scalar>& run, const StepFactors<Scalar>& factors);
  void (*rmsprop)(const ParameterRun<Scalar>& run, const StepFactors<Scalar>& factors);
  void (*adam)(const ParameterRun<Scalar>& run, const StepFactors<Scalar>& factors);

  // The random words of blocks first, first + 1, …: CounterRandom::Block's, four a block.
  void (*random_words)(const RandomStream& stream, std::uint32_t first, std::size_t blocks,
                       std::uint32_t* words);
};

}  // namespace rung::mlp
