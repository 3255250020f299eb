#include "pictures/passes.hpp"

#include <string>

#include "nb_cpp/targets.hpp"

namespace nb_cpp::pictures {

const Passes& passes() {
  const std::string target = active_target();
#ifdef NB_CPP_HAVE_AVX2
  if (target == "avx2" || target == "avx512") return avx2_passes();
#endif
  return baseline_passes();
}

}  // namespace nb_cpp::pictures
