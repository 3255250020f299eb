"""Tables as text: CSV, LaTeX, Markdown, HTML, and plain for a terminal."""

import csv
import html
import io
import re
from typing import Any, List, Optional, Sequence

from ..metrics._registry import COLUMNS

Rows = Sequence[Sequence[Any]]

# What a number that does not exist is printed as; in CSV the cell is empty.
_MISSING = "--"

_LATEX_ESCAPES = {
    "\\": r"\textbackslash{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    **{character: "\\" + character for character in "&%$#_{}"},
}

_TITLES = {column.name: column.title for column in COLUMNS if column.title}
_LATEX_TITLES = {column.name: column.latex for column in COLUMNS if column.latex}

# Polynomials as `polynomial_text` writes them. They are the only names with a power of z.
_POLYNOMIAL = re.compile(r"[-+.\d()ei z]*z\^\d+(?:[-+.\d()ei z]|z\^\d+)*")

# A name that is a formula already.
_FORMULA = re.compile(r"\$(?:[^$\\]|\\.)+\$")


def csv_text(heads: Sequence[str], rows: Rows) -> str:
    """Every number with all its digits."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows(["" if value != value else value for value in row] for row in rows)
    return file.getvalue()


def latex_text(
    heads: Sequence[str],
    rows: Rows,
    digits: Optional[int] = None,
    caption: Optional[str] = None,
    label: Optional[str] = None,
) -> str:
    """A ``tabular`` of the package booktabs, in a ``table`` where there is a caption or a label."""
    columns = "".join("r" if right else "l" for right in _numeric(rows, len(heads)))
    lines = [
        rf"\begin{{tabular}}{{{columns}}}",
        r"\toprule",
        _latex_row([_LATEX_TITLES.get(name, _latex_escape(_title(name))) for name in heads]),
        r"\midrule",
        *(_latex_row([_latex_cell(value, digits) for value in row]) for row in rows),
        r"\bottomrule",
        r"\end{tabular}",
    ]
    if caption is not None or label is not None:
        said = [] if caption is None else [rf"\caption{{{caption}}}"]
        named = [] if label is None else [rf"\label{{{label}}}"]
        lines = [r"\begin{table}", r"\centering", *said, *named, *lines, r"\end{table}"]
    return "\n".join(lines) + "\n"


def markdown_text(heads: Sequence[str], rows: Rows, digits: Optional[int] = None) -> str:
    """A pipe table, as GitHub, Pandoc and others read it, padded to be legible as it is."""
    cells = [[_markdown_cell(value, digits) for value in row] for row in rows]
    head = [_markdown_escape(_title(name)) for name in heads]
    right = _numeric(rows, len(heads))
    widths = [max(3, *map(len, column)) for column in zip(head, *cells)]
    rule = ["-" * (w - 1) + ":" if r else "-" * w for w, r in zip(widths, right)]
    lines = [head, rule, *cells]
    return "".join(f"| {' | '.join(_padded(line, widths, right))} |\n" for line in lines)


def html_text(heads: Sequence[str], rows: Rows) -> str:
    """A table for a notebook."""
    right = _numeric(rows, len(heads))
    style = [' style="text-align: right"' if r else ' style="text-align: left"' for r in right]
    head = "".join(f"<th{s}>{html.escape(_title(h))}</th>" for s, h in zip(style, heads))
    lines = (
        "".join(f"<td{s}>{html.escape(_cell(v))}</td>" for s, v in zip(style, row)) for row in rows
    )
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def plain_text(heads: Sequence[str], rows: Rows) -> str:
    """Columns side by side; a head of several words stands in several lines."""
    right = _numeric(rows, len(heads))
    words = [_title(name).split() for name in heads]
    height = max(map(len, words))
    head = [[([""] * (height - len(w)) + w)[line] for w in words] for line in range(height)]
    lines = head + [[_cell(value) for value in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*lines)]
    return "\n".join("  ".join(_padded(line, widths, right)).rstrip() for line in lines)


def _title(name: str) -> str:
    return _TITLES.get(name, name.replace("_", " "))


def _cell(value: Any, digits: Optional[int] = None) -> str:
    """A value for people: four significant digits, and no exponent where that is short.

    With a number of digits, so many in every row, zeros at the end included.
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, float):
        return " ".join(str(value).split())
    if value != value:
        return _MISSING
    if digits is not None:
        return f"{value:#.{digits}g}".rstrip(".")
    return f"{value:.0f}" if 1e3 <= abs(value) < 1e9 else f"{value:.4g}"


def _numeric(rows: Rows, columns: int) -> List[bool]:
    return [all(not isinstance(row[i], str) for row in rows) for i in range(columns)]


def _padded(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> List[str]:
    return [
        cell.rjust(width) if flush else cell.ljust(width)
        for cell, width, flush in zip(cells, widths, right)
    ]


def _latex_row(cells: Sequence[str]) -> str:
    return " & ".join(cells) + r" \\"


def _latex_cell(value: Any, digits: Optional[int] = None) -> str:
    text = _cell(value, digits)
    if isinstance(value, str) and _FORMULA.fullmatch(text):
        return text
    if isinstance(value, str):
        return f"${_latex_math(text)}$" if _POLYNOMIAL.fullmatch(text) else _latex_escape(text)
    # A minus sign in text is a hyphen.
    return f"${_latex_math(text)}$" if text != _MISSING and set(text) & set("e-") else text


def _latex_math(text: str) -> str:
    text = re.sub(r"\^(\d+)", r"^{\1}", text)
    return re.sub(
        r"(\d)e([-+]\d+)", lambda m: rf"{m.group(1)} \cdot 10^{{{int(m.group(2))}}}", text
    )


def _latex_escape(text: str) -> str:
    return "".join(_LATEX_ESCAPES.get(character, character) for character in text)


def _markdown_cell(value: Any, digits: Optional[int]) -> str:
    text = _cell(value, digits)
    # Bars part cells in formulas, too.
    return text if _FORMULA.fullmatch(text) and "|" not in text else _markdown_escape(text)


def _markdown_escape(text: str) -> str:
    # An underscore between letters is one everywhere; elsewhere it may start emphasis.
    return re.sub(r"[\\|`*<>\[\]~&$]|(?<![^\W_])_|_(?![^\W_])", r"\\\g<0>", text)
