"""Typical mistakes: each is told in a sentence that has the right word."""

from typing import get_args

import numpy as np
import pytest

import nb_cpp
from nb_cpp._problem.problem import SAMPLINGS, STOP_RULES

CUBIC = [1, 0, 0, -1]
B = nb_cpp.basins(CUBIC, shape=(8, 8))

MISTAKES = {
    "extents": (lambda: nb_cpp.basins(CUBIC, extents=(-1, 1, -1, 1)), "did you mean 'extent'?"),
    "haley": (lambda: nb_cpp.basins(CUBIC, method="haley"), "did you mean 'halley'?"),
    "Newton": (lambda: nb_cpp.basins(CUBIC, method="Newton"), "did you mean 'newton'?"),
    "centre": (lambda: nb_cpp.basins(CUBIC, sampling="centre"), "did you mean 'center'?"),
    "centre of": (lambda: nb_cpp.basins(CUBIC, samplings="center"), "did you mean 'sampling'?"),
    "residuals": (lambda: nb_cpp.basins(CUBIC, stop="residuals"), "did you mean 'residual'?"),
    "tolerance": (lambda: nb_cpp.basins(CUBIC, toll=1e-3), "did you mean 'tol'?"),
    "thread": (lambda: nb_cpp.basins(CUBIC, thread=2), "did you mean 'threads'?"),
    "relaxation": (lambda: nb_cpp.basins(CUBIC, relaxe=2), "did you mean 'relax'?"),
    "parameter of another": (lambda: nb_cpp.basins(CUBIC, method="halley", relax=2), "takes no"),
    "0.0.8's order": (lambda: nb_cpp.compute(CUBIC, 512, 512), "the polynomial is coefs="),
    "text first": (lambda: nb_cpp.compute("z^3 - 1", 512, 512), "the polynomial is coefs="),
    "size in one": (lambda: nb_cpp.basins(CUBIC, shape=512), "two integers (rows, columns)"),
    "extent of two": (lambda: nb_cpp.basins(CUBIC, extent=(-2, 2)), "(left, right, bottom, top)"),
    "extent swapped": (lambda: nb_cpp.basins(CUBIC, extent=(2, -2, -2, 2)), "must be less than"),
    "flag": (lambda: nb_cpp.basins(CUBIC, cycles=1), "cycles must be True or False"),
    "measures of b": (lambda: nb_cpp.metrics.shares(B), "give its .labels"),
    "counts of b": (lambda: nb_cpp.metrics.mean_iterations(B.labels, B), "give its .iterations"),
    "bar": (lambda: nb_cpp.basins(CUBIC, progress=_Bar), "True shows a bar"),
    "one method": (lambda: nb_cpp.compare([CUBIC], "newton"), "a list of one: ['newton']"),
    "one text": (lambda: nb_cpp.compare("z^3 - 1"), "a list of one: ['z^3 - 1']"),
    "one polynomial": (lambda: nb_cpp.compare(CUBIC), "for a single one give a list of one"),
    "a series": (lambda: nb_cpp.basins(np.polynomial.Chebyshev([1, 2])), ".convert(kind="),
    "both": (lambda: nb_cpp.basins(CUBIC, roots=[1]), "one or the other"),
    "not this module's": (lambda: nb_cpp.basin, "did you mean 'basins'?"),
    "measure": (lambda: nb_cpp.find_root, "did you mean 'find_roots'?"),
    "no number": (lambda: nb_cpp.orbit(CUBIC, "1+j"), "start must be numbers"),
    "fraction of steps": (lambda: nb_cpp.basins(CUBIC, itmax=50.0), "itmax must be an integer"),
    "shape of render": (lambda: nb_cpp.render(CUBIC, shape=(5, 5)), "this function has no shape="),
    "extent of points": (lambda: nb_cpp.basins_at(CUBIC, [2], extent=B.extent), "has no extent="),
    "palette of b": (lambda: B.render(palette=B), "colormap of matplotlib's, got Basins of"),
    "extent of b": (lambda: nb_cpp.basins(CUBIC, extent=B), "(left, right, bottom, top), got"),
    "a long text": (lambda: nb_cpp.basins(CUBIC, method="x" * 9999), "method must be one of"),
    "long numbers": (lambda: nb_cpp.basins(CUBIC, centre=(0, "1" * 9999 + "x"), width=1), "centre"),
    "tol as text": (lambda: nb_cpp.basins(CUBIC, tol="1e-6"), "tol must be a real number"),
}


class _Bar:
    """As tqdm.tqdm is: a class that is called with an iterable."""

    def __init__(self, *iterables):
        raise AssertionError("it was called")


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_in_a_sentence(name):
    call, words = MISTAKES[name]
    with pytest.raises((TypeError, ValueError, AttributeError)) as caught:
        call()
    message = str(caught.value)
    assert words in message
    assert "\n" not in message
    assert len(message) < 400


@pytest.mark.parametrize("word", ["height", "shap_e_of", "maximum", "x", "seed", "colour"])
def test_words_that_are_far_from_all_are_not_guessed(word):
    with pytest.raises(TypeError, match=f"takes relax, got {word}=5$"):
        nb_cpp.render(CUBIC, **{word: 5})


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("exent", "extent"),
        ("extnet", "extent"),
        ("Extent", "extent"),
        ("extend", "extent"),
        ("tolerance", "tol"),
        ("itermax", "itmax"),
        ("pal", "palette"),
        ("antialiasing", "antialias"),
        ("center", "centre"),
    ],
)
def test_the_nearest_word_is_told(word, meant):
    with pytest.raises(TypeError, match=f"got {word}=5; did you mean '{meant}'"):
        nb_cpp.render(CUBIC, **{word: 5})


def test_what_is_found_roots_again():
    found = nb_cpp.find_roots(CUBIC)
    assert (nb_cpp.basins(roots=found, shape=(8, 8)).labels == B.labels).all()


def test_the_module_lists_what_is_public():
    assert dir(nb_cpp) == sorted(nb_cpp.__all__)


def test_type_checkers_know_the_words():
    words = nb_cpp.basins.__annotations__
    assert get_args(words["method"]) == tuple(nb_cpp.methods())
    assert get_args(words["stop"]) == tuple(STOP_RULES)
    assert get_args(words["sampling"]) == SAMPLINGS
