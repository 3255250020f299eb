#include "nb_cpp/hsv.hpp"

#include <stdexcept>

namespace nb_cpp {
namespace {

// A table of this many colours stays in the first-level cache.
constexpr std::size_t kTableSize = 1024;

}  // namespace

HsvColouring::HsvColouring(const RootSet& roots, std::int32_t itmax, std::int64_t pixels)
    : itmax_(itmax), hues_(1, 0.0) {
  int degree = 0;
  for (const int multiplicity : roots.multiplicities) {
    degree += multiplicity;
  }
  int index = 0;
  for (const int multiplicity : roots.multiplicities) {
    hues_.push_back(static_cast<double>(index) / degree);
    index += multiplicity;
  }
  const std::size_t counts = static_cast<std::size_t>(itmax) + 1;
  if (counts <= kTableSize / hues_.size() && pixels > static_cast<std::int64_t>(kTableSize)) {
    for (std::size_t label = 0; label < hues_.size(); ++label) {
      for (std::int32_t k = 0; k <= itmax; ++k) {
        table_.push_back(colour(static_cast<int>(label) - 1, k));
      }
    }
  }
}

Hsv HsvColouring::colour(int label, std::int32_t iterations) const noexcept {
  if (label < 0) {
    return {0.0, 0.0, 0.0};
  }
  const double value = 1.0 - static_cast<double>(iterations - 1) / static_cast<double>(itmax_);
  return {hues_[static_cast<std::size_t>(label + 1)], 1.0, value};
}

void HsvColouring::apply(const Run& run, Hsv* hsv) const noexcept {
  if (table_.empty()) {
    for (int i = 0; i < run.count; ++i) {
      hsv[i] = colour(run.labels[i], run.iterations[i]);
    }
    return;
  }
  const std::int64_t counts = std::int64_t{itmax_} + 1;
  const Hsv* const first = table_.data() + counts;  // of label 0
  for (int i = 0; i < run.count; ++i) {
    hsv[i] = first[run.labels[i] * counts + run.iterations[i]];
  }
}

void hsv_image(const Problem& problem, const RunOptions& options, Hsv* hsv) {
  if (!problem.traps.empty()) {
    throw std::invalid_argument("a picture has no colours for cycles");
  }
  const HsvColouring colouring(problem.roots, problem.itmax, problem.grid.pixels());
  const std::int64_t columns = problem.grid.columns();
  iterate(problem, options,
          [&](const Run& run) { colouring.apply(run, hsv + run.row * columns + run.column); });
}

}  // namespace nb_cpp
