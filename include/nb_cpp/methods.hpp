#pragma once

#include <string>
#include <utility>
#include <vector>

#include "nb_cpp/complex.hpp"

namespace nb_cpp {

// Reflections of the plane with which a step commutes bit for bit: z -> conj(z) if the polynomial
// has real coefficients, z -> -z if it is even or odd.
enum class Reflections { none, conjugation, both };

// A step is a rational function of z, or takes a square root.
enum class StepKind { rational, algebraic };

// What an iteration is. methods.def has a row for each.
struct MethodInfo {
  enum class Unit { number, length };

  struct Parameter {
    std::string name;
    Complex value;             // by default
    Unit unit = Unit::number;  // a length in the plane is scaled with it
  };

  std::string name;
  int order;        // of convergence at a simple root, with the default parameters
  int evaluations;  // of p or of a derivative, a step
  std::vector<Parameter> parameters;
  Reflections reflections;  // with the default parameters
  StepKind kind;
  std::string step;
  std::string reference;
};

const std::vector<MethodInfo>& methods();

// An iteration with its parameters; those that are not named keep their defaults.
struct Method {
  std::string name = "newton";
  std::vector<std::pair<std::string, Complex>> parameters;
};

}  // namespace nb_cpp
