#include "nb_cpp/basins.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "evaluation.hpp"
#include "kernel/select.hpp"

namespace nb_cpp {
namespace {

using kernel::Kernel;
using kernel::kTilePixels;
using kernel::Task;
using kernel::Tile;

// At most some milliseconds of work between two looks at the cancel flag, on the slowest target.
constexpr std::int64_t kOperationsBetweenChecks = 8'000'000;

// The exponent of the largest part of the values; 0 if they are all zero.
int largest_exponent(const std::vector<Complex>& values) {
  double largest = 0.0;
  for (const Complex value : values) {
    largest = std::max({largest, std::fabs(value.real()), std::fabs(value.imag())});
  }
  return largest > 0.0 ? std::ilogb(largest) : 0;
}

// Real and imaginary parts in arrays of their own, divided by a power of two.
struct ScaledParts {
  ScaledParts(const std::vector<Complex>& values, int exponent) {
    for (const Complex value : values) {
      re.push_back(std::ldexp(value.real(), -exponent));
      im.push_back(std::ldexp(value.imag(), -exponent));
    }
  }

  std::vector<double> re, im;
};

// The problem as the kernels want it. Coefficients and tolerance are divided by the same power of
// two, which changes no step and leaves the exponents' range for the iteration to use.
class ScaledProblem {
 public:
  explicit ScaledProblem(const Problem& problem)
      : exponent_(largest_exponent(problem.polynomial.coefficients())),
        root_exponent_(clamped(largest_exponent(problem.roots.values))),
        evaluation_(problem.polynomial, exponent_),
        roots_(problem.roots.values, root_exponent_) {
    evaluation_.describe(task_);
    task_.root_count = static_cast<int>(roots_.re.size());
    task_.root_scale = std::ldexp(1.0, -root_exponent_);
    task_.root_re = roots_.re.data();
    task_.root_im = roots_.im.data();
    set_tolerance(std::ldexp(problem.tolerance, -exponent_));
  }

  const Task& task() const noexcept { return task_; }

  // Real operations of an iteration, roughly.
  int operations() const noexcept { return evaluation_.operations() + 20; }

 private:
  // The kernel compares squares; a scale keeps those of a tiny or huge tolerance in range.
  void set_tolerance(double tolerance) {
    task_.residual_scale = tolerance < 0x1p-400 ? 0x1p600 : tolerance > 0x1p400 ? 0x1p-600 : 1.0;
    const double scaled = tolerance * task_.residual_scale;
    // An infinite residual never passes, whatever the tolerance.
    task_.residual_bound = std::min(scaled * scaled, std::numeric_limits<double>::max());
  }

  // 2 to the power of minus an exponent must be a double too.
  static int clamped(int exponent) { return std::max(-1000, std::min(exponent, 1000)); }

  int exponent_;
  int root_exponent_;
  Evaluation evaluation_;
  ScaledParts roots_;
  Task task_{};
};

void check(const Problem& problem, int threads) {
  if (problem.itmax < 0) {
    throw std::invalid_argument("itmax must not be negative, got " + std::to_string(problem.itmax));
  }
  if (!(problem.tolerance >= 0.0)) {
    throw std::invalid_argument("tol must be zero or more, got " +
                                std::to_string(problem.tolerance));
  }
  if (threads < 0) {
    throw std::invalid_argument("threads must be 1 or more, got " + std::to_string(threads));
  }
  if (problem.roots.values.empty() ||
      problem.roots.values.size() > std::numeric_limits<std::int16_t>::max()) {
    throw std::invalid_argument("the number of roots must be between 1 and 32767, got " +
                                std::to_string(problem.roots.values.size()));
  }
}

void load_points(const Grid& grid, std::int64_t first, int count, Tile& tile) {
  std::int64_t row = first / grid.columns();
  std::int64_t column = first % grid.columns();
  for (int i = 0; i < count; ++i) {
    tile.active.x[i] = grid.x[static_cast<std::size_t>(column)];
    tile.active.y[i] = grid.y[static_cast<std::size_t>(row)];
    tile.active.pixel[i] = i;
    if (++column == grid.columns()) {
      column = 0;
      ++row;
    }
  }
  tile.active.count = count;
  tile.converged.count = 0;
}

// False if the run was cancelled on the way.
bool iterate_tile(const Kernel& kernel, const ScaledProblem& problem, std::int32_t itmax, int count,
                  Tile& tile, Worker& worker) {
  std::fill_n(tile.iterations, count, itmax);
  std::fill_n(tile.labels, count, std::int16_t{-1});
  // itmax steps end with a test: evaluations 0 .. itmax. Without a step there is nothing to test.
  const std::int64_t evaluations = itmax > 0 ? std::int64_t{itmax} + 1 : 0;
  std::int64_t k = 0;
  while (k < evaluations && tile.active.count > 0) {
    const std::int64_t operations = std::int64_t{tile.active.count} * problem.operations();
    const std::int64_t last =
        std::min(evaluations, k + std::max<std::int64_t>(1, kOperationsBetweenChecks / operations));
    kernel.newton(problem.task(), tile, k, last);
    k = last;
    if (k < evaluations && !worker.keep_going()) {
      return false;
    }
  }
  kernel.label(problem.task(), tile);
  return true;
}

}  // namespace

void iterate(const Problem& problem, const RunOptions& options,
             const std::function<void(const TileResult&)>& consume) {
  check(problem, options.threads);
  const Kernel& kernel = kernel::select(options.target);
  const ScaledProblem scaled(problem);
  const int threads = options.threads > 0 ? options.threads : default_threads();
  const std::int64_t pixels = problem.grid.pixels();
  const std::int64_t tiles = (pixels + kTilePixels - 1) / kTilePixels;
  parallel_for(tiles, pixels, threads, options.monitor, [&](std::int64_t item, Worker& worker) {
    Tile tile;
    const std::int64_t first = item * kTilePixels;
    const int count = static_cast<int>(std::min<std::int64_t>(kTilePixels, pixels - first));
    load_points(problem.grid, first, count, tile);
    if (iterate_tile(kernel, scaled, problem.itmax, count, tile, worker)) {
      consume({first, count, tile.labels, tile.iterations});
      worker.report(count);
    }
  });
}

void basins(const Problem& problem, const RunOptions& options, std::int16_t* labels,
            std::int32_t* iterations) {
  iterate(problem, options, [=](const TileResult& tile) {
    std::copy_n(tile.labels, tile.count, labels + tile.first);
    std::copy_n(tile.iterations, tile.count, iterations + tile.first);
  });
}

}  // namespace nb_cpp
