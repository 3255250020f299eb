#pragma once

#include <string>
#include <vector>

namespace nb_cpp {

// When a point has converged after k steps. stops.def has a row for each rule; for `root` it is the
// nearest root r with |z_k - r| <= tolerance.
enum class Stop {
#define NB_CPP_STOP(name, ...) name,
#include "nb_cpp/stops.def"
#undef NB_CPP_STOP
};

struct StopInfo {
  enum class Unit { value, length };

  std::string name;
  Unit unit;         // of the tolerance
  std::string rule;  // when it holds, with "tol" for the tolerance
};

// By the rule's number.
const std::vector<StopInfo>& stops();

// The rule of that name. Throws std::invalid_argument if there is none.
Stop to_stop(const std::string& name);

}  // namespace nb_cpp
