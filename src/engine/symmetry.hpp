#pragma once

#include <cstdint>
#include <vector>

#include "nb_cpp/basins.hpp"
#include "nb_cpp/window.hpp"
#include "plan/plan.hpp"

namespace nb_cpp {

// Rows or columns of a window, in ascending order: all of them, or those of a list.
struct Selection {
  std::int64_t count;
  std::vector<std::int64_t> list = {};  // empty: all

  std::int64_t operator[](std::int64_t i) const noexcept {
    return list.empty() ? i : list[static_cast<std::size_t>(i)];
  }
};

// Pixels to compute: every selected row with every selected column.
struct Sheet {
  Selection rows, columns;
  // By index into `columns`: where the stretch ends in which columns follow each other without a
  // gap, and so do their mirror images, if they have any. Empty: there is one stretch.
  std::vector<std::int64_t> stretch_end = {};

  std::int64_t pixels() const noexcept { return rows.count * columns.count; }
  std::int64_t end_of_stretch(std::int64_t column) const noexcept {
    return stretch_end.empty() ? columns.count : stretch_end[static_cast<std::size_t>(column)];
  }
};

// Which pixels of a window to compute, and where else their results go. Sheets and mirror images
// together are every pixel once.
struct Symmetry {
  std::vector<Sheet> sheets;
  std::vector<Mirror> mirrors;                // of the first sheet's pixels
  std::vector<std::int64_t> mirrored_row;     // by row, that of -y; -1 if there is none
  std::vector<std::int64_t> mirrored_column;  // by column, that of -x; -1 if there is none
};

// The plan's mirrors, as far as the grid's own numbers allow them: a pair of rows or columns counts
// if it is opposite bit for bit. None for a list of points or for a window with a start, nor where
// a side has more than a million pixels, whose pairs would take longer to find than a call may let
// Ctrl-C wait. With angles there is none: the coordinate about a root on an axis need not be its
// own image.
Symmetry find_symmetry(const Plan& plan, const Window& window, bool with_angle);

}  // namespace nb_cpp
