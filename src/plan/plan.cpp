#include "plan/plan.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <string>
#include <utility>

#include "numbers/environment.hpp"

namespace nb_cpp {
namespace {

constexpr std::size_t kMostLabels = std::numeric_limits<std::int16_t>::max();

// What a root's endings cost to make, in the kernels' operations on a point that they save.
constexpr std::int64_t kEndingsCost = 48'000;
constexpr std::int64_t kEndingsCostByDegree = 4'000;

void check_roots(const RootSet& roots, int degree) {
  const std::size_t count = roots.values.size();
  if (count == 0 || count > kMostLabels) {
    throw std::invalid_argument("the number of roots must be between 1 and 32767, got " +
                                std::to_string(count));
  }
  if (roots.multiplicities.size() != count || roots.radii.size() != count) {
    throw std::invalid_argument("roots, multiplicities and radii must be as many");
  }
  for (const Complex root : roots.values) {
    if (!std::isfinite(root.real()) || !std::isfinite(root.imag())) {
      throw std::invalid_argument("the roots must be finite");
    }
  }
  const auto& multiplicities = roots.multiplicities;
  const auto sum = std::accumulate(multiplicities.begin(), multiplicities.end(), std::int64_t{0});
  if (sum != degree || *std::min_element(multiplicities.begin(), multiplicities.end()) < 1) {
    throw std::invalid_argument("the roots' multiplicities must add up to the degree " +
                                std::to_string(degree) + ", got " + std::to_string(sum));
  }
}

Problem checked(Problem problem) {
  if (problem.itmax < 0) {
    throw std::invalid_argument("itmax must not be negative, got " + std::to_string(problem.itmax));
  }
  if (!(problem.tolerance >= 0.0)) {
    throw std::invalid_argument("tol must be zero or more, got " +
                                std::to_string(problem.tolerance));
  }
  check_roots(problem.roots, problem.polynomial.degree());
  for (const Trap& trap : problem.traps) {
    if (trap.cycle < 0 || trap.cycle >= static_cast<int>(kMostLabels)) {
      throw std::invalid_argument("a cycle's number must be between 0 and 32766, got " +
                                  std::to_string(trap.cycle));
    }
  }
  return problem;
}

// What is there, or else what was made.
template <typename Part>
Part* keep(std::atomic<Part*>& place, std::unique_ptr<Part> made) {
  Part* known = nullptr;
  return place.compare_exchange_strong(known, made.get(), std::memory_order_acq_rel)
             ? made.release()
             : known;
}

}  // namespace

std::shared_ptr<const Plan> make_plan(Problem problem, const std::function<void()>& interrupt) {
  const numbers::StandardEnvironment environment;
  return std::make_shared<const Plan>(std::move(problem), interrupt);
}

std::vector<double> attraction_radii(const Plan& plan) {
  const numbers::StandardEnvironment environment;
  return plan.plane().attraction();
}

Plan::Plan(Problem problem, const std::function<void()>& interrupt)
    : problem_(checked(std::move(problem))), method_(problem_.method) {
  const std::vector<Scaling> scalings = choose_scalings(problem_.polynomial, problem_.roots);
  std::vector<Conditioning> polynomials;
  polynomials.reserve(scalings.size());
  for (const Scaling& scaling : scalings) {
    polynomials.emplace_back(problem_.polynomial, problem_.roots, scaling, interrupt);
  }
  from_roots_ = polynomials.back().needs_roots();
  const auto frame = [&](Conditioning& polynomial) {
    return std::make_unique<const Frame>(problem_, method_, std::move(polynomial), from_roots_,
                                         interrupt);
  };
  plane_ = frame(polynomials.front());
  if (polynomials.size() > 1) {
    neighbourhood_ = frame(polynomials.back());
  }
}

bool evaluates_roots(const Plan& plan) { return plan.from_roots(); }

bool Plan::commutes_with_conjugation() const noexcept {
  return problem_.polynomial.is_real() && method_.commutes_with_conjugation() &&
         all_factors(&Factors::commutes_with_conjugation);
}

bool Plan::commutes_with_negation() const noexcept {
  return problem_.polynomial.is_even_or_odd() && method_.commutes_with_negation() &&
         all_factors(&Factors::commutes_with_negation);
}

// Of all frames; true where p is evaluated from its coefficients.
bool Plan::all_factors(bool (Factors::*property)() const noexcept) const noexcept {
  const auto holds = [&](const Frame* frame) {
    return frame == nullptr || frame->factors() == nullptr || (frame->factors()->*property)();
  };
  return holds(plane_.get()) && holds(neighbourhood_.get());
}

kernel::Iterate Plan::choose(const kernel::Kernel& kernel, kernel::Stop stop) const noexcept {
  return method_.is_plain_newton() && stop == kernel::Stop::residual && !from_roots_
             ? kernel.newton
             : kernel.iterate[static_cast<std::size_t>(method_.number())];
}

Plan::~Plan() {
  delete endings_.load(std::memory_order_relaxed);
  delete coordinates_.load(std::memory_order_relaxed);
}

std::int64_t Plan::evaluations() const noexcept {
  const bool tests_positions = plane_->task().test.looks_at == kernel::LooksAt::position;
  return problem_.itmax > 0 && tests_positions ? std::int64_t{problem_.itmax} + 1 : problem_.itmax;
}

// Only the plain Newton step has known endings, and only the residual rule with a tolerance that is
// neither large nor tiny.
bool Plan::has_endings() const noexcept {
  const kernel::Task& task = plane_->task();
  return !from_roots_ && method_.is_plain_newton() && problem_.stop == Stop::residual &&
         problem_.traps.empty() && neighbourhood_ == nullptr && task.test.scale == 1.0 &&
         task.test.residual_floor > 0.0;
}

kernel::EndingsView Plan::endings(std::int64_t points) const {
  const Endings* known = endings_.load(std::memory_order_acquire);
  if (known == nullptr) {
    const std::int64_t cost = kEndingsCost + kEndingsCostByDegree * problem_.polynomial.degree();
    if (!has_endings() || points < cost * plane_->task().roots.count / operations()) {
      return {};
    }
    const kernel::Task& task = plane_->task();
    known = keep(endings_,
                 std::make_unique<const Endings>(plane_->polynomial(), std::sqrt(task.test.bound)));
  }
  return known->view();
}

const std::vector<Coordinates>& Plan::coordinates() const {
  const std::vector<Coordinates>* known = coordinates_.load(std::memory_order_acquire);
  if (known == nullptr) {
    auto made = std::make_unique<std::vector<Coordinates>>();
    const bool is_benign = has_benign_tolerance(*this);
    for (const Frame* frame : {plane_.get(), neighbourhood_.get()}) {
      if (frame != nullptr) {
        made->emplace_back(problem_, method_, *frame, is_benign);
      }
    }
    known = keep<const std::vector<Coordinates>>(coordinates_, std::move(made));
  }
  return *known;
}

std::vector<Growth> growths(const Plan& plan) {
  const numbers::StandardEnvironment environment;
  std::vector<Growth> result;
  for (const Coordinates& coordinates : plan.coordinates()) {
    const kernel::EntriesView view = coordinates.view();
    for (int i = 0; i < view.count; ++i) {
      const kernel::Coordinate& about = view.coordinates[i];
      const bool first = result.size() <= static_cast<std::size_t>(i);
      if (first) result.emplace_back();
      // Each attractor belongs to one of the frames.
      if (first || std::isfinite(about.inverse_radius)) {
        // What log |w| is more than the logarithm of a small distance.
        const double scale = about.offset_re + std::log(about.inverse_radius);
        const double origin = about.origin + (about.linear ? about.slope * scale : 0.0);
        result[static_cast<std::size_t>(i)] = {!about.linear, 1.0 / std::abs(about.slope), origin};
      }
    }
  }
  return result;
}

}  // namespace nb_cpp
