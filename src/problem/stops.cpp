#include "nb_cpp/stops.hpp"

#include "problem/registry.hpp"

namespace nb_cpp {

const std::vector<StopInfo>& stops() {
  using Unit = StopInfo::Unit;
  static const std::vector<StopInfo> all = {
#define NB_CPP_STOP(name, looks_at, unit, rule) {#name, Unit::unit, rule},
#include "nb_cpp/stops.def"
#undef NB_CPP_STOP
  };
  return all;
}

Stop to_stop(const std::string& name) { return static_cast<Stop>(find_row("stop", stops(), name)); }

}  // namespace nb_cpp
