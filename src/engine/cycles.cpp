#include "nb_cpp/cycles.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>

#include "maps/expansion.hpp"
#include "maps/special_points.hpp"
#include "maps/step.hpp"
#include "maps/uncertainty.hpp"
#include "nb_cpp/basins.hpp"
#include "nb_cpp/roots.hpp"
#include "numbers/environment.hpp"
#include "numbers/mpcomplex.hpp"
#include "plan/plan.hpp"

namespace nb_cpp {

using numbers::MpComplex;

namespace {

constexpr int kSettlingSteps = 512;  // at a time, so that most searches end early
constexpr int kSettlingRounds = 16;
constexpr int kPolishingSteps = 40;
constexpr int kBits = 192;  // of points, from which multipliers come
constexpr double kSettled =
    1e-12;                      // parts of the distance to the next root, or the next zero of p'
constexpr double kSame = 1e-3;  // likewise, of points of neutral cycles
constexpr double kReturned = 1e-6;      // likewise, of a point after a turn
constexpr double kParabolic = 1e-12;    // how far a multiplier is from 1
constexpr double kIdentity = 0x1p-100;  // likewise, where F - z is lost in z
constexpr double kExact = 0x1p-140;     // likewise, of coordinates that are 0
constexpr double kTurn = 6.283185307179586;
constexpr int kOnCircle = 64;
constexpr double kCircles[] = {1.0, 0.75, 0.5, 0.25, 0.1};

struct Candidate {
  Complex point;
  int period;
};

class Search {
 public:
  Search(const Plan& plan, const std::string& target, const std::function<void()>& interrupt)
      : plan_(plan),
        target_(target),
        interrupt_(interrupt),
        coefficients_(plan.problem().polynomial.coefficients()),
        roots_(plan.problem().roots),
        iteration_(plan.method().as_map(plan.problem().polynomial.degree())),
        p_(plan.from_roots() ? maps::Expansion(roots_, coefficients_[0])
                             : maps::Expansion(coefficients_)),
        attraction_(attraction_radii(plan)),
        root_radii_(root_radii()),
        zeros_of_slope_(maps::zeros_of_derivative(coefficients_, 1, interrupt)),
        map_{iteration_, p_, coefficients_, roots_, attraction_, zeros_of_slope_} {}

  Cycles run(Periods periods) {
    for (const maps::FixedPoint& point : maps::fixed_points(map_, interrupt_)) {
      examine_fixed(point);
    }
    bool complete = false;
    if (periods == Periods::all) {
      maps::CriticalPoints seeds = maps::critical_points(map_, interrupt_);
      complete = seeds.complete;
      for (const Candidate& candidate : settle(std::move(seeds.values))) examine(candidate);
    }
    std::stable_sort(found_.begin(), found_.end(), comes_before);
    return {std::move(found_), complete};
  }

 private:
  static bool is_neutral(const Cycle& cycle) {
    return !(std::abs(cycle.multiplier) < kLeastNeutral);
  }

  static bool comes_before(const Cycle& a, const Cycle& b) {
    if (is_neutral(a) != is_neutral(b)) return is_neutral(b);
    if (a.points.size() != b.points.size()) return a.points.size() < b.points.size();
    const Complex x = a.points[0];
    const Complex y = b.points[0];
    return x.real() != y.real() ? x.real() < y.real() : x.imag() > y.imag();
  }

  // Rows of positions, one a step, the first one being the points.
  std::vector<Complex> orbits_of(const std::vector<Complex>& points, int steps) const {
    std::vector<Complex> rows(points.size() * (static_cast<std::size_t>(steps) + 1));
    orbits(plan_, points, steps, target_, interrupt_, rows.data());
    return rows;
  }

  static double distance(Complex z, const std::vector<Complex>& others) {
    double nearest = std::numeric_limits<double>::infinity();
    for (const Complex other : others) {
      if (other != z) nearest = std::min(nearest, std::abs(other - z));
    }
    return nearest;
  }

  // The unit of length about a point. Roots that do not stay are points like others.
  double unit(Complex z) const {
    double nearest = distance(z, plan_.method().adds_length() ? zeros_of_slope_ : roots_.values);
    if (!std::isfinite(nearest)) nearest = std::abs(z);
    return nearest;
  }

  bool is_at_root(Complex z) const {
    if (plan_.method().adds_length()) return false;
    for (std::size_t i = 0; i < roots_.values.size(); ++i) {
      if (std::abs(z - roots_.values[i]) <= root_radii_[i]) return true;
    }
    return false;
  }

  // Of the discs of attraction, or of what rounding does not tell from the root.
  std::vector<double> root_radii() const {
    std::vector<double> radii = attraction_;
    for (std::size_t i = 0; i < radii.size(); ++i) {
      if (radii[i] > 0.0) continue;
      const double blur = std::pow(0x1p-44, 1.0 / roots_.multiplicities[i]);
      radii[i] =
          std::max(blur * std::abs(roots_.values[i]), 0x1p10 * maps::uncertainty(roots_.radii[i]));
    }
    return radii;
  }

