#pragma once

// The version of the wheel, of the Python module and of the C++ library. setup.py and
// CMakeLists.txt read it from this line; it is written nowhere else.
#define NB_CPP_VERSION "0.1.0"
