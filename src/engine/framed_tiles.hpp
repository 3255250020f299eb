#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "kernel/kernel.hpp"
#include "plan/plan.hpp"

namespace nb_cpp {

// Points on their way, a tile of them for each frame of a plan: before each step a point goes over
// to the frame in which it belongs, which depends on where it is and on no other point.
class FramedTiles {
 public:
  struct Part {
    const Frame* frame;
    kernel::Task task;
    kernel::Tile* tile;
  };

  // A worker has its own. The tiles are on the heap, as the stack of a thread may be smaller.
  explicit FramedTiles(const Plan& plan);

  // From now on, points are noted where they come near an attractor, with arguments or without.
  void note_entries(bool arguments);

  // Empties all parts for up to `count` points, and returns the one where they start: that of the
  // plane as it is.
  Part& start(int count) noexcept;

  // The plane as it is, and, where the plan has it, the roots' neighbourhood.
  std::vector<Part>& parts() noexcept { return parts_; }

  int active() const noexcept;

  // Iterations `first` to `last` - 1 of all active points.
  void advance(kernel::Iterate iterate, std::int64_t first, std::int64_t last) noexcept;

  // Has the points step without a test, or with the plan's again.
  void set_tests(bool on) noexcept;

 private:
  // Keeps one tile's memory for the next call.
  struct GiveBack {
    void operator()(unsigned char* memory) const noexcept;
  };
  using Memory = std::unique_ptr<unsigned char[], GiveBack>;

  void add_part(const Frame& frame);
  void change_frames() noexcept;

  const Plan& plan_;
  std::vector<Memory> memory_;
  std::vector<std::unique_ptr<unsigned char[]>> entries_;
  int written_ = 0;  // elements of every list that have a value
  std::vector<Part> parts_;
};

}  // namespace nb_cpp
