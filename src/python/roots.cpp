// Roots and their order.

#include <pybind11/complex.h>
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "nb_cpp/exact_polynomial.hpp"
#include "nb_cpp/polynomial.hpp"
#include "nb_cpp/product.hpp"
#include "nb_cpp/roots.hpp"
#include "python/bind.hpp"
#include "python/convert.hpp"
#include "python/gil.hpp"
#include "python/signals.hpp"

namespace nb_cpp::python {
namespace {

// Real and imaginary part of a coefficient, in two's complement, least significant byte first.
using IntegerPair = std::pair<std::string, std::string>;

template <typename P>
py::tuple roots_of(const P& polynomial, double work) {
  RootSet roots;
  {
    const ReleasedGil released;
    roots = nb_cpp::find_roots(polynomial, SignalCheck(), work * kWork);
  }
  const std::vector<std::intptr_t> multiplicities(roots.multiplicities.begin(),
                                                  roots.multiplicities.end());
  return py::make_tuple(to_array(roots.values), to_array(multiplicities), to_array(roots.radii),
                        roots.separate);
}

py::tuple find_roots(const Array<Complex>& coefs, double work) {
  return roots_of(to_polynomial(coefs), work);
}

Array<Complex> checked_coefs(const Array<Complex>& coefs) {
  return to_array(to_polynomial(coefs).coefficients());
}

Array<Complex> product(const Array<Complex>& roots) {
  const std::vector<Complex> values(roots.data(), roots.data() + roots.size());
  std::vector<Complex> coefficients;
  {
    const ReleasedGil released;
    coefficients = multiplied_out(values, SignalCheck());
  }
  return to_array(coefficients);
}

py::tuple find_exact_roots(const std::vector<IntegerPair>& coefs, double work) {
  std::vector<GaussianInteger> coefficients;
  coefficients.reserve(coefs.size());
  for (const auto& [real, imag] : coefs) {
    coefficients.push_back({Integer::from_bytes(real), Integer::from_bytes(imag)});
  }
  return roots_of(ExactPolynomial(std::move(coefficients)), work);
}

Array<std::intptr_t> canonical_order(const Array<Complex>& values) {
  const std::vector<std::size_t> order =
      nb_cpp::canonical_order({values.data(), values.data() + values.size()});
  return to_array(std::vector<std::intptr_t>(order.begin(), order.end()));
}

}  // namespace

void bind_roots(py::module_& m) {
  m.def("canonical_order", &canonical_order, py::arg("values"));
  m.def("find_roots", &find_roots, py::arg("coefs"), py::arg("work") = 1.0);
  m.def("find_exact_roots", &find_exact_roots, py::arg("coefs"), py::arg("work") = 1.0);
  m.def("checked_coefs", &checked_coefs, py::arg("coefs"));
  m.def("product", &product, py::arg("roots"));
  m.attr("max_degree") = kMaxDegree;
}

}  // namespace nb_cpp::python
