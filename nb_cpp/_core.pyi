from typing import Callable

import numpy as np
from numpy.typing import NDArray

__version__: str

_Progress = Callable[[int, int], object] | None
_Extent = tuple[float, float, float, float]

def hsv_image(
    out: NDArray[np.float64],
    coefs: NDArray[np.complex128],
    extent: _Extent,
    itmax: int,
    tol: float,
    threads: int,
    progress: _Progress,
) -> None: ...
def basins(
    labels: NDArray[np.int16],
    iterations: NDArray[np.int32],
    coefs: NDArray[np.complex128],
    extent: _Extent,
    sampling: str,
    itmax: int,
    tol: float,
    threads: int,
    progress: _Progress,
) -> None: ...
def find_roots(
    coefs: NDArray[np.complex128],
) -> tuple[NDArray[np.complex128], NDArray[np.intp], NDArray[np.float64]]: ...
def compiled_targets() -> list[str]: ...
def missing_targets() -> list[str]: ...
def usable_targets() -> list[str]: ...
def active_target() -> str: ...
def default_threads() -> int: ...
def compiler() -> str: ...
def compiler_flags() -> str: ...
