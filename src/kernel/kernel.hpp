#pragma once

// What the core and the kernels agree on. A kernel object is compiled for one instruction set, so
// nothing inline may cross this boundary: plain data and function pointers only.

#include <cstdint>

namespace nb_cpp::kernel {

constexpr int kTileBits = 10;
constexpr int kTilePixels = 1 << kTileBits;  // the points of one tile stay in the first-level cache
constexpr int kMaxBlock = 16;                // lanes of the widest block of vectors

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

// When a point has converged, in the order of stops.def; `never` is for orbits.
enum class Stop {
#define NB_CPP_STOP(name, ...) name,
#include "nb_cpp/stops.def"
#undef NB_CPP_STOP
  never
};

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

constexpr int kProductBits = 512;

// A polynomial as the product of a leading coefficient, of z - r over single roots, and of
// (z - m)^2 - h^2 over pairs m - h, m + h; all of it times a power of 2^kProductBits.
struct FactorsView {
  int singles, pairs;
  bool spread;  // some factor may leave the range of a double within a few others
  double leading_re, leading_im;
  double power;
  Coefficients single, centre, square;
  int roots;  // distinct ones; conjugate ones follow each other from an even number on
  // What rotations by 1/symmetry of a turn leave alone: the roots, that is p but for a power of z.
  int symmetry;
  Coefficients root;  // where the symmetry is above 1, over the reach and to that power
  const double* multiplicity;
  double reach;  // of the root farthest from 0
  double squared_reach;
  double flatness;  // (2^36 / degree)^2

