#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <unordered_set>

namespace rung {

// Remembers ids until so many others have come after. Used by one thread.
class RecentIds {
 public:
  explicit RecentIds(std::size_t capacity) : capacity_(capacity) {}

  void Add(const std::string& id) {
    if (!ids_.insert(id).second) return;
    in_order_.push_back(id);
    if (in_order_.size() <= capacity_) return;
    ids_.erase(in_order_.front());
    in_order_.pop_front();
  }
  bool Contains(const std::string& id) const { return ids_.contains(id); }

 private:
  const std::size_t capacity_;
  std::unordered_set<std::string> ids_;
  std::deque<std::string> in_order_;
};

}  // namespace rung
