#include "zoom/noise.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>

#include "maps/step.hpp"
#include "maps/taylor.hpp"
#include "numbers/doubles.hpp"
#include "plan/conditioning.hpp"
#include "plan/plan.hpp"

namespace nb_cpp::zoom {
namespace {

constexpr int kMostSteps = 40;
constexpr double kSettled = 0x1p-8;  // of the largest slope: from there on an attractor has a point

}  // namespace

double noise(const Plan& plan, const std::vector<Sample>& samples) {
  const Problem& problem = plan.problem();
  const maps::Iteration iteration = plan.method().as_map(problem.polynomial.degree());
  const std::vector<Complex>& coefficients = problem.polynomial.coefficients();
  const std::vector<double> moduli = moduli_of(coefficients);
  const double n = problem.polynomial.degree();
  const std::size_t terms = maps::coefficients_for(iteration, 1);
  // As the kernel evaluates p: where coefficients cannot tell it, from the roots.
  const auto about = [&](Complex z) {
    return plan.from_roots() ? maps::taylor(problem.roots, coefficients.front(), z, terms)
                             : maps::taylor(coefficients, z, terms);
  };
  const bool residual = problem.stop == Stop::residual && problem.tolerance > 0.0;
  // A count's border is where |p| is the tolerance; in a root's coordinate, whose logarithm a step
  // multiplies, an error there moves it as far as that is of the tolerance, from each step on.
  const auto by_position = [&](double of_value, double value, double derivative, double by) {
    return of_value / problem.tolerance * value / (derivative * by);
  };
  double most = 0.0;
  for (const Sample& sample : samples) {
    Complex z = sample.z;
    double slope = sample.slope;
    double sum = 0.0;
    double steepest = slope;
    double of_count = 0.0;
    for (int k = 0; k < kMostSteps && std::isfinite(std::abs(z)); ++k) {
      const std::vector<Complex> p = about(z);
      const double value = std::abs(p[0]);
      const double of_value = 2.0 * n * numbers::kUnitRoundoff *
                              (plan.from_roots() ? value : value_at(moduli, std::abs(z)));
      if (residual && k > 0 && value <= problem.tolerance) {
        sum += std::min(of_count, by_position(of_value, value, std::abs(p[1]), slope));
        break;
      }
      const std::optional<std::vector<Complex>> f = maps::step_series(iteration, p, 1);
      if (!f) break;
      const double derivative = std::abs((*f)[1]);
      of_count = by_position(of_value, value, std::abs(p[1]), slope);
      // What p loses of itself the step loses of itself, about.
      const double length = std::abs((*f)[0]);
      const double lost =
          of_value / value * length + 2.0 * numbers::kUnitRoundoff * std::abs(z + (*f)[0]);
      slope *= derivative;
      steepest = std::max(steepest, slope);
      if (derivative >= 1.0 && slope > kSettled * steepest) sum += lost / slope;
      z += (*f)[0];
    }
    if (std::isfinite(sum)) most = std::max(most, sum);
  }
  return most;
}

}  // namespace nb_cpp::zoom
