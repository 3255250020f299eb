#include "plan/endings.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "numbers/doubles.hpp"

namespace nb_cpp {
namespace {

constexpr double kSlack = 1e-12;        // for the rounding of bounds and of squared distances
constexpr std::size_t kLeastRings = 3;  // fewer spare too few steps
constexpr int kTerms = 8;               // Taylor coefficients that are computed, after a_0

// p(root + e) = a_0 + a_1 e + a_2 e^2 + ... for |e| <= radius. The terms from K = kTerms + 1 on sum
// to at most bound[K] |e|^K, and with weights w(k) of k, k - 1 or k (k - 1) to w(K) times that: the
// bound is a sum with weights C(k, K), which are not less than w(k) / w(K).
struct Expansion {
  double bound[kTerms + 2];  // |a_k| at most
  double least_a1, least_a2;
  double value_error, slope_error;  // of p and p' as a kernel computes them
  double modulus;                   // of a point at most
};

Complex multiply_add(Complex a, Complex b, Complex c) {
  return {a.real() * b.real() - a.imag() * b.imag() + c.real(),
          a.real() * b.imag() + a.imag() * b.real() + c.imag()};
}

Expansion expand(const std::vector<Complex>& coefficients, Complex root, double radius) {
  const double modulus = std::abs(root) + radius;
  Complex a[kTerms + 1] = {};
  double sum[kTerms + 2] = {};  // of C(j, k) |c_j| modulus^(j - k)
  double total = 0.0;
  for (const Complex c : coefficients) {
    total += std::abs(c);
    for (int k = kTerms + 1; k > 0; --k) {
      sum[k] = sum[k] * modulus + sum[k - 1];
    }
    sum[0] = sum[0] * modulus + std::abs(c);
    for (int k = kTerms; k > 0; --k) {
      a[k] = multiply_add(a[k], root, a[k - 1]);
    }
    a[0] = multiply_add(a[0], root, c);
  }
  const auto degree = static_cast<int>(coefficients.size()) - 1;
  const double error = rounding_of_terms(degree);
  const double lost = lost_by_underflow(total, modulus, degree);
  Expansion e;
  for (int k = 0; k <= kTerms; ++k) {
    e.bound[k] = std::abs(a[k]) + error * sum[k];
  }
  e.bound[kTerms + 1] = sum[kTerms + 1];
  e.least_a1 = std::abs(a[1]) - error * sum[1];
  e.least_a2 = std::abs(a[2]) - error * sum[2];
  e.value_error = error * sum[0] + lost;
  e.slope_error = error * sum[1] + degree * lost;
  e.modulus = modulus;
  return e;
}

// Bounds, at a distance s from the root, of |p| and of the distance after Newton's step, both as a
// kernel computes them. The step takes e to
// (-a_0 + a_2 e^2 + 2 a_3 e^3 + ...) / (a_1 + 2 a_2 e + 3 a_3 e^2 + ...). All bounds grow with s up
// to radius(), which is 0 if there is no such radius.
class Bounds {
 public:
  Bounds(const Expansion& expansion, double radius) : e_(expansion), radius_(radius) {
    for (int tries = 24; !holds(); --tries) {
      if (tries == 0) {
        radius_ = 0.0;
        break;
      }
      radius_ *= 0.75;
    }
  }

  double radius() const { return radius_; }

  double most_value(double s) const { return e_.bound[0] + e_.value_error + s * sum(s, 1, value); }
  double least_value(double s) const {
    return s * (e_.least_a1 - s * sum(s, 2, value)) - e_.bound[0] - e_.value_error;
  }
  double most_after(double s) const {
    return (s * s * sum(s, 2, step) + e_.bound[0]) / least_slope(s) + rounding_;
  }
  double least_after(double s) const {
    return (s * s * (e_.least_a2 - s * sum(s, 3, step)) - e_.bound[0]) / sum(s, 1, slope) -
           rounding_;
  }

 private:
  // Weights of a_k e^k in p, in e p' - p, and of a_k in p' and p''.
  static double value(int) { return 1.0; }
  static double step(int k) { return k - 1; }
  static double slope(int k) { return k; }
  static double second(int k) { return k * (k - 1); }

  // Of weight(k) bound[k] s^(k - first), from the first k on.
  template <typename Weight>
  double sum(double s, int first, Weight weight) const {
    double total = 0.0;
    for (int k = kTerms + 1; k >= first; --k) {
      total = total * s + weight(k) * e_.bound[k];
    }
    return total;
  }

  double least_slope(double s) const { return e_.least_a1 - e_.slope_error - s * sum(s, 2, slope); }

  // Whether all bounds grow up to the radius, and the root attracts there. The last one is a
  // quotient N / D, which grows where N' D > N D': with N' >= growth s, D >= bound[1],
  // N <= least_a2 s^2 and D' <= sum(radius, 2, second).
  bool holds() {
    const double r = radius_;
    const double slope_at_r = least_slope(r);
    const double longest = most_value(r) / slope_at_r;  // step
    rounding_ = (e_.value_error + longest * e_.slope_error) / slope_at_r +
                numbers::kUnitRoundoff * (16.0 * longest + 2.0 * e_.modulus);
    const double growth = 2.0 * e_.least_a2 - r * sum(r, 3, second);
    return r > 0.0 && slope_at_r > 0.5 * e_.least_a1 && e_.least_a2 > 0.0 &&
           growth * e_.bound[1] > e_.least_a2 * r * sum(r, 2, second) && most_after(r) < 0.5 * r;
  }

