#include "kernel/simd/avx512.hpp"
// The wrapper comes first: the iteration is written over its Vec and Mask.
#include "kernel/iterate.hpp"

const nb_cpp::kernel::Kernel& nb_cpp::kernel::avx512_kernel() noexcept { return kKernel; }
