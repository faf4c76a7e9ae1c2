#pragma once

#include <algorithm>
#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace rung {

// Keeps the values that were used last, by digest, up to a total weight. A value
// heavier than that is not kept. For a few dozen values: looking one up takes
// time in proportion to them. Used by one thread.
template <typename Value>
class Lru {
 public:
  explicit Lru(std::int64_t capacity) : capacity_(capacity) {}

  // The value, from now on the last used; null if it is not kept.
  std::shared_ptr<const Value> Get(std::string_view digest) {
    const auto found = Find(digest);
    if (found == entries_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, found);
    return entries_.front().value;
  }

  // Drops values, those used longest ago first, but none that is in use elsewhere, until
  // one of that weight can be put; false where that cannot be.
  bool MakeRoom(std::int64_t weight) {
    for (auto entry = entries_.end(); weight_ + weight > capacity_ && entry != entries_.begin();) {
      --entry;
      if (entry->value.use_count() > 1) continue;
      weight_ -= entry->weight;
      entry = entries_.erase(entry);
    }
    return weight_ + weight <= capacity_;
  }

  void Put(std::string digest, std::shared_ptr<const Value> value, std::int64_t weight) {
    Remove(digest);
    if (weight > capacity_) return;
    weight_ += weight;
    entries_.push_front({std::move(digest), std::move(value), weight});
    while (weight_ > capacity_) Remove(std::string(entries_.back().digest));
  }

 private:
  struct Entry {
    std::string digest;
    std::shared_ptr<const Value> value;
    std::int64_t weight;
  };

  auto Find(std::string_view digest) {
    return std::find_if(entries_.begin(), entries_.end(),
                        [digest](const Entry& entry) { return entry.digest == digest; });
  }

  void Remove(const std::string& digest) {
    const auto found = Find(digest);
    if (found == entries_.end()) return;
    weight_ -= found->weight;
    entries_.erase(found);
  }

  const std::int64_t capacity_;
  std::int64_t weight_ = 0;
  std::list<Entry> entries_;  // last used first
};

}  // namespace rung
