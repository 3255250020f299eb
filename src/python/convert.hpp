#pragma once

// From Python's arrays and words to the core's types, and back.

#include <pybind11/complex.h>
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

#include "nb_cpp/polynomial.hpp"
#include "nb_cpp/root_set.hpp"
#include "nb_cpp/window.hpp"

namespace nb_cpp::python {

namespace py = pybind11;

template <typename T>
using Array = py::array_t<T, py::array::c_style>;
using Bounds = std::tuple<double, double, double, double>;  // left, right, bottom, top
using Roots =
    std::tuple<Array<Complex>, Array<std::intptr_t>, Array<double>>;  // as nb_cpp.Roots has them

inline Polynomial to_polynomial(const Array<Complex>& coefs) {
  if (coefs.ndim() != 1) {
    throw std::invalid_argument("coefs must be one-dimensional");
  }
  return Polynomial({coefs.data(), coefs.data() + coefs.size()});
}

inline Extent to_extent(const Bounds& bounds) {
  const auto [left, right, bottom, top] = bounds;
  return {left, right, bottom, top};
}

template <typename T>
Array<T> to_array(const std::vector<T>& values) {
  return Array<T>(static_cast<py::ssize_t>(values.size()), values.data());
}

// Plan checks that they go together.
inline RootSet to_roots(const Roots& roots) {
  const auto& [values, multiplicities, radii] = roots;
  for (py::ssize_t i = 0; i < multiplicities.size(); ++i) {
    const std::intptr_t multiplicity = multiplicities.data()[i];
    if (multiplicity < 1 || multiplicity > std::numeric_limits<int>::max()) {
      throw std::invalid_argument("multiplicities must be between 1 and 2147483647, got " +
                                  std::to_string(multiplicity));
    }
  }
  return {{values.data(), values.data() + values.size()},
          {multiplicities.data(), multiplicities.data() + multiplicities.size()},
          {radii.data(), radii.data() + radii.size()}};
}

}  // namespace nb_cpp::python
