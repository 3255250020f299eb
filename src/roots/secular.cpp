#include "roots/secular.hpp"

#include <cmath>
#include <cstddef>

#include "roots/plain.hpp"

namespace nb_cpp::roots {
namespace {

using numbers::ScaledComplex;
using plain::inverse;
using plain::multiply;
using plain::squared_modulus;

constexpr int kMostSweeps = 40;
constexpr double kSmallStep = 0x1p-60;    // square of a relative step that ends iterating
constexpr double kNegligible = 0x1p-160;  // the same, of one compared to its node
constexpr double kCancelled = 0x1p-60;    // square of what is left of a sum where it is noise
constexpr double kApart = 0x1p-140;       // square of a relative distance that doubles still tell
constexpr double kLargest = 0x1p400;      // squares and their inverses stay in range

Complex difference(const Node& a, const Node& b) noexcept {
  return (a.high - b.high) + (a.low - b.low);
}

// A node that moves.
struct Mover {
  Node node;
  Complex weight;
  Complex step{};  // from the node
  bool settled = false;
  bool known = true;
};

// W, or nothing.
std::optional<Complex> weight(const std::vector<Node>& nodes, const Node& node) {
  ScaledComplex product(1.0);
  const double near = kApart * squared_modulus(node.high);
  for (const Node& other : nodes) {
    if (&other == &node) continue;
    const Complex gap = difference(node, other);
    if (!(squared_modulus(gap) > near)) return std::nullopt;
    product = product * ScaledComplex(gap);
  }
  const Complex result = (node.value / product).value();
  if (!(squared_modulus(result) < kLargest)) return std::nullopt;
  return result;
}

// One step of the iteration for p = f prod (x - z_j), where x = z + d: with the others' sums
//   T = sum W_j / (x - z_j),   U = sum 1 / (x - z_j) - 1 / (x - x_j),
// and g = f d = d (1 + T) + W it is g / (g' + g U).
void move(const std::vector<Mover>& movers, Mover& mover) noexcept {
  Complex sum{1.0};
  Complex slope{};
  Complex attraction{};
  double terms = 1.0;
  for (const Mover& other : movers) {
    if (&other == &mover) continue;
    const Complex gap = difference(mover.node, other.node) + mover.step;
    const Complex from_node = inverse(gap);
    const Complex term = multiply(other.weight, from_node);
    sum += term;
    terms += std::fabs(term.real()) + std::fabs(term.imag());
    slope -= multiply(term, from_node);
    attraction += from_node - inverse(gap - other.step);
  }
  if (!(squared_modulus(sum) > kCancelled * terms * terms)) {
    mover.settled = true;
    mover.known = false;
    return;
  }
  const Complex value = multiply(mover.step, sum) + mover.weight;
  const Complex derivative = sum + multiply(mover.step, slope);
  const Complex step = multiply(value, inverse(derivative + multiply(value, attraction)));
  const Complex next = mover.step - step;
  if (!(squared_modulus(next) < kLargest)) return;
  mover.step = next;
  const double size = squared_modulus(step);
  mover.settled = size <= kSmallStep * squared_modulus(next) ||
                  size <= kNegligible * squared_modulus(mover.node.high);
}

}  // namespace

std::optional<SecularSteps> secular_steps(const std::vector<Node>& nodes,
                                          const Interrupt& interrupt) {
  const auto poll = [&interrupt] {
    if (interrupt) interrupt();
  };
  std::vector<Mover> movers;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (nodes[i].value.is_zero()) continue;
    poll();
    const std::optional<Complex> found = weight(nodes, nodes[i]);
    if (!found) return std::nullopt;
    movers.push_back({nodes[i], *found});
    places.push_back(i);
  }
  bool moving = true;
  for (int sweep = 0; moving && sweep < kMostSweeps; ++sweep) {
    moving = false;
    for (Mover& mover : movers) {
      if (mover.settled) continue;
      poll();
      move(movers, mover);
      moving = true;
    }
  }
  SecularSteps steps(nodes.size());
  for (std::size_t i = 0; i < movers.size(); ++i) {
    if (movers[i].known) steps[places[i]] = movers[i].step;
  }
  return steps;
}

}  // namespace nb_cpp::roots
