#pragma once

// One precision of the multiprecision stage: Ehrlich-Aberth iteration, proof by discs, and restart
// of clusters. Included by multiprecision.cpp only.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "numbers/bigfloat.hpp"
#include "numbers/scaled.hpp"
#include "roots/points.hpp"
#include "roots/secular.hpp"
#include "roots/stages.hpp"
#include "roots/taylor.hpp"

namespace nb_cpp::roots {

using namespace numbers;

inline constexpr int kSweeps = 16;               // per round
inline constexpr int kRounds = 3;                // iterate, prove, restart clusters: per precision
inline constexpr std::size_t kManyPoints = 200;  // from which on the secular equation pays
inline constexpr double kSecularWork = 100.0;    // for each pair of points, in the same unit
inline constexpr double kSumWork = 8.0;          // for each other point, in the same unit
inline constexpr double kOverhead = 20.0;  // of one multiplication and addition, in the same unit
inline constexpr int kCycle = 3;           // of sweeps, the last of which takes no far steps
inline constexpr double kMany = 1.5;       // points too many from which on steps are far
inline constexpr double kFarthest = 0.5;   // of a point's modulus
inline constexpr int kAccurate = -62;  // log2 of the relative radius at which a root is resolved
inline constexpr int kStepAccurate = -66;  // log2 of the relative step at which iterating stops

inline bool is_finite(Complex z) { return std::isfinite(z.real()) && std::isfinite(z.imag()); }

inline Scaled power_of_two(std::int64_t exponent) { return Scaled(1.0, exponent); }

// A connected component of the discs, which holds as many roots as points.
template <int Bits>
struct Component {
  std::vector<std::size_t> members;
  BigComplex<Bits> centre;
  Scaled radius;
};

template <int Bits>
class Solver {
 public:
  using Points = roots::Points<Bits>;

  // Takes what it spends from `work`, and only proves what it has when that is gone.
  Solver(const std::vector<GaussianInteger>& coefficients, double& work, const Interrupt& interrupt)
      : work_(work), interrupt_(interrupt), degree_(coefficients.size() - 1) {
    for (const GaussianInteger& c : coefficients) {
      real_ = real_ && c.imag.is_zero();
      p_.coefficients.emplace_back(c);
      p_.moduli.push_back(p_.coefficients.back().scaled().modulus() * (1.0 + 0x1p-50));
    }
  }

  // Iterates and restarts clusters. True when every component is resolved.
  bool refine(Points& points, int first_sweeps);

  // Discs about the points, of which a connected union of k holds k roots.
  std::vector<Scaled> smith_radii(const Points& points) const;

  // The connected unions of discs.
  std::vector<Component<Bits>> components(const Points& points,
                                          const std::vector<Scaled>& radii) const;

  bool resolved(const Component<Bits>& c) const {
    return c.radius <= c.centre.scaled().modulus() * power_of_two(kAccurate);
  }

 private:
  void poll() const {
    if (interrupt_) interrupt_();
  }
  std::vector<Bounded> taylor(const BigComplex<Bits>& z, std::size_t count) const;
  void iterate(Points& points, int sweeps, bool secular) const;
  std::optional<double> secular_sweep(Points& points, bool far) const;
  void aberth_step(Points& points, Point<Bits>& point, bool far) const;
  bool is_negligible(const Scaled& step, const Point<Bits>& point) const {
    return step * static_cast<double>(degree_) <=
           point.z.scaled().modulus() * power_of_two(kStepAccurate);
  }
  std::vector<Scaled> newton_radii(const Points& points) const;
  Component<Bits> enclose(const Points& points, const std::vector<Scaled>& radii,
                          std::vector<std::size_t> members) const;
  bool separate(const Points& points, const Component<Bits>& cluster) const;
  std::optional<BigComplex<Bits>> cluster_centre(const Component<Bits>& cluster) const;
  bool restart(Points& points, const Component<Bits>& cluster) const;
  bool restart_clusters(Points& points, const std::vector<Component<Bits>>& proved) const;

