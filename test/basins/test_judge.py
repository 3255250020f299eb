"""A sample of what `make judge` looks at: labels and counts beside textbook steps in many bits."""

import numpy as np
import pytest
from judge import problems
from judge.arithmetic import Mpmath
from judge.compare import Row, disagreement, judge
from judge.reference import Reference

CUBIC = np.array([1.0, -6, 11, -6])
FLAT = {"coefs": problems.binomial(12, 0.3)}
PLANE, SMALL = problems.square(2.0), problems.square(0.6)
RULES = problems.EVERY_RULE
ROWS = [
    Row("a flat polynomial", FLAT, SMALL, pixels=20),
    Row("a flat polynomial", FLAT, SMALL, "halley", pixels=20),
    Row("a flat polynomial", FLAT, SMALL, "schroeder", pixels=20),
    Row("a flat polynomial", FLAT, SMALL, "jarratt", pixels=20),
    Row("equispaced roots", {"roots": np.linspace(-1, 1, 25)}, problems.UNIT_DISC, pixels=10),
    Row("a small factor", {"coefs": 1e-9 * CUBIC}, problems.square(2.0, 2.0),
        rules=RULES, pixels=30),
    Row("extraneous fixed points", {"coefs": [1, 0, 0, 0, -1, -1]}, PLANE, "whittaker",
        rules=RULES, itmax=60, pixels=30),
    Row("complex coefficients", {"coefs": [1, 2j, -1, 0.5 - 1j, 3]}, PLANE, "euler",
        rules=RULES, pixels=30),
    Row("a double root", {"roots": [1, 1, -1, 1j]}, PLANE, rules=RULES, pixels=20),
    Row("relaxed", {"coefs": [1, 0, 0, -1]}, PLANE, "newton", (("relax", 0.8 + 0.3j),),
        rules=RULES, pixels=20),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.title}, {row.method}")
def test_pixels_are_where_the_formulas_lead(row):
    results = judge(row, Mpmath(), seed=1)
    assert len(results) == len(row.rules)
    for result in results:
        assert result.pixels == row.pixels
        assert result.undecided <= row.pixels // 4
        assert result.passes, result.examples


def test_the_judge_tells_right_from_wrong():
    roots = np.array([-1.0, 1.0])
    reference = Reference(Mpmath(), roots, "newton", {"relax": 1}, coefs=[1, 0, -1])
    orbit = reference.orbit(0.4 + 0.1j, 100)
    verdict = reference.verdict(orbit, "residual", 1e-6, 50)
    assert (verdict.labels, verdict.first, verdict.last) == ((1,), 5, 5)
    assert disagreement((1, 5), verdict, 50) is None
    assert disagreement((0, 5), verdict, 50) == "wrong"
    assert disagreement((-1, 50), verdict, 50) == "black"
    assert disagreement((1, 6), verdict, 50) == "counts"
    # With a limit of 5 steps the label is open, with one of 3 it is not.
    assert reference.verdict(orbit, "residual", 1e-6, 5).labels == (1, -1)
    assert reference.verdict(orbit, "residual", 1e-6, 3).labels == (-1,)
    assert disagreement((1, 5), reference.verdict(orbit, "residual", 1e-6, 3), 3) == "wrong"
    # The imaginary axis stays there for ever, and is where the two sides differ.
    axis = reference.orbit(0.3j, 100)
    assert reference.verdict(axis, "step", 1e-6, 50).labels == (-1,)
    beside = [reference.orbit(0.3j + side * 1e-12, 400) for side in (-1, 1)]
    assert [reference.verdict(o, "step", 1e-6, 200).labels for o in beside] == [(0,), (1,)]


def test_roots_that_are_none_are_refused():
    with pytest.raises(ValueError, match="roots of a polynomial of degree 3"):
        Reference(Mpmath(), [1.0, -1.0], "newton", {"relax": 1}, coefs=[1, 0, 0, -1])
    with pytest.raises(ValueError, match="is not told from the next one"):
        Reference(Mpmath(), [0.9, 1.1], "newton", {"relax": 1}, coefs=[1, -2, 1])
