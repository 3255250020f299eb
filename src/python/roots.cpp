// Roots and their order.

#include <pybind11/complex.h>
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "nb_cpp/polynomial.hpp"
#include "nb_cpp/roots.hpp"
#include "python/bind.hpp"
#include "python/convert.hpp"
#include "python/gil.hpp"
#include "python/signals.hpp"

namespace nb_cpp::python {
namespace {

py::tuple find_roots(const Array<Complex>& coefs) {
  const Polynomial polynomial = to_polynomial(coefs);
  RootSet roots;
  {
    const ReleasedGil released;
    roots = nb_cpp::find_roots(polynomial, SignalCheck());
  }
  const std::vector<std::intptr_t> multiplicities(roots.multiplicities.begin(),
                                                  roots.multiplicities.end());
  return py::make_tuple(to_array(roots.values), to_array(multiplicities), to_array(roots.radii));
}

Array<std::intptr_t> canonical_order(const Array<Complex>& values) {
  const std::vector<std::size_t> order =
      nb_cpp::canonical_order({values.data(), values.data() + values.size()});
  return to_array(std::vector<std::intptr_t>(order.begin(), order.end()));
}

}  // namespace

void bind_roots(py::module_& m) {
  m.def("canonical_order", &canonical_order, py::arg("values"));
  m.def("find_roots", &find_roots, py::arg("coefs"));
}

}  // namespace nb_cpp::python
