#pragma once

#include <string>
#include <utility>
#include <vector>

#include "nb_cpp/polynomial.hpp"

namespace nb_cpp {

// What an iteration is. methods.def has a row for each.
struct MethodInfo {
  struct Parameter {
    std::string name;
    Complex value;  // by default
  };

  std::string name;
  int derivatives;  // of p at z that a step takes
  int order;        // of convergence at a simple root, with the default parameters
  int evaluations;  // of p or of a derivative, a step
  std::vector<Parameter> parameters;
  std::string step;
  std::string reference;
};

const std::vector<MethodInfo>& methods();

// An iteration with its parameters; those that are not named keep their defaults.
struct Iteration {
  std::string method = "newton";
  std::vector<std::pair<std::string, Complex>> parameters;
};

// When a point has converged after k steps: |p(z_k)| <= tolerance, |z_k - z_(k-1)| <= tolerance, or
// |z_k - r| <= tolerance for the nearest root r.
enum class Stop { residual, step, root };

}  // namespace nb_cpp
