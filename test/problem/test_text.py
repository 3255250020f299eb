"""Polynomials as text: what is read, what is refused and where, and what is printed."""

import random
import time
from fractions import Fraction

import numpy as np
import pytest
from text_maker import DEAR_TEXTS, random_text

import nb_cpp
from nb_cpp import Polynomial
from nb_cpp._problem import terms

# A text, its letter, and the same as sympy reads it.
RIGHT = [
    ("z^3 - 1", "z", "z**3 - 1"),
    ("z**3 - 1", "z", "z**3 - 1"),
    ("z³ − 2iz + 1/3", "z", "z**3 - 2*I*z + 1/3"),  # noqa: RUF001
    ("z^3-2z+2", "z", "z**3 - 2*z + 2"),
    ("  z ^ 3\t- 2 z\n+ 2  ", "z", "z**3 - 2*z + 2"),
    ("(z-1)(z+2)^2", "z", "(z-1)*(z+2)**2"),
    ("3(z-1)(z+2)^2", "z", "3*(z-1)*(z+2)**2"),
    ("(z-1)(z+2)²(z-i)", "z", "(z-1)*(z+2)**2*(z-I)"),
    ("z", "z", "z"),
    ("-z", "z", "-z"),
    ("+z", "z", "z"),
    ("--z", "z", "z"),
    ("z - -1", "z", "z + 1"),
    ("z + -1", "z", "z - 1"),
    ("-z^2", "z", "-z**2"),
    ("(-z)^2", "z", "z**2"),
    ("1 - z^2", "z", "1 - z**2"),
    ("2^3^2 z", "z", "512*z"),
    ("z^2^3", "z", "z**8"),
    ("z^(1+1)", "z", "z**2"),
    ("z^(6/3)", "z", "z**2"),
    ("z^2.0", "z", "z**2"),
    ("z^+2", "z", "z**2"),
    ("(z^2)^3 - 1", "z", "z**6 - 1"),
    ("z^0 + z", "z", "z + 1"),
    ("0^0 z", "z", "z"),
    ("1/2z", "z", "z/2"),
    ("z/2/3", "z", "z/6"),
    ("6/2(1+2)z", "z", "9*z"),
    ("z/2i", "z", "z/2*I"),
    ("z/(2i)", "z", "z/(2*I)"),
    ("(1+2i)z^2/(3-4i)", "z", "(1+2*I)/(3-4*I)*z**2"),
    ("z*-2", "z", "-2*z"),
    ("z/-2", "z", "-z/2"),
    ("2iz", "z", "2*I*z"),
    ("2zi", "z", "2*I*z"),
    ("iz", "z", "I*z"),
    ("ijz", "z", "-z"),
    ("zz - 1", "z", "z**2 - 1"),
    ("z z z", "z", "z**3"),
    ("x^2 - 2x + j", "x", "x**2 - 2*x + I"),
    ("λ^2 + 1", "λ", "λ**2 + 1"),
    ("S^2 - S", "S", "S**2 - S"),
    ("e^2 - 2e + 1", "e", "e**2 - 2*e + 1"),
    ("i^2 z + i^3", "z", "-z - I"),
    ("0.1z - 1.5e-3", "z", "z/10 - 15/10000"),
    (".5z + 2.", "z", "z/2 + 2"),
    ("1E2z - 1e+2", "z", "100*z - 100"),
    ("1e−2z – 3", "z", "z/100 - 3"),  # noqa: RUF001
    ("z - 10^-3", "z", "z - 1/1000"),
    ("z - 10⁻³", "z", "z - 1/1000"),
    ("z¹⁰ − 1", "z", "z**10 - 1"),  # noqa: RUF001
    ("2³z + (1+i)⁴", "z", "8*z + (1+I)**4"),
    ("2×z·z ⋅ 3", "z", "6*z**2"),  # noqa: RUF001
    ("z ÷ 4 − 1⁄3", "z", "z/4 - 1/3"),  # noqa: RUF001
    ("(z^2 - 1)(z^2 + 1)", "z", "z**4 - 1"),
    ("z(z-1)(z+1)", "z", "z**3 - z"),
    ("((z))^3", "z", "z**3"),
    ("(z - 1/3)^3", "z", "(z - 1/3)**3"),
    ("(2z - 1)^2 (z - 0.1)", "z", "(2*z - 1)**2*(z - 1/10)"),
    ("(z+1)^2 - (z-1)^2", "z", "4*z"),
    ("z^5 - z^5 + z^2", "z", "z**2"),
    ("(z + 1)^2/4 - i(z - i)", "z", "(z+1)**2/4 - I*(z-I)"),
    ("123456789012345678901234567890z - 1/98765432109876543210", "z", None),
    ("(1 - 2i)z^2 + (2/3)iz - 1/2i", "z", "(1-2*I)*z**2 + I*z*2/3 - I/2"),
]


