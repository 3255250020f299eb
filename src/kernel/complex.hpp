#pragma once

// Complex arithmetic on blocks of vectors. Every fused operation is written out, so that targets
// which round alike give the same bits.

#include "kernel/simd/twin.hpp"

namespace nb_cpp::kernel {
namespace {

// Whether what many methods share has a copy in each. A wheel has to be small: there is none for 32
// bits, nor in the scalar kernel of machines whose every processor has a wider one.
#if defined(__i386__)
constexpr bool kCopyInEach = false;
#elif defined(__x86_64__)
constexpr bool kCopyInEach = Vec::lanes > 1;
#else
constexpr bool kCopyInEach = true;
#endif

using BlockMask = Block::Mask;

template <typename V>
struct ComplexOf {
  V re, im;
};

using Complex = ComplexOf<Block>;

inline Complex broadcast(double re, double im) {
  return {Block::broadcast(re), Block::broadcast(im)};
}

// What a function has got by memory. The processor is slow to load two numbers at once that were
// just stored one by one, and GCC would, where they are no vector: each into its own register.
template <typename V>
inline decltype(auto) received(const ComplexOf<V>& a) {
  if constexpr (Vec::lanes == 1) {
    return ComplexOf<V>{by_itself(a.re), by_itself(a.im)};
  } else {
    return a;
  }
}

template <typename V>
inline V squared_modulus(ComplexOf<V> a) {
  return multiply_add(a.im, a.im, a.re * a.re);
}

template <typename V>
inline ComplexOf<V> operator+(ComplexOf<V> a, ComplexOf<V> b) {
  return {a.re + b.re, a.im + b.im};
}
template <typename V>
inline ComplexOf<V> operator-(ComplexOf<V> a, ComplexOf<V> b) {
  return {a.re - b.re, a.im - b.im};
}
template <typename V>
inline ComplexOf<V> operator*(ComplexOf<V> a, V s) {
  return {a.re * s, a.im * s};
}
inline Complex operator*(double s, Complex a) { return a * Block::broadcast(s); }
inline Complex operator+(double s, Complex a) { return {Block::broadcast(s) + a.re, a.im}; }
inline Complex operator-(double s, Complex a) {
  return {Block::broadcast(s) - a.re, Block::broadcast(0.0) - a.im};
}

// a b + c
template <typename V>
inline ComplexOf<V> multiply_add(ComplexOf<V> a, ComplexOf<V> b, ComplexOf<V> c) {
  return {multiply_add(a.re, b.re, subtract_product(c.re, a.im, b.im)),
          multiply_add(a.re, b.im, multiply_add(a.im, b.re, c.im))};
}

// c - a b
inline Complex subtract_product(Complex c, Complex a, Complex b) {
  return {multiply_add(a.im, b.im, subtract_product(c.re, a.re, b.re)),
          subtract_product(subtract_product(c.im, a.im, b.re), a.re, b.im)};
}

// a conj(b)
inline Complex multiply_conjugate(Complex a, Complex b) {
  return {multiply_add(a.im, b.im, a.re * b.re), multiply_subtract(a.im, b.re, a.re * b.im)};
}

template <typename V>
inline ComplexOf<V> multiply(ComplexOf<V> a, ComplexOf<V> b) {
  return {multiply_subtract(a.re, b.re, a.im * b.im), multiply_add(a.re, b.im, a.im * b.re)};
}

template <typename V>
inline ComplexOf<V> square(ComplexOf<V> a) {
  return {multiply_subtract(a.re, a.re, a.im * a.im), (a.re + a.re) * a.im};
}

// The largest power of two that is not above n >= 1.
inline int highest_bit(int n) { return 1 << (31 - __builtin_clz(static_cast<unsigned>(n))); }

// z^exponent by squarings, from the highest bit down; exponent >= 1.
inline Complex power(Complex z, int exponent) {
  int bit = highest_bit(exponent);
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

inline Complex select(BlockMask m, Complex yes, Complex no) {
  return {select(m, yes.re, no.re), select(m, yes.im, no.im)};
}

inline BlockMask is_zero(Complex a) {
  const Block zero = Block::broadcast(0.0);
  return (a.re == zero) & (a.im == zero);
}

inline BlockMask is_finite(Complex a) {
  const Block zero = Block::broadcast(0.0);  // times an infinity or a NaN: a NaN
  return multiply_add(a.im, zero, a.re * zero) == zero;
}

// Between these bounds a squared modulus is exact to rounding, and so is a quotient made with it.
constexpr double kSmallNorm = 0x1p-600;
constexpr double kLargeNorm = 0x1p1000;
constexpr double kLargestNorm = 0x1.fffffffffffffp1023;

inline BlockMask is_ordinary(Block norm) {
  return (Block::broadcast(kSmallNorm) <= norm) & (norm <= Block::broadcast(kLargeNorm));
}

// What dividing by a number takes, made once for all its numerators: a / b is a scale
// conj(inverse).
struct Reciprocal {
  Block scale;
  Complex inverse;
};

// Where the square of its modulus overflows, underflows or vanishes, both operands are scaled by
// the same power of two: that is exact and changes no quotient. Rare, and out of the way of the
// rest.
[[gnu::noinline, gnu::cold]] Reciprocal guarded_reciprocal(Complex b, Block norm) {
  const Block scale = select(norm < Block::broadcast(kSmallNorm), Block::broadcast(0x1p600),
                             select(norm <= Block::broadcast(kLargeNorm), Block::broadcast(1.0),
                                    Block::broadcast(0x1p-600)));
  const Complex scaled = b * scale;
  return {scale, scaled * (Block::broadcast(1.0) / squared_modulus(scaled))};
}

class Divisor {
 public:
  explicit Divisor(Complex b) {
    const Block norm = squared_modulus(b);
    plain_ = all_in_range(excess(norm, kSmallNorm));  // the other way gives the same bits there
    if (plain_) {
      reciprocal_.inverse = b * (Block::broadcast(1.0) / norm);
    } else {
      reciprocal_ = guarded_reciprocal(b, norm);
    }
  }

  // a / b; not finite where b is zero.
  Complex divide(Complex a) const {
    return multiply_conjugate(plain_ ? a : a * reciprocal_.scale, reciprocal_.inverse);
  }

 private:
  bool plain_;
  Reciprocal reciprocal_;
};

inline Complex divide(Complex a, Complex b) { return Divisor(b).divide(a); }

// The principal square root; of a negative number, the one with a positive imaginary part.
inline Complex sqrt(Complex a) {
  const Block zero = Block::broadcast(0.0);
  const Block half = Block::broadcast(0.5);
  const BlockMask left = a.re < zero;
  const BlockMask below = a.im < zero;
  const Block size = select(left, zero - a.re, a.re);
  const Block large = sqrt(half * (size + sqrt(squared_modulus(a))));
  const Block small = select(large == zero, zero, (half * a.im) / large);
  return {select(left, select(below, zero - small, small), large),
          select(left, select(below, zero - large, large), small)};
}

}  // namespace
}  // namespace nb_cpp::kernel
