// The C++ library that zig links statically reads the names of types with a demangler of 100 KB, a
// twentieth of a wheel, only to print them: pybind11 in the message of an exception that it does
// not know, the runtime when an exception leaves the program. Both print the name as it is mangled
// when they are told, as here, that it cannot be read.

#include <cstddef>

#if defined(_LIBCPP_VERSION) && defined(__linux__)
extern "C" char* __cxa_demangle(const char* /*mangled*/, char* /*buffer*/, std::size_t* /*length*/,
                                int* status) {
  constexpr int kNoValidName = -2;
  if (status != nullptr) {
    *status = kNoValidName;
  }
  return nullptr;
}
#endif
