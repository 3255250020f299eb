#pragma once

#include <pybind11/pybind11.h>

namespace nb_cpp::python {

// Each adds the functions of its subject to the module.
void bind_basins(pybind11::module_& m);
void bind_maps(pybind11::module_& m);
void bind_measures(pybind11::module_& m);
void bind_pictures(pybind11::module_& m);
void bind_roots(pybind11::module_& m);

}  // namespace nb_cpp::python