  bool is_known(Complex z) const {
    return std::any_of(found_.begin(), found_.end(), [&](const Cycle& cycle) {
      for (std::size_t i = 0; i < cycle.points.size(); ++i) {
        if (cycle.radii[i] > 0.0 && std::abs(z - cycle.points[i]) <= cycle.radii[i]) return true;
      }
      return false;
    });
  }

  // Orbits come near to neutral cycles slowly, and Newton's iteration to those of multiplier 1.
  bool is_known_neutral(Complex z) const {
    return std::any_of(found_.begin(), found_.end(), [&](const Cycle& cycle) {
      return is_neutral(cycle) &&
             std::any_of(cycle.points.begin(), cycle.points.end(),
                         [&](Complex point) { return std::abs(z - point) <= kSame * unit(z); });
    });
  }

  // Iterates the points until they settle, for some thousand steps at most: where they are then,
  // and after how many steps they come back, or nearest to it.
  std::vector<Candidate> settle(std::vector<Complex> points) const {
    std::vector<Candidate> candidates;
    for (int round = 0; round < kSettlingRounds && !points.empty(); ++round) {
      const std::vector<Complex> rows = orbits_of(points, kSettlingSteps);
      std::vector<Complex> kept(rows.end() - static_cast<std::ptrdiff_t>(points.size()),
                                rows.end());
      const auto leaves = [&](Complex z) {
        return !std::isfinite(z.real()) || !std::isfinite(z.imag()) || is_at_root(z);
      };
      kept.erase(std::remove_if(kept.begin(), kept.end(), leaves), kept.end());
      points.clear();
      const bool last = round + 1 == kSettlingRounds;
      const std::vector<Complex> turns = orbits_of(kept, kMaxPeriod);
      for (std::size_t i = 0; i < kept.size(); ++i) {
        int nearest = 1;
        double least = std::numeric_limits<double>::infinity();
        const double settled = kSettled * unit(kept[i]);
        for (int k = 1; k <= kMaxPeriod && least > settled; ++k) {
          const double back =
              std::abs(turns[static_cast<std::size_t>(k) * kept.size() + i] - kept[i]);
          if (back < least) {
            least = back;
            nearest = k;
          }
        }
        if (least <= settled || last) {
          candidates.push_back({kept[i], nearest});
        } else {
          points.push_back(kept[i]);
        }
      }
    }
    return candidates;
  }

  // F - z and F' at a point.
  std::optional<std::vector<MpComplex>> step_at(const MpComplex& z, std::size_t count) const {
    return maps::step_series(iteration_, p_.about(z, count), 1);
  }
  std::optional<std::vector<Complex>> step_at(Complex z, std::size_t count) const {
    if (const auto f = maps::step_series(iteration_, p_.about(z, count), 1)) return f;
    // Powers of z may have left the range.
    const auto f = step_at(MpComplex(z, 0, kBits), count);
    if (!f) return std::nullopt;
    return std::vector<Complex>{value_of((*f)[0]), value_of((*f)[1])};
  }

  // The points of a turn, the point after it, and the derivative of the turn; nothing where the
  // step is not analytic.
  template <class T>
  struct Turn {
    std::vector<T> points;
    T end, slope;
  };
  template <class T>
  std::optional<Turn<T>> turn(const T& start, int period) const {
    const std::size_t count = maps::coefficients_for(iteration_, 1);
    Turn<T> result{{}, start, T(1.0)};
    for (int k = 0; k < period; ++k) {
      result.points.push_back(result.end);
      const auto f = step_at(result.end, count);
      if (!f) return std::nullopt;
      result.end = result.end + (*f)[0];
      result.slope = result.slope * (*f)[1];
    }
    return result;
  }

  // Newton's iteration on F^q(z) - z, which is fast however slowly the cycle attracts.
  std::optional<Complex> polished(Complex z, int period) const {
    for (int i = 0; i < kPolishingSteps; ++i) {
      interrupt_();
      const auto t = turn(z, period);
      if (!t) return std::nullopt;
      const Complex step = (t->end - z) / (1.0 - t->slope);
      const double size = std::abs(step);
      if (!(size < 0.5 * unit(z))) return std::nullopt;
      z += step;
      if (size <= 0x1p-51 * std::abs(z)) break;
    }
    return z;
  }

  // The turn of the cycle near a point; nothing where Newton's iteration does not end. The step may
  // be so close to the identity, far out or beside points of multiplier 1, that orbits seem to
  // rest.
  std::optional<Turn<MpComplex>> long_turn(Complex start, int period) const {
    MpComplex z(start, 0, kBits);
    double size = std::numeric_limits<double>::infinity();
    for (int i = 0;; ++i) {
      interrupt_();
      auto t = turn(z, period);
      if (!t) return std::nullopt;
      const MpComplex slope = MpComplex(1.0) - t->slope;
      if (std::abs(value_of(slope)) <= kIdentity) return std::nullopt;
      if (i == 3) return size <= kSettled * unit(start) ? t : std::nullopt;
      const MpComplex step = (t->end - z) / slope;
      size = std::abs(value_of(step));
      z = z + step;
    }
  }

