#include "plan/iteration.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace nb_cpp {
namespace {

// The row's parameters come in parentheses.
#define NB_CPP_UNWRAP(...) __VA_ARGS__

std::vector<MethodInfo> make_methods() {
  using Parameter = MethodInfo::Parameter;
  return {
#define NB_CPP_METHOD(name, derivatives, order, evaluations, parameters, step, reference) \
  {#name, derivatives, order, evaluations, {NB_CPP_UNWRAP parameters}, step, reference},
#include "nb_cpp/methods.def"
#undef NB_CPP_METHOD
  };
}

template <typename Items, typename Name>
std::string list(const Items& items, Name name) {
  std::string text;
  for (const auto& item : items) {
    text += (text.empty() ? "" : ", ") + name(item);
  }
  return text;
}

std::size_t find_method(const std::string& name) {
  const std::vector<MethodInfo>& all = methods();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].name == name) {
      return i;
    }
  }
  throw std::invalid_argument("method must be one of " +
                              list(all, [](const MethodInfo& m) { return m.name; }) + ", got \"" +
                              name + "\"");
}

}  // namespace

const std::vector<MethodInfo>& methods() {
  static const std::vector<MethodInfo> all = make_methods();
  return all;
}

CheckedIteration::CheckedIteration(const Iteration& iteration) {
  const std::size_t number = find_method(iteration.method);
  method_ = static_cast<kernel::Method>(number);
  const MethodInfo& info = methods()[number];
  for (const MethodInfo::Parameter& parameter : info.parameters) {
    parameters_.push_back(parameter.value);
  }
  for (const auto& [name, value] : iteration.parameters) {
    const auto found = std::find_if(info.parameters.begin(), info.parameters.end(),
                                    [&name = name](const auto& p) { return p.name == name; });
    if (found == info.parameters.end()) {
      throw std::invalid_argument("method " + info.name + " takes no parameter " + name);
    }
    if (!std::isfinite(value.real()) || !std::isfinite(value.imag())) {
      throw std::invalid_argument(name + " must be finite");
    }
    parameters_[static_cast<std::size_t>(found - info.parameters.begin())] = value;
  }
}

kernel::Iterate CheckedIteration::choose(const kernel::Kernel& kernel, Stop stop) const noexcept {
  return is_plain_newton() && stop == Stop::residual
             ? kernel.newton
             : kernel.iterate[static_cast<std::size_t>(method_)];
}

bool CheckedIteration::is_plain_newton() const noexcept {
  return method_ == kernel::Method::newton && parameters_[0] == Complex(1.0);
}

void CheckedIteration::describe(Scaling scaling, kernel::Task& task) const noexcept {
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    task.parameter_re[i] = parameters_[i].real();
    task.parameter_im[i] = parameters_[i].imag();
  }
  task.relaxed = !parameters_.empty() && parameters_[0] != Complex(1.0);
  if (method_ == kernel::Method::nova) {  // c is a distance
    task.parameter_re[1] = std::ldexp(task.parameter_re[1], -scaling.variable);
    task.parameter_im[1] = std::ldexp(task.parameter_im[1], -scaling.variable);
  }
}

// Where a radicand is real, the sign of a rounded or vanished imaginary part decides which root.
bool CheckedIteration::takes_square_root() const noexcept {
  return method_ == kernel::Method::euler || method_ == kernel::Method::laguerre;
}

bool CheckedIteration::commutes_with_conjugation() const noexcept {
  return !takes_square_root() && std::all_of(parameters_.begin(), parameters_.end(),
                                             [](Complex value) { return value.imag() == 0.0; });
}

bool CheckedIteration::commutes_with_negation() const noexcept {
  return !takes_square_root() && method_ != kernel::Method::steffensen &&
         !(method_ == kernel::Method::nova && parameters_[1] != Complex(0.0));
}

}  // namespace nb_cpp