  double& work_;
  const Interrupt& interrupt_;
  std::size_t degree_;
  bool real_ = true;
  Expansion<Bits> p_;
};

// The first `count` coefficients p^(j)(z) / j!.
template <int Bits>
std::vector<Bounded> Solver<Bits>::taylor(const BigComplex<Bits>& z, std::size_t count) const {
  poll();
  constexpr double kLimbs = Bits / 64.0;
  work_ -= static_cast<double>((count + 3) * (degree_ + 1)) * (kLimbs * kLimbs / 4.0 + kOverhead);
  return p_.at(z, count);
}

// One Ehrlich-Aberth step, or settles the point: when p(z) is noise at this precision, or when the
// step is already far below what the caller can see.
//
// The step is 1 / E with E = p'/p - sum 1 / (z - z_j). Where k points too many are together, and as
// many roots without a point are at some other place R, E is about k / (z - R): they leave one by
// one with these steps, but all at once with k / E, where k is -E^2 / E'. `far` says to take those.
template <int Bits>
void Solver<Bits>::aberth_step(Points& points, Point<Bits>& point, bool far) const {
  const std::vector<Bounded> terms = taylor(point.z, 3);
  point.residual = terms[0].bound();
  point.settled = terms[0].is_noise();
  if (!terms[1].value.is_zero()) {
    point.newton = (terms[0].bound() / terms[1].value.modulus()) * static_cast<double>(degree_);
  }
  if (point.settled) return;
  work_ -= kSumWork * static_cast<double>(points.size());
  const Sums sums = sums_of_gaps(points, point);
  const ScaledComplex logarithmic = terms[1].value / terms[0].value;
  const ScaledComplex field = logarithmic - sums.of_inverses;
  if (field.is_zero()) return;
  ScaledComplex step = ScaledComplex(1.0) / field;
  point.settled = is_negligible(step.modulus(), point);
  if (point.settled) {
    point.converged = is_negligible(point.newton * (1.0 / static_cast<double>(degree_)), point);
    if (point.converged && real_) give_conjugate(points, point);
    return;
  }
  const ScaledComplex slope =
      2.0 * (terms[2].value / terms[0].value) - logarithmic * logarithmic + sums.of_squares;
  if (far && !slope.is_zero()) {
    const double many = -(field * field / slope).value().real();
    const double most = (point.z.scaled().modulus() * kFarthest / step.modulus()).value();
    if (many > kMany) step = std::min(many, std::max(most, 1.0)) * step;
  }
  point.move_to(point.z - BigComplex<Bits>(step));
}

// Values of p once in Bits bits, then as many Ehrlich-Aberth steps as it takes in double precision,
// on the equation that they make. Settles points as aberth_step does, which takes the step of those
// of which that equation says nothing: their share, or nothing if double precision cannot hold the
// equation at all.
template <int Bits>
std::optional<double> Solver<Bits>::secular_sweep(Points& points, bool far) const {
  std::vector<Node> nodes;
  nodes.reserve(points.size());
  for (Point<Bits>& point : points) {
    if (!is_finite(point.high)) return std::nullopt;
    nodes.push_back({point.high, point.low, {}});
    if (point.settled) continue;
    const Bounded term = taylor(point.z, 1)[0];
    point.residual = term.bound();
    point.settled = term.is_noise();
    if (!point.settled) nodes.back().value = term.value / p_.coefficients[0].scaled();
  }
  const auto moves = [](const Point<Bits>& point) { return !point.settled; };
  const auto movers = std::count_if(points.begin(), points.end(), moves);
  if (movers == 0) return 0.0;
  work_ -= kSecularWork * static_cast<double>(points.size()) * static_cast<double>(movers);
  const auto steps = secular_steps(nodes, interrupt_);
  if (!steps) return std::nullopt;
  double unknown = 0.0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    Point<Bits>& point = points[i];
    if (point.settled) continue;
    const std::optional<Complex>& known = (*steps)[i];
    if (!known) {
      unknown += 1.0;
      aberth_step(points, point, far);
      continue;
    }
    const ScaledComplex step(*known);
    point.newton = step.modulus() * static_cast<double>(degree_);
    point.settled = is_negligible(step.modulus(), point);
    if (!point.settled) point.move_to(point.z + BigComplex<Bits>(step));
  }
  return unknown / static_cast<double>(movers);
}

