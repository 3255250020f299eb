// Plans, what they are asked for, and the registries.

#include <pybind11/complex.h>
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "nb_cpp/basins.hpp"
#include "nb_cpp/cycles.hpp"
#include "nb_cpp/hsv.hpp"
#include "nb_cpp/methods.hpp"
#include "nb_cpp/monitor.hpp"
#include "nb_cpp/plan.hpp"
#include "nb_cpp/roots.hpp"
#include "nb_cpp/stops.hpp"
#include "nb_cpp/targets.hpp"
#include "nb_cpp/window.hpp"
#include "nb_cpp/zoom.hpp"
#include "python/bind.hpp"
#include "python/convert.hpp"
#include "python/gil.hpp"
#include "python/signals.hpp"

namespace nb_cpp::python {
namespace {

using Parameters = std::vector<std::pair<std::string, Complex>>;
using Traps = std::vector<std::tuple<Complex, double, int>>;  // centre, radius, cycle
using Labels = Array<std::int16_t>;
using Counts = Array<std::int32_t>;
using Channel = std::optional<Array<double>>;
// Two's complement, least significant byte first.
using Bytes = std::string;
using BytesPair = std::pair<Bytes, Bytes>;

Rational to_rational(const BytesPair& x) {
  return {Integer::from_bytes(x.first), Integer::from_bytes(x.second)};
}

RunOptions make_options(int threads, const py::object& progress) {
  RunOptions options;
  // Here, under the GIL if there is one: another thread may be changing the environment.
  options.threads = threads > 0 ? threads : default_threads();
  options.target = active_target();
  options.monitor = make_monitor(progress);
  return options;
}

// Where to write the channels, and of which shape; throws if they are read-only.
struct Output {
  Output(Labels& labels, Counts& counts, Channel& smooth, Channel& angle)
      : channels{labels.mutable_data(), counts.mutable_data(), data(smooth), data(angle)},
        rows(labels.ndim() == 2 ? labels.shape(0) : 1),
        columns(labels.ndim() == 2 ? labels.shape(1) : labels.size()) {
    check(labels, counts);
    if (smooth) check(labels, *smooth);
    if (angle) check(labels, *angle);
  }

  Channels channels;
  std::int64_t rows, columns;

 private:
  static double* data(Channel& channel) { return channel ? channel->mutable_data() : nullptr; }

  static void check(const py::array& labels, const py::array& other) {
    const bool same = labels.ndim() == other.ndim() &&
                      std::equal(labels.shape(), labels.shape() + labels.ndim(), other.shape());
    if (!same) {
      throw std::invalid_argument("labels and the other channels must be of one shape");
    }
  }
};

// The steps that the parts skip, at least and at most.
std::pair<std::int64_t, std::int64_t> skipped_by(const Approach& approach) {
  std::int64_t least = approach.parts[0].start.skipped;
  std::int64_t most = least;
  for (const Part& part : approach.parts) {
    least = std::min(least, part.start.skipped);
    most = std::max(most, part.start.skipped);
  }
  return {least, most};
}

// What Python holds of an orbit, and hands to one call at a time.
struct BoundOrbit {
  std::shared_ptr<Orbit> orbit = make_orbit();
};

// A problem made ready, which Python holds.
class BoundPlan {
 public:
  BoundPlan(const Array<Complex>& coefs, const Roots& roots, const std::string& method,
            const Parameters& parameters, const std::string& stop, double tol, std::int32_t itmax,
            const Traps& traps) {
    Problem problem{to_polynomial(coefs), to_roots(roots),     itmax, tol,
                    to_stop(stop),        {method, parameters}};
    for (const auto& [centre, radius, cycle] : traps) {
      problem.traps.push_back({centre, radius, cycle});
    }
    const ReleasedGil released;
    plan_ = make_plan(std::move(problem), SignalCheck());
  }

  // Of a grid of the extent, or, with an approach, of its square.
  void basins(Labels& labels, Counts& iterations, const Bounds& extent, const std::string& sampling,
              int threads, const py::object& progress, Channel smooth, Channel angle,
              const std::optional<Approach>& approach) const {
    const Output output(labels, iterations, smooth, angle);
    if (labels.ndim() != 2) {
      throw std::invalid_argument("labels and iterations must be two-dimensional");
    }
    const RunOptions options = make_options(threads, progress);
    const Sampling place = to_sampling(sampling);
    const ReleasedGil released;
    Window window =
        make_grid(approach ? unit_extent(output.columns, output.rows, place) : to_extent(extent),
                  output.columns, output.rows, place, SignalCheck());
    run(std::move(window), approach, options, output.channels);
  }

