#include "maps/formula.hpp"

#include <algorithm>
#include <optional>

#include "maps/rows.hpp"

namespace nb_cpp::maps {
namespace {

// What the fractions are made of.
class Formula {
 public:
  Ring& ring;

  Formula(Ring& over, int degree, const std::vector<Complex>& parameters, bool over_slope)
      : ring(over),
        degree_(static_cast<std::size_t>(degree)),
        m_(over.leading_zeros()),
        common_(std::max<std::size_t>(m_, 1) - 1),
        parameters_(parameters),
        t(over.variable()),
        p(over.polynomial(0, common_)),
        v(over.polynomial(1, common_)) {
    if (over_slope) {
      factor_ = over.reciprocal(v);
      p = p * *factor_;
      v = over.number(1.0);
    }
  }

  double degree() const { return static_cast<double>(degree_); }
  bool is(std::size_t i, double value) const { return parameters_[i] == Complex(value); }
  Value parameter(std::size_t i) const { return ring.number(parameters_[i]); }

  // p p''
  Value curvature() const {
    return m_ < 2 ? p * linear(ring.polynomial(2, 0))
                  : linear(ring.polynomial(0, m_)) * linear(ring.polynomial(2, m_ - 2));
  }

  // p^2 p'''
  Value third() const {
    if (m_ < 2) return p * p * linear(ring.polynomial(3, 0));
    const Value value = linear(ring.polynomial(0, m_));
    const Value rest = linear(ring.polynomial(3, m_ == 2 ? 0 : m_ - 3));
    return m_ == 2 ? t * value * value * rest : value * value * rest;
  }

  // The second point of a step, y = Z + t - (down / up) p / p', as the fraction above / below.
  struct Second {
    Value above, below;
    Value over_t;  // above / t, at a root
  };
  Second second(double up, double down) const {
    const Value below = up * v;
    const Value over_t = m_ == 0 ? below : below - down * linear(ring.polynomial(0, m_));
    return {t * below - down * p, below, over_t};
  }

  // z + p
  Second ahead() const {
    const Value one = ring.number(1.0);
    const Value part = ring.polynomial(0, m_);
    return {t + power(t, m_) * part, one, m_ == 0 ? one : one + power(t, m_ - 1) * part};
  }

  // below^(n - 1) p'(y): the sum of j p_j y^(j - 1).
  Value slope_at(const Second& y) const {
    const std::size_t last = ring.size() - 2;
    Value powers = to_degree(y.below, last + 1);
    Value sum = ring.multiply(1, last, powers);
    for (std::size_t j = last; j-- > common_;) {
      powers = powers * y.below;
      sum = sum * y.above + ring.multiply(1, j, powers);
    }
    return linear(common_ == 0 ? sum : power(y.over_t, common_) * sum);
  }

  // below^(n - 1) (p(y) - p(z)) / (y - z): the sum of p_k below^(n - k) h_k, with h_k the sum of
  // z^i y^j over i + j = k - 1, times below^(k - 1).
  Value divided_difference(const Second& y) const {
    std::vector<Value> below{power(y.below, degree_ + 1 - ring.size())};
    while (below.size() < ring.size() - common_ - 1) below.push_back(below.back() * y.below);
    Value h = ring.number(1.0);
    Value powers = h;
    for (std::size_t i = 1; i < m_; ++i) {  // without their powers of t
      powers = powers * y.below;
      h = powers + y.over_t * h;
    }
    const Value z = t * y.below;
    Value sum = ring.multiply(0, common_ + 1, h * below.back());
    for (std::size_t k = common_ + 2; k < ring.size(); ++k) {
      below.pop_back();
      powers = powers * z;
      h = powers + y.above * h;
      sum = sum + ring.multiply(0, k, h * below.back());
    }
    return linear(sum);
  }

  // To the n-th or to the (n - 1)-th power.
  Value to_degree(Value a, std::size_t less) const { return power(a, degree_ - less); }

 private:
  Value linear(Value a) const { return factor_ ? a * *factor_ : a; }

  Value power(Value a, std::size_t exponent) const {
    Value result = exponent % 2 == 1 ? a : ring.number(1.0);
    for (std::size_t left = exponent / 2; left > 0; left /= 2) {
      a = a * a;
      if (left % 2 == 1) result = result * a;
    }
    return result;
  }

  std::size_t degree_;
  std::size_t m_;       // multiplicity of Z as a root
  std::size_t common_;  // power of t taken out
  const std::vector<Complex>& parameters_;
  std::optional<Value> factor_;  // of all that is linear in p

