// Newton's iteration as one writes it by hand for speed: vectors as wide as the machine's, four of
// them in flight, since Horner's rule is a chain of dependent operations. A block of pixels goes on
// until its last one has converged. A peer of the benchmarks, compiled for this machine alone and
// with -ffast-math.

#if defined(__AVX512F__)
constexpr int kBytes = 64;
#elif defined(__AVX__)
constexpr int kBytes = 32;
#else
constexpr int kBytes = 16;
#endif
constexpr int kLanes = kBytes / 8;
constexpr int kInFlight = 4;
constexpr int kBlock = kInFlight * kLanes;
using Vec = double __attribute__((vector_size(kBytes)));
using Mask = long long __attribute__((vector_size(kBytes)));
struct Complex {
  double re, im;
};

extern "C" void vectorised(const Complex* coefs, int degree, const Complex* roots, double left,
                           double right, double bottom, double top, int itmax, double tol, int size,
                           double* hsv) {
  const double dx = (right - left) / size;
  const double dy = (top - bottom) / size;
  for (int row = 0; row < size; ++row) {
    for (int column = 0; column < size; column += kBlock) {
      Vec x[kInFlight], y[kInFlight], p[kInFlight], q[kInFlight], d[kInFlight], e[kInFlight];
      Mask active[kInFlight], steps[kInFlight];
      for (int i = 0; i < kBlock; ++i) {
        x[i / kLanes][i % kLanes] = left + dx * (column + i);
        y[i / kLanes][i % kLanes] = top - dy * row;
        active[i / kLanes][i % kLanes] = -1;
        steps[i / kLanes][i % kLanes] = 0;
      }
      for (int k = 0; k <= itmax; ++k) {
        for (int v = 0; v < kInFlight; ++v) {  // p + i q is the value, d + i e the slope
          p[v] = coefs[0].re - Vec{};
          q[v] = coefs[0].im - Vec{};
          d[v] = e[v] = Vec{};
        }
        for (int i = 1; i <= degree; ++i) {
#pragma GCC unroll 4
          for (int v = 0; v < kInFlight; ++v) {
            const Vec slope = d[v] * x[v] - e[v] * y[v] + p[v];
            e[v] = d[v] * y[v] + e[v] * x[v] + q[v];
            d[v] = slope;
            const Vec value = p[v] * x[v] - q[v] * y[v] + coefs[i].re;
            q[v] = p[v] * y[v] + q[v] * x[v] + coefs[i].im;
            p[v] = value;
          }
        }
        Mask left_over = {};
        for (int v = 0; v < kInFlight; ++v) {
          if (k > 0) active[v] &= p[v] * p[v] + q[v] * q[v] > tol * tol;
          left_over |= active[v];
          steps[v] -= active[v];
          const Vec factor = 1.0 / (d[v] * d[v] + e[v] * e[v]);
          x[v] -= (p[v] * d[v] + q[v] * e[v]) * factor;
          y[v] -= (q[v] * d[v] - p[v] * e[v]) * factor;
        }
        bool any = false;
        for (int i = 0; i < kLanes; ++i) any |= left_over[i] != 0;
        if (!any) break;
      }
      Vec hue[kInFlight] = {};
      for (int v = 0; v < kInFlight; ++v) {
        Vec least = 1e300 - Vec{};
        for (int j = 0; j < degree; ++j) {
          const Vec u = x[v] - roots[j].re;
          const Vec w = y[v] - roots[j].im;
          const Vec distance = u * u + w * w;
          hue[v] = distance < least ? static_cast<double>(j) / degree - Vec{} : hue[v];
          least = distance < least ? distance : least;
        }
      }
      for (int i = 0; i < kBlock && column + i < size; ++i, hsv += 3) {
        const int v = i / kLanes;
        const int lane = i % kLanes;
        const bool converged = active[v][lane] == 0;
        hsv[0] = converged ? hue[v][lane] : 0.0;
        hsv[1] = converged ? 1.0 : 0.0;
        hsv[2] = converged ? 1.0 - static_cast<double>(steps[v][lane] - 1) / itmax : 0.0;
      }
    }
  }
}