  // Newton's iteration as a picture.
  void hsv_image(Array<double>& out, const Bounds& extent, int threads,
                 const py::object& progress) const {
    if (out.ndim() != 3 || out.shape(2) != 3) {
      throw std::invalid_argument("out must have the shape (rows, columns, 3)");
    }
    static_assert(sizeof(Hsv) == 3 * sizeof(double));
    auto* const hsv = reinterpret_cast<Hsv*>(out.mutable_data());  // throws if read-only
    const RunOptions options = make_options(threads, progress);
    const std::int64_t rows = out.shape(0);
    const std::int64_t columns = out.shape(1);
    const ReleasedGil released;
    const Window window =
        make_grid(to_extent(extent), columns, rows, Sampling::corner, SignalCheck());
    nb_cpp::hsv_image(*plan_, window, options, hsv);
  }

  void basins_at(Labels& labels, Counts& iterations, const Array<Complex>& points, int threads,
                 const py::object& progress, Channel smooth, Channel angle,
                 const std::optional<Approach>& approach) const {
    const Output output(labels, iterations, smooth, angle);
    if (labels.ndim() != 1 || points.size() != labels.size()) {
      throw std::invalid_argument(
          "labels and iterations must be one-dimensional, as many as points");
    }
    const RunOptions options = make_options(threads, progress);
    Window window;
    window.list = {points.data(), points.size()};
    const ReleasedGil released;
    run(std::move(window), approach, options, output.channels);
  }

  // To the square about the centre; the coefficients are all over the denominator.
  Approach approach(const std::vector<BytesPair>& coefs, const Bytes& denominator,
                    const BytesPair& real, const BytesPair& imag, const BytesPair& width,
                    std::int64_t most, BoundOrbit* orbit) const {
    ExactCoefficients exact{{}, Integer::from_bytes(denominator)};
    exact.numerators.reserve(coefs.size());
    for (const auto& [x, y] : coefs) {
      exact.numerators.push_back({Integer::from_bytes(x), Integer::from_bytes(y)});
    }
    const Square square{to_rational(real), to_rational(imag), to_rational(width)};
    const ReleasedGil released;
    return nb_cpp::approach(*plan_, exact, square, most, SignalCheck(),
                            orbit != nullptr ? orbit->orbit.get() : nullptr);
  }

  double displacement(const Bounds& extent, double columns, double rows) const {
    const ReleasedGil released;
    return nb_cpp::displacement(*plan_, to_extent(extent), columns, rows);
  }

  Array<double> attraction_radii() const { return to_array(nb_cpp::attraction_radii(*plan_)); }

  // By attractor: whether its coordinate is a power, rate and origin.
  py::list growths() const {
    std::vector<Growth> found;
    {
      const ReleasedGil released;
      found = nb_cpp::growths(*plan_);
    }
    py::list rows;
    for (const Growth& growth : found) {
      rows.append(py::make_tuple(growth.power, growth.rate, growth.origin));
    }
    return rows;
  }

  // Whether x and whether y changes its sign, and the images of the labels -1, 0, 1, ...
  py::list mirrors() const {
    py::list rows;
    for (const Mirror& mirror : find_mirrors(*plan_)) {
      rows.append(py::make_tuple(mirror.flips_x, mirror.flips_y, to_array(mirror.labels)));
    }
    return rows;
  }

  bool evaluates_roots() const { return nb_cpp::evaluates_roots(*plan_); }

  // For a rule: the least and the most.
  std::pair<double, double> benign_tolerances(const std::string& stop) const {
    const Stop rule = to_stop(stop);
    const ReleasedGil released;
    const ToleranceRange range = nb_cpp::benign_tolerances(*plan_, rule, SignalCheck());
    return {range.least, range.most};
  }

  bool has_benign_tolerance() const {
    const ReleasedGil released;
    return nb_cpp::has_benign_tolerance(*plan_, SignalCheck());
  }

  Array<Complex> orbits(const Array<Complex>& start, std::int64_t steps) const {
    if (steps < 0 || steps == std::numeric_limits<std::int64_t>::max()) {
      throw std::invalid_argument("steps must be between 0 and 2^63 - 2, got " +
                                  std::to_string(steps));
    }
    const std::vector<Complex> points(start.data(), start.data() + start.size());
    const std::string target = active_target();
    Array<Complex> positions({static_cast<py::ssize_t>(steps) + 1, start.size()});
    Complex* const data = positions.mutable_data();
    {
      const ReleasedGil released;
      nb_cpp::orbits(*plan_, points, steps, target, SignalCheck(), data);
    }
    return positions;
  }

  // By cycle points, multiplier and radii; and whether the search is complete.
  py::tuple cycles(bool fixed_points_only) const {
    const std::string target = active_target();
    Cycles cycles;
    {
      const ReleasedGil released;
      cycles = find_cycles(*plan_, fixed_points_only ? Periods::one : Periods::all, target,
                           SignalCheck());
    }
    py::list rows;
    for (const Cycle& cycle : cycles.found) {
      rows.append(py::make_tuple(to_array(cycle.points), cycle.multiplier, to_array(cycle.radii)));
    }
    return py::make_tuple(rows, cycles.complete);
  }

