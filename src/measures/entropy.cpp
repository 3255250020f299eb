#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "measures/scan.hpp"
#include "nb_cpp/measures.hpp"
#include "numbers/environment.hpp"

namespace nb_cpp {
namespace {

using measures::in_parts;
using measures::index;
using measures::Interrupt;
using measures::kLabels;

class BoxCounter {
 public:
  BoxCounter(const LabelImage& image, std::int64_t box, Interrupt& interrupt)
      : image_(image), box_(box), interrupt_(interrupt), counts_(kLabels, 0) {}

  // The entropy of the box with this upper left corner, or 0 where it holds one label only.
  double entropy(std::int64_t row, std::int64_t column) {
    if (pure(row, column)) {
      return 0.0;
    }
    for (std::int64_t r = row; r < row + box_; ++r) {
      poll();
      const std::int16_t* const line = image_.row(r) + column;
      for (const std::int16_t* label = line; label < line + box_; ++label) {
        if (counts_[index(*label)]++ == 0) {
          seen_.push_back(*label);
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
  bool pure(std::int64_t row, std::int64_t column) {
    const std::int16_t first = image_.row(row)[column];
    for (std::int64_t r = row; r < row + box_; ++r) {
      poll();
      const std::int16_t* const line = image_.row(r) + column;
      if (std::any_of(line, line + box_, [first](std::int16_t label) { return label != first; })) {
        return false;
      }
    }
    return true;
  }

  // Before each line of a box that is too large to be done in one go.
  void poll() {
    if (box_ * box_ > Interrupt::kPixels) {
      interrupt_.before(box_);
    }
  }

  LabelImage image_;
  std::int64_t box_;
  Interrupt& interrupt_;
  std::vector<std::int64_t> counts_;  // by label, all zero between two boxes
  std::vector<std::int16_t> seen_;
};

}  // namespace

BoxEntropy box_entropy(const LabelImage& image, std::int64_t box,
                       const std::function<void()>& interrupt) {
  const numbers::StandardEnvironment environment;
  if (box < 1) {
    throw std::invalid_argument("box must be 1 or more, got " + std::to_string(box));
  }
  Interrupt polled(interrupt);
  BoxCounter counter(image, box, polled);
  BoxEntropy result;
  for (std::int64_t r = 0; r + box <= image.rows; r += box) {
    in_parts(image.columns / box, box * box, polled, [&](std::int64_t first, std::int64_t last) {
      BoxEntropy part = result;
      for (std::int64_t k = first; k < last; ++k) {
        const double entropy = counter.entropy(r, k * box);
        ++part.boxes;
        part.mixed += entropy > 0.0;
        part.total += entropy;
      }
      result = part;
    });
  }
  return result;
}

}  // namespace nb_cpp
