"""Frames and numbers for a page. What does not change between two frames is kept."""

import threading
from io import BytesIO
from math import inf, isfinite
from typing import Any, Callable, Dict, List, Mapping, NamedTuple, Optional, Tuple

import numpy as np
from numpy.typing import NDArray

from .. import _core
from .._basins.approach import accuracy_of, explain_precision, limited
from .._basins.basins import Channels, new_channels
from .._basins.cycles import Cycles, adds_length
from .._basins.tolerance import explain
from .._problem.methods import methods
from .._problem.problem import STOP_RULES, Problem, Window
from .._problem.text import polynomial_text
from ..pictures import colour, png
from ..pictures.draw import Settings, draw
from ..pictures.palette import Palette, make_palette, ranks
from ..pictures.picture import digest_of
from ..pictures.render import framed
from ..pictures.styles import find_style, styles
from .presets import PRESETS
from .state import (
    DEEPEST,
    FIELDS,
    LARGEST_PRINT,
    MOST_STEPS,
    State,
    checked_fields,
    flag,
    integer,
    number,
    read_state,
    size_of,
    text_of,
)
from .words import command_words, python_words

Answer = Tuple[Dict[str, Any], Any]  # what JSON holds, and bytes
_MOST_VIEWS = 64
_SHOWN_STEPS = 200


class OvertakenError(Exception):
    """A frame that nobody waits for any more."""


class _Known(NamedTuple):
    """What the last frame was computed from."""

    key: Tuple[Any, ...]
    window: Window
    channels: Channels


