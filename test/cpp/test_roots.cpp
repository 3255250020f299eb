// find_roots as a C++ program sees it. test/roots/ judges accuracy against mpmath.

#include "nb_cpp/roots.hpp"

#include <cmath>
#include <limits>
#include <numeric>
#include <utility>
#include <vector>

#include "check.hpp"

using nb_cpp::Complex;
using nb_cpp::find_roots;
using nb_cpp::Polynomial;
using nb_cpp::RootSet;

namespace {

RootSet roots_of(std::vector<Complex> coefficients) {
  return find_roots(Polynomial(std::move(coefficients)));
}

int count(const RootSet& roots) {
  return std::accumulate(roots.multiplicities.begin(), roots.multiplicities.end(), 0);
}

// The product of (z - r), exact while its coefficients are small integers.
std::vector<Complex> product(const std::vector<double>& roots) {
  std::vector<Complex> p{1.0};
  for (const double root : roots) {
    p.emplace_back(0.0);
    for (std::size_t i = p.size() - 1; i > 0; --i) p[i] -= root * p[i - 1];
  }
  return p;
}

void the_article_s_roots_are_in_order() {
  const RootSet roots = roots_of({1, 0, 0, 0, 0, 0, 1});
  const double c = 0.8660254037844386;
  const std::vector<Complex> expected{{-c, 0.5}, {-c, -0.5}, {0, 1}, {0, -1}, {c, 0.5}, {c, -0.5}};
  CHECK(roots.values == expected);
  for (const double radius : roots.radii) CHECK(radius < 1e-16);
}

void real_coefficients_give_conjugate_pairs() {
  const RootSet roots = roots_of({1, 2, -3, 0.5, 4, 1, -2});
  for (const Complex z : roots.values) {
    bool found = false;
    for (const Complex w : roots.values) found = found || w == std::conj(z);
    CHECK(found);
    CHECK(!(z.imag() == 0.0 && std::signbit(z.imag())));
  }
}

void multiple_roots_are_recognised() {
  for (const int multiplicity : {3, 5, 10}) {
    const RootSet roots =
        roots_of(product(std::vector<double>(static_cast<std::size_t>(multiplicity), 1.0)));
    CHECK(roots.values == std::vector<Complex>{1.0});
    CHECK(roots.multiplicities == std::vector<int>{multiplicity});
    CHECK(roots.radii == std::vector<double>{0.0});
  }
  CHECK(roots_of({1, -9, 27, -27}).values == std::vector<Complex>{3.0});
}

void zero_roots_are_exact() {
  const RootSet roots = roots_of({2, -2, 0, 0, 0});
  CHECK((roots.values == std::vector<Complex>{0.0, 1.0}));
  CHECK((roots.multiplicities == std::vector<int>{3, 1}));
  CHECK(roots.radii[0] == 0.0);
  CHECK(roots_of({7, 0}).values == std::vector<Complex>{0.0});
}

void ill_conditioned_roots_are_accurate() {
  std::vector<double> exact(15);
  std::iota(exact.begin(), exact.end(), 1.0);
  const RootSet roots = roots_of(product(exact));
  CHECK(roots.values == std::vector<Complex>(exact.begin(), exact.end()));
}

void near_roots_are_separated() {
  const RootSet roots = roots_of({1, -(2 + 0x1p-40), 1 + 0x1p-40});
  CHECK((roots.values == std::vector<Complex>{1.0, 1 + 0x1p-40}));
}

void extreme_coefficients_give_a_result() {
  const double huge = std::numeric_limits<double>::max();
  const double tiny = std::numeric_limits<double>::denorm_min();
  for (const double a : {huge, 1.0, tiny}) {
    for (const double b : {huge, -1.0, tiny}) {
      for (const double c : {-huge, 1.0, tiny}) {
        const RootSet roots = roots_of({a, b, 0, c});
        CHECK(count(roots) == 3);
        for (const Complex z : roots.values) {
          CHECK(std::isfinite(z.real()) && std::isfinite(z.imag()));
        }
      }
    }
  }
  CHECK(std::isinf(roots_of({tiny, huge}).radii[0]));
}

void high_degrees_are_solved() {
  std::vector<Complex> binomial(1001);
  binomial.front() = 1.0;
  binomial.back() = -1.0;
  for (const std::vector<Complex>& p : {binomial, std::vector<Complex>(1001, Complex(1.0))}) {
    const RootSet roots = roots_of(p);
    CHECK(roots.values.size() == 1000);
    for (const Complex z : roots.values) CHECK(std::fabs(std::abs(z) - 1.0) < 1e-15);
  }
}

}  // namespace

int main() {
  the_article_s_roots_are_in_order();
  real_coefficients_give_conjugate_pairs();
  multiple_roots_are_recognised();
  zero_roots_are_exact();
  ill_conditioned_roots_are_accurate();
  near_roots_are_separated();
  extreme_coefficients_give_a_result();
  high_degrees_are_solved();
  return check::status();
}
