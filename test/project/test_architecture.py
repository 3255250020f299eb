"""The house's plan (docs/architecture.md): who may include or import whom, and where things stand.

Each rule is also shown a small tree that breaks it.
"""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(
    not (ROOT / "src").is_dir(), reason="these tests need the source tree"
)

# From the lowest floor to the highest. A room uses itself and rooms of lower floors, and no
# neighbour on its own floor.
CPP_FLOORS = (
    ("numbers",),
    ("problem",),
    ("roots",),
    ("maps",),
    ("kernel",),
    ("plan",),
    ("zoom",),
    ("targets",),
    ("engine",),
    ("measures", "pictures"),
    ("python",),
)
# The public headers, by the room that implements them.
HEADERS = {
    "basins.hpp": "engine",
    "complex.hpp": "numbers",
    "cycles.hpp": "engine",
    "exact_polynomial.hpp": "problem",
    "hsv.hpp": "pictures",
    "integer.hpp": "numbers",
    "measures.hpp": "measures",
    "methods.def": "problem",
    "methods.hpp": "problem",
    "monitor.hpp": "engine",
    "plan.hpp": "plan",
    "polynomial.hpp": "problem",
    "problem.hpp": "problem",
    "product.hpp": "problem",
    "root_set.hpp": "problem",
    "roots.hpp": "roots",
    "samplings.def": "problem",
    "shade.hpp": "pictures",
    "stops.def": "problem",
    "stops.hpp": "problem",
    "targets.hpp": "targets",
    "version.hpp": "numbers",
    "window.hpp": "problem",
    "zoom.hpp": "zoom",
}
# A kernel is compiled for one instruction set: what it included, the rest of the program could get
# from it. These are lists of words.
KERNEL_MAY_INCLUDE = {"nb_cpp/methods.def", "nb_cpp/stops.def"}

PYTHON_FLOORS = (
    ("_core",),
    ("_validation", "_files", "_blocks", "_tables", "_progress", "_info", "_import_error"),
    ("_problem",),
    ("metrics",),
    ("_basins",),
    ("pictures", "_compare"),
    ("explorer",),
    ("cli",),
    ("__main__",),
    ("__init__",),
)
# What a result does by a room above it, when it is asked to. Nothing else leads up.
DOORS = {
    ("nb_cpp._basins.result", "nb_cpp.pictures.render"),
    ("nb_cpp._basins.result", "nb_cpp.pictures.plot"),
    ("nb_cpp._basins.show", "nb_cpp.pictures.preview"),
    ("nb_cpp._compare.comparison", "nb_cpp.pictures.plot"),
}


def floor_of(floors):
    return {room: floor for floor, rooms in enumerate(floors) for room in rooms}


def misplaced(arrows, floors):
    """The arrows that do not lead down, and the ends of arrows that are on no floor."""
    floor = floor_of(floors)
    wrong = []
    for where, user, used in sorted(arrows):
        unknown = [room for room in (user, used) if room not in floor]
        if unknown:
            wrong.append(f"{where}: {unknown[0]} is on no floor")
        elif user != used and floor[used] >= floor[user]:
            wrong.append(f"{where}: {user} uses {used}")
    return wrong


# --- C++


def includes(root):
    """(file, what it includes) of each line that includes one of ours."""
    tops = [root / "src", root / "include"]
    for path in sorted(path for top in tops for path in top.rglob("*")):
        if path.suffix in (".cpp", ".hpp", ".def"):
            text = path.read_text(encoding="utf-8")
            for quote, included in re.findall(
                r'^\s*#\s*include\s*(["<])([^">]+)', text, re.MULTILINE
            ):
                if quote == '"' or any(top.joinpath(included).exists() for top in tops):
                    yield path.relative_to(root).as_posix(), included


def cpp_room(path, headers):
    """The room of a path as it is included, or as it stands in the tree."""
    head, _, rest = re.sub(r"^(src|include)/", "", path).partition("/")
    return headers.get(rest, f"the header {rest}") if head == "nb_cpp" else head


