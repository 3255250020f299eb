#pragma once

#include "pictures/passes/colours.hpp"
#include "pictures/passes/edges.hpp"

namespace nb_cpp::pictures {
namespace {

constexpr Passes kPasses{draw_bytes, draw_words, draw_means, find_edges};

}  // namespace
}  // namespace nb_cpp::pictures
