#include "coordinator/analysis/bins.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace rung {
namespace {

using testing::ElementsAre;

TEST(BinEdgesTest, AreRoundMultiplesOverANarrowRange) {
  EXPECT_THAT(BinEdges(std::vector{0.053, 0.487, 0.2}), ElementsAre(0, 0.1, 0.2, 0.3, 0.4, 0.5));
  EXPECT_THAT(BinEdges(std::vector{17.0, 118.0}), ElementsAre(0, 50, 100, 150));
}

TEST(BinEdgesTest, AreEvenInTheLogarithmOverAWideRange) {
  EXPECT_THAT(BinEdges(std::vector{0.00012, 0.0967}),
              ElementsAre(0.0001, 0.0004, 0.002, 0.006, 0.03, 0.1));
  EXPECT_THAT(BinEdges(std::vector{16.0, 512.0}), ElementsAre(10, 20, 50, 100, 300, 600));
}

TEST(BinEdgesTest, AscendAroundAllNumbersWhateverTheirSize) {
  const std::vector<double> numbers = {5e-324, 1e-310, 1e-200, 1e-9, 0.02,  1,       1.0000001,
                                       2.5,    19.99,  20,     1e9,  1e200, 1.79e308};
  for (const double a : numbers) {
    for (const double b : numbers) {
      if (!(a < b)) continue;
      const auto edges = BinEdges(std::vector{b, a});
      ASSERT_GE(edges.size(), 2U);
      ASSERT_LE(edges.size(), 6U);
      ASSERT_LE(edges.front(), a);
      ASSERT_GE(edges.back(), b);
      for (std::size_t i = 1; i < edges.size(); ++i) {
        ASSERT_LT(edges[i - 1], edges[i]) << a << " " << b;
      }
    }
  }
}

TEST(BinOfTest, HoldsTheLowerEdgeAndTheLastBinBoth) {
  const std::vector<double> edges = {0, 1, 2, 3};
  EXPECT_EQ(BinOf(edges, 0), 0);
  EXPECT_EQ(BinOf(edges, 0.999), 0);
  EXPECT_EQ(BinOf(edges, 1), 1);
  EXPECT_EQ(BinOf(edges, 3), 2);
}

TEST(BinTextTest, ReadsForPeople) {
  EXPECT_EQ(BinText(std::vector{0.001, 0.01, 0.1}, 0, false), "0.001 to 0.01");
  EXPECT_EQ(BinText(std::vector{10.0, 20.0, 50.0}, 0, true), "10 to 19");
  EXPECT_EQ(BinText(std::vector{10.0, 20.0, 50.0}, 1, true), "20 to 50");
  EXPECT_EQ(BinText(std::vector{1.0, 2.0, 4.0}, 0, true), "1");
}

}  // namespace
}  // namespace rung
