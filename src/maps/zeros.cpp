#include "maps/zeros.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "numbers/doubles.hpp"

namespace nb_cpp::maps {

using numbers::ScaledComplex;

namespace {

constexpr double kTurn = 6.283185307179586;
constexpr int kMostOnCircle = 128, kEnough = 32;  // points
constexpr double kNearInteger = 0.1;
constexpr double kRounding = 0x1p-40;
constexpr double kInnermost = 0x1p-60;  // circles, in parts of a cluster's radius
constexpr int kOutermost[] = {200, 100, 50, 25, 12, 6, 3};  // likewise, as powers of two
constexpr double kLargest = 0x1p1000;
constexpr double kApart = 16.0;  // clusters are so many times smaller than the way to other points
constexpr double kAlike = 0.5;   // binary logarithms of radii
constexpr int kRounds = 400;
constexpr double kFound = 0x1p-30, kFoundAtLast = 0x1p-7;  // of the way to the next disc

// The sum of (z - centre) / (z - zero) over the zeros, on the average over a circle: as many as are
// inside, but for terms that fall with the power of the number of points.
double mean_count(const Function& f, const Disc& disc, int points) {
  double sum = 0.0;
  for (int k = 0; k < points; ++k) {
    const Complex z = disc.centre + std::polar(disc.radius, kTurn * (k + 0.5) / points);
    const ValueAndSlope at = f(z);
    if (at.value.modulus() <= at.terms * kRounding) {
      return numbers::kNaN;
    }
    sum += (ScaledComplex(z - disc.centre) * at.slope / at.value).value().real();
  }
  return sum / points;
}

struct Cluster {
  std::vector<Complex> points;
  Complex centre;
  double radius;
  double reach = 0.0;  // of a disc that has nothing of what is beyond, but what belongs to these
};

Cluster cluster_of(std::vector<Complex> points) {
  Cluster cluster{std::move(points), 0.0, 0.0};
  const auto count = static_cast<double>(cluster.points.size());
  for (const Complex z : cluster.points) cluster.centre += z / count;
  for (const Complex z : cluster.points) {
    cluster.radius = std::max(cluster.radius, std::abs(z - cluster.centre));
  }
  return cluster;
}

// The points that can be reached from the first one by steps of at most that length, in front.
std::vector<Complex>::iterator linked(std::vector<Complex>& points, double length) {
  auto end = points.begin() + 1;
  for (auto from = points.begin(); from != end; ++from) {
    end =
        std::partition(end, points.end(), [&](Complex z) { return std::abs(z - *from) <= length; });
  }
  return end;
}

// The largest clusters within one.
std::vector<Cluster> parts_of(const Cluster& cluster) {
  std::vector<Cluster> parts;
  std::vector<Complex> left = cluster.points;
  double length = cluster.radius;
  while (left.size() > 1 && length > cluster.radius * 0x1p-50) {
    length /= kApart;
    std::vector<Complex> singles;
    for (auto& points = left; !points.empty();) {
      const auto end = linked(points, length);
      Cluster part = cluster_of({points.begin(), end});
      double away = numbers::kInfinity;
      for (const Complex z : cluster.points) {
        if (std::find(points.begin(), end, z) == end) {
          away = std::min(away, std::abs(z - part.centre));
        }
      }
      if (part.radius > 0.0 && part.radius * kApart < away && std::isfinite(away)) {
        part.reach = std::min(std::sqrt(part.radius) * std::sqrt(away), away / 4.0);
        parts.push_back(std::move(part));
      } else {
        singles.insert(singles.end(), points.begin(), end);
      }
      points.erase(points.begin(), end);
    }
    left = std::move(singles);
  }
  return parts;
}

Cluster whole(const std::vector<Complex>& landmarks) {
  Cluster all = cluster_of(landmarks);
  if (all.radius == 0.0) all.radius = all.centre == 0.0 ? 1.0 : std::abs(all.centre);
  return all;
}

struct Outermost {
  double radius;
  int count;
};

// A circle about all zeros. Far out the step may lose all of its leading terms: Schroeder's does.
std::optional<Outermost> find_outermost(const Function& f, const Cluster& all) {
  for (const int exponent : kOutermost) {
    const double radius = std::min(std::ldexp(all.radius, exponent), kLargest);
    if (const auto count = count_zeros(f, {all.centre, radius})) return Outermost{radius, *count};
  }
  return std::nullopt;
}

class Search {
 public:
  Search(const Function& f, const std::vector<Disc>& discs, const std::function<void()>& interrupt)
      : f_(f), discs_(discs), interrupt_(interrupt) {}

  Zeros run(const std::vector<Complex>& landmarks, int most) {
    Zeros zeros;
    const Cluster all = whole(landmarks);
    const std::optional<Outermost> outermost = find_outermost(f_, all);
    if (!outermost || outermost->count > most) return zeros;
    for (const Disc& disc : discs_) {
      zeros.inside.push_back(count_zeros(f_, disc).value_or(0));
      known_.push_back({disc.centre, zeros.inside.back()});
    }
    inside_ = zeros.inside;
    fill(all, outermost->radius, outermost->count);
    zeros.complete = refine();
    zeros.values = starts_;
    return zeros;
  }

 private:
  struct Known {
    Complex centre;
    int count;
  };

  int known_within(const Disc& disc) const {
    int sum = 0;
    for (const Known& known : known_) {
      if (std::abs(known.centre - disc.centre) < disc.radius) sum += known.count;
    }
    return sum;
  }

