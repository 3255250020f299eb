#include <algorithm>
#include <cmath>
#include <cstddef>
#include <stdexcept>

#include "nb_cpp/shade.hpp"

namespace nb_cpp {
namespace {

class Edges {
 public:
  Edges(const Field& field, double step) : field_(field), step_(step) {}

  bool at(std::int64_t row, std::int64_t column) const {
    const std::int64_t here = row * field_.columns + column;
    const std::int64_t first = std::max<std::int64_t>(column - 1, 0);
    const std::int64_t last = std::min(column + 1, field_.columns - 1);
    for (std::int64_t r = std::max<std::int64_t>(row - 1, 0);
         r <= std::min(row + 1, field_.rows - 1); ++r) {
      for (std::int64_t k = r * field_.columns + first; k <= r * field_.columns + last; ++k) {
        if (field_.labels[k] != field_.labels[here] || far(k, here)) return true;
      }
    }
    return false;
  }

 private:
  // No count is far from one that is no number.
  bool far(std::int64_t a, std::int64_t b) const {
    if (field_.smooth != nullptr) return std::abs(field_.smooth[a] - field_.smooth[b]) > step_;
    if (field_.iterations == nullptr) return false;
    return std::abs(static_cast<double>(field_.iterations[a]) - field_.iterations[b]) > step_;
  }

  const Field& field_;
  double step_;
};

}  // namespace

void find_edges(const Field& field, const Region& region, double step, std::uint8_t* edges) {
  if (field.labels == nullptr || region.row < 0 || region.column < 0 || region.rows < 0 ||
      region.columns < 0 || region.row + region.rows > field.rows ||
      region.column + region.columns > field.columns) {
    throw std::invalid_argument("a region must lie in its field");
  }
  const Edges found(field, step);
  for (std::int64_t r = 0; r < region.rows; ++r) {
    for (std::int64_t c = 0; c < region.columns; ++c) {
      edges[r * region.columns + c] = found.at(region.row + r, region.column + c) ? 1 : 0;
    }
  }
}

}  // namespace nb_cpp
