#pragma once

#include <cstddef>
#include <limits>
#include <new>
#include <vector>

#include "worker/mlp/kernels/kernels.h"

namespace rung::mlp {

// Gives memory that starts on a cache line.
template <typename T>
struct CacheLineAllocator {
  using value_type = T;
  static constexpr std::align_val_t kAlignment{64};

  CacheLineAllocator() = default;
  template <typename U>
  explicit CacheLineAllocator(const CacheLineAllocator<U>&) {}

  T* allocate(std::size_t count) {
    if (count > std::numeric_limits<std::size_t>::max() / sizeof(T)) throw std::bad_alloc();
    return static_cast<T*>(::operator new(count * sizeof(T), kAlignment));
  }
  void deallocate(T* memory, std::size_t) { ::operator delete(memory, kAlignment); }

  template <typename U>
  bool operator==(const CacheLineAllocator<U>&) const {
    return true;
  }
};

// A vector whose first element is 64-byte aligned, as the kernels want it.
template <typename T>
using AlignedVector = std::vector<T, CacheLineAllocator<T>>;

// A matrix in panels (kernels.h) that someone else owns.
template <typename T>
struct PanelView {
  T* data = nullptr;
  std::size_t rows = 0;
  std::size_t columns = 0;

  // Numbers that it takes, filling included.
  std::size_t size() const { return PanelSize(rows, columns); }
  T& at(std::size_t row, std::size_t column) const {
    return data[(column / kPanel * rows + row) * kPanel + column % kPanel];
  }
};

}  // namespace rung::mlp
