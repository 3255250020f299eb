#include "kernel/simd/avx2.hpp"
// The wrapper comes first: the iteration is written over its Vec and Mask.
#include "kernel/iterate.hpp"

const nb_cpp::kernel::Kernel& nb_cpp::kernel::avx2_kernel() noexcept { return kKernel; }
