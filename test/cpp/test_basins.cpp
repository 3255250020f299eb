// The library used from C++ alone, as a program that links it would.

#include "check.hpp"
#include "nb_cpp/basins.hpp"
#include "nb_cpp/hsv.hpp"
#include "nb_cpp/targets.hpp"

#include <cmath>
#include <cstdlib>
#include <limits>
#include <stdexcept>
#include <vector>

using nb_cpp::Complex;
using nb_cpp::Polynomial;
using nb_cpp::Problem;
using nb_cpp::RunOptions;

namespace {

Problem article(std::int64_t columns, std::int64_t rows) {
  Polynomial polynomial({1, 0, 0, 0, 0, 0, 1});
  nb_cpp::RootSet roots = nb_cpp::find_roots(polynomial);
  return {polynomial, roots,
          nb_cpp::make_grid({-5.0, 5.0, -5.0, 5.0}, columns, rows, nb_cpp::Sampling::corner), 30,
          1e-6};
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
  const Problem problem = article(3, 3);
  std::vector<std::int16_t> labels(9);
  std::vector<std::int32_t> iterations(9);
  nb_cpp::basins(problem, {}, labels.data(), iterations.data());
  CHECK(labels == std::vector<std::int16_t>{0, 2, 2, 0, 0, 4, 1, 1, 5});
  CHECK(iterations == std::vector<std::int32_t>{15, 14, 14, 13, 9, 9, 13, 9, 9});

  std::vector<nb_cpp::Hsv> hsv(9);
  nb_cpp::hsv_image(problem, {}, hsv.data());
  CHECK(hsv[0].hue == 0.0 && hsv[0].saturation == 1.0);
  CHECK(std::fabs(hsv[0].value - 16.0 / 30) < 1e-15);
}

void every_target_gives_a_picture() {
  const Problem problem = article(67, 71);
  std::vector<std::int16_t> labels(67 * 71);
  std::vector<std::int32_t> iterations(67 * 71);
  for (const std::string& target : nb_cpp::usable_targets()) {
    RunOptions options;
    options.target = target;
    options.threads = 3;
    nb_cpp::basins(problem, options, labels.data(), iterations.data());
    std::int64_t converged = 0;
    for (const std::int16_t label : labels) {
      CHECK(label >= -1 && label < 6);
      converged += label >= 0;
    }
    CHECK(converged > 4200);
  }
}

void bad_problems_are_refused() {
  Problem problem = article(3, 3);
  std::vector<nb_cpp::Hsv> hsv(9);
  problem.itmax = -1;
  CHECK_THROWS(std::invalid_argument, (nb_cpp::hsv_image(problem, {}, hsv.data()), 0));
  problem.itmax = 1;
  problem.tolerance = -1.0;
  CHECK_THROWS(std::invalid_argument, (nb_cpp::hsv_image(problem, {}, hsv.data()), 0));
  problem.tolerance = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS(std::invalid_argument, (nb_cpp::hsv_image(problem, {}, hsv.data()), 0));
  problem.tolerance = 0.0;
  RunOptions options;
  options.target = "mmx";
  CHECK_THROWS(std::invalid_argument, (nb_cpp::hsv_image(problem, options, hsv.data()), 0));
}

}  // namespace

int main() {
  polynomials_are_checked();
  the_article_s_picture_has_its_values();
  every_target_gives_a_picture();
  bad_problems_are_refused();
  return check::status();
}
