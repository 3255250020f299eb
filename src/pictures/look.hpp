#pragma once

// What a look draws.

#include "nb_cpp/shade.hpp"

namespace nb_cpp::pictures {
// Passes are compiled for several instruction sets, and share no function.
namespace {

inline bool is_dark(const Look& look) { return look.start != look.end; }
inline bool has_light(const Look& look) {
  return look.dome != 0.0F || look.ripple != 0.0F || look.sheen != 0.0F;
}
inline bool has_glow(const Look& look) { return look.glow != 0.0F || look.haze != 0.0F; }
inline bool has_lines(const Look& look) { return look.line != 0.0F || look.quarter != 0.0F; }
inline bool has_edges(const Look& look) { return look.edge != 0.0F; }
inline bool has_cells(const Look& look) { return look.tones != 0.0F || look.lead != 0.0F; }
inline bool is_inked(const Look& look) {
  return has_lines(look) || has_edges(look) || look.lead != 0.0F;
}
inline bool has_slopes(const Look& look) {
  return has_light(look) || has_glow(look) || has_lines(look) || has_cells(look) || has_edges(look);
}

}  // namespace
}  // namespace nb_cpp::pictures
