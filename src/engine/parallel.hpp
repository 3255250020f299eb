#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>

#include "nb_cpp/monitor.hpp"

namespace nb_cpp {

// State that the threads of one run share.
struct RunState {
  std::atomic<std::int64_t> next{0};
  std::atomic<std::int64_t> done{0};
  std::atomic<bool> cancelled{false};
};

// What a body sees of the thread that runs it.
class Worker {
 public:
  // `monitor` is null on every thread but the caller's.
  Worker(RunState& state, std::int64_t total, const Monitor* monitor);

  // False when the run was cancelled: the body returns at once. Cheap; long bodies ask it every
  // few milliseconds. On the caller's thread it also serves the monitor when that is due.
  bool keep_going();

  // Adds to the work that the monitor is told of.
  void report(std::int64_t amount) { state_.done.fetch_add(amount, std::memory_order_relaxed); }

 private:
  using Clock = std::chrono::steady_clock;

  RunState& state_;
  std::int64_t total_;
  const Monitor* monitor_;
  Clock::time_point due_;
};

using Body = std::function<void(std::int64_t item, Worker& worker)>;

// Runs body(item, worker) for item = 0 .. items - 1 on up to `threads` threads, of which the
// caller's is one; items are handed out in order from one counter. Each thread that gets an item
// makes its body first, which may own what the thread keeps from item to item: stacks may be small.
// Returns when all have ended. The first exception of make_body, of a body or of the monitor
// cancels the rest and is thrown here. Fewer threads run where there are fewer items or where the
// system refuses more. `total` is the sum of what the bodies report.
void parallel_for(std::int64_t items, std::int64_t total, int threads, const Monitor& monitor,
                  const std::function<Body()>& make_body);

}  // namespace nb_cpp
