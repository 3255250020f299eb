#include "check.hpp"
#include "engine/parallel.hpp"

#ifdef __linux__
#include <sched.h>
#endif

#include <atomic>
#include <chrono>
#include <mutex>
#include <new>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using nb_cpp::Body;
using nb_cpp::Monitor;
using nb_cpp::Worker;

namespace {

// With a body that keeps nothing.
void parallel_for(std::int64_t items, std::int64_t total, int threads, const Monitor& monitor,
                  const Body& body) {
  nb_cpp::parallel_for(items, total, threads, monitor, [&] { return body; });
}

void every_item_runs_once() {
  for (const int threads : {1, 2, 3, 8, 100000}) {
    std::vector<std::atomic<int>> runs(1000);
    parallel_for(1000, 1000, threads, {},
                 [&](std::int64_t item, Worker&) { ++runs[static_cast<std::size_t>(item)]; });
    for (const std::atomic<int>& count : runs) {
      CHECK(count == 1);
    }
  }
}

void the_caller_takes_part() {
  std::thread::id runner;
  parallel_for(1, 1, 8, {}, [&](std::int64_t, Worker&) { runner = std::this_thread::get_id(); });
  CHECK(runner == std::this_thread::get_id());
}

#ifdef __linux__
// They are sent to other CPUs first, but may run wherever the caller may.
void workers_may_use_every_cpu_of_the_caller() {
  cpu_set_t caller;
  CHECK(sched_getaffinity(0, sizeof caller, &caller) == 0);
  cpu_set_t one = caller;
  for (int cpu = CPU_SETSIZE - 1, left = CPU_COUNT(&one); left > 1; --cpu) {
    left -= CPU_ISSET(cpu, &one) ? 1 : 0;
    CPU_CLR(cpu, &one);
  }
  for (const cpu_set_t& allowed : {caller, one}) {
    CHECK(sched_setaffinity(0, sizeof allowed, &allowed) == 0);
    std::atomic<int> others{0};
    parallel_for(1000, 1000, 4, {}, [&](std::int64_t, Worker&) {
      cpu_set_t worker;
      const bool known = sched_getaffinity(0, sizeof worker, &worker) == 0;
      others += known && CPU_EQUAL(&worker, &allowed) ? 0 : 1;
      std::this_thread::sleep_for(std::chrono::microseconds(20));
    });
    CHECK(others == 0);
    cpu_set_t after;
    CHECK(sched_getaffinity(0, sizeof after, &after) == 0 && CPU_EQUAL(&after, &allowed));
  }
  CHECK(sched_setaffinity(0, sizeof caller, &caller) == 0);
}
#endif

// On the thread that uses it, so that what it owns is near that thread's CPU.
void each_thread_makes_its_own_body_once() {
  std::mutex mutex;
  std::set<std::thread::id> makers;
  int made = 0;
  std::atomic<bool> elsewhere{false};
  nb_cpp::parallel_for(1000, 1000, 4, {}, [&]() -> Body {
    const std::lock_guard<std::mutex> lock(mutex);
    ++made;
    makers.insert(std::this_thread::get_id());
    return [&elsewhere, maker = std::this_thread::get_id()](std::int64_t, Worker&) {
      elsewhere = elsewhere || std::this_thread::get_id() != maker;
      std::this_thread::sleep_for(std::chrono::microseconds(20));
    };
  });
  CHECK(!elsewhere);
  CHECK(made > 1 && made <= 4);
  CHECK(makers.size() == static_cast<std::size_t>(made));
}

void an_exception_while_a_body_is_made_reaches_the_caller() {
  const std::thread::id caller = std::this_thread::get_id();
  for (const bool by_caller : {true, false}) {
    CHECK_THROWS(
        std::bad_alloc,
        (nb_cpp::parallel_for(1000000, 1000000, 4, {},
                              [&]() -> Body {
                                if ((std::this_thread::get_id() == caller) == by_caller) {
                                  throw std::bad_alloc();
                                }
                                return [](std::int64_t, Worker&) {
                                  std::this_thread::sleep_for(std::chrono::microseconds(50));
                                };
                              }),
         0));
  }
}

void an_exception_of_a_body_reaches_the_caller_and_ends_the_rest() {
  std::atomic<int> runs{0};
  std::string message;
  try {
    parallel_for(1000000, 1000000, 4, {}, [&](std::int64_t item, Worker&) {
      ++runs;
      if (item == 10) {
        throw std::runtime_error("item 10");
      }
      std::this_thread::sleep_for(std::chrono::microseconds(50));
    });
  } catch (const std::runtime_error& error) {
    message = error.what();
  }
  CHECK(message == "item 10");
  CHECK(runs < 1000000);
}

void the_monitor_runs_on_the_calling_thread() {
  const std::thread::id caller = std::this_thread::get_id();
  std::vector<std::int64_t> seen;
  bool elsewhere = false;
  parallel_for(
      100, 200, 4,
      [&](std::int64_t done, std::int64_t total) {
        elsewhere = elsewhere || std::this_thread::get_id() != caller || total != 200;
        seen.push_back(done);
      },
      [](std::int64_t, Worker& worker) {
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
        worker.report(2);
      });
  CHECK(!elsewhere);
  CHECK(seen.size() >= 2);
  CHECK(seen.back() == 200);
}

// The caller has no item left while a worker still has one: the monitor is served all the same.
void the_monitor_can_cancel_while_the_caller_waits() {
  std::atomic<bool> cancelled{false};
  const std::thread::id caller = std::this_thread::get_id();
  CHECK_THROWS(std::domain_error,
               (parallel_for(
                    2, 2, 2,
                    [calls = 0](std::int64_t, std::int64_t) mutable {
                      if (++calls == 3) {
                        throw std::domain_error("enough");
                      }
                    },
                    [&](std::int64_t, Worker& worker) {
                      if (std::this_thread::get_id() == caller) {
                        std::this_thread::sleep_for(std::chrono::milliseconds(10));
                        return;
                      }
                      while (worker.keep_going()) {
                        std::this_thread::sleep_for(std::chrono::milliseconds(1));
                      }
                      cancelled = true;
                    }),
                0));
  CHECK(cancelled);
}

}  // namespace

int main() {
  every_item_runs_once();
  the_caller_takes_part();
#ifdef __linux__
  workers_may_use_every_cpu_of_the_caller();
#endif
  each_thread_makes_its_own_body_once();
  an_exception_while_a_body_is_made_reaches_the_caller();
  an_exception_of_a_body_reaches_the_caller_and_ends_the_rest();
  the_monitor_runs_on_the_calling_thread();
  the_monitor_can_cancel_while_the_caller_waits();
  CHECK_THROWS(std::invalid_argument, (parallel_for(1, 1, 0, {}, [](std::int64_t, Worker&) {}), 0));
  parallel_for(0, 0, 4, {}, [](std::int64_t, Worker&) { CHECK(false); });
  return check::status();
}
