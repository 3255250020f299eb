#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "measures/scan.hpp"
#include "nb_cpp/measures.hpp"

namespace nb_cpp {
namespace {

using measures::at;
using measures::in_parts;
using measures::Interrupt;

constexpr std::int64_t kLargestSize = 65534;

// How often neighbours differ, to the left and above, summed over a rectangle of pixels from the
// upper left corner. Modulo 2^32: a box of 65535 pixels has fewer edges of each kind.
struct Edges {
  std::uint32_t left;
  std::uint32_t above;
};

// The sums' last rows, as many as the largest box needs. Their memory is not touched before the
// rows come: it may be much.
class EdgeSums {
 public:
  EdgeSums(const LabelImage& image, std::int64_t largest_box, Interrupt& interrupt)
      : image_(image),
        width_(image.columns + 1),
        height_(largest_box + 1),
        interrupt_(interrupt),
        sums_(new Edges[at(width_ * height_)]) {
    in_parts(width_, interrupt_, [&](std::int64_t first, std::int64_t last) {
      std::fill(row(0) + first, row(0) + last, Edges{0, 0});
    });
  }

  void append(std::int64_t r) {
    const std::int16_t* const line = image_.row(r);
    const std::int16_t* const previous = r > 0 ? line - image_.columns : line;
    const Edges* const sums = row(r);
    Edges* const next = row(r + 1);
    next[0] = {0, 0};
    Edges along{0, 0};
    in_parts(image_.columns, interrupt_, [&](std::int64_t first, std::int64_t last) {
      Edges sum = along;
      std::int16_t left = line[std::max<std::int64_t>(first - 1, 0)];
      for (std::int64_t c = first; c < last; ++c) {
        sum.left += line[c] != left;
        sum.above += line[c] != previous[c];
        left = line[c];
        next[c + 1].left = sums[c + 1].left + sum.left;
        next[c + 1].above = sums[c + 1].above + sum.above;
      }
      along = sum;
    });
  }

  // Mixed boxes, `size` apart and `span` pixels wide, among those that end with the row above
  // `end`.
  std::int64_t mixed(std::int64_t end, std::int64_t size, std::int64_t span) {
    const Edges* const top = row(end - span);
    const Edges* const second = row(end - span + 1);
    const Edges* const bottom = row(end);
    const std::int64_t boxes = span < width_ ? (width_ - 1 - span) / size + 1 : 0;
    std::int64_t count = 0;
    in_parts(boxes, interrupt_, [&](std::int64_t begin, std::int64_t stop) {
      for (std::int64_t box = begin; box < stop; ++box) {
        // An edge belongs to the box when both its pixels do.
        const std::int64_t first = box * size;
        const std::int64_t last = first + span;
        const std::uint32_t left =
            (bottom[last].left - bottom[first + 1].left) - (top[last].left - top[first + 1].left);
        const std::uint32_t above =
            (bottom[last].above - bottom[first].above) - (second[last].above - second[first].above);
        count += (left | above) != 0;
      }
    });
    return count;
  }

 private:
  // Entry c sums over all rows above this one and all columns left of c.
  Edges* row(std::int64_t r) { return sums_.get() + (r % height_) * width_; }

  LabelImage image_;
  std::int64_t width_;
  std::int64_t height_;
  Interrupt& interrupt_;
  std::unique_ptr<Edges[]> sums_;
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
  Interrupt polled(interrupt);
  EdgeSums sums(image, largest, polled);
  for (std::int64_t end = 1; end <= image.rows; ++end) {
    sums.append(end - 1);
    polled.before(static_cast<std::int64_t>(sizes.size()));
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      if (end > shared && (end - shared) % sizes[i] == 0) {
        counts[i] += sums.mixed(end, sizes[i], sizes[i] + shared);
      }
    }
  }
  return counts;
}

}  // namespace nb_cpp
