// The processor's features, held against the compiler's own detection. (zig has none: its run-time
// library lacks __cpu_model. These tests are built with GCC or Clang.)

#include "targets/cpu_features.hpp"

#include "check.hpp"

int main() {
#if defined(__x86_64__) || defined(__i386__)
  const nb_cpp::cpu::Features found = nb_cpp::cpu::features();
  const auto has = [](int supported) { return supported != 0; };
  const bool avx2 = has(__builtin_cpu_supports("avx2")) && has(__builtin_cpu_supports("fma")) &&
                    has(__builtin_cpu_supports("popcnt"));
  const bool avx512 =
      avx2 && has(__builtin_cpu_supports("avx512f")) && has(__builtin_cpu_supports("avx512dq")) &&
      has(__builtin_cpu_supports("avx512bw")) && has(__builtin_cpu_supports("avx512vl"));
  CHECK(found.sse2 == has(__builtin_cpu_supports("sse2")));
  CHECK(found.avx2 == avx2);
  CHECK(found.avx512 == avx512);
#endif
  return check::status();
}
