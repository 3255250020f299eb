"""The examples of the docstrings run and print what they say."""

import doctest
import importlib
from pathlib import Path

import pytest

import nb_cpp

ROOT = Path(__file__).resolve().parent.parent

MODULES = ["_basins", "_compute", "_cycles", "_info", "_methods", "_result", "_roots"]
MODULES += [
    f"metrics.{name}" for name in ("_boundary", "_counts", "_entropy", "_shock", "_summary")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    module = importlib.import_module(f"nb_cpp.{name}")
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0


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
