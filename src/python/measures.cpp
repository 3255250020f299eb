// Measures of a label image.

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <cstdint>
#include <stdexcept>
#include <vector>

#include "nb_cpp/measures.hpp"
#include "python/bind.hpp"
#include "python/convert.hpp"
#include "python/gil.hpp"
#include "python/signals.hpp"

namespace nb_cpp::python {
namespace {

using Labels = Array<std::int16_t>;

LabelImage to_image(const Labels& labels) {
  if (labels.ndim() != 2) {
    throw std::invalid_argument("labels must be two-dimensional");
  }
  return {labels.data(), labels.shape(0), labels.shape(1)};
}

Labels distinct_labels(const Labels& labels) {
  const LabelImage image = to_image(labels);
  std::vector<std::int16_t> found;
  {
    const ReleasedGil released;
    found = nb_cpp::distinct_labels(image, SignalCheck());
  }
  return to_array(found);
}

// boxes, mixed boxes, sum of the entropies
py::tuple box_entropy(const Labels& labels, std::int64_t box) {
  const LabelImage image = to_image(labels);
  BoxEntropy result;
  {
    const ReleasedGil released;
    result = nb_cpp::box_entropy(image, box, SignalCheck());
  }
  return py::make_tuple(result.boxes, result.mixed, result.total);
}

Array<std::int64_t> mixed_boxes(const Labels& labels, const std::vector<std::int64_t>& sizes,
                                bool touching) {
  const LabelImage image = to_image(labels);
  const auto boxes = touching ? Boxes::touching : Boxes::apart;
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
  const LabelImage image = to_image(labels);
  MergedBoundaries result;
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
  const LabelImage image = to_image(labels);
  if (x.size() != image.columns || y.size() != image.rows) {
    throw std::invalid_argument("x and y must have a value for each column and each row");
  }
  const double* const x_data = x.data();
  const double* const y_data = y.data();
  const ReleasedGil released;
  return nb_cpp::nearest_other(image, label, x_data, y_data, SignalCheck());
}

}  // namespace

void bind_measures(py::module_& m) {
  m.def("distinct_labels", &distinct_labels, py::arg("labels").noconvert());
  m.def("box_entropy", &box_entropy, py::arg("labels").noconvert(), py::arg("box"));
  m.def("mixed_boxes", &mixed_boxes, py::arg("labels").noconvert(), py::arg("sizes"),
        py::arg("touching"));
  m.def("merged_boundaries", &merged_boundaries, py::arg("labels").noconvert(), py::arg("basins"),
        py::arg("radius"));
  m.def("nearest_other", &nearest_other, py::arg("labels").noconvert(), py::arg("label"),
        py::arg("x"), py::arg("y"));
}

}  // namespace nb_cpp::python
