"""Newton basins of polynomials: which root each starting point reaches, and how fast.

A C++ kernel does the work; NumPy arrays carry coefficients in and results out.
"""

from ._basins import basins
from ._compute import compute
from ._core import __version__
from ._cycles import Cycle, find_cycles
from ._info import build_info
from ._methods import Method, methods, orbit
from ._result import Basins
from ._roots import Roots, find_roots

__all__ = [
    "Basins",
    "Cycle",
    "Method",
    "Roots",
    "__version__",
    "basins",
    "build_info",
    "compute",
    "find_cycles",
    "find_roots",
    "methods",
    "orbit",
]
