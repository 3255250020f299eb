"""Frames and numbers for a page. What does not change between two frames is kept."""

import threading
from io import BytesIO
from math import isfinite
from typing import Any, Callable, Dict, List, Mapping, NamedTuple, Optional, Tuple

import numpy as np

from .. import _core
from .._basins.approach import accuracy_of, explain_precision, limited
from .._basins.basins import Channels, new_channels
from .._basins.cycles import Cycles
from .._basins.tolerance import explain
from .._problem.methods import methods
from .._problem.problem import STOP_RULES, Problem, Window
from ..pictures.draw import Settings, draw, has_channels, problem_for
from ..pictures.files import write_png
from ..pictures.picture import digest_of
from ..pictures.render import framed
from ..pictures.styles import Style, find_style, styles
from .measures import measures_of
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
    print_size,
    read_state,
    text_of,
)
from .telling import (
    decimal_text,
    described,
    label_shares,
    pair,
    palette_of_state,
)
from .words import command_words, python_words

Answer = Tuple[Dict[str, Any], Any]  # what JSON holds, and bytes
Going = Callable[..., object]  # as progress has it: raises where an answer is no more waited for
_Run = Callable[[Mapping[str, Any], Going], Answer]
_MOST_VIEWS = 64
_SHOWN_STEPS = 200
_TURN = "view", "number", "oldest"  # which frame of which view, and the first still waited for


class OvertakenError(Exception):
    """An answer that nobody waits for any more."""


