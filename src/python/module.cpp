// The Python module nb_cpp._core. It trusts the Python layer to have checked and converted its
// arguments, but stays memory-safe without it. Each entry point converts under the GIL, releases it
// once for one call of the core, and takes it back only to serve signals and progress.

#include <pybind11/complex.h>
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <chrono>
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
#include "nb_cpp/measures.hpp"
#include "nb_cpp/methods.hpp"
#include "nb_cpp/parallel.hpp"
#include "nb_cpp/polynomial.hpp"
#include "nb_cpp/roots.hpp"
#include "nb_cpp/targets.hpp"
#include "nb_cpp/version.hpp"
#include "python/gil.hpp"

namespace py = pybind11;
using nb_cpp::HeldGil;
using nb_cpp::ReleasedGil;

namespace {

template <typename T>
using Array = py::array_t<T, py::array::c_style>;
using Bounds = std::tuple<double, double, double, double>;  // left, right, bottom, top

nb_cpp::Polynomial to_polynomial(const Array<nb_cpp::Complex>& coefs) {
  if (coefs.ndim() != 1) {
    throw std::invalid_argument("coefs must be one-dimensional");
  }
  return nb_cpp::Polynomial({coefs.data(), coefs.data() + coefs.size()});
}

nb_cpp::Sampling to_sampling(const std::string& name) {
  if (name == "corner") return nb_cpp::Sampling::corner;
  if (name == "center") return nb_cpp::Sampling::center;
  if (name == "endpoints") return nb_cpp::Sampling::endpoints;
  throw std::invalid_argument("sampling must be corner, center or endpoints, got \"" + name + "\"");
}

template <typename T>
Array<T> to_array(const std::vector<T>& values) {
  return Array<T>(static_cast<py::ssize_t>(values.size()), values.data());
}

// Raises KeyboardInterrupt after a Ctrl-C. Called with the GIL.
void check_signals() {
  if (PyErr_CheckSignals() != 0) {
    throw py::error_already_set();
  }
}

// Serves Ctrl-C during work that no monitor watches. Taking the GIL has its price, so only now and
// then.
class SignalCheck {
 public:
  void operator()() {
    const auto now = std::chrono::steady_clock::now();
    if (now < due_) {
      return;
    }
    due_ = now + std::chrono::milliseconds(25);
    const HeldGil gil;
    check_signals();
  }

