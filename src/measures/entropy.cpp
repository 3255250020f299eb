#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "measures/scan.hpp"
#include "nb_cpp/measures.hpp"

namespace nb_cpp {
namespace {

using measures::index;
using measures::kLabels;
using measures::poll;

class BoxCounter {
 public:
  BoxCounter(const LabelImage& image, std::int64_t box)
      : image_(image), box_(box), counts_(kLabels, 0) {}

  // The entropy of the box with this upper left corner, or 0 where it holds one label only.
  double entropy(std::int64_t row, std::int64_t column) {
    if (pure(row, column)) {
      return 0.0;
    }
    for (std::int64_t r = row; r < row + box_; ++r) {
      const std::int16_t* const line = image_.row(r) + column;
      for (std::int64_t c = 0; c < box_; ++c) {
        if (counts_[index(line[c])]++ == 0) {
          seen_.push_back(line[c]);
        }
      }
    }
    const auto points = static_cast<double>(box_ * box_);
    double sum = 0.0;
    for (const std::int16_t label : seen_) {
      const double share = static_cast<double>(counts_[index(label)]) / points;
      sum -= share * std::log(share);
      counts_[index(label)] = 0;
    }
    seen_.clear();
    return sum;
  }

 private:
  bool pure(std::int64_t row, std::int64_t column) const {
    const std::int16_t first = image_.row(row)[column];
    for (std::int64_t r = row; r < row + box_; ++r) {
      const std::int16_t* const line = image_.row(r) + column;
      for (std::int64_t c = 0; c < box_; ++c) {
        if (line[c] != first) {
          return false;
        }
      }
    }
    return true;
  }

  LabelImage image_;
  std::int64_t box_;
  std::vector<std::int64_t> counts_;  // by label, all zero between two boxes
  std::vector<std::int16_t> seen_;
};

}  // namespace

BoxEntropy box_entropy(const LabelImage& image, std::int64_t box,
                       const std::function<void()>& interrupt) {
  if (box < 1) {
    throw std::invalid_argument("box must be 1 or more, got " + std::to_string(box));
  }
  BoxCounter counter(image, box);
  BoxEntropy result;
  for (std::int64_t r = 0; r + box <= image.rows; r += box) {
    poll(interrupt);
    for (std::int64_t c = 0; c + box <= image.columns; c += box) {
      const double entropy = counter.entropy(r, c);
      ++result.boxes;
      result.mixed += entropy > 0.0;
      result.total += entropy;
    }
  }
  return result;
}

}  // namespace nb_cpp
