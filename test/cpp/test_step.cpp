// The step as a map: what its bounds promise. test/kernel/test_maps.py judges its coefficients.

#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "check.hpp"
#include "maps/multiplier.hpp"
#include "maps/step.hpp"
#include "maps/taylor.hpp"
#include "nb_cpp/methods.hpp"
#include "numbers/mpcomplex.hpp"

using nb_cpp::Complex;
using nb_cpp::methods;
using nb_cpp::RootSet;
using nb_cpp::maps::Branch;
using nb_cpp::maps::Iteration;
using nb_cpp::maps::remainder;
using nb_cpp::maps::step_fraction;
using nb_cpp::maps::step_series;
using nb_cpp::maps::taylor;
using nb_cpp::maps::variation;
using nb_cpp::numbers::MpComplex;
using nb_cpp::numbers::Scaled;
using nb_cpp::numbers::ScaledComplex;

namespace {

constexpr std::size_t kOrder = 12;
constexpr int kBits = 256;

class Random {
 public:
  Complex number() { return {normal_(generator_), normal_(generator_)}; }
  std::vector<Complex> numbers(std::size_t count) {
    std::vector<Complex> result;
    for (std::size_t i = 0; i < count; ++i) result.push_back(number());
    return result;
  }

 private:
  std::mt19937 generator_{7};
  std::normal_distribution<double> normal_;
};

Iteration iteration_of(std::size_t method, int degree) {
  Iteration iteration{method, {}, degree};
  for (const auto& parameter : methods()[method].parameters) {
    iteration.parameters.push_back(parameter.value);
  }
  return iteration;
}

std::vector<ScaledComplex> scaled_all(const std::vector<MpComplex>& p) {
  std::vector<ScaledComplex> result;
  for (const MpComplex& z : p) result.push_back(scaled(z));
  return result;
}

// F(z) by the series about z itself, which has one term.
MpComplex step_from(const Iteration& iteration, const std::vector<Complex>& coefficients,
                    const MpComplex& z) {
  const auto p = taylor(coefficients, z, coefficients.size());
  return z + step_series(iteration, p, 0)->front();
}

MpComplex evaluate(const std::vector<MpComplex>& f, const MpComplex& t) {
  MpComplex sum = f.back();
  for (std::size_t j = f.size() - 1; j-- > 0;) sum = sum * t + f[j];
  return sum;
}

double modulus(const MpComplex& z) { return scaled(z).modulus().value(); }

// |F(Z + t) - F(Z)| <= M, |f_j| <= M / radius^j, and what the series leaves out is within
// remainder.
void bounds_hold() {
  Random random;
  for (std::size_t method = 0; method < methods().size(); ++method) {
    int known = 0;
    for (int trial = 0; trial < 30; ++trial) {
      const auto coefficients = random.numbers(static_cast<std::size_t>(3 + trial % 6));
      const Iteration iteration = iteration_of(method, static_cast<int>(coefficients.size()) - 1);
      const MpComplex z(random.number(), 0, kBits);
      const auto p = taylor(coefficients, z, coefficients.size());
      const double radius = std::ldexp(0.75, -(trial % 5) * 2 - 1);
      const Scaled bound = variation(iteration, scaled_all(p), Scaled(radius));
      if (std::isinf(bound.mantissa)) continue;
      ++known;
      const auto f = step_series(iteration, p, kOrder);
      CHECK(f.has_value());
      for (std::size_t j = 1; j <= kOrder; ++j) {
        CHECK(modulus((*f)[j]) * std::pow(radius, static_cast<double>(j)) <= bound.value());
      }
      const MpComplex start = z + f->front();
      for (int k = 0; k < 8; ++k) {
        const MpComplex edge = std::polar(radius * (1 - 1e-9), 0.8 * k + 0.1);
        CHECK(modulus(step_from(iteration, coefficients, z + edge) - start) <= bound.value());
        const double r = radius / (k % 2 == 0 ? 2.0 : 16.0);
        const MpComplex t = std::polar(r * (1 - 1e-9), 0.8 * k);
        const MpComplex error = step_from(iteration, coefficients, z + t) - z - evaluate(*f, t);
        CHECK(modulus(error) <= remainder(bound, Scaled(radius), Scaled(r), kOrder).value());
      }
    }
    // Where p is large, steffensen's y is far away.
    CHECK(known >= (methods()[method].name == "steffensen" ? 4 : 12));
  }
}

// Balls do not know what cancels, but bounds stay in proportion to what they bound.
void bounds_are_in_proportion() {
  Random random;
  for (std::size_t method = 0; method < methods().size(); ++method) {
    const auto coefficients = random.numbers(6);
    const Iteration iteration = iteration_of(method, 5);
    const auto p = taylor(coefficients, MpComplex(random.number(), 0, 128), 6);
    const Scaled slope = scaled((*step_series(iteration, p, 1))[1]).modulus();
    const Scaled radius(1.0, -16);
    const Scaled bound = variation(iteration, scaled_all(p), radius);
    CHECK(slope * radius * (1.0 - 0x1p-8) <= bound);
    CHECK(bound <= slope * radius * 0x1p10);
  }
}

void no_bound_over_a_pole() {
  const std::vector<Complex> cubic{1, 0, 0, -1};
  const Complex near_zero = 0.01;
  const auto p = taylor(cubic, MpComplex(near_zero, 0, 128), 4);
  for (std::size_t method = 0; method < methods().size(); ++method) {
    const bool passes = methods()[method].name == "midpoint";  // p'(z - u/2) is infinite there
    const Scaled wide = variation(iteration_of(method, 3), scaled_all(p), Scaled(0.5));
    CHECK(std::isinf(wide.mantissa) || passes || methods()[method].name == "steffensen");
  }
  CHECK(std::isinf(remainder(Scaled(1.0), Scaled(0.5), Scaled(0.5), 3).mantissa));
}

// F and 1/F are known everywhere: at the pole of z^3 - 1, whose order is that of the zero of p',
// too.
void fractions_have_no_common_factor() {
  const std::vector<Complex> cubic{1, 0, 0, -1};
  for (std::size_t method = 0; method < methods().size(); ++method) {
    const Iteration iteration = iteration_of(method, 3);
    const std::string& name = methods()[method].name;
    const auto at_zero = step_fraction(iteration, taylor(cubic, Complex(0.0), 4), 3);
    const bool known = at_zero.numerator[0] != 0.0 || at_zero.denominator[0] != 0.0;
    CHECK(known);
    const auto at_root = step_fraction(iteration, taylor(cubic, Complex(1.0), 4), 3);
    CHECK(at_root.denominator[0] != 0.0 && at_root.numerator[0] == 0.0);
    const auto f = step_series(iteration, taylor(cubic, Complex(0.0), 4), 3);
    // u = (z^3 - 1)/(3 z^2) and L = 2 (z^3 - 1)/(3 z^3), so that halley's F is z (z^3 + 2)/(2 z^3 +
    // 1) and schroeder's is 3 z/(z^3 + 2).
    if (name == "halley") CHECK(f && std::abs((*f)[1] - 2.0) < 1e-15 && (*f)[0] == 0.0);
    if (name == "schroeder") CHECK(f && std::abs((*f)[1] - 1.5) < 1e-15 && (*f)[0] == 0.0);
    if (name == "newton" || name == "chebyshev" || name == "king") CHECK(!f);
  }
  // Zeros of p' of high order, of which few coefficients tell nothing.
  std::vector<Complex> high(13);
  high.front() = 1.0;
  high.back() = -1.0;
  std::size_t halley = 0;
  while (methods()[halley].name != "halley") ++halley;
  const Iteration iteration = iteration_of(halley, 12);
  CHECK(!step_series(iteration, taylor(high, Complex(0.0), 5), 1));
  // F is about z (n + 1)/(n - 1).
  const auto product = derivative_along(iteration, high, {0.0});
  CHECK(product && std::abs(product->value() - 13.0 / 11.0) < 1e-15);
}

// Euler's branches: conjugate where the radicand is negative, and the principal one elsewhere.
void branches_are_the_kernel_s() {
  for (const char* name : {"euler", "laguerre"}) {
    std::size_t method = 0;
    while (methods()[method].name != name) ++method;
    Random random;
    for (int trial = 0; trial < 200; ++trial) {
      const auto coefficients = random.numbers(static_cast<std::size_t>(4 + trial % 4));
      Iteration iteration = iteration_of(method, static_cast<int>(coefficients.size()) - 1);
      const double n = iteration.degree;
      const Complex z = random.number();
      const auto p = taylor(coefficients, z, coefficients.size());
      const Complex u = p[0] / p[1];
      const Complex l = 2.0 * u * p[2] / p[1];
      const bool euler = std::string(name) == "euler";
      const Complex root = std::sqrt(euler ? 1.0 - 2.0 * l : (n - 1.0) * ((n - 1.0) - n * l));
      const double factor = euler ? 2.0 : n;
      const auto value = [&](Branch branch) {
        iteration.branch = branch;
        return (*step_series(iteration, p, 0))[0];
      };
      const auto near = [&](Complex f, Complex s) {
        return std::abs(f + factor * u / (1.0 + s)) <= 1e-11 * std::abs(f);
      };
      CHECK(near(value(Branch::principal), root));
      CHECK(near(value(Branch::upper), root.imag() > 0.0 ? root : -root));
      CHECK(near(value(Branch::lower), root.imag() > 0.0 ? -root : root));
    }
  }
}

// Roots that coefficients in doubles cannot tell: the product over the roots has p' to all digits.
void roots_tell_more_than_coefficients() {
  RootSet roots;
  std::vector<Complex> coefficients{1.0};
  for (int i = 1; i <= 20; ++i) {
    roots.values.emplace_back(i);
    roots.multiplicities.push_back(1);
    roots.radii.push_back(0.0);
  }
  const auto p = taylor(roots, 1.0, Complex(14.0), 21);
  CHECK(p.size() == 21);
  double slope = 1.0;
  for (int i = 1; i <= 20; ++i) slope *= i == 14 ? 1.0 : 14.0 - i;
  CHECK(p[0] == 0.0 && p[1] == slope && p[20] == 1.0);
  const auto product = derivative_along(iteration_of(0, 20), roots, 1.0, {14.25, 3.5});
  const auto newton_slope = [&](double z) {
    Complex first = 0.0;
    Complex second = 0.0;
    for (const Complex r : roots.values) {
      first += 1.0 / (z - r);
      second += 1.0 / ((z - r) * (z - r));
    }
    return 1.0 - second / (first * first);
  };
  const Complex expected = newton_slope(14.25) * newton_slope(3.5);
  CHECK(std::abs(product->value() - expected) <= 1e-12 * std::abs(expected));
}

}  // namespace

int main() {
  bounds_hold();
  bounds_are_in_proportion();
  no_bound_over_a_pole();
  fractions_have_no_common_factor();
  branches_are_the_kernel_s();
  roots_tell_more_than_coefficients();
  return check::status();
}
