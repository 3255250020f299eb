// What the machine can do at most: fused multiply-adds and divisions in registers. Compiled for the
// instruction set that the library uses, one thread a call.

#if defined(__AVX512F__)
#define LANES 8
#elif defined(__AVX__)
#define LANES 4
#else
#define LANES 2
#endif

typedef double Vector __attribute__((vector_size(8 * LANES)));

extern "C" int peak_lanes() { return LANES; }

// Each of 12 independent chains takes `count` fused multiply-adds (or a product and a sum where the
// target has none).
extern "C" double peak_fused(long count) {
  Vector a[12];
  for (int j = 0; j < 12; ++j) a[j] = Vector{} + 1.0 + j;
  const Vector m = Vector{} + 0.999999;
  const Vector c = Vector{} + 1e-9;
  for (long i = 0; i < count; ++i) {
#pragma GCC unroll 12
    for (int j = 0; j < 12; ++j) a[j] = a[j] * m + c;
  }
  double sum = 0.0;
  for (int j = 0; j < 12; ++j) sum += a[j][0];
  return sum;
}

// Each of 8 independent chains takes `count` divisions.
extern "C" double peak_divisions(long count) {
  Vector a[8];
  for (int j = 0; j < 8; ++j) a[j] = Vector{} + 1.5 + j;
  const Vector m = Vector{} + 1.25;
  for (long i = 0; i < count; ++i) {
#pragma GCC unroll 8
    for (int j = 0; j < 8; ++j) a[j] = m / a[j];
  }
  double sum = 0.0;
  for (int j = 0; j < 8; ++j) sum += a[j][0];
  return sum;
}