@pytest.mark.parametrize(("text", "letter", "meaning"), RIGHT, ids=[text for text, _, _ in RIGHT])
def test_texts_mean_what_sympy_reads(text, letter, meaning):
    sympy = pytest.importorskip("sympy")
    symbol = sympy.Symbol(letter)
    expression = sympy.sympify(meaning or text.replace("z", "*z"), {letter: symbol}, rational=True)
    expected = []
    for c in sympy.Poly(expression, symbol).all_coeffs():
        real, imag = (Fraction(int(part.p), int(part.q)) for part in c.as_real_imag())
        expected.append((real, imag) if imag else real)
    read = Polynomial(text)
    assert read.coefs == tuple(expected)
    assert read.exact
    assert Polynomial(str(read)) == read


# A text, where the caret stands, and what the message says.
WRONG = [
    ("e^2-2e+1", 4, "a number with an exponent or a product with the letter 'e'"),
    ("2E-1 + E^2", 0, "a number with an exponent or a product with the letter 'E'"),
    ("pipi z", 0, "is irrational"),
    ("z^2 + z\u0301", 6, "has no meaning"),
    ("(" + "z" * 30 + ")^99999999", 33, "the degree is above"),
    ("", 0, "nothing is written"),
    ("   ", 0, "nothing is written"),
    ("z^2 + y", 6, "'y' is a second letter, after 'z'"),
    ("z^2 + Z", 6, "'Z' is a second letter, after 'z'"),
    ("z^", 2, "is missing"),
    ("z +", 3, "is missing"),
    ("z +  ", 3, "is missing"),
    ("* z", 0, "is missing"),
    ("z + * 1", 4, "is missing"),
    ("z // 2", 3, "is missing"),
    ("()", 1, "is missing"),
    ("z^)", 2, "is missing"),
    ("(z - 1", 0, "never closed"),
    ("z(z + (1 - i)", 1, "never closed"),
    ("z - 1)", 5, "never opened"),
    ("z^-1", 2, "a power is negative"),
    ("z⁻¹", 1, "a power is negative"),
    ("(z+1)^(-2)", 6, "a power is negative"),
    ("z^0.5", 2, "a power is no integer"),
    ("z^(1/2)", 2, "a power is no integer"),
    ("z^i", 2, "a power is no integer"),
    ("z^z", 2, "a power is no number"),
    ("2^(z+1)", 2, "a power is no number"),
    ("z⁺⁻2", 1, "a power is no number"),
    ("z²³^2", 3, "a power has a power"),
    ("z²2", 2, "a number stands behind"),
    ("z2 - 1", 1, "a number stands behind"),
    ("2 3z", 2, "a number stands behind"),
    ("1.2.3z", 3, "a number stands behind"),
    ("1/z", 2, "divided by the letter"),
    ("(z^2 - 1)/(z - 1)", 10, "divided by the letter"),
    ("z/0", 2, "divided by zero"),
    ("z + 1/(1-1)", 6, "divided by zero"),
    ("z*0^-1", 4, "divided by zero"),
    ("sin(z)", 0, "'sin' is a name or a function"),
    ("z + exp(2)", 4, "'exp' is a name or a function"),
    ("2πz", 1, "'πz' is irrational"),
    ("z - pi", 4, "'pi' is irrational"),
    ("z^2 = 1", 4, "an equation"),
    ("1,5z", 1, "a decimal has a point"),
    ("z^{10}", 2, "parentheses are round"),
    ("z # 1", 2, "'#' has no meaning"),
    ("z_1 + 2", 1, "'_' has no meaning"),
    ("½z", 0, "'½' has no meaning"),
    ("z₁ - 1", 1, "'₁' has no meaning"),
    ("2ˣ - 1", 1, "'ˣ' has no meaning"),
    ("zⁱ - 1", 1, "'ⁱ' has no meaning"),
    ("xᵢ - 1", 1, "'ᵢ' has no meaning"),
    ("zx\u1d49", 2, "'\u1d49' has no meaning"),
    ("z^2ʲ", 3, "'ʲ' has no meaning"),
    ("ª^2 - 1", 0, "'ª' has no meaning"),
    ("z\u02b9 - 1", 1, "'\u02b9' has no meaning"),
    ("x^2 - \u0445", 6, "'\u0445' (U+0445) is a second letter, after 'x'"),
    ("\u0445^2 - x", 6, "'x' is a second letter, after '\u0445' (U+0445)"),
    ("x\u0445 - 1", 0, "not one letter: there is '\u0445' (U+0445)"),
    ("x^2 + 3*I*x", 8, "'I' is a second letter, after 'x': write i for the imaginary unit"),
    ("I*x + 1", 2, "after 'I': write i for the imaginary unit"),
    ("3Ix + 1", 1, "not one letter: write i for the imaginary unit"),
    ("7", 0, "a constant has no roots"),
    ("  i + 1", 2, "a constant has no roots"),
    ("z - z", 0, "a constant has no roots"),
    ("z^1801", 2, "the degree is above 1800"),
    ("1 + (z^2 + 1)^901", 14, "the degree is above 1800"),
    ("(z - 1)^1000 (z - 2)^801", 0, "the degree is above 1800"),
    ("z - 1e999999", 4, "too many digits"),
    ("z - 2^9999999999", 6, "too many digits"),
    ("z + (1/3)^(10^12)", 10, "too many digits"),
    ("z⁹⁹⁹⁹⁹⁹⁹⁹⁹⁹", 1, "a power is too high"),
    ("((10^9999)z + 1/7)^1800", 19, "too many digits"),
    ("z" + "^1" * 60, 102, "nested"),
    ("(" * 60 + "z" + ")" * 60, 50, "nested"),
]


