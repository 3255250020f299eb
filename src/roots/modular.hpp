#pragma once

// Polynomials over a prime field, lowest degree first.

#include <cstdint>
#include <vector>

namespace nb_cpp::roots {

using Residue = std::uint32_t;
using Residues = std::vector<Residue>;  // the last one is not zero; empty is the polynomial 0

// The field of the integers modulo a prime below 2^31.
class PrimeField {
 public:
  explicit PrimeField(Residue prime) : prime_(prime) {}

  Residue prime() const noexcept { return prime_; }
  Residue add(Residue a, Residue b) const noexcept { return reduced(std::uint64_t{a} + b); }
  Residue subtract(Residue a, Residue b) const noexcept {
    return reduced(std::uint64_t{a} + prime_ - b);
  }
  Residue multiply(Residue a, Residue b) const noexcept { return reduced(std::uint64_t{a} * b); }
  Residue power(Residue a, std::uint64_t exponent) const noexcept;
  Residue inverse(Residue a) const noexcept { return power(a, prime_ - 2); }

  Residues derivative(const Residues& f) const;
  Residues difference(const Residues& f, const Residues& g) const;
  Residues quotient(Residues f, const Residues& g) const;  // g is monic
  Residues monic(Residues f) const;
  Residues gcd(Residues f, Residues g) const;  // monic

  // The factors of a monic f of degree below the prime: the i-th one, from 0, divides i + 1 times.
  // D. Y. Y. Yun, On square-free decomposition algorithms, SYMSAC 1976.
  std::vector<Residues> squarefree_factors(const Residues& f) const;

 private:
  Residue reduced(std::uint64_t x) const noexcept { return static_cast<Residue>(x % prime_); }
  void reduce(Residues& f, const Residues& g, Residues* quotient) const;

  Residue prime_;
};

// The largest prime below `limit` <= 2^31 that is 1 modulo 4, where -1 has a square root.
Residue prime_below(Residue limit);

// A square root of -1.
Residue imaginary_unit(const PrimeField& field);

}  // namespace nb_cpp::roots
