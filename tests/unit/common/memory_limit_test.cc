#include "common/memory_limit.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace rung {
namespace {

namespace fs = std::filesystem;

// A folder that looks like the control groups of a machine.
class MemoryLimitTest : public testing::Test {
 protected:
  ~MemoryLimitTest() override { fs::remove_all(mount_); }
  void Write(const std::string& file, const std::string& content) const {
    fs::create_directories((mount_ / file).parent_path());
    std::ofstream(mount_ / file) << content;
  }
  std::int64_t Limit(const std::string& membership) const {
    return GroupMemoryLimit(membership, mount_.string(), /*machine=*/1'000);
  }

  const fs::path mount_ = fs::path(testing::TempDir()) / "memory-limit-groups";
};

TEST_F(MemoryLimitTest, IsTheMachinesWhereNoGroupHasOne) {
  EXPECT_EQ(Limit(""), 1'000);
  EXPECT_EQ(Limit("0::/\n"), 1'000);
  Write("a/memory.max", "max\n");
  EXPECT_EQ(Limit("0::/a\n"), 1'000);
}

TEST_F(MemoryLimitTest, IsTheLeastOfTheGroupAndThoseAboveIt) {
  Write("memory.max", "800\n");
  Write("a/memory.max", "300\n");
  Write("a/b/memory.max", "500\n");
  EXPECT_EQ(Limit("0::/a/b\n"), 300);
  EXPECT_EQ(Limit("0::/\n"), 800);
  EXPECT_EQ(Limit("0::/c\n"), 800);
}

TEST_F(MemoryLimitTest, KnowsTheFirstVersionOfGroups) {
  Write("memory/docker/1f/memory.limit_in_bytes", "400\n");
  EXPECT_EQ(Limit("12:cpu,cpuacct:/x\n9:memory:/docker/1f\n0::/\n"), 400);
  Write("memory/docker/1f/memory.limit_in_bytes", "9223372036854771712\n");
  EXPECT_EQ(Limit("9:memory:/docker/1f\n"), 1'000);
}

TEST(ProcessMemoryLimitTest, IsSomeMemory) { EXPECT_GT(MemoryLimit(), 1 << 20); }

}  // namespace
}  // namespace rung
