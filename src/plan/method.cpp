#include "plan/method.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "maps/attraction.hpp"
#include "problem/registry.hpp"

namespace nb_cpp {
namespace {

using Unit = MethodInfo::Unit;

// A row with more parameters than a step has room for does not compile.
struct Parameter {
  constexpr Parameter(const char*, double, Unit = Unit::number) {}
};
template <std::size_t kCount>
constexpr std::size_t count_of(const Parameter (&)[kCount]) {
  return kCount - 1;
}
#define NB_CPP_UNWRAP(...) __VA_ARGS__
#define NB_CPP_METHOD(name, derivatives, order, evaluations, parameters, ...)         \
  constexpr Parameter parameters_of_##name[] = {{"", 0.0}, NB_CPP_UNWRAP parameters}; \
  static_assert(count_of(parameters_of_##name) <= kernel::kMaxParameters, #name);
#include "nb_cpp/methods.def"
#undef NB_CPP_METHOD
#undef NB_CPP_UNWRAP

kernel::Method find_method(const std::string& name) {
  return static_cast<kernel::Method>(find_row("method", methods(), name));
}

}  // namespace

CheckedMethod::CheckedMethod(const Method& method) : number_(find_method(method.name)) {
  const std::vector<MethodInfo::Parameter>& known = info().parameters;
  for (const MethodInfo::Parameter& parameter : known) {
    parameters_.push_back(parameter.value);
  }
  for (const auto& [name, value] : method.parameters) {
    const auto found = std::find_if(known.begin(), known.end(),
                                    [&name = name](const auto& p) { return p.name == name; });
    if (found == known.end()) {
      throw std::invalid_argument("method " + method.name + " takes no parameter " + name);
    }
    if (!std::isfinite(value.real()) || !std::isfinite(value.imag())) {
      throw std::invalid_argument(name + " must be finite");
    }
    parameters_[static_cast<std::size_t>(found - known.begin())] = value;
  }
}

const MethodInfo& CheckedMethod::info() const noexcept {
  return methods()[static_cast<std::size_t>(number_)];
}

bool CheckedMethod::is_plain_newton() const noexcept {
  return number_ == kernel::Method::newton && parameters_[0] == Complex(1.0);
}

kernel::StepView CheckedMethod::describe(int exponent) const noexcept {
  kernel::StepView view{};
  view.relaxed = !parameters_.empty() && parameters_[0] != Complex(1.0);
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    const int shift = info().parameters[i].unit == Unit::length ? -exponent : 0;
    view.parameter_re[i] = std::ldexp(parameters_[i].real(), shift);
    view.parameter_im[i] = std::ldexp(parameters_[i].imag(), shift);
  }
  return view;
}

std::vector<double> CheckedMethod::attraction_radii(const RootSet& roots, double log_leading,
                                                    const std::function<void()>& interrupt) const {
  return maps::attraction_radii(static_cast<std::size_t>(number_), parameters_, roots, log_leading,
                                interrupt);
}

maps::Iteration CheckedMethod::as_map(int degree) const {
  return {static_cast<std::size_t>(number_), parameters_, degree};
}

bool CheckedMethod::adds_length() const noexcept {
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    if (info().parameters[i].unit == Unit::length && parameters_[i] != Complex(0.0)) {
      return true;
    }
  }
  return false;
}

bool CheckedMethod::commutes_with_conjugation() const noexcept {
  return info().reflections != Reflections::none &&
         std::all_of(parameters_.begin(), parameters_.end(),
                     [](Complex value) { return value.imag() == 0.0; });
}

// A length that a step adds is the same on both sides.
bool CheckedMethod::commutes_with_negation() const noexcept {
  return info().reflections == Reflections::both && !adds_length();
}

}  // namespace nb_cpp
