"""Newton basins of polynomials: which root each starting point reaches, and how fast.

A C++ kernel does the work; NumPy arrays carry coefficients in and results out.
"""

from ._compute import compute
from ._core import __version__
from ._info import build_info
from ._roots import Roots, find_roots

__all__ = ["Roots", "__version__", "build_info", "compute", "find_roots"]
