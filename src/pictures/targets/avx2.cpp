#include "pictures/passes/passes.hpp"

const nb_cpp::pictures::Passes& nb_cpp::pictures::avx2_passes() noexcept { return kPasses; }
