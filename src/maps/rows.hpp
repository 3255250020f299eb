#pragma once

#include <cstddef>

namespace nb_cpp::maps::rows {

// The numbers of the methods: their rows in methods.def.
enum Row : std::size_t {
#define NB_CPP_METHOD(name, ...) name,
#include "nb_cpp/methods.def"
#undef NB_CPP_METHOD
};

}  // namespace nb_cpp::maps::rows
