#include <algorithm>
#include <array>
#include <limits>
#include <memory>
#include <stdexcept>
#include <vector>

#include "measures/scan.hpp"
#include "nb_cpp/measures.hpp"

namespace nb_cpp {
namespace {

using measures::at;
using measures::in_parts;
using measures::index;
using measures::Interrupt;
using measures::kLabels;

// A pixel's label and those of its four neighbours; its own again where there is none.
using Cross = std::array<std::int16_t, 5>;

Cross cross_at(const LabelImage& image, std::int64_t r, std::int64_t c) {
  const std::int16_t* const pixel = image.row(r) + c;
  return {*pixel, c > 0 ? pixel[-1] : *pixel, c + 1 < image.columns ? pixel[1] : *pixel,
          r > 0 ? pixel[-image.columns] : *pixel,
          r + 1 < image.rows ? pixel[image.columns] : *pixel};
}

bool has(const Cross& cross, std::int16_t label) {
  return std::find(cross.begin(), cross.end(), label) != cross.end();
}

// The pixels with a neighbour of another label, a bit each: in an image of noise they are all.
class BoundaryPixels {
 public:
  BoundaryPixels(const LabelImage& image, Interrupt& interrupt)
      : columns_(image.columns), words_(at((image.rows * image.columns + 63) / 64), 0) {
    for (std::int64_t r = 0; r < image.rows; ++r) {
      in_parts(image.columns, interrupt, [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t c = first; c < last; ++c) {
          const Cross cross = cross_at(image, r, c);
          const std::uint64_t differs = cross[1] != cross[0] || cross[2] != cross[0] ||
                                        cross[3] != cross[0] || cross[4] != cross[0];
          const std::int64_t position = r * columns_ + c;
          words_[at(position / 64)] |= differs << (position % 64);
        }
      });
    }
  }

  // body(column) for those of a row between two columns, in order.
  template <typename Body>
  void for_each(std::int64_t row, std::int64_t first, std::int64_t last, const Body& body) const {
    const std::int64_t begin = row * columns_ + first;
    const std::int64_t end = row * columns_ + last;
    for (std::int64_t word = begin / 64; word * 64 < end; ++word) {
      std::uint64_t bits = words_[at(word)];
      if (word * 64 < begin) {
        bits &= ~std::uint64_t{0} << (begin % 64);
      }
      if (word * 64 + 64 > end) {
        bits &= ~std::uint64_t{0} >> (64 - end % 64);
      }
      for (; bits != 0; bits &= bits - 1) {
        body(word * 64 + __builtin_ctzll(bits) - row * columns_);
      }
    }
  }

 private:
  std::int64_t columns_;
  std::vector<std::uint64_t> words_;
};

// By label: the index of its basin, or -1.
std::vector<int> basin_numbers(const std::vector<std::int16_t>& basins) {
  std::vector<int> numbers(kLabels, -1);
  for (std::size_t i = 0; i < basins.size(); ++i) {
    numbers[index(basins[i])] = static_cast<int>(i);
  }
  return numbers;
}

class Merging {
 public:
  Merging(const LabelImage& image, const std::vector<std::int16_t>& basins, std::int64_t radius,
          Interrupt& interrupt)
      : image_(image),
        basins_(basins),
        numbers_(basin_numbers(basins)),
        radius_(radius),
        interrupt_(interrupt),
        boundary_(image, interrupt) {}

  MergedBoundaries measure() {
    const std::size_t count = basins_.size();
    count_pixels();
    if (count < 2 || std::count(result_.pixels.begin(), result_.pixels.end(), 0) > 0) {
      throw std::invalid_argument("basins must be two labels or more, each of them in the image");
    }
    result_.outside.assign(count * count, 0);
    result_.distance.assign(count * count, 0);
    // Half the memory where that will do.
    if (image_.rows + image_.columns < std::numeric_limits<std::uint16_t>::max()) {
      measure_distances<std::uint16_t>();
    } else {
      measure_distances<std::int32_t>();
    }
    return std::move(result_);
  }

 private:
  // body(basin) for each of the basins on whose boundaries a pixel lies.
  template <typename Body>
  void for_each_basin(const Cross& cross, const Body& body) const {
    for (auto label = cross.begin(); label != cross.end(); ++label) {
      const int basin = numbers_[index(*label)];
      if (basin >= 0 && std::find(cross.begin(), label, *label) == label) {
        body(static_cast<std::size_t>(basin));
      }
    }
  }

