// Rings about the roots must change no result: pictures with them against pictures whose rows are
// computed one by one, which are too small for rings, and points at the very edges of rings.

#include "check.hpp"
#include "nb_cpp/basins.hpp"
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

Result picture(const Problem& problem, const RunOptions& options) {
  Result result(problem.grid.pixels());
  nb_cpp::basins(problem, options, result.labels.data(), result.iterations.data());
  return result;
}

bool has_rings(const Problem& problem) {
  return nb_cpp::ScaledProblem(problem).task().arrival.reach > 0.0;
}

Result picture_by_rows(const Problem& problem, const RunOptions& options) {
  Result result(problem.grid.pixels());
  const std::int64_t columns = problem.grid.columns();
  Problem row = problem;
  for (std::int64_t i = 0; i < problem.grid.rows(); ++i) {
    row.grid.y = {problem.grid.y[static_cast<std::size_t>(i)]};
    nb_cpp::basins(row, options, result.labels.data() + i * columns,
                   result.iterations.data() + i * columns);
  }
  CHECK(!has_rings(row));
  return result;
}

Problem make_problem(const Coefficients& coefficients, double half_width, double tolerance,
                     std::int32_t itmax, std::int64_t size = 151) {
  const Polynomial polynomial(coefficients);
  return {polynomial, nb_cpp::find_roots(polynomial),
          nb_cpp::make_grid({-half_width, half_width, -half_width, half_width}, size, size,
                            nb_cpp::Sampling::endpoints),
          itmax, tolerance};
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

void check_on_every_target(const Problem& problem) {
  for (const std::string& target : nb_cpp::usable_targets()) {
    RunOptions options;
    options.target = target;
    const bool same = picture(problem, options) == picture_by_rows(problem, options);
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
  int with_rings = 0;
  for (const Coefficients& coefficients : polynomials()) {
    for (const auto& [tolerance, itmax] : kTests) {
      const Problem problem = make_problem(coefficients, 2.5, tolerance, itmax);
      with_rings += has_rings(problem) ? 1 : 0;
      check_on_every_target(problem);
    }
  }
  CHECK(with_rings > 60);
}

// Roots are given, and may be wrong by more than rounding; then p is not zero there.
void roots_may_be_inexact() {
  for (const double shift : {1e-9, 1e-8, 1e-7, 3e-7}) {
    for (const double tolerance : {1e-6, 1e-7, 3e-7, 1e-8}) {
      for (const int degree : {3, 6}) {
        Problem problem = make_problem(binomial(degree, -1.0), 1.5, tolerance, 30);
        for (Complex& root : problem.roots.values) {
          root += Complex(shift, 0.5 * shift);
        }
        check_on_every_target(problem);
      }
    }
  }
}

// Powers of z leave the range of a double where the terms do not: what the kernels lose there is
// not rounding.
void no_rings_where_powers_leave_the_range() {
  Coefficients overflows(41, 0.0);
  overflows.front() = 0x1p-1022;
  overflows.back() = -std::exp2(28.56);
  Problem problem = make_problem(overflows, 1.0, 0.5, 50, 201);
  const double size = std::exp2(26.264);
  problem.grid = nb_cpp::make_grid({0.95 * size, 1.05 * size, -0.05 * size, 0.05 * size}, 201, 201,
                                   nb_cpp::Sampling::endpoints);
  CHECK(!has_rings(problem));
  check_on_every_target(problem);
  Coefficients underflows(15, 0.0);
  underflows[0] = 0x1p800;
  underflows[13] = 0x1p-1022;
  underflows[14] = -0x1p-320;
  problem = make_problem(underflows, 0x1p-79, 0x1p-355, 60);
  CHECK(!has_rings(problem));
  check_on_every_target(problem);
}

// Points of a cycle's trap stay with the others until they are looked at.
void no_rings_with_traps() {
  Problem problem = make_problem({1, 0, -2, 2}, 2.5, 1e-6, 60);
  CHECK(has_rings(problem));
  problem.traps = {{0.0, 0.05, 0}, {1.0, 0.05, 0}};
  CHECK(!has_rings(problem));
  check_on_every_target(problem);
}

// Steps that a start needs, computed alone; the first test is after one step.
std::int32_t count_steps(const Problem& problem, Complex start, const RunOptions& options) {
  Problem alone = problem;
  alone.grid = {{start.real()}, {start.imag()}};
  return picture(alone, options).iterations.front();
}

void rings_hold_to_their_edges() {
  constexpr int kDirections = 12;
  int edges = 0;
  for (const Coefficients& coefficients : polynomials()) {
    const Problem problem = make_problem(coefficients, 2.5, 1e-6, 100);
    const nb_cpp::ScaledProblem scaled(problem);
    const nb_cpp::kernel::Arrival& arrival = scaled.task().arrival;
    if (arrival.reach == 0.0 || scaled.unit() != 1.0) {
      continue;
    }
    for (std::size_t root = 0; root < problem.roots.values.size(); ++root) {
      for (int ring = 0; ring < nb_cpp::kernel::kRings; ++ring) {
        const auto i = 2 * (nb_cpp::kernel::kRings * root + static_cast<std::size_t>(ring));
        if (std::isinf(arrival.bound[i])) {
          continue;
        }
        const double begin = std::sqrt(std::max(0.0, arrival.bound[i])) * (1.0 + 1e-9);
        const double end = std::sqrt(arrival.bound[i + 1]) * (1.0 - 1e-9);
        for (const double distance : {begin, std::sqrt(begin * end), end}) {
          for (int k = 0; k < kDirections; ++k) {
            const Complex start =
                problem.roots.values[root] + std::polar(distance, 2.0 * std::acos(-1.0) * k / 12);
            const std::int32_t steps = arrival.first_steps + ring;
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
  const Problem problem = make_problem({1, 0, 0, -1}, 2.5, 1e-6, 30);
  const nb_cpp::ScaledProblem scaled(problem);
  for (int root = 0; root < 3; ++root) {
    CHECK(scaled.task().arrival.outermost[root] > 0.1 * 0.1);
  }
}

}  // namespace

int main() {
  pictures_stay_as_they_are();
  roots_may_be_inexact();
  no_rings_where_powers_leave_the_range();
  no_rings_with_traps();
  rings_hold_to_their_edges();
  simple_roots_have_wide_rings();
  return check::status();
}
