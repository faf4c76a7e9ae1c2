#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "common/counter_random.h"
#include "worker/mlp/kernels/instruction_sets.h"
#include "worker/mlp/matrix.h"

// The products against loops as plain as can be, bit for bit.
namespace rung::mlp {
namespace {

struct Shape {
  std::size_t rows;
  std::size_t depth;
  std::size_t columns;
};

// A matrix in panels that owns its numbers.
class Matrix {
 public:
  Matrix(std::size_t rows, std::size_t columns)
      : numbers_(PanelSize(rows, columns)), view_{numbers_.data(), rows, columns} {}

  // Even over -1 … 1, the filling zero.
  static Matrix Random(std::size_t rows, std::size_t columns, std::uint32_t stream) {
    const CounterRandom random(3, RandomPurpose::kInitialWeights, 0, stream);
    Matrix matrix(rows, columns);
    std::uint32_t index = 0;
    for (std::size_t i = 0; i < rows; ++i) {
      for (std::size_t j = 0; j < columns; ++j) {
        matrix.at(i, j) = static_cast<float>(2 * random.Uniform(index++) - 1);
      }
    }
    return matrix;
  }

  float* data() { return numbers_.data(); }
  float& at(std::size_t row, std::size_t column) { return view_.at(row, column); }
  const AlignedVector<float>& numbers() const { return numbers_; }

 private:
  AlignedVector<float> numbers_;
  PanelView<float> view_;
};

float MultiplyAdd(bool is_fused, float a, float b, float c) {
  if (is_fused) return std::fma(a, b, c);
  const volatile float product = a * b;  // rounded on its own
  return product + c;
}

// Each case on each instruction set with each arithmetic.
class ProductTest : public testing::TestWithParam<Shape> {
 protected:
  template <typename Check>
  static void OnAll(Check check) {
    for (const InstructionSet& set : InstructionSets()) {
      for (const bool is_fused : {true, false}) {
        SCOPED_TRACE(std::string(set.name) + (is_fused ? " fused" : " separate"));
        check(is_fused ? *set.fused : *set.separate, is_fused);
      }
    }
  }
};

TEST_P(ProductTest, OfTwoMatricesIsOneChainForEachElement) {
  const auto [rows, depth, columns] = GetParam();
  Matrix a = Matrix::Random(rows, depth, 1);
  Matrix b = Matrix::Random(depth, columns, 2);
  Matrix start = Matrix::Random(1, columns, 3);
  OnAll([&](const Kernels<float>& kernels, bool is_fused) {
    Matrix expected(rows, columns);
    for (std::size_t i = 0; i < rows; ++i) {
      for (std::size_t j = 0; j < columns; ++j) {
        float sum = start.at(0, j);
        for (std::size_t p = 0; p < depth; ++p) {
          sum = MultiplyAdd(is_fused, a.at(i, p), b.at(p, j), sum);
        }
        expected.at(i, j) = sum;
      }
    }
    Matrix c = Matrix::Random(rows, columns, 4);
    kernels.multiply(a.data(), rows, depth, b.data(), start.data(), columns, c.data());
    EXPECT_EQ(c.numbers(), expected.numbers());
  });
}

TEST_P(ProductTest, WithoutAStartBeginsAtZero) {
  const auto [rows, depth, columns] = GetParam();
  Matrix a = Matrix::Random(rows, depth, 1);
  Matrix b = Matrix::Random(depth, columns, 2);
  Matrix zero(1, columns);
  OnAll([&](const Kernels<float>& kernels, bool) {
    Matrix c(rows, columns);
    Matrix expected(rows, columns);
    kernels.multiply(a.data(), rows, depth, b.data(), nullptr, columns, c.data());
    kernels.multiply(a.data(), rows, depth, b.data(), zero.data(), columns, expected.data());
    EXPECT_EQ(c.numbers(), expected.numbers());
  });
}

TEST_P(ProductTest, OfATransposedMatrixIsOneChainForEachElement) {
  const auto [rows, depth, columns] = GetParam();
  Matrix a = Matrix::Random(depth, rows, 1);
  Matrix b = Matrix::Random(depth, columns, 2);
  OnAll([&](const Kernels<float>& kernels, bool is_fused) {
    Matrix expected(rows, columns);
    for (std::size_t i = 0; i < rows; ++i) {
      for (std::size_t j = 0; j < columns; ++j) {
        for (std::size_t p = 0; p < depth; ++p) {
          expected.at(i, j) = MultiplyAdd(is_fused, a.at(p, i), b.at(p, j), expected.at(i, j));
        }
      }
    }
    Matrix c = Matrix::Random(rows, columns, 4);
    kernels.multiply_transposed(a.data(), depth, rows, b.data(), columns, c.data());
    EXPECT_EQ(c.numbers(), expected.numbers());
  });
}

TEST_P(ProductTest, TransposingMovesEveryElementAndFillsWithZeros) {
  const auto [rows, columns, unused] = GetParam();
  Matrix a = Matrix::Random(rows, columns, 1);
  Matrix expected(columns, rows);
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < columns; ++j) expected.at(j, i) = a.at(i, j);
  }
  OnAll([&](const Kernels<float>& kernels, bool) {
    Matrix b = Matrix::Random(columns, rows, 4);
    kernels.transpose(a.data(), rows, columns, b.data());
    EXPECT_EQ(b.numbers(), expected.numbers());
  });
}

