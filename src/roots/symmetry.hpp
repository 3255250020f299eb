#pragma once

// Discs that doubles cannot tell apart, and the symmetry that the roots are known to have.

#include <vector>

#include "roots/stages.hpp"

namespace nb_cpp::roots {

enum class Axis { kReal, kImaginary };

double modulus(Complex z) noexcept;

// A bound of the distance of a root from the value.
double reach(const Enclosure& e) noexcept;

// Merges what doubles cannot tell apart, until every disc holds its own roots only; of those that
// are shared, equal values only. A disc that meets its mirror image in an axis of symmetry must
// hold both halves of each mirrored pair.
void merge_inseparable(std::vector<Enclosure>& found, const std::vector<Axis>& axes);

// Makes exact the symmetry in an axis that the true roots are known to have.
void symmetrise(std::vector<Enclosure>& found, Axis axis);

}  // namespace nb_cpp::roots
