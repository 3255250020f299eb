#pragma once

#include <cstdint>
#include <vector>

#include "nb_cpp/methods.hpp"
#include "nb_cpp/polynomial.hpp"
#include "nb_cpp/root_set.hpp"
#include "nb_cpp/stops.hpp"

namespace nb_cpp {

// A disc that the iteration never leaves again, about a point of an attracting cycle.
struct Trap {
  Complex centre;
  double radius;
  int cycle;
};

// What is asked of a starting point, wherever it lies. A step that cannot be taken (p' is zero, the
// result is not finite) leaves the point where it was and passes no test. At a zero of p the step
// is zero and passes every test.
struct Problem {
  Polynomial polynomial;
  RootSet roots;
  std::int32_t itmax;  // steps at most
  double tolerance;
  Stop stop = Stop::residual;
  Method method = {};
  std::vector<Trap> traps = {};
};

}  // namespace nb_cpp
