"""How results show themselves, in a terminal and in a notebook."""

import re

import pytest

import nb_cpp

SHOWN = {
    "roots": (
        nb_cpp.find_roots("(z^3 - 1)(z - i)^2"),
        ["label", "i", "2", "-0.5 + 0.866025403784i"],
    ),
    "cycles": (nb_cpp.find_cycles("z^3 - 2z + 2"), ["superattracting", "0, 1"]),
    "no cycles": (nb_cpp.find_cycles("z^3 - 1"), ["no cycles"]),
    "methods": (nb_cpp.methods(), ["halley", "relax=1, c=0", "z - 2u/(2 - L)"]),
    "shares": (nb_cpp.basins("z^2 - 1", shape=(4, 4)).shares(), ["share", "50.00 %"]),
}


@pytest.mark.parametrize("name", SHOWN)
def test_results_show_themselves(name):
    result, words = SHOWN[name]
    text, page = repr(result), result._repr_html_()
    cells = re.findall(r"<td[^>]*>([^<]*)</td>", page)
    for word in words:
        assert word in text
        assert word in cells or word in page
    assert "array(" not in text
    assert page.count("<tr>") == page.count("</tr>")


def test_long_tables_are_shortened():
    text = repr(nb_cpp.find_roots("z^100 - 1"))
    assert len(text.splitlines()) == 23
    assert "80 more" in text


def test_columns_of_numbers_are_flush_right():
    heads, *rows = repr(nb_cpp.find_roots("(z - 1)^11 (z - 2)")).splitlines()[1:]
    end = heads.index("multiplicity") + len("multiplicity")
    assert [row[:end].split()[-1] for row in rows] == ["11", "1"]


def test_what_shows_itself_is_still_what_it_was():
    roots = nb_cpp.find_roots("z^2 - 1")
    assert isinstance(roots, tuple)
    assert roots == nb_cpp.Roots(*roots)
    assert isinstance(nb_cpp.methods(), dict)
