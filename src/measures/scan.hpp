#pragma once

// What the measures share: labels as indices, and scans that answer an interrupt in time whatever
// the image's shape is.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace nb_cpp::measures {

constexpr std::size_t kLabels = 65536;

inline std::size_t index(std::int16_t label) { return static_cast<std::uint16_t>(label); }
inline std::size_t at(std::int64_t i) { return static_cast<std::size_t>(i); }

// Calls the caller's function at the first pixels and then once in so many, which are a few
// milliseconds of work.
class Interrupt {
 public:
  static constexpr std::int64_t kPixels = 1 << 16;

  explicit Interrupt(const std::function<void()>& function) : function_(function) {}

  // Before work on that many pixels.
  void before(std::int64_t pixels) {
    left_ -= pixels;
    if (left_ < 0) {
      left_ = kPixels;
      if (function_) {
        function_();
      }
    }
  }

 private:
  const std::function<void()>& function_;
  std::int64_t left_ = 0;
};

// body(first, last) for consecutive parts of 0 .. count - 1, which have so many pixels each, with
// the interrupt between them.
template <typename Body>
void in_parts(std::int64_t count, std::int64_t pixels, Interrupt& interrupt, const Body& body) {
  const std::int64_t step = std::max<std::int64_t>(1, Interrupt::kPixels / pixels);
  for (std::int64_t first = 0; first < count; first += step) {
    const std::int64_t last = std::min(first + step, count);
    interrupt.before((last - first) * pixels);
    body(first, last);
  }
}

template <typename Body>
void in_parts(std::int64_t pixels, Interrupt& interrupt, const Body& body) {
  in_parts(pixels, 1, interrupt, body);
}

}  // namespace nb_cpp::measures