class _Known(NamedTuple):
    """What a frame was computed from."""

    problem: Problem
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
        self._lock = threading.Lock()  # of what is kept between frames
        self._printing = threading.Lock()  # pictures take seconds, beside the frames
        self._oldest: Dict[str, int] = {}
        self._problem: Optional[Tuple[Tuple[Any, ...], Problem, Optional[Cycles]]] = None
        self._known: List[_Known] = []
        self._styled: Optional[Tuple[Problem, Style, Problem]] = None
        self._approach: Optional[Tuple[Any, Problem, Optional[_core.Approach]]] = None
        self._closed = False
        self._kinds: Dict[str, Tuple[_Run, Tuple[str, ...]]] = {
            "about": (self._about, ()),
            "home": (self._home, FIELDS),
            "frame": (self._frame, (*FIELDS, *_TURN, "antialias", "rows", "rest")),
            "point": (self._point, (*FIELDS, "offset", "steps")),
            "measures": (self._measures, FIELDS),
            "words": (self._words, FIELDS),
            "export": (self._export, (*FIELDS, "print")),
        }

    def answer(
        self, kind: str, message: Any, is_wanted: Callable[[], bool] = lambda: True
    ) -> Answer:
        """The answer to a message; a `ValueError` or `TypeError` says what is wrong with it.

        Meanwhile `is_wanted` is asked now and then: an `OvertakenError` ends what is not.
        """
        if kind not in self._kinds:
            raise ValueError("there is no such kind of message")
        run, known = self._kinds[kind]

        def going(*_: int) -> None:
            if self._closed or not is_wanted():
                raise OvertakenError

        return run(checked_fields(kind, message, known), going)

    def announce(self, message: Any) -> None:
        """A frame will be asked for: those before the oldest that it names are not waited for."""
        if not isinstance(message, dict):
            return
        view, turn = message.get("view"), message.get("oldest", message.get("number"))
        if isinstance(view, str) and type(turn) is int:
            self._arrived(view[:64], turn)

    def close(self) -> None:
        """End what is being computed."""
        self._closed = True

    def _about(self, _: Mapping[str, Any], __: Going) -> Answer:
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

    def _home(self, message: Mapping[str, Any], __: Going) -> Answer:
        state = read_state(message)
        problem, _ = self._made(state)
        left, right, bottom, top = framed(problem.roots.values, state.size)
        return {
            "centre": [decimal_text((left + right) / 2), decimal_text((bottom + top) / 2)],
            "width": decimal_text(max(right - left, top - bottom)),
        }, b""

    def _frame(self, message: Mapping[str, Any], going: Going) -> Answer:
        view = text_of("view", message.get("view", ""), 64)
        turn = integer("number", message.get("number", 0), 0, 2**53)
        oldest = integer("oldest", message.get("oldest", turn), 0, turn)
        antialias = flag("antialias", message.get("antialias", False))
        at_rest = flag("rest", message.get("rest", False))
        state = read_state(message)
        window = state.window()
        part = _rows(message.get("rows"), window.shape)
        self._arrived(view, oldest)

        def progress(*_: int) -> None:
            going()
            if self._oldest.get(view, 0) > turn:
                raise OvertakenError

        with self._lock:
            progress()
            problem, found = self._made(state)
            problem, approach = self._placed(state, problem, window)
            palette, ranked = palette_of_state(state, problem, found)
            style = find_style(state.style)
            drawn = self._drawn(style, problem)
            channels = None
            if drawn is problem or window.centre is None:
                wanted = "smooth" in style.channels, "angle" in style.channels
                channels = self._channels(drawn, window, approach, wanted, progress)
            array = draw(
                drawn,
                window,
                Settings(style, palette, 8, antialias, state.light),
                known=channels,
                part=part,
                alpha=True,
                threads=self._threads,
                progress=progress,
            )
            info = described(problem, window, found, palette, ranked)
            if at_rest:
                labels, *_ = self._channels(problem, window, approach, (False, False), progress)
                info["shares"] = label_shares(labels, len(problem.roots.values), found)
                accuracy = accuracy_of(problem, window, approach)
                skipped = 0 if approach is None else approach.skipped
                faults = (
                    explain(problem),
                    explain_precision(window, accuracy, skipped, problem.itmax),
                )
                info["warning"] = "\n".join(filter(None, faults)) or None
                info["skipped"] = skipped
        info["size"] = [array.shape[1], array.shape[0]]
        return info, array.reshape(-1).data

    def _point(self, message: Mapping[str, Any], __: Going) -> Answer:
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
            "z": pair(z),
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
            info["orbit"] = [pair(point) for point in path.tolist()]
            info["residuals"] = [r if isfinite(r) else None for r in size.tolist()]
        return info, b""

    def _measures(self, message: Mapping[str, Any], going: Going) -> Answer:
        state = read_state(message)
        window = state.window()
        with self._lock:
            problem, _ = self._made(state)
            problem, approach = self._placed(state, problem, window)
            nothing = False, False
            labels, iterations, *_ = self._channels(problem, window, approach, nothing, going)
            labels, iterations = labels.copy(), iterations.copy()  # the next frame has those arrays
        return {"measures": measures_of(labels, iterations)}, b""

    def _words(self, message: Mapping[str, Any], __: Going) -> Answer:
        state = read_state(message)
        with self._lock:
            problem, found = self._made(state)
        _, ranked = palette_of_state(state, problem, found)
        arguments = (state, problem, found, ranked)
        return {"python": python_words(*arguments), "command": command_words(*arguments)}, b""

    def _export(self, message: Mapping[str, Any], going: Going) -> Answer:
        state = read_state(message)
        size = print_size(message.get("print"))
        with self._lock:
            problem, found = self._made(state)
            _, ranked = palette_of_state(state, problem, found)
            window = state._replace(size=size).window()
            problem, _ = self._placed(state, problem, window)
        with self._printing:
            going()
            recipe = state.recipe(problem, found, True, ranked, window)
            picture = recipe.draw(self._threads, going)
            file = _Paper(going)
            text = recipe.text(digest=digest_of(picture.array))
            write_png(file, picture.array, text, self._threads)
        return {"size": list(picture.size)}, file.getvalue()

    def _arrived(self, view: str, oldest: int) -> None:
        """Frames of a view before that one end."""
        if len(self._oldest) >= _MOST_VIEWS and view not in self._oldest:
            self._oldest.pop(next(iter(self._oldest)), None)
        self._oldest[view] = max(oldest, self._oldest.get(view, 0))

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

    def _drawn(self, style: Style, problem: Problem) -> Problem:
        """The problem whose channels a style takes: the last one, while only the window moves."""
        kept = self._styled
        if kept is None or kept[0] is not problem or kept[1] is not style:
            kept = problem, style, problem_for(style, problem)
            self._styled = kept
        return kept[2]

    def _channels(
        self,
        problem: Problem,
        window: Window,
        approach: Optional[_core.Approach],
        wanted: Tuple[bool, bool],
        progress: Going,
    ) -> Channels:
        """Labels and counts of a window: the last ones, while only colours change."""
        for known in self._known:
            same = known.problem is problem and known.window == window
            if same and has_channels(known.channels, wanted):
                return known.channels
        # Of a window two are kept at most: a style may have a problem of its own.
        others = [k for k in self._known if k.window == window and k.problem is not problem][-1:]
        left = [k.channels for k in self._known if not any(k is other for other in others)]
        self._known = others
        channels = _room(left, window.shape, wanted)
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
        self._known = [*others, _Known(problem, window, channels)]
        return channels


class _Paper(BytesIO):
    """A file in memory, written as long as it is waited for."""

    def __init__(self, going: Going) -> None:
        super().__init__()
        self._going = going

    def write(self, data: Any) -> int:
        self._going()
        return super().write(data)


def _room(left: List[Channels], shape: Tuple[int, int], wanted: Tuple[bool, bool]) -> Channels:
    """Arrays for a frame: such as nobody needs any more, whose pages the process has."""
    for channels in left:
        if channels[0].shape == shape and wanted == tuple(one is not None for one in channels[2:]):
            return channels
    return new_channels(shape, wanted)


def _rows(value: Any, shape: Tuple[int, int]) -> Optional[Tuple[slice, slice]]:
    if value is None:
        return None
    if not isinstance(value, list) or len(value) != 2:
        raise ValueError("rows must be the first and the last")
    first, last = (integer("rows", row, 0, shape[0]) for row in value)
    if first >= last:
        raise ValueError("rows must be the first and the last, and not none")
    return slice(first, last), slice(0, shape[1])
