"""Addresses in Python: the page's words, and what is said of those that say nothing."""

import pytest

from nb_cpp.cli.main import main
from nb_cpp.explorer.address import address_of, read_address, words_of
from nb_cpp.explorer.server import Server

ADDRESS = "v=1&p=z^3%20-%202z%20+%202&m=halley&u=step&t=1e-9&i=80&s=gold&g=0&c=0.5,-0.25&l=1000"
GOOD = {
    "polynomial": "z^3 - 2z + 2",
    "method": "halley",
    "stop": "step",
    "tol": 1e-9,
    "itmax": 80,
    "style": "gold",
    "light": False,
    "centre": ["0.5", "-0.25"],
    "width": "1000000000000000e-16",
}


def test_addresses_are_the_page_s():
    assert address_of(words_of(ADDRESS)) == ADDRESS
    assert read_address(ADDRESS) == read_address("#" + ADDRESS) == (GOOD, [])
    message, faults = read_address(
        "r=1,0;-0.5,1e-17&m=nova&mp=relax:0.5,0.5;c:.1,-2&k=cc3311,009988&y=0&g=1&i=auto"
    )
    assert message == {
        "roots": [[1, 0], [-0.5, 1e-17]],
        "method": "nova",
        "parameters": {"relax": [0.5, 0.5], "c": [0.1, -2]},
        "palette": ["#cc3311", "#009988"],
        "cycles": False,
        "light": True,
    }
    assert not faults
    assert read_address("") == ({"polynomial": "z^3 - 1"}, [])


@pytest.mark.parametrize(
    ("word", "field", "why"),
    [
        ("p=sin(z)", "polynomial", "'sin' is a name"),
        ("p=", "polynomial", "nothing is written"),
        ("p=z^101", "polynomial", "100 or less"),
        ("r=1,0;2", None, ""),
        ("r=1,0;x,2", None, ""),
        ("r=1e20,0", None, "from -1e+09"),
        ("m=haley", "method", "did you mean 'halley'"),
        ("mp=relax", None, ""),
        ("mp=relax:1", None, ""),
        ("mp=relax:1e400,0", None, ""),
        ("mp=c:1,0", None, "takes no parameters"),
        ("u=never", "stop", "residual, step, root"),
        ("t=many", "tol", ""),
        ("t=-1", "tol", "from 0"),
        ("t=nan", "tol", ""),
        ("i=1.5", "itmax", ""),
        ("i=1_0", "itmax", ""),
        ("i=100001", "itmax", "from 0 to 100000"),
        ("s=nosuch", "style", "silk, marble"),
        ("g=maybe", "light", ""),
        ("y=2", None, ""),
        ("k=red", None, ""),
        ("k=12345", None, ""),
        ("c=0", "centre width", ""),
        ("c=0,1,2", "centre width", "decimal"),
        ("c=a,b", "centre width", "decimal"),
        ("c=1e12,0", "centre width", "within 1e+09"),
        ("l=deep", "centre width", ""),
        ("l=1000001", "centre width", ""),
        ("l=-10000", "centre width", "from 1e-1000"),
        ("x=1", None, ""),
        ("=", None, ""),
    ],
)
def test_what_says_nothing_is_named_and_the_rest_is_used(word, field, why):
    name, _, text = word.partition("=")
    message, (fault,) = read_address(address_of({**words_of(ADDRESS), name: text}))
    assert fault.startswith(f"{word} in the address says nothing")
    assert why in fault
    expected = {k: v for k, v in GOOD.items() if not field or k not in field.split()}
    assert message == {"polynomial": "z^3 - 1", **expected}


def test_centre_and_level_say_nothing_without_each_other():
    for word in ("c=0,0", "l=100"):
        message, faults = read_address(f"p=z&{word}")
        assert message == {"polynomial": "z"}
        assert faults == [f"{word} in the address says nothing"]


def test_the_command_names_it_and_serves_the_page(monkeypatch, capsys):
    monkeypatch.setattr(Server, "run", Server.end)
    assert main(["explore", "#v=1&p=z^2-1&t=many&s=silky", "--no-browser"]) == 0
    output, errors = capsys.readouterr()
    assert output.endswith("/#v=1&p=z^2-1&t=many&s=silky\n")
    first, second, *_ = errors.splitlines()
    assert first == "nb-cpp: warning: t=many in the address says nothing"
    assert second.startswith("nb-cpp: warning: s=silky in the address says nothing: style must be")
    assert main(["explore", f"#{ADDRESS}", "--no-browser"]) == 0
    assert "warning" not in capsys.readouterr()[1]
