#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "nb_cpp/complex.hpp"
#include "numbers/mpcomplex.hpp"
#include "numbers/scaled.hpp"
#include "zoom/sphere.hpp"

namespace nb_cpp::zoom {

constexpr std::size_t kOrder = 16;
// Of the square's corner from its middle: sqrt 2, and room for half a pixel more.
constexpr double kCorner = 1.5;
// A move of v, in widths of the square: x + iy = kCorner v, and the width is 2.
constexpr double kInWidths = kCorner / 2.0;

// What the square is after some steps: with x + iy = 1.5 v it is
// place + 2^exponent (b_1 v + ... + b_16 v^16 + an error of modulus `error` at most).
struct Image {
  Place place;
  numbers::Scaled uncertainty;  // of the place
  std::vector<Complex> b = std::vector<Complex>(kOrder + 1);
  std::int64_t exponent = 0;
  double error = 0.0;
  std::int64_t steps = 0;

  double size() const;   // the radius over 2^exponent
  double slope() const;  // of the image by v at most, over 2^exponent
  numbers::Scaled radius() const { return numbers::Scaled(size(), exponent); }

  // What rounding to doubles adds to the error, over 2^exponent, if iterating goes on from here.
  double rounding() const;
};

// A step as a series: terms f_1 to f_m, each over 2^(exponent' - j exponent), and what the others
// add up to.
struct StepTerms {
  std::vector<Complex> f;  // f_0 is not used
  double tail;             // over 2^exponent'
  double q;                // the image's radius over that of the disc in which the tail is bounded
};

// The terms f_1 to f_m of a function's series over the image, and the exponent that they have then:
// that of the largest. Nothing if all are zero.
std::optional<std::int64_t> to_terms(const std::vector<numbers::MpComplex>& f, std::size_t m,
                                     const Image& image, StepTerms& terms);

// b, error and exponent after the step.
void compose(const StepTerms& step, std::int64_t exponent, Image& image);

}  // namespace nb_cpp::zoom
