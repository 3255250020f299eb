#include "nb_cpp/basins.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <vector>

#include "engine/symmetry.hpp"
#include "plan/plan.hpp"
#include "targets/kernel_of.hpp"

namespace nb_cpp {
namespace {

using kernel::Kernel;
using kernel::kTilePixels;
using kernel::Task;
using kernel::Tile;

// At most some milliseconds of work between two looks at the cancel flag, on the slowest target.
constexpr std::int64_t kOperationsBetweenChecks = 8'000'000;

// Iterations before the first look whether points are trapped; later looks at twice, four times...
constexpr std::int64_t kFirstLook = 32;

std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

std::int64_t tile_count(const Sheet& sheet) {
  return (sheet.pixels() + kTilePixels - 1) / kTilePixels;
}

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
  for (const Trap& trap : problem.traps) {
    if (trap.cycle < 0 || trap.cycle > std::numeric_limits<std::int16_t>::max() - 1) {
      throw std::invalid_argument("a cycle's number must be between 0 and 32766, got " +
                                  std::to_string(trap.cycle));
    }
  }
}

// Consecutive pixels of a sheet, row by row.
struct Piece {
  const Sheet& sheet;
  std::int64_t first;
  int count;
  bool mirrored;

  std::int64_t width() const noexcept { return static_cast<std::int64_t>(sheet.columns.size()); }
};

// The part of a row that a piece holds from its k-th pixel on, as far as columns follow each other.
struct Stretch {
  std::int64_t row, column;
  int count;
};

Stretch stretch_at(const Piece& piece, int k) {
  const std::int64_t i = (piece.first + k) / piece.width();
  const std::int64_t j = (piece.first + k) % piece.width();
  const std::int64_t left = piece.sheet.stretch_end[index(j)] - j;
  return {piece.sheet.rows[index(i)], piece.sheet.columns[index(j)],
          static_cast<int>(std::min<std::int64_t>(piece.count - k, left))};
}

void load_points(const Grid& grid, const Piece& piece, Tile& tile) {
  for (int k = 0; k < piece.count;) {
    const Stretch stretch = stretch_at(piece, k);
    std::copy_n(grid.x.data() + stretch.column, stretch.count, tile.active.x + k);
    std::fill_n(tile.active.y + k, stretch.count, grid.y[index(stretch.row)]);
    k += stretch.count;
  }
  for (int k = 0; k < piece.count; ++k) {
    tile.active.pixel[k] = k;
  }
  tile.active.count = piece.count;
  tile.converged.count = 0;
  tile.arriving.count = 0;
}

void copy_point(kernel::Points& points, int from, int to) {
  points.x[to] = points.x[from];
  points.y[to] = points.y[from];
  points.pixel[to] = points.pixel[from];
}

// Labels the active points that are in a trap; the others stay active. With traps there are no
// rings and no second run, so that a point's code is its pixel.
void spring_traps(const std::vector<Trap>& traps, Tile& tile) {
  kernel::Points& points = tile.active;
  int left = 0;
  for (int i = 0; i < points.count; ++i) {
    const auto trap = std::find_if(traps.begin(), traps.end(), [&](const Trap& t) {
      const double x = points.x[i] - t.centre.real();
      const double y = points.y[i] - t.centre.imag();
      return x * x + y * y <= t.radius * t.radius;
    });
    if (trap != traps.end()) {
      tile.labels[static_cast<int>(points.pixel[i])] = static_cast<std::int16_t>(-2 - trap->cycle);
      continue;
    }
    copy_point(points, i, left);
    ++left;
  }
  points.count = left;
}

// From the first iteration to the last. False if the run was cancelled on the way.
bool iterate_active(const Kernel& kernel, const ScaledProblem& problem, const Task& task,
                    std::int64_t first, Tile& tile, Worker& worker) {
  const kernel::Iterate iterate = problem.iterate(kernel);
  const std::int64_t end = problem.evaluations(task.itmax);
  // Iteration counts, so that results depend on nothing else.
  std::int64_t next_look = problem.traps().empty() ? end : std::min(end, kFirstLook);
  std::int64_t k = first;
  while (k < end && tile.active.count > 0) {
    const std::int64_t operations = std::int64_t{tile.active.count} * problem.operations();
    const std::int64_t last =
        std::min(next_look, k + std::max<std::int64_t>(1, kOperationsBetweenChecks / operations));
    iterate(task, tile, k, last);
    k = last;
    if (k == next_look) {
      spring_traps(problem.traps(), tile);
      next_look = std::min(end, 2 * next_look);
    }
    if (k < end && !worker.keep_going()) {
      return false;
    }
  }
  return true;
}

// A second run takes as many steps as the first: forgets points that converged too late.
void drop_late(std::int32_t itmax, Tile& tile) {
  kernel::Points& points = tile.converged;
  int kept = 0;
  for (int i = 0; i < points.count; ++i) {
    std::int32_t& iterations =
        tile.iterations[static_cast<std::int64_t>(points.pixel[i]) % kTilePixels];
    if (iterations > itmax) {
      iterations = itmax;
    } else {
      copy_point(points, i, kept);
      ++kept;
    }
  }
  points.count = kept;
}

// False if the run was cancelled on the way.
bool iterate_tile(const Kernel& kernel, const ScaledProblem& problem, int count, Tile& tile,
                  Worker& worker) {
  const Task& task = problem.task();
  std::fill_n(tile.iterations, count, task.itmax);
  std::fill_n(tile.labels, count, std::int16_t{-1});
  if (!iterate_active(kernel, problem, task, 0, tile, worker)) {
    return false;
  }
  if (tile.arriving.count > 0) {
    kernel.arrive(task, tile);
    Task without_rings = task;  // for those that were between them
    without_rings.arrival = {};
    if (!iterate_active(kernel, problem, without_rings, 1, tile, worker)) {
      return false;
    }
    drop_late(task.itmax, tile);
  }
  kernel.label(task, tile);
  return true;
}

// Hands a tile's results on, and those of its mirror images.
class Output {
 public:
  Output(const Symmetry& symmetry, const Kernel& kernel, const Task& task,
         const std::function<void(const Run&)>& consume)
      : symmetry_(symmetry), kernel_(kernel), task_(task), consume_(consume) {}

