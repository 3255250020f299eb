#include "nb_cpp/grid.hpp"

#include <cmath>
#include <stdexcept>
#include <string>

namespace nb_cpp {
namespace {

// Each coordinate is one product and one sum, rounded separately, so that a reader with NumPy gets
// the same bits.
std::vector<double> sample(double first, double last, std::int64_t count, Sampling sampling) {
  std::vector<double> points(static_cast<std::size_t>(count));
  const double intervals = static_cast<double>(sampling == Sampling::endpoints ? count - 1 : count);
  const double step = intervals > 0.0 ? (last - first) / intervals : 0.0;
  const double offset = sampling == Sampling::center ? 0.5 : 0.0;
  for (std::int64_t i = 0; i < count; ++i) {
    points[static_cast<std::size_t>(i)] = first + step * (static_cast<double>(i) + offset);
  }
  if (sampling == Sampling::endpoints && count > 1) {
    points.back() = last;
  }
  return points;
}

void check_bounds(double lower, double upper, const char* axis) {
  // The difference is tested too: two finite bounds may be further apart than a double can say.
  if (!(lower < upper) || !std::isfinite(upper - lower)) {
    throw std::invalid_argument(std::string("the extent's ") + axis +
                                " bounds must be finite and increasing, got " +
                                std::to_string(lower) + " and " + std::to_string(upper));
  }
}

}  // namespace

Grid make_grid(const Extent& extent, std::int64_t columns, std::int64_t rows, Sampling sampling) {
  check_bounds(extent.left, extent.right, "real");
  check_bounds(extent.bottom, extent.top, "imaginary");
  if (columns < 0 || rows < 0) {
    throw std::invalid_argument("the grid's size must not be negative, got " +
                                std::to_string(columns) + " columns and " + std::to_string(rows) +
                                " rows");
  }
  if (columns == 0 || rows == 0) {
    return {};
  }
  return {sample(extent.left, extent.right, columns, sampling),
          sample(extent.top, extent.bottom, rows, sampling)};
}

}  // namespace nb_cpp
