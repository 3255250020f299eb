#pragma once

#include <cstdint>
#include <functional>
#include <vector>

namespace nb_cpp {

// Labels of an image, row by row: each value stands for one outcome of the iteration.
struct LabelImage {
  const std::int16_t* data;
  std::int64_t rows;
  std::int64_t columns;

  const std::int16_t* row(std::int64_t r) const { return data + r * columns; }
};

// Every function here calls `interrupt` every few milliseconds, whatever the image's shape; what
// that throws ends the call.

// The labels that the image has, ascending.
std::vector<std::int16_t> distinct_labels(const LabelImage& image,
                                          const std::function<void()>& interrupt = {});

// Boxes are squares of pixels, laid side by side from the upper left corner. The pixels that are
// left at the right and at the bottom, where the side does not divide the image's, are in no box.
// A box is mixed when it holds two labels or more.
struct BoxEntropy {
  std::int64_t boxes = 0;
  std::int64_t mixed = 0;
  double total = 0.0;  // the Gibbs entropies of the boxes, in nats, added up
};

// Throws std::invalid_argument for a box below 1.
BoxEntropy box_entropy(const LabelImage& image, std::int64_t box,
                       const std::function<void()>& interrupt = {});

enum class Boxes {
  apart,     // as above, `size` pixels wide
  touching,  // neighbours share the pixels of their border: `size` steps from pixel to pixel wide
};

// The number of mixed boxes for each size, in one pass over the image. Sizes are 1 to 65534, or
// std::invalid_argument is thrown.
std::vector<std::int64_t> mixed_boxes(const LabelImage& image,
                                      const std::vector<std::int64_t>& sizes, Boxes boxes,
                                      const std::function<void()>& interrupt = {});

// Boundary i parts the pixels labelled basins[i] from all others and consists of the pixels on both
// of its sides. Distances are city-block, in pixels. Matrices are row by row.
struct MergedBoundaries {
  std::vector<std::int64_t> pixels;    // of boundary i
  std::vector<std::int64_t> outside;   // of boundary i, farther than the radius from boundary j
  std::vector<std::int64_t> distance;  // the largest from a pixel of boundary i to boundary j
};

// Throws std::invalid_argument unless the basins are two or more, each with pixels.
MergedBoundaries merged_boundaries(const LabelImage& image, const std::vector<std::int16_t>& basins,
                                   std::int64_t radius,
                                   const std::function<void()>& interrupt = {});

// The index of the first pixel that has another label and is nearest to the origin; -1 where none
// has. x and y are the coordinates of columns and rows.
std::int64_t nearest_other(const LabelImage& image, std::int16_t label, const double* x,
                           const double* y, const std::function<void()>& interrupt = {});

}  // namespace nb_cpp
