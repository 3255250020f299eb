#include "scaling.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace nb_cpp {
namespace {

constexpr int kOrdinaryRoots = 100;  // exponents of roots that need no scaling of the variable

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

int largest_root_exponent(const RootSet& roots) {
  double largest = 0.0;
  for (const Complex root : roots.values) {
    largest = std::max({largest, std::fabs(root.real()), std::fabs(root.imag())});
  }
  return largest > 0.0 ? std::ilogb(largest) : 0;
}

}  // namespace

Scaling choose_scaling(const Polynomial& polynomial, const RootSet& roots) {
  const int root = largest_root_exponent(roots);
  if (std::abs(root) > kOrdinaryRoots) {
    const Range range = exponent_range(polynomial, root);
    if (range.largest - range.smallest <= 1022) {
      return {range.largest, root};
    }
  }
  const Range range = exponent_range(polynomial, 0);
  return {std::max(range.largest - 1023, std::min(range.largest, range.smallest + 1022)), 0};
}

}  // namespace nb_cpp
