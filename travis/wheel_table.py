"""Writes the table of the wheels into a document, between its two marks.

    python travis/wheel_table.py WHEELHOUSE RESULTS DOCUMENT

RESULTS is what test-wheel.sh noted: wheel, Python, system, targets, usable targets, result.
"""

import sys
from pathlib import Path

from check_wheel import NAME, read_wheel

BEGIN = "<!-- table of the wheels: written by the rehearsal -->\n"
END = "<!-- end of the table -->\n"
HEADER = (
    "| wheel | bytes | platform | highest symbol versions | exports | targets | tests passed on |\n"
    "|---|---|---|---|---|---|---|\n"
)


def read_results(path):
    """{wheel: its targets, and the result in each place}; of a place's results the last counts."""
    results = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        wheel, python, system, targets, usable, result = line.split("\t")
        place = f"{system}, Python {python} ({usable})"
        # How long the tests took would change with every run.
        passed = result.partition(" in ")[0]
        found = results.setdefault(wheel, {"targets": targets, "places": {}})
        found["places"][place] = passed
    return results


def row(wheel, result):
    _, module = read_wheel(wheel)
    match = NAME.match(wheel.name)
    versions = sorted(module.highest_versions.items())
    places = [f"{place}: {passed}" for place, passed in result["places"].items()]
    cells = [
        match.group("abi"),
        str(wheel.stat().st_size),
        match.group("platforms").replace(".", ", "),
        ", ".join(f"{kind}_{number}" for kind, number in versions),
        ", ".join(sorted(module.exported)),
        result["targets"] or "not asked",
        "; ".join(places) or "not tested",
    ]
    return "| " + " | ".join(cells) + " |\n"


def main(wheelhouse, results, document):
    found = read_results(results)
    untested = {"targets": "", "places": {}}
    rows = [row(path, found.get(path.name, untested)) for path in sorted(wheelhouse.glob("*.whl"))]
    text = document.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise SystemExit(f"{document} lacks the marks of the table")
    table = HEADER + "".join(rows)
    document.write_text(before + begin + table + end + after, encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
