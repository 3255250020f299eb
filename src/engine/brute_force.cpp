#include "engine/brute_force.hpp"

#include <algorithm>
#include <vector>

#include "engine/points.hpp"
#include "engine/traps.hpp"

namespace nb_cpp {
namespace {

// At most some milliseconds of work between two looks at the cancel flag, on the slowest target.
constexpr std::int64_t kOperationsBetweenChecks = 8'000'000;

// Iterations before the first look whether points are trapped; later looks at twice, four times...
constexpr std::int64_t kFirstLook = 32;

// Of its cycle's period, until the last of a cycle's points comes to where it is noted: as much as
// a multiplier of 0.99 takes to the coordinate's disc from one a hundred times as wide.
constexpr std::int64_t kMostRounds = 500;

std::int64_t longest_period(const std::vector<Trap>& traps) {
  std::int64_t longest = 0;
  for (const Trap& trap : traps) {
    longest = std::max<std::int64_t>(
        longest, std::count_if(traps.begin(), traps.end(),
                               [&trap](const Trap& t) { return t.cycle == trap.cycle; }));
  }
  return longest;
}

// Drops the points that are where they were: `before` has them, and maybe others, in the same
// order.
void drop_recurrent(const kernel::Points& before, kernel::Points& points) {
  int j = 0;
  keep_points(points, [&](int i) {
    while (pixel_of(before.pixel[j]) != pixel_of(points.pixel[i])) {
      ++j;
    }
    return before.x[j] != points.x[i] || before.y[j] != points.y[i];
  });
}

}  // namespace

BruteForce::BruteForce(const Plan& plan, const kernel::Kernel& kernel,
                       const kernel::EndingsView& endings, const RunOptions& options)
    : plan_(plan),
      kernel_(kernel),
      endings_(endings),
      iterate_(plan.choose(kernel, plan.plane().task().test.stop)),
      step_(plan.choose(kernel, kernel::Stop::never)),
      tiles_(plan),
      tile_(*tiles_.parts().front().tile),
      notes_(options.smooth || options.angle),
      most_rounds_(kMostRounds * longest_period(plan.problem().traps)) {
  channels_.smooth.resize(options.smooth ? kernel::kTilePixels : 0);
  channels_.angle.resize(options.angle ? kernel::kTilePixels : 0);
  if (notes_) {
    tiles_.note_entries(options.angle);
  }
}

bool BruteForce::run(const Window& window, const Piece& piece, Worker& worker) {
  count_ = piece.count;
  FramedTiles::Part& start = tiles_.start(count_);
  load_points(window, piece, tile_);
  const std::vector<Complex>& polynomial = window.start.polynomial;
  if (!polynomial.empty()) {
    // As arrays of doubles: [complex.numbers] of the C++ standard.
    const auto* coefficients = reinterpret_cast<const double*>(polynomial.data());
    kernel_.start({static_cast<int>(polynomial.size()), coefficients, window.start.inverse},
                  tile_.active);
  }
  for (const FramedTiles::Part& part : tiles_.parts()) {
    std::fill_n(part.tile->iterations, count_, part.task.itmax);
    std::fill_n(part.tile->labels, count_, std::int16_t{-1});
  }
  start.task.endings = endings_;
  set_alarm(start.task);
  if (!advance(window.start.skipped, worker)) {
    return false;
  }
  if (tile_.ending.count > 0) {
    kernel_.end(start.task, tile_);
    start.task.endings = {};  // for the points that were between two rings
    set_alarm(start.task);
    if (!advance(1, worker)) {
      return false;
    }
    drop_late();
  }
  if (!label(worker)) {
    return false;
  }
  if (notes_) {
    fill_channels(plan_, kernel_, tiles_, count_, channels_);
  }
  return true;
}

// From the first iteration to the last. False if the run was cancelled on the way.
bool BruteForce::advance(std::int64_t first, Worker& worker) {
  const std::int64_t end = plan_.evaluations();
  // Iteration counts, so that results depend on nothing else.
  const bool traps = !plan_.problem().traps.empty();
  const std::int64_t last_look = plan_.problem().itmax;
  std::int64_t apart = kFirstLook;
  std::int64_t next_look = traps ? std::min(last_look, first + apart) : end;
  std::int64_t k = first;
  while (k < end && tiles_.active() > 0) {
    const std::int64_t operations =
        std::max<std::int64_t>(1, std::int64_t{tiles_.active()} * plan_.operations());
    const std::int64_t last =
        std::min(next_look, k + std::max<std::int64_t>(1, kOperationsBetweenChecks / operations));
    tiles_.advance(iterate_, k, last);
    k = last;
    if (k == next_look) {
      for (const FramedTiles::Part& part : tiles_.parts()) {
        spring_traps(part.frame->traps(), *part.tile);
      }
      apart *= 2;
      next_look = k < last_look ? std::min(last_look, first + apart) : end;
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
    std::int32_t& iterations = tile_.iterations[pixel_of(tile_.converged.pixel[i])];
    const bool in_time = iterations <= itmax;
    iterations = std::min(iterations, itmax);
    return in_time;
  });
}

Results BruteForce::results() const noexcept {
  const auto data = [](const std::vector<double>& channel) {
    return channel.empty() ? nullptr : channel.data();
  };
  return {tile_.labels, tile_.iterations, data(channels_.smooth), data(channels_.angle)};
}

// Points in the discs of roots have their labels. Others go on without the rule until they enter
// one, or have taken twice as many steps as the rule had, and have no label then; those of a cycle
// that have yet to be noted go on for some rounds of it.
bool BruteForce::label(Worker& worker) {
  bool outside = false;
  if (notes_) {
    set_out();
  }
  for (const FramedTiles::Part& part : tiles_.parts()) {
    kernel_.label(part.task, *part.tile);
    outside = outside || part.tile->converged.count > 0;
    for (int k = 0; part.tile != &tile_ && k < count_; ++k) {
      tile_.iterations[k] = std::min(tile_.iterations[k], part.tile->iterations[k]);
    }
  }
  if (outside && !follow(worker)) {
    return false;
  }
  for (const FramedTiles::Part& part : tiles_.parts()) {
    for (int k = 0; part.tile != &tile_ && k < count_; ++k) {
      tile_.labels[k] = part.tile->labels[k] != -1 ? part.tile->labels[k] : tile_.labels[k];
    }
  }
  for (int k = 0; outside && k < count_; ++k) {
    tile_.iterations[k] = tile_.labels[k] < 0 ? plan_.problem().itmax : tile_.iterations[k];
  }
  return true;
}

// Trapped points that have not been noted go on with those that have converged. The codes of both
// say one step less than was taken, as the next iteration is the first.
void BruteForce::set_out() noexcept {
  const auto encode = [](double code, std::int64_t steps) {
    return static_cast<double>(pixel_of(code) + kernel::kTilePixels * (steps - 1)) +
           (is_noted(code) ? kernel::kNoted : 0.0);
  };
  for (const FramedTiles::Part& part : tiles_.parts()) {
    kernel::Points& points = part.tile->converged;
    for (int i = 0; i < points.count; ++i) {
      points.pixel[i] = encode(points.pixel[i], part.tile->iterations[pixel_of(points.pixel[i])]);
    }
    keep_points(part.tile->active, [&](int i) {
      const kernel::Points& active = part.tile->active;
      if (part.tile->labels[pixel_of(active.pixel[i])] != -1) {
        points.x[points.count] = active.x[i];
        points.y[points.count] = active.y[i];
        points.pixel[points.count] = encode(active.pixel[i], plan_.evaluations());
        ++points.count;
      }
      return false;
    });
  }
}

// False if the run was cancelled on the way.
bool BruteForce::follow(Worker& worker) {
  const std::int64_t most = 2 * std::int64_t{plan_.problem().itmax};
  const std::int64_t most_trapped = most + most_rounds_;
  for (const FramedTiles::Part& part : tiles_.parts()) {
    move_points(part.tile->converged, part.tile->active);
  }
  tiles_.set_tests(false);
  kernel::Points& before = tile_.ending;
  bool goes_on = true;
  for (std::int64_t step = 1; goes_on && tiles_.active() > 0; ++step) {
    tiles_.advance(step_, step, step + 1);
    for (const FramedTiles::Part& part : tiles_.parts()) {
      kernel::Tile& tile = *part.tile;
      move_points(tile.active, tile.converged);
      kernel_.label(part.task, tile);
      move_points(tile.converged, tile.active);
      spring_traps(part.frame->traps(), tile);
      keep_points(tile.active, [&](int i) {
        const std::int64_t pixel = pixel_of(tile.active.pixel[i]);
        return tile_.iterations[pixel] + step < (tile.labels[pixel] < -1 ? most_trapped : most);
      });
    }
    if (tiles_.parts().size() == 1) {
      // What comes back does so for ever (Brent, BIT 20, 1980), and has met no disc on its way.
      if (step > 1) {
        drop_recurrent(before, tile_.active);
      }
      if ((step & (step - 1)) == 0) {
        copy_points(tile_.active, before);
      }
    }
    goes_on = worker.keep_going();
  }
  before.count = 0;
  tiles_.set_tests(true);
  return goes_on;
}

}  // namespace nb_cpp
