"""What a comparison turns into: arrays, frames, CSV, LaTeX, Markdown, text."""

import csv
import html.parser
import io
import re
import sys

import numpy as np
import pytest

import nb_cpp

NASTY = r"a_b|c \ 50% & {x} ~ <i>*z*</i> $1 #2 ^3 [k]`q` _u_ " + '"é"'
SHOWN = ["polynomial", "method", "roots", "ani", "wada", "cycle_share"]


@pytest.fixture(scope="module")
def comparison():
    return nb_cpp.compare(
        {"z^3 - 1": [1, 0, 0, -1], NASTY: [1, 0, 1e-8j, -1]},
        {"newton": "newton", "super_halley": "super_halley", "c, quoted": "halley"},
        shape=(40, 40),
    )


@pytest.fixture
def no_pandas(monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)


def four_digits(value):
    return pytest.approx(value, rel=6e-4)


def unescaped_latex(text):
    for escape, character in (
        (r"\textbackslash{}", "\0"),
        (r"\textasciicircum{}", "^"),
        (r"\textasciitilde{}", "~"),
        (r"\textless{}", "<"),
        (r"\textgreater{}", ">"),
        (r"\textbar{}", "|"),
        (r"\textquotedbl{}", '"'),
    ):
        text = text.replace(escape, character)
    return re.sub(r"\\([&%$#_{}])", r"\1", text).replace("\0", "\\")


def test_numpy(comparison):
    data = comparison.to_numpy()
    assert data.shape == (6,)
    assert data.dtype.names == comparison.columns
    assert data["polynomial"].tolist() == ["z^3 - 1"] * 3 + [NASTY] * 3
    assert data.dtype["roots"].kind == "i"
    assert data.dtype["wada"].kind == "b"
    assert data.dtype["ani"] == np.float64
    data["ani"] = 0
    assert comparison.data["ani"].all()


def test_pandas(comparison):
    pandas = pytest.importorskip("pandas")
    frame = comparison.to_pandas()
    assert isinstance(comparison.table, pandas.DataFrame)
    pandas.testing.assert_frame_equal(comparison.table, frame)
    assert frame.columns.tolist() == list(comparison.columns)
    for name in comparison.columns:
        np.testing.assert_array_equal(frame[name].to_numpy(), comparison.data[name])
    assert frame.attrs["shape"] == (40, 40)
    pivot = frame.pivot(index="method", columns="polynomial", values="ani")
    assert pivot.loc["newton", "z^3 - 1"] == comparison.data["ani"][0]


def test_without_pandas(no_pandas):
    comparison = nb_cpp.compare([[1, 0, -1]], ["newton"], shape=(9, 9))
    assert isinstance(comparison.table, np.ndarray)
    assert comparison.table.dtype == comparison.data.dtype
    with pytest.raises(ImportError, match="pip install"):
        comparison.to_pandas()
    for write in (comparison.to_csv, comparison.to_latex, comparison.to_markdown):
        assert "newton" in write()
    assert "newton" in repr(comparison)
    assert "newton" in comparison._repr_html_()


def test_csv(comparison):
    head, *rows = csv.reader(io.StringIO(comparison.to_csv()))
    assert head == list(comparison.columns)
    for row, expected in zip(rows, comparison.data.tolist()):
        for cell, value in zip(row, expected):
            if isinstance(value, float):
                assert float(cell or "nan") == value or (not cell and np.isnan(value))
            else:
                assert cell == str(value)
    assert [row[head.index("cycle_share")] for row in rows] == [""] * 6


def test_csv_read_by_pandas(comparison):
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_csv(io.StringIO(comparison.to_csv()), float_precision="round_trip")
    pandas.testing.assert_frame_equal(frame, comparison.to_pandas(), check_exact=True)


