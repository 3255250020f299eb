"""travis/check_wheel.py: each gate stops a wheel that fails it. wheel_table.py: what it writes."""

import base64
import hashlib
import json
import shutil
import subprocess
import sys
import zipfile

import pytest
from stand_in import ROOT, header_version

CHECK = ROOT / "travis" / "check_wheel.py"
TAG = "manylinux_2_39_x86_64"
MODULE = "nb_cpp/_core.cpython-311-x86_64-linux-gnu.so"
VERSION = header_version()
INFO = f"nb_cpp-{VERSION}.dist-info/"
METADATA = f"""Metadata-Version: 2.1
Name: nb-cpp
Version: {VERSION}
Requires-Dist: numpy>=1.21
Requires-Dist: matplotlib; extra == "plot"

The description: Name: another
"""

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
    ends = (".py", ".pyi", "py.typed", ".html", ".css", ".js")
    return [name for name in names if name.endswith(ends)]


def bill():
    """A bill of materials as gcc's modules have it; its version is that of the compiler here."""
    answer = subprocess.run(
        ["gcc", "-dumpfullversion"], stdout=subprocess.PIPE, text=True, check=True
    )
    versions = {"pybind11": "3.0.1", "libgcc": answer.stdout.strip()}
    versions["libstdc++"] = versions["libgcc"]
    parts = [
        {"name": name, "version": version, "licenses": [{}], "purl": "pkg:x"}
        for name, version in versions.items()
    ]
    package = {"name": "nb-cpp", "version": VERSION}
    head = {"bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": {"component": package}}
    return {**head, "components": parts}


def record(contents):
    rows = []
    for name, content in contents.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
        rows.append(f"{name},sha256={digest},{len(content)}\n")
    return "".join(rows) + f"{INFO}RECORD,,\n"


def check(place, module, *, tag=TAG, python="cp311-cp311", without=(), extra=(), contents=()):
    """What the gates say of a wheel that is good but for what the arguments change."""
    files = dict.fromkeys(package(), b"")
    files.update({INFO + "licenses/LICENSE": b"", INFO + "licenses/licenses/pybind11.txt": b""})
    files[INFO + "METADATA"] = METADATA.encode()
    tags = "".join(f"Tag: {python}-{platform}\n" for platform in tag.split("."))
    files[INFO + "WHEEL"] = f"Wheel-Version: 1.0\nRoot-Is-Purelib: false\n{tags}".encode()
    files[INFO + "sboms/nb_cpp.cdx.json"] = json.dumps(bill()).encode()
    files[MODULE] = module
    files.update(contents)
    files = {name: content for name, content in files.items() if name not in without}
    files.setdefault(INFO + "RECORD", record(files).encode())
    wheel = place / f"nb_cpp-{VERSION}-{python}-{tag}.whl"
    with zipfile.ZipFile(str(wheel), "w") as archive:
        for name, content in [*sorted(files.items()), *((name, b"") for name in extra)]:
            archive.writestr(name, content)
    result = subprocess.run(
        [sys.executable, str(CHECK), str(wheel)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert result.returncode in (0, 1), result.stdout
    assert "Traceback" not in result.stdout
    return "" if result.returncode == 0 else result.stdout


@pytest.fixture(scope="module")
def module(tmp_path_factory):
    return compiled(tmp_path_factory.mktemp("module"))


def test_a_good_wheel_passes(tmp_path, module):
    assert check(tmp_path, module) == ""


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
        ({"without": [INFO + "licenses/licenses/pybind11.txt"]}, "lacks the licence pybind11.txt"),
        ({"tag": "linux_x86_64"}, "which the index does not take"),
        ({"tag": "manylinux1_i686"}, "its module is for EM_X86_64"),
        ({"without": [INFO + "METADATA"]}, f"lacks {INFO}METADATA"),
        (
            {"without": [INFO + "sboms/nb_cpp.cdx.json"]},
            "the bill of materials of what is linked into it",
        ),
        ({"contents": {INFO + "RECORD": b""}}, "in only one of its files and its RECORD"),
        (
            {"contents": {INFO + "RECORD": f"{MODULE},sha256=x,1".encode()}},
            f"another hash of {MODULE}",
        ),
    ],
)
def test_a_bad_wheel_is_told(tmp_path, module, variation, sentence):
    assert sentence in check(tmp_path, module, **variation)


