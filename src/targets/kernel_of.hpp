#pragma once

#include <string>

#include "kernel/kernel.hpp"

namespace nb_cpp::kernel {

// The kernel of a target, or of active_target() if the name is empty. Throws
// std::invalid_argument for a target that is unknown or cannot run here.
const Kernel& kernel_of(const std::string& target);

}  // namespace nb_cpp::kernel
