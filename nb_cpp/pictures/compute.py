"""Newton basins as a picture."""

import warnings
from typing import Any, Optional

import numpy as np
from numpy.typing import NDArray

from .. import _core, _validation
from .._basins.approach import is_resolved, warn_of_precision
from .._basins.tolerance import ToleranceWarning, explain_of_plan
from .._problem.methods import check_method
from .._problem.polynomial import Coefficients, Polynomial
from .._problem.problem import Problem, Window
from .._problem.rescaled import is_beyond_doubles
from .._problem.roots import roots_of
from .._progress import Progress, reporter

_ARTICLE = (1, 0, 0, 0, 0, 0, 1)


def compute(
    imw: int = 512,
    imh: int = 512,
    coefs: Coefficients = _ARTICLE,
    crmin: float = -5.0,
    crmax: float = 5.0,
    cimin: float = -5.0,
    cimax: float = 5.0,
    itmax: int = 30,
    tol: float = 1e-6,
    *,
    roots: Any = None,
    threads: Optional[int] = None,
    out: Optional[NDArray[np.float64]] = None,
    progress: Progress = None,
) -> NDArray[np.float64]:
    """Colour a rectangle of the complex plane by the root that Newton's iteration reaches.

    The point of column ``c`` and row ``r`` is ``crmin + (crmax - crmin) / imw * c`` plus
    ``cimax - (cimax - cimin) / imh * r`` times the imaginary unit: row 0 is the top. From there
    ``z - p(z) / p'(z)`` is applied until ``abs(p(z)) <= tol``, at most `itmax` times.

    Parameters
    ----------
    imw, imh : int
        Width and height in pixels; 0 gives an empty array.
    coefs : str, array_like or Polynomial
        p, of degree 1 to 1800: text such as ``"z^3 - 1"``, real or complex coefficients, highest
        degree first, or whatever else `Polynomial` takes. The default is ``z**6 + 1``.
    crmin, crmax : float
        Real parts of the left and the right edge.
    cimin, cimax : float
        Imaginary parts of the bottom and the top edge.
    itmax : int
        Iterations at most, 0 to 2**31 - 1. With 0 no pixel converges.
    tol : float
        A point has converged when the modulus of p is at most this; 0 is allowed.
    roots : array_like of complex, optional
        The roots of p, instead of `coefs`; a multiple root as often as it counts.
    threads : int, optional
        Threads to use. By default every CPU that this process may use, or the environment variable
        ``NB_CPP_THREADS``. The result does not depend on it; more than 1024, or than there
        is work for, are not started.
    out : ndarray of float64, shape (imh, imw, 3), optional
        Where to write the result: C-contiguous and writable. Spares a large image the cost of new
        memory. After an error or Ctrl-C its contents are undefined.
    progress : bool or callable, optional
        True shows a bar (needs tqdm); a callable is called with the pixels done and the pixels in
        all, now and then and once at the end. What it raises ends the call.

    Returns
    -------
    ndarray of float64, shape (imh, imw, 3)
        Hue, saturation and value, each from 0 to 1. The hue is the index of the root in the list
        of roots with repeats (see `find_roots` for their order) over the degree, the saturation is
        1, the value is ``1 - (iterations - 1) / itmax``. A pixel that does not converge is
        ``(0, 0, 0)``. It is `out` where that was given.

    Raises
    ------
    TypeError
        If an argument is of the wrong type.
    ValueError
        If an argument has a value that cannot be used, which the message names; or if
        ``NB_CPP_THREADS`` or ``NB_CPP_TARGET`` has.
    MemoryError
        If the result is larger than the machine's memory.
    KeyboardInterrupt
        On Ctrl-C, within a tenth of a second.

    Warns
    -----
    ToleranceWarning
        If `tol` ends orbits before they are near a root, or is less than rounding leaves of p.
    PrecisionWarning
        If rounding may displace the picture by more than a thousandth of a pixel: `basins` and
        `render` take windows of any width.

    Examples
    --------
    >>> import nb_cpp
    >>> hsv = nb_cpp.compute(3, 3)
    >>> hsv.shape
    (3, 3, 3)
    >>> hsv[..., 0].round(3)
    array([[0.   , 0.333, 0.333],
           [0.   , 0.   , 0.667],
           [0.167, 0.167, 0.833]])
    """
    if type(imw) is not int and (np.size(imw) > 1 or np.asarray(imw).dtype.kind == "U"):
        raise TypeError(
            f"imw must be an integer, got {_validation.shown(imw)}: the polynomial is coefs="
        )
    columns = _validation.size("imw", imw)
    rows = _validation.size("imh", imh)
    default = roots is not None and coefs is _ARTICLE
    polynomial = Polynomial(None if default else coefs, roots=roots)
    left, right = _validation.bounds("crmin", crmin, "crmax", crmax)
    bottom, top = _validation.bounds("cimin", cimin, "cimax", cimax)
    limit = _validation.iteration_limit(itmax)
    tolerance = _validation.tolerance(tol)
    count = _validation.thread_count(threads)
    hsv = _validation.output(out, (rows, columns, 3))
    extent = (left, right, bottom, top)
    found = roots_of(polynomial)
    plan = _core.Plan(polynomial.rounded(), found, "newton", [], "residual", tolerance, limit, ())
    with reporter(progress) as callback:
        plan.hsv_image(hsv, extent, count, callback)
    if not hsv.size:
        return hsv
    if is_beyond_doubles(polynomial, "newton"):
        newton = check_method("newton", {})
        plan = Problem(polynomial, found, *newton, tol=tolerance, itmax=limit).plan
    fault = explain_of_plan(plan, "residual", tolerance)
    if fault is not None:
        warnings.warn(fault, ToleranceWarning, stacklevel=2)
    if fault is not None or not is_resolved(extent, rows, columns):
        window = Window.checked(extent, (rows, columns), "corner")
        accuracy = plan.displacement(extent, columns, rows)
        warn_of_precision(window, accuracy, 0, limit, "nb_cpp.basins or nb_cpp.render")
    return hsv
