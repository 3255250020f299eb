#include "nb_cpp/shade.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "engine/parallel.hpp"
#include "numbers/environment.hpp"
#include "pictures/look.hpp"
#include "pictures/passes.hpp"
#include "pictures/stretches.hpp"

namespace nb_cpp {
namespace {

using pictures::Basin;
using pictures::Bytes;
using pictures::Colour;
using pictures::Drawing;
using pictures::kBlock;
using pictures::Passes;
using pictures::Place;
using pictures::Transfer;

constexpr std::int64_t kPixelsOfItem = 1 << 15;

void require(bool there, const char* what) {
  if (!there) throw std::invalid_argument(std::string("this style needs ") + what);
}

void check(const Field& field, const Region& region, const Look& look, const Ramps& ramps) {
  require(field.labels != nullptr, "labels");
  if (pictures::is_dark(look)) {
    require((look.counts ? static_cast<const void*>(field.iterations) : field.smooth) != nullptr,
            "counts");
  }
  if (pictures::has_slopes(look)) require(field.smooth != nullptr, "the smooth count");
  if (pictures::has_cells(look)) {
    require(field.angle && field.iterations, "the angle and the counts");
  }
  if (region.row < 0 || region.column < 0 || region.rows < 0 || region.columns < 0 ||
      region.row + region.rows > field.rows || region.column + region.columns > field.columns) {
    throw std::invalid_argument("a region must lie in its field");
  }
  if (ramps.rows < 1 || ramps.steps < 1 || ramps.roots >= ramps.rows ||
      static_cast<std::int64_t>(ramps.shades.size()) != ramps.rows) {
    throw std::invalid_argument("ramps must have a row for each colour");
  }
}

Basin basin_of(const Shade& shade) {
  Basin basin = {};
  basin.offset = shade.offset;
  basin.calm = shade.calm;
  basin.waves = shade.waves;
  basin.rate = shade.rate;
  basin.rings = shade.rings;
  basin.turns = shade.turns;
  basin.per_aspect = 1.0F / shade.aspect;
  basin.base = shade.power ? std::exp(shade.rate) : 1.0F;
  basin.growth = shade.power ? shade.rate : 0.0F;
  basin.per_growth = shade.power ? 1.0F / (basin.base - 1.0F) : 0.0F;
  return basin;
}

class Shader {
 public:
  enum class Into { kBytes, kWords, kLight };

  Shader(const Look& look, const Ramps& ramps, Into into, int numbers = 3) : ramps_(ramps) {
    drawing_.inked = pictures::is_inked(look);
    for (const Shade& shade : ramps.shades) basins_.push_back(basin_of(shade));
    if (into == Into::kBytes) make_bytes();
    if (drawing_.inked || into == Into::kLight) make_light();
    drawing_.look = &look;
    drawing_.basins = basins_.data();
    drawing_.colours = ramps.colours;
    drawing_.light = light_.data();
    drawing_.bytes = bytes_.data();
    drawing_.rows = static_cast<int>(ramps.rows);
    drawing_.roots = static_cast<int>(ramps.roots);
    drawing_.steps = static_cast<int>(ramps.steps);
    drawing_.numbers = numbers;
    drawing_.transfer = &transfer_;
  }

  void draw(const Place& place, int count, std::uint8_t* rgb) const {
    check(passes_.draw_bytes(drawing_, place, count, rgb));
  }
  void draw(const Place& place, int count, std::uint16_t* rgb) const {
    check(passes_.draw_words(drawing_, place, count, rgb));
  }
  // The mean light of each of the place's squares.
  void draw(const Place& place, int count, Colour* means) const {
    check(passes_.draw_means(drawing_, place, count, means));
  }

  Colour encoded(const Colour& light) const { return pictures::encoded(transfer_, light); }

 private:
  static constexpr int kMostSteps = 2048;  // of a ramp: neighbours differ by a fifth of a byte
  static constexpr int kBytes = 1 << 17;   // of all ramps

  static void check(bool has_rows) {
    if (has_rows) return;
    throw std::invalid_argument("labels must be those of the palette's roots and cycles");
  }

  void make_bytes() {
    const auto rows = static_cast<int>(ramps_.rows);
    const int byte_steps = std::max(256, std::min(kMostSteps, kBytes / rows));
    drawing_.byte_steps = byte_steps;
    bytes_.reserve(static_cast<std::size_t>(rows) * static_cast<std::size_t>(byte_steps + 2));
    const auto steps = static_cast<float>(ramps_.steps);
    const auto add = [this](const Colour& colour) {
      bytes_.push_back({{0, 0, 0, 255}});
      pictures::store(colour, bytes_.back().rgb);
    };
    for (std::int64_t row = 0; row < ramps_.rows; ++row) {
      const float* const first = ramps_.colours + 4 * row * (ramps_.steps + 2);
      for (int k = 0; k <= byte_steps; ++k) {
        const float place = static_cast<float>(k) / static_cast<float>(byte_steps) * steps;
        const std::int64_t step = std::min(static_cast<std::int64_t>(place), ramps_.steps - 1);
        add(pictures::mixed(first + 4 * step, place - static_cast<float>(step)));
      }
      add(pictures::mixed(first + 4 * ramps_.steps, 1.0F));
    }
  }

