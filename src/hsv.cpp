#include "nb_cpp/hsv.hpp"

namespace nb_cpp {

HsvColouring::HsvColouring(const RootSet& roots, std::int32_t itmax)
    : itmax_(static_cast<double>(itmax)) {
  int degree = 0;
  for (const int multiplicity : roots.multiplicities) {
    degree += multiplicity;
  }
  int index = 0;
  for (const int multiplicity : roots.multiplicities) {
    hues_.push_back(static_cast<double>(index) / degree);
    index += multiplicity;
  }
}

void HsvColouring::apply(const Run& run, double* hsv) const noexcept {
  for (int i = 0; i < run.count; ++i, hsv += 3) {
    if (run.labels[i] < 0) {
      hsv[0] = hsv[1] = hsv[2] = 0.0;
    } else {
      hsv[0] = hues_[static_cast<std::size_t>(run.labels[i])];
      hsv[1] = 1.0;
      hsv[2] = 1.0 - static_cast<double>(run.iterations[i] - 1) / itmax_;
    }
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
