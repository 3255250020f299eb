// Known endings must change no result: pictures with them against pictures whose rows are computed
// one by one, which are too small for them, and points at the very edges of rings.

#include "check.hpp"
#include "nb_cpp/basins.hpp"
#include "nb_cpp/roots.hpp"
#include "nb_cpp/targets.hpp"
#include "plan/plan.hpp"

#include <cmath>
#include <cstdio>
#include <random>
#include <utility>
#include <vector>

using nb_cpp::Complex;
using nb_cpp::Polynomial;
using nb_cpp::Problem;
using nb_cpp::RunOptions;
using nb_cpp::Window;

namespace {

using Coefficients = std::vector<Complex>;

struct Result {
  std::vector<std::int16_t> labels;
  std::vector<std::int32_t> iterations;

  explicit Result(std::int64_t pixels)
      : labels(static_cast<std::size_t>(pixels)), iterations(labels.size()) {}
  bool operator==(const Result& other) const {
    return labels == other.labels && iterations == other.iterations;
  }
};

// A problem and the square about the origin, or another window, on which it is asked.
struct Picture {
  Problem problem;
  Window window;
};

Result compute(const Problem& problem, const Window& window, const RunOptions& options) {
  Result result(window.points());
  nb_cpp::basins(*nb_cpp::make_plan(problem), window, options,
                 {result.labels.data(), result.iterations.data()});
  return result;
}

bool has_endings(const Problem& problem, const Window& window) {
  return nb_cpp::Plan(problem).endings(window.points()).reach > 0.0;
}

Result compute_by_rows(const Picture& picture, const RunOptions& options) {
  Result result(picture.window.points());
  const auto plan = nb_cpp::make_plan(picture.problem);
  const std::int64_t columns = picture.window.columns();
  Window row = picture.window;
  for (std::int64_t i = 0; i < picture.window.rows(); ++i) {
    row.y = {picture.window.y[static_cast<std::size_t>(i)]};
    nb_cpp::basins(*plan, row, options,
                   {result.labels.data() + i * columns, result.iterations.data() + i * columns});
  }
  CHECK(!has_endings(picture.problem, row));
  return result;
}

Picture make_picture(const Coefficients& coefficients, double half_width, double tolerance,
                     std::int32_t itmax, std::int64_t size = 151) {
  const Polynomial polynomial(coefficients);
  return {{polynomial, nb_cpp::find_roots(polynomial), itmax, tolerance},
          nb_cpp::make_grid({-half_width, half_width, -half_width, half_width}, size, size,
                            nb_cpp::Sampling::endpoints)};
}

std::mt19937_64& generator() {
  static std::mt19937_64 engine(20261125);
  return engine;
}

Coefficients random_coefficients(int degree, bool real) {
  std::normal_distribution<double> normal;
  Coefficients coefficients;
  for (int i = 0; i <= degree; ++i) {
    const double re = normal(generator());
    coefficients.emplace_back(re, real ? 0.0 : normal(generator()));
  }
  return coefficients;
}

Coefficients from_roots(const std::vector<Complex>& roots) {
  Coefficients coefficients{1.0};
  for (const Complex root : roots) {
    coefficients.push_back(0.0);
    for (std::size_t i = coefficients.size() - 1; i > 0; --i) {
      coefficients[i] -= root * coefficients[i - 1];
    }
  }
  return coefficients;
}

Coefficients binomial(int degree, Complex constant) {
  Coefficients coefficients(static_cast<std::size_t>(degree) + 1, 0.0);
  coefficients.front() = 1.0;
  coefficients.back() = constant;
  return coefficients;
}

// Simple and multiple roots, far apart and in clusters; with symmetries and ties between roots.
std::vector<Coefficients> polynomials() {
  std::vector<Coefficients> list{
      {1, 0, -1},
      {1, 0, 0, -1},
      {1, 0, -2, 2},
      {1, 0, 1, 0},
      {1, 0, 0, 0, -1},
      {1, 0, 0, 0, 0, 0, 1},
      {1, 0, 0, 0, 15, 0, 0, 0, -16},
      from_roots({1.0, 1.0, -1.0}),
      from_roots({1.0, 1.0 + 1e-3, Complex(-1, 1), Complex(0, -1)}),
      from_roots({1.0, 1.0 + 1e-7, Complex(-1, 1), Complex(0, -1)}),
      from_roots({0.5, 0.5, 0.5, Complex(-1, 1), Complex(-1, 1), Complex(0, -1)}),
      from_roots({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}),
      binomial(16, Complex(0.3, 0.4)),
      binomial(50, -1.0),
      from_roots({Complex(1, 0.05), Complex(1, -0.05), -1}),  // ties on the real axis
      {1e-8, 1, 0, 1e8},
      {1e150, 0, 0, -1e150},
  };
  for (const int degree : {2, 3, 5, 7, 8, 11, 12, 16, 23, 40}) {
    list.push_back(random_coefficients(degree, true));
    list.push_back(random_coefficients(degree, false));
  }
  return list;
}

void check_on_every_target(const Picture& picture) {
  const Problem& problem = picture.problem;
  for (const std::string& target : nb_cpp::usable_targets()) {
    RunOptions options;
    options.target = target;
    const bool same =
        compute(problem, picture.window, options) == compute_by_rows(picture, options);
    CHECK(same);
    if (!same) {
      std::fprintf(stderr, "degree %d, c_1 = %g, tol %g, itmax %d, %s\n",
                   problem.polynomial.degree(), problem.polynomial.coefficients()[1].real(),
                   problem.tolerance, problem.itmax, target.c_str());
    }
  }
}

void pictures_stay_as_they_are() {
  constexpr std::pair<double, std::int32_t> kTests[] = {
      {1e-6, 30}, {1e-12, 50}, {1e-2, 3}, {1e-15, 40}, {1.0, 20}, {30.0, 10}, {1e-6, 1}};
  int with_endings = 0;
  for (const Coefficients& coefficients : polynomials()) {
    for (const auto& [tolerance, itmax] : kTests) {
      const Picture picture = make_picture(coefficients, 2.5, tolerance, itmax);
      with_endings += has_endings(picture.problem, picture.window) ? 1 : 0;
      check_on_every_target(picture);
    }
  }
  CHECK(with_endings > 60);
}

// Roots are given, and may be wrong by more than rounding; then p is not zero there.
void roots_may_be_inexact() {
  for (const double shift : {1e-9, 1e-8, 1e-7, 3e-7}) {
    for (const double tolerance : {1e-6, 1e-7, 3e-7, 1e-8}) {
      for (const int degree : {3, 6}) {
        Picture picture = make_picture(binomial(degree, -1.0), 1.5, tolerance, 30);
        for (Complex& root : picture.problem.roots.values) {
          root += Complex(shift, 0.5 * shift);
        }
        check_on_every_target(picture);
      }
    }
  }
}

// Powers of z leave the range of a double where the terms do not: what the kernels lose there is
// not rounding.
void no_endings_where_powers_leave_the_range() {
  Coefficients overflows(41, 0.0);
  overflows.front() = 0x1p-1022;
  overflows.back() = -std::exp2(28.56);
  Picture picture = make_picture(overflows, 1.0, 0.5, 50, 201);
  const double size = std::exp2(26.264);
  picture.window = nb_cpp::make_grid({0.95 * size, 1.05 * size, -0.05 * size, 0.05 * size}, 201,
                                     201, nb_cpp::Sampling::endpoints);
  CHECK(!has_endings(picture.problem, picture.window));
  check_on_every_target(picture);
  Coefficients underflows(15, 0.0);
  underflows[0] = 0x1p800;
  underflows[13] = 0x1p-1022;
  underflows[14] = -0x1p-320;
  picture = make_picture(underflows, 0x1p-79, 0x1p-355, 60);
  CHECK(!has_endings(picture.problem, picture.window));
  check_on_every_target(picture);
}

// Points of a cycle's trap stay with the others until they are looked at.
void no_endings_with_traps() {
  Picture picture = make_picture({1, 0, -2, 2}, 2.5, 1e-6, 60);
  CHECK(has_endings(picture.problem, picture.window));
  picture.problem.traps = {{0.0, 0.05, 0}, {1.0, 0.05, 0}};
  CHECK(!has_endings(picture.problem, picture.window));
  check_on_every_target(picture);
}

// Steps that a start needs, computed alone; the first test is after one step.
std::int32_t count_steps(const Problem& problem, Complex start, const RunOptions& options) {
  return compute(problem, nb_cpp::make_list({start}), options).iterations.front();
}

void rings_hold_to_their_edges() {
  constexpr int kDirections = 12;
  int edges = 0;
  for (const Coefficients& coefficients : polynomials()) {
    const auto [problem, window] = make_picture(coefficients, 2.5, 1e-6, 100);
    const nb_cpp::Plan plan(problem);
    const nb_cpp::kernel::EndingsView endings = plan.endings(window.points());
    if (endings.reach == 0.0) {
      continue;
    }
    for (std::size_t root = 0; root < problem.roots.values.size(); ++root) {
      for (int ring = 0; ring < nb_cpp::kernel::kRings; ++ring) {
        const auto i = 2 * (nb_cpp::kernel::kRings * root + static_cast<std::size_t>(ring));
        if (std::isinf(endings.bound[i])) {
          continue;
        }
        const double begin = std::sqrt(std::max(0.0, endings.bound[i])) * (1.0 + 1e-9);
        const double end = std::sqrt(endings.bound[i + 1]) * (1.0 - 1e-9);
        for (const double distance : {begin, std::sqrt(begin * end), end}) {
          for (int k = 0; k < kDirections; ++k) {
            const Complex start =
                problem.roots.values[root] + std::polar(distance, 2.0 * std::acos(-1.0) * k / 12);
            const std::int32_t steps = endings.first_steps + ring;
            for (const std::string& target : nb_cpp::usable_targets()) {
              RunOptions options;
              options.target = target;
              CHECK(count_steps(problem, start, options) == std::max(1, steps));
              ++edges;
            }
          }
        }
      }
    }
  }
  CHECK(edges > 10000);
}

// The rings' purpose is speed, so that they should be wide where nothing speaks against it.
void simple_roots_have_wide_rings() {
  const auto [problem, window] = make_picture({1, 0, 0, -1}, 2.5, 1e-6, 30);
  const nb_cpp::Plan plan(problem);
  const nb_cpp::kernel::EndingsView endings = plan.endings(window.points());
  for (int root = 0; root < 3; ++root) {
    CHECK(endings.outermost[root] > 0.1 * 0.1);
  }
}

}  // namespace

int main() {
  pictures_stay_as_they_are();
  roots_may_be_inexact();
  no_endings_where_powers_leave_the_range();
  no_endings_with_traps();
  rings_hold_to_their_edges();
  simple_roots_have_wide_rings();
  return check::status();
}
