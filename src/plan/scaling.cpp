#include "plan/scaling.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace nb_cpp {
namespace {

constexpr int kOrdinary = 100;  // exponents of roots that need no scaling of the variable
constexpr int kReach = 400;   // exponents by which powers of starting points may exceed the roots'
constexpr int kTop = 900;     // exponent that leaves room for sums and products above it
constexpr int kSquare = 400;  // exponents of numbers whose squares are well in range

// Exponents of the smallest and the largest part that is not zero, of 2^(variable j) c_j.
struct Range {
  int smallest = std::numeric_limits<int>::max();
  int largest = std::numeric_limits<int>::min();
};

Range exponent_range(const Polynomial& polynomial, int variable) {
  Range range;
  int power = polynomial.degree();
  for (const Complex c : polynomial.coefficients()) {
    for (const double part : {c.real(), c.imag()}) {
      if (part != 0.0) {
        const int exponent = std::ilogb(part) + variable * power;
        range.smallest = std::min(range.smallest, exponent);
        range.largest = std::max(range.largest, exponent);
      }
    }
    --power;
  }
  return range;
}

double size(Complex z) { return std::max(std::fabs(z.real()), std::fabs(z.imag())); }

// Exponent of the largest coordinate, whose ends are the first and the last; 0 if all are 0.
int grid_exponent(const Grid& grid) {
  double largest = 0.0;
  for (const std::vector<double>* coordinates : {&grid.x, &grid.y}) {
    if (!coordinates->empty()) {
      largest =
          std::max({largest, std::fabs(coordinates->front()), std::fabs(coordinates->back())});
    }
  }
  return largest > 0.0 ? std::ilogb(largest) : 0;
}

}  // namespace

Scaling choose_scaling(const Polynomial& polynomial, const RootSet& roots, const Grid& grid) {
  double largest = 0.0;
  double smallest = std::numeric_limits<double>::infinity();
  for (const Complex root : roots.values) {
    largest = std::max(largest, size(root));
    smallest = root == Complex(0.0) ? smallest : std::min(smallest, size(root));
  }
  if (largest == 0.0) {
    largest = smallest = 1.0;
  }
  Scaling scaling{0, 0, 0};
  const int root = std::ilogb(largest);
  const int reach = std::abs(grid_exponent(grid) - root) * polynomial.degree();
  Range range = exponent_range(polynomial, root);
  if (std::abs(root) > kOrdinary && reach <= kReach && range.largest - range.smallest <= 1022) {
    scaling.variable = root;
  } else {
    range = exponent_range(polynomial, 0);
  }
  scaling.value = std::max(range.largest - kTop, std::min(range.largest, range.smallest + 1022));

  // What the squares of distances between roots need, with room for gaps far below the roots' size.
  const int low = std::ilogb(smallest) - scaling.variable;
  const int high = root - scaling.variable;
  if (high > kSquare) {
    scaling.distance = high - kSquare;
  } else if (low < -kSquare) {
    scaling.distance = std::max(low + kSquare, high - kSquare);
  }
  return scaling;
}

std::vector<Complex> scale(const Polynomial& polynomial, Scaling scaling) {
  std::vector<Complex> scaled;
  int power = polynomial.degree();
  for (const Complex c : polynomial.coefficients()) {
    const int shift = scaling.variable * power - scaling.value;
    scaled.emplace_back(std::ldexp(c.real(), shift), std::ldexp(c.imag(), shift));
    --power;
  }
  return scaled;
}

}  // namespace nb_cpp
