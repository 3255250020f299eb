"""Small tables, for people: in a terminal, and in a notebook."""

from typing import List, Mapping, Optional, Sequence

_SHOWN_ROWS = 20
Rows = Sequence[Sequence[str]]


def text_table(heads: Sequence[str], rows: Rows, numbers: Sequence[int] = ()) -> str:
    """Columns under their heads; those of `numbers` are flush right."""
    lines = [list(heads), *map(list, _shortened(rows, len(heads)))]
    widths = [max(len(line[i]) for line in lines) for i in range(len(heads))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if i in numbers else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(line, widths))
        ).rstrip()
        for line in lines
    )


def html_table(
    heads: Sequence[str],
    rows: Rows,
    numbers: Sequence[int] = (),
    colours: Optional[Mapping[str, str]] = None,
) -> str:
    """The same for a notebook; a first cell that has a colour has a patch of it before it."""
    from html import escape

    def line(tag: str, cells: Sequence[str]) -> str:
        right = ' style="text-align: right"'
        return "".join(
            f"<{tag}{right if i in numbers else ''}>{escape(cell)}</{tag}>"
            for i, cell in enumerate(cells)
        )

    def patch(row: Sequence[str]) -> str:
        colour = (colours or {}).get(row[0])
        return f'<td style="color: {colour}">&#9632;</td>' if colour else "<td></td>"

    shown = _shortened(rows, len(heads))
    patches = [patch(row) if colours else "" for row in shown]
    body = "".join(f"<tr>{p}{line('td', row)}</tr>" for p, row in zip(patches, shown))
    first = "<th></th>" if colours else ""
    return f"<table><thead><tr>{first}{line('th', heads)}</tr></thead><tbody>{body}</tbody></table>"


def _shortened(rows: Rows, columns: int) -> List[Sequence[str]]:
    """All but the middle of many rows."""
    hidden = len(rows) - _SHOWN_ROWS
    if hidden <= 2:
        return list(rows)
    half = _SHOWN_ROWS // 2
    gap = ["...", f"{hidden} more", *[""] * columns][:columns]
    return [*rows[:half], gap, *rows[len(rows) - half :]]
