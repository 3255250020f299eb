#pragma once

#include <cstdint>
#include <functional>

namespace nb_cpp {

// Called on the thread that called the library, about forty times a second and once at the end,
// with the work done so far and in all. What it throws cancels the run and reaches the caller.
using Monitor = std::function<void(std::int64_t done, std::int64_t total)>;

// The number of threads for calls that do not name one: the CPUs that this process may use, or the
// environment variable NB_CPP_THREADS where it is set. Throws std::invalid_argument if that
// variable is not a positive integer.
int default_threads();

}  // namespace nb_cpp
