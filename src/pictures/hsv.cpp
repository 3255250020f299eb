#include "nb_cpp/hsv.hpp"

#include <cstdint>
#include <stdexcept>
#include <vector>

#include "numbers/environment.hpp"
#include "plan/plan.hpp"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace nb_cpp {
namespace {

// A table of this many colours stays in the first-level cache.
constexpr std::size_t kTableSize = 1024;

// A larger picture leaves the caches before anyone reads it. Each span ends within a cache line, so
// that short ones are not worth it.
constexpr std::int64_t kStreamedBytes = std::int64_t{1} << 24;
constexpr int kStreamedPixels = 64;

#ifdef __SSE2__
// Writes past the caches, which spares the memory the reading of lines that are to be overwritten.
// Rows start anywhere: a store takes two numbers, two pixels are three stores.
template <typename Find>
void stream(const Find& find, int count, Hsv* hsv) noexcept {
  int i = 0;
  if (count > 0 && reinterpret_cast<std::uintptr_t>(hsv) % 16 != 0) {
    hsv[0] = find(0);
    i = 1;
  }
  for (; i + 2 <= count; i += 2) {
    const Hsv& a = find(i);
    const Hsv& b = find(i + 1);
    double* const to = &hsv[i].hue;
    _mm_stream_pd(to, _mm_loadu_pd(&a.hue));
    _mm_stream_pd(to + 2, _mm_loadh_pd(_mm_load_sd(&a.value), &b.hue));
    _mm_stream_pd(to + 4, _mm_loadu_pd(&b.saturation));
  }
  if (i < count) {
    hsv[i] = find(i);
  }
  _mm_sfence();  // before the thread says that it is done
}
#endif

class HsvColouring {
 public:
  // Made for about this many pixels.
  HsvColouring(const RootSet& roots, std::int32_t itmax, std::int64_t pixels);

  // Writes span.count colours.
  void apply(const Span& span, Hsv* hsv) const noexcept;

 private:
  Hsv colour(int label, std::int32_t iterations) const noexcept;

  std::int32_t itmax_;
  std::vector<double> hues_;       // by label + 1
  std::vector<Hsv> table_;         // by label + 1, then by iterations; empty where it does not pay
  [[maybe_unused]] bool streams_;  // past the caches, where the target can
};

HsvColouring::HsvColouring(const RootSet& roots, std::int32_t itmax, std::int64_t pixels)
    : itmax_(itmax), hues_(1, 0.0), streams_(pixels > kStreamedBytes / std::int64_t{sizeof(Hsv)}) {
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
  return {hues_[static_cast<std::size_t>(label) + 1], 1.0, value};
}

void HsvColouring::apply(const Span& span, Hsv* hsv) const noexcept {
  if (table_.empty()) {
    for (int i = 0; i < span.count; ++i) {
      hsv[i] = colour(span.labels[i], span.iterations[i]);
    }
    return;
  }
  const std::int64_t counts = std::int64_t{itmax_} + 1;
  const Hsv* const first = table_.data() + counts;  // of label 0
  const auto find = [&](int i) -> const Hsv& {
    return first[span.labels[i] * counts + span.iterations[i]];
  };
#ifdef __SSE2__
  if (streams_ && span.count >= kStreamedPixels) {
    stream(find, span.count, hsv);
    return;
  }
#endif
  for (int i = 0; i < span.count; ++i) {
    hsv[i] = find(i);
  }
}

}  // namespace

void hsv_image(const Plan& plan, const Window& window, const RunOptions& options, Hsv* hsv) {
  const numbers::StandardEnvironment environment;
  const Problem& problem = plan.problem();
  if (!problem.traps.empty()) {
    throw std::invalid_argument("a picture has no colours for cycles");
  }
  const HsvColouring colouring(problem.roots, problem.itmax, window.points());
  const std::int64_t columns = window.columns();
  iterate(plan, window, options,
          [&](const Span& span) { colouring.apply(span, hsv + span.row * columns + span.column); });
}

}  // namespace nb_cpp
