#pragma once

// What the core and the kernels agree on. A kernel object is compiled for one instruction set, so
// nothing inline may cross this boundary: plain data and function pointers only.

#include <cstdint>

namespace nb_cpp::kernel {

constexpr int kTilePixels = 1024;  // the points of one tile stay in the first-level cache
constexpr int kMaxBlock = 16;      // lanes of the widest block of vectors

constexpr int kGroup = 4;  // powers that a dense evaluation takes together

// The iterations, in the order of methods.def.
enum class Method {
#define NB_CPP_METHOD(name, ...) name,
#include "nb_cpp/methods.def"
#undef NB_CPP_METHOD
};

constexpr int kMethodCount = 0
#define NB_CPP_METHOD(...) +1
#include "nb_cpp/methods.def"
#undef NB_CPP_METHOD
    ;

// When a point has converged; `never` is for orbits.
enum class Stop { residual, step, root, never };

struct Coefficients {
  const double* re;
  const double* im;
};

// A derivative: its leading terms over z^power, with the same gaps between them as in p.
struct Derivative {
  int terms;
  int power;
  Coefficients coefficients;
};

// What every tile of an image needs.
struct Task {
  // The terms c_j z^e_j with e_j >= 1, highest first, with the gaps e_(j-1) - e_j between them, and
  // the constant term. A dense evaluation takes every power as a term.
  int terms;
  bool real;  // every coefficient's imaginary part is zero
  bool dense;
  Coefficients value;  // terms + 1 coefficients: the last one is the constant term
  // Without the constant term, for a dense evaluation by groups; zeros fill up the first group. No
  // groups: by Horner's rule.
  int group_count;
  Coefficients groups;
  const int* gap;  // `terms` exponents; gap[0] is not used
  int lowest;      // the lowest exponent above 0
  Derivative first, second, third;
  int degree;
  double value_scale;  // p times this is p in units of z

  bool relaxed;  // the first parameter is not 1
  double parameter_re[2];
  double parameter_im[2];

  // A point has converged when |test_scale q|^2 <= test_bound for the q that the rule looks at.
  Stop stop;
  double test_scale;
  double test_bound;
  double residual_floor;  // where |p|^2 is at least this, the residual test fails; or -0.0
  int root_count;
  double distance_scale;  // a power of two that keeps squares of distances in range
  const double* root_re;  // the roots times distance_scale
  const double* root_im;
  const double* root_reach;  // a point with a smaller squared distance to a root is near no other
};

// Points of a tile, with room for a whole block past the last one.
struct Points {
  alignas(64) double x[kTilePixels + kMaxBlock];
  alignas(64) double y[kTilePixels + kMaxBlock];
  alignas(64) double pixel[kTilePixels + kMaxBlock];  // index in the tile, an integer
  int count;
};

// A run of consecutive pixels on its way through the iteration.
struct Tile {
  Points active;                         // points that still iterate; their order is kept
  Points converged;                      // points that passed the stop test, at their last position
  std::int32_t iterations[kTilePixels];  // by pixel; written when a point converges
  std::int16_t labels[kTilePixels];      // by pixel; written by Kernel::label
  bool tie;  // set by Kernel::label if a point may be equally near to two roots
};

// Tests and steps the active points for iterations first .. last - 1: at iteration k, points that
// have converged after k steps leave with k as their count (no test at k = 0), points that cannot
// step leave for good, and the others take step k + 1. Where the rule looks at the step itself,
// points leave right after step k + 1, with that count. Ends early when none is active.
using Iterate = void (*)(const Task& task, Tile& tile, std::int64_t first,
                         std::int64_t last) noexcept;

struct Kernel {
  Iterate newton;  // for Stop::residual and a step that is not relaxed, faster than the general one
  Iterate iterate[kMethodCount];

  // Labels the converged points with their nearest root, the lower index on a tie.
  void (*label)(const Task& task, Tile& tile) noexcept;
};

const Kernel& scalar_kernel() noexcept;
const Kernel& sse2_kernel() noexcept;
const Kernel& avx2_kernel() noexcept;
const Kernel& avx512_kernel() noexcept;
const Kernel& neon_kernel() noexcept;

}  // namespace nb_cpp::kernel
