#include <limits>

#include "measures/scan.hpp"
#include "nb_cpp/measures.hpp"

namespace nb_cpp {

std::vector<std::int16_t> distinct_labels(const LabelImage& image,
                                          const std::function<void()>& interrupt) {
  measures::Interrupt polled(interrupt);
  std::vector<char> seen(measures::kLabels, 0);
  measures::in_parts(image.rows * image.columns, polled,
                     [&](std::int64_t first, std::int64_t last) {
                       for (std::int64_t i = first; i < last; ++i) {
                         seen[measures::index(image.data[i])] = 1;
                       }
                     });
  std::vector<std::int16_t> labels;
  for (int label = std::numeric_limits<std::int16_t>::min();
       label <= std::numeric_limits<std::int16_t>::max(); ++label) {
    if (seen[measures::index(static_cast<std::int16_t>(label))] != 0) {
      labels.push_back(static_cast<std::int16_t>(label));
    }
  }
  return labels;
}

}  // namespace nb_cpp
