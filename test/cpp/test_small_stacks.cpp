// No call needs more than 64 KiB of its thread's stack, nor of the threads that it starts: musl
// gives a thread 128 KiB, and a program may need much of it.

#include "check.hpp"
#include "nb_cpp/basins.hpp"
#include "nb_cpp/hsv.hpp"
#include "nb_cpp/measures.hpp"
#include "nb_cpp/roots.hpp"
#include "nb_cpp/targets.hpp"

#include <limits.h>
#include <pthread.h>

#include <algorithm>
#include <memory>
#include <vector>

using nb_cpp::Complex;
using nb_cpp::Polynomial;

namespace {

constexpr std::size_t kEnough = std::size_t{64} * 1024;

void basins_of_every_method() {
  const nb_cpp::Window window =
      nb_cpp::make_grid({-2.0, 2.0, -2.0, 2.0}, 120, 90, nb_cpp::Sampling::corner);
  std::vector<std::int16_t> labels(120 * 90);
  std::vector<std::int32_t> iterations(labels.size());
  nb_cpp::RunOptions options;
  options.threads = 4;
  for (const std::string& target : nb_cpp::usable_targets()) {
    options.target = target;
    for (const Polynomial& polynomial :
         {Polynomial({1, 0, -2, 2}), Polynomial({1, Complex(0, 3), 0, 0, 2})}) {
      nb_cpp::Problem problem{polynomial, nb_cpp::find_roots(polynomial), 40, 1e-6};
      for (const nb_cpp::MethodInfo& method : nb_cpp::methods()) {
        problem.method = {method.name, {}};
        const auto plan = nb_cpp::make_plan(problem);
        nb_cpp::basins(*plan, window, options, {labels.data(), iterations.data()});
        CHECK(std::any_of(labels.begin(), labels.end(), [](int label) { return label >= 0; }));
        std::vector<Complex> positions(5 * 30);
        nb_cpp::orbits(*plan, std::vector<Complex>(30, Complex(0.5, 1.0)), 4, target, {},
                       positions.data());
        CHECK(positions[30] != positions[0]);
      }
    }
  }
  const Polynomial polynomial({1, 0, -2, 2});
  nb_cpp::Problem problem{polynomial, nb_cpp::find_roots(polynomial), 40, 1e-6};
  problem.traps = {{0.0, 0.1, 0}, {1.0, 0.1, 0}};
  nb_cpp::basins(*nb_cpp::make_plan(problem), window, options, {labels.data(), iterations.data()});
  CHECK(std::count(labels.begin(), labels.end(), -2) > 0);
  problem.traps = {};
  std::vector<nb_cpp::Hsv> hsv(labels.size());
  nb_cpp::hsv_image(*nb_cpp::make_plan(problem), window, options, hsv.data());
  CHECK(hsv.front().saturation == 1.0);
}

// Of (z^5 - 2)^6: doubles cannot tell them apart, so that all stages of the root finder run.
Polynomial roots_of_multiplicity_6() {
  std::vector<Complex> power{1.0};
  for (int k = 0; k < 6; ++k) {
    std::vector<Complex> product(power.size() + 5);
    for (std::size_t i = 0; i < power.size(); ++i) {
      product[i] += power[i];
      product[i + 5] -= 2.0 * power[i];
    }
    power = product;
  }
  return Polynomial(power);
}

void roots() {
  std::vector<Complex> coefficients(1001);
  std::uint32_t state = 1;
  for (Complex& coefficient : coefficients) {
    state = state * 1664525u + 1013904223u;
    coefficient = static_cast<double>(state >> 8) / (1 << 23) - 1.0;
  }
  CHECK(nb_cpp::find_roots(Polynomial(coefficients)).values.size() == 1000);
  const nb_cpp::RootSet found = nb_cpp::find_roots(roots_of_multiplicity_6());
  CHECK(found.values.size() == 5);
  CHECK(found.multiplicities == std::vector<int>(5, 6));
}

void measures() {
  std::vector<std::int16_t> labels(10000);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    labels[i] = static_cast<std::int16_t>(i * i / 3 % 3);
  }
  const nb_cpp::LabelImage image{labels.data(), 100, 100};
  const std::vector<double> x(100, 1.0);
  CHECK(nb_cpp::distinct_labels(image) == std::vector<std::int16_t>{0, 1, 2});
  CHECK(nb_cpp::box_entropy(image, 5).mixed == 400);
  CHECK(nb_cpp::mixed_boxes(image, {5}, nb_cpp::Boxes::apart).front() == 400);
  CHECK(nb_cpp::merged_boundaries(image, {0, 1, 2}, 1).pixels.size() == 3);
  CHECK(nb_cpp::nearest_other(image, 0, x.data(), x.data()) > 0);
}

// On a stack of its own that shows afterwards how far down it was written. A stack that is too
// small need not crash: a large frame may reach over the guard page into other memory.
std::size_t stack_used_by(void (*function)()) {
  constexpr char kUntouched = 0x5a;
  constexpr std::size_t kSize = std::size_t{1} << 20;
  constexpr std::size_t kAlignment = std::size_t{1} << 16;
  std::vector<char> memory(kSize + kAlignment, kUntouched);
  void* stack = memory.data();
  std::size_t space = memory.size();
  CHECK(std::align(kAlignment, kSize, stack, space) != nullptr);
  pthread_attr_t attributes;
  CHECK(pthread_attr_init(&attributes) == 0);
  CHECK(pthread_attr_setstack(&attributes, stack, kSize) == 0);
  pthread_t thread{};
  const auto start = [](void* given) -> void* {
    (*static_cast<void (**)()>(given))();
    return nullptr;
  };
  CHECK(pthread_create(&thread, &attributes, start, &function) == 0);
  CHECK(pthread_join(thread, nullptr) == 0);
  pthread_attr_destroy(&attributes);
  const char* const end = static_cast<char*>(stack) + kSize;
  const char* const lowest = std::find_if(static_cast<const char*>(stack), end,
                                          [](char byte) { return byte != kUntouched; });
  return static_cast<std::size_t>(end - lowest);
}

// Threads that a program starts without saying how much they shall have; some systems have none as
// small (glibc on aarch64: 128 KiB).
void make_stacks_small() {
  pthread_attr_t attributes;
  CHECK(pthread_attr_init(&attributes) == 0);
  const auto least = static_cast<std::size_t>(PTHREAD_STACK_MIN);
  CHECK(pthread_attr_setstacksize(&attributes, std::max(kEnough, least)) == 0);
  CHECK(pthread_setattr_default_np(&attributes) == 0);
  pthread_attr_destroy(&attributes);
}

}  // namespace

int main() {
  make_stacks_small();
  CHECK(stack_used_by(basins_of_every_method) < kEnough);
  CHECK(stack_used_by(roots) < kEnough);
  CHECK(stack_used_by(measures) < kEnough);
  return check::status();
}