  static Complex value_of(const MpComplex& z) { return {z.real.value(), z.imag.value()}; }

  // What is left of coordinates that are 0 is not shown.
  Complex rounded(const MpComplex& z) const {
    const Complex value = value_of(z);
    const double least = kExact * unit(value);
    return {std::fabs(value.real()) < least ? 0.0 : value.real(),
            std::fabs(value.imag()) < least ? 0.0 : value.imag()};
  }

  void examine_fixed(const maps::FixedPoint& point) {
    const auto t = turn(MpComplex(point.value, 0, kBits), 1);
    if (!t || !(std::abs(value_of(t->end) - point.value) <= kReturned * unit(point.value))) return;
    // Zeros of F - z that are one: the multiplier is 1.
    const double off = std::abs(value_of(t->slope) - 1.0);
    if (point.multiplicity > 1 || off <= kParabolic) {
      if (off <= kReturned && !is_at_root(point.value)) {
        found_.push_back({{rounded(t->points[0])}, 1.0, {0.0}});
      }
    } else {
      examine({point.value, 1});
    }
  }

  void examine(const Candidate& candidate) {
    interrupt_();
    if (is_known(candidate.point)) return;
    const std::optional<Complex> start = polished(candidate.point, candidate.period);
    if (!start || is_at_root(*start) || is_known(*start)) return;
    const std::optional<Turn<MpComplex>> t = long_turn(*start, candidate.period);
    if (!t) return;
    Cycle cycle;
    for (const MpComplex& z : t->points) cycle.points.push_back(rounded(z));
    const std::vector<Complex>& points = cycle.points;
    const double length = unit(points[0]);
    if (!(std::abs(value_of(t->end) - points[0]) <= kReturned * length)) return;
    cycle.multiplier = value_of(t->slope);
    if (!(std::abs(cycle.multiplier) <= kMostNeutral)) return;
    if (std::any_of(points.begin(), points.end(), [&](Complex z) { return is_at_root(z); })) return;
    const bool neutral = is_neutral(cycle);
    if (neutral && is_known_neutral(points[0])) return;
    const double apart = neutral ? kSame * length : trap_radius(points[0], cycle);
    if (!(apart > 0.0)) return;
    if (const int period = least_period(cycle, apart); period < candidate.period) {
      return examine({points[0], period});
    }
    const std::size_t first = canonical_order(points)[0];
    std::rotate(cycle.points.begin(), cycle.points.begin() + static_cast<std::ptrdiff_t>(first),
                cycle.points.end());
    for (const Complex z : points) {
      cycle.radii.push_back(neutral ? 0.0 : trap_radius(z, cycle));
      if (!neutral && !(cycle.radii.back() > 0.0)) return;
    }
    found_.push_back(std::move(cycle));
  }

  // Two points of a cycle are never in one disc that a turn takes into itself.
  static int least_period(const Cycle& cycle, double apart) {
    const std::size_t period = cycle.points.size();
    for (std::size_t k = 1; k < period; ++k) {
      if (period % k == 0 && std::abs(cycle.points[k] - cycle.points[0]) <= apart) {
        return static_cast<int>(k);
      }
    }
    return static_cast<int>(period);
  }

  // The radius of a disc that a turn takes into itself. A map without a pole in a disc has its
  // largest modulus on the edge, so the edge tells; smaller circles would show a pole within.
  double trap_radius(Complex z, const Cycle& cycle) const {
    const auto period = static_cast<int>(cycle.points.size());
    const double shrink = std::max(0.9, 0.5 * (1.0 + std::abs(cycle.multiplier)));
    const double length = unit(z);
    double radius = length;
    while (radius > kSettled * length) {
      radius *= 0.5;
      std::vector<Complex> circles;
      for (const double part : kCircles) {
        for (int k = 0; k < kOnCircle; ++k) {
          circles.push_back(z + std::polar(part * radius, kTurn * (k + 0.5) / kOnCircle));
        }
      }
      const std::vector<Complex> rows = orbits_of(circles, period);
      const auto returns = [&](Complex w) { return std::abs(w - z) <= shrink * radius; };
      if (std::all_of(rows.end() - static_cast<std::ptrdiff_t>(circles.size()), rows.end(),
                      returns)) {
        return radius;
      }
    }
    return 0.0;
  }

  const Plan& plan_;
  const std::string& target_;
  const std::function<void()>& interrupt_;
  const std::vector<Complex>& coefficients_;
  const RootSet& roots_;
  const maps::Iteration iteration_;
  const maps::Expansion p_;
  const std::vector<double> attraction_;
  const std::vector<double> root_radii_;
  const std::vector<Complex> zeros_of_slope_;
  const maps::Map map_;
  std::vector<Cycle> found_;
};

}  // namespace

Cycles find_cycles(const Plan& plan, Periods periods, const std::string& target,
                   const std::function<void()>& interrupt) {
  const numbers::StandardEnvironment environment;
  const std::function<void()> idle = [] {};
  return Search(plan, target, interrupt ? interrupt : idle).run(periods);
}

}  // namespace nb_cpp