def test_a_damaged_wheel_is_told(tmp_path, module):
    check(tmp_path, module)
    wheel = next(tmp_path.glob("*.whl"))
    content = bytearray(wheel.read_bytes())
    content[content.index(b"\x7fELF") + 200] ^= 0xFF
    for damaged in (bytes(content), bytes(content[:-40]), b"no archive", b""):
        wheel.write_bytes(damaged)
        result = subprocess.run(
            [sys.executable, str(CHECK), str(wheel)], stderr=subprocess.PIPE, text=True, check=False
        )
        assert result.returncode == 1
        assert result.stderr.startswith(f"{wheel.name} is damaged: ")
        assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("variation", "sentence"),
    [
        ({"contents": {MODULE: b"no module"}}, f"is damaged: {MODULE} is no module"),
        ({"contents": {MODULE: b"\x7fELF" + bytes(400)}}, f"{MODULE} is no module"),
        ({"contents": {INFO + "METADATA": "Name: é".encode("latin-1")}}, "is damaged: 'utf-8'"),
        ({"contents": {INFO + "RECORD": b"\xff"}}, "is damaged: 'utf-8'"),
        ({"tag": "win_amd64"}, "has the tag win_amd64, which the index does not take"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path, module, variation, sentence):
    assert sentence in check(tmp_path, module, **variation)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("cpython-312-x86_64-linux-gnu", "cp311 on manylinux_2_39_x86_64 looks for"),
        ("cpython-311-i386-linux-gnu", "looks for nb_cpp/_core.cpython-311-x86_64-linux-gnu.so"),
        ("cpython-311t-x86_64-linux-gnu", "looks for"),
        ("cpython-311-x86_64-linux-musl", "looks for"),
    ],
)
def test_a_module_that_no_import_finds_is_told(tmp_path, module, name, sentence):
    contents = {f"nb_cpp/_core.{name}.so": module}
    assert sentence in check(tmp_path, module, without=[MODULE], contents=contents)


def test_a_free_threaded_wheel_has_its_own_tag_and_suffix(tmp_path, module):
    contents = {MODULE.replace("311", "314t"): module}
    passed = check(tmp_path, module, python="cp314-cp314t", without=[MODULE], contents=contents)
    assert passed == ""
    assert "cp314t on" in check(tmp_path, module, python="cp314-cp314t")


@pytest.mark.parametrize(
    ("good", "bad", "sentence"),
    [
        (f"Version: {VERSION}", "Version: 0.0.8", f"says Version: 0.0.8, not {VERSION}"),
        ("Name: nb-cpp", "Name: nb", "says Name: nb, not nb-cpp"),
        *(
            ("Requires-Dist: numpy>=1.21\n", bad, "requires numpy>=1.21 in only one of its")
            for bad in (
                "",
                "Requires-Dist: numpy>=1.21; extra == 'x'\n",
                "Requires-Dist: numpy>=1.21; extra=='x'\n",
                "Requires-Dist: numpy-quaternion\n",
                "Requires-Dist: numpy>=1.21; python_version < '3'\n",
                "Requires-Dist: numpy<1\n",
            )
        ),
        ("numpy>=1.21\n", "numpy>=1.21\nRequires-Dist: tqdm\n", "requires tqdm in only one"),
    ],
)
def test_metadata_that_contradict_the_name_are_told(tmp_path, module, good, bad, sentence):
    assert good in METADATA
    contents = {INFO + "METADATA": METADATA.replace(good, bad).encode()}
    assert sentence in check(tmp_path, module, contents=contents)


def test_a_wheel_of_another_version_than_the_checkout_is_told(tmp_path, module):
    check(tmp_path, module)
    wheel = next(tmp_path.glob("*.whl"))
    other = wheel.rename(tmp_path / wheel.name.replace(VERSION, "9.9.9"))
    result = subprocess.run(
        [sys.executable, str(CHECK), str(other)], stderr=subprocess.PIPE, text=True, check=False
    )
    assert result.returncode == 1
    assert "lacks nb_cpp-9.9.9.dist-info/METADATA" in result.stderr


