#pragma once

// The few lines of test support that the C++ tests need: a failed CHECK is printed with its place,
// and main returns check::status().

#include <cstdio>

namespace check {

inline int& failures() {
  static int count = 0;
  return count;
}

// What main returns: an exit status has eight bits.
inline int status() { return failures() == 0 ? 0 : 1; }

inline void report(bool held, const char* text, const char* file, int line) {
  if (!held) {
    std::fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, text);
    ++failures();
  }
}

}  // namespace check

#define CHECK(...) check::report(static_cast<bool>(__VA_ARGS__), #__VA_ARGS__, __FILE__, __LINE__)

#define CHECK_THROWS(exception, ...)                                               \
  do {                                                                             \
    bool caught = false;                                                           \
    try {                                                                          \
      (void)(__VA_ARGS__);                                                         \
    } catch (const exception&) {                                                   \
      caught = true;                                                               \
    }                                                                              \
    check::report(caught, #__VA_ARGS__ " throws " #exception, __FILE__, __LINE__); \
  } while (false)
