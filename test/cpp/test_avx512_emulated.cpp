// The AVX-512 kernel, compiled with an emulation of its intrinsics, against the kernel of a target
// that rounds alike and runs here: every point must end in the same place with the same count. It
// shows that the logic is right; that the instructions are, only a CPU that has them can show.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "check.hpp"
#include "nb_cpp/roots.hpp"
#include "nb_cpp/targets.hpp"
#include "plan/evaluation.hpp"
#include "plan/frame.hpp"
#include "plan/plan.hpp"
#include "plan/scaling.hpp"
#include "targets/kernel_of.hpp"

// The file under test defines a function that the library's object defines too: another name here.
namespace nb_cpp::kernel {
const Kernel& emulated_avx512_kernel() noexcept;
}
#define avx512_kernel emulated_avx512_kernel
#include "kernel/targets/avx512.cpp"

using nb_cpp::Complex;
using nb_cpp::Polynomial;
using nb_cpp::kernel::kTilePixels;
using nb_cpp::kernel::LooksAt;
using nb_cpp::kernel::Stop;
using nb_cpp::kernel::Tile;

namespace {

void load(Tile& tile, int count, unsigned seed) {
  std::mt19937 generator(seed);
  std::uniform_real_distribution<double> coordinate(-3.0, 3.0);
  std::memset(&tile, 0, sizeof tile);
  for (int i = 0; i < count; ++i) {
    // Zeros now and then: critical points, which no step can leave.
    tile.active.x[i] = i % 17 == 0 ? 0.0 : coordinate(generator);
    tile.active.y[i] = i % 17 == 0 ? 0.0 : coordinate(generator);
    tile.active.pixel[i] = i;
    tile.labels[i] = -1;
  }
  tile.active.count = count;
}

// But for the sign of a zero, which GCC 12 does not keep in the emulation on aarch64.
bool is_same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

// Checks that a tile is the same after calls of either kernel.
template <typename Run>
void compare_tiles(const nb_cpp::kernel::Kernel& reference, int count, Run run) {
  const auto a = std::make_unique<Tile>();
  const auto b = std::make_unique<Tile>();
  for (Tile* tile : {a.get(), b.get()}) {
    load(*tile, count, static_cast<unsigned>(count));
    run(tile == a.get() ? nb_cpp::kernel::emulated_avx512_kernel() : reference, *tile);
  }
  CHECK(a->active.count == b->active.count);
  CHECK(a->converged.count == b->converged.count);
  CHECK(std::memcmp(a->iterations, b->iterations, sizeof a->iterations) == 0);
  CHECK(std::memcmp(a->labels, b->labels, sizeof a->labels) == 0);
  CHECK(std::equal(a->active.x, a->active.x + a->active.count, b->active.x, is_same));
  CHECK(std::equal(a->active.y, a->active.y + a->active.count, b->active.y, is_same));
}

// A method's number, or -1 for the kernel's own path for Newton's iteration.
nb_cpp::kernel::Iterate choose(const nb_cpp::kernel::Kernel& kernel, int method) {
  return method < 0 ? kernel.newton : kernel.iterate[method];
}

void compare(const nb_cpp::kernel::Kernel& reference, const std::vector<Complex>& coefficients,
             int count, double residual_scale, int method, nb_cpp::kernel::Stop stop) {
  const Polynomial polynomial(coefficients);
  const nb_cpp::RootSet roots = nb_cpp::find_roots(polynomial);
  const nb_cpp::Evaluation evaluation(polynomial, {0, 0});
  std::vector<double> re, im, inverse;
  for (const Complex root : roots.values) {
    re.push_back(root.real());
    im.push_back(root.imag());
    inverse.push_back(10.0);  // some points are in the disc of their root, others are not
  }
  nb_cpp::kernel::Task task{};
  task.function = evaluation.view();
  task.step.parameter_re[0] = 1.0;
  task.test.stop = stop;
  task.test.looks_at = stop == Stop::step    ? LooksAt::move
                       : stop == Stop::never ? LooksAt::nothing
                                             : LooksAt::position;
  task.test.scale = residual_scale;
  task.test.bound = 1e-12 * residual_scale * residual_scale;
  task.test.residual_floor = residual_scale == 1.0 ? 1.5e-12 : -0.0;
  task.test.residual_decided = residual_scale == 1.0;
  task.test.residual_most = task.test.residual_decided ? task.test.bound : 1.5e-12;
  task.roots = {static_cast<int>(re.size()), re.data(), im.data(), inverse.data()};

  compare_tiles(reference, count, [&](const nb_cpp::kernel::Kernel& kernel, Tile& tile) {
    const nb_cpp::kernel::Iterate iterate = choose(kernel, method);
    iterate(task, tile, 0, 20);
    iterate(task, tile, 20, 41);
    kernel.label(task, tile);
  });
}

// Known endings: points are set aside, most are found again in a ring about their root, and the
// others go on. Which ones depends on the size of a block, labels and counts do not.
void compare_endings(const nb_cpp::kernel::Kernel& reference,
                     const std::vector<Complex>& coefficients) {
  const Polynomial polynomial(coefficients);
  const nb_cpp::Plan plan(nb_cpp::Problem{polynomial, nb_cpp::find_roots(polynomial), 200, 1e-6});
  compare_tiles(reference, kTilePixels, [&](const nb_cpp::kernel::Kernel& kernel, Tile& tile) {
    nb_cpp::kernel::Task task = plan.plane().task();
    task.endings = plan.endings(1'000'000);
    nb_cpp::set_alarm(task);
    kernel.newton(task, tile, 0, plan.evaluations());
    CHECK(tile.ending.count > kTilePixels / 2);
    kernel.end(task, tile);
    CHECK(tile.active.count < kTilePixels / 4);
    task.endings = {};
    nb_cpp::set_alarm(task);
    kernel.newton(task, tile, 1, plan.evaluations());
    kernel.label(task, tile);
  });
}

}  // namespace