  const Expansion& e_;
  double radius_;
  double rounding_ = 0.0;
};

enum class Side { below, above };

// The distance at which a bound that grows about like s^power reaches the target, a little less or
// a little more. Where it stays below the target up to the radius: the radius, or a NaN. A NaN also
// if it is not found.
template <typename Bound>
double solve(Bound bound, double target, double radius, int power, Side side) {
  constexpr int kSteps = 40;
  double s = radius;
  if (bound(s) <= target) {
    return side == Side::below ? s : numbers::kNaN;
  }
  double change = 1.0;
  for (int i = 0; i < kSteps && std::fabs(change) > 1e-10; ++i) {
    const double ratio = target / bound(s);
    const double next = std::min(radius, s * (power == 2 ? std::sqrt(ratio) : ratio));
    change = next / s - 1.0;
    s = next;
  }
  s *= side == Side::below ? 1.0 - 1e-9 : 1.0 + 1e-9;
  const bool found = side == Side::below ? bound(s) <= target : bound(s) >= target && s <= radius;
  return found && s > 0.0 ? s : numbers::kNaN;
}

// Where the rings of a root begin and end, from the innermost one out.
std::vector<double> find_rings(const Bounds& bounds, double tolerance) {
  const auto most_after = [&](double s) { return bounds.most_after(s); };
  const auto least_after = [&](double s) { return bounds.least_after(s); };
  const double radius = bounds.radius();
  std::vector<double> rings;
  // Up to `inside` at most j more steps are needed, from `outside` on more than j.
  double inside = solve([&](double s) { return bounds.most_value(s); }, tolerance * (1.0 - kSlack),
                        radius, 1, Side::below);
  double outside = solve([&](double s) { return bounds.least_value(s); },
                         tolerance * (1.0 + kSlack), radius, 1, Side::above);
  double begin = 0.0;
  while (begin < inside) {
    rings.push_back(begin);
    rings.push_back(inside);
    begin = outside;
    inside = solve(most_after, inside * (1.0 - kSlack), radius, 2, Side::below);
    outside = solve(least_after, outside * (1.0 + kSlack), radius, 2, Side::above);
  }
  return rings;
}

// A longer step does not lead into a ring that ends there: it is about as long as the distance
// before it. A little less, because most that are longer miss the rings. By measurement; only the
// time depends on it.
double squared_reach(const Expansion& e, double outermost) {
  return 0.8 * outermost * e.bound[1] / e.bound[2];
}

}  // namespace

Endings::Endings(const Conditioning& polynomial, double tolerance) {
  constexpr double kLongest = 0x1p512;  // whose square is in range
  std::vector<std::vector<double>> rings;
  std::vector<double> reaches;
  std::size_t most = 0;
  const std::vector<Complex>& roots = polynomial.roots().values;
  for (std::size_t i = 0; i < roots.size(); ++i) {
    const double radius = 0.49 * std::min(polynomial.distances()[i], kLongest);
    const Expansion expansion = expand(polynomial.coefficients(), roots[i], radius);
    rings.push_back(find_rings(Bounds(expansion, radius), tolerance));
    // Squares of distances are compared.
    const bool ordinary = 0x1p-400 < radius && radius < 0x1p400;
    if (!ordinary || rings.back().size() < 2 * kLeastRings) {
      rings.back().clear();
    } else {
      reaches.push_back(squared_reach(expansion, rings.back().back()));
    }
    most = std::max(most, rings.back().size());
  }
  // To set points aside in vain costs more than rings save, if it is many.
  if (reaches.empty() || 8 * (rings.size() - reaches.size()) > rings.size()) {
    return;
  }
  // The lower quartile: a longer reach would be too long for many roots.
  const auto quartile = reaches.begin() + static_cast<std::ptrdiff_t>(reaches.size() / 4);
  std::nth_element(reaches.begin(), quartile, reaches.end());
  reach_ = *quartile;

  // Steps mostly lead into the outer rings.
  constexpr std::size_t kBounds = std::size_t{2} * kernel::kRings;
  const std::size_t dropped = std::max(most, kBounds) - kBounds;
  first_steps_ = static_cast<int>(dropped / 2);
  for (const std::vector<double>& ring : rings) {
    double outermost = -1.0;
    for (std::size_t k = dropped; k < dropped + kBounds; k += 2) {
      double begin = numbers::kInfinity;
      double end = begin;
      if (k < ring.size()) {
        begin = k == 0 ? -1.0 : ring[k] * ring[k] * (1.0 + kSlack);  // the root itself is inside
        end = ring[k + 1] * ring[k + 1] * (1.0 - kSlack);
        outermost = end;
      }
      bound_.push_back(begin);
      bound_.push_back(end);
    }
    outermost_.push_back(outermost);
  }
}

kernel::EndingsView Endings::view() const noexcept {
  constexpr double kAlarm = 0.2;  // of the reach, by measurement
  return {kAlarm * reach_, reach_, first_steps_, bound_.data(), outermost_.data()};
}

}  // namespace nb_cpp
