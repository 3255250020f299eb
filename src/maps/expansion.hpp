#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "maps/taylor.hpp"
#include "nb_cpp/complex.hpp"
#include "nb_cpp/root_set.hpp"

namespace nb_cpp::maps {

// A polynomial that can be had about any point, from its coefficients, highest degree first, or
// from its roots.
class Expansion {
 public:
  explicit Expansion(std::vector<Complex> coefficients) : coefficients_(std::move(coefficients)) {}
  Expansion(RootSet roots, Complex leading) : roots_(std::move(roots)), coefficients_{leading} {}

  // The first `count` coefficients about the point: see taylor.
  template <class T>
  std::vector<T> about(const T& point, std::size_t count) const {
    return roots_.values.empty() ? taylor(coefficients_, point, count)
                                 : taylor(roots_, coefficients_[0], point, count);
  }

 private:
  RootSet roots_;
  std::vector<Complex> coefficients_;
};

}  // namespace nb_cpp::maps
