#pragma once

// Where the points of a narrow window start: at a polynomial in the window's own coordinate.

#include <cstddef>

#include "kernel/complex.hpp"
#include "kernel/kernel.hpp"

namespace nb_cpp::kernel {
namespace {

void start(const StartView& view, Points& points) noexcept {
  const auto coefficient = [&](std::ptrdiff_t j) {
    return broadcast(view.coefficients[2 * j], view.coefficients[2 * j + 1]);
  };
  for (int i = 0; i < points.count; i += Block::lanes) {
    const Complex u{Block::load(points.x + i), Block::load(points.y + i)};
    Complex z = coefficient(view.terms - 1);
    for (int j = view.terms - 1; j-- > 0;) {
      z = multiply_add(z, u, coefficient(j));
    }
    if (view.inverse) {
      z = divide(broadcast(1.0, 0.0), z);
    }
    store(points.x + i, z.re);
    store(points.y + i, z.im);
  }
}

}  // namespace
}  // namespace nb_cpp::kernel
