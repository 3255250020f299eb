#pragma once

#include <vector>

#include "nb_cpp/complex.hpp"
#include "nb_cpp/integer.hpp"

namespace nb_cpp::roots {

// True if the polynomial is exactly 0 there: in integers, where it is 0 modulo a prime.
bool is_root(const std::vector<GaussianInteger>& coefficients, Complex z);

}  // namespace nb_cpp::roots
