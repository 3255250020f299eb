// The step of an iteration as a map.

#include <pybind11/complex.h>
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "maps/multiplier.hpp"
#include "maps/root_step.hpp"
#include "maps/step.hpp"
#include "maps/taylor.hpp"
#include "numbers/mpcomplex.hpp"
#include "plan/method.hpp"
#include "python/bind.hpp"
#include "python/convert.hpp"

namespace nb_cpp::python {
namespace {

using numbers::MpComplex;
using Parameters = std::vector<std::pair<std::string, Complex>>;

maps::Iteration to_iteration(const std::string& method, const Parameters& parameters, int degree) {
  return CheckedMethod({method, parameters}).as_map(degree);
}

// The sum of the parts.
MpComplex to_long(const Array<Complex>& parts, int bits) {
  MpComplex sum(0.0, 0, bits);
  for (py::ssize_t i = 0; i < parts.size(); ++i) sum = sum + MpComplex(parts.data()[i]);
  return sum;
}

// Numbers whose sum it is, to some more than its bits.
std::vector<Complex> to_parts(MpComplex z) {
  std::vector<Complex> parts;
  for (int left = z.real.bits(); left > 0; left -= 50) {
    parts.emplace_back(z.real.value(), z.imag.value());
    z = z - MpComplex(parts.back());
  }
  return parts;
}

std::optional<std::vector<Complex>> step_series(const Array<Complex>& coefs,
                                                const std::string& method,
                                                const Parameters& parameters, Complex point,
                                                std::size_t order) {
  const Polynomial p = to_polynomial(coefs);
  const maps::Iteration iteration = to_iteration(method, parameters, p.degree());
  const std::size_t count = maps::coefficients_for(iteration, order);
  return maps::step_series(iteration, maps::taylor(p.coefficients(), point, count), order);
}

std::optional<std::vector<std::vector<Complex>>> long_step_series(const Array<Complex>& coefs,
                                                                  const std::string& method,
                                                                  const Parameters& parameters,
                                                                  const Array<Complex>& point,
                                                                  std::size_t order, int bits) {
  const Polynomial p = to_polynomial(coefs);
  const maps::Iteration iteration = to_iteration(method, parameters, p.degree());
  const std::size_t count = maps::coefficients_for(iteration, order);
  const auto f = maps::step_series(
      iteration, maps::taylor(p.coefficients(), to_long(point, bits), count), order);
  if (!f) return std::nullopt;
  std::vector<std::vector<Complex>> result;
  for (const MpComplex& z : *f) result.push_back(to_parts(z));
  return result;
}

py::tuple step_at_root(const Roots& roots, Complex leading, const std::string& method,
                       const Parameters& parameters, std::size_t root, std::size_t order) {
  const RootSet set = to_roots(roots);
  if (root >= set.values.size()) throw std::invalid_argument("there is no such root");
  const maps::Iteration iteration = to_iteration(method, parameters, 0);
  const maps::RootStep step = maps::step_at_root(iteration.method, iteration.parameters, set, root,
                                                 numbers::ScaledComplex(leading), order);
  static constexpr const char* kKinds[] = {"analytic", "flat", "square_root", "two_branches",
                                           "none"};
  return py::make_tuple(kKinds[static_cast<std::size_t>(step.kind)], step.degree, step.unit, step.b,
                        step.other);
}

std::optional<std::pair<Complex, std::int64_t>> derivative_along(const Array<Complex>& coefs,
                                                                 const std::string& method,
                                                                 const Parameters& parameters,
                                                                 const Array<Complex>& points) {
  const Polynomial p = to_polynomial(coefs);
  const auto product =
      maps::derivative_along(to_iteration(method, parameters, p.degree()), p.coefficients(),
                             {points.data(), points.data() + points.size()});
  if (!product) return std::nullopt;
  return std::make_pair(product->mantissa, product->exponent);
}

}  // namespace

void bind_maps(py::module_& m) {
  m.def("step_series", &step_series, py::arg("coefs"), py::arg("method"), py::arg("parameters"),
        py::arg("point"), py::arg("order"));
  m.def("long_step_series", &long_step_series, py::arg("coefs"), py::arg("method"),
        py::arg("parameters"), py::arg("point"), py::arg("order"), py::arg("bits"));
  m.def("step_at_root", &step_at_root, py::arg("roots"), py::arg("leading"), py::arg("method"),
        py::arg("parameters"), py::arg("root"), py::arg("order"));
  m.def("derivative_along", &derivative_along, py::arg("coefs"), py::arg("method"),
        py::arg("parameters"), py::arg("points"));
}

}  // namespace nb_cpp::python