  // Starting points do with a mean over few points, however near to zeros the circle comes.
  int unknown_within(const Disc& disc) const {
    const double mean = std::round(mean_count(f_, disc, kEnough));
    return std::isfinite(mean) ? static_cast<int>(mean) - known_within(disc) : 0;
  }

  // Gives starting points to the zeros in a disc about a cluster, `count` in all: first to the
  // clusters within, then between circles about the largest of them.
  void fill(const Cluster& cluster, double radius, int count) {
    Complex centre = cluster.centre;
    double least = cluster.radius * kInnermost;
    std::size_t largest = 0;
    for (const Cluster& part : parts_of(cluster)) {
      const std::optional<int> inside = count_zeros(f_, {part.centre, part.reach});
      if (!inside) continue;
      fill(part, part.reach, *inside);
      if (part.points.size() > largest) {
        largest = part.points.size();
        centre = part.centre;
        least = part.reach;
      }
    }
    const std::size_t first = starts_.size();
    const int at_centre = std::max(0, unknown_within({centre, least}));
    add(centre, 0.5 * least, at_centre);
    const int all = std::max(at_centre, count - known_within({cluster.centre, radius}));
    place(centre, std::log2(least), std::log2(radius), at_centre, all);
    for (std::size_t i = first; i < starts_.size(); ++i) known_.push_back({starts_[i], 1});
  }

  void add(Complex centre, double radius, int count) {
    for (int k = 0; k < count; ++k) {
      const double angle = kTurn * k / count + 0.7 + 0.3 * std::log2(radius);
      starts_.push_back(centre + std::polar(radius, angle));
    }
  }

  // Starting points between two circles, of which so many zeros are inside.
  void place(Complex centre, double low, double high, int in_low, int in_high) {
    interrupt_();
    if (in_high <= in_low) return;
    const double middle = 0.5 * (low + high);
    if (high - low > kAlike && (in_high - in_low > 1 || high - low > 4.0 * kAlike)) {
      const int inside = unknown_within({centre, std::exp2(middle)});
      const int in_middle = std::clamp(inside, in_low, in_high);
      place(centre, low, middle, in_low, in_middle);
      place(centre, middle, high, in_middle, in_high);
    } else {
      add(centre, std::exp2(middle), in_high - in_low);
    }
  }

  // The step of Ehrlich and Aberth: Newton's, for f over its other approximate zeros.
  Complex correction(std::size_t i) const {
    const Complex z = starts_[i];
    const ValueAndSlope at = f_(z);
    if (at.value.is_zero()) return 0.0;
    Complex others = 0.0;
    for (const Complex other : starts_) {
      if (other != z) others += 1.0 / (z - other);
    }
    for (std::size_t j = 0; j < discs_.size(); ++j) {
      if (inside_[j] > 0) others += static_cast<double>(inside_[j]) / (z - discs_[j].centre);
    }
    const ScaledComplex denominator = at.slope / at.value - ScaledComplex(others);
    return denominator.is_zero() ? 0.0 : (ScaledComplex(1.0) / denominator).value();
  }

  double way_to_next_disc(Complex z) const {
    double nearest = discs_.empty() ? std::abs(z) : numbers::kInfinity;
    for (const Disc& disc : discs_) nearest = std::min(nearest, std::abs(z - disc.centre));
    return nearest;
  }

  bool refine() {
    std::vector<bool> done(starts_.size(), false);
    std::vector<double> last(starts_.size(), 0.0);
    for (int round = 0; round < kRounds; ++round) {
      bool all = true;
      for (std::size_t i = 0; i < starts_.size(); ++i) {
        if (done[i]) continue;
        interrupt_();
        const Complex step = correction(i);
        last[i] = std::abs(step) / way_to_next_disc(starts_[i]);
        if (std::isfinite(last[i])) starts_[i] -= step;
        done[i] = last[i] <= kFound;
        all = all && done[i];
      }
      if (all) return true;
    }
    return std::all_of(last.begin(), last.end(), [](double x) { return x <= kFoundAtLast; });
  }

  const Function& f_;
  const std::vector<Disc>& discs_;
  const std::function<void()>& interrupt_;
  std::vector<int> inside_;
  std::vector<Known> known_;  // zeros in the discs, and those that have starting points
  std::vector<Complex> starts_;
};

}  // namespace

std::optional<int> count_zeros(const Function& f, const Disc& disc) {
  // A zero near the edge may make an integer of a wrong mean once, but hardly twice.
  std::optional<int> last;
  for (int points = 16; points <= kMostOnCircle; points *= 2) {
    const double mean = mean_count(f, disc, points);
    std::optional<int> count;
    if (std::fabs(mean - std::round(mean)) < kNearInteger && mean < 1e6) {
      count = static_cast<int>(std::round(mean));
    }
    if (count && count == last) return count;
    last = count;
  }
  return std::nullopt;
}

std::optional<int> count_all_zeros(const Function& f, const std::vector<Complex>& landmarks) {
  const std::optional<Outermost> outermost = find_outermost(f, whole(landmarks));
  return outermost ? std::optional(outermost->count) : std::nullopt;
}

Zeros find_zeros(const Function& f, const std::vector<Complex>& landmarks,
                 const std::vector<Disc>& discs, int most, const std::function<void()>& interrupt) {
  return Search(f, discs, interrupt).run(landmarks, most);
}

}  // namespace nb_cpp::maps