int main() {
  std::string target;
  for (const std::string& name : nb_cpp::usable_targets()) {
    if (name == "avx2" || name == "neon") {
      target = name;
    }
  }
  if (target.empty()) {
    std::puts("not compared: no target with fused operations can run here");
    return 77;  // CTest is told to show this as skipped
  }
  const nb_cpp::kernel::Kernel& reference = nb_cpp::kernel::kernel_of(target);
  const std::vector<std::vector<Complex>> polynomials = {
      {1, 0, 0, 0, 0, 0, 1},
      {1, 0, -2, 2},
      {1, 0, 0, Complex(0, 1)},
      {2, -1, 3, 1, Complex(1, 1), 7},
      {1, 0, 0, 0, 15, 0, 0, 0, -16},
      {1, 1},
      {1, 2, 0.5, -1, 3, -2, 1, 4, -3, 1, 2, -1, 5},
      {1, 2, 0.5, Complex(-1, 2), 3, -2, 1, 4, -3, 1, Complex(2, 1), -1, 5}};
  for (const std::vector<Complex>& coefficients : polynomials) {
    for (const int count : {1, 7, 8, 31, 32, 33, 100, kTilePixels}) {
      compare(reference, coefficients, count, 1.0, -1, Stop::residual);
      compare(reference, coefficients, count, 0x1p100, -1, Stop::residual);
    }
    for (int method = 0; method < nb_cpp::kernel::kMethodCount; ++method) {
      for (const Stop stop : {Stop::residual, Stop::step, Stop::root, Stop::never}) {
        compare(reference, coefficients, 100, 1.0, method, stop);
      }
    }
  }
  compare_endings(reference, polynomials.front());
  compare_endings(reference, polynomials[1]);
  compare_endings(reference, polynomials[7]);
  return check::status();
}
