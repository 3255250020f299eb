// Compiled without exceptions: a thread's end unwinds by the system's unwinder, which a C++ runtime
// that is linked in statically does not understand. So no frame here has anything to unwind, and
// pthread_cleanup_push (whose form this decides, in glibc) stops the thread before the frames of
// others are reached.
#include "gil.hpp"

#include <pthread.h>
#include <unistd.h>

namespace nb_cpp {
namespace {

void hang(void*) {
  for (;;) {
    pause();
  }
}

}  // namespace

void restore_thread(PyThreadState* state) noexcept {
  pthread_cleanup_push(hang, nullptr);
  PyEval_RestoreThread(state);
  pthread_cleanup_pop(0);
}

PyGILState_STATE ensure_gil() noexcept {
  PyGILState_STATE state;
  pthread_cleanup_push(hang, nullptr);
  state = PyGILState_Ensure();
  pthread_cleanup_pop(0);
  return state;
}

}  // namespace nb_cpp
