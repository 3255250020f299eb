"""The commands that print numbers and words."""

import json
import sys
from typing import TYPE_CHECKING, Any, Dict, Iterable, List

from .. import _info
from .._basins.cycles import find_cycles
from .._basins.orbit import orbit as follow
from .._files import replacing
from .._problem.methods import methods as known_methods
from .._problem.roots import find_roots
from .._problem.text import number_text
from .._tables import text_table
from .._validation import choice
from ..pictures.styles import styles as known_styles
from .bar import Bar
from .completion import script
from .presets import PRESETS

if TYPE_CHECKING:
    from .._compare.comparison import Comparison

FORMATS = ("text", "csv", "latex", "markdown")
_DIGITS = 12


def roots(arguments: Any) -> None:
    """Roots, multiplicities and radii."""
    found = find_roots(arguments.polynomial)
    if arguments.json:
        _dump(
            {"root": _pair(value), "multiplicity": int(times), "radius": float(radius)}
            for value, times, radius in zip(*found)
        )
    else:
        print(found)


def cycles(arguments: Any) -> None:
    """Attracting cycles."""
    found = find_cycles(arguments.polynomial, **_method(arguments))
    if arguments.json:
        _dump(
            {
                "period": cycle.period,
                "kind": cycle.kind,
                "multiplier": _pair(cycle.multiplier),
                "points": [_pair(point) for point in cycle.points],
            }
            for cycle in found
        )
    else:
        print(found)


def orbit(arguments: Any) -> None:
    """A point after 0, 1, ... steps."""
    points = follow(
        arguments.polynomial, arguments.start, steps=arguments.steps, **_method(arguments)
    )
    if arguments.json:
        _dump(_pair(point) for point in points)
        return
    rows = [[str(step), number_text(point, _DIGITS)] for step, point in enumerate(points)]
    for row in [["step", "point"], *rows]:
        print(f"{row[0]:>4}  {row[1]}")


def boundary(arguments: Any) -> None:
    """A point between basins: what --centre takes."""
    from .._basins.boundary import boundary_point

    given = {n: getattr(arguments, n) for n in ("width", "digits") if hasattr(arguments, n)}
    near = arguments.near if hasattr(arguments, "near") else arguments.point
    print(*boundary_point(arguments.polynomial, near, **given, **_method(arguments)))


def compare(arguments: Any) -> None:
    """Measures and times of methods."""
    from .._compare.compare import compare as measure

    named = choice("--format", getattr(arguments, "format", "text"), FORMATS)
    given = {
        name: getattr(arguments, name)
        for name in ("methods", "extent", "stop", "tol", "itmax", "cycles", "threads")
        if hasattr(arguments, name)
    }
    if hasattr(arguments, "size"):
        size = arguments.size
        given["shape"] = (size, size) if isinstance(size, int) else size[::-1]
    bar = Bar(arguments.quiet)
    comparison = measure(arguments.polynomials, progress=bar, **given)
    bar.end()
    text = _text(comparison, named)
    if not hasattr(arguments, "output"):
        sys.stdout.write(text)
        return
    with replacing(arguments.output) as file:
        file.write(text.encode())
    bar.tell(f"{arguments.output}: {len(comparison)} rows")


def _text(comparison: "Comparison", named: str) -> str:
    if named == "csv":
        return comparison.to_csv() or ""
    if named == "latex":
        return comparison.to_latex() or ""
    if named == "markdown":
        return comparison.to_markdown() or ""
    return f"{comparison!r}\n"


def methods(arguments: Any) -> None:
    """The registry, or one row of it."""
    known = known_methods()
    name = getattr(arguments, "name", None)
    chosen = list(known) if name is None else [choice("METHOD", name, known)]
    if arguments.json:
        _dump(
            {
                **known[n]._asdict(),
                "parameters": {k: _pair(v) for k, v in known[n].parameters.items()},
            }
            for n in chosen
        )
    elif name is None:
        print(known)
    else:
        for field, value in known[name]._asdict().items():
            if field == "parameters":
                value = ", ".join(f"{k} = {number_text(v)}" for k, v in value.items()) or "none"
            print(f"{field:12} {value}")


def styles(_: Any) -> None:
    """The styles of pictures."""
    print(
        text_table(["style", "what it looks like"], [list(row) for row in known_styles().items()])
    )


def presets(_: Any) -> None:
    """The presets of render."""
    rows = [[name, preset.polynomial, preset.about] for name, preset in PRESETS.items()]
    print(text_table(["preset", "polynomial", "what it shows"], rows))


def info(arguments: Any) -> None:
    """What this build is."""
    about = _info.build_info()
    if arguments.json:
        json.dump(about, sys.stdout, indent=2)
        print()
        return
    for name, value in about.items():
        shown = ", ".join(value) or "none" if isinstance(value, list) else value
        print(f"{name.replace('_', ' '):17} {shown}")


def completion(arguments: Any) -> None:
    """A shell's script."""
    print(script(arguments.shell, arguments.commands))


def _method(arguments: Any) -> Dict[str, Any]:
    """The method and its parameters, as far as they were given."""
    names = {"method", *(name for m in known_methods().values() for name in m.parameters)}
    return {name: value for name, value in vars(arguments).items() if name in names}


def _pair(value: complex) -> List[float]:
    value = complex(value)
    return [value.real, value.imag]


def _dump(rows: Iterable[Any]) -> None:
    print("[", ",\n".join(f"  {json.dumps(row)}" for row in rows), "]", sep="\n")
