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
#include "pictures/block.hpp"
#include "pictures/stretches.hpp"
#include "pictures/transfer.hpp"

namespace nb_cpp {
namespace {

using pictures::Block;
using pictures::Place;
using pictures::Transfer;

constexpr std::int64_t kPixelsOfItem = 1 << 15;
constexpr float kHalf = 0.5F;  // what is added before a number above 0 is cut to a whole one

struct Colour {
  float red, green, blue;
};

bool has_light(const Look& look) {
  return look.dome != 0.0F || look.ripple != 0.0F || look.sheen != 0.0F;
}
bool has_glow(const Look& look) { return look.glow != 0.0F || look.haze != 0.0F; }
bool has_lines(const Look& look) { return look.line != 0.0F || look.quarter != 0.0F; }
bool has_cells(const Look& look) { return look.tones != 0.0F || look.lead != 0.0F; }
bool is_dark(const Look& look) { return look.start != look.end; }
bool is_inked(const Look& look) {
  return has_lines(look) || look.edge != 0.0F || look.lead != 0.0F;
}
bool has_slopes(const Look& look) {
  return has_light(look) || has_glow(look) || has_lines(look) || has_cells(look) ||
         look.edge != 0.0F;
}

void require(bool there, const char* what) {
  if (!there) throw std::invalid_argument(std::string("this style needs ") + what);
}

void check(const Field& field, const Region& region, const Look& look, const Ramps& ramps) {
  require(field.labels != nullptr, "labels");
  if (is_dark(look)) {
    require((look.counts ? static_cast<const void*>(field.iterations) : field.smooth) != nullptr,
            "counts");
  }
  if (has_slopes(look)) require(field.smooth != nullptr, "the smooth count");
  if (has_cells(look)) require(field.angle && field.iterations, "the angle and the counts");
  if (region.row < 0 || region.column < 0 || region.rows < 0 || region.columns < 0 ||
      region.row + region.rows > field.rows || region.column + region.columns > field.columns) {
    throw std::invalid_argument("a region must lie in its field");
  }
  if (ramps.rows < 1 || ramps.steps < 1 || ramps.roots >= ramps.rows ||
      static_cast<std::int64_t>(ramps.shades.size()) != ramps.rows) {
    throw std::invalid_argument("ramps must have a row for each colour");
  }
}

template <typename Number>
void store(const Colour& colour, Number* rgb) {
  constexpr auto kWhite = static_cast<float>(static_cast<Number>(-1));
  rgb[0] = static_cast<Number>(static_cast<int>(colour.red * kWhite + kHalf));
  rgb[1] = static_cast<Number>(static_cast<int>(colour.green * kWhite + kHalf));
  rgb[2] = static_cast<Number>(static_cast<int>(colour.blue * kWhite + kHalf));
}

class Shader {
 public:
  enum class Into { kBytes, kWords, kLight };

  Shader(const Look& look, const Ramps& ramps, Into into)
      : look_(look), ramps_(ramps), transfer_(pictures::transfer()), inked_(is_inked(look)) {
    for (int k = 0; k < 3; ++k) ink_[k] = transfer_.decoded(look.ink[k]);
    if (into == Into::kBytes) make_bytes();
    if (inked_ || into == Into::kLight) make_light();
  }

  // The mean light of each of the place's squares.
  void draw_light(const Place& place, int count, Colour* means) const {
    Block block;
    prepare(place, count, block);
    const int points = place.side * place.side;
    const auto share = 1.0F / static_cast<float>(points);
    for (int first = 0; first < count; first += points) {
      float sum[4] = {};
      for (int i = first; i < first + points; ++i) {
        float light[4];
        find_light(block, i, light);
        for (int k = 0; k < 4; ++k) sum[k] += light[k];
      }
      *means++ = {share * sum[0], share * sum[1], share * sum[2]};
    }
  }

  void draw(const Place& place, int count, std::uint16_t* rgb) const {
    Block block;
    prepare(place, count, block);
    for (int i = 0; i < count; ++i) {
      Colour colour = at(block.row[i], block.u[i]);
      if (ink_of(block, i) > 0.0F) {
        float light[4];
        find_light(block, i, light);
        colour = encoded({light[0], light[1], light[2]});
      }
      store(colour, rgb + std::ptrdiff_t{3} * i);
    }
  }

