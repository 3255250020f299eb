// The double precision stage: Ehrlich-Aberth iteration, then Newton corrections from compensated
// residuals, then a proof that the corrected values are isolated and accurate.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <vector>

#include "numbers/doubles.hpp"
#include "numbers/error_free.hpp"
#include "roots/evaluation.hpp"
#include "roots/pairs.hpp"
#include "roots/plain.hpp"
#include "roots/stages.hpp"

namespace nb_cpp::roots {
namespace {

using numbers::Exact;
using numbers::kUnitRoundoff;
using numbers::two_sum;
using plain::divide;
using plain::modulus;
using plain::multiply;
using plain::squared_modulus;

constexpr int kMaxSweeps = 60;
constexpr double kSmallDegree = 50.0;
constexpr int kMaxCorrections = 3;
constexpr double kMaxLog2Radius = 250.0;  // squares of differences of points stay in range
constexpr double kSmallStep = 0x1p-26;    // square of n times a relative step that ends iterating
constexpr double kDistinct = 0x1p-49;  // relative gap beyond the discs that rounding cannot close
constexpr double kSharp = 0x1p-58;     // relative error of a corrected root before rounding

// The e with |z| / 2^e in [sqrt(1/2), sqrt(2)).
int binary_scale(Complex z) noexcept {
  const double square = squared_modulus(z);
  if (square >= 0.5 && square < 2.0) return 0;
  int exponent = 0;
  std::frexp(square, &exponent);
  return exponent >= 0 ? exponent / 2 : -((1 - exponent) / 2);
}

// One approximation. After certify: root = point - newton, up to `error`.
struct Point {
  Complex z;
  bool settled = false;
  Complex newton{};
  double newton_error = 0.0;
  double inclusion = 0.0;  // some root is within this distance of z
  double error = 0.0;
};

bool is_sharp(const Point& point) noexcept { return point.error <= kSharp * modulus(point.z); }

// True if the residual is known well enough for another Newton correction to pay.
bool can_improve(const Point& point) noexcept {
  return point.newton_error <=
             std::max(kSharp * modulus(point.z), 0x1p-20 * modulus(point.newton)) &&
         modulus(point.newton) <= 0x1p-10 * modulus(point.z);
}

class DoubleSolver {
 public:
  DoubleSolver(const Approximation& polynomial, const std::vector<Polar>& start,
               const Interrupt& interrupt)
      : polynomial_(polynomial), degree_(static_cast<double>(start.size())), interrupt_(interrupt) {
    points_.resize(start.size());
    for (std::size_t i = 0; i < start.size(); ++i) {
      const double radius = std::exp2(start[i].log2_modulus);
      points_[i].z = {radius * std::cos(start[i].angle), radius * std::sin(start[i].angle)};
      x_.push_back(points_[i].z.real());
      y_.push_back(points_[i].z.imag());
    }
    if (x_.size() % 2 != 0) {
      x_.push_back(0x1p500);
      y_.push_back(0.0);
    }
  }

  FastResult solve();

 private:
  // Between batches: a small polynomial is done before anybody could ask.
  void poll() const {
    if (degree_ > kSmallDegree && interrupt_) interrupt_();
  }
  const ScaledCoefficients& scaled(int exponent);
  bool in_range(Complex z) const noexcept;
  template <typename Rule, typename Use>
  void evaluate(const std::vector<std::size_t>& indices, Rule rule, Use use);
  bool iterate();
  Complex attraction(Complex z) const noexcept;
  void aberth_step(std::size_t index, const ScaledCoefficients& p, const Evaluation& at);
  void correct(Point& point, const ScaledCoefficients& p, const Evaluation& at) const noexcept;
  bool isolate();
  bool certify();
  Enclosure enclosure(const Point& point) const noexcept;

