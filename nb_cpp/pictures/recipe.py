"""Everything that a picture is made from."""

import json
import os
from dataclasses import dataclass
from typing import Any, Dict, Optional, Tuple

import numpy as np

from .. import _core, _validation
from .._basins import tolerance
from .._basins.approach import accuracy_of, approach_of, warn_of_precision
from .._basins.basins import Channels, with_traps
from .._basins.cycles import Cycles
from .._files import Path, complex_from_json, complex_to_json
from .._problem.polynomial import Polynomial
from .._problem.problem import DEFAULT_EXTENT, Problem, Window
from .._progress import Progress, reporter
from . import files
from .draw import Part, Settings, draw
from .palette import Palette
from .picture import Picture
from .sizes import Range, part_range, resized
from .styles import find_style, palette_for

_FORMAT, _FORMAT_VERSION = "nb_cpp.Picture", 1
_BITS = (8, 16)
# What a recipe that is altered runs into.
_FAULTS = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)


@dataclass(frozen=True, eq=False, repr=False)
class Recipe:
    """Everything that a picture is made from, and what draws it again.

    Attributes
    ----------
    problem : Problem
        What is asked of each point: polynomial, method and rule.
    window : Window
        Which points there are.
    style : str
        One of `styles`.
    palette : Palette
        The colours of the basins.
    bits : {8, 16}
        Bits of a pixel's red, green and blue.
    antialias : bool
        Whether pixels in which colours meet are averaged over many points.
    light : bool
        Whether the style's light shines.
    cycles : Cycles or None
        The cycles that have colours of their own.
    rows, columns : (first, last) or None
        The part of the picture that is drawn, as a slice has it; all where it is None.
    """

    problem: Problem
    window: Window
    style: str
    palette: Palette
    bits: int = 8
    antialias: bool = True
    light: bool = True
    cycles: Optional[Cycles] = None
    wants_cycles: bool = False
    rows: Optional[Range] = None
    columns: Optional[Range] = None

    @classmethod
    def checked(
        cls,
        problem: Problem,
        window: Window,
        style: Any,
        palette: Any,
        bits: Any,
        antialias: Any,
        light: Any,
        cycles: Optional[Cycles],
        wants_cycles: bool,
        rows: Any = None,
        columns: Any = None,
    ) -> "Recipe":
        """The recipe of a caller's arguments."""
        find_style(style)
        return cls(
            problem,
            window,
            style,
            palette_for(style, problem, cycles or (), palette),
            _bits(bits),
            _validation.flag("antialias", antialias),
            _validation.flag("light", light),
            cycles,
            wants_cycles,
            part_range("rows", rows, window.shape[0]),
            part_range("columns", columns, window.shape[1]),
        )

    def render(
        self,
        size: Any = None,
        *,
        style: Any = None,
        palette: Any = None,
        bits: Any = None,
        antialias: Any = None,
        light: Any = None,
        extent: Any = None,
        rows: Any = None,
        columns: Any = None,
        threads: Optional[int] = None,
        progress: Progress = None,
    ) -> Picture:
        """Draw it again, as it is or with changes.

        Parameters
        ----------
        size : int or (width, height), optional
            Pixels of the longer side, or of both sides.
        style, palette, bits, antialias, light
            As in `render`; what is not given stays, but that a style of other usual colours has
            its own where the picture has the usual ones.
        extent : (left, right, bottom, top), optional
            Another rectangle.
        rows, columns : (first, last), optional
            Only these of the whole picture, as a slice has them: the same pixels as there. A part
            stays one, but in another size or rectangle.
        threads, progress
            As in `render`.

        Returns
        -------
        Picture
            The picture. With nothing changed it has the same pixels.

        Warns
        -----
        ToleranceWarning, PrecisionWarning
            As `basins`.
        """
        recipe = self.changed(
            size,
            style=style,
            palette=palette,
            bits=bits,
            antialias=antialias,
            light=light,
            extent=extent,
            rows=rows,
            columns=columns,
        )
        picture = recipe.draw(_validation.thread_count(threads), progress)
        recipe.warn()
        return picture

    def changed(
        self,
        size: Any = None,
        *,
        style: Any = None,
        palette: Any = None,
        bits: Any = None,
        antialias: Any = None,
        light: Any = None,
        extent: Any = None,
        rows: Any = None,
        columns: Any = None,
    ) -> "Recipe":
        """The recipe with changes, as `render` has them."""
        window = resized(self.window, size, extent)
        stays = window is self.window and rows is None and columns is None
        return Recipe.checked(
            self.problem,
            window,
            self.style if style is None else style,
            self._palette_in(style) if palette is None else palette,
            self.bits if bits is None else bits,
            self.antialias if antialias is None else antialias,
            self.light if light is None else light,
            self.cycles,
            self.wants_cycles,
            self.rows if stays else rows,
            self.columns if stays else columns,
        )

    def _palette_in(self, style: Any) -> Optional[Palette]:
        """The palette in that style: the usual one of a style is no choice of the user's."""
        if style in (None, self.style):
            return self.palette
        usual = palette_for(self.style, self.problem, self.cycles or (), None)
        # Powers differ from processor to processor in the last bit.
        is_usual = np.allclose(self.palette.colours, usual.colours, rtol=0, atol=1e-12)
        return None if is_usual else self.palette

    def draw(
        self,
        threads: int,
        progress: Progress,
        known: Optional[Channels] = None,
    ) -> Picture:
        """The picture; `known` are channels of its window, where there are any."""
        settings = Settings(
            find_style(self.style), self.palette, self.bits, self.antialias, self.light
        )
        with reporter(progress) as callback:
            array = draw(
                self.problem,
                self.window,
                settings,
                known=known,
                part=self._part(),
                threads=threads,
                progress=callback,
            )
        array.flags.writeable = False
        return Picture(array, self)

    @property
    def size(self) -> Tuple[int, int]:
        """Width and height in pixels of what is drawn."""
        rows, columns = self.window.shape
        (top, bottom), (left, right) = self.rows or (0, rows), self.columns or (0, columns)
        return right - left, bottom - top

    def _part(self) -> Optional[Part]:
        if self.rows is None and self.columns is None:
            return None
        rows, columns = self.window.shape
        return slice(*(self.rows or (0, rows))), slice(*(self.columns or (0, columns)))

    def warn(self) -> None:
        """Warn the caller's caller of what `basins` warns of."""
        problem, window = self.problem, self.window
        is_given = window.centre is not None
        approach = approach_of(problem, window, problem.itmax) if is_given else None
        tolerance.warn(problem, stacklevel=4)
        accuracy = accuracy_of(problem, window, approach)
        skipped = 0 if approach is None else approach.skipped
        warn_of_precision(window, accuracy, skipped, problem.itmax, stacklevel=4)

    def title(self) -> str:
        """What it shows, in a line."""
        return f"{self.problem.polynomial.short()} by {self.problem.method.name}, {self.style}"

    def __repr__(self) -> str:
        columns, rows = self.size
        size = f"{columns} x {rows}"
        if self._part() is not None:
            size += " of {1} x {0}".format(*self.window.shape)
        return f"<nb_cpp.Recipe of {size} pixels: {self.title()}>"

    def text(self, **more: Any) -> str:
        """JSON that `load_recipe` reads."""
        problem, window = self.problem, self.window
        about = {
            "format": _FORMAT,
            "version": _FORMAT_VERSION,
            "nb_cpp": _core.__version__,
            "title": self.title(),
            "polynomial": {**problem.polynomial.to_json(), "exact": problem.polynomial.exact},
            "method": problem.method.name,
            "parameters": {k: complex_to_json(v) for k, v in problem.parameters.items()},
            "stop": problem.stop,
            "tol": problem.tol,
            "itmax": problem.itmax,
            "cycles": self.wants_cycles,
            "extent": window.extent,
            "shape": window.shape,
            "sampling": window.sampling,
            **({} if window.centre is None else {"centre": window.centre, "width": window.width}),
            **({} if self.rows is None else {"rows": self.rows}),
            **({} if self.columns is None else {"columns": self.columns}),
            "style": self.style,
            "palette": self.palette.to_json(),
            "bits": self.bits,
            "antialias": self.antialias,
            "light": self.light,
            **more,
        }
        return json.dumps(about)


