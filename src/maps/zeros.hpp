#pragma once

// Zeros of a polynomial that is known by its values and slopes: its coefficients, which a step's
// numerator has too many of for doubles, are never formed.

#include <functional>
#include <optional>
#include <vector>

#include "nb_cpp/complex.hpp"
#include "numbers/scaled.hpp"

namespace nb_cpp::maps {

struct ValueAndSlope {
  numbers::ScaledComplex value, slope;
  numbers::Scaled terms;  // whose sum the value is: it may be nothing but their rounding
};

// A polynomial, with an exponent of its own at each point: any multiple of it will do.
using Function = std::function<ValueAndSlope(Complex)>;

struct Disc {
  Complex centre;
  double radius;
};

// How many zeros are in a disc, by the argument principle; nothing where the edge comes too near to
// one of them, or f is not known there.
std::optional<int> count_zeros(const Function& f, const Disc& disc);

struct Zeros {
  bool complete = false;        // whether there are no more than `most`, and each has been found
  std::vector<Complex> values;  // those outside of the discs
  std::vector<int> inside;      // by disc, how many it has; 0 where they cannot be counted
};

// How many there are in all, if that can be told: some far from the landmarks may be left out.
std::optional<int> count_all_zeros(const Function& f, const std::vector<Complex>& landmarks);

// All zeros but those in some discs, which have no point in common. They are expected among some
// landmarks, to whose clusters starting points are given.
Zeros find_zeros(const Function& f, const std::vector<Complex>& landmarks,
                 const std::vector<Disc>& discs, int most, const std::function<void()>& interrupt);

}  // namespace nb_cpp::maps