  void count_pixels() {
    result_.pixels.assign(basins_.size(), 0);
    for (std::int64_t r = 0; r < image_.rows; ++r) {
      in_parts(image_.columns, interrupt_, [&](std::int64_t first, std::int64_t last) {
        boundary_.for_each(r, first, last, [&](std::int64_t c) {
          for_each_basin(cross_at(image_, r, c), [&](std::size_t i) { ++result_.pixels[i]; });
        });
      });
    }
  }

  // City-block distances from each boundary in turn, in two passes over the image (Rosenfeld and
  // Pfaltz 1966).
  template <typename Distance>
  void measure_distances() {
    // Not initialised: that would be a pass without an interrupt.
    const std::unique_ptr<Distance[]> distance(new Distance[at(image_.rows * image_.columns)]);
    for (std::size_t j = 0; j < basins_.size(); ++j) {
      for (std::int64_t r = 0; r < image_.rows; ++r) {
        Distance* const line = distance.get() + r * image_.columns;
        in_parts(image_.columns, interrupt_, [&](std::int64_t first, std::int64_t last) {
          start(basins_[j], r, first, last, line);
          spread_down(r, first, last, line);
        });
      }
      for (std::int64_t r = image_.rows - 1; r >= 0; --r) {
        Distance* const line = distance.get() + r * image_.columns;
        // Counted from the right.
        in_parts(image_.columns, interrupt_, [&](std::int64_t first, std::int64_t last) {
          const std::int64_t begin = image_.columns - last;
          const std::int64_t end = image_.columns - first;
          spread_up(r, begin, end, line);
          collect(j, r, begin, end, line);
        });
      }
    }
  }

  template <typename Distance>
  void start(std::int16_t label, std::int64_t r, std::int64_t first, std::int64_t last,
             Distance* line) const {
    const std::int64_t far = image_.rows + image_.columns;
    const std::int64_t most = std::numeric_limits<Distance>::max() - 1;
    std::fill(line + first, line + last, static_cast<Distance>(std::min(far, most)));
    boundary_.for_each(r, first, last, [&](std::int64_t c) {
      if (has(cross_at(image_, r, c), label)) {
        line[c] = 0;
      }
    });
  }

  // From above and from the left.
  template <typename Distance>
  void spread_down(std::int64_t r, std::int64_t first, std::int64_t last, Distance* line) const {
    if (r > 0) {
      step_from(line - image_.columns + first, line + first, last - first);
    }
    Distance near = line[std::max<std::int64_t>(first - 1, 0)];
    for (std::int64_t c = first; c < last; ++c) {
      near = std::min(line[c], static_cast<Distance>(near + 1));
      line[c] = near;
    }
  }

  // From below and from the right.
  template <typename Distance>
  void spread_up(std::int64_t r, std::int64_t first, std::int64_t last, Distance* line) const {
    if (r + 1 < image_.rows) {
      step_from(line + image_.columns + first, line + first, last - first);
    }
    Distance near = line[std::min(last, image_.columns - 1)];
    for (std::int64_t c = last - 1; c >= first; --c) {
      near = std::min(line[c], static_cast<Distance>(near + 1));
      line[c] = near;
    }
  }

  template <typename Distance>
  static void step_from(const Distance* other, Distance* line, std::int64_t count) {
    for (std::int64_t c = 0; c < count; ++c) {
      line[c] = std::min(line[c], static_cast<Distance>(other[c] + 1));
    }
  }

  template <typename Distance>
  void collect(std::size_t j, std::int64_t r, std::int64_t first, std::int64_t last,
               const Distance* line) {
    boundary_.for_each(r, first, last, [&](std::int64_t c) {
      const std::int64_t d = line[c];
      if (d == 0 && radius_ >= 0) {
        return;
      }
      for_each_basin(cross_at(image_, r, c), [&](std::size_t i) {
        const std::size_t entry = i * basins_.size() + j;
        result_.outside[entry] += d > radius_;
        result_.distance[entry] = std::max(result_.distance[entry], d);
      });
    });
  }

  LabelImage image_;
  const std::vector<std::int16_t>& basins_;
  std::vector<int> numbers_;
  std::int64_t radius_;
  Interrupt& interrupt_;
  BoundaryPixels boundary_;
  MergedBoundaries result_;
};

}  // namespace

MergedBoundaries merged_boundaries(const LabelImage& image, const std::vector<std::int16_t>& basins,
                                   std::int64_t radius, const std::function<void()>& interrupt) {
  Interrupt polled(interrupt);
  return Merging(image, basins, radius, polled).measure();
}

}  // namespace nb_cpp
