#include <algorithm>
#include <cstdint>

#include "numbers/bigfloat.hpp"
#include "roots/stages.hpp"

namespace nb_cpp::roots {

Approximation::Approximation(const std::vector<Complex>& coefficients)
    : values(coefficients), rests(coefficients.size()), exponents(coefficients.size()) {}

Approximation::Approximation(const std::vector<GaussianInteger>& coefficients) {
  using Float = numbers::BigFloat<192>;
  for (const GaussianInteger& c : coefficients) {
    const std::int64_t exponent = std::max(c.real.bit_length(), c.imag.bit_length());
    const auto value = [exponent](const Integer& x) {
      const Float f(x);
      return numbers::shift_exponent(f.fraction(), f.exponent - exponent);
    };
    const auto rest = [exponent](const Integer& x, double head) {
      const Float f = Float(x) - Float(head, exponent);
      return numbers::shift_exponent(f.fraction(), f.exponent - exponent);
    };
    const Complex head{value(c.real), value(c.imag)};
    values.push_back(head);
    rests.emplace_back(rest(c.real, head.real()), rest(c.imag, head.imag()));
    exponents.push_back(static_cast<int>(exponent));
  }
}

}  // namespace nb_cpp::roots
