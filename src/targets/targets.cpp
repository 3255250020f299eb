#include "nb_cpp/targets.hpp"

#include <cstdlib>
#include <stdexcept>

#include "targets/cpu_features.hpp"
#include "targets/kernel_of.hpp"

namespace nb_cpp {
namespace {

struct Target {
  const char* name;
  const kernel::Kernel& (*kernel)() noexcept;
  bool (*usable)();
};

bool always() { return true; }

#ifdef NB_CPP_HAVE_SSE2
bool has_sse2() { return cpu::features().sse2; }
#endif
#ifdef NB_CPP_HAVE_AVX2
bool has_avx2() { return cpu::features().avx2; }
#endif
#ifdef NB_CPP_HAVE_AVX512
bool has_avx512() { return cpu::features().avx512; }
#endif

constexpr Target kTargets[] = {
#ifdef NB_CPP_HAVE_AVX512
    {"avx512", kernel::avx512_kernel, has_avx512},
#endif
#ifdef NB_CPP_HAVE_AVX2
    {"avx2", kernel::avx2_kernel, has_avx2},
#endif
#ifdef NB_CPP_HAVE_SSE2
    {"sse2", kernel::sse2_kernel, has_sse2},
#endif
#ifdef NB_CPP_HAVE_NEON
    {"neon", kernel::neon_kernel, always},
#endif
    {"scalar", kernel::scalar_kernel, always},
};

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    text += (text.empty() ? "" : ", ") + name;
  }
  return text;
}

// `origin` says in the message where the name came from.
const Target& find_target(const std::string& name, const char* origin) {
  for (const Target& target : kTargets) {
    if (name == target.name && target.usable()) {
      return target;
    }
  }
  throw std::invalid_argument(
      std::string(origin) + " is \"" + name +
      "\", which is not among the targets usable here: " + joined(usable_targets()));
}

const Target& active() {
  const char* forced = std::getenv("NB_CPP_TARGET");
  if (forced != nullptr && *forced != '\0') {
    return find_target(forced, "NB_CPP_TARGET");
  }
  for (const Target& target : kTargets) {
    if (target.usable()) {
      return target;
    }
  }
  throw std::logic_error("no target is usable");  // not reached: scalar always is
}

}  // namespace

std::vector<std::string> compiled_targets() {
  std::vector<std::string> names;
  for (const Target& target : kTargets) {
    names.emplace_back(target.name);
  }
  return names;
}

std::vector<std::string> missing_targets() {
  std::vector<std::string> names;
#if defined(__x86_64__) && !defined(NB_CPP_HAVE_AVX512)
  names.emplace_back("avx512");
#endif
#if defined(__x86_64__) && !defined(NB_CPP_HAVE_AVX2)
  names.emplace_back("avx2");
#endif
#if defined(__x86_64__) || defined(__i386__)
#ifndef NB_CPP_HAVE_SSE2
  names.emplace_back("sse2");
#endif
#elif defined(__aarch64__) && !defined(NB_CPP_HAVE_NEON)
  names.emplace_back("neon");
#endif
  return names;
}

std::vector<std::string> usable_targets() {
  std::vector<std::string> names;
  for (const Target& target : kTargets) {
    if (target.usable()) {
      names.emplace_back(target.name);
    }
  }
  return names;
}

std::string active_target() { return active().name; }

std::string compiler() { return NB_CPP_COMPILER; }
std::string compiler_flags() { return NB_CPP_CXX_FLAGS; }

const kernel::Kernel& kernel::kernel_of(const std::string& target) {
  return (target.empty() ? active() : find_target(target, "target")).kernel();
}

}  // namespace nb_cpp
