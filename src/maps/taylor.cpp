#include "maps/taylor.hpp"

#include <algorithm>
#include <cstddef>

#include "numbers/mpcomplex.hpp"
#include "numbers/scaled.hpp"

namespace nb_cpp::maps {

using numbers::MpComplex;
using numbers::ScaledComplex;

// Each coefficient joins as p <- p (Z + t) + a, of which the first `count` terms are kept.
template <class T>
std::vector<T> taylor(const std::vector<Complex>& coefficients, const T& point, std::size_t count) {
  std::vector<T> p(std::min(count, coefficients.size()));
  for (std::size_t k = 0; k < coefficients.size(); ++k) {
    for (std::size_t j = std::min(k, p.size() - 1); j > 0; --j) p[j] = p[j] * point + p[j - 1];
    p[0] = p[0] * point + T(coefficients[k]);
  }
  return p;
}

template <class T>
std::vector<T> taylor(const RootSet& roots, Complex leading, const T& point, std::size_t count) {
  std::vector<T> p(1, T(leading));
  for (std::size_t i = 0; i < roots.values.size(); ++i) {
    const T distance = point - T(roots.values[i]);
    for (int m = 0; m < roots.multiplicities[i]; ++m) {
      if (p.size() < count) p.push_back(T(0.0));
      for (std::size_t j = p.size() - 1; j > 0; --j) p[j] = p[j] * distance + p[j - 1];
      p[0] = p[0] * distance;
    }
  }
  return p;
}

template std::vector<Complex> taylor(const std::vector<Complex>&, const Complex&, std::size_t);
template std::vector<ScaledComplex> taylor(const std::vector<Complex>&, const ScaledComplex&,
                                           std::size_t);
template std::vector<MpComplex> taylor(const std::vector<Complex>&, const MpComplex&, std::size_t);
template std::vector<Complex> taylor(const RootSet&, Complex, const Complex&, std::size_t);
template std::vector<ScaledComplex> taylor(const RootSet&, Complex, const ScaledComplex&,
                                           std::size_t);
template std::vector<MpComplex> taylor(const RootSet&, Complex, const MpComplex&, std::size_t);

}  // namespace nb_cpp::maps
