// Colours of pixels from channels made by hand.

#include "nb_cpp/shade.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "check.hpp"
#include "nb_cpp/targets.hpp"

namespace {

using nb_cpp::Field;
using nb_cpp::Look;
using nb_cpp::Ramps;

constexpr std::int64_t kRows = 37;
constexpr std::int64_t kColumns = 701;  // more than a block

// Two basins whose smooth counts grow in waves, and points that reach nothing.
struct Scene {
  std::vector<std::int16_t> labels;
  std::vector<std::int32_t> iterations;
  std::vector<double> smooth, angle;
  std::vector<float> colours;
  std::size_t steps;

  explicit Scene(std::size_t steps_of_ramps = 2)
      : colours(3 * (steps_of_ramps + 2) * 4), steps(steps_of_ramps) {
    for (std::int64_t r = 0; r < kRows; ++r) {
      for (std::int64_t c = 0; c < kColumns; ++c) {
        const bool none = (r * c) % 97 == 1;
        const double x = 0.02 * static_cast<double>(c);
        const double y = 0.05 * static_cast<double>(r);
        const double count = 5.0 + std::sin(x) + y;
        labels.push_back(static_cast<std::int16_t>(none ? -1 : std::sin(x + y) > 0.0));
        smooth.push_back(none ? std::numeric_limits<double>::quiet_NaN() : count);
        angle.push_back(none ? std::numeric_limits<double>::quiet_NaN() : std::sin(9.0 * x));
        iterations.push_back(static_cast<std::int32_t>(std::ceil(count)));
      }
    }
    for (std::size_t row = 0; row < 3; ++row) {
      for (std::size_t step = 0; step <= steps; ++step) {
        for (std::size_t k = 0; k < 3; ++k) {
          const float place = static_cast<float>(step) / static_cast<float>(steps);
          colours[4 * ((steps + 2) * row + step) + k] = place * (k == row ? 1.0F : 0.5F);
        }
      }
    }
  }

  // The same points as squares of that side.
  Field squares(std::int64_t side) const {
    Field field = this->field();
    field.rows = kRows * kColumns / (side * side) * side;
    field.columns = side;
    return field;
  }