def misplaced_includes(root, floors=CPP_FLOORS, headers=HEADERS):
    found = list(includes(root))
    arrows = {
        (f"{file} includes {included}", cpp_room(file, headers), cpp_room(included, headers))
        for file, included in found
    }
    kernels = [
        f"{file} includes {included}: a kernel uses kernel/ alone"
        for file, included in found
        if file.startswith("src/kernel/")
        and not included.startswith("kernel/")
        and included not in KERNEL_MAY_INCLUDE
    ]
    return misplaced(arrows, floors) + kernels


def test_no_include_leads_up():
    assert len(list(includes(ROOT))) > 100
    assert not misplaced_includes(ROOT)


def test_the_tables_of_cpp_are_complete():
    headers = {path.name for path in ROOT.joinpath("include", "nb_cpp").iterdir()}
    assert headers == set(HEADERS)
    folders = {path.name for path in ROOT.joinpath("src").iterdir() if path.is_dir()}
    assert folders <= set(floor_of(CPP_FLOORS))


def write(root, files):
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


SOUND_CPP = {
    "src/plan/plan.hpp": '#include "kernel/kernel.hpp"\n#include "nb_cpp/roots.hpp"\n',
    "src/kernel/kernel.hpp": '#include "nb_cpp/methods.def"\n#include "kernel/points.hpp"\n',
    "src/kernel/points.hpp": "#include <cstdint>\n",
    "include/nb_cpp/roots.hpp": '#include "nb_cpp/polynomial.hpp"\n',
}


@pytest.mark.parametrize(
    ("name", "included", "told"),
    [
        ("src/roots/find.cpp", "plan/plan.hpp", "roots uses plan"),
        ("src/roots/find.cpp", "nb_cpp/basins.hpp", "roots uses engine"),
        ("include/nb_cpp/problem.hpp", "nb_cpp/roots.hpp", "problem uses roots"),
        ("src/measures/boxes.cpp", "nb_cpp/hsv.hpp", "measures uses pictures"),
        ("src/kernel/steps.hpp", "numbers/scaled.hpp", "a kernel uses kernel/ alone"),
        ("src/kernel/steps.hpp", "nb_cpp/methods.hpp", "a kernel uses kernel/ alone"),
        ("src/attic/old.cpp", "plan/plan.hpp", "attic is on no floor"),
        ("src/plan/plan.cpp", "nb_cpp/new.hpp", "the header new.hpp is on no floor"),
    ],
)
def test_an_include_that_leads_up_is_told(tmp_path, name, included, told):
    write(tmp_path, SOUND_CPP)
    assert not misplaced_includes(tmp_path)
    write(tmp_path, {name: f'#include "{included}"\n'})
    (line,) = misplaced_includes(tmp_path)
    assert line.startswith(f"{name} includes {included}")
    assert line.endswith(told)


# clang-tidy, which reads the files that are compiled as one as one, does not tell of these.
def unused_names(root):
    """(file, name) of names that a source takes from a namespace, or gives one, and never uses."""
    for path in sorted(root.joinpath("src").rglob("*.cpp")):
        text = re.sub(r"//.*", "", path.read_text(encoding="utf-8"))
        declared = r"^\s*(?:using [\w:]*::(\w+)|namespace (\w+) = [\w:]+);"
        for pair in re.findall(declared, text, re.MULTILINE):
            name = "".join(pair)
            uses = len(re.findall(rf"(?<!::)\b{name}\b", text))
            if uses == (1 if pair[1] else 0):
                yield path.relative_to(root).as_posix(), name


def test_every_name_that_a_source_takes_is_used(tmp_path):
    assert not list(unused_names(ROOT))
    text = "using numbers::kNaN;\nusing std::abs;\nnamespace fs = std::filesystem;\n"
    write(tmp_path, {"src/maps/zeros.cpp": text + "double a = abs(b);  // kNaN and fs::path\n"})
    assert [name for _, name in unused_names(tmp_path)] == ["kNaN", "fs"]
    write(tmp_path, {"src/maps/zeros.cpp": text + "double a = abs(kNaN); fs::path p;\n"})
    assert not list(unused_names(tmp_path))


