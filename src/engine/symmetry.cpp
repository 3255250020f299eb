#include "engine/symmetry.hpp"

#include <algorithm>
#include <utility>

namespace nb_cpp {
namespace {

// Looks at signals once in so many pixels of a row or a column: these may be a hundred million.
class Looks {
 public:
  explicit Looks(const std::function<void()>& interrupt) : interrupt_(interrupt) {}

  void look() {
    if (++count_ % (std::size_t{1} << 20) == 0 && interrupt_) {
      interrupt_();
    }
  }

 private:
  const std::function<void()>& interrupt_;
  std::size_t count_ = 0;
};

template <typename Value>
void append(std::vector<std::int64_t>& values, std::size_t count, Looks& looks, Value value) {
  values.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    looks.look();
    values.push_back(value(i));
  }
}

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
std::vector<std::int64_t> find_opposites(const std::vector<double>& points, Looks& looks) {
  std::vector<std::int64_t> opposite;
  append(opposite, points.size(), looks, [](std::size_t) { return -1; });
  if (points.empty()) {
    return opposite;
  }
  const double direction = points.front() < points.back() ? 1.0 : -1.0;
  std::size_t i = 0;
  std::size_t j = points.size() - 1;
  while (i < j) {
    looks.look();
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

std::vector<std::int64_t> all_of(std::int64_t count, Looks& looks) {
  std::vector<std::int64_t> indices;
  append(indices, static_cast<std::size_t>(count), looks,
         [](std::size_t i) { return static_cast<std::int64_t>(i); });
  return indices;
}

// Those without an opposite, and the first of each pair.
std::vector<std::int64_t> first_of_pairs(const std::vector<std::int64_t>& opposite, Looks& looks) {
  std::vector<std::int64_t> indices;
  indices.reserve(opposite.size());
  for (std::size_t i = 0; i < opposite.size(); ++i) {
    looks.look();
    if (opposite[i] < 0 || opposite[i] > static_cast<std::int64_t>(i)) {
      indices.push_back(static_cast<std::int64_t>(i));
    }
  }
  return indices;
}

// What z -> -z alone leaves over: in the second rows of pairs, columns without an opposite.
Sheet remainder(const Symmetry& symmetry, Looks& looks) {
  Sheet sheet;
  for (std::size_t row = 0; row < symmetry.mirrored_row.size(); ++row) {
    looks.look();
    const std::int64_t other = symmetry.mirrored_row[row];
    if (other >= 0 && other < static_cast<std::int64_t>(row)) {
      sheet.rows.push_back(static_cast<std::int64_t>(row));
    }
  }
  for (std::size_t column = 0; column < symmetry.mirrored_column.size(); ++column) {
    looks.look();
    if (symmetry.mirrored_column[column] < 0) {
      sheet.columns.push_back(static_cast<std::int64_t>(column));
    }
  }
  return sheet;
}

void find_stretches(const std::vector<std::int64_t>& opposite, Looks& looks, Sheet& sheet) {
  const auto image = [&](std::size_t i) {
    return opposite.empty() ? -1 : opposite[static_cast<std::size_t>(sheet.columns[i])];
  };
  const auto follows = [&](std::size_t i) {
    const bool images_follow = image(i - 1) < 0 || image(i) < 0 ? image(i - 1) < 0 && image(i) < 0
                                                                : image(i) == image(i - 1) - 1;
    return sheet.columns[i] == sheet.columns[i - 1] + 1 && images_follow;
  };
  append(sheet.stretch_end, sheet.columns.size(), looks, [](std::size_t) { return 0; });
  auto end = static_cast<std::int64_t>(sheet.columns.size());
  for (std::size_t i = sheet.columns.size(); i-- > 0;) {
    looks.look();
    sheet.stretch_end[i] = end;
    if (i > 0 && !follows(i)) {
      end = static_cast<std::int64_t>(i);
    }
  }
}

}  // namespace

Symmetry find_symmetry(const Plan& plan, const Window& window,
                       const std::function<void()>& interrupt) {
  const Polynomial& polynomial = plan.problem().polynomial;
  const RootSet& roots = plan.problem().roots;
  Symmetry symmetry;
  symmetry.mirrors.reserve(3);
  symmetry.sheets.reserve(2);
  const bool free = plan.problem().traps.empty() && !window.is_list;
  const bool conjugate = free && polynomial.is_real() && plan.method().commutes_with_conjugation();
  const bool negate = free && polynomial.is_even_or_odd() && plan.method().commutes_with_negation();
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
  Looks looks(interrupt);
  Sheet sheet{all_of(window.rows(), looks), all_of(window.columns(), looks), {}};
  if (!symmetry.mirrors.empty()) {
    symmetry.mirrored_row = find_opposites(window.y, looks);
    sheet.rows = first_of_pairs(symmetry.mirrored_row, looks);
  }
  if (!symmetry.mirrors.empty() && negate) {
    symmetry.mirrored_column = find_opposites(window.x, looks);
    if (conjugate) {
      sheet.columns = first_of_pairs(symmetry.mirrored_column, looks);
    } else {
      symmetry.sheets.push_back(remainder(symmetry, looks));
    }
  }
  symmetry.sheets.insert(symmetry.sheets.begin(), std::move(sheet));
  for (Sheet& each : symmetry.sheets) {
    find_stretches(symmetry.mirrored_column, looks, each);
  }
  return symmetry;
}

}  // namespace nb_cpp
