#include "kernel/simd/neon.hpp"
// The wrapper comes first: the iteration is written over its Vec and Mask.
#include "kernel/iterate.hpp"

const nb_cpp::kernel::Kernel& nb_cpp::kernel::neon_kernel() noexcept { return kKernel; }
