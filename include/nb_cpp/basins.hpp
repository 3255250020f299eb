#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "nb_cpp/monitor.hpp"
#include "nb_cpp/plan.hpp"
#include "nb_cpp/window.hpp"

namespace nb_cpp {

struct RunOptions {
  int threads = 0;     // 0: default_threads()
  std::string target;  // empty: active_target()
  Monitor monitor;     // told of pixels; may be empty
  bool smooth = false;
  bool angle = false;
};

// Results of `count` neighbouring pixels of a row, from `column` on: the index of the nearest root,
// -2 - cycle where the point was trapped, or -1 where it did neither; the number of steps, or
// itmax. Where they are asked for: the smooth count, and the argument of the attractor's coordinate
// in (-pi, pi] after as many steps, or when the point first came near if that is later; both NaN
// where the label is -1.
struct Span {
  std::int64_t row;
  std::int64_t column;
  int count;
  const std::int16_t* labels;
  const std::int32_t* iterations;
  const double* smooth = nullptr;
  const double* angle = nullptr;
};

using Sink = std::function<void(const Span&)>;

// Iterates every point of the window and hands each one's results on once, from several threads at
// once. A point's results depend on the plan, the target and the point, on nothing else. Throws
// std::invalid_argument for a number of threads below zero or a target that cannot run here.
void iterate(const Plan& plan, const Window& window, const RunOptions& options, const Sink& sink);

// Arrays of window.points() elements; null for those that are not asked for.
struct Channels {
  std::int16_t* labels;
  std::int32_t* iterations;
  double* smooth = nullptr;
  double* angle = nullptr;
};

// The same, into the channels, whatever the options ask for.
void basins(const Plan& plan, const Window& window, RunOptions options, const Channels& channels);

// The same, each point from where its part starts.
void basins(const Plan& plan, Window window, const std::vector<Part>& parts, RunOptions options,
            const Channels& channels);

// A reflection of the plane, z -> +-x +- iy, that commutes with the iteration bit for bit: a
// point's image has the same count and smooth count, and labels[label + 1] for a label. Its angle
// may be another one.
struct Mirror {
  bool flips_x;
  bool flips_y;
  std::vector<std::int16_t> labels;

  std::int16_t image_of(std::int16_t label) const noexcept {
    return labels[static_cast<std::size_t>(label + 1)];
  }
};

// Conjugation for real coefficients, z -> -z for even and odd polynomials, and one after the other
// where there are both, as far as the method commutes with them. None where there are traps, which
// may not be symmetric.
std::vector<Mirror> find_mirrors(const Plan& plan);

// The positions of points after 0 .. steps steps, without any test, one row a step: (steps + 1) x
// count values. A step that cannot be taken leaves a point where it is, for good. `interrupt` is
// called often; what it throws ends the call.
void orbits(const Plan& plan, const std::vector<Complex>& start, std::int64_t steps,
            const std::string& target, const std::function<void()>& interrupt, Complex* positions);

}  // namespace nb_cpp
