#include "nb_cpp/methods.hpp"

namespace nb_cpp {

const std::vector<MethodInfo>& methods() {
  using Parameter = MethodInfo::Parameter;
  using Unit = MethodInfo::Unit;
  static const std::vector<MethodInfo> all = {
// The row's parameters come in parentheses.
#define NB_CPP_UNWRAP(...) __VA_ARGS__
#define NB_CPP_METHOD(name, derivatives, order, evaluations, parameters, reflections, kind, step, \
                      reference)                                                                  \
  {#name,          order, evaluations, {NB_CPP_UNWRAP parameters}, Reflections::reflections,      \
   StepKind::kind, step,  reference},
#include "nb_cpp/methods.def"
#undef NB_CPP_METHOD
#undef NB_CPP_UNWRAP
  };
  return all;
}

}  // namespace nb_cpp
