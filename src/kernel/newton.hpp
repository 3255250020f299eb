#pragma once

// Newton's iteration over a vector type. Included once by each target's source file, after the
// wrapper that defines Vec and Block. Every name here is local to that object file: a weak symbol
// compiled with AVX instructions could replace the baseline's copy at link time.

#include "kernel/kernel.hpp"

namespace nb_cpp::kernel {
namespace {

using BlockMask = Block::Mask;

struct Complex {
  Block re, im;
};

// A polynomial's value and its derivative's at the same point.
struct Evaluation {
  Complex p, d;
};

inline Block squared_modulus(Complex a) { return multiply_add(a.im, a.im, a.re * a.re); }

inline Complex operator*(Complex a, Block s) { return {a.re * s, a.im * s}; }

// a b + c
inline Complex multiply_add(Complex a, Complex b, Complex c) {
  return {multiply_add(a.re, b.re, subtract_product(c.re, a.im, b.im)),
          multiply_add(a.re, b.im, multiply_add(a.im, b.re, c.im))};
}

// a conj(b)
inline Complex multiply_conjugate(Complex a, Complex b) {
  return {multiply_add(a.im, b.im, a.re * b.re), multiply_subtract(a.im, b.re, a.re * b.im)};
}

inline Complex multiply(Complex a, Complex b) {
  return {multiply_subtract(a.re, b.re, a.im * b.im), multiply_add(a.re, b.im, a.im * b.re)};
}

inline Complex square(Complex a) {
  return {multiply_subtract(a.re, a.re, a.im * a.im), (a.re + a.re) * a.im};
}

// z^exponent by squarings, from the highest bit down; exponent >= 1.
inline Complex power(Complex z, int exponent) {
  int bit = 1;
  while (bit <= exponent / 2) {
    bit *= 2;
  }
  Complex result = z;
  while (bit > 1) {
    bit /= 2;
    result = square(result);
    if ((exponent & bit) != 0) {
      result = multiply(result, z);
    }
  }
  return result;
}

inline Complex constant(const double* re, const double* im, int i) {
  return {Block::broadcast(re[i]), Block::broadcast(im[i])};
}

// Horner's rule for p and p' in one pass.
inline Evaluation evaluate_dense(const Task& task, Complex z) {
  Complex d = constant(task.coef_re, task.coef_im, 0);
  Complex p = multiply_add(d, z, constant(task.coef_re, task.coef_im, 1));
  for (int i = 2; i <= task.terms; ++i) {
    d = multiply_add(d, z, p);
    p = multiply_add(p, z, constant(task.coef_re, task.coef_im, i));
  }
  return {p, d};
}

// Horner's rule over the terms that are there: with m the lowest exponent above 0, the sums
// c_j z^(e_j - m) and e_j c_j z^(e_j - m) give p and p' by one more power of z.
inline Evaluation evaluate_sparse(const Task& task, Complex z) {
  Complex p = constant(task.coef_re, task.coef_im, 0);
  Complex d = constant(task.slope_re, task.slope_im, 0);
  for (int j = 1; j < task.terms; ++j) {
    const Complex w = power(z, task.gap[j]);
    p = multiply_add(p, w, constant(task.coef_re, task.coef_im, j));
    d = multiply_add(d, w, constant(task.slope_re, task.slope_im, j));
  }
  if (task.lowest > 1) {
    const Complex w = power(z, task.lowest - 1);
    if (task.terms == 1 && task.real) {
      p = task.coef_re[0] == 1.0 ? w : w * p.re;
      d = w * d.re;
    } else {
      p = multiply(p, w);
      d = multiply(d, w);
    }
  }
  return {multiply_add(p, z, constant(task.coef_re, task.coef_im, task.terms)), d};
}

template <bool kDense>
inline Evaluation evaluate(const Task& task, Complex z) {
  return kDense ? evaluate_dense(task, z) : evaluate_sparse(task, z);
}

// Between these bounds |d|^2 and |p|^2 are exact to rounding, and p conj(d) neither overflows nor
// vanishes where p / d does not.
constexpr double kSmallNorm = 0x1p-600;
constexpr double kLargeNorm = 0x1p1000;

struct Step {
  Complex z;       // the point after the step, or the point itself where no step can be taken
  BlockMask open;  // a step was taken or p is zero; elsewhere the point would stand still for ever
};

// p / d where the squares in the plain formula overflow, underflow or vanish. Scaling both by the
// same power of two is exact and changes no quotient.
inline Step guarded_step(Complex z, Complex p, Complex d, Block d_norm) {
  const Block one = Block::broadcast(1.0);
  const Block scale =
      select(d_norm < Block::broadcast(kSmallNorm), Block::broadcast(0x1p600),
             select(d_norm <= Block::broadcast(kLargeNorm), one, Block::broadcast(0x1p-600)));
  const Complex scaled = d * scale;
  const Complex inverse = scaled * (one / squared_modulus(scaled));
  const Complex quotient = multiply_conjugate(p * scale, inverse);
  const Block zero = Block::broadcast(0.0);
  const BlockMask finite =
      (quotient.re - quotient.re == zero) & (quotient.im - quotient.im == zero);
  const BlockMask at_root = (p.re == zero) & (p.im == zero);
  const Complex next{select(finite, z.re - quotient.re, z.re),
                     select(finite, z.im - quotient.im, z.im)};
  return {next, finite | at_root};
}

inline BlockMask passes_residual_test(const Task& task, Complex p, Block p_norm) {
  const Block bound = Block::broadcast(task.residual_bound);
  if (task.residual_scale == 1.0) {
    return p_norm <= bound;
  }
  return squared_modulus(p * Block::broadcast(task.residual_scale)) <= bound;
}

inline void append(Points& points, Mask chosen, Vec x, Vec y, Vec pixel) {
  const Packing packed = packing(chosen);
  store_packed(points.x + points.count, packed, x);
  store_packed(points.y + points.count, packed, y);
  store_packed(points.pixel + points.count, packed, pixel);
  points.count += packed.count;
}

template <typename V>
inline void append(Points& points, typename Pair<V>::Mask chosen, Pair<V> x, Pair<V> y,
                   Pair<V> pixel) {
  append(points, chosen.low, x.low, y.low, pixel.low);
  append(points, chosen.high, x.high, y.high, pixel.high);
}

inline void append_all(Points& points, Complex z, Block pixel) {
  store(points.x + points.count, z.re);
  store(points.y + points.count, z.im);
  store(points.pixel + points.count, pixel);
  points.count += Block::lanes;
}

// One iteration of the points from index i on that `present` names, of a block that is full or not.
template <bool kDense, bool kFull>
inline void iterate_block(const Task& task, Tile& tile, std::int64_t iteration, int i,
                          BlockMask present) {
  const Complex z{Block::load(tile.active.x + i), Block::load(tile.active.y + i)};
  const Block pixel = Block::load(tile.active.pixel + i);
  const Evaluation at_z = evaluate<kDense>(task, z);
  const Block p_norm = squared_modulus(at_z.p);
  const Block d_norm = squared_modulus(at_z.d);

  BlockMask done = passes_residual_test(task, at_z.p, p_norm);
  const BlockMask ordinary = (Block::broadcast(kSmallNorm) <= d_norm) &
                             (d_norm <= Block::broadcast(kLargeNorm)) &
                             (p_norm <= Block::broadcast(kLargeNorm));
  const Complex numerator = multiply_conjugate(at_z.p, at_z.d);
  const Block inverse = Block::broadcast(1.0) / d_norm;
  Complex next{subtract_product(z.re, numerator.re, inverse),
               subtract_product(z.im, numerator.im, inverse)};
  if (kFull && all(and_not(ordinary, done))) {
    append_all(tile.active, next, pixel);
    return;
  }
  BlockMask stays = present;
  if (iteration > 0) {
    done = present & done;
    append(tile.converged, done, z.re, z.im, pixel);
    stays = and_not(present, done);
  }
  if (any(and_not(stays, ordinary))) {
    const Step guarded = guarded_step(z, at_z.p, at_z.d, d_norm);
    next = {select(ordinary, next.re, guarded.z.re), select(ordinary, next.im, guarded.z.im)};
    stays = stays & (ordinary | guarded.open);
  }
  append(tile.active, stays, next.re, next.im, pixel);
}

// One iteration of every active point: one evaluation serves the test of the last step and the
// next step. Survivors are packed to the front, so that no lane waits for a slower neighbour.
template <bool kDense>
inline void iterate_once(const Task& task, Tile& tile, std::int64_t iteration) {
  const int count = tile.active.count;
  const int already_converged = tile.converged.count;
  const BlockMask everyone = first_lanes(Block{}, Block::lanes);
  tile.active.count = 0;
  int i = 0;
  for (; i + Block::lanes <= count; i += Block::lanes) {
    iterate_block<kDense, true>(task, tile, iteration, i, everyone);
  }
  if (i < count) {
    iterate_block<kDense, false>(task, tile, iteration, i, first_lanes(Block{}, count - i));
  }
  for (i = already_converged; i < tile.converged.count; ++i) {
    tile.iterations[static_cast<int>(tile.converged.pixel[i])] =
        static_cast<std::int32_t>(iteration);
  }
}

void newton(const Task& task, Tile& tile, std::int64_t first, std::int64_t last) noexcept {
  for (std::int64_t k = first; k < last && tile.active.count > 0; ++k) {
    if (task.dense) {
      iterate_once<true>(task, tile, k);
    } else {
      iterate_once<false>(task, tile, k);
    }
  }
}

void label(const Task& task, Tile& tile) noexcept {
  const Points& points = tile.converged;
  const Block scale = Block::broadcast(task.distance_scale);
  tile.tie = false;
  for (int i = 0; i < points.count; i += Block::lanes) {
    const Complex z = Complex{Block::load(points.x + i), Block::load(points.y + i)} * scale;
    const auto squared_distance = [&task, z](int root) {
      return squared_modulus({z.re - Block::broadcast(task.root_re[root]),
                              z.im - Block::broadcast(task.root_im[root])});
    };
    Block nearest = Block::broadcast(0.0);
    BlockMask ties = first_lanes(Block{}, 0);
    Block least = squared_distance(0);
    for (int root = 1; root < task.root_count; ++root) {
      const Block distance = squared_distance(root);
      ties = ties | (distance == least);
      const BlockMask nearer = distance < least;
      least = select(nearer, distance, least);
      nearest = select(nearer, Block::broadcast(root), nearest);
    }
    tile.tie = tile.tie || any(ties);
    double index[Block::lanes];
    store(index, nearest);
    for (int lane = 0; lane < Block::lanes && i + lane < points.count; ++lane) {
      tile.labels[static_cast<int>(points.pixel[i + lane])] =
          static_cast<std::int16_t>(index[lane]);
    }
  }
}

constexpr Kernel kKernel{newton, label};

}  // namespace
}  // namespace nb_cpp::kernel
