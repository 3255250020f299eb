#include "kernel/simd/scalar.hpp"
// The wrapper comes first: the iteration is written over its Vec and Mask.
#include "kernel/iterate.hpp"

const nb_cpp::kernel::Kernel& nb_cpp::kernel::scalar_kernel() noexcept { return kKernel; }