  // The ramps as light.
  void make_light() {
    const std::int64_t numbers = 4 * ramps_.rows * (ramps_.steps + 2);
    light_.resize(static_cast<std::size_t>(numbers));
    std::transform(ramps_.colours, ramps_.colours + numbers, light_.begin(),
                   [this](float srgb) { return pictures::decoded(transfer_, srgb); });
  }

  const Ramps& ramps_;
  const Passes& passes_ = pictures::passes();
  const Transfer& transfer_ = pictures::transfer();
  std::vector<Basin> basins_;
  std::vector<Bytes> bytes_;  // of each row
  std::vector<float> light_;  // as the ramps' colours
  Drawing drawing_ = {};
};

template <typename Number>
void shade_region(const Field& field, const Region& region, const Look& look, const Ramps& ramps,
                  int threads, const Monitor& monitor, Number* rgb, int numbers) {
  check(field, region, look, ramps);
  if (numbers != 3 && numbers != 4) {
    throw std::invalid_argument("a pixel must have three or four numbers");
  }
  const Shader shader(look, ramps,
                      sizeof(Number) == 1 ? Shader::Into::kBytes : Shader::Into::kWords, numbers);
  pictures::for_stretches(region, kBlock, threads, monitor,
                          [&](std::int64_t r, std::int64_t c, int count) {
                            const Place place{field, region.row + r, region.column + c, 0};
                            shader.draw(place, count, rgb + numbers * (r * region.columns + c));
                          });
}

// What becomes of the light of `count` pixels, the first of number `first`.
using TakeLight =
    std::function<void(const Shader&, std::int64_t first, std::int64_t count, const Colour* light)>;

void shade_means(const Field& field, std::int64_t side, const Look& look, const Ramps& ramps,
                 int threads, const Monitor& monitor, const TakeLight& take) {
  if (side < 1 || side > pictures::kLongestSide || field.columns != side ||
      field.rows % side != 0) {
    throw std::invalid_argument("squares must be of 1 to 16 points a side, one below the other");
  }
  check(field, {0, 0, field.rows, field.columns}, look, ramps);
  const std::int64_t points = side * side;
  const std::int64_t squares = field.rows / side;
  const std::int64_t squares_of_block = kBlock / points;
  const std::int64_t blocks = (squares + squares_of_block - 1) / squares_of_block;
  constexpr std::int64_t kBlocksOfItem = kPixelsOfItem / kBlock;
  const std::int64_t items = (blocks + kBlocksOfItem - 1) / kBlocksOfItem;
  const Shader shader(look, ramps, Shader::Into::kLight);
  parallel_for(items, field.rows * field.columns, threads, monitor, [&] {
    return [&](std::int64_t item, Worker& worker) {
      const std::int64_t last = std::min(blocks, (item + 1) * kBlocksOfItem);
      for (std::int64_t block = item * kBlocksOfItem; block < last && worker.keep_going();
           ++block) {
        const std::int64_t first = block * squares_of_block;
        const std::int64_t count = std::min(squares_of_block, squares - first);
        const Place place{field, first * side, 0, static_cast<int>(side)};
        Colour means[kBlock];
        shader.draw(place, static_cast<int>(count * points), means);
        take(shader, first, count, means);
        worker.report(count * points);
      }
    };
  });
}

template <typename Number>
TakeLight storing_in(Number* rgb) {
  return [rgb](const Shader& shader, std::int64_t first, std::int64_t count, const Colour* light) {
    for (std::int64_t k = 0; k < count; ++k) {
      pictures::store(shader.encoded(light[k]), rgb + 3 * (first + k));
    }
  };
}

}  // namespace

void shade(const Field& field, const Region& region, const Look& look, const Ramps& ramps,
           int threads, const Monitor& monitor, std::uint8_t* rgb, int numbers) {
  const numbers::StandardEnvironment environment;
  shade_region(field, region, look, ramps, threads, monitor, rgb, numbers);
}

void shade(const Field& field, const Region& region, const Look& look, const Ramps& ramps,
           int threads, const Monitor& monitor, std::uint16_t* rgb, int numbers) {
  const numbers::StandardEnvironment environment;
  shade_region(field, region, look, ramps, threads, monitor, rgb, numbers);
}

void shade_squares(const Field& field, std::int64_t side, const Look& look, const Ramps& ramps,
                   int threads, const Monitor& monitor, std::uint8_t* rgb) {
  const numbers::StandardEnvironment environment;
  shade_means(field, side, look, ramps, threads, monitor, storing_in(rgb));
}

void shade_squares(const Field& field, std::int64_t side, const Look& look, const Ramps& ramps,
                   int threads, const Monitor& monitor, std::uint16_t* rgb) {
  const numbers::StandardEnvironment environment;
  shade_means(field, side, look, ramps, threads, monitor, storing_in(rgb));
}

}  // namespace nb_cpp