def test_numpy_may_be_required_in_the_form_of_older_tools(tmp_path, module):
    contents = {INFO + "METADATA": METADATA.replace("numpy>=1.21", "numpy (>=1.21)").encode()}
    assert check(tmp_path, module, contents=contents) == ""


@pytest.mark.parametrize(
    ("tags", "sentence"),
    [
        (["cp312-cp312-" + TAG], f"has the tag cp312-cp312-{TAG} in only one"),
        (["cp311-cp311-" + TAG, "cp311-cp311-any"], "has the tag cp311-cp311-any in only one"),
        ([], f"has the tag cp311-cp311-{TAG} in only one"),
    ],
)
def test_tags_of_another_python_are_told(tmp_path, module, tags, sentence):
    text = "Root-Is-Purelib: false\n" + "".join(f"Tag: {tag}\n" for tag in tags)
    assert sentence in check(tmp_path, module, contents={INFO + "WHEEL": text.encode()})


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda b: b["components"].pop(0), "without pybind11"),
        (lambda b: b["components"].pop(1), "without libgcc"),
        (lambda b: b["components"][1].update(version="1.2.3"), "with libgcc 1.2.3, of gcc"),
        (lambda b: b["components"][0].update(licenses=[]), "without the version, licence or"),
        (lambda b: b["components"][0].pop("purl"), "that is none: KeyError('purl')"),
        (lambda b: b.update(specVersion="1.5"), "is not CycloneDX 1.6"),
        (lambda b: b["metadata"]["component"].update(name="x"), "the bill of materials of x"),
    ],
)
def test_a_bill_of_materials_that_lacks_something_is_told(tmp_path, module, change, sentence):
    changed = bill()
    change(changed)
    contents = {INFO + "sboms/nb_cpp.cdx.json": json.dumps(changed).encode()}
    assert sentence in check(tmp_path, module, contents=contents)
    assert "that is none" in check(tmp_path, module, contents={next(iter(contents)): b"{"})


@pytest.mark.parametrize(
    ("comment", "compiler"),
    [
        ("GCC: (GNU) 8.5.0 20210514\0GCC: (GNU) 14.2.1 20250110 (Red Hat 14.2.1-7)", "gcc 14.2.1"),
        ("GCC: (Alpine 13.2.1_git20240309) 13.2.1 20240309", "gcc 13.2.1"),
        ("clang version 19.1.7 (https://x/y 1c3)\0GCC: (GNU) 4.8.2", "clang 19.1.7"),
        ("another", "None None"),
    ],
)
def test_the_compiler_is_read_from_the_module(monkeypatch, comment, compiler):
    monkeypatch.syspath_prepend(str(CHECK.parent))
    from check_wheel import compiler_of

    assert "{} {}".format(*compiler_of(comment)) == compiler


def test_the_bill_that_the_build_writes_passes(tmp_path, module):
    name = INFO + "sboms/nb_cpp.cdx.json"
    check(tmp_path, module, without=[name])
    wheel = next(tmp_path.glob("*.whl"))
    command = [sys.executable, str(CHECK.parent / "write_sbom.py"), str(wheel), "1600000000"]
    subprocess.run([*command, "pybind11=3.0.1"], check=True)
    with zipfile.ZipFile(str(wheel)) as archive:
        content = archive.read(name)
        assert archive.getinfo(name).date_time == (2020, 9, 13, 12, 26, 40)
    assert check(tmp_path, module, contents={name: content}) == ""
    told = json.loads(content)
    assert told["metadata"]["timestamp"] == "2020-09-13T12:26:40Z"
    expressions = {part["name"]: part["licenses"] for part in told["components"]}
    assert expressions["libgcc"] == [{"expression": "GPL-3.0-or-later WITH GCC-exception-3.1"}]
    assert told["dependencies"][0]["dependsOn"] == list(expressions)


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

    # A free-threaded Python's wheel of the same version is told apart.
    free = tmp_path / wheel.name.replace("cp311-cp311", "cp311-cp311t")
    shutil.copy(str(wheel), str(free))
    other = tmp_path / "other.md"
    shutil.copy(str(document), str(other))
    subprocess.run([*command, str(tmp_path), str(results), str(other)], check=True)
    told = [line.split("|")[1].strip() for line in other.read_text().splitlines() if "cp3" in line]
    assert told == ["cp311", "cp311t"]

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
