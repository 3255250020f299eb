#include <limits>

#include "measures/scan.hpp"
#include "nb_cpp/measures.hpp"

namespace nb_cpp {

std::int64_t nearest_other(const LabelImage& image, std::int16_t label, const double* x,
                           const double* y, const std::function<void()>& interrupt) {
  double smallest = std::numeric_limits<double>::infinity();
  std::int64_t nearest = -1;
  for (std::int64_t r = 0; r < image.rows; ++r) {
    measures::poll(interrupt);
    const double y2 = y[r] * y[r];
    if (y2 >= smallest) {
      continue;
    }
    const std::int16_t* const line = image.row(r);
    for (std::int64_t c = 0; c < image.columns; ++c) {
      const double square = x[c] * x[c] + y2;
      if (line[c] != label && square < smallest) {
        smallest = square;
        nearest = r * image.columns + c;
      }
    }
  }
  return nearest;
}

}  // namespace nb_cpp
