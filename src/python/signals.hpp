#pragma once

// Ctrl-C and the caller's progress function, while a call of the core runs without the GIL.

#include <pybind11/pybind11.h>

#include <chrono>
#include <cstdint>

#include "nb_cpp/monitor.hpp"
#include "python/gil.hpp"

namespace nb_cpp::python {

namespace py = pybind11;

// Raises KeyboardInterrupt after a Ctrl-C. Called with the GIL.
inline void check_signals() {
  if (PyErr_CheckSignals() != 0) {
    throw py::error_already_set();
  }
}

// Serves Ctrl-C during work that no monitor watches. Taking the GIL has its price, so only now and
// then.
class SignalCheck {
 public:
  void operator()() {
    const auto now = std::chrono::steady_clock::now();
    if (now < due_) {
      return;
    }
    due_ = now + std::chrono::milliseconds(25);
    const HeldGil gil;
    check_signals();
  }

 private:
  std::chrono::steady_clock::time_point due_ =
      std::chrono::steady_clock::now() + std::chrono::milliseconds(25);
};

// Serves Ctrl-C and the caller's progress function; what either raises cancels the run.
inline Monitor make_monitor(const py::object& progress) {
  PyObject* function = progress.is_none() ? nullptr : progress.ptr();
  return [function](std::int64_t done, std::int64_t total) {
    const HeldGil gil;
    check_signals();
    if (function != nullptr) {
      py::reinterpret_borrow<py::function>(function)(done, total);
    }
  };
}

}  // namespace nb_cpp::python
