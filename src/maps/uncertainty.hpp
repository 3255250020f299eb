#pragma once

namespace nb_cpp::maps {

// How far a root may be from its value, by RootSet::radii: where that is not known the value is as
// good as its rounding.
inline double uncertainty(double radius) { return radius > 0.0 ? radius : 0.0; }

}  // namespace nb_cpp::maps
