"""Newton basins of polynomials: which root each starting point reaches, and how fast.

A C++ kernel does the work; NumPy arrays carry coefficients in and results out.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, List

try:
    from ._core import __version__
except ImportError as error:
    if error.name not in ("_core", f"{__name__}._core"):
        raise
    from ._import_error import explained

    raise explained(error) from error

from ._basins.basins import basins
from ._basins.cycles import Cycle, find_cycles
from ._basins.orbit import orbit
from ._basins.points import PointBasins, basins_at
from ._basins.result import Basins
from ._basins.tolerance import ToleranceWarning
from ._info import build_info
from ._problem.methods import Method, methods
from ._problem.polynomial import Polynomial
from ._problem.precision import PrecisionWarning
from ._problem.root_set import Roots
from ._problem.roots import find_roots
from .pictures.compute import compute

if TYPE_CHECKING:
    from . import metrics
    from ._basins.boundary import boundary_point
    from ._compare.compare import compare
    from ._compare.comparison import Comparison
    from .explorer.widget import explore
    from .pictures.picture import Picture
    from .pictures.recipe import Recipe, load_recipe
    from .pictures.render import render
    from .pictures.styles import styles
    from .pictures.zoom import zoom

__all__ = [
    "Basins",
    "Comparison",
    "Cycle",
    "Method",
    "Picture",
    "PointBasins",
    "Polynomial",
    "PrecisionWarning",
    "Recipe",
    "Roots",
    "ToleranceWarning",
    "__version__",
    "basins",
    "basins_at",
    "boundary_point",
    "build_info",
    "compare",
    "compute",
    "explore",
    "find_cycles",
    "find_roots",
    "load_recipe",
    "methods",
    "metrics",
    "orbit",
    "render",
    "styles",
    "zoom",
]

# Imported when first used: what they need takes longer to import than all the rest.
_LAZY = {
    "Comparison": "_compare.comparison",
    "Picture": "pictures.picture",
    "Recipe": "pictures.recipe",
    "boundary_point": "_basins.boundary",
    "compare": "_compare.compare",
    "explore": "explorer.widget",
    "load_recipe": "pictures.recipe",
    "render": "pictures.render",
    "styles": "pictures.styles",
    "zoom": "pictures.zoom",
}


def __getattr__(name: str) -> Any:
    if name == "metrics":
        return import_module(".metrics", __name__)
    if name not in _LAZY:
        from ._validation import nearest

        hint = nearest(name, __all__)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}{hint}")
    value = getattr(import_module(f".{_LAZY[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> List[str]:
    return sorted(__all__)