TEST_P(ProductTest, SumOfRowsIsOneChainForEachColumn) {
  const auto [rows, columns, unused] = GetParam();
  Matrix a = Matrix::Random(rows, columns, 1);
  Matrix expected(1, columns);
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < columns; ++j) expected.at(0, j) += a.at(i, j);
  }
  OnAll([&](const Kernels<float>& kernels, bool) {
    Matrix sums = Matrix::Random(1, columns, 4);
    kernels.sum_rows(a.data(), rows, columns, sums.data());
    EXPECT_EQ(sums.numbers(), expected.numbers());
  });
}

INSTANTIATE_TEST_SUITE_P(Shapes, ProductTest,
                         testing::Values(Shape{1, 1, 1}, Shape{1, 16, 16}, Shape{2, 3, 5},
                                         Shape{7, 15, 17}, Shape{8, 16, 32}, Shape{9, 17, 33},
                                         Shape{13, 64, 48}, Shape{16, 255, 10}, Shape{31, 256, 3},
                                         Shape{33, 257, 50}, Shape{64, 40, 64}, Shape{257, 20, 18},
                                         Shape{300, 530, 7}, Shape{20, 3, 100}),
                         [](const auto& test) {
                           return std::to_string(test.param.rows) + "_" +
                                  std::to_string(test.param.depth) + "_" +
                                  std::to_string(test.param.columns);
                         });

// Numbers of all sizes whose sums round at every distance, fused by the processor, by
// the C library, and by way of double precision.
TEST(MultiplyAddTest, FusedRoundsOnceOnEveryInstructionSet) {
  const CounterRandom random(11, RandomPurpose::kInitialWeights, 0, 0);
  const auto number = [&](std::uint32_t index, int range) {
    const auto words = random.Block(index);
    const auto exponent =
        static_cast<int>(words[1] % static_cast<std::uint32_t>(2 * range)) - range;
    const auto sign = (words[2] & 1) == 0 ? 1.0F : -1.0F;
    return sign * std::ldexp(1 + static_cast<float>(words[0] >> 9) * 0x1p-23F, exponent);
  };
  constexpr std::uint32_t kCases = 20'000;
  for (const InstructionSet& set : InstructionSets()) {
    for (std::uint32_t i = 0; i < kCases; ++i) {
      AlignedVector<float> a(kPanel);
      AlignedVector<float> b(kPanel);
      AlignedVector<float> start(kPanel);
      AlignedVector<float> c(kPanel);
      a[0] = number(3 * i, 20);
      b[0] = number(3 * i + 1, 20);
      // Near minus the product, or far from it.
      start[0] = i % 2 == 0 ? number(3 * i + 2, 60) : -a[0] * b[0] * (1 + number(3 * i + 2, 26));
      set.fused->multiply(a.data(), 1, 1, b.data(), start.data(), 1, c.data());
      ASSERT_EQ(std::bit_cast<std::uint32_t>(c[0]),
                std::bit_cast<std::uint32_t>(std::fma(a[0], b[0], start[0])))
          << set.name << ": " << a[0] << " * " << b[0] << " + " << start[0];
    }
  }
}

TEST(MultiplyAddTest, WhatIsNotFiniteStaysSo) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  for (const InstructionSet& set : InstructionSets()) {
    for (const Kernels<float>* kernels : {set.fused, set.separate}) {
      for (const float bad : {kInfinity, -kInfinity, std::nanf(""), 3e38F}) {
        AlignedVector<float> a(kPanel, bad);
        AlignedVector<float> b(kPanel, 10);
        AlignedVector<float> c(kPanel);
        kernels->multiply(a.data(), 1, 1, b.data(), nullptr, 1, c.data());
        EXPECT_FALSE(std::isfinite(c[0])) << set.name;
      }
    }
  }
}

}  // namespace
}  // namespace rung::mlp
