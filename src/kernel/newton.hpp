#pragma once

// Newton's iteration over a vector type. Included once by each target's source file, after the
// wrapper that defines Vec and Mask. Every name here is local to that object file: a weak symbol
// compiled with AVX instructions could replace the baseline's copy at link time.

#include "kernel/kernel.hpp"

namespace nb_cpp::kernel {
namespace {

struct Complex {
  Vec re, im;
};

// A polynomial's value and its derivative's at the same point.
struct Evaluation {
  Complex p, d;
};

inline Vec squared_modulus(Complex a) { return multiply_add(a.im, a.im, a.re * a.re); }

inline Complex operator*(Complex a, Vec s) { return {a.re * s, a.im * s}; }

// a b + c
inline Complex multiply_add(Complex a, Complex b, Complex c) {
  return {multiply_add(a.re, b.re, subtract_product(c.re, a.im, b.im)),
          multiply_add(a.re, b.im, multiply_add(a.im, b.re, c.im))};
}

// a conj(b)
inline Complex multiply_conjugate(Complex a, Complex b) {
  return {multiply_add(a.im, b.im, a.re * b.re), multiply_subtract(a.im, b.re, a.re * b.im)};
}

// Horner's rule for p and p' in one pass.
inline Evaluation evaluate(const Task& task, Complex z) {
  const auto coefficient = [&task](int i) {
    return Complex{broadcast(task.coef_re[i]), broadcast(task.coef_im[i])};
  };
  Complex d = coefficient(0);
  Complex p = multiply_add(d, z, coefficient(1));
  for (int i = 2; i <= task.degree; ++i) {
    d = multiply_add(d, z, p);
    p = multiply_add(p, z, coefficient(i));
  }
  return {p, d};
}

// Between these bounds |d|^2 and |p|^2 are exact to rounding and p conj(d) / |d|^2 cannot overflow.
constexpr double kSmallNorm = 0x1p-900;
constexpr double kLargeNorm = 0x1p1000;

struct Step {
  Complex z;  // the point after the step, or the point itself where no step can be taken
  Mask open;  // a step was taken or p is zero; elsewhere the point would stand still for ever
};

// p / d where the squares in the plain formula overflow, underflow or vanish. Scaling both by the
// same power of two is exact and changes no quotient.
inline Step guarded_step(Complex z, Complex p, Complex d, Vec d_norm) {
  const Vec one = broadcast(1.0);
  const Vec scale = select(d_norm < broadcast(kSmallNorm), broadcast(0x1p600),
                           select(d_norm <= broadcast(kLargeNorm), one, broadcast(0x1p-600)));
  const Complex scaled = d * scale;
  const Complex inverse = scaled * (one / squared_modulus(scaled));
  const Complex quotient = multiply_conjugate(p * scale, inverse);
  const Vec zero = broadcast(0.0);
  const Mask finite = (quotient.re - quotient.re == zero) & (quotient.im - quotient.im == zero);
  const Mask at_root = (p.re == zero) & (p.im == zero);
  const Complex next{select(finite, z.re - quotient.re, z.re),
                     select(finite, z.im - quotient.im, z.im)};
  return {next, finite | at_root};
}

inline Mask passes_residual_test(const Task& task, Complex p, Vec p_norm) {
  const Vec bound = broadcast(task.residual_bound);
  if (task.residual_scale == 1.0) {
    return p_norm <= bound;
  }
  return squared_modulus(p * broadcast(task.residual_scale)) <= bound;
}

inline void append(Points& points, Mask chosen, Complex z, Vec pixel) {
  const Packing packed = packing(chosen);
  store_packed(points.x + points.count, packed, z.re);
  store_packed(points.y + points.count, packed, z.im);
  store_packed(points.pixel + points.count, packed, pixel);
  points.count += packed.count;
}

// One iteration of every active point: one evaluation serves the test of the last step and the
// next step. Survivors are packed to the front, so that no lane waits for a slower neighbour.
inline void iterate_once(const Task& task, Tile& tile, std::int64_t iteration) {
  Points& active = tile.active;
  Points& converged = tile.converged;
  const int count = active.count;
  const int already_converged = converged.count;
  active.count = 0;
  for (int i = 0; i < count; i += Vec::lanes) {
    const Complex z{load(active.x + i), load(active.y + i)};
    const Vec pixel = load(active.pixel + i);
    const Mask present = first_lanes(count - i);
    const Evaluation at_z = evaluate(task, z);
    const Vec p_norm = squared_modulus(at_z.p);
    const Vec d_norm = squared_modulus(at_z.d);

    Mask stays = present;
    if (iteration > 0) {
      const Mask done = present & passes_residual_test(task, at_z.p, p_norm);
      if (any(done)) {
        append(converged, done, z, pixel);
        stays = and_not(present, done);
      }
    }
    const Mask ordinary = (broadcast(kSmallNorm) <= d_norm) & (d_norm <= broadcast(kLargeNorm)) &
                          (p_norm <= broadcast(kLargeNorm));
    const Complex numerator = multiply_conjugate(at_z.p, at_z.d);
    const Vec inverse = broadcast(1.0) / d_norm;
    Complex next{subtract_product(z.re, numerator.re, inverse),
                 subtract_product(z.im, numerator.im, inverse)};
    if (any(and_not(stays, ordinary))) {
      const Step guarded = guarded_step(z, at_z.p, at_z.d, d_norm);
      next = {select(ordinary, next.re, guarded.z.re), select(ordinary, next.im, guarded.z.im)};
      stays = stays & (ordinary | guarded.open);
    }
    append(active, stays, next, pixel);
  }
  for (int i = already_converged; i < converged.count; ++i) {
    tile.iterations[static_cast<int>(converged.pixel[i])] = static_cast<std::int32_t>(iteration);
  }
}

void newton(const Task& task, Tile& tile, std::int64_t first, std::int64_t last) noexcept {
  for (std::int64_t k = first; k < last && tile.active.count > 0; ++k) {
    iterate_once(task, tile, k);
  }
}

void label(const Task& task, Tile& tile) noexcept {
  const Points& points = tile.converged;
  const Vec scale = broadcast(task.root_scale);
  for (int i = 0; i < points.count; i += Vec::lanes) {
    const Complex z = Complex{load(points.x + i), load(points.y + i)} * scale;
    const auto squared_distance = [&task, z](int root) {
      return squared_modulus(
          {z.re - broadcast(task.root_re[root]), z.im - broadcast(task.root_im[root])});
    };
    Vec nearest = broadcast(0.0);
    Vec least = squared_distance(0);
    for (int root = 1; root < task.root_count; ++root) {
      const Vec distance = squared_distance(root);
      const Mask nearer = distance < least;
      least = select(nearer, distance, least);
      nearest = select(nearer, broadcast(root), nearest);
    }
    double index[Vec::lanes];
    store(index, nearest);
    for (int lane = 0; lane < Vec::lanes && i + lane < points.count; ++lane) {
      tile.labels[static_cast<int>(points.pixel[i + lane])] =
          static_cast<std::int16_t>(index[lane]);
    }
  }
}

constexpr Kernel kKernel{Vec::lanes, newton, label};

}  // namespace
}  // namespace nb_cpp::kernel
