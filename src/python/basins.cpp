// Basins, orbits, pictures and the table of iterations.

#include <pybind11/complex.h>
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "nb_cpp/basins.hpp"
#include "nb_cpp/grid.hpp"
#include "nb_cpp/hsv.hpp"
#include "nb_cpp/methods.hpp"
#include "nb_cpp/parallel.hpp"
#include "nb_cpp/polynomial.hpp"
#include "nb_cpp/roots.hpp"
#include "nb_cpp/targets.hpp"
#include "python/bind.hpp"
#include "python/convert.hpp"
#include "python/gil.hpp"
#include "python/signals.hpp"

namespace nb_cpp::python {
namespace {

RunOptions make_options(int threads, const py::object& progress) {
  RunOptions options;
  // Here, under the GIL if there is one: another thread may be changing the environment.
  options.threads = threads > 0 ? threads : default_threads();
  options.target = active_target();
  options.monitor = make_monitor(progress);
  return options;
}

using MaybeRoots = std::optional<std::pair<Array<Complex>, std::vector<int>>>;

void hsv_image(Array<double>& out, const Array<Complex>& coefs, const MaybeRoots& given,
               const Bounds& extent, std::int32_t itmax, double tol, int threads,
               const py::object& progress) {
  if (out.ndim() != 3 || out.shape(2) != 3) {
    throw std::invalid_argument("out must have the shape (rows, columns, 3)");
  }
  static_assert(sizeof(Hsv) == 3 * sizeof(double));
  auto* const hsv = reinterpret_cast<Hsv*>(out.mutable_data());  // throws if read-only
  const auto options = make_options(threads, progress);
  const std::int64_t rows = out.shape(0);
  const std::int64_t columns = out.shape(1);
  const auto [left, right, bottom, top] = extent;
  Polynomial polynomial = to_polynomial(coefs);
  RootSet roots;
  if (given) {
    roots = to_roots(given->first, given->second);
  }
  const ReleasedGil released;
  if (!given) {
    roots = nb_cpp::find_roots(polynomial, SignalCheck());
  }
  nb_cpp::hsv_image(
      {std::move(polynomial), std::move(roots),
       make_grid({left, right, bottom, top}, columns, rows, Sampling::corner), itmax, tol},
      options, hsv);
}

using Parameters = std::vector<std::pair<std::string, Complex>>;
using Traps = std::vector<std::tuple<Complex, double, int>>;  // centre, radius, cycle

void basins(Array<std::int16_t>& labels, Array<std::int32_t>& iterations,
            const Array<Complex>& coefs, const Array<Complex>& roots, const Bounds& extent,
            const std::string& sampling, const std::string& method, const Parameters& parameters,
            const std::string& stop, double tol, std::int32_t itmax, const Traps& traps,
            int threads, const py::object& progress) {
  if (labels.ndim() != 2 || iterations.ndim() != 2 || labels.shape(0) != iterations.shape(0) ||
      labels.shape(1) != iterations.shape(1)) {
    throw std::invalid_argument("labels and iterations must be two-dimensional and of one shape");
  }
  std::int16_t* const label_data = labels.mutable_data();
  std::int32_t* const iteration_data = iterations.mutable_data();
  const auto options = make_options(threads, progress);
  const std::int64_t rows = labels.shape(0);
  const std::int64_t columns = labels.shape(1);
  const auto [left, right, bottom, top] = extent;
  Problem problem{to_polynomial(coefs),
                  to_roots(roots),
                  make_grid({left, right, bottom, top}, columns, rows, to_sampling(sampling)),
                  itmax,
                  tol,
                  to_stop(stop),
                  {method, parameters}};
  for (const auto& [centre, radius, cycle] : traps) {
    problem.traps.push_back({centre, radius, cycle});
  }
  const ReleasedGil released;
  nb_cpp::basins(problem, options, label_data, iteration_data);
}

Array<Complex> orbits(const Array<Complex>& coefs, const Array<Complex>& roots,
                      const Array<Complex>& start, std::int64_t steps, const std::string& method,
                      const Parameters& parameters) {
  const Polynomial polynomial = to_polynomial(coefs);
  const RootSet known = to_roots(roots);
  const std::vector<Complex> points(start.data(), start.data() + start.size());
  const std::string target = active_target();
  Array<Complex> positions({static_cast<py::ssize_t>(steps) + 1, start.size()});
  Complex* const data = positions.mutable_data();
  {
    const ReleasedGil released;
    nb_cpp::orbits(polynomial, known, {method, parameters}, points, steps, target, SignalCheck(),
                   data);
  }
  return positions;
}

// name, order, evaluations, parameters, step, reference
py::list methods() {
  py::list rows;
  for (const MethodInfo& m : nb_cpp::methods()) {
    py::dict parameters;
    for (const auto& parameter : m.parameters) {
      parameters[py::str(parameter.name)] = parameter.value;
    }
    rows.append(py::make_tuple(m.name, m.order, m.evaluations, parameters, m.step, m.reference));
  }
  return rows;
}

}  // namespace

void bind_basins(py::module_& m) {
  m.def("hsv_image", &hsv_image, py::arg("out").noconvert(), py::arg("coefs"), py::arg("roots"),
        py::arg("extent"), py::arg("itmax"), py::arg("tol"), py::arg("threads"),
        py::arg("progress"));
  m.def("basins", &basins, py::arg("labels").noconvert(), py::arg("iterations").noconvert(),
        py::arg("coefs"), py::arg("roots"), py::arg("extent"), py::arg("sampling"),
        py::arg("method"), py::arg("parameters"), py::arg("stop"), py::arg("tol"), py::arg("itmax"),
        py::arg("traps"), py::arg("threads"), py::arg("progress"));
  m.def("orbits", &orbits, py::arg("coefs"), py::arg("roots"), py::arg("start"), py::arg("steps"),
        py::arg("method"), py::arg("parameters"));
  m.def("methods", &methods);
}

}  // namespace nb_cpp::python
