#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "nb_cpp/complex.hpp"

namespace nb_cpp {

// A rectangle of the complex plane.
struct Extent {
  double left, right, bottom, top;
};

// Where in its cell a pixel's starting point sits. samplings.def has a row for each: the upper left
// corner, the centre, or such that the first and the last points lie on the extent's edges.
enum class Sampling {
#define NB_CPP_SAMPLING(name, ...) name,
#include "nb_cpp/samplings.def"
#undef NB_CPP_SAMPLING
};

struct SamplingInfo {
  std::string name;
  double offset;       // of a point in its cell
  std::int64_t fewer;  // cells than points
};

// By number.
const std::vector<SamplingInfo>& samplings();

// The sampling of that name. Throws std::invalid_argument if there is none.
Sampling to_sampling(const std::string& name);

// Where iterating goes on from: all points have taken the `skipped` first steps, none has
// converged, and a point of the window's coordinate u is at c_0 + c_1 u + ..., or at one over that.
struct Start {
  std::vector<Complex> polynomial;  // c_0, c_1, ...; empty: at u itself
  bool inverse = false;
  std::int64_t skipped = 0;
};

// One side of a curve in the window's coordinate u: where the real part of c_0 + c_1 u + ... is
// below 0, or where it is not.
struct Side {
  std::vector<Complex> polynomial;
  bool below;
};

// The points on all of these sides, and where iterating goes on from for them.
struct Part {
  std::vector<Side> sides;
  Start start;
};

// Points that the caller keeps.
struct PointList {
  const Complex* points;
  std::int64_t count;
};

// Where to start: the points x[column] + i y[row] of a grid, whose row 0 is the top, the largest
// imaginary part; or those of a list, which count as one row.
struct Window {
  std::vector<double> x;
  std::vector<double> y;
  std::optional<PointList> list = {};
  Start start = {};

  std::int64_t columns() const noexcept {
    return list ? list->count : static_cast<std::int64_t>(x.size());
  }
  std::int64_t rows() const noexcept {
    return list ? std::int64_t{list->count > 0} : static_cast<std::int64_t>(y.size());
  }
  std::int64_t points() const noexcept { return columns() * rows(); }
  Complex point(std::int64_t row, std::int64_t column) const noexcept {
    return list ? list->points[column]
                : Complex(x[static_cast<std::size_t>(column)], y[static_cast<std::size_t>(row)]);
  }
};

// The coordinates of a grid along an axis: `count` points from `first` towards `last`.
// `interrupt` is called now and then, here and below; what it throws ends the call.
std::vector<double> sample_axis(double first, double last, std::int64_t count, Sampling sampling,
                                const std::function<void()>& interrupt = {});

// A grid without points has neither columns nor rows. Throws std::invalid_argument if the extent is
// not finite, is empty or inverted, or if a count is negative.
Window make_grid(const Extent& extent, std::int64_t columns, std::int64_t rows, Sampling sampling,
                 const std::function<void()>& interrupt = {});

// The grid of a window whose longer side is from -1 to 1 in its own coordinate; cells are square.
Extent unit_extent(std::int64_t columns, std::int64_t rows, Sampling sampling);

// The points have to stay where they are as long as the window is used.
Window make_list(const std::vector<Complex>& points);

}  // namespace nb_cpp