 private:
  std::chrono::steady_clock::time_point due_ =
      std::chrono::steady_clock::now() + std::chrono::milliseconds(25);
};

// Serves Ctrl-C and the caller's progress function; what either raises cancels the run.
nb_cpp::Monitor make_monitor(const py::object& progress) {
  PyObject* function = progress.is_none() ? nullptr : progress.ptr();
  return [function](std::int64_t done, std::int64_t total) {
    const HeldGil gil;
    check_signals();
    if (function != nullptr) {
      py::reinterpret_borrow<py::function>(function)(done, total);
    }
  };
}

nb_cpp::Stop to_stop(const std::string& name) {
  if (name == "residual") return nb_cpp::Stop::residual;
  if (name == "step") return nb_cpp::Stop::step;
  if (name == "root") return nb_cpp::Stop::root;
  throw std::invalid_argument("stop must be residual, step or root, got \"" + name + "\"");
}

// Roots that the caller has, without error bounds.
nb_cpp::RootSet to_roots(const Array<nb_cpp::Complex>& values,
                         const std::vector<int>& multiplicities) {
  if (values.ndim() != 1 || static_cast<std::size_t>(values.size()) != multiplicities.size()) {
    throw std::invalid_argument("roots and multiplicities must be as many");
  }
  return {{values.data(), values.data() + values.size()}, multiplicities, {}};
}

// The same, where multiplicities do not matter.
nb_cpp::RootSet to_roots(const Array<nb_cpp::Complex>& values) {
  return to_roots(values, std::vector<int>(static_cast<std::size_t>(values.size()), 1));
}

nb_cpp::RunOptions make_options(int threads, const py::object& progress) {
  nb_cpp::RunOptions options;
  // Here, under the GIL if there is one: another thread may be changing the environment.
  options.threads = threads > 0 ? threads : nb_cpp::default_threads();
  options.target = nb_cpp::active_target();
  options.monitor = make_monitor(progress);
  return options;
}

using MaybeRoots = std::optional<std::pair<Array<nb_cpp::Complex>, std::vector<int>>>;

void hsv_image(Array<double>& out, const Array<nb_cpp::Complex>& coefs, const MaybeRoots& given,
               const Bounds& extent, std::int32_t itmax, double tol, int threads,
               const py::object& progress) {
  if (out.ndim() != 3 || out.shape(2) != 3) {
    throw std::invalid_argument("out must have the shape (rows, columns, 3)");
  }
  static_assert(sizeof(nb_cpp::Hsv) == 3 * sizeof(double));
  auto* const hsv = reinterpret_cast<nb_cpp::Hsv*>(out.mutable_data());  // throws if read-only
  const auto options = make_options(threads, progress);
  const std::int64_t rows = out.shape(0);
  const std::int64_t columns = out.shape(1);
  const auto [left, right, bottom, top] = extent;
  nb_cpp::Polynomial polynomial = to_polynomial(coefs);
  nb_cpp::RootSet roots;
  if (given) {
    roots = to_roots(given->first, given->second);
  }
  const ReleasedGil released;
  if (!given) {
    roots = nb_cpp::find_roots(polynomial, SignalCheck());
  }
  nb_cpp::hsv_image(
      {std::move(polynomial), std::move(roots),
       nb_cpp::make_grid({left, right, bottom, top}, columns, rows, nb_cpp::Sampling::corner),
       itmax, tol},
      options, hsv);
}

using Parameters = std::vector<std::pair<std::string, nb_cpp::Complex>>;
using Traps = std::vector<std::tuple<nb_cpp::Complex, double, int>>;  // centre, radius, cycle

void basins(Array<std::int16_t>& labels, Array<std::int32_t>& iterations,
            const Array<nb_cpp::Complex>& coefs, const Array<nb_cpp::Complex>& roots,
            const Bounds& extent, const std::string& sampling, const std::string& method,
            const Parameters& parameters, const std::string& stop, double tol, std::int32_t itmax,
            const Traps& traps, int threads, const py::object& progress) {
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
  nb_cpp::Problem problem{
      to_polynomial(coefs),
      to_roots(roots),
      nb_cpp::make_grid({left, right, bottom, top}, columns, rows, to_sampling(sampling)),
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

Array<nb_cpp::Complex> orbits(const Array<nb_cpp::Complex>& coefs,
                              const Array<nb_cpp::Complex>& roots,
                              const Array<nb_cpp::Complex>& start, std::int64_t steps,
                              const std::string& method, const Parameters& parameters) {
  const nb_cpp::Polynomial polynomial = to_polynomial(coefs);
  const nb_cpp::RootSet known = to_roots(roots);
  const std::vector<nb_cpp::Complex> points(start.data(), start.data() + start.size());
  const std::string target = nb_cpp::active_target();
  Array<nb_cpp::Complex> positions({static_cast<py::ssize_t>(steps) + 1, start.size()});
  nb_cpp::Complex* const data = positions.mutable_data();
  {
    const ReleasedGil released;
    nb_cpp::orbits(polynomial, known, {method, parameters}, points, steps, target, SignalCheck(),
                   data);
  }
  return positions;
}

py::tuple find_roots(const Array<nb_cpp::Complex>& coefs) {
  const nb_cpp::Polynomial polynomial = to_polynomial(coefs);
  nb_cpp::RootSet roots;
  {
    const ReleasedGil released;
    roots = nb_cpp::find_roots(polynomial, SignalCheck());
  }
  const std::vector<std::intptr_t> multiplicities(roots.multiplicities.begin(),
                                                  roots.multiplicities.end());
  return py::make_tuple(to_array(roots.values), to_array(multiplicities), to_array(roots.radii));
}

Array<std::intptr_t> canonical_order(const Array<nb_cpp::Complex>& values) {
  const std::vector<std::size_t> order =
      nb_cpp::canonical_order({values.data(), values.data() + values.size()});
  return to_array(std::vector<std::intptr_t>(order.begin(), order.end()));
}

// name, order, evaluations, parameters, step, reference
py::list methods() {
  py::list rows;
  for (const nb_cpp::MethodInfo& m : nb_cpp::methods()) {
    py::dict parameters;
    for (const auto& parameter : m.parameters) {
      parameters[py::str(parameter.name)] = parameter.value;
    }
    rows.append(py::make_tuple(m.name, m.order, m.evaluations, parameters, m.step, m.reference));
  }
  return rows;
}

using Labels = Array<std::int16_t>;

nb_cpp::LabelImage to_image(const Labels& labels) {
  if (labels.ndim() != 2) {
    throw std::invalid_argument("labels must be two-dimensional");
  }
  return {labels.data(), labels.shape(0), labels.shape(1)};
}

// boxes, mixed boxes, sum of the entropies
py::tuple box_entropy(const Labels& labels, std::int64_t box) {
  const nb_cpp::LabelImage image = to_image(labels);
  nb_cpp::BoxEntropy result;
  {
    const ReleasedGil released;
    result = nb_cpp::box_entropy(image, box, SignalCheck());
  }
  return py::make_tuple(result.boxes, result.mixed, result.total);
}

Array<std::int64_t> mixed_boxes(const Labels& labels, const std::vector<std::int64_t>& sizes,
                                bool touching) {
  const nb_cpp::LabelImage image = to_image(labels);
  const auto boxes = touching ? nb_cpp::Boxes::touching : nb_cpp::Boxes::apart;
  std::vector<std::int64_t> counts;
  {
    const ReleasedGil released;
    counts = nb_cpp::mixed_boxes(image, sizes, boxes, SignalCheck());
  }
  return to_array(counts);
}

// pixels of each boundary, and two matrices: pixels outside the radius, largest distances
py::tuple merged_boundaries(const Labels& labels, const std::vector<std::int16_t>& basins,
                            std::int64_t radius) {
  const nb_cpp::LabelImage image = to_image(labels);
  nb_cpp::MergedBoundaries result;
  {
    const ReleasedGil released;
    result = nb_cpp::merged_boundaries(image, basins, radius, SignalCheck());
  }
  const auto count = static_cast<py::ssize_t>(basins.size());
  return py::make_tuple(to_array(result.pixels), to_array(result.outside).reshape({count, count}),
                        to_array(result.distance).reshape({count, count}));
}

std::int64_t nearest_other(const Labels& labels, std::int16_t label, const Array<double>& x,
                           const Array<double>& y) {
  const nb_cpp::LabelImage image = to_image(labels);
  if (x.size() != image.columns || y.size() != image.rows) {
    throw std::invalid_argument("x and y must have a value for each column and each row");
  }
  const double* const x_data = x.data();
  const double* const y_data = y.data();
  const ReleasedGil released;
  return nb_cpp::nearest_other(image, label, x_data, y_data, SignalCheck());
}

}  // namespace

// Free-threaded CPython may leave its GIL out: no state is shared between calls. The arguments are
// the caller's to keep still, as NumPy's are. Interpreters with a GIL of their own are not
// declared, since NumPy does not load there.
PYBIND11_MODULE(_core, m, py::mod_gil_not_used()) {
  m.doc() = "The compiled core of nb_cpp. Use the functions of the package instead.";
  m.attr("__version__") = NB_CPP_VERSION;
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
  m.def("canonical_order", &canonical_order, py::arg("values"));
  m.def("box_entropy", &box_entropy, py::arg("labels").noconvert(), py::arg("box"));
  m.def("mixed_boxes", &mixed_boxes, py::arg("labels").noconvert(), py::arg("sizes"),
        py::arg("touching"));
  m.def("merged_boundaries", &merged_boundaries, py::arg("labels").noconvert(), py::arg("basins"),
        py::arg("radius"));
  m.def("nearest_other", &nearest_other, py::arg("labels").noconvert(), py::arg("label"),
        py::arg("x"), py::arg("y"));
  m.def("find_roots", &find_roots, py::arg("coefs"));
  m.def("compiled_targets", &nb_cpp::compiled_targets);
  m.def("missing_targets", &nb_cpp::missing_targets);
  m.def("usable_targets", &nb_cpp::usable_targets);
  m.def("active_target", &nb_cpp::active_target);
  m.def("default_threads", &nb_cpp::default_threads);
  m.def("compiler", &nb_cpp::compiler);
  m.def("compiler_flags", &nb_cpp::compiler_flags);
}
