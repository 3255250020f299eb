#include "engine/brute_force.hpp"

#include <algorithm>

#include "engine/points.hpp"
#include "engine/traps.hpp"

namespace nb_cpp {
namespace {

using kernel::kTilePixels;

// At most some milliseconds of work between two looks at the cancel flag, on the slowest target.
constexpr std::int64_t kOperationsBetweenChecks = 8'000'000;

// Iterations before the first look whether points are trapped; later looks at twice, four times...
constexpr std::int64_t kFirstLook = 32;

}  // namespace

BruteForce::BruteForce(const Plan& plan, const kernel::Kernel& kernel,
                       const kernel::EndingsView& endings)
    : plan_(plan),
      kernel_(kernel),
      endings_(endings),
      tiles_(plan, plan.method().choose(kernel, plan.plane().task().test.stop)),
      tile_(*tiles_.parts().front().tile) {}

bool BruteForce::run(const Window& window, const Piece& piece, Worker& worker) {
  count_ = piece.count;
  FramedTiles::Part& start = tiles_.start(count_);
  load_points(window, piece, tile_);
  for (const FramedTiles::Part& part : tiles_.parts()) {
    std::fill_n(part.tile->iterations, count_, part.task.itmax);
    std::fill_n(part.tile->labels, count_, std::int16_t{-1});
  }
  start.task.endings = endings_;
  if (!advance(0, worker)) {
    return false;
  }
  if (tile_.ending.count > 0) {
    kernel_.end(start.task, tile_);
    start.task.endings = {};  // for the points that were between two rings
    if (!advance(1, worker)) {
      return false;
    }
    drop_late();
  }
  label();
  return true;
}

// From the first iteration to the last. False if the run was cancelled on the way.
bool BruteForce::advance(std::int64_t first, Worker& worker) {
  const std::int64_t end = plan_.evaluations();
  // Iteration counts, so that results depend on nothing else.
  const bool traps = !plan_.problem().traps.empty();
  std::int64_t next_look = traps ? std::min(end, kFirstLook) : end;
  std::int64_t k = first;
  while (k < end && tiles_.active() > 0) {
    const std::int64_t operations = std::int64_t{tiles_.active()} * plan_.operations();
    const std::int64_t last =
        std::min(next_look, k + std::max<std::int64_t>(1, kOperationsBetweenChecks / operations));
    tiles_.advance(k, last);
    k = last;
    if (k == next_look) {
      for (const FramedTiles::Part& part : tiles_.parts()) {
        spring_traps(part.frame->traps(), *part.tile);
      }
      next_look = std::min(end, 2 * next_look);
    }
    if (k < end && !worker.keep_going()) {
      return false;
    }
  }
  return true;
}

// A second run takes as many steps as the first: forgets points that converged too late.
void BruteForce::drop_late() noexcept {
  const std::int32_t itmax = plan_.problem().itmax;
  keep_points(tile_.converged, [&](int i) {
    const auto pixel = static_cast<std::int64_t>(tile_.converged.pixel[i]) % kTilePixels;
    std::int32_t& iterations = tile_.iterations[pixel];
    const bool in_time = iterations <= itmax;
    iterations = std::min(iterations, itmax);
    return in_time;
  });
}

void BruteForce::label() noexcept {
  tie_ = false;
  for (const FramedTiles::Part& part : tiles_.parts()) {
    kernel_.label(part.task, *part.tile);
    tie_ = tie_ || part.tile->tie;
    for (int k = 0; part.tile != &tile_ && k < count_; ++k) {
      if (part.tile->labels[k] != -1) {
        tile_.labels[k] = part.tile->labels[k];
        tile_.iterations[k] = part.tile->iterations[k];
      }
    }
  }
}

Results BruteForce::results() const noexcept { return {tile_.labels, tile_.iterations, tie_}; }

// The labels of converged points only Kernel::label knows: the lower index wins a tie, here and in
// the image, and reflecting may swap the two.
void BruteForce::reflect(const Mirror& mirror) noexcept {
  for (int k = 0; k < count_; ++k) {
    tile_.labels[k] = mirror.image_of(tile_.labels[k]);
  }
  for (const FramedTiles::Part& part : tiles_.parts()) {
    kernel::Points& points = part.tile->converged;
    for (int i = 0; i < points.count; ++i) {
      points.x[i] *= mirror.flips_x ? -1.0 : 1.0;
      points.y[i] *= mirror.flips_y ? -1.0 : 1.0;
    }
  }
  label();
}

}  // namespace nb_cpp
