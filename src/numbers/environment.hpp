#pragma once

#include <cfenv>

#ifdef __SSE2__
#include <xmmintrin.h>
#endif

namespace nb_cpp::numbers {

// Rounding to nearest and gradual underflow while it lives, whatever the host has set, and in the
// threads that start meanwhile: error bounds, error-free transformations and results that are the
// same everywhere stand on them. Every function of include/nb_cpp that computes has one.
class StandardEnvironment {
 public:
  StandardEnvironment() noexcept {
#ifdef __SSE2__
    control_ = _mm_getcsr();
#endif
    std::fegetenv(&host_);
    std::fesetenv(FE_DFL_ENV);
#ifdef __SSE2__
    // Older C libraries leave the bits alone that make zeros of denormal numbers.
    _mm_setcsr(kDefaultControl);
#endif
  }
  ~StandardEnvironment() {
    std::fesetenv(&host_);
#ifdef __SSE2__
    _mm_setcsr(control_);
#endif
  }
  StandardEnvironment(const StandardEnvironment&) = delete;
  StandardEnvironment& operator=(const StandardEnvironment&) = delete;

 private:
  std::fenv_t host_{};
#ifdef __SSE2__
  static constexpr unsigned kDefaultControl = 0x1F80;  // all exceptions masked
  unsigned control_ = 0;
#endif
};

}  // namespace nb_cpp::numbers
