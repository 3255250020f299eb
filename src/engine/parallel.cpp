#include "nb_cpp/parallel.hpp"

#ifdef __linux__
#include <pthread.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

#include <algorithm>
#include <atomic>
#include <charconv>
#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace nb_cpp {
namespace {

constexpr std::chrono::milliseconds kMonitorInterval{25};

// More threads than this help nobody and may exhaust the process's address space or its quota.
constexpr int kMaxThreads = 1024;

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

class Run {
 public:
  Run(std::int64_t items, std::int64_t total, const Monitor& monitor,
      const std::function<void(std::int64_t, Worker&)>& body)
      : items_(items), total_(total), monitor_(monitor), body_(body) {}

  void execute(int threads) {
    std::vector<std::thread> workers;
    if (threads > 1) {
      start(threads - 1, workers);
    }
    Worker caller(state_, total_, monitor_ ? &monitor_ : nullptr);
    work(caller);
    if (settled_.load(std::memory_order_relaxed) < workers.size()) {
      for (std::thread& worker : workers) {
        placement_.call_back(worker);
      }
    }
    await_workers(caller);
    for (std::thread& worker : workers) {
      worker.join();
    }
    if (error_) {
      std::rethrow_exception(error_);
    }
    if (monitor_) {
      monitor_(total_, total_);
    }
  }

 private:
  // Starts so many, or as many as can be had.
  void start(int count, std::vector<std::thread>& workers) {
    placement_.prepare();
    workers.reserve(static_cast<std::size_t>(count));
    for (int i = 1; i <= count; ++i) {
      try {
        {
          const std::lock_guard<std::mutex> lock(mutex_);
          ++running_;
        }
        workers.emplace_back([this, i] {
          while (placed_.load(std::memory_order_acquire) < i) {
            std::this_thread::yield();
          }
          placement_.settle();
          settled_.fetch_add(1, std::memory_order_relaxed);
          Worker worker(state_, total_, nullptr);
          work(worker);
          const std::lock_guard<std::mutex> lock(mutex_);
          --running_;
          idle_.notify_one();
        });
        placement_.send_away(workers.back());
        placed_.store(i, std::memory_order_release);
      } catch (...) {
        const std::lock_guard<std::mutex> lock(mutex_);
        --running_;
        break;
      }
    }
  }

  void work(Worker& worker) noexcept {
    try {
      while (worker.keep_going()) {
        const std::int64_t item = state_.next.fetch_add(1, std::memory_order_relaxed);
        if (item >= items_) {
          return;
        }
        body_(item, worker);
      }
    } catch (...) {
      fail();
    }
  }

  // Serves the monitor while the last items of the other threads end.
  void await_workers(Worker& caller) {
    std::unique_lock<std::mutex> lock(mutex_);
    while (!idle_.wait_for(lock, kMonitorInterval, [this] { return running_ == 0; })) {
      lock.unlock();
      try {
        caller.keep_going();
      } catch (...) {
        fail();
      }
      lock.lock();
    }
  }

  void fail() noexcept {
    state_.cancelled.store(true, std::memory_order_relaxed);
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!error_) {
      error_ = std::current_exception();
    }
  }

  const std::int64_t items_;
  const std::int64_t total_;
  const Monitor& monitor_;
  const std::function<void(std::int64_t, Worker&)>& body_;
  RunState state_;
  std::mutex mutex_;
  std::condition_variable idle_;
  int running_ = 0;
  Placement placement_;
  std::atomic<int> placed_{0};           // threads that were sent away
  std::atomic<std::size_t> settled_{0};  // and those that ran since
  std::exception_ptr error_;
};

}  // namespace

int default_threads() {
  const char* text = std::getenv("NB_CPP_THREADS");
  if (text == nullptr || *text == '\0') {
    return affinity_count();
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

Worker::Worker(RunState& state, std::int64_t total, const Monitor* monitor)
    : state_(state), total_(total), monitor_(monitor), due_(Clock::now() + kMonitorInterval) {}

bool Worker::keep_going() {
  if (state_.cancelled.load(std::memory_order_relaxed)) {
    return false;
  }
  if (monitor_ != nullptr && Clock::now() >= due_) {
    (*monitor_)(state_.done.load(std::memory_order_relaxed), total_);
    due_ = Clock::now() + kMonitorInterval;
  }
  return true;
}

void parallel_for(std::int64_t items, std::int64_t total, int threads, const Monitor& monitor,
                  const std::function<void(std::int64_t item, Worker& worker)>& body) {
  if (threads < 1) {
    throw std::invalid_argument("threads must be 1 or more, got " + std::to_string(threads));
  }
  const auto useful = static_cast<int>(std::min<std::int64_t>(items, kMaxThreads));
  Run(items, total, monitor, body).execute(std::max(1, std::min(threads, useful)));
}

}  // namespace nb_cpp
