#include "nb_cpp/window.hpp"

#include <algorithm>
#include <cmath>
#include <new>
#include <stdexcept>

#include "numbers/environment.hpp"
#include "problem/registry.hpp"

namespace nb_cpp {
namespace {

constexpr std::int64_t kPointsBetweenLooks = std::int64_t{1} << 20;

void check_bounds(double lower, double upper, const char* axis) {
  // The difference is tested too: two finite bounds may be further apart than a double can say.
  if (!(lower < upper) || !std::isfinite(upper - lower)) {
    throw std::invalid_argument(std::string("the extent's ") + axis +
                                " bounds must be finite and increasing, got " +
                                std::to_string(lower) + " and " + std::to_string(upper));
  }
}

}  // namespace

const std::vector<SamplingInfo>& samplings() {
  static const std::vector<SamplingInfo> all = {
#define NB_CPP_SAMPLING(name, offset, fewer) {#name, offset, fewer},
#include "nb_cpp/samplings.def"
#undef NB_CPP_SAMPLING
  };
  return all;
}

Sampling to_sampling(const std::string& name) {
  return static_cast<Sampling>(find_row("sampling", samplings(), name));
}

// Each coordinate is one product and one sum, rounded separately, so that a reader with NumPy gets
// the same bits.
std::vector<double> sample_axis(double first, double last, std::int64_t count, Sampling sampling,
                                const std::function<void()>& interrupt) {
  const numbers::StandardEnvironment environment;
  const SamplingInfo& row = samplings()[static_cast<std::size_t>(sampling)];
  const auto cells = static_cast<double>(count - row.fewer);
  const double step = cells > 0.0 ? (last - first) / cells : 0.0;
  std::vector<double> points;
  if (static_cast<std::size_t>(count) > points.max_size()) {
    throw std::bad_alloc();
  }
  points.reserve(static_cast<std::size_t>(count));
  for (std::int64_t i = 0; i < count; ++i) {
    if (interrupt && i % kPointsBetweenLooks == 0) {
      interrupt();
    }
    points.push_back(first + step * (static_cast<double>(i) + row.offset));
  }
  if (row.fewer > 0 && count > 1) {
    points.back() = last;
  }
  return points;
}

Window make_grid(const Extent& extent, std::int64_t columns, std::int64_t rows, Sampling sampling,
                 const std::function<void()>& interrupt) {
  const numbers::StandardEnvironment environment;
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
  return {sample_axis(extent.left, extent.right, columns, sampling, interrupt),
          sample_axis(extent.top, extent.bottom, rows, sampling, interrupt)};
}

Extent unit_extent(std::int64_t columns, std::int64_t rows, Sampling sampling) {
  const numbers::StandardEnvironment environment;
  const std::int64_t fewer = samplings()[static_cast<std::size_t>(sampling)].fewer;
  const auto cells = [fewer](std::int64_t count) {
    return static_cast<double>(std::max<std::int64_t>(count - fewer, 1));
  };
  const double longer = std::max(cells(columns), cells(rows));
  const double x = cells(columns) / longer;
  const double y = cells(rows) / longer;
  return {-x, x, -y, y};
}

Window make_list(const std::vector<Complex>& points) {
  Window window;
  window.list = {points.data(), static_cast<std::int64_t>(points.size())};
  return window;
}

}  // namespace nb_cpp
