// How pictures are drawn from labels, counts, smooth counts and angles.

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <array>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "nb_cpp/shade.hpp"
#include "python/bind.hpp"
#include "python/convert.hpp"
#include "python/gil.hpp"
#include "python/signals.hpp"

namespace nb_cpp::python {
namespace {

template <typename T>
const T* channel(const py::array& labels, const std::optional<Array<T>>& array) {
  if (!array) return nullptr;
  if (array->ndim() != 2 || array->shape(0) != labels.shape(0) ||
      array->shape(1) != labels.shape(1)) {
    throw std::invalid_argument("labels and the other channels must be of one shape");
  }
  return array->data();
}

struct Channels {
  Array<std::int16_t> labels;
  std::optional<Array<std::int32_t>> iterations;
  std::optional<Array<double>> smooth;
  std::optional<Array<double>> angle;

  Field field() const {
    if (labels.ndim() != 2) throw std::invalid_argument("labels must be two-dimensional");
    return {labels.data(),           channel(labels, iterations),
            channel(labels, smooth), channel(labels, angle),
            labels.shape(0),         labels.shape(1)};
  }
};

using Bounds4 = std::array<std::int64_t, 4>;  // row, column, rows, columns

struct Style {
  Look look;
  Array<float> colours;  // rows, steps + 2, 4
  Ramps ramps;

