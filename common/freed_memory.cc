#include "common/freed_memory.h"

#include <malloc.h>

namespace rung {

void KeepFreedMemory() {
  mallopt(M_TRIM_THRESHOLD, 64 << 20);
  mallopt(M_MMAP_THRESHOLD, 32 << 20);  // larger pieces go back at once
  mallopt(M_ARENA_MAX, 1);
}

}  // namespace rung
