#include "nb_cpp/product.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include "numbers/environment.hpp"
#include "numbers/mpcomplex.hpp"

namespace nb_cpp {
namespace {

using numbers::MpComplex;
using numbers::MpFloat;
using numbers::Scaled;

constexpr int kBits = 2048;
constexpr int kNoise = 1800;  // bits below the sum of moduli where a part is rounding

// The nearest double, or 0 below 2^-kNoise of `sum`.
double rounded(const MpFloat& x, const Scaled& sum) noexcept {
  return x.exponent() < sum.exponent - kNoise ? 0.0 : x.value();
}

}  // namespace

std::vector<Complex> multiplied_out(const std::vector<Complex>& roots,
                                    const std::function<void()>& interrupt) {
  const numbers::StandardEnvironment environment;
  std::vector<MpComplex> product{MpComplex({1.0, 0.0}, 0, kBits)};
  std::vector<Scaled> sums{Scaled(1.0)};
  for (const Complex root : roots) {
    if (interrupt) interrupt();
    const MpComplex factor(root);
    const Scaled size(std::hypot(root.real(), root.imag()));
    product.emplace_back(Complex(0.0), 0, kBits);
    sums.emplace_back();
    for (std::size_t k = product.size() - 1; k > 0; --k) {
      product[k] = product[k] - factor * product[k - 1];
      sums[k] = sums[k] + size * sums[k - 1];
    }
  }
  std::vector<Complex> result;
  result.reserve(product.size());
  for (std::size_t k = 0; k < product.size(); ++k) {
    result.emplace_back(rounded(product[k].real, sums[k]), rounded(product[k].imag, sums[k]));
  }
  return result;
}

}  // namespace nb_cpp
