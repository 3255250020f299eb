#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "engine/framed_tiles.hpp"
#include "nb_cpp/basins.hpp"
#include "numbers/environment.hpp"
#include "plan/plan.hpp"
#include "targets/kernel_of.hpp"

namespace nb_cpp {

using kernel::kTilePixels;

namespace {

// Of the points that still move.
void store_positions(const FramedTiles::Part& part, Complex* positions) {
  const kernel::Points& points = part.tile->active;
  const int exponent = part.frame->exponent();
  for (int i = 0; i < points.count; ++i) {
    Complex& position = positions[static_cast<std::int64_t>(points.pixel[i])];
    position = {points.x[i], points.y[i]};
    if (exponent != 0) {
      position = {std::ldexp(points.x[i], exponent), std::ldexp(points.y[i], exponent)};
    }
  }
}

}  // namespace

void orbits(const Plan& plan, const std::vector<Complex>& start, std::int64_t steps,
            const std::string& target, const std::function<void()>& interrupt, Complex* positions) {
  const numbers::StandardEnvironment environment;
  if (steps < 0) {
    throw std::invalid_argument("steps must not be negative, got " + std::to_string(steps));
  }
  const kernel::Iterate step = plan.choose(kernel::kernel_of(target), kernel::Stop::never);
  FramedTiles tiles(plan);
  tiles.set_tests(false);
  const auto count = static_cast<std::int64_t>(start.size());
  std::copy(start.begin(), start.end(), positions);
  for (std::int64_t first = 0; first < count; first += kTilePixels) {
    const auto width = static_cast<int>(std::min<std::int64_t>(kTilePixels, count - first));
    kernel::Points& points = tiles.start(width).tile->active;
    for (int i = 0; i < width; ++i) {
      const Complex z = start[static_cast<std::size_t>(first + i)];
      points.x[i] = z.real();
      points.y[i] = z.imag();
      points.pixel[i] = i;
    }
    points.count = width;
    for (std::int64_t k = 0; k < steps; ++k) {
      const Complex* const before = positions + k * count + first;
      Complex* const after = positions + (k + 1) * count + first;
      std::copy_n(before, width, after);
      tiles.advance(step, k, k + 1);
      for (const FramedTiles::Part& part : tiles.parts()) {
        store_positions(part, after);
      }
      if (interrupt) {
        interrupt();
      }
    }
  }
}

}  // namespace nb_cpp
