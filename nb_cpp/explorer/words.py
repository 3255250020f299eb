"""The line of Python and the command that draw what a page shows."""

import shlex
from typing import Any, Dict, List, Optional

from .._basins.cycles import Cycles, adds_length
from .._problem.problem import Problem
from .state import State

# What `render` takes where nothing is said.
_USUAL = {"method": "newton", "stop": "residual", "tol": 1e-6, "itmax": None, "style": "silk"}


def python_words(
    state: State, problem: Problem, found: Optional[Cycles], palette: Optional[List[str]]
) -> str:
    """As one types it into Python."""
    first = repr(state.text) if state.text is not None else f"roots={_short_list(state.roots)}"
    arguments = [first, f"size={state.size}"]
    window = state.window()
    if window.centre is None:
        arguments.append(f"extent={window.extent}")
    else:
        arguments += [f"centre={window.centre}", f"width={window.width!r}"]
    arguments += [f"{name}={value!r}" for name, value in _unusual(state, problem, found).items()]
    if palette is not None:
        arguments.append(f"palette={palette!r}")
    return f"import nb_cpp\n\nnb_cpp.render({', '.join(arguments)}).save('basins.png')\n"


def command_words(
    state: State, problem: Problem, found: Optional[Cycles], palette: Optional[List[str]]
) -> str:
    """As one types it into a shell."""
    width, height = state.size
    words = ["nb-cpp", "render", str(problem.polynomial), "basins.png"]
    words += ["--size", f"{width}x{height}"]
    window = state.window()
    if window.centre is None or window.width is None:
        words += ["--extent", *(repr(bound) for bound in window.extent)]
    else:
        words += ["--centre", *window.centre, "--width", window.width]
    for name, value in _unusual(state, problem, found).items():
        if value is True:
            words.append(f"--{name}")
        elif value is False:
            words.append(f"--no-{name}")
        else:
            words += [f"--{name}", _number_word(value)]
    if palette is not None:
        words += ["--palette", ",".join(palette)]
    return shlex.join(words)


def _unusual(state: State, problem: Problem, found: Optional[Cycles]) -> Dict[str, Any]:
    """What is not as `render` has it where nothing is said."""
    given: Dict[str, Any] = {
        name: getattr(state, name)
        for name, usual in _USUAL.items()
        if getattr(state, name) != usual
    }
    if found and not adds_length(problem):
        given["cycles"] = True
    if not state.light:
        given["light"] = False
    for name, value in state.parameters.items():
        if value != problem.method.parameters.get(name):
            given[name] = value if value.imag else value.real
    return given


def _short_list(roots: Any) -> str:
    return "[" + ", ".join(repr(z if z.imag else z.real) for z in roots) + "]"


def _number_word(value: Any) -> str:
    return str(value).strip("()").replace("j", "i")