class Session:
    """Answers the messages of pages, from any number of threads.

    Parameters
    ----------
    threads : int
        Threads to compute with; 0 for every CPU.
    """

    def __init__(self, threads: int = 0) -> None:
        self._threads = threads
        self._lock = threading.Lock()
        self._newest: Dict[str, int] = {}
        self._problem: Optional[Tuple[Tuple[Any, ...], Problem, Optional[Cycles]]] = None
        self._known: Optional[_Known] = None
        self._approach: Optional[Tuple[Any, Problem, Optional[_core.Approach]]] = None
        self._closed = False
        self._kinds: Dict[str, Tuple[Callable[[Mapping[str, Any]], Answer], Tuple[str, ...]]] = {
            "about": (self._about, ()),
            "home": (self._home, FIELDS),
            "frame": (self._frame, (*FIELDS, "view", "number", "antialias", "rows", "rest")),
            "point": (self._point, (*FIELDS, "offset", "steps")),
            "words": (self._words, FIELDS),
            "export": (self._export, (*FIELDS, "print")),
        }

    def answer(self, kind: str, message: Any) -> Answer:
        """The answer to a message; a `ValueError` or `TypeError` says what is wrong with it."""
        if kind not in self._kinds:
            raise ValueError("there is no such kind of message")
        run, known = self._kinds[kind]
        return run(checked_fields(kind, message, known))

    def announce(self, message: Any) -> None:
        """A frame will be asked for: those before it are not waited for."""
        if not isinstance(message, dict):
            return
        view, turn = message.get("view"), message.get("number")
        if isinstance(view, str) and type(turn) is int:
            self._arrived(view[:64], turn)

    def close(self) -> None:
        """End what is being computed."""
        self._closed = True

    def _about(self, _: Mapping[str, Any]) -> Answer:
        return {
            "version": _core.__version__,
            "methods": [
                {
                    "name": m.name,
                    "order": m.order,
                    "step": m.step,
                    "parameters": {k: [v.real, v.imag] for k, v in m.parameters.items()},
                }
                for m in methods().values()
            ],
            "stops": STOP_RULES,
            "styles": styles(),
            "presets": [preset._asdict() for preset in PRESETS],
            "deepest": DEEPEST,
            "print": LARGEST_PRINT,
            "steps": MOST_STEPS,
        }, b""

    def _home(self, message: Mapping[str, Any]) -> Answer:
        state = read_state(message)
        problem, _ = self._made(state)
        left, right, bottom, top = framed(problem.roots.values, state.size)
        return {
            "centre": [_decimal_text((left + right) / 2), _decimal_text((bottom + top) / 2)],
            "width": _decimal_text(max(right - left, top - bottom)),
        }, b""

    def _frame(self, message: Mapping[str, Any]) -> Answer:
        view = text_of("view", message.get("view", ""), 64)
        turn = integer("number", message.get("number", 0), 0, 2**53)
        antialias = flag("antialias", message.get("antialias", False))
        at_rest = flag("rest", message.get("rest", False))
        state = read_state(message)
        window = state.window()
        part = _rows(message.get("rows"), window.shape)
        self._arrived(view, turn)

        def progress(*_: int) -> None:
            if self._closed or self._newest.get(view, 0) > turn:
                raise OvertakenError

        with self._lock:
            progress()
            problem, found = self._made(state)
            problem, approach = self._placed(state, problem, window)
            palette, ranked = _palette(state, problem, found)
            style = find_style(state.style)
            channels = None
            if "angle" not in style.channels:
                wanted = "smooth" in style.channels, False
                channels = self._channels(state, problem, window, approach, wanted, progress)
            array = draw(
                problem,
                window,
                Settings(style, palette, 8, antialias, state.light),
                known=channels,
                part=part,
                threads=self._threads,
                progress=progress,
            )
            info = _described(problem, window, found, palette, ranked)
            if at_rest:
                if channels is None:
                    nothing = False, False
                    channels = self._channels(state, problem, window, approach, nothing, progress)
                info["shares"] = _shares(channels[0], len(problem.roots.values), found)
                accuracy = accuracy_of(problem, window, approach)
                skipped = 0 if approach is None else approach.skipped
                faults = (
                    explain(problem),
                    explain_precision(window, accuracy, skipped, problem.itmax),
                )
                info["warning"] = "\n".join(filter(None, faults)) or None
                info["skipped"] = skipped
        info["size"] = [array.shape[1], array.shape[0]]
        return info, _with_alpha(array).reshape(-1).data

    def _point(self, message: Mapping[str, Any]) -> Answer:
        state = read_state(message)
        window = state.window()
        u, t = message.get("offset") or (0, 0)
        u, t = (number("offset", part, -10.0, 10.0) for part in (u, t))
        most = integer("steps", message.get("steps", 0), 0, _SHOWN_STEPS)
        with self._lock:
            problem, found = self._made(state)
            problem, approach = self._placed(state, problem, window)
        left, right, bottom, top = window.extent
        half = max(right - left, top - bottom) / 2
        offset = 2 * complex(u, t)
        z = complex((left + right) / 2, (bottom + top) / 2) + half * offset
        labels, iterations, _, _ = new_channels((1,), (False, False))
        start = np.array([z if approach is None else offset])
        problem.plan.basins_at(labels, iterations, start, 1, None, None, None, approach)
        label, count = int(labels[0]), int(iterations[0])
        info: Dict[str, Any] = {
            "z": _pair(z),
            "label": label,
            "iterations": count,
            "period": found[-2 - label].period if found and label < -1 else None,
        }
        # In a narrow window doubles do not tell the orbits of its points apart.
        if most and approach is None:
            # A few steps more where it goes round for ever.
            steps = min(most, count + 1 if label >= 0 else 40)
            path = problem.plan.orbits(np.array([z]), steps).ravel()
            size = np.abs(np.polyval(problem.coefs, path))
            info["orbit"] = [_pair(point) for point in path.tolist()]
            info["residuals"] = [r if isfinite(r) else None for r in size.tolist()]
        return info, b""

    def _words(self, message: Mapping[str, Any]) -> Answer:
        state = read_state(message)
        with self._lock:
            problem, found = self._made(state)
        _, ranked = _palette(state, problem, found)
        arguments = (state, problem, found, ranked)
        return {"python": python_words(*arguments), "command": command_words(*arguments)}, b""

    def _export(self, message: Mapping[str, Any]) -> Answer:
        state = read_state(message)
        size = size_of(message.get("print"), LARGEST_PRINT)

        def progress(*_: int) -> None:
            if self._closed:
                raise OvertakenError

        with self._lock:
            problem, found = self._made(state)
            _, ranked = _palette(state, problem, found)
            window = state._replace(size=size).window()
            problem, _ = self._placed(state, problem, window)
            recipe = state.recipe(problem, found, True, ranked, window)
            picture = recipe.draw(self._threads, progress)
            file = BytesIO()
            texts = {"nb_cpp": recipe.text(digest=digest_of(picture.array))}
            threads = self._threads or _core.default_threads()
            png.write(file, picture.array, texts, threads)
        return {"size": list(picture.size)}, file.getbuffer()

    def _arrived(self, view: str, turn: int) -> None:
        """A later frame of a view ends an earlier one."""
        if len(self._newest) >= _MOST_VIEWS and view not in self._newest:
            self._newest.pop(next(iter(self._newest)), None)
        self._newest[view] = max(turn, self._newest.get(view, 0))

    def _made(self, state: State) -> Tuple[Problem, Optional[Cycles]]:
        """The problem of a state: the last one, while only the window moves."""
        kept = self._problem
        if kept is None or kept[0] != state.key():
            kept = (state.key(), *state.problem())
            self._problem = kept
        return kept[1], kept[2]

    def _placed(
        self, state: State, problem: Problem, window: Window
    ) -> Tuple[Problem, Optional[_core.Approach]]:
        """The problem with the limit of a window, and the steps that a narrow one takes at once."""
        if window.centre is None:
            return problem, None
        kept = self._approach
        if kept is None or kept[0] != (state.key(), window):
            limited_problem, approach = limited(problem, window, state.itmax)
            plain = approach is None or approach.is_plain
            kept = (state.key(), window), limited_problem, None if plain else approach
            self._approach = kept
        return kept[1], kept[2]

    def _channels(
        self,
        state: State,
        problem: Problem,
        window: Window,
        approach: Optional[_core.Approach],
        wanted: Tuple[bool, bool],
        progress: Callable[..., object],
    ) -> Channels:
        """Labels and counts of a window: the last ones, while only colours change."""
        known = self._known
        if (
            known is not None
            and (known.window, known.key) == (window, state.key())
            and (known.channels[2] is not None or not wanted[0])
        ):
            return known.channels
        channels = new_channels(window.shape, wanted)
        labels, iterations, smooth, angle = channels
        problem.plan.basins(
            labels,
            iterations,
            window.extent,
            window.sampling,
            self._threads,
            progress,
            smooth,
            angle,
            approach,
        )
        self._known = _Known(state.key(), window, channels)
        return channels


