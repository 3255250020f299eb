#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "nb_cpp/basins.hpp"
#include "plan/plan.hpp"
#include "targets/kernel_of.hpp"

namespace nb_cpp {

using kernel::kTilePixels;

void orbits(const Polynomial& polynomial, const RootSet& roots, const Iteration& iteration,
            const std::vector<Complex>& start, std::int64_t steps, const std::string& target,
            const std::function<void()>& interrupt, Complex* positions) {
  if (steps < 0) {
    throw std::invalid_argument("steps must not be negative, got " + std::to_string(steps));
  }
  const kernel::Kernel& kernel = kernel::select(target);
  Grid grid;
  for (const Complex z : start) {
    grid.x.push_back(z.real());
    grid.y.push_back(z.imag());
  }
  const Problem problem{polynomial, roots, grid, 0, 0.0, Stop::step, iteration};
  const ScaledProblem scaled(problem);
  kernel::Task task = scaled.task();
  task.stop = kernel::Stop::never;
  const kernel::Iterate step = scaled.iterate(kernel);
  const double unit = scaled.unit();
  const auto count = static_cast<std::int64_t>(start.size());
  std::copy(start.begin(), start.end(), positions);
  kernel::Tile tile;
  for (std::int64_t first = 0; first < count; first += kTilePixels) {
    tile.active.count = static_cast<int>(std::min<std::int64_t>(kTilePixels, count - first));
    tile.converged.count = 0;
    for (int i = 0; i < tile.active.count; ++i) {
      const auto k = static_cast<std::size_t>(first + i);
      tile.active.x[i] = scaled.grid().x[k];
      tile.active.y[i] = scaled.grid().y[k];
      tile.active.pixel[i] = i;
    }
    const std::int64_t width = tile.active.count;
    for (std::int64_t k = 0; k < steps; ++k) {
      const Complex* const before = positions + k * count + first;
      Complex* const after = positions + (k + 1) * count + first;
      std::copy_n(before, width, after);
      step(task, tile, k, k + 1);
      for (int i = 0; i < tile.active.count; ++i) {
        after[static_cast<std::int64_t>(tile.active.pixel[i])] =
            Complex(tile.active.x[i] * unit, tile.active.y[i] * unit);
      }
      if (interrupt) {
        interrupt();
      }
    }
  }
}

}  // namespace nb_cpp
