#pragma once

#include <Python.h>

namespace nb_cpp {

// Taking the GIL, for threads whose C++ frames others depend on. Python ends a thread that asks for
// the GIL while the interpreter shuts down, by unwinding its stack (until 3.14, which lets it
// hang). These let it hang everywhere; the process is about to end.
void restore_thread(PyThreadState* state) noexcept;
PyGILState_STATE ensure_gil() noexcept;

}  // namespace nb_cpp
