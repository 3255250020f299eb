#pragma once

#include <complex>

namespace nb_cpp {

using Complex = std::complex<double>;

}  // namespace nb_cpp
