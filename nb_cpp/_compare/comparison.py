"""What `compare` returns."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, List, Mapping, Optional, Sequence, Tuple, Union

import numpy as np
from numpy.typing import NDArray

from .. import _validation
from .._files import Path, replacing
from ..metrics._registry import COLUMNS
from . import tables
from .pairs import Pair

if TYPE_CHECKING:
    import pandas

    _Table = Union[pandas.DataFrame, NDArray[np.void]]
else:
    _Table = Any

# What fits beside each other in a terminal or a notebook.
_SHOWN = (
    "polynomial",
    "method",
    *(column.name for column in COLUMNS if column.shown),
    "ns_per_point",
)
_SHOWN_ROWS = 60
_MOST_DIGITS = 17


@dataclass(frozen=True, eq=False, repr=False)
class Comparison:
    """Measures of several methods on several polynomials, a row for each pair.

    Attributes
    ----------
    data : structured ndarray, shape (pairs,)
        The rows; `compare` says what the columns are. The methods on the first polynomial come
        first.
    shares : tuple of ndarray of float64
        For each row the share of the points that reach each root, in canonical order.
    settings : mapping
        The arguments that all pairs have in common, and the number of threads.
    pairs : tuple of Pair
        For each row the polynomial and the method.
    """

    data: NDArray[np.void]
    shares: Tuple[NDArray[np.float64], ...]
    settings: Mapping[str, Any]
    pairs: Tuple[Pair, ...] = ()

    @property
    def columns(self) -> Tuple[str, ...]:
        """The names of the columns."""
        return self.data.dtype.names or ()

    @property
    def table(self) -> _Table:
        """A `pandas.DataFrame` where pandas is installed, otherwise a structured array."""
        try:
            return self.to_pandas()
        except ImportError:
            return self.to_numpy()

    def __len__(self) -> int:
        return len(self.data)

    def to_numpy(self) -> NDArray[np.void]:
        """Copy the rows to a structured array.

        Returns
        -------
        structured ndarray, shape (pairs,)
            A field for each column.
        """
        return self.data.copy()

    def to_pandas(self) -> "pandas.DataFrame":
        """Convert to a `pandas.DataFrame`.

        Returns
        -------
        pandas.DataFrame
            A column for each column, rows numbered from 0; `settings` are its ``attrs``.

        Raises
        ------
        ImportError
            If pandas is not installed.
        """
        try:
            import pandas
        except ImportError:
            raise ImportError("to_pandas needs pandas: pip install 'nb-cpp[pandas]'") from None
        frame = pandas.DataFrame({name: self.data[name] for name in self.columns})
        frame.attrs.update(self.settings)
        return frame

    def to_csv(
        self, path: Optional[Path] = None, *, columns: Optional[Sequence[str]] = None
    ) -> Optional[str]:
        """Write comma-separated values, every number with all its digits.

        Parameters
        ----------
        path : str or path, optional
            The file to write, in UTF-8; an existing one is replaced when the new one is complete.
        columns : sequence of str, optional
            The columns to write, all by default.

        Returns
        -------
        str or None
            The text where no path is given. A number that does not exist is an empty cell.

        Raises
        ------
        ValueError
            If there is no such column.
        OSError
            If the file cannot be written.
        """
        return _delivered(tables.csv_text(*self._selected(columns)), path)

    def to_latex(
        self,
        path: Optional[Path] = None,
        *,
        columns: Optional[Sequence[str]] = None,
        digits: Optional[int] = None,
        caption: Optional[str] = None,
        label: Optional[str] = None,
    ) -> Optional[str]:
        """Write a LaTeX ``tabular``, which needs the package booktabs.

        Parameters
        ----------
        path : str or path, optional
            The file to write, in UTF-8; an existing one is replaced when the new one is complete.
        columns : sequence of str, optional
            The columns to write, all by default.
        digits : int, optional
            Significant digits, zeros at the end included; by default four, without them.
        caption, label : str, optional
            Those of a ``table`` about it, in LaTeX.

        Returns
        -------
        str or None
            The text where no path is given. Polynomials and names such as ``"$z^3 - 1$"`` are
            formulas, other names are escaped.

        Raises
        ------
        ValueError
            If there is no such column.
        OSError
            If the file cannot be written.
        """
        count = _checked_digits(digits)
        text = tables.latex_text(*self._selected(columns), count, caption, label)
        return _delivered(text, path)

    def to_markdown(
        self,
        path: Optional[Path] = None,
        *,
        columns: Optional[Sequence[str]] = None,
        digits: Optional[int] = None,
    ) -> Optional[str]:
        """Write a Markdown pipe table.

        Parameters
        ----------
        path : str or path, optional
            The file to write, in UTF-8; an existing one is replaced when the new one is complete.
        columns : sequence of str, optional
            The columns to write, all by default.
        digits : int, optional
            Significant digits, zeros at the end included; by default four, without them.

        Returns
        -------
        str or None
            The text where no path is given.

        Raises
        ------
        ValueError
            If there is no such column.
        OSError
            If the file cannot be written.
        """
        count = _checked_digits(digits)
        return _delivered(tables.markdown_text(*self._selected(columns), count), path)

    def plot(self, *, size: int = 256, axes: Any = None, **options: Any) -> "NDArray[Any]":
        """Draw all pairs side by side with matplotlib: a row for each polynomial.

        Parameters
        ----------
        size : int
            Pixels of the longer side of each picture. They are computed anew.
        axes : array of matplotlib.axes.Axes, optional
            Where to draw, as many as there are pairs; by default in a new figure.
        **options
            What `Basins.plot` takes.

        Returns
        -------
        ndarray of matplotlib.axes.Axes, shape (polynomials, methods)
            Where it has been drawn.

        Raises
        ------
        ImportError
            If matplotlib is not installed.
        """
        from ..pictures.plot import plot_comparison

        return plot_comparison(self, size, axes, options)

    def __repr__(self) -> str:
        return "\n".join([*self._about(), self._shown(tables.plain_text), self._rest()])

    def _repr_html_(self) -> str:
        title, settings = self._about()
        about = f"<b>{title}</b><br>{settings}"
        return f"<div>{about}{self._shown(tables.html_text)}{self._rest()}</div>"

    def _selected(self, columns: Optional[Sequence[str]]) -> Tuple[List[str], List[Any]]:
        if columns is None:
            return list(self.columns), self.data.tolist()
        if isinstance(columns, str):
            raise TypeError(f"columns must be a list of names, got {_validation.shown(columns)}")
        names = list(columns)
        if not names:
            raise ValueError("columns must be one name or more, got none")
        for name in names:
            if name not in self.columns:
                raise ValueError(f"columns must be of {', '.join(self.columns)}, got {name!r}")
        places = [self.columns.index(name) for name in names]
        return names, [tuple(row[i] for i in places) for row in self.data.tolist()]

    def _about(self) -> Tuple[str, str]:
        polynomials = len(np.unique(self.data["polynomial"]))
        methods = len(np.unique(self.data["method"]))
        settings = ", ".join(f"{name} = {value}" for name, value in self.settings.items())
        return f"Comparison of {methods} methods on {polynomials} polynomials", settings

    def _shown(self, render: Any) -> str:
        names, rows = self._selected([name for name in _SHOWN if name in self.columns])
        if len(rows) > _SHOWN_ROWS:
            half = _SHOWN_ROWS // 2
            rows = [*rows[:half], ("...",) * 2 + (float("nan"),) * (len(names) - 2), *rows[-half:]]
        return str(render(names, rows))

    def _rest(self) -> str:
        rest = [name for name in self.columns if name not in _SHOWN]
        return f"Further columns: {', '.join(rest)}"


def _checked_digits(digits: Any) -> Optional[int]:
    """None, or 1 to 17."""
    if digits is None:
        return None
    count = _validation.size("digits", digits)
    if not 1 <= count <= _MOST_DIGITS:
        raise ValueError(f"digits must be between 1 and {_MOST_DIGITS}, got {count}")
    return count


def _delivered(text: str, path: Optional[Path]) -> Optional[str]:
    """The text itself, or None once it is in the file."""
    if path is None:
        return text
    content = text.encode()
    with replacing(path) as file:
        file.write(content)
    return None
