#pragma once

// The step of an iteration as a map of the sphere, in multiprecision.

#include <cstddef>
#include <optional>
#include <vector>

#include "maps/formula.hpp"
#include "maps/series.hpp"
#include "maps/step.hpp"
#include "nb_cpp/complex.hpp"
#include "nb_cpp/zoom.hpp"
#include "numbers/mpcomplex.hpp"
#include "numbers/scaled.hpp"
#include "zoom/model.hpp"

namespace nb_cpp::zoom {

// A point of the sphere in one of its two charts: z, or w = 1/z.
struct Place {
  numbers::MpComplex value;
  bool inverse = false;
};

// A step F = A/B, where A and B are polynomials without common factor, is as smooth at a pole as
// elsewhere if it leads into the chart of 1/z as B/A. From that chart, F(z) = z F_w(1), where F_w
// is the same iteration of the form P(x; w) = w^n p(x / w): no negative power of w occurs, and
// infinity is a point like others. Lengths are in units of 2^unit, and so is p for a step that adds
// it to z; for others it is in any.
class SphereMap {
 public:
  // The coefficients are to live as long as this. `bits` is how many will be asked for, about.
  SphereMap(maps::Iteration iteration, const ExactCoefficients& coefficients, int unit,
            double largest_root, int bits);

  int degree() const noexcept { return iteration_.degree; }

  // Values are p / 2^value_unit() in the units of z.
  std::int64_t value_unit() const noexcept { return value_unit_; }

  // Whether steps from the chart w can be taken: steffensen's, which adds p to z, has none.
  bool leaves_plane() const noexcept;

  struct Step {
    Place image;
    numbers::Scaled rounding;  // the image's error at most, for the place as it is
  };
  Step step(const Place& place, int bits);

  // The image's coordinate as a series in that of the place, from c_0 on up to c_order.
  std::optional<std::vector<numbers::MpComplex>> series(const Place& place, bool to_inverse,
                                                        std::size_t order, int bits);

  // At most |F - F(place)| over the disc of that radius about the place, in the charts of place and
  // image; infinite where nothing is known.
  double variation(const Place& place, const Place& image, double radius) const;

  // Whether the step has a square root. It is the one with Re(root/v) > 0, where v is p': it has a
  // cut where that is 0, but for a root that is told: then it is analytic, and the one next to
  // that.
  bool has_cut() const noexcept;
  void take_root(std::optional<Complex> direction) noexcept { direction_ = direction; }

  // v/root for a root that is analytic about the place, as a series in its coordinate, from c_0 on
  // up to c_order, and the direction of that root: where the real part is below 0, the step takes
  // the other root. Nothing where the root is 0.
  struct Cut {
    std::vector<numbers::MpComplex> series;
    Complex direction;
  };
  std::optional<Cut> cut(const Place& place, std::size_t order, int bits);

  // At most |v/root - its value at the place| over the disc of that radius about the place, for the
  // root of that direction; infinite where nothing is known.
  double cut_variation(const Place& place, Complex direction, double radius) const;

  // p's first coefficients about a point of the plane.
  std::vector<numbers::MpComplex> values(const numbers::MpComplex& z, std::size_t order, int bits);

  // p about a point z of the plane: its coefficients, and the sums of their terms' moduli.
  struct Local {
    std::vector<Complex> p;
    std::vector<double> size;
  };
  Local about(Complex z) const;

  // More than the rounding of a p_j or of p in double precision, over its size.
  double rounding() const noexcept;

 private:
  struct Parts {
    maps::Series<numbers::MpComplex> above, below;  // of F in the chart z
  };
  Parts parts(const Place& place, std::size_t order) const;
  std::vector<numbers::MpComplex> about(const numbers::MpComplex& z, std::size_t count) const;
  // The form about x = 1 as series in w - W; the form's bounds over the disc |w - W| <= radius.
  std::vector<maps::Series<numbers::MpComplex>> form(const Place& place, std::size_t order) const;
  std::vector<Model> models(const Place& place, double wide) const;
  double variation(const Place& place, const Place& image, double radius, maps::Terms terms) const;
  bool has_common_zero(const Place& place) const;
  numbers::Scaled rounding(const Place& place, const Place& image,
                           const numbers::Scaled& denominator, int bits) const;
  void read(int bits);
  void round_to(int bits);
  std::size_t needed(std::size_t order) const;

  const ExactCoefficients& exact_;
  int unit_;
  maps::Iteration iteration_, form_;                    // and as it is taken of the form
  std::optional<Complex> direction_;                    // of the square root
  Complex added_;                                       // nova's length
  std::vector<numbers::MpComplex> all_, coefficients_;  // to all_bits_ and to bits_
  std::vector<Complex> double_;
  std::vector<double> moduli_;
  std::int64_t value_unit_ = 0;
  double far_;
  int all_bits_ = 0;
  int bits_ = 0;
};

}  // namespace nb_cpp::zoom