  Style(const Look& look_, const Array<float>& colours_, std::int64_t roots,
        const std::vector<Shade>& shades)
      : look(look_), colours(colours_) {
    if (colours.ndim() != 3 || colours.shape(1) < 3 || colours.shape(2) != 4) {
      throw std::invalid_argument("colours must have the shape (rows, steps + 2, 4)");
    }
    ramps = {colours.data(), colours.shape(0), colours.shape(1) - 2, roots, shades};
  }
};

// How many numbers a pixel of an array has.
template <typename Number>
int numbers_of(const Array<Number>& out, std::int64_t pixels, int most) {
  const std::int64_t numbers = out.ndim() < 1 ? 0 : out.shape(out.ndim() - 1);
  if (numbers < 3 || numbers > most || out.size() != numbers * pixels) {
    throw std::invalid_argument("out must have three numbers for each pixel");
  }
  return static_cast<int>(numbers);
}

template <typename Number>
void shade_into(Array<Number>& out, const Channels& channels, const Bounds4& region,
                const Style& style, int threads, const py::object& progress) {
  const Field field = channels.field();
  const int numbers = numbers_of(out, region[2] * region[3], 4);
  Number* const rgb = out.mutable_data();
  const Monitor monitor = make_monitor(progress);
  const int count = threads > 0 ? threads : default_threads();
  const ReleasedGil released;
  shade(field, {region[0], region[1], region[2], region[3]}, style.look, style.ramps, count,
        monitor, rgb, numbers);
}

template <typename Number>
void squares_into(Array<Number>& out, const Channels& channels, std::int64_t side,
                  const Style& style, int threads) {
  const Field field = channels.field();
  numbers_of(out, side > 0 ? field.rows / side : 0, 3);
  Number* const rgb = out.mutable_data();
  const Monitor monitor = make_monitor(py::none());
  const int count = threads > 0 ? threads : default_threads();
  const ReleasedGil released;
  shade_squares(field, side, style.look, style.ramps, count, monitor, rgb);
}

Array<bool> edges_of(const Channels& channels, const Bounds4& region, double step, int threads) {
  const Field field = channels.field();
  Array<bool> edges({region[2], region[3]});
  static_assert(sizeof(bool) == sizeof(std::uint8_t));
  auto* const data = reinterpret_cast<std::uint8_t*>(edges.mutable_data());
  const int count = threads > 0 ? threads : default_threads();
  const ReleasedGil released;
  find_edges(field, {region[0], region[1], region[2], region[3]}, step, count, data);
  return edges;
}

}  // namespace

void bind_pictures(py::module_& m) {
  py::class_<Shade>(m, "Shade")
      .def(py::init<>())
      .def_readwrite("offset", &Shade::offset)
      .def_readwrite("calm", &Shade::calm)
      .def_readwrite("waves", &Shade::waves)
      .def_readwrite("rate", &Shade::rate)
      .def_readwrite("power", &Shade::power)
      .def_readwrite("rings", &Shade::rings)
      .def_readwrite("turns", &Shade::turns)
      .def_readwrite("aspect", &Shade::aspect);
  py::class_<Look>(m, "Look")
      .def(py::init<>())
      .def_readwrite("counts", &Look::counts)
      .def_readwrite("linear", &Look::linear)
      .def_readwrite("start", &Look::start)
      .def_readwrite("end", &Look::end)
      .def_readwrite("span", &Look::span)
      .def_readwrite("lamp_x", &Look::lamp_x)
      .def_readwrite("lamp_y", &Look::lamp_y)
      .def_readwrite("dome", &Look::dome)
      .def_readwrite("ripple", &Look::ripple)
      .def_readwrite("sheen", &Look::sheen)
      .def_readwrite("gloss", &Look::gloss)
      .def_readwrite("flat", &Look::flat)
      .def_readwrite("coarse", &Look::coarse)
      .def_readwrite("fine", &Look::fine)
      .def_readwrite("line", &Look::line)
      .def_readwrite("quarter", &Look::quarter)
      .def_readwrite("line_width", &Look::line_width)
      .def_readwrite("edge", &Look::edge)
      .def_readwrite("edge_inner", &Look::edge_inner)
      .def_readwrite("edge_outer", &Look::edge_outer)
      .def_readwrite("glow", &Look::glow)
      .def_readwrite("glow_width", &Look::glow_width)
      .def_readwrite("haze", &Look::haze)
      .def_readwrite("haze_width", &Look::haze_width)
      .def_readwrite("tones", &Look::tones)
      .def_readwrite("raised", &Look::raised)
      .def_readwrite("lead", &Look::lead)
      .def_readwrite("lead_width", &Look::lead_width);
  py::class_<Style>(m, "Style")
      .def(py::init<const Look&, const Array<float>&, std::int64_t, const std::vector<Shade>&>(),
           py::arg("look"), py::arg("colours"), py::arg("roots"), py::arg("shades"));
  py::class_<Channels>(m, "Channels")
      .def(py::init([](const Array<std::int16_t>& labels,
                       const std::optional<Array<std::int32_t>>& iterations,
                       const std::optional<Array<double>>& smooth,
                       const std::optional<Array<double>>& angle) {
             return Channels{labels, iterations, smooth, angle};
           }),
           py::arg("labels"), py::arg("iterations"), py::arg("smooth"), py::arg("angle"))
      .def_readonly("labels", &Channels::labels)
      .def_readonly("iterations", &Channels::iterations)
      .def_readonly("smooth", &Channels::smooth);
  m.def("shade", &shade_into<std::uint8_t>, py::arg("out").noconvert(), py::arg("channels"),
        py::arg("region"), py::arg("style"), py::arg("threads"), py::arg("progress"));
  m.def("shade", &shade_into<std::uint16_t>, py::arg("out").noconvert(), py::arg("channels"),
        py::arg("region"), py::arg("style"), py::arg("threads"), py::arg("progress"));
  m.def("shade_squares", &squares_into<std::uint8_t>, py::arg("out").noconvert(),
        py::arg("channels"), py::arg("side"), py::arg("style"), py::arg("threads"));
  m.def("shade_squares", &squares_into<std::uint16_t>, py::arg("out").noconvert(),
        py::arg("channels"), py::arg("side"), py::arg("style"), py::arg("threads"));
  m.def("find_edges", &edges_of, py::arg("channels"), py::arg("region"), py::arg("step"),
        py::arg("threads"));
}

}  // namespace nb_cpp::python
