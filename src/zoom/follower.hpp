#pragma once

// A square on its way through the first steps, in parts where curves divide it.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

#include "maps/step.hpp"
#include "nb_cpp/complex.hpp"
#include "nb_cpp/plan.hpp"
#include "nb_cpp/root_set.hpp"
#include "nb_cpp/window.hpp"
#include "nb_cpp/zoom.hpp"
#include "numbers/scaled.hpp"
#include "zoom/curve.hpp"
#include "zoom/ending.hpp"
#include "zoom/image.hpp"
#include "zoom/orbit.hpp"
#include "zoom/sphere.hpp"

namespace nb_cpp::zoom {

constexpr double kEnough = 0x1p-42;  // a displacement, in widths, that nobody sees

constexpr double kNegligible = -70;  // log2 of a remainder, against the image
constexpr int kLeastDisc = -200;     // log2 of the radius of a disc that is looked at

// Doubles do not tell its points apart.
inline bool is_tiny(const Image& image) { return image.exponent < -60; }

// The binary logarithm of the square's width, about, and that of the unit of length.
double log_width(const Square& square);
int unit_of(const RootSet& roots);

class Follower {
 public:
  // The effort is how many times as many bits are taken as it should take.
  Follower(const Plan& plan, const ExactCoefficients& coefficients, const Square& square,
           int effort, Orbit& orbit);

  // At most so many steps. False if it takes more effort.
  bool run(std::int64_t most, const std::function<void()>& interrupt);

  Approach result() const;

 private:
  // A part of the square. Lengths are in units of 2^unit.
  struct Course {
    Image image;
    Image best;  // the last one whose displacement is about the least
    double best_displacement = std::numeric_limits<double>::infinity();
    double least = std::numeric_limits<double>::infinity();
    bool constant = false;
    Complex nudge;    // of a constant: from the best place to where no rounding decides
    Complex outside;  // from the centre's place after this step to where rounding does not end it
    std::int64_t outside_step = -1;
    std::vector<Side> sides;
    double divided = 0.0;  // by how much the sides' curves are displaced, in widths
    Orbit* orbit = nullptr;
    double last_radius = -std::numeric_limits<double>::infinity();
    std::int64_t next_look = 0;
    int disc = -1;           // log2 of the radius of the disc for the remainder
    double variation = 0.0;  // of the step in it
    double left = 0.0;       // log2 of the remainder in the last disc, against the image
  };
  enum class Outcome { goes_on, ends, divided, takes_more };

  Outcome follow(Course& course, std::int64_t most, const std::function<void()>& interrupt);
  Outcome step(Course& course);
  Outcome cross_cut(Course& course, int bits);
  Outcome enter(Course& course, Image after, Orbit::Step& taken, int bits, Complex nudge);
  Outcome cross_level(Course& course, Image after, Orbit::Step& taken, int bits);
  void end(Course& course, const Image& after, Complex nudge);
  void settle(Course course);

  bool is_handed_over(const Course& course) const;
  void start_anew(Course& course) const;
  void divide(Course& course, const Curve& curve, bool below) const;
  bool has_vanished(const Course& course) const;
  bool has_stopped(Course& course) const;
  int bits_for(double log_radius) const;

  Orbit::Step& take_step(Course& course, int bits);
  bool choose_disc(Course& course, Orbit::Step& step, bool of_all);
  const std::vector<numbers::MpComplex>* series(Course& course, Orbit::Step& step,
                                                std::size_t order, int bits);
  std::optional<std::int64_t> find_terms(Course& course, Orbit::Step& step, int bits,
                                         StepTerms& terms, numbers::Scaled& first);
  std::optional<Image> image_after(Course& course, Orbit::Step& step, int bits);
  Part part_of(const Course& course) const;

  const Plan& plan_;
  int unit_;
  RootSet roots_;
  int effort_;
  SphereMap map_;
  Ending ending_;
  double start_radius_;
  std::vector<Course> open_, finished_;
  std::vector<std::unique_ptr<Orbit>> orbits_;  // of sides
};

}  // namespace nb_cpp::zoom
