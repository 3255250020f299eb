#include "roots/modular.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace nb_cpp::roots {
namespace {

void trim(Residues& f) {
  while (!f.empty() && f.back() == 0) f.pop_back();
}

// Miller and Rabin's test; these bases decide below 3,215,031,751. C. Pomerance, J. L. Selfridge
// and S. S. Wagstaff, The pseudoprimes to 25 * 10^9, Mathematics of Computation 35 (1980).
bool is_prime(Residue n) {
  const PrimeField ring(n);
  Residue odd = n - 1;
  int twos = 0;
  for (; odd % 2 == 0; odd /= 2) ++twos;
  for (const Residue base : {2U, 3U, 5U, 7U}) {
    Residue x = ring.power(base, odd);
    bool passes = x == 1;
    for (int i = 0; i < twos && !passes; ++i, x = ring.multiply(x, x)) passes = x == n - 1;
    if (!passes) return false;
  }
  return true;
}

}  // namespace

Residue PrimeField::power(Residue a, std::uint64_t exponent) const noexcept {
  Residue result = 1;
  for (; exponent != 0; exponent >>= 1) {
    if ((exponent & 1U) != 0) result = multiply(result, a);
    a = multiply(a, a);
  }
  return result;
}

Residues PrimeField::derivative(const Residues& f) const {
  Residues result;
  for (std::size_t i = 1; i < f.size(); ++i) {
    result.push_back(multiply(f[i], static_cast<Residue>(i)));
  }
  trim(result);
  return result;
}

Residues PrimeField::difference(const Residues& f, const Residues& g) const {
  Residues result = f;
  result.resize(std::max(f.size(), g.size()));
  for (std::size_t i = 0; i < g.size(); ++i) result[i] = subtract(result[i], g[i]);
  trim(result);
  return result;
}

// Leaves the remainder of f by the monic g in f.
void PrimeField::reduce(Residues& f, const Residues& g, Residues* quotient) const {
  const std::size_t degree = g.size() - 1;
  while (f.size() > degree) {
    const std::size_t shift = f.size() - g.size();
    const Residue factor = f.back();
    if (quotient != nullptr) (*quotient)[shift] = factor;
    const Residue opposite = prime_ - factor;
    for (std::size_t i = 0; factor != 0 && i < degree; ++i) {
      f[shift + i] = reduced(f[shift + i] + std::uint64_t{opposite} * g[i]);
    }
    f.pop_back();
  }
  trim(f);
}

Residues PrimeField::quotient(Residues f, const Residues& g) const {
  if (f.size() < g.size()) return {};
  Residues result(f.size() - g.size() + 1);
  reduce(f, g, &result);
  trim(result);
  return result;
}

Residues PrimeField::monic(Residues f) const {
  if (f.empty() || f.back() == 1) return f;
  const Residue scale = inverse(f.back());
  for (Residue& c : f) c = multiply(c, scale);
  return f;
}

Residues PrimeField::gcd(Residues f, Residues g) const {
  while (!g.empty()) {
    g = monic(std::move(g));
    reduce(f, g, nullptr);
    std::swap(f, g);
  }
  return monic(std::move(f));
}

std::vector<Residues> PrimeField::squarefree_factors(const Residues& f) const {
  const Residues slope = derivative(f);
  const Residues repeated = gcd(f, slope);
  Residues rest = quotient(f, repeated);
  Residues others = difference(quotient(slope, repeated), derivative(rest));
  std::vector<Residues> factors;
  while (rest.size() > 1) {
    factors.push_back(gcd(rest, others));
    rest = quotient(std::move(rest), factors.back());
    others = difference(quotient(std::move(others), factors.back()), derivative(rest));
  }
  return factors;
}

Residue prime_below(Residue limit) {
  Residue candidate = limit - 1;
  while (candidate % 4 != 1) --candidate;
  while (!is_prime(candidate)) candidate -= 4;
  return candidate;
}

// a^((p-1)/4) for the first a that is no square.
Residue imaginary_unit(const PrimeField& field) {
  for (Residue a = 2;; ++a) {
    const Residue root = field.power(a, (field.prime() - 1) / 4);
    if (field.multiply(root, root) == field.prime() - 1) return root;
  }
}

}  // namespace nb_cpp::roots