def caret_of(error):
    """What the message says, and the column of its caret within the text above it."""
    message, shown, caret = str(error).splitlines()
    assert caret.strip() == "^"
    assert shown.startswith("    ")
    return message, shown[4:], caret.index("^") - 4


@pytest.mark.parametrize(("text", "at", "why"), WRONG, ids=[text[:20] for text, _, _ in WRONG])
def test_faults_are_shown_where_they_are(text, at, why):
    with pytest.raises(ValueError, match="coefs must be a polynomial") as caught:
        Polynomial(text)
    message, shown, column = caret_of(caught.value)
    assert why in message
    if len(text) <= 24:
        assert shown == text.expandtabs(1).replace("\n", " ")
        assert column == at
    else:
        assert shown[column : column + 4] == text[at : at + 4]


def test_wide_characters_move_the_caret():
    with pytest.raises(ValueError, match="has no meaning") as caught:
        Polynomial("z^2 - １")  # noqa: RUF001
    assert caret_of(caught.value)[2] == 6
    with pytest.raises(ValueError, match="second letter") as caught:
        Polynomial("根^2 - z")
    assert caret_of(caught.value)[2] == 7  # the first character is two columns wide


def test_long_texts_are_shown_about_the_fault():
    with pytest.raises(ValueError, match="second letter") as caught:
        Polynomial(" + ".join(["z^2"] * 500) + " + y" + " + z" * 500)
    _, shown, column = caret_of(caught.value)
    assert len(shown) < 90
    assert shown[column] == "y"
    assert shown.startswith("...")
    assert shown.endswith("...")


