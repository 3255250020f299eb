#include "engine/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "engine/placement.hpp"

namespace nb_cpp {
namespace {

constexpr std::chrono::milliseconds kMonitorInterval{25};

// More threads than this help nobody and may exhaust the process's address space or its quota.
constexpr int kMaxThreads = 1024;

class Run {
 public:
  Run(std::int64_t items, std::int64_t total, const Monitor& monitor,
      const std::function<Body()>& make_body)
      : items_(items), total_(total), monitor_(monitor), make_body_(make_body) {}

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
      Body body;
      while (worker.keep_going()) {
        const std::int64_t item = state_.next.fetch_add(1, std::memory_order_relaxed);
        if (item >= items_) {
          return;
        }
        if (!body) {
          body = make_body_();
        }
        body(item, worker);
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
  const std::function<Body()>& make_body_;
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
                  const std::function<Body()>& make_body) {
  if (threads < 1) {
    throw std::invalid_argument("threads must be 1 or more, got " + std::to_string(threads));
  }
  const auto useful = static_cast<int>(std::min<std::int64_t>(items, kMaxThreads));
  Run(items, total, monitor, make_body).execute(std::max(1, std::min(threads, useful)));
}

}  // namespace nb_cpp
