// Python ends a thread that asks for the GIL while the interpreter shuts down, by unwinding its
// stack (until 3.14, which lets it hang). A stack with C++ frames that others depend on must not
// go, so the thread hangs everywhere; the process is about to end.
//
// Compiled without exceptions: the unwinder is the system's, which a C++ runtime that is linked in
// statically does not understand. So no frame here has anything to unwind, and pthread_cleanup_push
// (whose form this decides, in glibc) stops the thread before the frames of others are reached.
#include "python/gil.hpp"

#include <pthread.h>
#include <unistd.h>

namespace nb_cpp {
namespace {

// Kept here, because PyGILState_Ensure looks for it in what a shutdown takes away.
thread_local PyThreadState* released = nullptr;

void hang(void*) {
  for (;;) {
    pause();
  }
}

void take_gil() noexcept {
  pthread_cleanup_push(hang, nullptr);
  PyEval_RestoreThread(released);
  pthread_cleanup_pop(0);
}

}  // namespace

ReleasedGil::ReleasedGil() noexcept : outer_(released) { released = PyEval_SaveThread(); }

ReleasedGil::~ReleasedGil() {
  take_gil();
  released = outer_;
}

HeldGil::HeldGil() noexcept { take_gil(); }
HeldGil::~HeldGil() { released = PyEval_SaveThread(); }

}  // namespace nb_cpp
