"""Pictures in one line."""

from math import floor, log10
from typing import TYPE_CHECKING, Any, Optional, Tuple, Union

import numpy as np
from numpy.typing import NDArray

from .. import _validation
from .._basins.approach import limited
from .._basins.basins import with_traps
from .._basins.cycles import adds_length
from .._problem.polynomial import Coefficients
from .._problem.problem import DEFAULT_EXTENT, Problem, Window
from .._progress import Progress
from .palette import PaletteLike
from .picture import Picture
from .recipe import Recipe
from .sizes import shape_of

if TYPE_CHECKING:
    from .._basins.result import Basins

_LIMIT = 200  # steps, by default
_AROUND = 1.9  # the frame's half width, in largest distances of a root from the roots' mean


def render(
    coefs: Optional[Coefficients] = None,
    *,
    roots: Any = None,
    size: Union[int, Tuple[int, int]] = 1024,
    extent: Optional[Tuple[float, float, float, float]] = None,
    centre: Any = None,
    width: Any = None,
    style: str = "silk",
    palette: PaletteLike = None,
    bits: int = 8,
    antialias: bool = True,
    light: bool = True,
    method: str = "newton",
    stop: str = "residual",
    tol: float = 1e-6,
    itmax: Optional[int] = None,
    cycles: bool = False,
    threads: Optional[int] = None,
    progress: Progress = None,
    **method_parameters: complex,
) -> Picture:
    """Draw basins as a picture.

    Parameters
    ----------
    coefs, roots
        The polynomial, as in `basins`.
    size : int or (width, height)
        Pixels of the longer side, or of both sides.
    extent : (left, right, bottom, top), optional
        The rectangle of the complex plane; by default one that frames the roots.
    centre, width : optional
        A window as narrow as you like instead, as in `basins`.
    style : str
        One of `styles`.
    palette : Palette, sequence of colours or str, optional
        ``palette=previous.palette`` keeps the colours of a picture's roots while they move; colours
        like ``"#ff8800"`` or ``"teal"``, as CSS has them, go by the roots' arguments, again from
        the first where there are more roots; a str names a colormap of matplotlib's.
    bits : {8, 16}
        Bits of a pixel's red, green and blue.
    antialias : bool
        Whether pixels in which colours meet are averaged over 64 points, as light.
    light : bool
        Whether the style's light shines.
    method, stop, tol, itmax, cycles, threads, progress, **method_parameters
        As in `basins`; `itmax` is 200 by default, and more in a narrow window.

    Returns
    -------
    Picture
        ``.array`` has its pixels, ``.save(path)`` writes a file, in a notebook it shows itself.

    Raises
    ------
    TypeError, ValueError, MemoryError, KeyboardInterrupt
        As `basins`.

    Warns
    -----
    ToleranceWarning, PrecisionWarning
        As `basins`.

    Examples
    --------
    >>> import nb_cpp
    >>> nb_cpp.render([1, 0, 0, -1], size=(64, 48))
    <nb_cpp.Picture of 64 x 48 pixels: z^3 - 1 by newton, silk>
    """
    count = _validation.thread_count(threads)
    recipe = recipe_of(
        coefs,
        roots=roots,
        size=size,
        extent=extent,
        centre=centre,
        width=width,
        style=style,
        palette=palette,
        bits=bits,
        antialias=antialias,
        light=light,
        method=method,
        stop=stop,
        tol=tol,
        itmax=itmax,
        cycles=cycles,
        **method_parameters,
    )
    picture = recipe.draw(count, progress)
    recipe.warn()
    return picture


def recipe_of(
    coefs: Optional[Coefficients] = None,
    *,
    roots: Any = None,
    size: Any = 1024,
    extent: Any = None,
    centre: Any = None,
    width: Any = None,
    style: str = "silk",
    palette: PaletteLike = None,
    bits: int = 8,
    antialias: bool = True,
    light: bool = True,
    method: str = "newton",
    stop: str = "residual",
    tol: float = 1e-6,
    itmax: Optional[int] = None,
    cycles: bool = False,
    **method_parameters: complex,
) -> Recipe:
    """What `render` draws of these arguments."""
    limit = _LIMIT if itmax is None else itmax
    problem = Problem.checked(
        coefs, roots, method, method_parameters, stop=stop, tol=tol, itmax=limit
    )
    wants_cycles = _validation.flag("cycles", cycles)
    if centre is None and width is None:
        bounds = (
            framed(problem.roots.values, size) if extent is None else _validation.extent(extent)
        )
        window = Window(bounds, shape_of(size, bounds), "center")
    else:
        plane = DEFAULT_EXTENT if extent is None else extent
        shape = shape_of(size, (0.0, 1.0, 0.0, 1.0))
        window = Window.checked(plane, shape, "center", centre, width)
    problem, _ = limited(problem, window, None if itmax is None else problem.itmax)
    problem, found = with_traps(problem, wants_cycles)
    return Recipe.checked(
        problem, window, style, palette, bits, antialias, light, found, wants_cycles
    )


def render_basins(
    b: "Basins",
    style: str = "silk",
    *,
    palette: PaletteLike = None,
    bits: int = 8,
    antialias: bool = True,
    light: bool = True,
    threads: Optional[int] = None,
    progress: Progress = None,
) -> Picture:
    """`Basins.render`."""
    count = _validation.thread_count(threads)
    wants_cycles = b.cycles is not None and not adds_length(b.problem)
    recipe = Recipe.checked(
        b.problem, b.window, style, palette, bits, antialias, light, b.cycles, wants_cycles
    )
    return recipe.draw(count, progress, known=(b.labels, b.iterations, b.smooth, b.angle))


def framed(roots: NDArray[np.complex128], size: Any) -> Tuple[float, float, float, float]:
    """A rectangle about the roots of the picture's proportions."""
    middle = complex(roots.mean())
    half = _AROUND * float(np.abs(roots - middle).max()) or max(1.0, abs(middle))
    wide = high = half
    if np.ndim(size) > 0 and len(size) == 2:
        width, height = (_validation.size("size", side) for side in size)
        if width > height > 0:
            wide = half * width / height
        elif height > width > 0:
            high = half * height / width
    # Rounded, as these numbers are shown to people.
    x, y = (_rounded(part, half) for part in (middle.real, middle.imag))
    wide, high = (_rounded(length, half) for length in (wide, high))
    return x - wide, x + wide, y - high, y + high


def _rounded(value: float, scale: float) -> float:
    """To three digits of the scale."""
    return round(value, 2 - floor(log10(scale)))
