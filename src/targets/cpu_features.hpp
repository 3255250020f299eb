#pragma once

// Which x86 instructions may be used here: offered by the processor, and with registers that the
// operating system saves. Asked of the processor itself, because __builtin_cpu_supports needs a
// run-time library that not every compiler has (zig's has no __cpu_model).

#if defined(__x86_64__) || defined(__i386__)

#include <cpuid.h>

#include <cstdint>

namespace nb_cpp::cpu {

struct Features {
  bool sse2 = false;
  bool avx2 = false;    // with FMA and POPCNT
  bool avx512 = false;  // F, DQ, BW and VL, and all of avx2
};

inline bool has_bits(unsigned value, unsigned bits) { return (value & bits) == bits; }

// Which registers the operating system saves. Only where CPUID says OSXSAVE; spelt in assembly,
// since the intrinsic would need a flag above the baseline.
inline unsigned saved_registers() {
  std::uint32_t low = 0;
  std::uint32_t high = 0;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low;
}

inline Features detect() {
  constexpr unsigned kSse2 = 1u << 26;  // leaf 1, edx
  constexpr unsigned kFma = 1u << 12;   // leaf 1, ecx
  constexpr unsigned kPopcnt = 1u << 23;
  constexpr unsigned kOsxsave = 1u << 27;
  constexpr unsigned kAvx = 1u << 28;
  constexpr unsigned kAvx2 = 1u << 5;  // leaf 7, ebx
  constexpr unsigned kF = 1u << 16, kDq = 1u << 17, kBw = 1u << 30, kVl = 1u << 31;
  constexpr unsigned kYmm = 0x06, kZmm = 0xe0;  // XCR0

  Features found;
  unsigned eax = 0;
  unsigned ebx = 0;
  unsigned ecx = 0;
  unsigned edx = 0;
  if (__get_cpuid(1, &eax, &ebx, &ecx, &edx) == 0) {
    return found;
  }
  found.sse2 = has_bits(edx, kSse2);
  if (!has_bits(ecx, kFma | kPopcnt | kOsxsave | kAvx)) {
    return found;
  }
  const unsigned saved = saved_registers();
  if (!has_bits(saved, kYmm) || __get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) == 0) {
    return found;
  }
  found.avx2 = has_bits(ebx, kAvx2);
  found.avx512 = found.avx2 && has_bits(ebx, kF | kDq | kBw | kVl) && has_bits(saved, kZmm);
  return found;
}

// Detected once: in a virtual machine CPUID can take ten microseconds.
inline const Features& features() {
  static const Features found = detect();
  return found;
}

}  // namespace nb_cpp::cpu

#endif