  Field field() const {
    return {labels.data(), iterations.data(), smooth.data(), angle.data(), kRows, kColumns};
  }
  Ramps ramps() const {
    return {colours.data(), 3, static_cast<std::int64_t>(steps), 2, std::vector<nb_cpp::Shade>(3)};
  }
};

Look everything() {
  Look look;
  look.start = 0.7F;
  look.end = 0.2F;
  look.span = 5.0F;
  look.lamp_x = 0.6F;
  look.lamp_y = 0.8F;
  look.dome = look.ripple = look.sheen = 0.1F;
  look.gloss = 10.0F;
  look.line = look.quarter = look.edge = look.lead = 0.5F;
  look.tones = 0.2F;
  look.glow = look.haze = 0.1F;
  return look;
}

void a_fourth_number_is_the_largest() {
  const Scene scene;
  const nb_cpp::Region all{0, 0, kRows, kColumns};
  const auto check = [&](auto most) {
    using Number = decltype(most);
    std::vector<Number> three(3 * kRows * kColumns);
    std::vector<Number> four(4 * kRows * kColumns);
    nb_cpp::shade(scene.field(), all, everything(), scene.ramps(), 2, {}, three.data());
    nb_cpp::shade(scene.field(), all, everything(), scene.ramps(), 2, {}, four.data(), 4);
    bool same = true;
    for (std::size_t i = 0; i < three.size() / 3; ++i) {
      same = same && std::equal(&three[3 * i], &three[3 * i] + 3, &four[4 * i]);
      same = same && four[4 * i + 3] == most;
    }
    CHECK(same);
    CHECK_THROWS(std::invalid_argument, nb_cpp::shade(scene.field(), all, everything(),
                                                      scene.ramps(), 2, {}, four.data(), 5));
  };
  check(std::uint8_t{UINT8_MAX});
  check(std::uint16_t{UINT16_MAX});
}

void a_region_is_a_part_of_the_whole() {
  const Scene scene;
  std::vector<std::uint8_t> whole(3 * kRows * kColumns);
  nb_cpp::shade(scene.field(), {0, 0, kRows, kColumns}, everything(), scene.ramps(), 1, {},
                whole.data());
  const nb_cpp::Region region{5, 250, 20, 300};
  std::vector<std::uint8_t> part(static_cast<std::size_t>(3 * region.rows * region.columns));
  nb_cpp::shade(scene.field(), region, everything(), scene.ramps(), 4, {}, part.data());
  bool same = true;
  for (std::int64_t r = 0; r < region.rows; ++r) {
    for (std::int64_t k = 0; k < 3 * region.columns; ++k) {
      const auto at =
          static_cast<std::size_t>(3 * (region.row + r) * kColumns + 3 * region.column + k);
      same &= part[static_cast<std::size_t>(3 * r * region.columns + k)] == whole[at];
    }
  }
  CHECK(same);
}

void a_point_that_reaches_nothing_has_its_own_colour() {
  const Scene scene;
  Look look = everything();
  look.line = look.quarter = look.edge = look.lead = 0.0F;
  std::vector<std::uint16_t> rgb(3 * kRows * kColumns);
  nb_cpp::shade(scene.field(), {0, 0, kRows, kColumns}, look, scene.ramps(), 2, {}, rgb.data());
  // Its ramp begins in black, and what is no number is 0.
  for (std::size_t i = 0; i < scene.labels.size(); ++i) {
    if (scene.labels[i] == -1) CHECK(rgb[3 * i] == 0 && rgb[3 * i + 1] == 0 && rgb[3 * i + 2] == 0);
  }
}

void squares_are_means_of_light() {
  const Scene scene;
  Look look;  // each basin's last colour
  std::vector<std::int16_t> labels(64, 0);
  for (std::size_t i = 0; i < 16; ++i) labels[i] = 1;
  const Field field{labels.data(), nullptr, nullptr, nullptr, 8, 8};
  std::vector<std::uint16_t> rgb(3);
  nb_cpp::shade_squares(field, 8, look, scene.ramps(), 1, {}, rgb.data());
  const auto linear = [](double x) {
    return x <= 0.04045 ? x / 12.92 : std::pow((x + 0.055) / 1.055, 2.4);
  };
  const double red = linear(rgb[0] / 65535.0);
  const double green = linear(rgb[1] / 65535.0);
  CHECK(std::abs(red - (0.75 + 0.25 * linear(0.5))) < 1e-4);
  CHECK(std::abs(green - (0.25 + 0.75 * linear(0.5))) < 1e-4);
}

void squares_do_not_see_each_other() {
  const Scene scene;
  const Field field = scene.squares(8);
  const std::int64_t squares = field.rows / 8;
  std::vector<std::uint16_t> all(static_cast<std::size_t>(3 * squares));
  nb_cpp::shade_squares(field, 8, everything(), scene.ramps(), 3, {}, all.data());
  bool same = true;
  for (std::int64_t k = 0; k < squares; ++k) {
    const std::int64_t first = 64 * k;
    const Field alone{field.labels + first,
                      field.iterations + first,
                      field.smooth + first,
                      field.angle + first,
                      8,
                      8};
    std::uint16_t rgb[3];
    nb_cpp::shade_squares(alone, 8, everything(), scene.ramps(), 1, {}, rgb);
    same &= std::equal(rgb, rgb + 3, all.data() + 3 * k);
  }
  CHECK(same);
}

// Of a picture that is 16 times as large, without what goes by pixels.
void squares_are_what_their_points_are() {
  const Scene scene(512);
  Field field = scene.field();
  field.rows = field.columns = 16;
  Look look = everything();
  look.line = look.quarter = look.lead = look.tones = 0.0F;
  // Along the sides of a square, distances are told by the points next to them.
  look.edge = look.glow = look.haze = 0.0F;
  look.coarse *= 16.0F;
  look.fine *= 16.0F;
  look.flat = 16.0F;
  std::vector<std::uint16_t> square(3);
  nb_cpp::shade_squares(field, 16, look, scene.ramps(), 1, {}, square.data());
  look.coarse /= 16.0F;
  look.fine /= 16.0F;
  look.flat /= 16.0F;
  std::vector<std::uint16_t> points(3 * 256);
  nb_cpp::shade(field, {0, 0, 16, 16}, look, scene.ramps(), 1, {}, points.data());
  for (std::size_t k = 0; k < 3; ++k) {
    double light = 0.0;
    for (std::size_t i = 0; i < 256; ++i) {
      const double x = points[3 * i + k] / 65535.0;
      light += x <= 0.04045 ? x / 12.92 : std::pow((x + 0.055) / 1.055, 2.4);
    }
    light /= 256.0;
    const double srgb =
        light <= 0.0031308 ? 12.92 * light : 1.055 * std::pow(light, 1 / 2.4) - 0.055;
    CHECK(std::abs(square[k] / 65535.0 - srgb) < 1e-3);
  }
}

// One target's pictures of a scene, and where their edges are, number by number.
std::vector<std::uint16_t> drawn(const Scene& scene, const Look& look, const std::string& target) {
  setenv("NB_CPP_TARGET", target.c_str(), 1);
  Ramps ramps = scene.ramps();
  ramps.shades[1].power = false;  // two kinds of basins
  ramps.shades[1].turns = 5.0F;
  ramps.shades[1].rings = 2.0F;
  std::vector<std::uint16_t> all;
  const auto add = [&all](const auto& numbers) {
    all.insert(all.end(), numbers.begin(), numbers.end());
  };
  // Whole blocks, parts of them, and single points.
  for (const nb_cpp::Region region :
       {nb_cpp::Region{0, 0, kRows, kColumns}, {3, 129, 30, 77}, {9, 0, 1, 1}}) {
    const auto pixels = static_cast<std::size_t>(region.rows * region.columns);
    std::vector<std::uint8_t> bytes(3 * pixels);
    nb_cpp::shade(scene.field(), region, look, ramps, 1, {}, bytes.data());
    add(bytes);
    std::vector<std::uint16_t> words(3 * pixels);
    nb_cpp::shade(scene.field(), region, look, ramps, 1, {}, words.data());
    add(words);
    Field field = scene.field();
    for (const bool with_smooth : {true, false}) {
      if (!with_smooth) field.smooth = nullptr;
      std::vector<std::uint8_t> edges(pixels);
      nb_cpp::find_edges(field, region, 0.06, 1, edges.data());
      add(edges);
    }
  }
  for (const std::int64_t side : {1, 3, 8, 16}) {
    const Field field = scene.squares(side);
    std::vector<std::uint16_t> words(static_cast<std::size_t>(3 * field.rows / side));
    nb_cpp::shade_squares(field, side, look, ramps, 1, {}, words.data());
    add(words);
  }
  unsetenv("NB_CPP_TARGET");
  return all;
}

void every_target_draws_the_same() {
  const Scene scene(512);
  Look lines = everything();
  lines.tones = lines.lead = 0.0F;
  Look plain;
  plain.counts = plain.linear = true;
  plain.end = 0.0F;
  plain.span = 9.0F;
  for (const Look& look : {everything(), lines, plain}) {
    const std::vector<std::uint16_t> expected = drawn(scene, look, "scalar");
    CHECK(std::set<std::uint16_t>(expected.begin(), expected.end()).size() > 10);
    for (const std::string& target : nb_cpp::usable_targets()) {
      CHECK(drawn(scene, look, target) == expected);
    }
  }
}

void edges_are_found_on_both_sides() {
  const std::vector<std::int16_t> labels{0, 0, 0, 1, 0, 0, 0, 0};
  const std::vector<double> smooth{1, 1, 1, 1, 1, 1, 3, 3};
  const Field field{labels.data(), nullptr, smooth.data(), nullptr, 1, 8};
  std::vector<std::uint8_t> edges(8);
  nb_cpp::find_edges(field, {0, 0, 1, 8}, 1.0, 1, edges.data());
  CHECK(edges == std::vector<std::uint8_t>{0, 0, 1, 1, 1, 1, 1, 0});
}

void edges_are_those_of_each_pixel() {
  const Scene scene;
  for (const bool with_smooth : {true, false}) {
    Field field = scene.field();
    if (!with_smooth) field.smooth = nullptr;
    constexpr double kStep = 0.06;
    const auto apart = [&](std::int64_t a, std::int64_t b) {
      const double here = with_smooth ? field.smooth[a] : field.iterations[a];
      const double there = with_smooth ? field.smooth[b] : field.iterations[b];
      return field.labels[a] != field.labels[b] || std::abs(here - there) > kStep;
    };
    const nb_cpp::Region region{0, 3, kRows, kColumns - 3};
    std::vector<std::uint8_t> edges(static_cast<std::size_t>(region.rows * region.columns));
    nb_cpp::find_edges(field, region, kStep, 2, edges.data());
    bool same = true;
    std::int64_t found = 0;
    for (std::int64_t row = 0; row < region.rows; ++row) {
      for (std::int64_t column = 3; column < kColumns; ++column) {
        bool edge = false;
        for (std::int64_t r = std::max<std::int64_t>(row - 1, 0); r <= std::min(row + 1, kRows - 1);
             ++r) {
          for (std::int64_t c = column - 1; c <= std::min(column + 1, kColumns - 1); ++c) {
            edge |= apart(row * kColumns + column, r * kColumns + c);
          }
        }
        found += edge ? 1 : 0;
        same &=
            edges[static_cast<std::size_t>(row * region.columns + column - 3)] == (edge ? 1 : 0);
      }
    }
    CHECK(same);
    CHECK(found > 1000 && found < region.rows * region.columns - 1000);
  }
}

void what_is_missing_is_refused() {
  const Scene scene;
  Field field = scene.field();
  std::vector<std::uint8_t> rgb(3 * kRows * kColumns);
  const nb_cpp::Region all{0, 0, kRows, kColumns};
  CHECK_THROWS(std::invalid_argument, nb_cpp::shade(field, {0, 1, kRows, kColumns}, Look(),
                                                    scene.ramps(), 1, {}, rgb.data()));
  field.angle = nullptr;
  CHECK_THROWS(std::invalid_argument,
               nb_cpp::shade(field, all, everything(), scene.ramps(), 1, {}, rgb.data()));
  field.smooth = nullptr;
  Look look;
  look.end = 0.0F;
  CHECK_THROWS(std::invalid_argument,
               nb_cpp::shade(field, all, look, scene.ramps(), 1, {}, rgb.data()));
  Ramps short_ramps = scene.ramps();
  short_ramps.shades.pop_back();
  CHECK_THROWS(std::invalid_argument,
               nb_cpp::shade(scene.field(), all, Look(), short_ramps, 1, {}, rgb.data()));
  CHECK_THROWS(std::invalid_argument,
               nb_cpp::shade_squares(scene.field(), 8, Look(), scene.ramps(), 1, {}, rgb.data()));
}

}  // namespace

int main() {
  a_region_is_a_part_of_the_whole();
  a_fourth_number_is_the_largest();
  a_point_that_reaches_nothing_has_its_own_colour();
  squares_are_means_of_light();
  squares_do_not_see_each_other();
  squares_are_what_their_points_are();
  every_target_draws_the_same();
  edges_are_found_on_both_sides();
  edges_are_those_of_each_pixel();
  what_is_missing_is_refused();
  return check::status();
}
