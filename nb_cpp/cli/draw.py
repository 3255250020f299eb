"""`nb-cpp render`."""

import os
import re
import time
from errno import EACCES, ENOENT
from typing import Any, Dict, List, Tuple

from .._validation import nearest, thread_count
from ..pictures.files import SUFFIXES, check, suffix_of
from ..pictures.recipe import load_recipe
from ..pictures.render import recipe_of
from .bar import Bar
from .presets import PRESETS
from .readers import MistakeError, no_option, words

_PICTURE = ("size", "extent", "style", "palette", "bits", "antialias", "light")
_PROBLEM = ("method", "stop", "tol", "itmax", "cycles")
_NOT_THEIRS = ("what", "preset", "like", "quiet", "run")


def render(arguments: Any) -> None:
    """Draw a picture and write it."""
    given = {k: v for k, v in vars(arguments).items() if k not in _NOT_THEIRS}
    if "," in given.get("palette", "") or given.get("palette", "").startswith("#"):
        given["palette"] = words(given["palette"])
    what: List[str] = arguments.what
    preset, like = (getattr(arguments, name, None) for name in ("preset", "like"))
    if preset is not None and like is not None:
        raise MistakeError("--preset and --like were both given: a picture is of one or the other")
    most = 2 if preset is None and like is None else 1
    for place, word in enumerate(what):
        if re.fullmatch("-[A-Za-z]+", word) and (place > 0 or len(what) > most):
            raise MistakeError(no_option("nb-cpp render", word))
    bar = Bar(arguments.quiet)
    started = time.monotonic()
    threads = thread_count(given.pop("threads", None))
    if like is not None:
        others = [name for name in given if name not in _PICTURE]
        if others:
            raise MistakeError(f"--{others[0]} cannot go with --like: the picture has its own")
        saved = load_recipe(like)
        path = _file(what, _beside(like, given))
        _check(path)
        recipe = saved.changed(**given)
    else:
        polynomial, settings, path = _source(what, preset)
        _check(path)
        recipe = recipe_of(polynomial, **{**settings, **given})
    check(path, recipe.size, recipe.bits)
    picture = recipe.draw(threads, bar)
    bar.end()
    recipe.warn()
    picture.save(path, threads=threads or None)
    width, height = picture.size
    seconds = time.monotonic() - started
    bar.tell(f"{path}: {width} x {height}, {picture.recipe.title()}, {seconds:.2f} s")


def _source(what: List[str], preset: Any) -> Tuple[str, Dict[str, Any], str]:
    """The polynomial, what else a preset says, and the file."""
    if preset is not None:
        if preset not in PRESETS:
            known = ", ".join(PRESETS)
            hint = nearest(preset, PRESETS)
            raise MistakeError(f"--preset must be one of {known}, got {preset!r}{hint}")
        chosen = PRESETS[preset]
        return chosen.polynomial, dict(chosen.settings), _file(what, f"{preset}.png")
    if not what:
        raise MistakeError("a polynomial is missing; see nb-cpp render --help")
    return what[0], {}, _file(what[1:], "basins.png")


def _file(what: List[str], default: str) -> str:
    if len(what) > 1:
        raise MistakeError(f"{what[1]!r} is one argument too many; see nb-cpp render --help")
    return what[0] if what else default


def _check(path: str) -> None:
    """Whether a file can be written there, before time is spent on what goes into it."""
    suffix_of(path)
    folder = os.path.dirname(os.path.realpath(path))
    if not os.path.isdir(folder):
        raise FileNotFoundError(ENOENT, "there is no such folder", folder)
    if not os.access(folder, os.W_OK):
        raise PermissionError(EACCES, "this folder cannot be written to", folder)


def _beside(like: str, given: Dict[str, Any]) -> str:
    """The name of a picture that is like another."""
    stem, end = os.path.splitext(os.path.basename(like))
    if end.lower() not in SUFFIXES:  # recipes may stand in files of their own
        end = ".png"
    size = given.get("size", "again")
    return f"{stem}-{size if isinstance(size, (int, str)) else 'x'.join(map(str, size))}{end}"