def test_markdown(comparison):
    text = comparison.to_markdown(columns=SHOWN)
    head, rule, *rows = (
        [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in text.splitlines()
    )
    assert head == ["polynomial", "method", "roots", "ANI", "wada", "cycle share"]
    assert [cell.endswith(":") for cell in rule] == [False, False, True, True, True, True]
    assert len({len(line) for line in text.splitlines()}) == 1
    for row, expected in zip(rows, comparison.data):
        assert re.sub(r"\\(.)", r"\1", row[0]) == expected["polynomial"]
        assert row[1] == expected["method"]
        assert int(row[2]) == expected["roots"]
        assert float(row[3]) == four_digits(expected["ani"])
        assert row[4:] == ["yes" if expected["wada"] else "no", "--"]
    assert len(rows) == 6
    assert rows[1][1] == "super_halley"
    assert r"\_u\_" in rows[3][0]
    assert r"\*z\*" in rows[3][0]


def test_latex(comparison):
    lines = comparison.to_latex(columns=SHOWN).splitlines()
    assert lines[:3] == [
        r"\begin{tabular}{llrrrr}",
        r"\toprule",
        r"polynomial & method & roots & ANI & wada & cycle share \\",
    ]
    assert lines[-2:] == [r"\bottomrule", r"\end{tabular}"]
    rows = [re.split(r"(?<!\\) & ", line[: -len(r" \\")]) for line in lines[4:-2]]
    assert [row[0] for row in rows[:3]] == ["$z^{3} - 1$"] * 3
    assert rows[1][1] == r"super\_halley"
    for row, expected in zip(rows, comparison.data):
        assert float(row[3]) == four_digits(expected["ani"])
        assert row[5] == "--"
    assert len(rows) == 6
    escaped = rows[3][0].replace(r"\ ", " ")
    assert unescaped_latex(escaped) == NASTY


def test_latex_formulas():
    comparison = nb_cpp.compare(
        [[1, 0, 0, 0, 1e-8, 0, 0, 0, 0, 0, 2 - 1j]], ["newton"], shape=(9, 9), itmax=0
    )
    row = comparison.to_latex(columns=["polynomial", "sb"]).splitlines()[4]
    assert row == r"$z^{10} + 1 \cdot 10^{-8} z^{6} + (2 - i)$ & 0 \\"


def test_files(comparison, tmp_path):
    for write in (comparison.to_csv, comparison.to_latex, comparison.to_markdown):
        path = tmp_path / "table"
        assert write(path, columns=SHOWN) is None
        assert path.read_bytes().decode("utf-8") == write(columns=SHOWN)
        assert write(str(path)) is None


def test_bad_columns(comparison):
    with pytest.raises(ValueError, match="columns must be of polynomial, .*'speed'"):
        comparison.to_csv(columns=["method", "speed"])
    with pytest.raises(TypeError, match="columns must be a list of names, got 'method'"):
        comparison.to_latex(columns="method")
    with pytest.raises(ValueError, match="one name or more"):
        comparison.to_markdown(columns=[])
    with pytest.raises(OSError, match="nowhere"):
        comparison.to_csv("/nowhere/table.csv")


def test_text(comparison):
    lines = repr(comparison).splitlines()
    assert lines[0] == "Comparison of 3 methods on 2 polynomials"
    assert lines[1].startswith("extent = (-2.0, 2.0, -2.0, 2.0), shape = (40, 40), stop = residual")
    assert lines[-1].startswith("Further columns: degree, roots, ")
    (newton,) = (line for line in lines if line.startswith("z^3 - 1") and "newton" in line)
    assert f"{comparison.data['ani'][0]:.4g}" in newton


def test_text_of_many_rows():
    comparison = nb_cpp.compare(
        {f"no. {i}": [1, 0, -i] for i in range(1, 101)}, ["newton"], shape=(5, 5)
    )
    lines = repr(comparison).splitlines()
    assert len(lines) < 75
    (gap,) = (i for i, line in enumerate(lines) if line.startswith("..."))
    assert lines[gap - 1].startswith("no. 30 ")
    assert lines[gap + 1].startswith("no. 71 ")


def test_html(comparison):
    cells = []

    class Reader(html.parser.HTMLParser):
        def handle_starttag(self, tag, attrs):
            if tag == "td":
                cells.append("")

        def handle_data(self, data):
            if cells:
                cells[-1] += data

    Reader().feed(comparison._repr_html_())
    assert cells[0] == "z^3 - 1"
    assert NASTY in cells


def test_tables_to_publish():
    window = {"shape": (16, 16), "sampling": "center"}
    c = nb_cpp.compare({"$z^3 - 1$": "z^3 - 1"}, ["newton"], **window)
    chosen = ["polynomial", "cai", "mean_iterations"]
    text = c.to_latex(columns=chosen, digits=3, caption="Means", label="tab:means")
    lines = text.splitlines()
    assert lines[:4] == [
        r"\begin{table}",
        r"\centering",
        r"\caption{Means}",
        r"\label{tab:means}",
    ]
    assert lines[-1] == r"\end{table}"
    assert f"$z^3 - 1$ & 1.00 & {c.data['mean_iterations'][0]:#.3g} " in text
    assert "| $z^3 - 1$  | 1.000 |" in c.to_markdown(columns=chosen[:2], digits=4)
    assert r"\begin{table}" not in c.to_latex(columns=chosen)
    for bad in (0, 18, -1):
        with pytest.raises(ValueError, match="digits must be"):
            c.to_latex(digits=bad)
