#pragma once

// A polynomial about a point: p(Z + t) = p_0 + p_1 t + ... T is Complex, ScaledComplex or
// MpComplex; in MpComplex the point's precision is the result's.

#include <vector>

#include "nb_cpp/complex.hpp"
#include "nb_cpp/root_set.hpp"

namespace nb_cpp::maps {

// The first `count` of the coefficients p_j about the point, with p's coefficients highest degree
// first, by repeated Horner division. p_j is within about 2 n roundings of the sum of the moduli of
// its terms.
template <class T>
std::vector<T> taylor(const std::vector<Complex>& coefficients, const T& point, std::size_t count);

// The same of leading * the product of (z - r_i)^(m_i), the roots taken as given: each p_j is a sum
// of products of the distances to the roots, so that p_0 has full relative accuracy, and roots that
// coefficients cannot tell apart are told apart.
template <class T>
std::vector<T> taylor(const RootSet& roots, Complex leading, const T& point, std::size_t count);

}  // namespace nb_cpp::maps
