"""How `Basins` shows itself, as text and in a notebook."""

import html
from typing import TYPE_CHECKING, Any, Dict, List

import numpy as np
from numpy.typing import NDArray

from .._blocks import extremes, tally
from .._problem.problem import STOP_RULES
from .._problem.text import number_text
from .._tables import html_table, text_table
from .approach import explain_precision
from .tolerance import explain

if TYPE_CHECKING:
    from .result import Basins

_SHOWN_LABELS = 20


def table_rows(b: "Basins") -> List[Dict[str, Any]]:
    least, greatest = extremes(b.labels) if b.labels.size else (-1, -1)
    lowest = min(-1 - len(b.cycles or ()), least)
    highest = max(len(b.roots) - 1, greatest)
    counts = tally(b.labels, lowest, highest)
    sums = tally(b.labels, lowest, highest, b.iterations)
    attracting = b.problem.plan.attraction_radii() > 0.0
    rows = []
    for label in [*range(len(b.roots)), *range(-1, lowest - 1, -1)]:
        points = int(counts[label - lowest])
        rows.append(
            {
                "label": label,
                "what": _label_text(b, label, attracting),
                "points": points,
                "share": points / b.labels.size if b.labels.size else float("nan"),
                "iterations": float(sums[label - lowest]) / points if points else float("nan"),
            }
        )
    return rows


def _label_text(b: "Basins", label: int, attracting: NDArray[np.bool_]) -> str:
    if label >= 0:
        times = int(b.multiplicities[label])
        fold = f", {times}-fold" if times > 1 else ""
        return f"root {number_text(b.roots[label])}{fold}" + (
            "" if attracting[label] else ", not attracting"
        )
    if label == -1:
        return "not converged"
    number = -2 - label
    if b.cycles is None or number >= len(b.cycles):
        return f"cycle {number}"
    cycle = b.cycles[number]
    neutral = "neutral " if cycle.kind == "neutral" else ""
    return f"{neutral}cycle of period {cycle.period} through {number_text(cycle.points[0])}"


def _bound_text(bound: float) -> str:
    """All digits, as those of a small window differ in the last only."""
    text = f"{bound:g}"
    return text if float(text) == bound else repr(bound)


def _window_text(b: "Basins") -> str:
    if b.centre is None or b.width is None:
        left, right, bottom, top = map(_bound_text, b.extent)
        return f"[{left}, {right}] x [{bottom}, {top}]"
    real, imag = map(_shortened, b.centre)
    return f"a window of width {_shortened(b.width)} about {real} + i ({imag})"


def _shortened(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:24]}...({len(text)} digits)"


def _settings(b: "Basins") -> List[str]:
    rows, columns = b.shape
    rule = STOP_RULES[b.stop].replace("tol", f"{b.tol:g}")
    values = ", ".join(f"{name} = {number_text(value)}" for name, value in b.parameters.items())
    values = f" ({values})" if values else ""
    lines = [
        f"Basins of {b.polynomial.short()}",
        f"{rows} x {columns} points of {_window_text(b)}, {b.sampling}",
        f"{b.method}{values} until {rule}, {b.itmax} iterations at most",
    ]
    if b.skipped:
        lines.append(f"{b.skipped} of them by the whole window at once")
    if b.labels.size:
        faults = (
            explain(b.problem),
            explain_precision(b.window, b.accuracy, b.skipped, b.itmax),
        )
        lines.extend(fault for fault in faults if fault is not None)
    return lines


def _shown_rows(b: "Basins") -> List[List[str]]:
    rows = [
        [
            str(row["label"]),
            row["what"],
            f"{100 * row['share']:#.4g} %",
            f"{row['iterations']:#.4g}",
        ]
        for row in table_rows(b)
    ]
    hidden = len(rows) - _SHOWN_LABELS  # and not the last one, of what did not converge
    if hidden > 0:
        rows[_SHOWN_LABELS - 1 : -1] = [["...", f"{hidden + 1} more", "", ""]]
    return rows


_HEADER = ["label", "what", "share", "mean iterations"]
_NUMBERS = [0, 2, 3]


def text_page(b: "Basins") -> str:
    return "\n".join([*_settings(b), text_table(_HEADER, _shown_rows(b), _NUMBERS)])


def html_page(b: "Basins") -> str:
    from ..pictures import preview

    title, *settings = map(html.escape, _settings(b))
    picture = preview.preview_html(b) if b.labels.size else ""
    table = html_table(_HEADER, _shown_rows(b), _NUMBERS, preview.colours_of(b))
    return (
        f'<div style="display: flex; gap: 1.5em; align-items: flex-start">{picture}'
        f"<div><b>{title}</b><br>{'<br>'.join(settings)}{table}</div></div>"
    )