def load_recipe(path: Path) -> Recipe:
    """Read from a picture's file how it was made.

    Parameters
    ----------
    path : str or path
        What `Picture.save` wrote.

    Returns
    -------
    Recipe
        ``.render()`` draws the same pixels, ``.render(size=8192)`` more of them.

    Raises
    ------
    OSError
        If the file cannot be read.
    ValueError
        If it has no recipe, or one of a newer version.
    """
    name = os.fsdecode(path)
    text = files.read_recipe(path)
    if text is None:
        raise ValueError(f"{name!r} has no recipe: {files.WITHOUT}")
    try:
        about = json.loads(text)
        if about["format"] != _FORMAT:
            raise ValueError(f"format = {about['format']!r}")
        newer = about["version"] > _FORMAT_VERSION
        if not newer:
            return _read(about)
    except _FAULTS as error:
        raise ValueError(f"{name!r} has a recipe that cannot be read: {error}") from error
    raise ValueError(f"{name!r} was written by a newer version of nb_cpp")


def _read(about: Dict[str, Any]) -> Recipe:
    polynomial = Polynomial.from_json(about["polynomial"], about["polynomial"]["exact"])
    parameters = {k: complex_from_json(pair) for k, pair in about["parameters"].items()}
    problem = Problem.checked(
        polynomial,
        None,
        about["method"],
        parameters,
        stop=about["stop"],
        tol=about["tol"],
        itmax=about["itmax"],
    )
    wants_cycles = _validation.flag("cycles", about["cycles"])
    problem, found = with_traps(problem, wants_cycles)
    return Recipe.checked(
        problem,
        Window.checked(
            DEFAULT_EXTENT if "centre" in about else about["extent"],
            about["shape"],
            about["sampling"],
            about.get("centre"),
            about.get("width"),
        ),
        about["style"],
        Palette.from_json(about["palette"]),
        about["bits"],
        about["antialias"],
        about["light"],
        found,
        wants_cycles,
        about.get("rows"),
        about.get("columns"),
    )


def _bits(value: Any) -> int:
    if isinstance(value, bool) or value not in _BITS:
        raise ValueError(f"bits must be 8 or 16, got {_validation.shown(value)}")
    return int(value)
