#include "maps/contraction.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace nb_cpp::maps {
namespace {

// What steps are made of, at z = r + t with |t| <= radius, as balls without the powers of t that
// cancel. With A = t p'/p, B = -t^2 (p'/p)' and C = t^3 (p'/p)''/2 the quotients of the formulas
// are u/t = 1/A, L = 1 - B/A^2, and p^2 p'''/p'^3 = 1 - 3 B/A^2 + 2 C/A^3.
class Near {
 public:
  Near(const Surroundings& root, const std::vector<Complex>& parameters, double radius)
      : root_(root), parameters_(parameters), radius_(radius), u_(inverse(logarithmic(1, 1.0))) {}

  int degree() const { return root_.degree; }
  int multiplicity() const { return root_.multiplicity; }
  Ball parameter(std::size_t i) const { return parameters_[i]; }

  Ball u() const { return u_; }
  Ball curvature() const { return logarithmic(2, 1.0) * u_ * u_; }
  Ball l() const { return 1.0 - curvature(); }
  Ball third() const { return 1.0 - 3.0 * curvature() + 2.0 * logarithmic(3, 1.0) * u_ * u_ * u_; }

  // With y = r + t s: y p'/p there is A(s)/t/s, and p(y)/p(z) is s^m times a product of
  // 1 + t (s - 1) / (t + d_j), which is near 1 by the exponential of the sum.
  Ball slope(const Ball& s) const {
    return logarithmic(1, std::max(1.0, largest(s))) + Ball(0.0, blur(1) / least(s));
  }
  Ball value(const Ball& s) const {
    const Ball exact = {s.centre, s.radius + root_.blur * (1.0 + largest(s))};
    const double spread = largest(s - 1.0) * sum(1, 1.0);
    return power(exact, root_.multiplicity) * Ball(1.0, std::expm1(spread + blur(1)));
  }

  // |p / t| at most, with p in units of z.
  double relative_value() const {
    const double others = root_.degree - root_.multiplicity;
    const double log = root_.log_value + others * std::log2(1.0 + radius_ / root_.nearest);
    return std::exp2(log) * std::pow(radius_, root_.multiplicity - 1) * (1.0 + 1e-9);
  }

  // The sum over the other roots of m_j (t / (t + d_j))^k for |t| <= radius times `scale`.
  double sum(int k, double scale) const {
    const double part = radius_ * scale / root_.nearest;
    return part < 1.0 ? std::pow(part / (1.0 - part), k) * root_.sum[k - 1] * (1.0 + kRounding)
                      : std::numeric_limits<double>::infinity();
  }

  // Of a sum over the roots that are r, (t / (t - e))^k - 1 with |e| <= root_.blur |t|.
  double blur(int k) const { return 1.02 * k * root_.blur * root_.multiplicity; }

 private:
  Ball logarithmic(int k, double scale) const {
    return {static_cast<double>(root_.multiplicity), sum(k, scale) + blur(k)};
  }

