#pragma once

// Horner's rule in double precision, for some points at a time: a step of it waits for the one
// before, so that four points take little longer than one.

#include <array>
#include <cstddef>
#include <vector>

#include "nb_cpp/complex.hpp"
#include "roots/stages.hpp"

namespace nb_cpp::roots {

// The coefficients of p(2^exponent w) over a power of two that makes the largest about 1. Those
// that underflow are below the error bounds, since |w| is near 1 (kMaxDegree).
struct ScaledCoefficients {
  int exponent;
  double scale;  // 2^exponent
  std::vector<Complex> values;
  std::vector<Complex> rests;
  std::vector<double> moduli;
};

ScaledCoefficients scale_coefficients(const Approximation& polynomial, int exponent);

// Value, derivative and the sum of |a_k w^k|, at w.
struct Evaluation {
  Complex value;
  Complex derivative;
  double magnitude;
};

// Points evaluated together, and how many of them there are.
struct Batch {
  static constexpr std::size_t kMost = 4;

  std::array<Complex, kMost> points{};
  std::array<Evaluation, kMost> values{};
  std::size_t count = 0;
};

// At each of the batch's points w.
void horner(const ScaledCoefficients& p, Batch& batch) noexcept;

// The same with the value as accurate as if computed in twice the precision.
void compensated_horner(const ScaledCoefficients& p, Batch& batch) noexcept;

}  // namespace nb_cpp::roots
