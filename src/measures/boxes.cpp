#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "measures/scan.hpp"
#include "nb_cpp/measures.hpp"

namespace nb_cpp {
namespace {

using measures::at;
using measures::poll;

constexpr std::int64_t kLargestSize = 65534;

// How often neighbours differ, to the left and above, summed over a rectangle of pixels from the
// upper left corner. Modulo 2^32: a box of 65535 pixels has fewer edges of each kind.
struct Edges {
  std::uint32_t left = 0;
  std::uint32_t above = 0;
};

// The sums' last rows, as many as the largest box needs.
class EdgeSums {
 public:
  EdgeSums(std::int64_t columns, std::int64_t largest_box)
      : width_(columns + 1), height_(largest_box + 1), sums_(at(width_ * height_)) {}

  // Entry c sums over all rows above this one and all columns left of c.
  Edges* row(std::int64_t r) { return sums_.data() + (r % height_) * width_; }

  void append(const LabelImage& image, std::int64_t r) {
    const std::int16_t* const line = image.row(r);
    const std::int16_t* const previous = r > 0 ? line - image.columns : line;
    const Edges* const sums = row(r);
    Edges* const next = row(r + 1);
    next[0] = {};
    Edges along;
    for (std::int64_t c = 0; c < image.columns; ++c) {
      along.left += c > 0 && line[c] != line[c - 1];
      along.above += line[c] != previous[c];
      next[c + 1].left = sums[c + 1].left + along.left;
      next[c + 1].above = sums[c + 1].above + along.above;
    }
  }

  // Mixed boxes, `size` apart and `span` pixels wide, among those that end with the row above
  // `end`.
  std::int64_t mixed(std::int64_t end, std::int64_t size, std::int64_t span) {
    const Edges* const top = row(end - span);
    const Edges* const second = row(end - span + 1);
    const Edges* const bottom = row(end);
    std::int64_t count = 0;
    for (std::int64_t first = 0; first + span < width_; first += size) {
      // An edge belongs to the box when both its pixels do.
      const std::int64_t last = first + span;
      const std::uint32_t left =
          (bottom[last].left - bottom[first + 1].left) - (top[last].left - top[first + 1].left);
      const std::uint32_t above =
          (bottom[last].above - bottom[first].above) - (second[last].above - second[first].above);
      count += (left | above) != 0;
    }
    return count;
  }

 private:
  std::int64_t width_;
  std::int64_t height_;
  std::vector<Edges> sums_;
};

}  // namespace

std::vector<std::int64_t> mixed_boxes(const LabelImage& image,
                                      const std::vector<std::int64_t>& sizes, Boxes boxes,
                                      const std::function<void()>& interrupt) {
  const std::int64_t shared = boxes == Boxes::touching ? 1 : 0;
  std::int64_t largest = 0;
  for (const std::int64_t size : sizes) {
    if (size < 1 || size > kLargestSize) {
      throw std::invalid_argument("sizes must be 1 to " + std::to_string(kLargestSize) + ", got " +
                                  std::to_string(size));
    }
    largest = std::max(largest, std::min(size + shared, image.rows));
  }
  std::vector<std::int64_t> counts(sizes.size(), 0);
  EdgeSums sums(image.columns, largest);
  for (std::int64_t end = 1; end <= image.rows; ++end) {
    poll(interrupt);
    sums.append(image, end - 1);
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      if (end > shared && (end - shared) % sizes[i] == 0) {
        counts[i] += sums.mixed(end, sizes[i], sizes[i] + shared);
      }
    }
  }
  return counts;
}

}  // namespace nb_cpp