  const Surroundings& root_;
  const std::vector<Complex>& parameters_;
  double radius_;
  Ball u_;
};

// Square roots of the members, by the principal branch. Where the ball meets its cut, the negative
// axis, they lie on two sides, as opposite numbers.
struct Roots {
  Ball upper;
  bool both_signs;
};

Roots square_roots(const Ball& a) {
  if (!(least(a) > 0.0)) {
    return {{0.0, std::sqrt(largest(a))}, false};
  }
  // |sqrt z - sqrt c| = |z - c| / |sqrt z + sqrt c|, and the two are less than 90 degrees apart.
  const Complex root = std::sqrt(a.centre);
  const bool cut = a.centre.real() < 0.0 && std::fabs(a.centre.imag()) <= a.radius;
  return {rounded(root, a.radius / std::abs(root)), cut};
}

// |F - r| / |t| of t - scale u / (1 + sqrt(radicand)).
double with_root(const Near& at, double scale, const Ball& radicand) {
  const Roots root = square_roots(radicand);
  const auto bound = [&](const Ball& s) { return largest(1.0 - scale * at.u() / (1.0 + s)); };
  return root.both_signs ? std::max(bound(root.upper), bound(0.0 - root.upper)) : bound(root.upper);
}

// The formulas of src/kernel/steps.hpp, for (F(z) - r) / t.
namespace steps {

double newton(const Near& at) { return largest(1.0 - at.parameter(0) * at.u()); }

// What a constant adds leads away from every root.
double nova(const Near& at) {
  return at.parameter(1).centre == Complex(0.0) ? newton(at)
                                                : std::numeric_limits<double>::infinity();
}

double schroeder(const Near& at) { return largest(1.0 - at.u() / at.curvature()); }

double halley(const Near& at) { return largest(1.0 - 2.0 * at.u() / (1.0 + at.curvature())); }

double chebyshev(const Near& at) { return largest(1.0 - at.u() * (1.0 + 0.5 * at.l())); }

double super_halley(const Near& at) {
  return largest(1.0 - at.u() * (1.0 + 0.5 * at.l() / at.curvature()));
}

double whittaker(const Near& at) { return largest(1.0 - at.u() * (1.0 - 0.5 * at.l())); }

double double_whittaker(const Near& at) {
  const Ball l = at.l();
  const Ball factor = 2.0 - l;
  return largest(1.0 - 0.25 * at.u() * (factor + (4.0 + 2.0 * l) / (2.0 - l * factor)));
}

double euler(const Near& at) { return with_root(at, 2.0, 1.0 - 2.0 * at.l()); }

double laguerre(const Near& at) {
  const double n = at.degree();
  return with_root(at, n, (n - 1.0) * ((n - 1.0) - n * at.l()));
}

double householder3(const Near& at) {
  const Ball l = at.l();
  return largest(1.0 - at.u() * (6.0 - 3.0 * l) / (6.0 - 6.0 * l + at.third()));
}

// p(z)/p'(y) over t is p(z)/p(y) times s/A(s).
double midpoint(const Near& at) {
  const Ball s = 1.0 - 0.5 * at.u();
  return largest(1.0 - s / (at.slope(s) * at.value(s)));
}

double traub(const Near& at) {
  const Ball s = 1.0 - at.u();
  return largest(s - at.parameter(0) * at.u() * at.value(s));
}

double ostrowski(const Near& at) {
  const Ball value = at.value(1.0 - at.u());
  return largest(1.0 - at.u() * (value - 1.0) / (2.0 * value - 1.0));
}

// p'(y)/p'(z)
Ball slope_ratio(const Near& at, const Ball& s) { return at.slope(s) * at.u() * at.value(s) / s; }

double jarratt(const Near& at) {
  const Ball triple = 3.0 * slope_ratio(at, 1.0 - (2.0 / 3.0) * at.u());
  return largest(1.0 - 0.5 * at.u() * (triple + 1.0) / (triple - 1.0));
}

double inverse_free_jarratt(const Near& at) {
  const Ball h = slope_ratio(at, 1.0 - (2.0 / 3.0) * at.u()) - 1.0;
  return largest(1.0 - at.u() + 0.75 * at.u() * h * (1.0 - 1.5 * h));
}

double king(const Near& at) {
  const Ball beta = at.parameter(0);
  const Ball s = 1.0 - at.u();
  const Ball value = at.value(s);
  return largest(s - at.u() * value * (1.0 + beta * value) / (1.0 + (beta - 2.0) * value));
}

// With s = 1 + p/t: t p / (p(t s) - p) is 1 over (p(t s)/p - 1) / (s - 1), which is the sum of the
// powers of s below m, and s^m times what the other roots add.
double steffensen(const Near& at) {
  const double move = at.relative_value();
  const Ball s = {1.0, move};
  Ball difference = 0.0;
  for (int k = 0; k < at.multiplicity(); ++k) {
    difference = difference * s + 1.0;
  }
  const double others = at.sum(1, largest(s));
  const Ball rest = {0.0, others * std::exp(move * others) * (1.0 + kRounding)};
  const Ball own = difference * Ball(1.0, at.blur(1));
  return largest(1.0 - 1.0 / (own + power(s, at.multiplicity()) * rest));
}

}  // namespace steps

using Bound = double (*)(const Near&);

constexpr Bound kBounds[] = {
#define NB_CPP_METHOD(name, ...) steps::name,
#include "nb_cpp/methods.def"
#undef NB_CPP_METHOD
};

}  // namespace

double contraction(std::size_t method, const std::vector<Complex>& parameters,
                   const Surroundings& root, double radius) {
  return kBounds[method](Near(root, parameters, radius));
}

}  // namespace nb_cpp::maps
