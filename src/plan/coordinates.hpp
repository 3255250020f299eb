#pragma once

#include <vector>

#include "kernel/kernel.hpp"
#include "nb_cpp/problem.hpp"
#include "plan/frame.hpp"
#include "plan/method.hpp"

namespace nb_cpp {

// The coordinates about a frame's attractors: of roots by their index, then of one point of each
// cycle.
class Coordinates {
 public:
  // `is_benign` says so of the problem's tolerance.
  Coordinates(const Problem& problem, const CheckedMethod& method, const Frame& frame,
              bool is_benign);

  // Valid as long as this is; without arguments.
  kernel::EntriesView view() const noexcept;

  // What a step multiplies the argument of w by, or adds to it.
  struct Turn {
    double power, angle;
  };
  const std::vector<Turn>& turns() const noexcept { return turns_; }

  // Less than how far the smooth count goes beyond the count: what the rule measures can be small
  // far from all roots, and ends the count early. Infinite where the tolerance is not benign.
  double most_beyond() const noexcept { return most_beyond_; }

 private:
  void add_root(const Problem& problem, const CheckedMethod& method, const Frame& frame,
                std::size_t root);
  bool add_mirrored(const Problem& problem, const CheckedMethod& method, const Frame& frame,
                    std::size_t root);
  void add_cycle(const Problem& problem, const CheckedMethod& method, const Frame& frame,
                 const std::vector<Trap>& cycle);

  double reach_ = 0.0;
  double most_beyond_;
  std::vector<kernel::Coordinate> coordinates_;
  std::vector<Turn> turns_;
};

}  // namespace nb_cpp
