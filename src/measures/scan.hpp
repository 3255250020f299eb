#pragma once

// What the measures share.

#include <cstddef>
#include <cstdint>
#include <functional>

namespace nb_cpp::measures {

constexpr std::size_t kLabels = 65536;

inline std::size_t index(std::int16_t label) { return static_cast<std::uint16_t>(label); }
inline std::size_t at(std::int64_t i) { return static_cast<std::size_t>(i); }

inline void poll(const std::function<void()>& interrupt) {
  if (interrupt) {
    interrupt();
  }
}

}  // namespace nb_cpp::measures
