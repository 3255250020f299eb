// The Python module nb_cpp._core. It trusts the Python layer to have checked and converted its
// arguments, but stays memory-safe without it. Each entry point converts under the GIL, releases it
// once for one call of the core, and takes it back only to serve signals and progress.

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "nb_cpp/methods.hpp"
#include "nb_cpp/monitor.hpp"
#include "nb_cpp/stops.hpp"
#include "nb_cpp/targets.hpp"
#include "nb_cpp/version.hpp"
#include "nb_cpp/window.hpp"
#include "python/bind.hpp"

namespace py = pybind11;

namespace {

// What is made when it is first asked for is made now: a fork during another thread's first call
// would leave its guard locked in the child.
void touch_statics() {
  nb_cpp::methods();
  nb_cpp::stops();
  nb_cpp::samplings();
  nb_cpp::usable_targets();  // looks at the CPU
  // Where NumPy is missing the package, which imports it, too, says so better.
  if (py::reinterpret_steal<py::object>(PyImport_ImportModule("numpy"))) {
    py::array_t<double>(0);
  } else {
    PyErr_Clear();
  }
}

}  // namespace

// Free-threaded CPython may leave its GIL out: what calls share, a plan and a spare tile, is
// constant or atomic. The arguments are the caller's to keep still, as NumPy's are. Interpreters
// with a GIL of their own are not declared, since NumPy does not load there.
PYBIND11_MODULE(_core, m, py::mod_gil_not_used()) {
  m.doc() = "The compiled core of nb_cpp. Use the functions of the package instead.";
  m.attr("__version__") = NB_CPP_VERSION;
  touch_statics();
  nb_cpp::python::bind_basins(m);
  nb_cpp::python::bind_maps(m);
  nb_cpp::python::bind_measures(m);
  nb_cpp::python::bind_pictures(m);
  nb_cpp::python::bind_roots(m);
  m.def("compiled_targets", &nb_cpp::compiled_targets);
  m.def("missing_targets", &nb_cpp::missing_targets);
  m.def("usable_targets", &nb_cpp::usable_targets);
  m.def("active_target", &nb_cpp::active_target);
  m.def("default_threads", &nb_cpp::default_threads);
  m.def("compiler", &nb_cpp::compiler);
  m.def("compiler_flags", &nb_cpp::compiler_flags);
}
