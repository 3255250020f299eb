// Narrow windows: where their points are after the steps that the window takes at once, beside each
// point's own steps in many bits. test/basins/test_zoom.py judges labels and counts.

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "check.hpp"
#include "nb_cpp/plan.hpp"
#include "nb_cpp/roots.hpp"
#include "nb_cpp/zoom.hpp"
#include "numbers/mpcomplex.hpp"
#include "numbers/rational.hpp"

using nb_cpp::Approach;
using nb_cpp::Complex;
using nb_cpp::Integer;
using nb_cpp::Square;
using nb_cpp::numbers::MpComplex;

namespace {

constexpr int kBits = 512;
constexpr int kDepth = 70;  // the width is 2^-70

// -0.508928609345036268 (a boundary point of z^3 - 1 to 18 digits) + 0.2316 i, over 10^18.
Square square() {
  const Integer unit(1'000'000'000'000'000'000);
  return {{Integer(-508'928'609'345'036'268), unit},
          {Integer(231'600'000'000'000'000), unit},
          {Integer(1), Integer(1) << kDepth}};
}

nb_cpp::Problem cubic() {
  const nb_cpp::Polynomial p({1.0, 0.0, 0.0, -1.0});
  return {p, nb_cpp::find_roots(p), 200, 1e-6};
}

nb_cpp::ExactCoefficients coefficients() {
  return {{{Integer(1), {}}, {{}, {}}, {{}, {}}, {Integer(-1), {}}}, Integer(1)};
}

MpComplex newton(const MpComplex& z) {
  const MpComplex square = z * z;
  return z - (square * z - MpComplex(1.0)) / (3.0 * square);
}

void the_polynomial_is_where_the_points_are() {
  const auto plan = nb_cpp::make_plan(cubic());
  const Approach approach = nb_cpp::approach(*plan, coefficients(), square(), 1000);
  CHECK(approach.parts[0].start.skipped > 40);
  CHECK(approach.start_displacement < 1e-9);
  const auto number = [](const nb_cpp::Rational& x) {
    return nb_cpp::numbers::quotient(x.numerator, x.denominator, kBits);
  };
  const MpComplex centre(number(square().real), number(square().imag));
  // As much as a move of the points by the displacement, of which 2 is the width.
  double slope = 0.0;
  for (std::size_t j = 1; j < approach.parts[0].start.polynomial.size(); ++j) {
    slope += static_cast<double>(j) * std::abs(approach.parts[0].start.polynomial[j]) *
             std::pow(std::sqrt(2.0), static_cast<double>(j - 1));
  }
  const double allowed = 2.0 * approach.start_displacement * slope;
  for (int i = 0; i < 25; ++i) {
    const Complex u(i % 5 / 2.0 - 1.0, std::floor(i / 5.0) / 2.0 - 1.0);
    MpComplex z = centre + MpComplex(u, -kDepth - 1, kBits);
    for (int k = 0; k < approach.parts[0].start.skipped; ++k) z = newton(z);
    Complex start = 0.0;
    for (std::size_t j = approach.parts[0].start.polynomial.size(); j-- > 0;) {
      start = start * u + approach.parts[0].start.polynomial[j];
    }
    const Complex end = scaled(approach.parts[0].start.inverse ? MpComplex(1.0) / z : z).value();
    CHECK(std::abs(end - start) < allowed);
  }
}

void what_is_wide_is_the_plane_as_it_is() {
  const auto plan = nb_cpp::make_plan(cubic());
  Square wide = square();
  wide.width = {Integer(1), Integer(8)};
  const Approach approach = nb_cpp::approach(*plan, coefficients(), wide, 1000);
  CHECK(approach.parts[0].start.polynomial.empty());
  CHECK(approach.parts[0].start.skipped == 0);
}

void an_orbit_changes_nothing() {
  const auto plan = nb_cpp::make_plan(cubic());
  const auto orbit = nb_cpp::make_orbit();
  for (const int depth : {70, 55, 62, 80}) {
    Square window = square();
    window.width = {Integer(1), Integer(1) << depth};
    const Approach alone = nb_cpp::approach(*plan, coefficients(), window, 1000);
    const Approach shared = nb_cpp::approach(*plan, coefficients(), window, 1000, {}, orbit.get());
    CHECK(alone.parts[0].start.skipped == shared.parts[0].start.skipped);
    CHECK(alone.parts[0].start.polynomial == shared.parts[0].start.polynomial);
  }
}

void fewer_steps_than_it_takes_are_all_it_takes() {
  const auto plan = nb_cpp::make_plan(cubic());
  const Approach approach = nb_cpp::approach(*plan, coefficients(), square(), 7);
  CHECK(approach.parts[0].start.skipped == 7);
  CHECK(approach.parts[0].start.polynomial.size() == 1);
}

}  // namespace

int main() {
  the_polynomial_is_where_the_points_are();
  what_is_wide_is_the_plane_as_it_is();
  an_orbit_changes_nothing();
  fewer_steps_than_it_takes_are_all_it_takes();
  return check::status();
}
