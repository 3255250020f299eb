#pragma once

// The compiler is told to read this at the head of every file (CMakeLists.txt): the roots' bounds,
// the kernel's rounding and every test for a NaN need arithmetic as IEEE 754 has it.

#if defined(__FAST_MATH__) || (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__) || \
    defined(__ASSOCIATIVE_MATH__) || defined(__RECIPROCAL_MATH__) || defined(__NO_SIGNED_ZEROS__)
#error "nb_cpp cannot be compiled with -ffast-math or a part of it: its results would be wrong"
#endif