  const Approximation& polynomial_;
  double degree_;
  const Interrupt& interrupt_;
  std::vector<Point> points_;
  // The points' parts, in pairs: one more may be so far away that it is lost.
  std::vector<double> x_, y_;
  std::vector<ScaledCoefficients> scaled_;
};

const ScaledCoefficients& DoubleSolver::scaled(int exponent) {
  for (const ScaledCoefficients& p : scaled_) {
    if (p.exponent == exponent) return p;
  }
  scaled_.push_back(scale_coefficients(polynomial_, exponent));
  return scaled_.back();
}

bool DoubleSolver::in_range(Complex z) const noexcept {
  const double size = numbers::largest_part(z);
  return size > 0x1p-300 && size < 0x1p300;
}

// Evaluates p at points whose indices are given, some at a time, and uses what it finds in order.
template <typename Rule, typename Use>
void DoubleSolver::evaluate(const std::vector<std::size_t>& indices, Rule rule, Use use) {
  for (std::size_t first = 0, last = 0; first < indices.size(); first = last) {
    poll();
    const int exponent = binary_scale(points_[indices[first]].z);
    const ScaledCoefficients& p = scaled(exponent);
    Batch batch;
    for (; last < indices.size() && batch.count < Batch::kMost; ++last) {
      const Complex z = points_[indices[last]].z;
      if (binary_scale(z) != exponent) break;
      batch.points[batch.count++] = z * (1.0 / p.scale);
    }
    rule(p, batch);
    for (std::size_t i = first; i < last; ++i) use(indices[i], p, batch.values[i - first]);
  }
}

// The sum of 1 / (z - z_j) over all points but those at z.
Complex DoubleSolver::attraction(Complex z) const noexcept {
  // Lost in the square of a difference, unless that is 0.
  constexpr double kLost = 0x1p-1000;
  const ComplexPair here = both(z);
  Complex sum{};
  for (std::size_t j = 0; j < x_.size(); j += 2) {
    const Pair x = here.real - Pair{x_[j], x_[j + 1]};
    const Pair y = here.imag - Pair{y_[j], y_[j + 1]};
    const Pair inverse = 1.0 / (x * x + y * y + kLost);
    const Pair real = x * inverse;
    const Pair imag = y * inverse;
    sum = {(sum.real() + real[0]) + real[1], (sum.imag() - imag[0]) - imag[1]};
  }
  return sum;
}

// One Ehrlich-Aberth step z -= p / (p' - p sum 1/(z - z_j)); settles the point when p(z) is
// rounding noise, or when the step is so small that the next corrections finish the work.
void DoubleSolver::aberth_step(std::size_t index, const ScaledCoefficients& p,
                               const Evaluation& at) {
  Point& point = points_[index];
  if (modulus(at.value) <= 4.0 * degree_ * kUnitRoundoff * at.magnitude) {
    point.settled = true;
    return;
  }
  const Complex sum = attraction(point.z) * p.scale;
  const Complex denominator = at.derivative - multiply(at.value, sum);
  const Complex step = divide(at.value, denominator) * p.scale;
  const Complex next = point.z - step;
  if (!in_range(next)) return;
  point.settled = degree_ * degree_ * squared_modulus(step) <= kSmallStep * squared_modulus(next);
  point.z = next;
  x_[index] = next.real();
  y_[index] = next.imag();
}

bool DoubleSolver::iterate() {
  std::vector<std::size_t> open(points_.size());
  std::iota(open.begin(), open.end(), std::size_t{0});
  for (int sweep = 0; sweep < kMaxSweeps && !open.empty(); ++sweep) {
    evaluate(open, horner,
             [this](std::size_t i, const ScaledCoefficients& p, const Evaluation& at) {
               aberth_step(i, p, at);
             });
    const auto is_settled = [this](std::size_t i) { return points_[i].settled; };
    open.erase(std::remove_if(open.begin(), open.end(), is_settled), open.end());
  }
  return open.empty();
}

// The Newton correction p/p' at z, a bound of its error, and n |p/p'|, within which a root lies.
void DoubleSolver::correct(Point& point, const ScaledCoefficients& p,
                           const Evaluation& at) const noexcept {
  const double scale = p.scale;
  const double roundoff = 8.0 * degree_ * kUnitRoundoff;
  const double size = modulus(at.value);
  const double value_error = 8.0 * kUnitRoundoff * size + roundoff * roundoff * at.magnitude;
  // |w| > 0.7, so the sum of k |a_k| |w|^(k-1) is below 2 n times the magnitude.
  const double derivative_error = roundoff * 2.0 * degree_ * at.magnitude;
  const double slope = modulus(at.derivative) * (1.0 - 4.0 * kUnitRoundoff) - derivative_error;
  if (!(slope > 0.0)) {
    point.newton = {};
    point.newton_error = point.inclusion = std::numeric_limits<double>::infinity();
    return;
  }
  point.newton = divide(at.value, at.derivative) * scale;
  const double length = modulus(point.newton);
  point.newton_error = scale * (value_error + size * derivative_error / slope) / slope +
                       16.0 * kUnitRoundoff * length;
  point.inclusion = 1.01 * degree_ * (length + point.newton_error);
}

// n disjoint discs with a root in each hold one root each. Then z - root = N / (1 - N S) with
// N = p/p' and S the sum of 1/(z - r_j) over the other roots, which bounds the error of z - N.
bool DoubleSolver::isolate() {
  for (Point& point : points_) {
    const double distinct = kDistinct * modulus(point.z);
    double sum = 0.0;
    for (const Point& other : points_) {
      if (&other == &point) continue;
      const double gap = modulus(point.z - other.z) * (1.0 - 8.0 * kUnitRoundoff) - other.inclusion;
      if (!(gap > point.inclusion + distinct)) return false;
      sum += 1.0 / gap;
    }
    const double length = modulus(point.newton) + point.newton_error;
    const double product = 1.01 * length * sum;
    if (!(product < 0.5)) return false;
    point.error = 1.01 * (point.newton_error + 2.0 * product * length);
  }
  return true;
}

// True when every corrected point is accurate to a fraction of an ulp and isolated.
bool DoubleSolver::certify() {
  std::vector<std::size_t> all(points_.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  for (int round = 0; round < kMaxCorrections; ++round) {
    evaluate(all, compensated_horner,
             [this](std::size_t i, const ScaledCoefficients& p, const Evaluation& at) {
               correct(points_[i], p, at);
             });
    if (isolate() && std::all_of(points_.begin(), points_.end(), is_sharp)) return true;
    if (!std::all_of(points_.begin(), points_.end(), can_improve)) return false;
    for (Point& point : points_) point.z -= point.newton;
  }
  return false;
}

Enclosure DoubleSolver::enclosure(const Point& point) const noexcept {
  const Exact x = two_sum(point.z.real(), -point.newton.real());
  const Exact y = two_sum(point.z.imag(), -point.newton.imag());
  return {{x.value, y.value}, {x.error, y.error}, point.error, 1};
}

FastResult DoubleSolver::solve() {
  FastResult result;
  if (iterate() && certify()) {
    result.enclosures.reserve(points_.size());
    for (const Point& point : points_) result.enclosures.push_back(enclosure(point));
  } else {
    for (const Point& point : points_) result.approximations.push_back(point.z);
  }
  return result;
}

}  // namespace

FastResult solve_in_double(const Approximation& polynomial, const std::vector<Polar>& start,
                           const Interrupt& interrupt) {
  const bool in_range = std::all_of(start.begin(), start.end(), [](const Polar& p) {
    return std::fabs(p.log2_modulus) < kMaxLog2Radius;
  });
  return in_range ? DoubleSolver(polynomial, start, interrupt).solve() : FastResult{};
}

}  // namespace nb_cpp::roots
