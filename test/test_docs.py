"""The examples of the docstrings run and print what they say."""

import doctest
import importlib

import pytest

MODULES = ["_basins", "_compute", "_cycles", "_info", "_methods", "_result", "_roots"]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    module = importlib.import_module(f"nb_cpp.{name}")
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0