# --- Python


def modules(package):
    """The package's files by dotted name; its own face is nb_cpp.__init__."""
    named = {}
    for path in [*package.rglob("*.py"), *package.rglob("*.pyi")]:
        parts = path.relative_to(package.parent).with_suffix("").parts
        if parts[-1] == "__init__" and len(parts) > 2:
            parts = parts[:-1]
        named[".".join(parts)] = path
    return named


class Imports(ast.NodeVisitor):
    """What a file imports from its package, in functions too, but not for type checkers alone."""

    def __init__(self, path, package, named):
        self.folder = path.relative_to(package.parent).parts[:-1]
        self.named = named
        self.found = set()
        self.visit(ast.parse(path.read_text(encoding="utf-8")))

    def visit_If(self, node):
        words = {getattr(n, "id", getattr(n, "attr", None)) for n in ast.walk(node.test)}
        for child in node.orelse if "TYPE_CHECKING" in words else ast.iter_child_nodes(node):
            self.visit(child)

    def visit_Import(self, node):
        for alias in node.names:
            self.add(alias.name.split("."))

    def visit_ImportFrom(self, node):
        start = self.folder[: len(self.folder) + 1 - node.level] if node.level else ()
        inner = node.module.split(".") if node.module else []
        for alias in node.names:
            self.add([*start, *inner, alias.name])

    def add(self, parts):
        """The module that the name is, or is in."""
        if parts[0] != self.folder[0]:
            return
        while len(parts) > 1 and ".".join(parts) not in self.named:
            parts = parts[:-1]
        self.found.add(".".join(parts) if len(parts) > 1 else f"{parts[0]}.__init__")


def imports(package):
    """What each module imports."""
    named = modules(package)
    return {
        name: {used for used in Imports(path, package, named).found if (name, used) not in DOORS}
        for name, path in named.items()
    }


def python_room(module):
    return module.split(".")[1]


def misplaced_imports(package, floors=PYTHON_FLOORS):
    arrows = {
        (f"{user} imports {used}", python_room(user), python_room(used))
        for user, several in imports(package).items()
        for used in several
    }
    return misplaced(arrows, floors)


def import_cycle(package):
    """Modules that import one another in a ring, or None."""
    graph = imports(package)
    finished = set()

    def search(module, path):
        if module in path:
            return [*path[path.index(module) :], module]
        if module in finished:
            return None
        for used in sorted(graph[module]):
            ring = search(used, [*path, module])
            if ring:
                return ring
        finished.add(module)
        return None

    rings = (search(module, []) for module in sorted(graph))
    return next(filter(None, rings), None)


def test_no_import_leads_up():
    assert sum(map(len, imports(ROOT / "nb_cpp").values())) > 50
    assert not misplaced_imports(ROOT / "nb_cpp")


def test_no_modules_import_one_another():
    assert import_cycle(ROOT / "nb_cpp") is None


SOUND_PYTHON = {
    "nb_cpp/__init__.py": "from ._basins.basins import basins\nfrom . import metrics\n",
    "nb_cpp/_core.pyi": "",
    "nb_cpp/_validation.py": "import numpy\n",
    "nb_cpp/metrics/__init__.py": "from ._counts import shares\n",
    "nb_cpp/metrics/_counts.py": "from .. import _core, _validation\n",
    "nb_cpp/_basins/__init__.py": "",
    "nb_cpp/_basins/basins.py": "def basins():\n    from .result import Basins\n",
    "nb_cpp/_basins/result.py": (
        "from typing import TYPE_CHECKING\n\nfrom .. import metrics\n"
        "if TYPE_CHECKING:\n    from .._compare.compare import compare\n"
        "    from .basins import basins\n"
    ),
    "nb_cpp/_compare/__init__.py": "",
    "nb_cpp/_compare/compare.py": "from .._basins.basins import basins\n",
    "nb_cpp/pictures/__init__.py": "",
}


