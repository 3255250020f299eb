// The double precision stage: Ehrlich-Aberth iteration, then Newton corrections from compensated
// residuals, then a proof that the corrected values are isolated and accurate.

#include <algorithm>
#include <cmath>
#include <limits>

#include "numbers/error_free.hpp"
#include "roots/stages.hpp"

namespace nb_cpp::roots {
namespace {

using namespace numbers;

constexpr double kUnit = 0x1p-53;
constexpr int kMaxSweeps = 60;
constexpr double kSmallDegree = 50.0;
constexpr int kMaxCorrections = 3;
constexpr double kMaxLog2Radius = 250.0;  // squares of differences of points stay in range
constexpr double kSmallStep = 0x1p-26;    // square of n times a relative step that ends iterating
constexpr double kDistinct = 0x1p-49;  // relative gap beyond the discs that rounding cannot close
constexpr double kSharp = 0x1p-58;     // relative error of a corrected root before rounding

// Complex arithmetic without the NaN recovery of std::complex.
Complex multiply(Complex a, Complex b) noexcept {
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}

double squared_modulus(Complex z) noexcept { return z.real() * z.real() + z.imag() * z.imag(); }

double modulus(Complex z) noexcept { return std::sqrt(squared_modulus(z)); }

Complex divide(Complex a, Complex b) noexcept {
  const double scale = 1.0 / squared_modulus(b);
  const Complex product = multiply(a, std::conj(b));
  return {product.real() * scale, product.imag() * scale};
}

// The e with |z| / 2^e in [sqrt(1/2), sqrt(2)).
int binary_scale(Complex z) noexcept {
  const double square = squared_modulus(z);
  if (square >= 0.5 && square < 2.0) return 0;
  int exponent = 0;
  std::frexp(square, &exponent);
  return exponent >= 0 ? exponent / 2 : -((1 - exponent) / 2);
}

// The coefficients of p(2^exponent w) over a power of two that makes the largest about 1. Those
// that underflow are below the error bounds, since |w| is near 1 (kMaxDegree).
struct ScaledCoefficients {
  int exponent;
  double scale;  // 2^exponent
  std::vector<Complex> values;
  std::vector<Complex> rests;
  std::vector<double> moduli;
};

ScaledCoefficients scale_coefficients(const Approximation& polynomial, int exponent) {
  const std::vector<Complex>& given = polynomial.values;
  const std::size_t count = given.size();
  const auto shift = [&](std::size_t i) {
    return exponent * static_cast<int>(count - 1 - i) + polynomial.exponents[i];
  };
  int top = std::numeric_limits<int>::min();
  for (std::size_t i = 0; i < count; ++i) {
    const double size = std::max(std::fabs(given[i].real()), std::fabs(given[i].imag()));
    if (size != 0.0) top = std::max(top, std::ilogb(size) + shift(i));
  }
  ScaledCoefficients result{exponent, std::ldexp(1.0, exponent), given, polynomial.rests,
                            std::vector<double>(count)};
  for (std::size_t i = 0; i < count; ++i) {
    if (const int by = shift(i) - top; by != 0) {
      const auto scaled = [by](Complex c) {
        return Complex(std::ldexp(c.real(), by), std::ldexp(c.imag(), by));
      };
      result.values[i] = scaled(given[i]);
      result.rests[i] = scaled(polynomial.rests[i]);
    }
    result.moduli[i] = modulus(result.values[i]);
  }
  return result;
}

// Value, derivative and the sum of |a_k w^k|, at w.
struct Evaluation {
  Complex value;
  Complex derivative;
  double magnitude;
};

// Brings values near the ends of the range to where their squares exist; ratios stay as they are.
Evaluation rescaled(const Evaluation& at) noexcept {
  const int shift = at.magnitude > 0.0 ? -std::ilogb(at.magnitude) : 0;
  const auto scale = [shift](Complex z) {
    return Complex(std::ldexp(z.real(), shift), std::ldexp(z.imag(), shift));
  };
  return {scale(at.value), scale(at.derivative), std::ldexp(at.magnitude, shift)};
}

Evaluation horner(const ScaledCoefficients& p, Complex w) noexcept {
  const double size = modulus(w);
  Evaluation at{p.values[0], {}, p.moduli[0]};
  for (std::size_t i = 1; i < p.values.size(); ++i) {
    at.derivative = multiply(at.derivative, w) + at.value;
    at.value = multiply(at.value, w) + p.values[i];
    at.magnitude = at.magnitude * size + p.moduli[i];
  }
  return at.magnitude < 0x1p400 && at.magnitude > 0x1p-400 ? at : rescaled(at);
}

// Horner's rule with the value as accurate as if computed in twice the precision. S. Graillat and
// V. Menissier-Morain, Compensated Horner scheme in complex floating point arithmetic, RNC 8
// (2008).
Evaluation compensated_horner(const ScaledCoefficients& p, Complex w) noexcept {
  const double size = modulus(w);
  const Factor x = split(w.real());
  const Factor y = split(w.imag());
  Evaluation at{p.values[0], {}, p.moduli[0]};
  Complex correction = p.rests[0];
  for (std::size_t i = 1; i < p.values.size(); ++i) {
    at.derivative = multiply(at.derivative, w) + at.value;
    const Factor a = split(at.value.real());
    const Factor b = split(at.value.imag());
    const Exact ax = two_product(a, x);
    const Exact by = two_product(b, y);
    const Exact ay = two_product(a, y);
    const Exact bx = two_product(b, x);
    const Exact real = two_sum(ax.value, -by.value);
    const Exact imag = two_sum(ay.value, bx.value);
    const Exact next_real = two_sum(real.value, p.values[i].real());
    const Exact next_imag = two_sum(imag.value, p.values[i].imag());
    correction = multiply(correction, w) +
                 Complex((ax.error - by.error) + (real.error + next_real.error),
                         (ay.error + bx.error) + (imag.error + next_imag.error)) +
                 p.rests[i];
    at.value = {next_real.value, next_imag.value};
    at.magnitude = at.magnitude * size + p.moduli[i];
  }
  at.value += correction;
  return at.magnitude < 0x1p400 && at.magnitude > 0x1p-400 ? at : rescaled(at);
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
    }
  }

