#pragma once

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>

namespace nb_cpp::numbers {

inline constexpr double kUlp = 0x1p-52;           // of 1
inline constexpr double kUnitRoundoff = 0x1p-53;  // the largest relative error of a rounding
inline constexpr double kInfinity = std::numeric_limits<double>::infinity();
inline constexpr double kPi = 0x1.921fb54442d18p+1;
inline constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// The modulus, but for a factor of at most sqrt(2), without overflow.
inline double largest_part(std::complex<double> z) noexcept {
  return std::max(std::fabs(z.real()), std::fabs(z.imag()));
}

}  // namespace nb_cpp::numbers
