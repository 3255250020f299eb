#include <limits>

#include "measures/scan.hpp"
#include "nb_cpp/measures.hpp"
#include "numbers/environment.hpp"

namespace nb_cpp {

std::int64_t nearest_other(const LabelImage& image, std::int16_t label, const double* x,
                           const double* y, const std::function<void()>& interrupt) {
  const numbers::StandardEnvironment environment;
  double smallest = std::numeric_limits<double>::infinity();
  std::int64_t nearest = -1;
  measures::Interrupt polled(interrupt);
  for (std::int64_t r = 0; r < image.rows; ++r) {
    const double y2 = y[r] * y[r];
    if (y2 >= smallest) {
      polled.before(1);
      continue;
    }
    const std::int16_t* const line = image.row(r);
    measures::in_parts(image.columns, polled, [&](std::int64_t first, std::int64_t last) {
      double least = smallest;
      std::int64_t found = -1;
      for (std::int64_t c = first; c < last; ++c) {
        const double square = x[c] * x[c] + y2;
        if (line[c] != label && square < least) {
          least = square;
          found = r * image.columns + c;
        }
      }
      if (found >= 0) {
        smallest = least;
        nearest = found;
      }
    });
  }
  return nearest;
}

}  // namespace nb_cpp
