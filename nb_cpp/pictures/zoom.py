"""Pictures of windows about one centre, each narrower than the last one, or wider."""

from typing import Any, Iterable, Iterator, Optional, Tuple, Union

from .. import _core, _validation
from .._basins.approach import MOST_SKIPPED, approach_of, limited
from .._basins.basins import with_traps
from .._problem.methods import MethodName
from .._problem.polynomial import Coefficients
from .._problem.problem import DEFAULT_EXTENT, Problem, StopRule, Window
from .palette import PaletteLike
from .picture import Picture
from .recipe import Recipe
from .sizes import shape_of


def zoom(
    coefs: Optional[Coefficients] = None,
    centre: Any = None,
    widths: Iterable[Any] = (),
    *,
    roots: Any = None,
    size: Union[int, Tuple[int, int]] = 1024,
    style: str = "silk",
    palette: PaletteLike = None,
    bits: int = 8,
    antialias: bool = True,
    light: bool = True,
    method: MethodName = "newton",
    stop: StopRule = "residual",
    tol: float = 1e-6,
    itmax: Optional[int] = None,
    cycles: bool = False,
    threads: Optional[int] = None,
    **method_parameters: complex,
) -> Iterator[Picture]:
    """Draw windows of several widths about one centre: the frames of a film.

    Parameters
    ----------
    coefs, roots, centre
        As in `basins`.
    widths : iterable of numbers or str
        The width of each picture.
    size, style, palette, bits, antialias, light, cycles, threads
        As in `render`.
    method, stop, tol, itmax, **method_parameters
        As in `render`.

    Yields
    ------
    Picture
        One for each width, in their order, as `render` draws it. The centre's orbit is followed
        once, for the narrowest of them.

    Raises
    ------
    TypeError, ValueError, NotImplementedError, MemoryError, KeyboardInterrupt
        As `render`, when the first picture is asked for.

    Examples
    --------
    >>> import nb_cpp
    >>> point = nb_cpp.boundary_point("z^3 - 1", -0.5 + 0.2j, digits=30)
    >>> for picture in nb_cpp.zoom("z^3 - 1", point, ["1e-3", "1e-20"], size=64):
    ...     print(picture.recipe.window.width)
    0.001
    1e-20
    """
    given = 0 if itmax is None else itmax
    problem = Problem.checked(
        coefs, roots, method, method_parameters, stop=stop, tol=tol, itmax=given
    )
    wants_cycles = _validation.flag("cycles", cycles)
    count = _validation.thread_count(threads)
    shape = shape_of(size, (0.0, 1.0, 0.0, 1.0))
    if isinstance(widths, str) or not isinstance(widths, Iterable):
        raise TypeError(
            f"widths must be several widths, got {_validation.shown(widths)}; `render` draws one"
        )
    windows = [Window.checked(DEFAULT_EXTENT, shape, "center", centre, width) for width in widths]
    orbit = _core.Orbit()
    problem, found = with_traps(problem, wants_cycles)
    for window in sorted(windows, key=lambda one: one.square[2]):
        approach_of(problem, window, MOST_SKIPPED if itmax is None else given, orbit)
    for window in windows:
        one, _ = limited(problem, window, None if itmax is None else given)
        recipe = Recipe.checked(
            one, window, style, palette, bits, antialias, light, found, wants_cycles
        )
        yield recipe.draw(count, None)
        recipe.warn()
