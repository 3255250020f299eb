"""What `basins` returns."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Optional, Tuple, Union

import numpy as np
from numpy.typing import NDArray

from .._problem.methods import methods
from .._problem.polynomial import Polynomial
from .._problem.problem import Problem, Window
from .._problem.root_set import Roots
from .cycles import Cycles, traps_of
from .measured import Measured

if TYPE_CHECKING:
    import xarray
    from matplotlib.axes import Axes

    from .._files import Path
    from .._progress import Progress
    from ..pictures.palette import PaletteLike
    from ..pictures.picture import Picture

# `show` and `storage` are imported when first used: with what they need they take longer
# than all the rest.


@dataclass(frozen=True, eq=False, repr=False)
class Basins(Measured):
    """Which root each starting point reaches, and in how many steps. Its arrays are read-only.

    Attributes
    ----------
    problem : Problem
        What was asked of each point: has the polynomial, the method and the rule.
    window : Window
        Where the points lie.
    labels : ndarray of int16, shape (rows, columns)
        Index of the root in `roots`; -1 where the point did not converge within `itmax` steps;
        -2, -3, ... where the first, second, ... of `cycles` caught it.
    iterations : ndarray of int32, shape (rows, columns)
        Steps when the stop rule first held, `itmax` where it did not.
    roots : ndarray of complex128, shape (k,)
        The distinct roots in canonical order: real part ascending, ties by imaginary part
        descending.
    multiplicities : ndarray of intp, shape (k,)
        How often each root counts.
    coefs : ndarray of complex128, shape (degree + 1,)
        The polynomial, highest degree first.
    extent : tuple of float
        Left, right, bottom, top.
    method : str
        The iteration, one of `methods`.
    parameters : dict of str to complex
        All parameters of the method.
    stop : {"residual", "step", "root"}
        The rule that ended the iteration.
    tol : float
        Its tolerance.
    itmax : int
        Steps at most.
    sampling : {"corner", "center", "endpoints"}
        Where points sit in their cells.
    cycles : tuple of Cycle or None
        The attracting cycles, then neutral ones, which catch nothing, as `find_cycles` gives them;
        None where they were not looked for. With Nova's ``c`` its fixed points, whether or not
        cycles were looked for.
    smooth : ndarray of float64, shape (rows, columns), or None
        The count without steps, where it was asked for: it grows by 1 with every step, and where
        the tolerance suits the problem ``ceil(smooth)`` is `iterations`. Continuous, with a
        continuous slope, across the borders of the counts. NaN where the label is -1. See
        ``docs/smooth.md``.
    angle : ndarray of float64, shape (rows, columns), or None
        The argument, in (-pi, pi], of the coordinate about the root after `iterations` steps, where
        it was asked for: from which side the point comes to its root. NaN where the label is -1.
    skipped : int
        Steps that the whole window took at once: 0 but for narrow windows, given by their `centre`
        and `width`.
    accuracy : float
        By how many pixels rounding may displace the picture, where a boundary of labels or counts
        is: see ``docs/zoom.md``.
    centre : tuple of str, or None
        Real and imaginary part of the middle, exactly, where the window was given by that.
    width : str or None
        Its longer side, exactly.
    dx, dy : ndarray of float64
        Columns and rows, in units of half the longer side from the middle.
    """

    problem: Problem
    window: Window
    labels: NDArray[np.int16]
    iterations: NDArray[np.int32]
    cycles: Optional[Cycles] = None
    smooth: Optional[NDArray[np.float64]] = None
    angle: Optional[NDArray[np.float64]] = None
    skipped: int = 0
    accuracy: float = 0.0

    @property
    def polynomial(self) -> Polynomial:
        """The polynomial as it was given, without rounding."""
        return self.problem.polynomial

    @property
    def coefs(self) -> NDArray[np.complex128]:
        """The coefficients, each rounded to double precision, highest degree first."""
        return self.problem.coefs

    @property
    def method(self) -> str:
        """The iteration, one of `methods`."""
        return self.problem.method.name

    @property
    def parameters(self) -> Mapping[str, complex]:
        """All parameters of the method."""
        return self.problem.parameters

    @property
    def stop(self) -> str:
        """The rule that ended the iteration."""
        return self.problem.stop

    @property
    def tol(self) -> float:
        """Its tolerance."""
        return self.problem.tol

    @property
    def itmax(self) -> int:
        """Steps at most."""
        return self.problem.itmax

    @property
    def extent(self) -> Tuple[float, float, float, float]:
        """Left, right, bottom, top."""
        return self.window.extent

    @property
    def centre(self) -> Optional[Tuple[str, str]]:
        """Real and imaginary part of the middle, exactly; None where an extent was given."""
        return self.window.centre

    @property
    def width(self) -> Optional[str]:
        """The longer side, exactly; None where an extent was given."""
        return self.window.width

    @property
    def dx(self) -> NDArray[np.float64]:
        """Offsets of the columns from the middle, in units of half the longer side."""
        return self.window.dx

    @property
    def dy(self) -> NDArray[np.float64]:
        """Offsets of the rows from the middle, in units of half the longer side, from the top."""
        return self.window.dy

    @property
    def sampling(self) -> str:
        """Where points sit in their cells."""
        return self.window.sampling

    @property
    def shape(self) -> Tuple[int, int]:
        """Rows and columns."""
        return self.window.shape

    @property
    def degree(self) -> int:
        """The degree of the polynomial."""
        return self.polynomial.degree

    @property
    def x(self) -> NDArray[np.float64]:
        """Real parts of the starting points, by column."""
        return self.window.x

    @property
    def y(self) -> NDArray[np.float64]:
        """Imaginary parts of the starting points, by row, from the top."""
        return self.window.y

    def __repr__(self) -> str:
        from .show import text_page

        return text_page(self)

    def _repr_html_(self) -> str:
        from .show import html_page

        return html_page(self)

    def table(self) -> List[Dict[str, Any]]:
        """One row for each label: what it stands for, its points and their mean iterations."""
        from .show import table_rows

        return table_rows(self)

    def render(
        self,
        style: str = "silk",
        *,
        palette: "PaletteLike" = None,
        bits: int = 8,
        antialias: bool = True,
        light: bool = True,
        threads: Optional[int] = None,
        progress: "Progress" = None,
    ) -> "Picture":
        """Draw a picture: see `nb_cpp.render`.

        What a style needs beyond labels and iterations, and has not been asked for, is computed.
        """
        from ..pictures.render import render_basins

        return render_basins(
            self,
            style,
            palette=palette,
            bits=bits,
            antialias=antialias,
            light=light,
            threads=threads,
            progress=progress,
        )

    def plot(
        self,
        ax: "Optional[Axes]" = None,
        *,
        palette: "PaletteLike" = None,
        roots: bool = True,
        legend: bool = True,
        colorbar: bool = True,
        title: Union[bool, str] = True,
    ) -> "Axes":
        """Plot it with matplotlib, in the coordinates of the plane.

        Colours are those of `render`; the darker, the more steps.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            Where to plot; by default in a new figure.
        palette : Palette, sequence of colours or str, optional
            As in `render`.
        roots : bool
            Whether to mark roots and cycles.
        legend : bool
            Whether to list them, with their shares of the points.
        colorbar : bool
            Whether to show how dark how many steps are.
        title : bool or str
            A title, or whether there is one.

        Returns
        -------
        matplotlib.axes.Axes
            Where it has been plotted.

        Raises
        ------
        ImportError
            If matplotlib is not installed.
        """
        from ..pictures.plot import plot_basins

        return plot_basins(
            self, ax, palette=palette, roots=roots, legend=legend, colorbar=colorbar, title=title
        )

    def save(self, path: "Path") -> None:
        """Save everything to a compressed ``.npz`` file.

        Parameters
        ----------
        path : str or path
            The file's name, taken as it is. An existing file is replaced when the new one is
            complete.

        Raises
        ------
        OSError
            If the file cannot be written.
        ValueError
            If the arrays have been changed and do not go together any more.
        """
        from .storage import save

        save(self, path)

    @classmethod
    def load(cls, path: "Path") -> "Basins":
        """Load what `save` saved.

        Parameters
        ----------
        path : str or path
            The file's name.

        Raises
        ------
        OSError
            If the file cannot be read.
        ValueError
            If it is not such a file, if what it holds does not go together, or if it is one of a
            newer version.

        Examples
        --------
        >>> import nb_cpp, os, tempfile
        >>> b = nb_cpp.basins([1, 0, 0, -1], shape=(3, 4))
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     b.save(os.path.join(folder, "cubic.npz"))
        ...     again = nb_cpp.Basins.load(os.path.join(folder, "cubic.npz"))
        >>> bool((again.labels == b.labels).all())
        True
        """
        from .storage import load

        fields = load(path)
        roots = fields["roots"]
        # A file has no error bounds of the roots.
        known = Roots(roots, fields["multiplicities"], np.full(len(roots), np.nan))
        problem = Problem(
            fields["polynomial"],
            known,
            methods()[fields["method"]],
            fields["parameters"],
            fields["stop"],
            fields["tol"],
            fields["itmax"],
        )
        cycles = fields["cycles"]
        window = Window(
            fields["extent"],
            fields["labels"].shape,
            fields["sampling"],
            fields["centre"],
            fields["width"],
        )
        return cls(
            problem.trapping(traps_of(cycles or ())),
            window,
            fields["labels"],
            fields["iterations"],
            cycles,
            fields["smooth"],
            fields["angle"],
            fields["skipped"],
            fields["accuracy"],
        )

    def to_xarray(self, parts: bool = False) -> "xarray.Dataset":
        """Convert to an `xarray.Dataset` with coordinates.

        Parameters
        ----------
        parts : bool
            Whether complex numbers become pairs of real ones, over a dimension ``part`` with the
            coordinates ``"real"`` and ``"imag"``: NetCDF has no complex numbers, and
            ``b.to_xarray(parts=True).to_netcdf(path)`` saves everything.

        Returns
        -------
        xarray.Dataset
            ``labels`` and ``iterations`` over ``y`` and ``x``, as ``smooth`` and ``angle`` where
            there are any, ``roots`` and ``multiplicities``
            over ``root``, ``coefs`` over ``power``, the cycles' ``multipliers`` over ``cycle`` and
            ``cycle_points`` over ``cycle_point``, both of which are labels of pixels. The method's
            parameters are coordinates without a dimension, so that ``xarray.concat(datasets,
            "relax", combine_attrs="drop_conflicts")`` makes a dimension of one. They are attributes
            as well: numbers where they are real, text that ``complex`` reads where not.

        Raises
        ------
        ImportError
            If xarray is not installed.
        TypeError
            If `parts` is neither True nor False.
        """
        from .dataset import dataset_of

        return dataset_of(self, parts)
