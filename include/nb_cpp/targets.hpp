#pragma once

#include <string>
#include <vector>

namespace nb_cpp {

// Names of the instruction sets that kernels were compiled for, the fastest first.
std::vector<std::string> compiled_targets();

// Those for this architecture that were left out because the compiler lacked their flags.
std::vector<std::string> missing_targets();

// Those compiled that this CPU and operating system can run.
std::vector<std::string> usable_targets();

// The one that runs when none is asked for: what the environment variable NB_CPP_TARGET names, or
// else the fastest usable one. Throws std::invalid_argument if the variable's value is unknown or
// cannot run here.
std::string active_target();

// Name and version of the compiler that built the library, and its optimisation flags.
std::string compiler();
std::string compiler_flags();

}  // namespace nb_cpp
