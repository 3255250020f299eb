#include "nb_cpp/measures.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <stdexcept>
#include <string>

namespace nb_cpp {
namespace {

constexpr std::size_t kLabels = 65536;
constexpr std::int64_t kLargestSize = 65534;

std::size_t index(std::int16_t label) { return static_cast<std::uint16_t>(label); }
std::size_t at(std::int64_t i) { return static_cast<std::size_t>(i); }

void poll(const std::function<void()>& interrupt) {
  if (interrupt) {
    interrupt();
  }
}

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

// A pixel with a neighbour of another label, and the basins on whose boundaries it lies: its own
// and those of its four neighbours.
struct BoundaryPixel {
  std::int64_t position;
  int count = 0;
  std::array<int, 5> basins{};

  void add(int basin) {
    const auto end = basins.begin() + count;
    if (basin >= 0 && std::find(basins.begin(), end, basin) == end) {
      basins[static_cast<std::size_t>(count++)] = basin;
    }
  }
};

// `number` gives the index of a label's basin, or -1.
std::vector<BoundaryPixel> boundary_pixels(const LabelImage& image, const std::vector<int>& number,
                                           const std::function<void()>& interrupt) {
  std::vector<BoundaryPixel> pixels;
  for (std::int64_t r = 0; r < image.rows; ++r) {
    poll(interrupt);
    const std::int16_t* const line = image.row(r);
    for (std::int64_t c = 0; c < image.columns; ++c) {
      const std::int16_t own = line[c];
      const std::int16_t left = c > 0 ? line[c - 1] : own;
      const std::int16_t right = c + 1 < image.columns ? line[c + 1] : own;
      const std::int16_t above = r > 0 ? line[c - image.columns] : own;
      const std::int16_t below = r + 1 < image.rows ? line[c + image.columns] : own;
      if (left == own && right == own && above == own && below == own) {
        continue;
      }
      BoundaryPixel pixel{r * image.columns + c};
      for (const std::int16_t label : {own, left, right, above, below}) {
        pixel.add(number[index(label)]);
      }
      pixels.push_back(pixel);
    }
  }
  return pixels;
}

// City-block distances to the pixels at distance zero, in two passes (Rosenfeld and Pfaltz 1966).
void spread(std::vector<std::int32_t>& distance, std::int64_t rows, std::int64_t columns,
            const std::function<void()>& interrupt) {
  for (std::int64_t r = 0; r < rows; ++r) {
    poll(interrupt);
    std::int32_t* const line = distance.data() + r * columns;
    if (r > 0) {
      for (std::int64_t c = 0; c < columns; ++c) {
        line[c] = std::min(line[c], line[c - columns] + 1);
      }
    }
    for (std::int64_t c = 1; c < columns; ++c) {
      line[c] = std::min(line[c], line[c - 1] + 1);
    }
  }
  for (std::int64_t r = rows - 1; r >= 0; --r) {
    poll(interrupt);
    std::int32_t* const line = distance.data() + r * columns;
    if (r + 1 < rows) {
      for (std::int64_t c = 0; c < columns; ++c) {
        line[c] = std::min(line[c], line[c + columns] + 1);
      }
    }
    for (std::int64_t c = columns - 2; c >= 0; --c) {
      line[c] = std::min(line[c], line[c + 1] + 1);
    }
  }
}

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

MergedBoundaries merged_boundaries(const LabelImage& image, const std::vector<std::int16_t>& basins,
                                   std::int64_t radius, const std::function<void()>& interrupt) {
  const std::size_t count = basins.size();
  std::vector<int> number(kLabels, -1);
  for (std::size_t i = 0; i < count; ++i) {
    number[index(basins[i])] = static_cast<int>(i);
  }
  const std::vector<BoundaryPixel> pixels = boundary_pixels(image, number, interrupt);
  MergedBoundaries result{std::vector<std::int64_t>(count, 0),
                          std::vector<std::int64_t>(count * count, 0),
                          std::vector<std::int64_t>(count * count, 0)};
  for (const BoundaryPixel& pixel : pixels) {
    for (int k = 0; k < pixel.count; ++k) {
      ++result.pixels[at(pixel.basins[at(k)])];
    }
  }
  if (count < 2 || std::count(result.pixels.begin(), result.pixels.end(), 0) > 0) {
    throw std::invalid_argument("basins must be two labels or more, each of them in the image");
  }
  const auto far = static_cast<std::int32_t>(std::min<std::int64_t>(
      image.rows + image.columns, std::numeric_limits<std::int32_t>::max() / 2));
  std::vector<std::int32_t> distance(at(image.rows * image.columns));
  for (std::size_t j = 0; j < count; ++j) {
    std::fill(distance.begin(), distance.end(), far);
    for (const BoundaryPixel& pixel : pixels) {
      const auto end = pixel.basins.begin() + pixel.count;
      if (std::find(pixel.basins.begin(), end, static_cast<int>(j)) != end) {
        distance[at(pixel.position)] = 0;
      }
    }
    spread(distance, image.rows, image.columns, interrupt);
    for (const BoundaryPixel& pixel : pixels) {
      const std::int64_t d = distance[at(pixel.position)];
      for (int k = 0; k < pixel.count; ++k) {
        const std::size_t entry = at(pixel.basins[at(k)]) * count + j;
        result.outside[entry] += d > radius;
        result.distance[entry] = std::max(result.distance[entry], d);
      }
    }
  }
  return result;
}

std::int64_t nearest_other(const LabelImage& image, std::int16_t label, const double* x,
                           const double* y, const std::function<void()>& interrupt) {
  double smallest = std::numeric_limits<double>::infinity();
  std::int64_t nearest = -1;
  for (std::int64_t r = 0; r < image.rows; ++r) {
    poll(interrupt);
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