@pytest.mark.parametrize(
    ("name", "line", "told"),
    [
        ("metrics/_counts.py", "from .._basins.result import Basins", "metrics uses _basins"),
        ("_basins/result.py", "import nb_cpp._compare.compare", "_basins uses _compare"),
        ("_basins/result.py", "from .. import basins", "_basins uses __init__"),
        ("_basins/result.py", "from nb_cpp import compute", "_basins uses __init__"),
        (
            "pictures/show.py",
            "def f():\n    from .._compare import compare",
            "pictures uses _compare",
        ),
        ("_validation.py", "from ._basins import basins", "_validation uses _basins"),
        ("attic.py", "from . import _core", "attic is on no floor"),
    ],
)
def test_an_import_that_leads_up_is_told(tmp_path, name, line, told):
    write(tmp_path, SOUND_PYTHON)
    assert not misplaced_imports(tmp_path / "nb_cpp")
    write(tmp_path, {f"nb_cpp/{name}": line + "\n"})
    (found,) = misplaced_imports(tmp_path / "nb_cpp")
    assert found.endswith(told)


@pytest.mark.parametrize(
    ("name", "text", "ring"),
    [
        ("_basins/result.py", "from .basins import basins", ["_basins.basins", "_basins.result"]),
        (
            "_basins/result.py",
            "def f():\n    from . import storage",
            ["_basins.basins", "_basins.result", "_basins.storage"],
        ),
        ("metrics/_counts.py", "from . import shares", ["metrics", "metrics._counts"]),
    ],
)
def test_modules_that_import_one_another_are_told(tmp_path, name, text, ring):
    write(tmp_path, {**SOUND_PYTHON, "nb_cpp/_basins/storage.py": "from . import basins\n"})
    assert import_cycle(tmp_path / "nb_cpp") is None
    write(tmp_path, {f"nb_cpp/{name}": text + "\n"})
    found = import_cycle(tmp_path / "nb_cpp")
    assert found[0] == found[-1]
    assert sorted(found[1:]) == [f"nb_cpp.{module}" for module in ring]


# --- The page

PAGE = ROOT / "docs" / "architecture.md"


def places_of(page):
    """What stands between backticks in the first column of the page's table."""
    rows = re.findall(r"^\| (`.*?) \|", page, re.MULTILINE)
    return {place for row in rows for place in re.findall(r"`([^`]+)`", row)}


def folders_of(root):
    """The folders of the two trees that hold sources."""
    folders = {
        path.parent.relative_to(root).as_posix() + "/"
        for top in ("src", "nb_cpp")
        for path in root.joinpath(top).rglob("*")
        if path.suffix in (".cpp", ".hpp", ".py", ".pyi")
    }
    return folders - {"src/", "nb_cpp/"}


def unlike_the_tree(page, root):
    places = places_of(page)
    lines = [f"{folder} is not in the table" for folder in sorted(folders_of(root) - places)]
    named = {*places, *re.findall(r"`((?:src|include|nb_cpp|test)/[^`*]*)`", page)}
    return lines + [f"there is no {name}" for name in sorted(named) if not (root / name).exists()]


def test_the_page_names_the_folders_that_there_are():
    page = PAGE.read_text(encoding="utf-8")
    assert len(places_of(page)) > 20
    assert not unlike_the_tree(page, ROOT)


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("| `src/plan/` | plans |\n", "src/kernel/ is not in the table"),
        ("| `src/plan/`, `src/kernel/`, `src/maps/` | plans |\n", "there is no src/maps/"),
        (
            "| `src/plan/`, `src/kernel/` | a |\n\nSee `src/plan/gone.hpp`.\n",
            "there is no src/plan/gone.hpp",
        ),
    ],
)
def test_a_page_unlike_the_tree_is_told(tmp_path, page, told):
    files = {name: text for name, text in SOUND_CPP.items() if name.startswith("src/")}
    write(tmp_path, files)
    assert not unlike_the_tree("| `src/plan/` | a |\n| `src/kernel/` | b |\n", tmp_path)
    assert unlike_the_tree(page, tmp_path) == [told]
