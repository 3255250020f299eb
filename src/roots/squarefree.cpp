// Square-free factors modulo primes, lifted by the Chinese remainder theorem. Both sides of
// lc^s p = product of G_i^i agree modulo all the primes, and so are equal once the product of the
// primes exceeds twice what either side's coefficients can be.

#include "roots/squarefree.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "roots/modular.hpp"

namespace nb_cpp::roots {
namespace {

using Coefficients = std::vector<GaussianInteger>;

constexpr Residue kFirstLimit = 1U << 31U;
constexpr double kResidueCost = 4.0;  // of one modular product, in products of limbs

std::int64_t twos(const GaussianInteger& c) {
  if (c.real.is_zero()) return c.imag.trailing_zeros();
  if (c.imag.is_zero()) return c.real.trailing_zeros();
  return std::min(c.real.trailing_zeros(), c.imag.trailing_zeros());
}

Coefficients shifted(const Coefficients& p, std::int64_t first, std::int64_t slope) {
  Coefficients result(p.size());
  for (std::size_t i = 0; i < p.size(); ++i) {
    const std::int64_t by = first + slope * static_cast<std::int64_t>(i);
    const auto shift = [by](const Integer& x) { return by < 0 ? x >> -by : x << by; };
    if (!p[i].is_zero()) result[i] = {shift(p[i].real), shift(p[i].imag)};
  }
  return result;
}

// A power of two by which the variable is scaled for the leading coefficient to be odd: for p(z)
// from doubles it is then often 1, and all numbers are short.
std::int64_t scaling(const Coefficients& p) {
  const std::int64_t leading = twos(p.front());
  std::int64_t scale = INT64_MIN;
  for (std::size_t i = 1; i < p.size(); ++i) {
    if (p[i].is_zero()) continue;
    const std::int64_t missing = leading - twos(p[i]);
    const auto power = static_cast<std::int64_t>(i);
    const std::int64_t least = missing / power + (missing % power > 0 ? 1 : 0);
    scale = std::max(scale, least);
  }
  return scale;
}

// log2 of a bound of the sum of the moduli.
double log2_norm(const Coefficients& p) {
  std::int64_t bits = 0;
  for (const GaussianInteger& c : p) {
    bits = std::max({bits, c.real.bit_length(), c.imag.bit_length()});
  }
  std::int64_t terms = 1;
  for (auto count = p.size(); count != 0; count /= 2) ++terms;
  return static_cast<double>(bits + terms + 1);
}

// The polynomial in a field, with i sent to one of the square roots of -1; lowest degree first.
Residues image(const Coefficients& p, const PrimeField& field, Residue unit) {
  Residues result(p.size());
  for (std::size_t i = 0; i < p.size(); ++i) {
    const GaussianInteger& c = p[p.size() - 1 - i];
    const Residue real = c.real.modulo(field.prime());
    const Residue imag = c.imag.is_zero() ? 0 : c.imag.modulo(field.prime());
    result[i] = field.add(real, field.multiply(imag, unit));
  }
  return result;
}

std::vector<std::size_t> sizes(const std::vector<Residues>& factors) {
  std::vector<std::size_t> result;
  result.reserve(factors.size());
  for (const Residues& f : factors) result.push_back(f.size());
  return result;
}

std::size_t distinct_roots(const std::vector<std::size_t>& sizes) {
  std::size_t sum = 0;
  for (const std::size_t size : sizes) sum += size - 1;
  return sum;
}

// lc times the factors modulo a prime, as real and imaginary parts; highest degree first.
struct Images {
  Residue prime;
  std::vector<Residues> real;
  std::vector<Residues> imag;
};

class Lifting {
 public:
  Lifting(const Coefficients& p, bool real, double& work)
      : p_(p), real_(real), work_(work), norm_(log2_norm(p)), leading_(log2_norm({p.front()})) {}

  // Takes one more prime into account. True when the factors are proved.
  bool add(Residue prime);

  std::vector<SquarefreeFactor> factors() const;

 private:
  std::optional<Images> images(Residue prime) const;
  void lift(const Images& next);
  bool is_proved() const;

