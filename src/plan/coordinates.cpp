#include "plan/coordinates.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "maps/coordinate.hpp"
#include "maps/expansion.hpp"
#include "maps/root_step.hpp"
#include "maps/step.hpp"
#include "numbers/doubles.hpp"

namespace nb_cpp {
namespace {

using maps::RootStep;
using numbers::kInfinity;
using numbers::kPi;

constexpr std::size_t kTerms = kernel::kCoordinateTerms;
constexpr std::size_t kMostDegree = 6;
// Of a cycle whose multiplier is less, as Cycle.kind says.
constexpr double kSuperattracting = 1e-9;
// Where only the leading term of the step is known, of the disc that is drawn to the root.
constexpr double kLeadingTermOnly = 0x1p-6;
constexpr double kLargestDisc = 0x1p60;  // its radius, in units of the distance to the next root

// A step of the method in the frame's units.
maps::Iteration iteration_in(const CheckedMethod& method, const Frame& frame) {
  maps::Iteration iteration = method.as_map(frame.polynomial().degree());
  const kernel::StepView& step = frame.task().step;
  for (std::size_t i = 0; i < iteration.parameters.size(); ++i) {
    iteration.parameters[i] = {step.parameter_re[i], step.parameter_im[i]};
  }
  return iteration;
}

// p's leading coefficient, in units of z.
numbers::ScaledComplex leading_of(const Frame& frame) {
  return numbers::ScaledComplex(frame.polynomial().coefficients().front(),
                                frame.scaling().value - frame.scaling().variable);
}

// The distance from the root at which the rule begins to hold, and how many steps later it notices;
// `slope` is the multiplier's distance from 1.
struct Level {
  double log_distance;
  double delay;
};

Level level_of(const Frame& frame, Stop stop, std::size_t root, double slope) {
  const Conditioning& polynomial = frame.polynomial();
  const int m = polynomial.roots().multiplicities[root];
  double log2_distance = std::log2(frame.tolerance());
  if (stop == Stop::residual) {
    log2_distance = (log2_distance - polynomial.log_slopes()[root]) / m;
  } else if (stop == Stop::step) {
    log2_distance -= std::log2(slope);
  }
  // No smaller one can be told from zero.
  const double modulus = std::abs(polynomial.roots().values[root]);
  const double least = std::log2(numbers::kUnitRoundoff * modulus + 0x1p-1000);
  return {std::log(2.0) * std::max(log2_distance, least), stop == Stop::step ? 1.0 : 0.0};
}

// Where |w| = exp(log_level) the smooth count is the number of steps; `period` steps of the method
// are one of the map.
void set_scale(kernel::Coordinate& about, double degree, double log_multiplier, double log_level,
               double period, double delay) {
  about.linear = degree == 1.0;
  if (about.linear) {
    about.slope = -period / log_multiplier;
    about.origin = delay - about.slope * log_level;
  } else {
    about.slope = -period / std::log(degree);
    // A tolerance beyond the coordinate's disc: the count begins elsewhere.
    about.origin = delay - about.slope * std::log(std::max(-log_level, 1.0));
  }
}

void set_radius(kernel::Coordinate& about, double radius) {
  about.inverse_radius = 1.0 / radius;
  about.squared_radius = radius * radius;
}

void set_series(kernel::Coordinate& about, const maps::Coordinate& coordinate) {
  const Complex offset = coordinate.log_scale + std::log(coordinate.radius);
  about.offset_re = offset.real();
  about.offset_im = offset.imag();
  double power = 1.0;
  for (std::size_t k = 0; k < kTerms; ++k) {
    power *= coordinate.radius;
    about.h_re[k] = coordinate.h[k].real() * power;
    about.h_im[k] = coordinate.h[k].imag() * power;
  }
}

bool commutes_with_conjugation(const Problem& problem, const CheckedMethod& method) {
  return problem.polynomial.is_real() && method.commutes_with_conjugation();
}

bool commutes_with_negation(const Problem& problem, const CheckedMethod& method) {
  return problem.polynomial.is_even_or_odd() && method.commutes_with_negation();
}

// Of a root that is its own image there: without the rounding in which its coefficients differ from
// theirs, as the points on both sides of the axis are exact images.
void reflect_at_imaginary_axis(kernel::Coordinate& about) {
  for (std::size_t k = 0; k < kTerms; ++k) {
    (k % 2 == 0 ? about.h_re : about.h_im)[k] = 0.0;
  }
}

// The leading term alone.
maps::Coordinate leading_term(double radius, Complex log_scale) {
  return {radius, log_scale, std::vector<Complex>(kTerms)};
}

using Coefficients = std::vector<Complex>;

// The mean of log |w| at a distance from the root, in the step's unit. Within the coordinate's disc
// it is that of the leading term, as h is harmonic; from beyond it the step leads there.
double log_modulus_at(const Coefficients& step, std::size_t degree,
                      const maps::Coordinate& coordinate, double log_distance) {
  constexpr int kDirections = 8;
  constexpr int kMostSteps = 8;
  constexpr double kFarthest = 0.25;  // where the series of the step still holds
  const double leading_term = log_distance + coordinate.log_scale.real();
  const double distance = std::exp(log_distance);
  if (distance < coordinate.radius || distance > kFarthest) {
    return leading_term;
  }
  const auto value_at = [](const Coefficients& c, Complex t) {
    Complex sum = 0.0;
    for (std::size_t k = c.size(); k-- > 0;) sum = sum * t + c[k];
    return sum;
  };
  double total = 0.0;
  for (int i = 0; i < kDirections; ++i) {
    Complex t = std::polar(distance, 2.0 * kPi * (i + 0.5) / kDirections);
    int steps = 0;
    while (steps < kMostSteps && std::abs(t) >= coordinate.radius) {
      t = value_at(step, t);
      ++steps;
    }
    if (!(std::abs(t) < coordinate.radius) || t == 0.0) {
      return leading_term;
    }
    const double log_w = std::log(std::abs(t)) + coordinate.log_scale.real() +
                         (t * value_at(coordinate.h, t)).real();
    total += degree == 1 ? log_w - steps * std::log(std::abs(step[1]))
                         : log_w / std::pow(static_cast<double>(degree), steps);
  }
  return total / kDirections;
}

// outer(inner(t)), both without a constant term.
Coefficients compose(const Coefficients& outer, const Coefficients& inner) {
  Coefficients result(inner.size());
  for (std::size_t j = outer.size(); j-- > 1;) {
    result[0] += outer[j];
    for (std::size_t n = result.size(); n-- > 0;) {
      Complex sum = 0.0;
      for (std::size_t k = 1; k <= n; ++k) sum += inner[k] * result[n - k];
      result[n] = sum;
    }
  }
  return result;
}

// F(Z + unit t) - F(Z) over the unit; nothing where that is not analytic.
std::optional<Coefficients> step_about(const maps::Iteration& iteration, const Frame& frame,
                                       Complex point, double unit, std::size_t order) {
  const Conditioning& polynomial = frame.polynomial();
  const maps::Expansion expansion =
      frame.factors() != nullptr
          ? maps::Expansion(polynomial.roots(), polynomial.coefficients().front())
          : maps::Expansion(polynomial.coefficients());
  Coefficients p = expansion.about(point, maps::coefficients_for(iteration, order));
  const double scale = std::ldexp(1.0, frame.scaling().value - frame.scaling().variable);
  for (Complex& c : p) c *= scale;
  std::optional<Coefficients> f = maps::step_series(iteration, p, order);
  if (f) {
    (*f)[0] = 0.0;
    double power = 1.0;
    for (std::size_t j = 2; j <= order; ++j) (*f)[j] *= power *= unit;
  }
  return f;
}

}  // namespace

Coordinates::Coordinates(const Problem& problem, const CheckedMethod& method, const Frame& frame,
                         bool is_benign)
    : most_beyond_(is_benign ? 2.0 - 0x1p-10 : kInfinity) {
  const RootSet& roots = frame.polynomial().roots();
  for (std::size_t i = 0; i < roots.values.size(); ++i) {
    if (!add_mirrored(problem, method, frame, i)) {
      add_root(problem, method, frame, i);
    }
  }
  // |p/p'| is about the distance over the multiplicity; where it is the step, at most the distances
  // before and after, of which the later one is less, and at most half if it is of higher order.
  for (const kernel::Coordinate& about : coordinates_) {
    const double most = method.is_plain_newton() && !about.linear ? 2.25 : 4.0;
    reach_ = std::max(reach_, most * about.squared_radius);
  }
  std::vector<Trap> cycle;
  for (const Trap& trap : frame.traps()) {
    if (!cycle.empty() && cycle.front().cycle != trap.cycle) {
      add_cycle(problem, method, frame, cycle);
      cycle.clear();
    }
    cycle.push_back(trap);
  }
  if (!cycle.empty()) {
    add_cycle(problem, method, frame, cycle);
  }
  // Near a cycle p is not small, and what a method without derivatives knows is p alone.
  if (!frame.traps().empty() || !(reach_ > 0.0)) {
    reach_ = kInfinity;
  }
}

kernel::EntriesView Coordinates::view() const noexcept {
  return {reach_, static_cast<int>(coordinates_.size()), coordinates_.data(), false};
}

// Of a root that is the image of an earlier one: exactly the image, as the points' are.
bool Coordinates::add_mirrored(const Problem& problem, const CheckedMethod& method,
                               const Frame& frame, std::size_t root) {
  const std::vector<Complex>& roots = frame.polynomial().roots().values;
  const bool conjugate = commutes_with_conjugation(problem, method);
  const bool negate = commutes_with_negation(problem, method);
  for (std::size_t j = 0; j < root; ++j) {
    const bool conjugates = conjugate && roots[j] == std::conj(roots[root]);
    const bool opposites = negate && roots[j] == -roots[root];
    const bool both = conjugate && negate && roots[j] == -std::conj(roots[root]);
    if (!conjugates && !opposites && !both) {
      continue;
    }
    kernel::Coordinate about = coordinates_[j];
    about.re = roots[root].real();
    about.im = roots[root].imag();
    const double sign = conjugates ? 1.0 : -1.0;                // of t
    const double imag = opposites && !conjugates ? 1.0 : -1.0;  // of coefficients
    double power = 1.0;
    for (std::size_t k = 0; k < kTerms; ++k) {
      power *= sign;
      about.h_re[k] *= power;
      about.h_im[k] *= power * imag;
    }
    // Opposite points have the same w; b_d is (-1)^(d - 1) times the other one's.
    about.offset_im = imag * about.offset_im + (sign < 0.0 ? kPi : 0.0);
    coordinates_.push_back(about);
    turns_.push_back({turns_[j].power, turns_[j].angle * imag});
    return true;
  }
  return false;
}

void Coordinates::add_root(const Problem& problem, const CheckedMethod& method, const Frame& frame,
                           std::size_t root) {
  const RootSet& roots = frame.polynomial().roots();
  kernel::Coordinate about{};
  about.re = roots.values[root].real();
  about.im = roots.values[root].imag();
  about.inverse_radius = kInfinity;
  Turn turn{1.0, 0.0};
  const double drawn = frame.attraction()[root];
  if (drawn > 0.0) {
    const maps::Iteration iteration = iteration_in(method, frame);
    RootStep step = maps::step_at_root(iteration.method, iteration.parameters, roots, root,
                                       leading_of(frame), kMostDegree + kTerms);
    const double unit =
        std::ldexp(1.0, static_cast<int>(std::clamp<std::int64_t>(step.unit, -1000, 1000)));
    // Of a single root it is the whole plane, and powers of that leave the range.
    const double radius = std::min(drawn / unit, kLargestDisc);
    maps::Coordinate coordinate = leading_term(kLeadingTermOnly * radius, 0.0);
    double log_multiplier = 0.0;
    double slope = 1.0;
    switch (step.kind) {
      case RootStep::Kind::analytic: {
        const double rounding = numbers::kUnitRoundoff * std::abs(roots.values[root]) / unit;
        const std::size_t degree = maps::drop_small_terms(
            step.b, static_cast<std::size_t>(step.degree), kMostDegree, kTerms, radius, rounding);
        step.degree = static_cast<double>(degree);
        if (degree <= kMostDegree) {
          coordinate = maps::find_coordinate(step.b, degree, kTerms, radius);
        }
        if (!(coordinate.radius > 0.0)) {
          const Complex scale = step.b[degree];
          coordinate = leading_term(kLeadingTermOnly * radius,
                                    degree > 1 ? std::log(scale) / (step.degree - 1.0) : 0.0);
        }
        if (degree == 1) {
          log_multiplier = std::log(std::abs(step.b[1]));
          slope = std::abs(1.0 - step.b[1]);
          turn.angle = std::arg(step.b[1]);
        }
        turn.power = step.degree;
        break;
      }
      case RootStep::Kind::square_root:
        coordinate.log_scale = std::log(std::abs(step.b[0])) / (step.degree - 1.0);
        turn.power = step.degree;
        break;
      case RootStep::Kind::two_branches:
        log_multiplier = std::log(std::abs(step.b[1]));
        slope = std::abs(1.0 - step.b[1]);
        break;
      case RootStep::Kind::flat:
      case RootStep::Kind::none:
        break;
    }
    set_series(about, coordinate);
    set_radius(about, coordinate.radius * unit);
    if (about.re == 0.0 && commutes_with_conjugation(problem, method) &&
        commutes_with_negation(problem, method)) {
      reflect_at_imaginary_axis(about);
    }
    const Level level = level_of(frame, problem.stop, root, slope);
    const double log_distance = level.log_distance - std::log(unit);
    const double log_level = step.kind == RootStep::Kind::analytic
                                 ? log_modulus_at(step.b, static_cast<std::size_t>(step.degree),
                                                  coordinate, log_distance)
                                 : log_distance + coordinate.log_scale.real();
    if (step.kind == RootStep::Kind::flat || step.kind == RootStep::Kind::none) {
      // A step leads to the root itself: the count is a whole number.
      about.linear = true;
      about.origin = numbers::kNaN;
    } else {
      set_scale(about, turn.power, log_multiplier, log_level, 1.0, level.delay);
    }
  }
  coordinates_.push_back(about);
  turns_.push_back(turn);
}

void Coordinates::add_cycle(const Problem& problem, const CheckedMethod& method, const Frame& frame,
                            const std::vector<Trap>& cycle) {
  constexpr std::size_t kOrder = kTerms + kMostDegree;
  const maps::Iteration iteration = iteration_in(method, frame);
  const double unit = cycle.front().radius;
  kernel::Coordinate about{};
  about.re = cycle.front().centre.real();
  about.im = cycle.front().centre.imag();
  about.inverse_radius = kInfinity;
  std::optional<Coefficients> b;
  for (const Trap& trap : cycle) {
    const auto step = step_about(iteration, frame, trap.centre, unit, kOrder);
    if (!step) {
      b.reset();
      break;
    }
    b = b ? compose(*step, *b) : *step;
  }
  if (b) {
    std::size_t degree = 1;
    while (degree < kMostDegree && std::abs((*b)[degree]) <= kSuperattracting) {
      (*b)[degree++] = 0.0;
    }
    const bool super = degree > 1;
    const maps::Coordinate coordinate = maps::find_coordinate(*b, degree, kTerms, 1.0);
    if (coordinate.radius > 0.0) {
      set_series(about, coordinate);
      set_radius(about, coordinate.radius * unit);
      const double tolerance = std::max(problem.tolerance, numbers::kUnitRoundoff);
      const double log_level = std::log(tolerance) - frame.exponent() * std::log(2.0) -
                               std::log(unit) + coordinate.log_scale.real();
      const double log_multiplier = super ? 0.0 : std::log(std::abs((*b)[1]));
      set_scale(about, static_cast<double>(degree), log_multiplier, log_level,
                static_cast<double>(cycle.size()), 0.0);
    }
  }
  coordinates_.push_back(about);
  turns_.push_back({1.0, 0.0});
}

}  // namespace nb_cpp
