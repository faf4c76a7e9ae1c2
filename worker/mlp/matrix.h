#pragma once

#include <cstddef>
#include <limits>
#include <new>
#include <span>
#include <vector>

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

// A vector whose first element is 64-byte aligned, so that the layout of a
// computation never depends on what was allocated before.
template <typename T>
using AlignedVector = std::vector<T, CacheLineAllocator<T>>;

// A dense row-major matrix that someone else owns.
template <typename T>
struct MatrixView {
  T* data = nullptr;
  std::size_t rows = 0;
  std::size_t columns = 0;

  std::size_t size() const { return rows * columns; }
  T* row(std::size_t index) const { return data + index * columns; }
  operator MatrixView<const T>() const { return {data, rows, columns}; }
};

}  // namespace rung::mlp
