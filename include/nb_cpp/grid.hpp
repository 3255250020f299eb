#pragma once

#include <cstdint>
#include <vector>

namespace nb_cpp {

// A rectangle of the complex plane.
struct Extent {
  double left, right, bottom, top;
};

// Where in its cell a pixel's starting point sits: the upper left corner, the centre, or such that
// the first and the last points lie on the extent's edges.
enum class Sampling { corner, center, endpoints };

// The starting points x[column] + i y[row]; row 0 is the top, the largest imaginary part.
struct Grid {
  std::vector<double> x;
  std::vector<double> y;

  std::int64_t columns() const noexcept { return static_cast<std::int64_t>(x.size()); }
  std::int64_t rows() const noexcept { return static_cast<std::int64_t>(y.size()); }
  std::int64_t pixels() const noexcept { return columns() * rows(); }
};

// A grid without points has neither columns nor rows. Throws std::invalid_argument if the extent is
// not finite, is empty or inverted, or if a count is negative.
Grid make_grid(const Extent& extent, std::int64_t columns, std::int64_t rows, Sampling sampling);

}  // namespace nb_cpp
