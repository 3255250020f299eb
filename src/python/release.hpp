#pragma once

// How pybind11 releases objects: by a call. From Python 3.12 on Py_DECREF is always inlined, with
// what unwinds past it, which is 12 KB of a wheel.

#include <Python.h>

namespace nb_cpp::python {

[[gnu::noinline]] inline void release(PyObject* object) noexcept {
  if (object != nullptr) Py_DECREF(object);
}

}  // namespace nb_cpp::python

#undef Py_XDECREF
#define Py_XDECREF(object) nb_cpp::python::release(reinterpret_cast<PyObject*>(object))