  FastResult solve();

 private:
  // Between points: a small polynomial is done before anybody could ask.
  void poll() const {
    if (degree_ > kSmallDegree && interrupt_) interrupt_();
  }
  const ScaledCoefficients& scaled(int exponent);
  bool in_range(Complex z) const noexcept;
  bool iterate();
  void aberth_step(Point& point);
  void correct(Point& point);
  bool isolate();
  bool certify();
  Enclosure enclosure(const Point& point) const noexcept;

  const Approximation& polynomial_;
  double degree_;
  const Interrupt& interrupt_;
  std::vector<Point> points_;
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
  const double size = std::max(std::fabs(z.real()), std::fabs(z.imag()));
  return size > 0x1p-300 && size < 0x1p300;
}

// One Ehrlich-Aberth step z -= p / (p' - p sum 1/(z - z_j)); settles the point when p(z) is
// rounding noise, or when the step is so small that the next corrections finish the work.
void DoubleSolver::aberth_step(Point& point) {
  const ScaledCoefficients& p = scaled(binary_scale(point.z));
  const double scale = p.scale;
  const Evaluation at = horner(p, point.z * (1.0 / scale));
  if (modulus(at.value) <= 4.0 * degree_ * kUnit * at.magnitude) {
    point.settled = true;
    return;
  }
  double sum_real = 0.0;
  double sum_imag = 0.0;
  for (const Point& other : points_) {
    const double x = point.z.real() - other.z.real();
    const double y = point.z.imag() - other.z.imag();
    const double square = x * x + y * y;
    if (square == 0.0) continue;
    const double inverse = 1.0 / square;
    sum_real += x * inverse;
    sum_imag -= y * inverse;
  }
  const Complex sum{sum_real * scale, sum_imag * scale};
  const Complex denominator = at.derivative - multiply(at.value, sum);
  const Complex step = divide(at.value, denominator) * scale;
  const Complex next = point.z - step;
  if (!in_range(next)) return;
  point.settled = degree_ * degree_ * squared_modulus(step) <= kSmallStep * squared_modulus(next);
  point.z = next;
}

bool DoubleSolver::iterate() {
  for (int sweep = 0; sweep < kMaxSweeps; ++sweep) {
    bool all_settled = true;
    for (Point& point : points_) {
      poll();
      if (!point.settled) aberth_step(point);
      all_settled = all_settled && point.settled;
    }
    if (all_settled) return true;
  }
  return false;
}

// The Newton correction p/p' at z, a bound of its error, and n |p/p'|, within which a root lies.
void DoubleSolver::correct(Point& point) {
  const ScaledCoefficients& p = scaled(binary_scale(point.z));
  const double scale = p.scale;
  const Evaluation at = compensated_horner(p, point.z * (1.0 / scale));
  const double roundoff = 8.0 * degree_ * kUnit;
  const double size = modulus(at.value);
  const double value_error = 8.0 * kUnit * size + roundoff * roundoff * at.magnitude;
  // |w| > 0.7, so the sum of k |a_k| |w|^(k-1) is below 2 n times the magnitude.
  const double derivative_error = roundoff * 2.0 * degree_ * at.magnitude;
  const double slope = modulus(at.derivative) * (1.0 - 4.0 * kUnit) - derivative_error;
  if (!(slope > 0.0)) {
    point.newton = {};
    point.newton_error = point.inclusion = std::numeric_limits<double>::infinity();
    return;
  }
  point.newton = divide(at.value, at.derivative) * scale;
  const double length = modulus(point.newton);
  point.newton_error =
      scale * (value_error + size * derivative_error / slope) / slope + 16.0 * kUnit * length;
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
      const double gap = modulus(point.z - other.z) * (1.0 - 8.0 * kUnit) - other.inclusion;
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
  for (int round = 0; round < kMaxCorrections; ++round) {
    for (Point& point : points_) {
      poll();
      correct(point);
    }
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
