// The library used from C++ alone, as a program that links it would.

#include "check.hpp"
#include "nb_cpp/basins.hpp"
#include "nb_cpp/hsv.hpp"
#include "nb_cpp/roots.hpp"
#include "nb_cpp/targets.hpp"

#include <cmath>
#include <cstdlib>
#include <limits>
#include <stdexcept>
#include <thread>
#include <vector>

using nb_cpp::Complex;
using nb_cpp::make_plan;
using nb_cpp::Polynomial;
using nb_cpp::Problem;
using nb_cpp::RunOptions;
using nb_cpp::Window;

namespace {

Problem article() {
  const Polynomial polynomial({1, 0, 0, 0, 0, 0, 1});
  return {polynomial, nb_cpp::find_roots(polynomial), 30, 1e-6};
}

Window window(std::int64_t columns, std::int64_t rows) {
  return nb_cpp::make_grid({-5.0, 5.0, -5.0, 5.0}, columns, rows, nb_cpp::Sampling::corner);
}

void polynomials_are_checked() {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(Polynomial({0, 0, 2, 1}).degree() == 1);
  CHECK(Polynomial({1, 2}).is_real());
  CHECK(!Polynomial({1, Complex(0, 1)}).is_real());
  CHECK_THROWS(std::invalid_argument, Polynomial(std::vector<Complex>{}));
  CHECK_THROWS(std::invalid_argument, Polynomial({0, 0}));
  CHECK_THROWS(std::invalid_argument, Polynomial({0, 3}));
  CHECK_THROWS(std::invalid_argument, Polynomial({1, nan}));
}

void the_article_s_picture_has_its_values() {
  const auto plan = make_plan(article());
  std::vector<std::int16_t> labels(9);
  std::vector<std::int32_t> iterations(9);
  nb_cpp::basins(*plan, window(3, 3), {}, {labels.data(), iterations.data()});
  CHECK(labels == std::vector<std::int16_t>{0, 2, 2, 0, 0, 4, 1, 1, 5});
  CHECK(iterations == std::vector<std::int32_t>{15, 14, 14, 13, 9, 9, 13, 9, 9});

  std::vector<nb_cpp::Hsv> hsv(9);
  nb_cpp::hsv_image(*plan, window(3, 3), {}, hsv.data());
  CHECK(hsv[0].hue == 0.0 && hsv[0].saturation == 1.0);
  CHECK(std::fabs(hsv[0].value - 16.0 / 30) < 1e-15);
}

void every_target_gives_a_picture() {
  const auto plan = make_plan(article());
  std::vector<std::int16_t> labels(67 * 71);
  std::vector<std::int32_t> iterations(67 * 71);
  for (const std::string& target : nb_cpp::usable_targets()) {
    RunOptions options;
    options.target = target;
    options.threads = 3;
    nb_cpp::basins(*plan, window(67, 71), options, {labels.data(), iterations.data()});
    std::int64_t converged = 0;
    for (const std::int16_t label : labels) {
      CHECK(label >= -1 && label < 6);
      converged += label >= 0;
    }
    CHECK(converged > 4200);
  }
}

// One plan serves any number of windows, from several threads at once; a list of points gives what
// the grid that it is taken from gives.
void one_plan_serves_many_windows() {
  const auto plan = make_plan(article());
  const Window whole = window(120, 100);  // large enough for known endings
  std::vector<Complex> points;
  for (const double y : whole.y) {
    for (const double x : whole.x) {
      points.emplace_back(x, y);
    }
  }
  std::vector<std::int16_t> labels(12000), again(12000);
  std::vector<std::int32_t> counts(12000), counts_again(12000);
  std::thread other([&] { nb_cpp::basins(*plan, whole, {}, {labels.data(), counts.data()}); });
  nb_cpp::basins(*plan, nb_cpp::make_list(points), {}, {again.data(), counts_again.data()});
  other.join();
  CHECK(labels == again);
  CHECK(counts == counts_again);
}

void bad_problems_are_refused() {
  Problem problem = article();
  problem.itmax = -1;
  CHECK_THROWS(std::invalid_argument, make_plan(problem));
  problem.itmax = 1;
  problem.tolerance = -1.0;
  CHECK_THROWS(std::invalid_argument, make_plan(problem));
  problem.tolerance = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS(std::invalid_argument, make_plan(problem));
  problem.tolerance = 0.0;
  problem.roots.multiplicities.front() = 2;
  CHECK_THROWS(std::invalid_argument, make_plan(problem));
  problem.roots.multiplicities.front() = 1;
  problem.roots.radii.pop_back();
  CHECK_THROWS(std::invalid_argument, make_plan(problem));
  for (const double bad :
       {std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()}) {
    problem = article();
    problem.roots.values.back() = {1.0, bad};
    CHECK_THROWS(std::invalid_argument, make_plan(problem));
  }
  problem.roots = {};
  CHECK_THROWS(std::invalid_argument, make_plan(problem));
  problem = article();
  problem.method = {"bisection", {}};
  CHECK_THROWS(std::invalid_argument, make_plan(problem));
  problem.method = {"king", {{"alpha", 1.0}}};
  CHECK_THROWS(std::invalid_argument, make_plan(problem));
  std::vector<nb_cpp::Hsv> hsv(9);
  RunOptions options;
  options.target = "mmx";
  const auto plan = make_plan(article());
  CHECK_THROWS(std::invalid_argument,
               (nb_cpp::hsv_image(*plan, window(3, 3), options, hsv.data()), 0));
  problem = article();
  problem.traps.push_back({0.0, 0.25, 0});
  CHECK_THROWS(std::invalid_argument,
               (nb_cpp::hsv_image(*make_plan(problem), window(3, 3), {}, hsv.data()), 0));
}

void every_stop_rule_has_its_words() {
  for (const nb_cpp::StopInfo& info : nb_cpp::stops()) {
    CHECK(nb_cpp::stops()[static_cast<std::size_t>(nb_cpp::to_stop(info.name))].name == info.name);
  }
  CHECK(nb_cpp::to_stop("root") == nb_cpp::Stop::root);
  CHECK_THROWS(std::invalid_argument, nb_cpp::to_stop("never"));
}

}  // namespace

int main() {
  polynomials_are_checked();
  the_article_s_picture_has_its_values();
  every_target_gives_a_picture();
  one_plan_serves_many_windows();
  bad_problems_are_refused();
  every_stop_rule_has_its_words();
  return check::status();
}