@pytest.mark.parametrize("text", ["z^3 - 1", "(z-1)(z-i)(z+2)", "z³ − 2iz + 1/3"])  # noqa: RUF001
def test_every_function_takes_text(text):
    window = {"shape": (8, 8), "extent": (-2, 2, -2, 2)}
    polynomial = Polynomial(text)
    b = nb_cpp.basins(text, **window)
    assert b.polynomial == polynomial
    doubles = polynomial.rounded() if polynomial.roots is None else None
    given = {"coefs": doubles, "roots": polynomial.roots}
    assert (b.labels == nb_cpp.basins(**given, **window).labels).all()
    assert nb_cpp.find_roots(text).values.size == 3
    assert nb_cpp.basins_at(text, [2.0]).labels.size == 1
    assert nb_cpp.orbit(text, 2.0, steps=3).shape == (4,)
    assert len(nb_cpp.find_cycles(text)) == len(nb_cpp.find_cycles(**given))
    assert (nb_cpp.compute(8, 8, coefs=text) == nb_cpp.compute(8, 8, **_of_compute(given))).all()
    table = nb_cpp.compare([text], ["newton"], shape=(8, 8), progress=False)
    assert len(table) == 1


def _of_compute(given):
    return {name: value for name, value in given.items() if value is not None}


def test_letters_of_mathematical_alphabets_are_letters():
    text = "\U0001d467³ − 2\U0001d456\U0001d467"  # noqa: RUF001
    assert nb_cpp.Polynomial(text) == nb_cpp.Polynomial("z^3 - 2iz")


def test_what_could_not_be_read_back_is_refused():
    with pytest.raises(ValueError, match="coefs must be of degree 1800 or less"):
        nb_cpp.Polynomial([Fraction(1, 3)] + [0] * 5000 + [1])


def test_numbers_in_text_are_exact():
    assert Polynomial("0.1z").coefs == (Fraction(1, 10), 0)
    assert Polynomial([0.1, 0]).coefs == (Fraction(0.1), 0)
    found = nb_cpp.find_roots("(z - 1/3)^2 (10z - 1)")
    assert found.values.tolist() == [0.1, 1 / 3]
    assert found.multiplicities.tolist() == [1, 2]


def test_products_give_their_roots():
    p = Polynomial("z (z - 1)^2 (z + 0.5i)")
    assert p.roots.tolist() == [0, 1, 1, -0.5j]
    assert not nb_cpp.find_roots(p).radii.any()
    assert p == Polynomial(str(p)) == Polynomial(roots=[1, -0.5j, 1, 0])
    assert p == Polynomial(p.coefs[:1] + tuple(_complex(c) for c in p.coefs[1:]))
    assert p != Polynomial("z (z - 1)^2 (z + 0.5i) + 1")
    for text in ("2(z - 1)", "z - 1", "z^2", "-(z - 1)", "(z - 0.1)", "(z - 1) + 0"):
        assert Polynomial(text).roots is None
    assert Polynomial("(z - 1)^1800").roots.size == 1800


def _complex(c):
    return complex(*c) if isinstance(c, tuple) else complex(c)


@pytest.mark.parametrize("seed", range(40))
def test_what_is_printed_is_read_back(seed):
    rng = random.Random(seed)

    def number():
        return rng.choice(
            [
                rng.randint(-3, 3),
                Fraction(rng.randint(-99, 99), rng.randint(1, 99)),
                rng.gauss(0, 1) * 10.0 ** rng.randint(-300, 300),
                complex(rng.gauss(0, 1), rng.randint(-1, 1)),
                1j,
                rng.randint(-(10**40), 10**40),
            ]
        )

    p = Polynomial([1, *(number() for _ in range(rng.choice([1, 3, 30]))), number()])
    again = Polynomial(str(p))
    assert again == p
    assert again.coefs == p.coefs
    assert hash(again) == hash(p)
    roots = [complex(number()) for _ in range(rng.randint(1, 9))] * 2
    q = Polynomial(roots=roots)
    again = Polynomial(str(q))
    assert again == q
    assert sorted(again.roots.tolist(), key=str) == sorted(roots, key=str)


