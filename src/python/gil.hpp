#pragma once

#include <Python.h>

namespace nb_cpp {

// Without the GIL for as long as it lives, on a thread that has it.
class ReleasedGil {
 public:
  ReleasedGil() noexcept;
  ~ReleasedGil();
  ReleasedGil(const ReleasedGil&) = delete;
  ReleasedGil& operator=(const ReleasedGil&) = delete;

 private:
  PyThreadState* outer_;
};

// With the GIL again, within the life of a ReleasedGil and on its thread.
class HeldGil {
 public:
  HeldGil() noexcept;
  ~HeldGil();
  HeldGil(const HeldGil&) = delete;
  HeldGil& operator=(const HeldGil&) = delete;
};

}  // namespace nb_cpp