  // Returns the number of pixels handed on. Changes the tile.
  std::int64_t write(const Piece& piece, Tile& tile) const {
    std::int64_t written = write_runs(piece, tile, nullptr, false);
    for (std::size_t m = 0; piece.mirrored && m < symmetry_.mirrors.size(); ++m) {
      const Mirror& mirror = symmetry_.mirrors[m];
      if (tile.tie) {
        // The lower index wins a tie, here and in the image, and reflecting may swap the two.
        reflect(mirror, piece.count, tile);
        kernel_.label(task_, tile);
        written += write_runs(piece, tile, &mirror, true);
        reflect(mirror, piece.count, tile);
        tile.tie = true;
      } else {
        written += write_runs(piece, tile, &mirror, false);
      }
    }
    return written;
  }

 private:
  // Points and labels; those of converged points only Kernel::label knows.
  static void reflect(const Mirror& mirror, int count, Tile& tile) {
    for (int k = 0; k < count; ++k) {
      tile.labels[k] = mirror.image_of(tile.labels[k]);
    }
    for (int i = 0; i < tile.converged.count; ++i) {
      tile.converged.x[i] *= mirror.flips_x ? -1.0 : 1.0;
      tile.converged.y[i] *= mirror.flips_y ? -1.0 : 1.0;
    }
  }

  // Run by run, each within a stretch of the sheet's columns.
  std::int64_t write_runs(const Piece& piece, const Tile& tile, const Mirror* mirror,
                          bool relabelled) const {
    std::int64_t written = 0;
    for (int k = 0; k < piece.count;) {
      const Stretch stretch = stretch_at(piece, k);
      const Run run{stretch.row, stretch.column, stretch.count, tile.labels + k,
                    tile.iterations + k};
      k += stretch.count;
      if (mirror == nullptr) {
        consume_(run);
        written += run.count;
      } else {
        written += write_image(run, *mirror, relabelled);
      }
    }
    return written;
  }

  std::int64_t write_image(const Run& run, const Mirror& mirror, bool relabelled) const {
    std::int64_t row = run.row;
    std::int64_t column = run.column;
    if (mirror.flips_y) {
      row = symmetry_.mirrored_row[index(row)];
    }
    if (mirror.flips_x) {
      column = symmetry_.mirrored_column[index(column)];
    }
    if (row < 0 || column < 0) {
      return 0;
    }
    std::int16_t labels[kTilePixels];
    std::int32_t iterations[kTilePixels];
    for (int k = 0; k < run.count; ++k) {
      const int from = mirror.flips_x ? run.count - 1 - k : k;
      labels[k] = relabelled ? run.labels[from] : mirror.image_of(run.labels[from]);
      iterations[k] = run.iterations[from];
    }
    consume_(
        {row, mirror.flips_x ? column - (run.count - 1) : column, run.count, labels, iterations});
    return run.count;
  }

  const Symmetry& symmetry_;
  const Kernel& kernel_;
  const Task& task_;
  const std::function<void(const Run&)>& consume_;
};

// The piece of that number, counted through the sheets in order.
Piece find_piece(const Symmetry& symmetry, std::int64_t item) {
  bool first_sheet = true;
  for (const Sheet& sheet : symmetry.sheets) {
    const std::int64_t pieces = tile_count(sheet);
    if (item < pieces) {
      const std::int64_t first = item * kTilePixels;
      const auto count = std::min<std::int64_t>(kTilePixels, sheet.pixels() - first);
      return {sheet, first, static_cast<int>(count), first_sheet};
    }
    item -= pieces;
    first_sheet = false;
  }
  throw std::logic_error("no such piece");
}

}  // namespace

void iterate(const Problem& problem, const RunOptions& options,
             const std::function<void(const Run&)>& consume) {
  check(problem, options.threads);
  const Kernel& kernel = kernel::select(options.target);
  const ScaledProblem scaled(problem);
  const int threads = options.threads > 0 ? options.threads : default_threads();
  const Symmetry symmetry = find_symmetry(problem, scaled.iteration());
  const Output output(symmetry, kernel, scaled.task(), consume);
  std::int64_t pieces = 0;
  for (const Sheet& sheet : symmetry.sheets) {
    pieces += tile_count(sheet);
  }
  parallel_for(pieces, problem.grid.pixels(), threads, options.monitor,
               [&](std::int64_t item, Worker& worker) {
                 Tile tile;
                 const Piece piece = find_piece(symmetry, item);
                 load_points(scaled.grid(), piece, tile);
                 if (iterate_tile(kernel, scaled, piece.count, tile, worker)) {
                   worker.report(output.write(piece, tile));
                 }
               });
}

void basins(const Problem& problem, const RunOptions& options, std::int16_t* labels,
            std::int32_t* iterations) {
  const std::int64_t columns = problem.grid.columns();
  iterate(problem, options, [=](const Run& run) {
    const std::int64_t first = run.row * columns + run.column;
    std::copy_n(run.labels, run.count, labels + first);
    std::copy_n(run.iterations, run.count, iterations + first);
  });
}

}  // namespace nb_cpp