 private:
  void run(Window window, const std::optional<Approach>& approach, const RunOptions& options,
           const Channels& channels) const {
    if (approach) {
      nb_cpp::basins(*plan_, std::move(window), approach->parts, options, channels);
    } else {
      nb_cpp::basins(*plan_, window, options, channels);
    }
  }

  std::shared_ptr<const Plan> plan_;
};

Array<double> axis(double first, double last, std::int64_t count, const std::string& sampling) {
  if (count < 0) {
    throw std::invalid_argument("count must be zero or more");
  }
  const Sampling place = to_sampling(sampling);
  std::vector<double> points;
  {
    const ReleasedGil released;
    points = sample_axis(first, last, count, place, SignalCheck());
  }
  return to_array(points);
}

// name, order, evaluations, parameters, step, reference
py::list methods() {
  py::list rows;
  for (const MethodInfo& m : nb_cpp::methods()) {
    const py::dict parameters;
    for (const auto& parameter : m.parameters) {
      parameters[py::str(parameter.name)] = parameter.value;
    }
    rows.append(py::make_tuple(m.name, m.order, m.evaluations, parameters, m.step, m.reference));
  }
  return rows;
}

// name, rule
py::list stops() {
  py::list rows;
  for (const StopInfo& info : nb_cpp::stops()) {
    rows.append(py::make_tuple(info.name, info.rule));
  }
  return rows;
}

// name
py::list samplings() {
  py::list names;
  for (const SamplingInfo& info : nb_cpp::samplings()) {
    names.append(info.name);
  }
  return names;
}

}  // namespace

void bind_basins(py::module_& m) {
  py::register_exception<LevelLineError>(m, "LevelLineError", PyExc_ValueError);
  py::class_<BoundOrbit>(m, "Orbit").def(py::init<>());
  py::class_<Approach>(m, "Approach")
      .def_property_readonly("is_plain",
                             [](const Approach& a) { return a.parts[0].start.polynomial.empty(); })
      .def_property_readonly("parts", [](const Approach& a) { return a.parts.size(); })
      .def_property_readonly("skipped", [](const Approach& a) { return skipped_by(a).first; })
      .def_property_readonly("most_skipped", [](const Approach& a) { return skipped_by(a).second; })
      .def_readonly("displacement", &Approach::displacement)
      .def_readonly("start_displacement", &Approach::start_displacement)
      .def("__deepcopy__",
           [](const py::object& self, const py::dict&) { return self; });  // constant
  py::class_<BoundPlan>(m, "Plan")
      .def(py::init<const Array<Complex>&, const Roots&, const std::string&, const Parameters&,
                    const std::string&, double, std::int32_t, const Traps&>(),
           py::arg("coefs"), py::arg("roots"), py::arg("method"), py::arg("parameters"),
           py::arg("stop"), py::arg("tol"), py::arg("itmax"), py::arg("traps"))
      .def("basins", &BoundPlan::basins, py::arg("labels").noconvert(),
           py::arg("iterations").noconvert(), py::arg("extent"), py::arg("sampling"),
           py::arg("threads"), py::arg("progress"), py::arg("smooth").noconvert() = py::none(),
           py::arg("angle").noconvert() = py::none(), py::arg("approach") = py::none())
      .def("hsv_image", &BoundPlan::hsv_image, py::arg("out").noconvert(), py::arg("extent"),
           py::arg("threads"), py::arg("progress"))
      .def("basins_at", &BoundPlan::basins_at, py::arg("labels").noconvert(),
           py::arg("iterations").noconvert(), py::arg("points"), py::arg("threads"),
           py::arg("progress"), py::arg("smooth").noconvert() = py::none(),
           py::arg("angle").noconvert() = py::none(), py::arg("approach") = py::none())
      .def("approach", &BoundPlan::approach, py::arg("coefs"), py::arg("denominator"),
           py::arg("real"), py::arg("imag"), py::arg("width"), py::arg("most"),
           py::arg("orbit") = nullptr)
      .def("displacement", &BoundPlan::displacement, py::arg("extent"), py::arg("columns"),
           py::arg("rows"))
      .def("orbits", &BoundPlan::orbits, py::arg("start"), py::arg("steps"))
      .def("cycles", &BoundPlan::cycles, py::arg("fixed_points_only"))
      .def("attraction_radii", &BoundPlan::attraction_radii)
      .def("growths", &BoundPlan::growths)
      .def("mirrors", &BoundPlan::mirrors)
      .def("evaluates_roots", &BoundPlan::evaluates_roots)
      .def("benign_tolerances", &BoundPlan::benign_tolerances, py::arg("stop"))
      .def("has_benign_tolerance", &BoundPlan::has_benign_tolerance)
      .def("__deepcopy__",
           [](const py::object& self, const py::dict&) { return self; });  // constant
  m.def("axis", &axis, py::arg("first"), py::arg("last"), py::arg("count"), py::arg("sampling"));
  m.def("methods", &methods);
  m.def("stops", &stops);
  m.def("samplings", &samplings);
}

}  // namespace nb_cpp::python
