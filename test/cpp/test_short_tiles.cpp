// Few points, so that most lanes of a block have none: they get the results that they get among
// many. Under valgrind this also shows that nothing is read that was never written.

#include "check.hpp"
#include "nb_cpp/basins.hpp"
#include "nb_cpp/plan.hpp"
#include "nb_cpp/roots.hpp"
#include "nb_cpp/targets.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <string>
#include <vector>

using nb_cpp::Complex;
using nb_cpp::Plan;
using nb_cpp::Polynomial;
using nb_cpp::Problem;
using nb_cpp::Window;

namespace {

struct Results {
  std::vector<std::int16_t> labels;
  std::vector<std::int32_t> iterations;
  std::vector<double> smooth;
};

// With smooth counts, entries are noted.
Results basins(const Plan& plan, const Window& window, const std::string& target,
               bool notes = false) {
  const auto count = static_cast<std::size_t>(window.points());
  Results results;
  results.labels.resize(count);
  results.iterations.resize(count);
  results.smooth.resize(notes ? count : 0);
  nb_cpp::RunOptions options;
  options.target = target;
  options.threads = 1;
  nb_cpp::basins(
      plan, window, options,
      {results.labels.data(), results.iterations.data(), notes ? results.smooth.data() : nullptr});
  return results;
}

void few_points_get_what_many_get(const Plan& plan, const std::string& target) {
  std::vector<Complex> points;
  for (int k = 0; k < 61; ++k) {
    points.emplace_back(0.07 * k - 2.0, 1.9 - 0.05 * k);
  }
  const Results all = basins(plan, nb_cpp::make_list(points), target);
  for (const std::size_t count : {1u, 2u, 3u, 5u, 8u, 13u, 17u}) {
    const Results few = basins(
        plan, nb_cpp::make_list({points.begin(), points.begin() + std::ptrdiff_t(count)}), target);
    CHECK(std::equal(few.labels.begin(), few.labels.end(), all.labels.begin()));
    CHECK(std::equal(few.iterations.begin(), few.iterations.end(), all.iterations.begin()));
  }
  std::vector<Complex> alone(4), together(4 * points.size());
  nb_cpp::orbits(plan, points, 3, target, {}, together.data());
  nb_cpp::orbits(plan, {points.back()}, 3, target, {}, alone.data());
  for (std::size_t k = 0; k < alone.size(); ++k) {
    CHECK(alone[k] == together[(k + 1) * points.size() - 1]);
  }
}

// A full tile and one of a few points, mirrored.
void a_last_tile_may_be_short(const Plan& plan, const std::string& target) {
  const Window window = nb_cpp::make_grid({-2.0, 2.0, -2.0, 2.0}, 47, 47, nb_cpp::Sampling::center);
  const Results results = basins(plan, window, target);
  CHECK(std::all_of(results.labels.begin(), results.labels.end(),
                    [](int label) { return label >= -2 && label < 6; }));
  CHECK(std::all_of(results.iterations.begin(), results.iterations.end(),
                    [](int count) { return count >= 0 && count <= 20; }));
  const Results noted = basins(plan, window, target, true);
  CHECK(noted.labels == results.labels);
  CHECK(noted.iterations == results.iterations);
  for (std::size_t k = 0; k < noted.labels.size(); ++k) {
    CHECK(std::isnan(noted.smooth[k]) == (noted.labels[k] == -1));
  }
}

}  // namespace

int main() {
  const Polynomial sparse({1, 0, 0, 0, 0, 0, 1});
  const Polynomial dense({1, Complex(0.5, 1), -2, 2, 1, 3});
  const Polynomial distant({1, 0, 0, 1e-300});
  using Test = void (*)(const Plan&, const std::string&);
  // A plan, which under valgrind takes longer than the points, is made once.
  const auto on_every_target = [](const Problem& problem, std::initializer_list<Test> tests) {
    const auto plan = nb_cpp::make_plan(problem);
    for (const std::string& target : nb_cpp::usable_targets()) {
      for (const Test test : tests) test(*plan, target);
    }
  };
  for (const Polynomial& polynomial : {sparse, dense, distant}) {
    Problem problem{polynomial, nb_cpp::find_roots(polynomial), 20, 1e-6};
    for (const nb_cpp::MethodInfo& method : nb_cpp::methods()) {
      problem.method = {method.name, {}};
      for (std::size_t stop = 0; stop < nb_cpp::stops().size(); ++stop) {
        problem.stop = nb_cpp::to_stop(nb_cpp::stops()[stop].name);
        on_every_target(problem, {few_points_get_what_many_get});
      }
      problem.stop = nb_cpp::Stop::residual;
    }
    on_every_target(problem, {a_last_tile_may_be_short});
    problem.method = {"newton", {}};
    on_every_target(problem, {a_last_tile_may_be_short});
    problem.traps = {{Complex(0.0), 0.3, 0}};
    on_every_target(problem, {few_points_get_what_many_get, a_last_tile_may_be_short});
  }
  return check::status();
}
