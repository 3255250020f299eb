#pragma once

// From Python's arrays and words to the core's types, and back.

#include <pybind11/complex.h>
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <cstddef>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

#include "nb_cpp/basins.hpp"
#include "nb_cpp/grid.hpp"
#include "nb_cpp/polynomial.hpp"
#include "nb_cpp/roots.hpp"

namespace nb_cpp::python {

namespace py = pybind11;

template <typename T>
using Array = py::array_t<T, py::array::c_style>;
using Bounds = std::tuple<double, double, double, double>;  // left, right, bottom, top

inline Polynomial to_polynomial(const Array<Complex>& coefs) {
  if (coefs.ndim() != 1) {
    throw std::invalid_argument("coefs must be one-dimensional");
  }
  return Polynomial({coefs.data(), coefs.data() + coefs.size()});
}

inline Sampling to_sampling(const std::string& name) {
  if (name == "corner") return Sampling::corner;
  if (name == "center") return Sampling::center;
  if (name == "endpoints") return Sampling::endpoints;
  throw std::invalid_argument("sampling must be corner, center or endpoints, got \"" + name + "\"");
}

inline Stop to_stop(const std::string& name) {
  if (name == "residual") return Stop::residual;
  if (name == "step") return Stop::step;
  if (name == "root") return Stop::root;
  throw std::invalid_argument("stop must be residual, step or root, got \"" + name + "\"");
}

template <typename T>
Array<T> to_array(const std::vector<T>& values) {
  return Array<T>(static_cast<py::ssize_t>(values.size()), values.data());
}

// Roots that the caller has, without error bounds.
inline RootSet to_roots(const Array<Complex>& values, const std::vector<int>& multiplicities) {
  if (values.ndim() != 1 || static_cast<std::size_t>(values.size()) != multiplicities.size()) {
    throw std::invalid_argument("roots and multiplicities must be as many");
  }
  return {{values.data(), values.data() + values.size()}, multiplicities, {}};
}

// The same, where multiplicities do not matter.
inline RootSet to_roots(const Array<Complex>& values) {
  return to_roots(values, std::vector<int>(static_cast<std::size_t>(values.size()), 1));
}

}  // namespace nb_cpp::python