  // Colours of so few bits are kept ready: as many as differ.
  void draw(const Place& place, int count, std::uint8_t* rgb) const {
    Block block;
    prepare(place, count, block);
    int index[Block::kSize];
    const auto steps = static_cast<float>(bytes_steps_);
    for (int i = 0; i < count; ++i) {
      const float u = block.u[i] > 0.0F ? block.u[i] : 0.0F;
      const float place_of = u < 1.0F ? u * steps : steps;
      index[i] = static_cast<int>(place_of + kHalf) + block.row[i] * (bytes_steps_ + 1);
    }
    for (int i = 0; i < count; ++i) {
      const std::uint32_t colour = bytes_[static_cast<std::size_t>(index[i])];
      std::uint8_t* const to = rgb + std::ptrdiff_t{3} * i;
      to[0] = static_cast<std::uint8_t>(colour);
      to[1] = static_cast<std::uint8_t>(colour >> 8U);
      to[2] = static_cast<std::uint8_t>(colour >> 16U);
    }
    if (!inked_) return;
    for (int i = 0; i < count; ++i) {
      if (ink_of(block, i) > 0.0F) {
        float light[4];
        find_light(block, i, light);
        transfer_.encode(light, rgb + std::ptrdiff_t{3} * i);
      }
    }
  }

  Colour encoded(const Colour& c) const {
    return {transfer_.encoded(c.red), transfer_.encoded(c.green), transfer_.encoded(c.blue)};
  }

 private:
  static constexpr int kBytesSteps = 2048;  // of a ramp: neighbours differ by a fifth of a byte
  static constexpr int kBytes = 1 << 17;    // of all ramps

  void make_bytes() {
    const auto rows = static_cast<int>(ramps_.rows);
    bytes_steps_ = std::max(256, std::min(kBytesSteps, kBytes / rows));
    bytes_.reserve(static_cast<std::size_t>(rows) * static_cast<std::size_t>(bytes_steps_ + 1));
    for (int row = 0; row < rows; ++row) {
      for (int step = 0; step <= bytes_steps_; ++step) {
        std::uint8_t rgb[3];
        store(at(row, static_cast<float>(step) / static_cast<float>(bytes_steps_)), rgb);
        bytes_.push_back(std::uint32_t{rgb[0]} | std::uint32_t{rgb[1]} << 8U |
                         std::uint32_t{rgb[2]} << 16U);
      }
    }
  }

  // The ramps as light.
  void make_light() {
    const std::int64_t numbers = 4 * ramps_.rows * (ramps_.steps + 1);
    light_.resize(static_cast<std::size_t>(numbers));
    std::transform(ramps_.colours, ramps_.colours + numbers, light_.begin(),
                   [this](float srgb) { return transfer_.decoded(srgb); });
  }

  // Of a point, under its ink.
  void find_light(const Block& block, int i, float (&light)[4]) const {
    const auto [number, between] = step_of(block.row[i], block.u[i]);
    const float* const c = light_.data() + 4 * number;
    const float bare = 1.0F - ink_of(block, i);
    for (int k = 0; k < 4; ++k) {
      light[k] = ink_[k] + bare * (c[k] + between * (c[k + 4] - c[k]) - ink_[k]);
    }
  }

  // Everything of a block but colours.
  void prepare(const Place& place, int count, Block& block) const {
    block.count = count;
    block.points = static_cast<float>(std::max(place.side, 1));
    find_rows(place, ramps_, block);
    check_rows(block);
    if (is_dark(look_) || has_light(look_)) {
      find_depth(place, look_, ramps_, block);
      add_darkness(look_, block);
    } else {
      std::fill_n(block.u, count, look_.start);
    }
    if (has_slopes(look_)) add_slopes(place, block);
  }

  // What has reached nothing has no boundary to be drawn.
  float ink_of(const Block& block, int i) const {
    return inked_ && block.row[i] != ramps_.roots ? block.ink[i] : 0.0F;
  }

