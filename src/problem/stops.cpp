#include "nb_cpp/stops.hpp"

#include "problem/words.hpp"

namespace nb_cpp {

const std::vector<StopInfo>& stops() {
  using LooksAt = StopInfo::LooksAt;
  using Unit = StopInfo::Unit;
  static const std::vector<StopInfo> all = {
#define NB_CPP_STOP(name, looks_at, unit, rule) {#name, LooksAt::looks_at, Unit::unit, rule},
#include "nb_cpp/stops.def"
#undef NB_CPP_STOP
  };
  return all;
}

Stop to_stop(const std::string& name) {
  std::vector<std::string> names;
  for (const StopInfo& info : stops()) {
    names.push_back(info.name);
  }
  return static_cast<Stop>(find_word("stop", names, name));
}

}  // namespace nb_cpp
