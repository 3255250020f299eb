#include "engine/symmetry.hpp"

#include <algorithm>
#include <utility>

namespace nb_cpp {
namespace {

constexpr std::int64_t kLongestSide = std::int64_t{1} << 20;

// False if the reflection does not take the roots to the roots exactly.
bool map_labels(const std::vector<Complex>& roots, Mirror& mirror) {
  mirror.labels.reserve(roots.size() + 1);
  mirror.labels.push_back(-1);
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

// Those for which keep(index, opposite) is true.
template <typename Keep>
Selection select(const std::vector<std::int64_t>& opposite, Keep keep) {
  Selection selection{0};
  selection.list.reserve(opposite.size());
  for (std::size_t i = 0; i < opposite.size(); ++i) {
    if (keep(static_cast<std::int64_t>(i), opposite[i])) {
      selection.list.push_back(static_cast<std::int64_t>(i));
    }
  }
  selection.count = static_cast<std::int64_t>(selection.list.size());
  return selection;
}

bool is_second(std::int64_t index, std::int64_t opposite) {
  return opposite >= 0 && opposite < index;
}

// Those without an opposite, and the first of each pair.
Selection first_of_pairs(const std::vector<std::int64_t>& opposite) {
  return select(opposite, [](std::int64_t i, std::int64_t other) { return !is_second(i, other); });
}

// What z -> -z alone leaves over: in the second rows of pairs, columns without an opposite.
Sheet remainder(const Symmetry& symmetry) {
  return {
      select(symmetry.mirrored_row, is_second),
      select(symmetry.mirrored_column, [](std::int64_t, std::int64_t other) { return other < 0; })};
}

void find_stretches(const std::vector<std::int64_t>& opposite, Sheet& sheet) {
  const auto image = [&](std::int64_t i) {
    return opposite.empty() ? -1 : opposite[static_cast<std::size_t>(sheet.columns[i])];
  };
  const auto follows = [&](std::int64_t i) {
    const bool images_follow = image(i - 1) < 0 || image(i) < 0 ? image(i - 1) < 0 && image(i) < 0
                                                                : image(i) == image(i - 1) - 1;
    return sheet.columns[i] == sheet.columns[i - 1] + 1 && images_follow;
  };
  std::int64_t end = sheet.columns.count;
  sheet.stretch_end.resize(static_cast<std::size_t>(end));
  for (std::int64_t i = end; i-- > 0;) {
    sheet.stretch_end[static_cast<std::size_t>(i)] = end;
    if (i > 0 && !follows(i)) {
      end = i;
    }
  }
}

}  // namespace

std::vector<Mirror> find_mirrors(const Plan& plan) {
  std::vector<Mirror> mirrors;
  const Problem& problem = plan.problem();
  const bool conjugate = problem.traps.empty() && plan.commutes_with_conjugation();
  const bool negate = problem.traps.empty() && plan.commutes_with_negation();
  mirrors.reserve(3);
  if (conjugate) {
    add_mirror(problem.roots, false, true, mirrors);
  }
  if (negate) {
    add_mirror(problem.roots, true, true, mirrors);
  }
  if (conjugate && negate) {
    add_mirror(problem.roots, true, false, mirrors);
    if (mirrors.size() < 3) {
      mirrors.clear();
    }
  }
  return mirrors;
}

Symmetry find_symmetry(const Plan& plan, const Window& window, bool with_angle) {
  Symmetry symmetry;
  if (!with_angle && !window.list && window.start.polynomial.empty() &&
      std::max(window.rows(), window.columns()) <= kLongestSide) {
    symmetry.mirrors = find_mirrors(plan);
  }
  symmetry.sheets.reserve(2);
  symmetry.sheets.push_back({{window.rows()}, {window.columns()}});
  if (symmetry.mirrors.empty()) {
    return symmetry;
  }
  const auto flips_x = [](const Mirror& mirror) { return mirror.flips_x; };
  const bool negate = std::any_of(symmetry.mirrors.begin(), symmetry.mirrors.end(), flips_x);
  const bool conjugate = !std::all_of(symmetry.mirrors.begin(), symmetry.mirrors.end(), flips_x);
  symmetry.mirrored_row = find_opposites(window.y);
  symmetry.sheets.front().rows = first_of_pairs(symmetry.mirrored_row);
  if (negate) {
    symmetry.mirrored_column = find_opposites(window.x);
    if (conjugate) {
      symmetry.sheets.front().columns = first_of_pairs(symmetry.mirrored_column);
    } else {
      symmetry.sheets.push_back(remainder(symmetry));
    }
    for (Sheet& sheet : symmetry.sheets) {
      find_stretches(symmetry.mirrored_column, sheet);
    }
  }
  return symmetry;
}

}  // namespace nb_cpp