 public:
  Value t, p, v;  // t, p and p'
};

// By method: `above` and `below` of Fraction. With u = p/p' and L = p p''/p'^2 as in methods.def, s
// is p'^2 and c is p p''.
namespace steps {

Fraction newton(const Formula& at) { return {at.parameter(0) * at.p, at.v}; }

Fraction nova(const Formula& at) { return {at.parameter(0) * at.p - at.parameter(1) * at.v, at.v}; }

Fraction schroeder(const Formula& at) { return {at.p * at.v, at.v * at.v - at.curvature()}; }

Fraction halley(const Formula& at) {
  return {2.0 * at.p * at.v, 2.0 * at.v * at.v - at.curvature()};
}

Fraction chebyshev(const Formula& at) {
  const Value twice = 2.0 * at.v * at.v;
  return {at.p * (twice + at.curvature()), twice * at.v};
}

Fraction super_halley(const Formula& at) {
  const Value s = at.v * at.v;
  const Value c = at.curvature();
  return {at.p * (2.0 * s - c), 2.0 * at.v * (s - c)};
}

Fraction whittaker(const Formula& at) {
  const Value twice = 2.0 * at.v * at.v;
  return {at.p * (twice - at.curvature()), twice * at.v};
}

Fraction double_whittaker(const Formula& at) {
  const Value s = at.v * at.v;
  const Value c = at.curvature();
  const Value k = 2.0 * s * (s - c) + c * c;
  return {at.p * ((2.0 * s - c) * k + (4.0 * s + 2.0 * c) * s * s), 4.0 * at.v * s * k};
}

// p'^2 (1 - 2L)
Value euler_radicand(const Formula& at) { return at.v * at.v - 2.0 * at.curvature(); }

Fraction euler(const Formula& at) {
  return {2.0 * at.p, at.v + at.ring.root(euler_radicand(at), at.v, at.v)};
}

Fraction laguerre(const Formula& at) {
  const double n = at.degree();
  const Value radicand =
      at.ring.difference((n - 1.0) * (n - 1.0) * at.v * at.v, n * (n - 1.0) * at.curvature());
  return {n * at.p, at.v + at.ring.root(radicand, at.v, at.p)};
}

Fraction householder3(const Formula& at) {
  const Value s = at.v * at.v;
  const Value c = at.curvature();
  return {at.p * (6.0 * s - 3.0 * c), 6.0 * at.v * (s - c) + at.third()};
}

Fraction midpoint(const Formula& at) {
  const auto y = at.second(2.0, 1.0);
  return {at.p * at.to_degree(y.below, 1), at.slope_at(y)};
}

// p(y)/p(z) is 1 - p[z, y]/p', with the divided difference p[z, y]. D is that and S is p', both
// with the same power of p' before them, so that p is no factor that numerator and denominator
// share.
struct Slopes {
  Value d, s;
};

Slopes slopes(const Formula& at) {
  return {at.divided_difference(at.second(1.0, 1.0)), at.to_degree(at.v, 0)};
}

// With beta = 0 it is Newton's, and a power of p' would be a factor of both.
Fraction traub(const Formula& at) {
  if (at.is(0, 0.0)) return {at.p, at.v};
  const Slopes of = slopes(at);
  return {at.p * (of.s + at.parameter(0) * (of.s - of.d)), at.v * of.s};
}

Fraction ostrowski(const Formula& at) {
  const Slopes of = slopes(at);
  return {at.p * of.d, at.v * (2.0 * of.d - of.s)};
}

Fraction jarratt(const Formula& at) {
  const auto y = at.second(3.0, 2.0);
  const Value triple = 3.0 * at.slope_at(y);
  const Value k = at.v * at.to_degree(y.below, 1);
  return {at.p * (triple + k), 2.0 * at.v * (triple - k)};
}

Fraction inverse_free_jarratt(const Formula& at) {
  const auto y = at.second(3.0, 2.0);
  const Value k = at.v * at.to_degree(y.below, 1);
  const Value d = at.slope_at(y) - k;
  return {at.p * (8.0 * k * k - 6.0 * d * k + 9.0 * d * d), 8.0 * at.v * k * k};
}

// With beta = 0 it is Ostrowski's, likewise.
Fraction king(const Formula& at) {
  if (at.is(0, 0.0)) return ostrowski(at);
  const Slopes of = slopes(at);
  const Value e = of.s - of.d;
  const Value scaled = at.parameter(0) * e;
  const Value upper = of.s * (of.s - e + scaled) + scaled * e;
  return {at.p * upper, at.v * of.s * (of.s - 2.0 * e + scaled)};
}

Fraction steffensen(const Formula& at) { return {at.p, at.divided_difference(at.ahead())}; }

}  // namespace steps

using Step = Fraction (*)(const Formula&);

constexpr Step kSteps[] = {
#define NB_CPP_METHOD(name, ...) steps::name,
#include "nb_cpp/methods.def"
#undef NB_CPP_METHOD
};

// Of methods whose step is analytic at zeros of p', or may be.
bool passes_critical_points(std::size_t method) {
  return method == rows::schroeder || method == rows::halley || method == rows::euler ||
         method == rows::laguerre || method == rows::householder3 || method == rows::midpoint;
}

// Where |L| > 1, a step is longer than the distance to the next zero of p', about. midpoint's,
// which is analytic there to the power n - 1, can be taken nearer to it.
bool is_near_critical_point(std::size_t method, const Formula& at) {
  const numbers::Scaled slope = at.ring.at_centre(at.v).modulus();
  const double least = method == rows::midpoint ? 4.0 : 1.0;
  return slope * slope * least < at.ring.at_centre(at.curvature()).modulus();
}

}  // namespace

Fraction step_formula(std::size_t method, Ring& ring, int degree,
                      const std::vector<Complex>& parameters, Terms terms) {
  const Formula plain(ring, degree, parameters, false);
  // A multiple of p gives steffensen another step.
  const bool keep = terms == Terms::plain || method == rows::steffensen ||
                    ring.at_centre(plain.v).is_zero() ||
                    (passes_critical_points(method) && is_near_critical_point(method, plain));
  return kSteps[method](keep ? plain : Formula(ring, degree, parameters, true));
}

Fraction euler_radicand(Ring& ring) {
  const std::vector<Complex> no_parameters;
  const Formula at(ring, 0, no_parameters, false);
  return {steps::euler_radicand(at), at.v * at.v};
}

}  // namespace nb_cpp::maps