def test_large_polynomials_are_read_back():
    rng = np.random.default_rng(5)
    for p in (
        Polynomial(rng.normal(size=301) + 1j * rng.normal(size=301)),
        Polynomial(roots=rng.normal(size=1800)),
        Polynomial([1, 10**9000 + 1, Fraction(1, 3**9000)]),
        Polynomial(roots=[0, 0, 0]),
        Polynomial([5e-324, 1.7e308j]),
    ):
        assert Polynomial(str(p)) == p
        assert len(repr(p)) < 60 or p.degree < 30


@pytest.mark.parametrize("text", DEAR_TEXTS, ids=[text[:20] for text in DEAR_TEXTS])
def test_time_is_bounded_before_work_is_done(text, monkeypatch):
    """`make fuzz-text` has the bound that users have, twenty times this."""
    monkeypatch.setattr(terms, "_MAX_TIME", 5e7)
    started = time.process_time()
    try:
        Polynomial(text)
    except ValueError as error:
        caret_of(error)
    assert time.process_time() - started < 1.0


def test_long_texts_are_refused_unread():
    with pytest.raises(ValueError, match="at most 4194304 characters, got a text of 5000000"):
        Polynomial("z" * 5_000_000)


def test_random_texts_are_read_or_refused():
    rng = random.Random(16)
    read = 0
    for _ in range(1000):
        text = random_text(rng)
        try:
            p = Polynomial(text)
        except ValueError as error:
            caret_of(error)
        else:
            read += 1
            assert 1 <= p.degree <= 1800
            assert Polynomial(str(p)) == p
    assert read > 200


def test_sympy_expressions():
    sympy = pytest.importorskip("sympy")
    z, a = sympy.symbols("z a")
    assert Polynomial(z**3 - sympy.Rational(1, 3)) == Polynomial("z^3 - 1/3")
    assert Polynomial((z - 1) * (z + sympy.I) ** 2) == Polynomial("(z-1)(z+i)^2")
    assert Polynomial(sympy.Poly(a**2 - 2, a)) == Polynomial("z^2 - 2")
    assert Polynomial(z) == Polynomial("z")
    root = Polynomial(z - sympy.sqrt(2))
    assert not root.exact
    assert nb_cpp.find_roots(root).values[0] == np.sqrt(2)
    for bad in (z + a, sympy.sin(z), 1 / z, z ** sympy.Rational(1, 2), z**5000):
        with pytest.raises(ValueError, match="coefs must"):
            Polynomial(bad)
    with pytest.raises((TypeError, ValueError), match="coefs must"):
        Polynomial(sympy.Integer(3))


def test_roots_that_were_found():
    found = nb_cpp.find_roots("(z^2 - 2)^2 (z - 1)")
    p = Polynomial(found)
    assert p.degree == 5
    assert not p.exact
    assert p == Polynomial(roots=found)
    b = nb_cpp.basins(found, shape=(16, 16))
    assert b.roots.tobytes() == found.values.tobytes()
    assert b.multiplicities.tolist() == [2, 1, 2]
    assert Polynomial(nb_cpp.find_roots(roots=[1, 1, 2])).exact
    with pytest.raises(TypeError, match="coefs and roots were both given"):
        nb_cpp.basins(found, roots=found)


@pytest.mark.parametrize(
    ("coefs", "formula"),
    [
        ("z^12 - 2iz + 1", r"$z^{12} - 2i z + 1$"),
        ([1e-8, 0, 2e20], r"$1 \cdot 10^{-8} z^{2} + 2 \cdot 10^{20}$"),
        (np.arange(1, 11), r"$\text{a polynomial of degree 9}$"),
    ],
    ids=str,
)
def test_notebooks_show_a_formula(coefs, formula):
    assert Polynomial(coefs)._repr_latex_() == formula
