from collections.abc import Sequence
from typing import Callable

import numpy as np
from numpy.typing import NDArray

__version__: str

_Progress = Callable[[int, int], object] | None
_Parameters = Sequence[tuple[str, complex]]
_Extent = tuple[float, float, float, float]

def hsv_image(
    out: NDArray[np.float64],
    coefs: NDArray[np.complex128],
    roots: tuple[NDArray[np.complex128], Sequence[int]] | None,
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
    roots: NDArray[np.complex128],
    extent: _Extent,
    sampling: str,
    method: str,
    parameters: _Parameters,
    stop: str,
    tol: float,
    itmax: int,
    traps: Sequence[tuple[complex, float, int]],
    threads: int,
    progress: _Progress,
) -> None: ...
def orbits(
    coefs: NDArray[np.complex128],
    roots: NDArray[np.complex128],
    start: NDArray[np.complex128],
    steps: int,
    method: str,
    parameters: _Parameters,
) -> NDArray[np.complex128]: ...
def methods() -> list[tuple[str, int, int, dict[str, complex], str, str]]: ...
def canonical_order(values: NDArray[np.complex128]) -> NDArray[np.intp]: ...
def find_roots(
    coefs: NDArray[np.complex128],
) -> tuple[NDArray[np.complex128], NDArray[np.intp], NDArray[np.float64]]: ...
def box_entropy(labels: NDArray[np.int16], box: int) -> tuple[int, int, float]: ...
def mixed_boxes(
    labels: NDArray[np.int16], sizes: Sequence[int], touching: bool
) -> NDArray[np.int64]: ...
def merged_boundaries(
    labels: NDArray[np.int16], basins: Sequence[int], radius: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]: ...
def nearest_other(
    labels: NDArray[np.int16], label: int, x: NDArray[np.float64], y: NDArray[np.float64]
) -> int: ...
def compiled_targets() -> list[str]: ...
def missing_targets() -> list[str]: ...
def usable_targets() -> list[str]: ...
def active_target() -> str: ...
def default_threads() -> int: ...
def compiler() -> str: ...
def compiler_flags() -> str: ...