def _palette(
    state: State, problem: Problem, found: Optional[Cycles]
) -> Tuple[Palette, Optional[List[str]]]:
    """The colours, and as `render` takes them: by the roots' ranks, or None for the usual ones."""
    from ..pictures.styles import palette_for

    given = state.palette
    roots = problem.roots.values
    if state.follow is not None:
        was = np.array(state.follow.roots)
        lch = colour.from_srgb(
            np.array([colour.read_colour("follow", text) for text in state.follow.colours])
        )
        nothing = np.zeros((0, 3))
        usual = make_palette(roots)
        kept = make_palette(roots, (), Palette(was, lch, nothing, usual.not_converged))
        given = [""] * len(roots)
        for text, rank in zip(_hexes(kept), ranks(roots).tolist()):
            given[rank] = text
    return palette_for(state.style, problem, found or (), given), given


def _described(
    problem: Problem,
    window: Window,
    found: Optional[Cycles],
    palette: Palette,
    ranked: Optional[List[str]],
) -> Dict[str, Any]:
    """What the page says about a frame."""
    roots = problem.roots
    stand_in = adds_length(problem)
    colours, count = _hexes(palette), len(roots.values)
    cycles = [
        {
            "label": -2 - index,
            "points": [_pair(z) for z in cycle.points[:64].tolist()],
            "period": cycle.period,
            "multiplier": abs(cycle.multiplier),
            "kind": cycle.kind,
            "colour": colours[count + 1 + index],
        }
        for index, cycle in enumerate(found or ())
        if cycle.radii.any() or not stand_in
    ]
    return {
        "roots": [_pair(z) for z in roots.values.tolist()],
        "multiplicities": roots.multiplicities.tolist(),
        "ranks": ranks(roots.values).tolist(),
        "colours": colours[:count],
        "none": colours[count],
        "palette": ranked,
        "cycles": cycles,
        "extent": window.extent,
        "title": polynomial_text(problem.coefs),
        "degree": problem.polynomial.degree,
    }


def _shares(labels: NDArray[np.int16], roots: int, found: Optional[Cycles]) -> Dict[str, float]:
    """Which part of the picture each label has."""
    least = -1 - len(found or ())
    counts = np.bincount(labels.ravel() - np.int16(least), minlength=roots - least)
    return {str(k + least): count / labels.size for k, count in enumerate(counts.tolist()) if count}


def _with_alpha(array: NDArray[Any]) -> NDArray[np.uint8]:
    """As a canvas takes it."""
    rows, columns, _ = array.shape
    # Four bytes at each third one, the last of which is replaced: six times as fast as to copy.
    padded = np.empty(array.size + 1, np.uint8)
    padded[:-1] = array.reshape(-1)
    words: NDArray[Any] = np.ndarray((rows * columns,), "<u4", padded.data, 0, (3,))
    result = np.empty(rows * columns, "<u4")
    np.bitwise_or(words, np.uint32(0xFF000000), out=result)
    return result.view(np.uint8).reshape(rows, columns, 4)


def _hexes(palette: Palette) -> List[str]:
    """The colours as CSS has them: roots, what reaches nothing, cycles."""
    return [colour.hex_of(srgb) for srgb in colour.to_srgb(palette.rows)]


def _rows(value: Any, shape: Tuple[int, int]) -> Optional[Tuple[slice, slice]]:
    if value is None:
        return None
    if not isinstance(value, list) or len(value) != 2:
        raise ValueError("rows must be the first and the last")
    first, last = (integer("rows", row, 0, shape[0]) for row in value)
    if first >= last:
        raise ValueError("rows must be the first and the last, and not none")
    return slice(first, last), slice(0, shape[1])


def _pair(z: complex) -> List[Optional[float]]:
    return [part if abs(part) < inf else None for part in (z.real, z.imag)]


def _decimal_text(value: float) -> str:
    """Without an exponent."""
    return np.format_float_positional(value, trim="-")
