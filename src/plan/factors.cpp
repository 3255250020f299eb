#include "plan/factors.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "numbers/doubles.hpp"

namespace nb_cpp {
namespace {

constexpr double kPairRatio = 4.0;  // of moduli: a root is as exact as the larger of its pair
// Of moduli whose products' products stay in range; a pair's factor is a product.
constexpr double kLeast = 0x1p-100;
constexpr double kMost = 0x1p100;

bool is_ordinary(Complex root) {
  const double modulus = std::abs(root);
  return kLeast < modulus && modulus < kMost;
}

bool may_pair(Complex a, Complex b) {
  const double x = std::abs(a);
  const double y = std::abs(b);
  return is_ordinary(a) && is_ordinary(b) && std::max(x, y) <= kPairRatio * std::min(x, y);
}

// A root that does not have its factor yet, as often as it stands.
struct Left {
  Complex root;
  int count;
};

// The other root that is exactly this, or null.
Left* find(std::vector<Left>& left, Complex root) {
  const auto found = std::find_if(left.begin(), left.end(),
                                  [root](const Left& l) { return l.count > 0 && l.root == root; });
  return found == left.end() ? nullptr : &*found;
}

Complex power_of(Complex base, int exponent) {
  Complex result(1.0);
  for (; exponent > 0; exponent /= 2) {
    if (exponent % 2 != 0) result *= base;
    base *= base;
  }
  return result;
}

bool all_zero(const std::vector<double>& values) {
  return std::all_of(values.begin(), values.end(), [](double v) { return v == 0.0; });
}

}  // namespace

Factors::Factors(const Polynomial& polynomial, const Conditioning& scaled) {
  const RootSet& roots = scaled.roots();
  std::vector<Left> left;
  left.reserve(roots.values.size());
  for (std::size_t i = 0; i < roots.values.size(); ++i) {
    const Complex root = roots.values[i];
    left.push_back({root, roots.multiplicities[i]});
    spread_ = spread_ || (root != Complex(0.0) && !is_ordinary(root));
    squared_reach_ = std::max(squared_reach_, std::norm(root));
  }
  symmetry_ = polynomial.symmetry();
  const double reach = std::sqrt(squared_reach_);
  // Conjugate roots are neighbours.
  std::vector<Left> ordered = left;
  std::stable_partition(ordered.begin(), ordered.end(),
                        [](const Left& l) { return l.root.imag() != 0.0; });
  for (const Left& l : ordered) {
    roots_.push_back(symmetry_ > 1 ? power_of(l.root / reach, symmetry_) : l.root);
    multiplicities_.push_back(l.count);
  }
  // With real coefficients roots that are not real are conjugate; of even and odd polynomials they
  // are opposite. Where they are both, the first counts.
  const bool real = polynomial.is_real();
  const bool opposite = polynomial.is_even_or_odd();
  for (Left& own : left) {
    const bool on_axis = own.root.imag() == 0.0;
    const Complex image = real && !on_axis ? std::conj(own.root) : -own.root;
    Left* const other = (real && !on_axis) || opposite ? find(left, image) : nullptr;
    if (other == nullptr || other == &own || !may_pair(own.root, other->root)) {
      continue;
    }
    for (; own.count > 0 && other->count > 0; --own.count, --other->count) {
      add_pair(own.root, other->root);
    }
  }
  // The others by modulus.
  std::stable_sort(left.begin(), left.end(), [](const Left& a, const Left& b) {
    return std::abs(a.root) < std::abs(b.root);
  });
  for (std::size_t i = 0; i < left.size(); ++i) {
    for (std::size_t j = i; left[i].count > 0;) {
      --left[i].count;
      while (j < left.size() && left[j].count == 0) {
        ++j;
      }
      if (j < left.size() && may_pair(left[i].root, left[j].root)) {
        --left[j].count;
        add_pair(left[i].root, left[j].root);
      } else {
        singles_.push_back(left[i].root);
      }
    }
  }
  const Scaling& scaling = scaled.scaling();
  set_leading(polynomial.coefficients().front(),
              std::int64_t{scaling.variable} * polynomial.degree() - scaling.value);
  const double longest = 0x1p36 / polynomial.degree();
  flatness_ = longest * longest;
}

// leading 2^exponent, over a power of the kernels' unit.
void Factors::set_leading(Complex leading, std::int64_t exponent) {
  const int own = std::ilogb(numbers::largest_part(leading));
  constexpr std::int64_t kStep = kernel::kProductBits;
  const std::int64_t all = exponent + own;
  const std::int64_t power = (all >= 0 ? all + kStep / 2 : all - kStep / 2) / kStep;
  const int rest = static_cast<int>(exponent - power * kStep);
  leading_ = {std::ldexp(leading.real(), rest), std::ldexp(leading.imag(), rest)};
  power_ = static_cast<double>(power);
}

void Factors::add_pair(Complex a, Complex b) {
  const Complex h = 0.5 * (a - b);
  centres_.push_back(0.5 * (a + b));
  squares_.push_back({(h.real() - h.imag()) * (h.real() + h.imag()), 2.0 * h.real() * h.imag()});
}

kernel::FactorsView Factors::view() const noexcept {
  kernel::FactorsView view{};
  view.singles = static_cast<int>(singles_.re.size());
  view.pairs = static_cast<int>(centres_.re.size());
  view.spread = spread_;
  view.leading_re = leading_.real();
  view.leading_im = leading_.imag();
  view.power = power_;
  view.single = singles_.view();
  view.centre = centres_.view();
  view.square = squares_.view();
  view.roots = static_cast<int>(multiplicities_.size());
  view.root = roots_.view();
  view.multiplicity = multiplicities_.data();
  view.symmetry = symmetry_;
  view.reach = std::sqrt(squared_reach_);
  view.squared_reach = squared_reach_;
  view.flatness = flatness_;
  return view;
}

bool Factors::commutes_with_conjugation() const noexcept {
  return leading_.imag() == 0.0 && all_zero(singles_.im) && all_zero(centres_.im) &&
         all_zero(squares_.im);
}

bool Factors::commutes_with_negation() const noexcept {
  return all_zero(singles_.re) && all_zero(singles_.im) && all_zero(centres_.re) &&
         all_zero(centres_.im);
}

int Factors::operations() const noexcept {
  constexpr int kSingle = 10;
  constexpr int kPair = 21;
  return kSingle * static_cast<int>(singles_.re.size()) +
         kPair * static_cast<int>(centres_.re.size());
}

}  // namespace nb_cpp