template <int Bits>
void Solver<Bits>::iterate(Points& points, int sweeps, bool secular) const {
  const auto is_settled = [](const Point<Bits>& point) { return point.settled; };
  for (int sweep = 0; sweep < sweeps && work_ > 0.0; ++sweep) {
    const bool far = sweep % kCycle != kCycle - 1;
    const std::optional<double> unknown =
        secular ? secular_sweep(points, far) : std::optional<double>();
    secular = unknown && *unknown <= 0.5;
    for (Point<Bits>& point : points) {
      if (!unknown && !point.settled) aberth_step(points, point, far);
    }
    if (std::all_of(points.begin(), points.end(), is_settled)) return;
  }
  for (Point<Bits>& point : points) {
    if (!point.settled) point.residual = taylor(point.z, 1)[0].bound();
  }
}

// Discs about the points: a component of k of them holds k roots. B. T. Smith, Error bounds for
// zeros of a polynomial based upon Gerschgorin's theorems, J. ACM 17 (1970).
template <int Bits>
std::vector<Scaled> Solver<Bits>::smith_radii(const Points& points) const {
  std::vector<Scaled> radii;
  for (const Point<Bits>& point : points) {
    poll();
    Scaled product = p_.moduli[0] * (1.0 - 0x1p-40);
    for (const Point<Bits>& other : points) {
      if (&other != &point) product = product * (point.z - other.z).scaled().modulus();
    }
    const double factor = static_cast<double>(degree_) * 1.001;
    radii.push_back(product.mantissa == 0.0 ? infinity() : point.residual * factor / product);
  }
  return radii;
}

// Discs that show clusters before Smith's discs do, which are large as long as the points of a
// cluster are unevenly spaced. They prove nothing.
template <int Bits>
std::vector<Scaled> Solver<Bits>::newton_radii(const Points& points) const {
  std::vector<Scaled> radii;
  for (const Point<Bits>& point : points) radii.push_back(point.newton);
  return radii;
}

template <int Bits>
Component<Bits> Solver<Bits>::enclose(const Points& points, const std::vector<Scaled>& radii,
                                      std::vector<std::size_t> members) const {
  Component<Bits> result;
  const BigComplex<Bits>& first = points[members.front()].z;
  BigComplex<Bits> sum;
  for (const std::size_t i : members) sum = sum + (points[i].z - first);
  const BigFloat<Bits> weight(1.0 / static_cast<double>(members.size()));
  result.centre = first + BigComplex<Bits>(sum.real * weight, sum.imag * weight);
  for (const std::size_t i : members) {
    const Scaled reach = (points[i].z - result.centre).scaled().modulus() + radii[i];
    result.radius = std::max(result.radius, reach * (1.0 + 0x1p-40));
  }
  result.members = std::move(members);
  return result;
}

template <int Bits>
std::vector<Component<Bits>> Solver<Bits>::components(const Points& points,
                                                      const std::vector<Scaled>& radii) const {
  std::vector<bool> taken(points.size(), false);
  std::vector<Component<Bits>> result;
  for (std::size_t seed = 0; seed < points.size(); ++seed) {
    if (taken[seed]) continue;
    taken[seed] = true;
    std::vector<std::size_t> members{seed};
    for (std::size_t next = 0; next < members.size(); ++next) {
      poll();
      const std::size_t i = members[next];
      for (std::size_t j = 0; j < points.size(); ++j) {
        if (taken[j]) continue;
        const Scaled gap = (points[i].z - points[j].z).scaled().modulus() * (1.0 - 0x1p-40);
        if (gap <= radii[i] + radii[j]) {
          taken[j] = true;
          members.push_back(j);
        }
      }
    }
    result.push_back(enclose(points, radii, std::move(members)));
  }
  return result;
}

// True if the cluster is small and all other points are far enough for it to have a structure of
// its own. Otherwise its points are merely on their way.
template <int Bits>
bool Solver<Bits>::separate(const Points& points, const Component<Bits>& cluster) const {
  if (!(cluster.radius * 2.0 <= cluster.centre.scaled().modulus())) return false;
  std::vector<bool> inside(points.size(), false);
  for (const std::size_t i : cluster.members) inside[i] = true;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (inside[i]) continue;
    const Scaled distance = (points[i].z - cluster.centre).scaled().modulus();
    if (distance <= cluster.radius * 3.0) return false;
  }
  return true;
}

