#pragma once

#ifdef __linux__
#include <pthread.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

#include <thread>

namespace nb_cpp {

// Starts threads on other CPUs than their maker's. Where one of these was busy a moment ago, Linux
// may choose the maker's and leave the thread there for some milliseconds, in which it does not
// run: a whole picture.
class Placement {
 public:
#ifdef __linux__
  // First of all, by the maker.
  void prepare() { known_ = sched_getaffinity(0, sizeof all_, &all_) == 0; }

  // By the maker.
  void send_away(std::thread& thread) const {
    unsigned here = 0;
    if (known_ && syscall(SYS_getcpu, &here, nullptr, nullptr) == 0 && here < CPU_SETSIZE) {
      cpu_set_t others = all_;
      CPU_CLR(here, &others);
      pthread_setaffinity_np(thread.native_handle(), sizeof others, &others);  // may fail
    }
  }

  // By the thread, after that: it may run everywhere.
  void settle() const {
    if (known_) {
      sched_setaffinity(0, sizeof all_, &all_);
    }
  }

  // By the maker, who leaves its own CPU: nothing to wait for on another one that is busy.
  void call_back(std::thread& thread) const {
    if (known_) {
      pthread_setaffinity_np(thread.native_handle(), sizeof all_, &all_);
    }
  }

 private:
  cpu_set_t all_;
  bool known_ = false;
#else
  void prepare() {}
  void send_away(std::thread&) const {}
  void settle() const {}
  void call_back(std::thread&) const {}
#endif
};

}  // namespace nb_cpp
