"""The examples of the docstrings run and print what they say."""

import doctest
import importlib
import json
import re
import runpy
from pathlib import Path

import pytest

import nb_cpp

ROOT = Path(__file__).resolve().parents[2]

PACKAGE = Path(nb_cpp.__file__).parent
MODULES = sorted(
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
    for path in PACKAGE.rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    module = importlib.import_module(name)
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0


def test_the_page_of_polynomials():
    result = doctest.testfile(str(ROOT / "docs" / "polynomials.md"), module_relative=False)
    assert result.attempted > 5
    assert result.failed == 0


def run_blocks(path, **names):
    """Run the blocks of Python of a page, one after the other; how many there are."""
    page = path.read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    for block in blocks:
        exec(block.replace("8192", "64"), names)
    return len(blocks)


def test_the_page_of_plots():
    pyplot = pytest.importorskip("matplotlib.pyplot")
    pyplot.switch_backend("Agg")
    assert run_blocks(ROOT / "docs" / "plots.md", nb_cpp=nb_cpp) > 0
    assert len(pyplot.get_fignums()) == 3
    pyplot.close("all")


@pytest.mark.parametrize("page", ["README.md", "docs/pictures.md"])
def test_pages_that_begin_with_an_import(page, tmp_path, monkeypatch):
    pyplot = pytest.importorskip("matplotlib.pyplot")
    pyplot.switch_backend("Agg")
    monkeypatch.chdir(tmp_path)
    assert run_blocks(ROOT / page) > 0
    pyplot.close("all")
    assert nb_cpp.load_recipe("cubic.png").size == (1024, 1024)


@pytest.mark.parametrize("page", ["metrics.md", "smooth.md"])
def test_pages_that_go_on(page):
    assert run_blocks(ROOT / "docs" / page, nb_cpp=nb_cpp) > 0


def numbers(value):
    return [float(number) for number in re.findall(r"-?[.\d]+", str(value))]


def test_the_script_of_published_numbers_reproduces_them():
    tables = runpy.run_path(str(ROOT / "example" / "published.py"))["TABLES"]
    # 8192 x 8192 points take half a gigabyte; test_metrics_reference.py computes them in parts.
    del tables["Shares of root 1"]
    rows = [row for table in tables.values() for row in table()]
    assert len(rows) == 9 + 7 + 9 + 12
    for what, published, computed in rows:
        if " to " in str(published):
            low, high = numbers(published)
            assert low <= numbers(computed)[0] <= high
        else:
            assert numbers(computed) == pytest.approx(numbers(published), rel=4e-3), what


def test_the_page_of_methods_is_the_registry():
    lines = ["| method | step | order | evaluations | parameters | reference |"]
    lines.append("|---|---|---:|---:|---|---|")
    for m in nb_cpp.methods().values():
        values = ", ".join(f"`{name}` = {value.real:g}" for name, value in m.parameters.items())
        lines.append(
            f"| `{m.name}` | {m.step} | {m.order} | {m.evaluations} | {values} | {m.reference} |"
        )
    table = "\n".join(lines)
    page = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8")
    assert table in page, f"docs/methods.md should have this table:\n{table}"


def test_the_page_of_comparing_shows_what_it_computes(tmp_path, monkeypatch):
    pytest.importorskip("pandas")
    pytest.importorskip("tqdm")
    page = (ROOT / "docs" / "comparing.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    names = {}
    for block in re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL):
        exec(block, names)
    computed = Path("table1.md").read_text(encoding="utf-8").splitlines()
    shown = [line for line in page.splitlines() if line.startswith("| ")]
    assert shown[:2] == computed[:2]
    assert len(shown) == len(computed)
    # Instruction sets without FMA round a few points otherwise.
    for line, expected in zip(shown[2:], computed[2:]):
        for cell, value in zip(line.split("|")[1:-1], expected.split("|")[1:-1]):
            try:
                assert float(cell) == pytest.approx(float(value), rel=5e-3, abs=1e-4)
            except ValueError:
                assert cell == value


def test_the_page_of_the_api_shows_what_is_printed():
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    (code, shown), *others = re.findall(r"^```\n>>> (.+)\n((?:.+\n)*)```", page, re.MULTILINE)
    assert not others
    printed = repr(eval(code, {"nb_cpp": nb_cpp})).splitlines()
    assert len(shown.splitlines()) == len(printed)
    # Instruction sets without FMA round a few points otherwise.
    for cell, value in zip(shown.split(), " ".join(printed).split()):
        try:
            assert float(cell) == pytest.approx(float(value), rel=2e-3, abs=5e-3, nan_ok=True)
        except ValueError:
            assert cell == value


def test_the_picture_of_methods_has_room_for_one_more():
    pytest.importorskip("matplotlib")
    drawn = runpy.run_path(str(ROOT / "example" / "methods.py"))["drawn"]
    methods = list(nb_cpp.methods().values())
    methods.append(methods[0])
    figure = drawn(methods, 8)
    titles = [axis.get_title() for axis in figure.axes if axis.get_title()]
    assert [title.split()[0] for title in titles] == [method.name for method in methods]


@pytest.mark.skipif(not (ROOT / "bench").is_dir(), reason="this test needs the source tree")
def test_the_page_of_performance_is_made_from_its_data():
    report = runpy.run_path(str(ROOT / "bench" / "report.py"))
    data = json.loads((ROOT / "docs" / "performance.json").read_text(encoding="utf-8"))
    page = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    assert report["inserted"](page, report["tables"](data), "run.py") == page
