#include "common/freed_memory.h"

#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>

namespace rung {
namespace {

constexpr int kKeptBytes = 64 << 20;

// Makes the heap grow, by the kept bytes and more, where malloc is glibc's.
void GrowHeap() {
  void* volatile taken = std::malloc(1 << 20);  // volatile, lest it be optimised away
  std::free(taken);
}

// Asks for large pages from `begin` to `end`, both rounded to these; it is no matter where there
// are none.
void UseLargePages(const void* begin, const void* end) {
  constexpr std::uintptr_t kLargePage = 2 << 20;
  const std::uintptr_t first =
      (reinterpret_cast<std::uintptr_t>(begin) + kLargePage - 1) / kLargePage * kLargePage;
  const std::uintptr_t last = reinterpret_cast<std::uintptr_t>(end) / kLargePage * kLargePage;
  if (first < last) madvise(reinterpret_cast<void*>(first), last - first, MADV_HUGEPAGE);
}

}  // namespace

void KeepFreedMemory() {
  mallopt(M_TRIM_THRESHOLD, kKeptBytes);
  mallopt(M_TOP_PAD, kKeptBytes);
  mallopt(M_MMAP_THRESHOLD, 32 << 20);  // larger pieces go back at once
  mallopt(M_ARENA_MAX, 1);
  const void* const old_end = sbrk(0);
  GrowHeap();
  UseLargePages(old_end, sbrk(0));
}

}  // namespace rung
