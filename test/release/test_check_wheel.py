"""travis/check_wheel.py: each gate stops a wheel that fails it. wheel_table.py: what it writes."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHECK = ROOT / "travis" / "check_wheel.py"
TAG = "manylinux_2_39_x86_64"
MODULE = "nb_cpp/_core.cpython-311-x86_64-linux-gnu.so"
INFO = "nb_cpp-1.0.dist-info/"

pytestmark = [
    pytest.mark.skipif(not CHECK.is_file(), reason="these tests need the source tree"),
    pytest.mark.skipif(
        shutil.which("gcc") is None or sys.maxsize < 2**32, reason="the test modules are gcc's"
    ),
]

# A symbol of glibc, one of Python, and the only function that may be exported.
SOURCE = """
#include <string.h>
extern int PyNothing(const char *);
__attribute__((visibility("default"))) int PyInit__core(void) { return PyNothing(strdup("")); }
"""


def compiled(place, source=SOURCE, *flags):
    (place / "module.c").write_text(source, encoding="utf-8")
    command = ["gcc", "-fvisibility=hidden", "-O1", "-fPIC", "-shared", "module.c", "-o", "m.so"]
    subprocess.run([*command, *(flags or ["-s"])], cwd=str(place), check=True)
    return (place / "m.so").read_bytes()


def package():
    files = [path for path in ROOT.joinpath("nb_cpp").rglob("*") if path.is_file()]
    names = [path.relative_to(ROOT).as_posix() for path in files]
    return [name for name in names if name.endswith((".py", ".pyi", "py.typed"))]


def check(place, module, *, tag=TAG, without=(), extra=()):
    names = {*package(), INFO + "METADATA", INFO + "licenses/LICENSE"}
    names |= {INFO + "licenses/pybind11.txt"}
    wheel = place / f"nb_cpp-1.0-cp311-cp311-{tag}.whl"
    with zipfile.ZipFile(str(wheel), "w") as archive:
        for name in sorted(names - set(without)) + list(extra):
            archive.writestr(name, b"")
        archive.writestr(MODULE, module)
    result = subprocess.run(
        [sys.executable, str(CHECK), str(wheel)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert result.returncode in (0, 1), result.stdout
    return "" if result.returncode == 0 else result.stdout


def test_a_good_wheel_passes(tmp_path):
    assert check(tmp_path, compiled(tmp_path)) == ""


@pytest.mark.parametrize(
    ("flags", "source", "sentence"),
    [
        (["-s", "-Wl,-z,execstack"], SOURCE, "wants an executable stack"),
        (["-s", "-Wl,-rpath,/somewhere"], SOURCE, "has a library search path"),
        (["-g"], SOURCE, "is not stripped"),
        (["-s"], SOURCE.replace("PyInit__core", "PyInit_other"), "exports PyInit_other"),
        (["-s"], SOURCE.replace("PyNothing", "nothing"), "needs symbols of no version: nothing"),
    ],
)
def test_a_bad_module_is_told(tmp_path, flags, source, sentence):
    assert sentence in check(tmp_path, compiled(tmp_path, source, *flags))


def test_a_weak_symbol_needs_no_version(tmp_path):
    source = SOURCE.replace("PyNothing", "nothing").replace(
        "extern int", "extern __attribute__((weak)) int"
    )
    assert check(tmp_path, compiled(tmp_path, source)) == ""


@pytest.mark.parametrize(
    ("variation", "sentence"),
    [
        ({"extra": ["nb_cpp.libs/libx.txt"]}, "holds nb_cpp.libs/libx.txt"),
        ({"extra": ["nb_cpp/another.so"]}, "exactly one shared object"),
        ({"without": ["nb_cpp/__init__.py"]}, "lacks nb_cpp/__init__.py"),
        ({"without": [INFO + "licenses/pybind11.txt"]}, "lacks the licence pybind11.txt"),
        ({"tag": "linux_x86_64"}, "which the index does not take"),
        ({"tag": "manylinux1_i686"}, "its module is for EM_X86_64"),
    ],
)
def test_a_bad_wheel_is_told(tmp_path, variation, sentence):
    assert sentence in check(tmp_path, compiled(tmp_path), **variation)


def test_a_version_beyond_the_tag_is_told(tmp_path):
    source = SOURCE.replace("<string.h>", "<stdlib.h>").replace('strdup("")', "(char *)getrandom")
    source = source.replace(
        "#include", "extern long getrandom(void *, unsigned long, int);\n#include"
    )
    module = compiled(tmp_path, source)
    assert "needs GLIBC_2.25, which manylinux1_x86_64 does not" in check(
        tmp_path, module, tag="manylinux1_x86_64"
    )


def test_a_large_wheel_is_told(tmp_path):
    assert "bytes large" in check(tmp_path, compiled(tmp_path) + bytes(1_100_000))


def test_the_table_tells_what_each_wheel_is_and_where_it_passed(tmp_path):
    check(tmp_path, compiled(tmp_path))
    wheel = next(tmp_path.glob("*.whl"))
    lines = [
        [wheel.name, "3.11.2", "Here x86_64", "avx2 sse2", "sse2", "1 passed in 2.00s"],
        [wheel.name, "3.11.2", "There x86_64", "avx2 sse2", "avx2 sse2", "3 passed in 4.00s"],
        # The same place again: the last result counts.
        [wheel.name, "3.11.2", "Here x86_64", "avx2 sse2", "sse2", "5 passed, 1 skipped in 6.00s"],
    ]
    results = tmp_path / "results.tsv"
    results.write_text("".join("\t".join(line) + "\n" for line in lines), encoding="utf-8")
    document = tmp_path / "page.md"
    begin, end = (
        "<!-- table of the wheels: written by the rehearsal -->",
        "<!-- end of the table -->",
    )
    document.write_text(f"before\n{begin}\nan old one\n{end}\nafter\n", encoding="utf-8")
    command = [sys.executable, str(ROOT / "travis" / "wheel_table.py")]
    subprocess.run([*command, str(tmp_path), str(results), str(document)], check=True)

    before, mark, _, _, row, other_mark, after = document.read_text(encoding="utf-8").splitlines()
    assert [before, mark, other_mark, after] == ["before", begin, end, "after"]
    assert [cell.strip() for cell in row.split("|")[1:-1]] == [
        "cp311",
        str(wheel.stat().st_size),
        TAG,
        "GLIBC_2.2.5",
        "PyInit__core",
        "avx2 sse2",
        "Here x86_64, Python 3.11.2 (sse2): 5 passed, 1 skipped; "
        "There x86_64, Python 3.11.2 (avx2 sse2): 3 passed",
    ]
