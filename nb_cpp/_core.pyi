from collections.abc import Sequence
from typing import Callable

import numpy as np
from numpy.typing import NDArray

__version__: str

_Progress = Callable[[int, int], object] | None
_Parameters = Sequence[tuple[str, complex]]
_Extent = tuple[float, float, float, float]

_Roots = tuple[NDArray[np.complex128], NDArray[np.intp], NDArray[np.float64]]

class Orbit:
    def __init__(self) -> None: ...

class LevelLineError(ValueError): ...

class Approach:
    @property
    def is_plain(self) -> bool: ...
    @property
    def skipped(self) -> int: ...
    @property
    def most_skipped(self) -> int: ...
    @property
    def parts(self) -> int: ...
    @property
    def displacement(self) -> float: ...
    @property
    def start_displacement(self) -> float: ...

class Plan:
    def __init__(
        self,
        coefs: NDArray[np.complex128],
        roots: _Roots,
        method: str,
        parameters: _Parameters,
        stop: str,
        tol: float,
        itmax: int,
        traps: Sequence[tuple[complex, float, int]],
    ) -> None: ...
    def basins(
        self,
        labels: NDArray[np.int16],
        iterations: NDArray[np.int32],
        extent: _Extent,
        sampling: str,
        threads: int,
        progress: _Progress,
        smooth: NDArray[np.float64] | None = ...,
        angle: NDArray[np.float64] | None = ...,
        approach: Approach | None = ...,
    ) -> None: ...
    def basins_at(
        self,
        labels: NDArray[np.int16],
        iterations: NDArray[np.int32],
        points: NDArray[np.complex128],
        threads: int,
        progress: _Progress,
        smooth: NDArray[np.float64] | None = ...,
        angle: NDArray[np.float64] | None = ...,
        approach: Approach | None = ...,
    ) -> None: ...
    def approach(
        self,
        coefs: list[tuple[bytes, bytes]],
        denominator: bytes,
        real: tuple[bytes, bytes],
        imag: tuple[bytes, bytes],
        width: tuple[bytes, bytes],
        most: int,
        orbit: Orbit | None = ...,
    ) -> Approach: ...
    def displacement(self, extent: _Extent, columns: float, rows: float) -> float: ...
    def cycles(
        self, fixed_points_only: bool
    ) -> tuple[
        list[tuple[NDArray[np.complex128], complex, NDArray[np.float64]]],
        bool,
    ]: ...
    def hsv_image(
        self, out: NDArray[np.float64], extent: _Extent, threads: int, progress: _Progress
    ) -> None: ...
    def attraction_radii(self) -> NDArray[np.float64]: ...
    def growths(self) -> list[tuple[bool, float, float]]: ...
    def mirrors(self) -> list[tuple[bool, bool, NDArray[np.int16]]]: ...
    def evaluates_roots(self) -> bool: ...
    def benign_tolerances(self, stop: str) -> tuple[float, float]: ...
    def has_benign_tolerance(self) -> bool: ...
    def orbits(self, start: NDArray[np.complex128], steps: int) -> NDArray[np.complex128]: ...

class Shade:
    offset: float
    calm: float
    waves: float
    rate: float
    power: bool
    rings: float
    turns: float
    aspect: float
    def __init__(self) -> None: ...

class Look:
    counts: bool
    linear: bool
    start: float
    end: float
    span: float
    lamp_x: float
    lamp_y: float
    dome: float
    ripple: float
    sheen: float
    gloss: float
    flat: float
    coarse: float
    fine: float
    line: float
    quarter: float
    line_width: float
    edge: float
    edge_inner: float
    edge_outer: float
    glow: float
    glow_width: float
    haze: float
    haze_width: float
    tones: float
    raised: float
    lead: float
    lead_width: float
    def __init__(self) -> None: ...

class Style:
    def __init__(
        self, look: Look, colours: NDArray[np.float32], roots: int, shades: list[Shade]
    ) -> None: ...

class Channels:
    @property
    def labels(self) -> NDArray[np.int16]: ...
    @property
    def iterations(self) -> NDArray[np.int32] | None: ...
    @property
    def smooth(self) -> NDArray[np.float64] | None: ...
    def __init__(
        self,
        labels: NDArray[np.int16],
        iterations: NDArray[np.int32] | None,
        smooth: NDArray[np.float64] | None,
        angle: NDArray[np.float64] | None,
    ) -> None: ...

_Region = tuple[int, int, int, int]  # row, column, rows, columns

def shade(
    out: NDArray[np.uint8] | NDArray[np.uint16],
    channels: Channels,
    region: _Region,
    style: Style,
    threads: int,
    progress: _Progress,
) -> None: ...
def shade_squares(
    out: NDArray[np.uint8] | NDArray[np.uint16],
    channels: Channels,
    side: int,
    style: Style,
    threads: int,
) -> None: ...
def find_edges(
    channels: Channels, region: _Region, step: float, threads: int
) -> NDArray[np.bool_]: ...
def axis(first: float, last: float, count: int, sampling: str) -> NDArray[np.float64]: ...
def methods() -> list[tuple[str, int, int, dict[str, complex], str, str]]: ...
def stops() -> list[tuple[str, str]]: ...
def samplings() -> list[str]: ...
def canonical_order(values: NDArray[np.complex128]) -> NDArray[np.intp]: ...

max_degree: int

def checked_coefs(coefs: NDArray[np.complex128]) -> NDArray[np.complex128]: ...
def product(roots: NDArray[np.complex128]) -> NDArray[np.complex128]: ...
def find_roots(
    coefs: NDArray[np.complex128], work: float = 1.0
) -> tuple[NDArray[np.complex128], NDArray[np.intp], NDArray[np.float64], bool]: ...
def find_exact_roots(
    coefs: list[tuple[bytes, bytes]], work: float = 1.0
) -> tuple[NDArray[np.complex128], NDArray[np.intp], NDArray[np.float64], bool]: ...
def step_series(
    coefs: NDArray[np.complex128],
    method: str,
    parameters: _Parameters,
    point: complex,
    order: int,
) -> list[complex] | None: ...
def long_step_series(
    coefs: NDArray[np.complex128],
    method: str,
    parameters: _Parameters,
    point: NDArray[np.complex128],
    order: int,
    bits: int,
) -> list[list[complex]] | None: ...
def step_at_root(
    roots: _Roots,
    leading: complex,
    method: str,
    parameters: _Parameters,
    root: int,
    order: int,
) -> tuple[str, float, int, list[complex], list[complex]]: ...
def derivative_along(
    coefs: NDArray[np.complex128],
    method: str,
    parameters: _Parameters,
    points: NDArray[np.complex128],
) -> tuple[complex, int] | None: ...
def distinct_labels(labels: NDArray[np.int16]) -> NDArray[np.int16]: ...
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