  void add_slopes(const Place& place, Block& block) const {
    find_slopes(place, block);
    if (has_lines(look_)) find_parts(place, block);
    if (has_light(look_)) add_light(look_, block);
    if (has_glow(look_) || look_.edge != 0.0F) find_rates(ramps_, block);
    if (has_glow(look_)) add_glow(look_, block);
    if (!is_inked(look_)) return;
    std::fill_n(block.ink, block.count, 0.0F);
    if (has_lines(look_)) add_lines(look_, block);
    if (look_.edge != 0.0F) add_edges(look_, block);
    if (has_cells(look_)) add_cells(place, look_, ramps_, block);
  }

  void check_rows(const Block& block) const {
    int least = 0;
    int most = 0;
    for (int i = 0; i < block.count; ++i) {
      least = std::min(least, block.row[i]);
      most = std::max(most, block.row[i]);
    }
    if (least < 0 || most >= ramps_.rows) {
      throw std::invalid_argument("labels must be those of the palette's roots and cycles");
    }
  }

  struct Step {
    std::int64_t number;  // of all rows' colours
    float between;        // it and the next
  };

  Step step_of(int row, float u) const {
    const auto steps = static_cast<float>(ramps_.steps);
    // What is no number, where a point has reached nothing, becomes 0.
    const float place = (u > 0.0F ? std::min(u, 1.0F) : 0.0F) * steps;
    const auto step = std::min(static_cast<std::int64_t>(place), ramps_.steps - 1);
    return {row * (ramps_.steps + 1) + step, place - static_cast<float>(step)};
  }

  Colour at(int row, float u) const {
    const auto [number, between] = step_of(row, u);
    const float* const c = ramps_.colours + 4 * number;
    return {c[0] + between * (c[4] - c[0]), c[1] + between * (c[5] - c[1]),
            c[2] + between * (c[6] - c[2])};
  }

  const Look& look_;
  const Ramps& ramps_;
  const Transfer& transfer_;
  bool inked_;
  float ink_[4] = {};  // as light
  int bytes_steps_ = 0;
  std::vector<std::uint32_t> bytes_;  // of each row, red lowest
  std::vector<float> light_;          // as the ramps' colours
};

template <typename Number>
void shade_region(const Field& field, const Region& region, const Look& look, const Ramps& ramps,
                  int threads, const Monitor& monitor, Number* rgb) {
  check(field, region, look, ramps);
  const Shader shader(look, ramps,
                      sizeof(Number) == 1 ? Shader::Into::kBytes : Shader::Into::kWords);
  pictures::for_stretches(region, Block::kSize, threads, monitor,
                          [&](std::int64_t r, std::int64_t c, int count) {
                            const Place place{field, region.row + r, region.column + c};
                            shader.draw(place, count, rgb + 3 * (r * region.columns + c));
                          });
}

// What becomes of the light of `count` pixels, the first of number `first`.
using TakeLight =
    std::function<void(const Shader&, std::int64_t first, std::int64_t count, const Colour* light)>;

void shade_means(const Field& field, std::int64_t side, const Look& look, const Ramps& ramps,
                 int threads, const Monitor& monitor, const TakeLight& take) {
  if (side < 1 || side > Block::kLongestSide || field.columns != side || field.rows % side != 0) {
    throw std::invalid_argument("squares must be of 1 to 16 points a side, one below the other");
  }
  check(field, {0, 0, field.rows, field.columns}, look, ramps);
  const std::int64_t points = side * side;
  const std::int64_t squares = field.rows / side;
  const std::int64_t squares_of_block = Block::kSize / points;
  const std::int64_t blocks = (squares + squares_of_block - 1) / squares_of_block;
  constexpr std::int64_t kBlocksOfItem = kPixelsOfItem / Block::kSize;
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
        Colour means[Block::kSize];
        shader.draw_light(place, static_cast<int>(count * points), means);
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
      store(shader.encoded(light[k]), rgb + 3 * (first + k));
    }
  };
}

}  // namespace

void shade(const Field& field, const Region& region, const Look& look, const Ramps& ramps,
           int threads, const Monitor& monitor, std::uint8_t* rgb) {
  const numbers::StandardEnvironment environment;
  shade_region(field, region, look, ramps, threads, monitor, rgb);
}

void shade(const Field& field, const Region& region, const Look& look, const Ramps& ramps,
           int threads, const Monitor& monitor, std::uint16_t* rgb) {
  const numbers::StandardEnvironment environment;
  shade_region(field, region, look, ramps, threads, monitor, rgb);
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
