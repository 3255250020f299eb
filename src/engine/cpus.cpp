#ifdef __linux__
#include <sched.h>
#endif

#include <algorithm>
#include <atomic>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <string>
#include <thread>

#include "engine/quota.hpp"
#include "nb_cpp/monitor.hpp"

namespace nb_cpp {
namespace {

// The CPUs that this process may run on.
int affinity_count() {
#ifdef __linux__
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) {
    // Counted here: CPU_COUNT calls a function that came with glibc 2.6, and manylinux1 is 2.5.
    int count = 0;
    for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
      count += CPU_ISSET(cpu, &set) ? 1 : 0;
    }
    return std::max(1, count);
  }
  // A machine with more CPUs than a cpu_set_t holds.
#endif
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

// Read once: it takes longer than a small picture. Not a static variable of its own type, whose
// guard a fork during another thread's first call would leave locked in the child.
int quota() {
  static std::atomic<int> known{0};
  int cpus = known.load(std::memory_order_relaxed);
  if (cpus == 0) {
    cpus = cpu_quota("").value_or(std::numeric_limits<int>::max());
    known.store(cpus, std::memory_order_relaxed);
  }
  return cpus;
}

}  // namespace

int default_threads() {
  const char* text = std::getenv("NB_CPP_THREADS");
  if (text == nullptr || *text == '\0') {
    return std::min(affinity_count(), quota());
  }
  int threads = 0;
  const char* end = text + std::strlen(text);
  const auto parsed = std::from_chars(text, end, threads);
  if (parsed.ec != std::errc() || parsed.ptr != end || threads < 1) {
    throw std::invalid_argument("NB_CPP_THREADS must be a positive integer, got \"" +
                                std::string(text) + "\"");
  }
  return threads;
}

}  // namespace nb_cpp
