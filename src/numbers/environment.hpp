#pragma once

#include <cfenv>

namespace nb_cpp::numbers {

// Rounding to nearest and gradual underflow while it lives, whatever the host has set: error bounds
// and error-free transformations stand on them.
class StandardEnvironment {
 public:
  StandardEnvironment() noexcept {
    std::fegetenv(&host_);
    std::fesetenv(FE_DFL_ENV);
  }
  ~StandardEnvironment() { std::fesetenv(&host_); }
  StandardEnvironment(const StandardEnvironment&) = delete;
  StandardEnvironment& operator=(const StandardEnvironment&) = delete;

 private:
  std::fenv_t host_{};
};

}  // namespace nb_cpp::numbers