// The zero of p^(k-1) that k clustered roots surround; nothing if it is not near the cluster.
template <int Bits>
std::optional<BigComplex<Bits>> Solver<Bits>::cluster_centre(const Component<Bits>& cluster) const {
  const std::size_t k = cluster.members.size();
  BigComplex<Bits> z = cluster.centre;
  for (int round = 0; round < Bits / 40 + 5 && work_ > 0.0; ++round) {
    const std::vector<Bounded> terms = taylor(z, k + 1);
    if (terms[k].is_noise()) return std::nullopt;
    if (terms[k - 1].is_noise()) break;
    const ScaledComplex step =
        terms[k - 1].value / (terms[k].value * ScaledComplex(static_cast<double>(k)));
    z = z - BigComplex<Bits>(step);
    const Scaled moved = (z - cluster.centre).scaled().modulus();
    if (!(moved <= cluster.radius)) return std::nullopt;
    if (step.modulus() <= z.scaled().modulus() * power_of_two(4 - Bits)) break;
  }
  return z;
}

// Moves the points of a cluster to the Newton polygon of p(centre + w). True if they were moved.
template <int Bits>
bool Solver<Bits>::restart(Points& points, const Component<Bits>& cluster) const {
  const std::size_t k = cluster.members.size();
  const std::optional<BigComplex<Bits>> centre = cluster_centre(cluster);
  if (!centre) return false;
  const std::vector<Bounded> terms = taylor(*centre, k + 1);
  std::vector<double> heights(k + 1);
  for (std::size_t j = 0; j <= k; ++j) heights[j] = terms[j].bound().log2();
  const std::vector<Polar> polars = newton_polygon_points(heights, 0.7);
  for (std::size_t i = 0; i < k; ++i) {
    const double whole = std::floor(polars[i].log2_modulus);
    const Complex offset = std::polar(std::exp2(polars[i].log2_modulus - whole), polars[i].angle);
    Point<Bits>& point = points[cluster.members[i]];
    point.move_to(*centre + BigComplex<Bits>(offset, static_cast<std::int64_t>(whole)));
    point.settled = point.converged = false;
  }
  return true;
}

// Restarts every cluster that can be told from its surroundings among the unresolved points. True
// if points were moved.
template <int Bits>
bool Solver<Bits>::restart_clusters(Points& points,
                                    const std::vector<Component<Bits>>& proved) const {
  bool moved = false;
  std::vector<bool> open(points.size(), false);
  for (const Component<Bits>& c : proved) {
    if (resolved(c)) continue;
    if (c.members.size() > 1 && separate(points, c)) {
      moved = restart(points, c) || moved;
    } else {
      for (const std::size_t i : c.members) open[i] = true;
    }
  }
  if (std::find(open.begin(), open.end(), true) == open.end()) return moved;
  for (const Component<Bits>& c : components(points, newton_radii(points))) {
    const bool all_open =
        std::all_of(c.members.begin(), c.members.end(), [&open](std::size_t i) { return open[i]; });
    if (c.members.size() > 1 && all_open && separate(points, c)) {
      moved = restart(points, c) || moved;
    }
  }
  return moved;
}

template <int Bits>
bool Solver<Bits>::refine(Points& points, int first_sweeps) {
  const auto is_settled = [](const Point<Bits>& point) { return point.settled; };
  for (int round = 1;; ++round) {
    iterate(points, round == 1 ? first_sweeps : kSweeps, round == 1 && degree_ >= kManyPoints);
    const std::vector<Component<Bits>> proved = components(points, smith_radii(points));
    const bool done = std::all_of(proved.begin(), proved.end(),
                                  [this](const Component<Bits>& c) { return resolved(c); });
    if (done || round == kRounds || work_ <= 0.0) return done;
    const bool finished = std::all_of(points.begin(), points.end(), is_settled);
    if (!restart_clusters(points, proved) && finished) return false;
  }
}

}  // namespace nb_cpp::roots
