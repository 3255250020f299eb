#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "nb_cpp/window.hpp"
#include "plan/plan.hpp"

namespace nb_cpp {

// A reflection of the plane, z -> +-x +- iy, that commutes with the iteration bit for bit: a
// point's image has the same count, and labels[label + 1] for a label.
struct Mirror {
  bool flips_x;
  bool flips_y;
  std::vector<std::int16_t> labels;

  std::int16_t image_of(std::int16_t label) const noexcept {
    return labels[static_cast<std::size_t>(label + 1)];
  }
};

// Pixels to compute: every row of the list with every column of it.
struct Sheet {
  std::vector<std::int64_t> rows, columns;
  // By index into `columns`: where the stretch ends in which columns follow each other without a
  // gap, and so do their mirror images, if they have any.
  std::vector<std::int64_t> stretch_end;

  std::int64_t pixels() const noexcept {
    return static_cast<std::int64_t>(rows.size()) * static_cast<std::int64_t>(columns.size());
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

// Conjugation for real coefficients, z -> -z for even and odd polynomials, both for both, as far as
// the method commutes with them and the grid's own numbers allow it: a pair of rows or columns
// counts if it is opposite bit for bit. None for a list of points, nor where there are traps, which
// may not be symmetric. `interrupt` is called now and then; what it throws ends the call.
Symmetry find_symmetry(const Plan& plan, const Window& window,
                       const std::function<void()>& interrupt = {});

}  // namespace nb_cpp
