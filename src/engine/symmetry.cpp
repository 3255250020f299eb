#include "engine/symmetry.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace nb_cpp {
namespace {

// False if the reflection does not take the roots to the roots exactly.
bool map_labels(const std::vector<Complex>& roots, Mirror& mirror) {
  mirror.labels.assign(1, std::int16_t{-1});
  for (const Complex root : roots) {
    const Complex image(mirror.flips_x ? -root.real() : root.real(),
                        mirror.flips_y ? -root.imag() : root.imag());
    const auto found = std::find(roots.begin(), roots.end(), image);
    if (found == roots.end()) {
      return false;
    }
    mirror.labels.push_back(static_cast<std::int16_t>(found - roots.begin()));
  }
  return true;
}

void add_mirror(const RootSet& roots, bool flips_x, bool flips_y, std::vector<Mirror>& mirrors) {
  Mirror mirror{flips_x, flips_y, {}};
  if (map_labels(roots.values, mirror)) {
    mirrors.push_back(std::move(mirror));
  }
}

// For each coordinate the index of its opposite, or -1. Both ends move inwards, so that coordinates
// must be in order, ascending or descending; where they are not, opposites are merely missed.
std::vector<std::int64_t> find_opposites(const std::vector<double>& points) {
  std::vector<std::int64_t> opposite(points.size(), -1);
  if (points.empty()) {
    return opposite;
  }
  const double direction = points.front() < points.back() ? 1.0 : -1.0;
  std::size_t i = 0;
  std::size_t j = points.size() - 1;
  while (i < j) {
    const double sum = direction * (points[i] + points[j]);
    if (points[i] == -points[j]) {
      opposite[i] = static_cast<std::int64_t>(j);
      opposite[j] = static_cast<std::int64_t>(i);
      ++i;
      --j;
    } else if (sum < 0.0) {
      ++i;
    } else {
      --j;
    }
  }
  return opposite;
}

std::vector<std::int64_t> all_of(std::size_t count) {
  std::vector<std::int64_t> indices(count);
  std::iota(indices.begin(), indices.end(), std::int64_t{0});
  return indices;
}

// Those without an opposite, and the first of each pair.
std::vector<std::int64_t> first_of_pairs(const std::vector<std::int64_t>& opposite) {
  std::vector<std::int64_t> indices = all_of(opposite.size());
  const auto is_second = [&opposite](std::int64_t i) {
    const std::int64_t other = opposite[static_cast<std::size_t>(i)];
    return other >= 0 && other < i;
  };
  indices.erase(std::remove_if(indices.begin(), indices.end(), is_second), indices.end());
  return indices;
}

// What z -> -z alone leaves over: in the second rows of pairs, columns without an opposite.
Sheet remainder(const Symmetry& symmetry) {
  Sheet sheet;
  for (std::size_t row = 0; row < symmetry.mirrored_row.size(); ++row) {
    const std::int64_t other = symmetry.mirrored_row[row];
    if (other >= 0 && other < static_cast<std::int64_t>(row)) {
      sheet.rows.push_back(static_cast<std::int64_t>(row));
    }
  }
  for (std::size_t column = 0; column < symmetry.mirrored_column.size(); ++column) {
    if (symmetry.mirrored_column[column] < 0) {
      sheet.columns.push_back(static_cast<std::int64_t>(column));
    }
  }
  return sheet;
}

void find_stretches(const std::vector<std::int64_t>& opposite, Sheet& sheet) {
  const auto image = [&](std::size_t i) {
    return opposite.empty() ? -1 : opposite[static_cast<std::size_t>(sheet.columns[i])];
  };
  const auto follows = [&](std::size_t i) {
    const bool images_follow = image(i - 1) < 0 || image(i) < 0 ? image(i - 1) < 0 && image(i) < 0
                                                                : image(i) == image(i - 1) - 1;
    return sheet.columns[i] == sheet.columns[i - 1] + 1 && images_follow;
  };
  sheet.stretch_end.resize(sheet.columns.size());
  auto end = static_cast<std::int64_t>(sheet.columns.size());
  for (std::size_t i = sheet.columns.size(); i-- > 0;) {
    sheet.stretch_end[i] = end;
    if (i > 0 && !follows(i)) {
      end = static_cast<std::int64_t>(i);
    }
  }
}

}  // namespace

Symmetry find_symmetry(const Problem& problem, const CheckedIteration& iteration) {
  const Polynomial& polynomial = problem.polynomial;
  const RootSet& roots = problem.roots;
  const Grid& grid = problem.grid;
  Symmetry symmetry;
  const bool free = problem.traps.empty();
  const bool conjugate = free && polynomial.is_real() && iteration.commutes_with_conjugation();
  const bool negate = free && polynomial.is_even_or_odd() && iteration.commutes_with_negation();
  if (conjugate) {
    add_mirror(roots, false, true, symmetry.mirrors);
  }
  if (negate) {
    add_mirror(roots, true, true, symmetry.mirrors);
  }
  if (conjugate && negate) {
    add_mirror(roots, true, false, symmetry.mirrors);
    if (symmetry.mirrors.size() < 3) {
      symmetry.mirrors.clear();
    }
  }
  Sheet sheet{all_of(grid.y.size()), all_of(grid.x.size()), {}};
  if (!symmetry.mirrors.empty()) {
    symmetry.mirrored_row = find_opposites(grid.y);
    sheet.rows = first_of_pairs(symmetry.mirrored_row);
  }
  if (!symmetry.mirrors.empty() && negate) {
    symmetry.mirrored_column = find_opposites(grid.x);
    if (conjugate) {
      sheet.columns = first_of_pairs(symmetry.mirrored_column);
    } else {
      symmetry.sheets.push_back(remainder(symmetry));
    }
  }
  symmetry.sheets.insert(symmetry.sheets.begin(), std::move(sheet));
  for (Sheet& each : symmetry.sheets) {
    find_stretches(symmetry.mirrored_column, each);
  }
  return symmetry;
}

}  // namespace nb_cpp