  bool empty() const noexcept { return singles + pairs == 0; }
};

// Derivatives of the form p(x, y) = sum of c_k x^k y^(degree - k), in y once, in x and y, in y
// twice, at y = 1: polynomials of that many coefficients, one less in the last two.
struct FormView {
  int terms;
  Coefficients y, xy, yy;
};

// A polynomial as the kernels evaluate it: from its roots, or, where there are no factors, from its
// coefficients.
struct FunctionView {
  int degree;
  FactorsView factors;
  // The terms c_j z^e_j with e_j >= 1, highest first, with the gaps e_(j-1) - e_j between them, and
  // the constant term. A dense evaluation takes every power as a term.
  int terms;
  bool real;  // every coefficient's imaginary part is zero
  bool dense;
  bool binomial;       // not dense, real, and one term of degree 2 or more
  Coefficients value;  // terms + 1 coefficients: the last one is the constant term
  // Without the constant term, for a dense evaluation by groups; zeros fill up the first group. No
  // groups: by Horner's rule.
  int group_count;
  Coefficients groups;
  const int* gap;  // `terms` exponents; gap[0] is not used
  int lowest;      // the lowest exponent above 0
  Derivative first, second, third;
  FormView form;
  double value_scale;  // p times this is p in units of z
};

constexpr int kMaxParameters = 2;

// The parameters of a step.
struct StepView {
  bool relaxed;  // the first parameter is not 1
  double parameter_re[kMaxParameters];
  double parameter_im[kMaxParameters];
};

enum class LooksAt { position, move, nothing };

// By rule.
constexpr LooksAt kLooksAt[] = {
#define NB_CPP_STOP(name, looks_at, ...) LooksAt::looks_at,
#include "nb_cpp/stops.def"
#undef NB_CPP_STOP
    LooksAt::nothing};

// What rounding leaves of p at the roots: |scale[i] p|^2 <= bound[i] in the disc of root i says no
// more than p = 0 would. Only looked at where |p|^2 < alarm |p'|^2, which holds wherever it is
// true. Null: the tolerance is larger everywhere.
struct FloorView {
  double alarm;
  const double* scale;
  const double* bound;
};

// When a point has converged: when |scale q|^2 <= bound for the q that the rule measures.
struct TestView {
  Stop stop;
  LooksAt looks_at;  // position: asked before the next step, which shares its evaluation
  double scale;
  double bound;
  double residual_floor;  // where |p|^2 is at least this, |p| exceeds the tolerance; or -0.0
  double residual_most;   // where |p|^2 is more than this, the residual rule does not hold,
  bool residual_decided;  // and where it is not, the rule does
  FloorView floor;        // for the residual rule
};

// The roots that points are labelled with.
struct RootsView {
  int count;
  const double* re;
  const double* im;
  // Over the radius of a disc that is drawn to the root; infinite where there is none.
  const double* inverse_radius;
};

// Near a root Newton's iteration squares the distance, so that a distance in some ring about the
// root tells how many more steps it takes until the test is passed: there the ending is known.
// Between the rings it is not sure.
constexpr int kRings = 4;

struct EndingsView {
  // Squared lengths: when a step of a point in a block is below `alarm`, all of its points with
  // steps below `reach` are set aside, as they may have come into a ring. 0: there are no rings.
  double alarm;
  double reach;
  int first_steps;  // in the innermost rings; one more in the next ones
  // Squared distances at which a root's rings begin and end, ascending: of root i from 2 kRings i
  // on. Rings that are not there lie beyond every distance.
  const double* bound;
  const double* outermost;  // by root: where its last ring ends; negative if it has none
};

constexpr int kCoordinateTerms = 8;

// An attractor with the coordinate w about it in which a step is w -> w^d or w -> lambda w: with
// t = (z - attractor) / radius, log w = log t + offset + h[0] t + h[1] t^2 + ... for |t| < 1. A
// point that is there after k steps has the smooth count k + origin + slope log(-log |w|), or
// k + origin + slope log |w| if the step is linear.
struct Coordinate {
  double re, im;
  double inverse_radius;  // infinite where there is none
  double squared_radius;  // 0 there
  double offset_re, offset_im;
  double h_re[kCoordinateTerms], h_im[kCoordinateTerms];
  bool linear;
  double origin, slope;
};

// Where points are noted when they first come near an attractor. They are looked for where |p/p'|^2
// is below `reach`; everywhere if it is infinite. 0: they are not asked for.
struct EntriesView {
  double reach;
  int count;
  const Coordinate* coordinates;
  bool arguments;  // are asked for, too
};

// The polynomial c_0 + c_1 u + ... in a window's coordinate that says where a point starts, or one
// over it.
struct StartView {
  int terms;
  const double* coefficients;  // of each the real and the imaginary part
  bool inverse;
};

// What every tile of an image needs. A step reads the function and its own view, a
// rule the test and, if it asks for them, the roots.
struct Task {
  FunctionView function;
  StepView step;
  TestView test;
  RootsView roots;
  EndingsView endings;  // for Kernel::newton
  EntriesView entries;
  double alarm;  // where |p|^2 < alarm |p'|^2 a block is looked at: see set_alarm
  std::int32_t itmax;
};

// Points of a tile, with room for a whole block past the last one.
struct Points {
  alignas(64) double x[kTilePixels + kMaxBlock];
  alignas(64) double y[kTilePixels + kMaxBlock];
  // Index in the tile, an integer; kTilePixels more for each step that an earlier run took; kNoted
  // more if its entry has been noted.
  alignas(64) double pixel[kTilePixels + kMaxBlock];
  int count;
};

constexpr double kNoted = 0x1p50;

// Points as they first came near an attractor.
struct Entries {
  using List = double[kTilePixels + kMaxBlock];
  int count;
  alignas(64) List code;     // Points::pixel
  alignas(64) List modulus;  // |t|^2
  alignas(64) List rest;     // the real part of log w - log t
  alignas(64) List origin;   // of the smooth count, with the steps
  alignas(64) List slope;    // of that by log(-log |w|), or, if it is positive, by log |w|
  // If arguments are asked for.
  alignas(64) List attractor;
  alignas(64) List steps;
  alignas(64) List x, y;  // t
  alignas(64) List turn;  // the imaginary part of log w - log t
  // By pixel, written by Kernel::locate: the smooth count, a NaN where a point was not noted; if it
  // is asked for, the argument of w, and which entry it is of.
  double smooth[kTilePixels];
  double argument[kTilePixels];
  std::int32_t entry[kTilePixels];
  int last;  // attractor that was found
  // Where the points of Tile::ending were a step before.
  struct Before {
    alignas(64) List x, y;
  } before;
};

// A piece of an image on its way through the iteration.
struct Tile {
  Points active;                         // points that still iterate; their order is kept
  Points converged;                      // points that passed the stop test, at their last position
  Points ending;                         // points that may be where the ending is known
  std::int32_t iterations[kTilePixels];  // by pixel; written when a point converges or ends
  std::int16_t labels[kTilePixels];      // by pixel; written by Kernel::label and Kernel::end
  Entries* entries;                      // null where they are not asked for
};

// Tests and steps the active points for iterations first .. last - 1: at iteration k, points that
// have converged after k steps leave with k as their count (no test at k = 0), points that cannot
// step leave for good, and the others take step k + 1. Where the rule looks at the move, points
// leave right after step k + 1, with that count. Ends early when none is active.
using Iterate = void (*)(const Task& task, Tile& tile, std::int64_t first,
                         std::int64_t last) noexcept;

struct Kernel {
  Iterate newton;  // for Stop::residual and a step that is not relaxed, faster than the general one
  Iterate iterate[kMethodCount];

  // Counts and labels the ending points that are in a ring. The others become the active ones, for
  // a run from iteration 1 on.
  void (*end)(const Task& task, Tile& tile) noexcept;

  // Labels the converged points that are in a root's disc, and takes them off the list unless their
  // entry is asked for and has not been noted.
  void (*label)(const Task& task, Tile& tile) noexcept;

  // Gives the pixels of the entries their smooth counts and arguments.
  void (*locate)(const Task& task, const Tile& tile) noexcept;

  // From the window's coordinate to where the points start.
  void (*start)(const StartView& view, Points& points) noexcept;
};

const Kernel& scalar_kernel() noexcept;
const Kernel& sse2_kernel() noexcept;
const Kernel& avx2_kernel() noexcept;
const Kernel& avx512_kernel() noexcept;
const Kernel& neon_kernel() noexcept;

}  // namespace nb_cpp::kernel
