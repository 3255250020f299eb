#include "nb_cpp/hsv.hpp"

#include <algorithm>

namespace nb_cpp {
namespace {

// Values are looked up for this many iterations at most: the table stays in the first-level cache.
constexpr std::int32_t kTableSize = 1024;

}  // namespace

HsvColouring::HsvColouring(const RootSet& roots, std::int32_t itmax)
    : itmax_(static_cast<double>(itmax)), hues_(1, 0.0), saturations_(1, 0.0) {
  int degree = 0;
  for (const int multiplicity : roots.multiplicities) {
    degree += multiplicity;
  }
  int index = 0;
  for (const int multiplicity : roots.multiplicities) {
    hues_.push_back(static_cast<double>(index) / degree);
    saturations_.push_back(1.0);
    index += multiplicity;
  }
  for (std::int32_t k = 0; k <= std::min(itmax, kTableSize); ++k) {
    values_.push_back(value(k));
  }
}

double HsvColouring::value(std::int32_t iterations) const noexcept {
  return itmax_ > 0.0 ? 1.0 - static_cast<double>(iterations - 1) / itmax_ : 0.0;
}

void HsvColouring::apply(const Run& run, double* hsv) const noexcept {
  // A label of -1 has an entry of its own, all zero: no branch that the pixels would make random.
  const double* const hue = hues_.data() + 1;
  const double* const saturation = saturations_.data() + 1;
  const bool looked_up = itmax_ <= kTableSize;
  for (int i = 0; i < run.count; ++i, hsv += 3) {
    const std::int16_t label = run.labels[i];
    const std::int32_t k = run.iterations[i];
    const double v = looked_up ? values_[static_cast<std::size_t>(k)] : value(k);
    hsv[0] = hue[label];
    hsv[1] = saturation[label];
    hsv[2] = v * saturation[label];
  }
}

void hsv_image(const Problem& problem, const RunOptions& options, double* hsv) {
  const HsvColouring colouring(problem.roots, problem.itmax);
  const std::int64_t columns = problem.grid.columns();
  iterate(problem, options, [&](const Run& run) {
    colouring.apply(run, hsv + 3 * (run.row * columns + run.column));
  });
}

}  // namespace nb_cpp
