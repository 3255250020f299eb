#include <algorithm>
#include <array>
#include <limits>
#include <stdexcept>
#include <vector>

#include "measures/scan.hpp"
#include "nb_cpp/measures.hpp"

namespace nb_cpp {
namespace {

using measures::at;
using measures::index;
using measures::kLabels;
using measures::poll;

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

}  // namespace nb_cpp