  const Coefficients& p_;
  bool real_;
  double& work_;
  double norm_;
  double leading_;
  std::vector<std::size_t> sizes_;
  std::vector<Coefficients> lifted_;
  Integer modulus_ = 1;
};

std::optional<Images> Lifting::images(Residue prime) const {
  const PrimeField field(prime);
  const Residue unit = imaginary_unit(field);
  std::vector<std::vector<Residues>> found;
  std::vector<Residue> leading;
  for (const Residue i : {unit, prime - unit}) {
    if (real_ && !found.empty()) break;
    const Residues f = image(p_, field, i);
    if (f.back() == 0) return std::nullopt;
    leading.push_back(f.back());
    found.push_back(field.squarefree_factors(field.monic(f)));
  }
  if (sizes(found.front()) != sizes(found.back())) return std::nullopt;
  Images result{prime, {}, {}};
  const Residue half = field.inverse(2);
  const Residue half_over_unit = field.inverse(field.add(unit, unit));
  for (std::size_t k = 0; k < found.front().size(); ++k) {
    Residues real;
    Residues imag;
    for (std::size_t i = found.front()[k].size(); i-- > 0;) {
      const Residue u = field.multiply(leading.front(), found.front()[k][i]);
      const Residue v = field.multiply(leading.back(), found.back()[k][i]);
      real.push_back(field.multiply(field.add(u, v), half));
      imag.push_back(field.multiply(field.subtract(u, v), half_over_unit));
    }
    result.real.push_back(std::move(real));
    result.imag.push_back(std::move(imag));
  }
  return result;
}

// x + modulus * t with the t between -prime / 2 and prime / 2 that makes it `residue`.
Integer lifted(const Integer& x, Residue residue, const Integer& modulus, Residue inverse,
               const PrimeField& field) {
  const Residue gap = field.subtract(residue, x.modulo(field.prime()));
  if (gap == 0) return x;
  const auto t = static_cast<std::int64_t>(field.multiply(gap, inverse));
  const std::int64_t prime = field.prime();
  return x + modulus * Integer(t > prime / 2 ? t - prime : t);
}

void Lifting::lift(const Images& next) {
  const PrimeField field(next.prime);
  const Residue inverse = field.inverse(modulus_.modulo(next.prime));
  for (std::size_t k = 0; k < lifted_.size(); ++k) {
    for (std::size_t i = 0; i < lifted_[k].size(); ++i) {
      GaussianInteger& c = lifted_[k][i];
      c.real = lifted(c.real, next.real[k][i], modulus_, inverse, field);
      c.imag = lifted(c.imag, next.imag[k][i], modulus_, inverse, field);
    }
  }
  modulus_ = modulus_ * Integer(next.prime);
}

bool Lifting::add(Residue prime) {
  const auto size = static_cast<double>(p_.size());
  work_ -= kResidueCost * (real_ ? 1.0 : 2.0) * size * size;
  const std::optional<Images> next = images(prime);
  if (!next) return false;
  const std::vector<std::size_t> pattern = sizes(next->real);
  if (pattern != sizes_) {  // too few distinct roots are a prime's accident
    if (distinct_roots(pattern) <= distinct_roots(sizes_)) return false;
    sizes_ = pattern;
    modulus_ = 1;
    lifted_.clear();
    for (const std::size_t count : sizes_) lifted_.emplace_back(count);
  }
  if (sizes_.size() == 1) return true;  // no multiple roots
  lift(*next);
  return is_proved();
}

bool Lifting::is_proved() const {
  double product = 0.0;
  double powers = -1.0;
  for (std::size_t k = 0; k < lifted_.size(); ++k) {
    if (sizes_[k] == 1) continue;
    product += static_cast<double>(k + 1) * log2_norm(lifted_[k]);
    powers += static_cast<double>(k + 1);
  }
  const double larger = std::max(product, norm_ + powers * leading_);
  return static_cast<double>(modulus_.bit_length()) > larger + 3.0;
}

std::vector<SquarefreeFactor> Lifting::factors() const {
  if (sizes_.size() == 1) return {{p_, 1}};
  std::vector<SquarefreeFactor> result;
  for (std::size_t k = 0; k < lifted_.size(); ++k) {
    if (sizes_[k] > 1) result.push_back({lifted_[k], static_cast<int>(k + 1)});
  }
  return result;
}

}  // namespace

std::vector<SquarefreeFactor> squarefree_factors(const Coefficients& coefficients, double& work,
                                                 const Interrupt& interrupt) {
  const std::int64_t scale = scaling(coefficients);
  const std::int64_t leading = twos(coefficients.front());
  const Coefficients p = shifted(coefficients, -leading, scale);
  const bool real =
      std::all_of(p.begin(), p.end(), [](const GaussianInteger& c) { return c.imag.is_zero(); });
  Lifting lifting(p, real, work);
  for (Residue prime = prime_below(kFirstLimit); !lifting.add(prime); prime = prime_below(prime)) {
    if (interrupt) interrupt();
    if (work <= 0.0) return {};
  }
  std::vector<SquarefreeFactor> factors = lifting.factors();
  for (SquarefreeFactor& f : factors) {  // back to the variable as it was
    const auto degree = static_cast<std::int64_t>(f.coefficients.size()) - 1;
    f.coefficients = shifted(f.coefficients, scale < 0 ? 0 : scale * degree, -scale);
  }
  return factors;
}

}  // namespace nb_cpp::roots
