#pragma once

#include <functional>
#include <vector>

#include "nb_cpp/complex.hpp"

namespace nb_cpp {

// Coefficients of the product of z - r, highest degree first, each the nearest double or next to
// it; a part that is less than 2^-1800 of what it would be without cancellation is 0. Infinite
// beyond the range of double. `interrupt` is called now and then; what it throws ends the call.
std::vector<Complex> multiplied_out(const std::vector<Complex>& roots,
                                    const std::function<void()>& interrupt = {});

}  // namespace nb_cpp
