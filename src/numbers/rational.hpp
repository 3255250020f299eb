#pragma once

#include "nb_cpp/integer.hpp"
#include "numbers/mpfloat.hpp"

namespace nb_cpp::numbers {

// The quotient, within 2^(4 - bits) of itself; b is not zero.
MpFloat quotient(const Integer& a, const Integer& b, int bits);

}  // namespace nb_cpp::numbers
