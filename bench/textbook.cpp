// Newton's iteration as a textbook has it, one pixel after the other: a peer of the benchmarks.

#include <complex>

using Complex = std::complex<double>;

extern "C" void textbook(const Complex* coefs, int degree, const Complex* roots, double left,
                         double right, double bottom, double top, int itmax, double tol, int size,
                         double* hsv) {
  const double dx = (right - left) / size;
  const double dy = (top - bottom) / size;
  for (int row = 0; row < size; ++row) {
    for (int column = 0; column < size; ++column, hsv += 3) {
      Complex z(left + dx * column, top - dy * row);
      hsv[0] = hsv[1] = hsv[2] = 0.0;
      for (int k = 1; k <= itmax; ++k) {
        Complex p = coefs[0];
        Complex d = 0.0;
        for (int i = 1; i <= degree; ++i) {
          d = d * z + p;
          p = p * z + coefs[i];
        }
        z -= p / d;
        p = coefs[0];
        for (int i = 1; i <= degree; ++i) {
          p = p * z + coefs[i];
        }
        if (std::abs(p) <= tol) {
          int nearest = 0;
          for (int j = 1; j < degree; ++j) {
            if (std::norm(z - roots[j]) < std::norm(z - roots[nearest])) {
              nearest = j;
            }
          }
          hsv[0] = static_cast<double>(nearest) / degree;
          hsv[1] = 1.0;
          hsv[2] = 1.0 - static_cast<double>(k - 1) / itmax;
          break;
        }
      }
    }
  }
}
