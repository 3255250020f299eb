"""travis/try_wheel.py refuses what it is there to find; the rehearsal has wheels that pass."""

import subprocess
import sys
import zipfile

import pytest
from stand_in import ROOT

SCRIPT = ROOT / "travis" / "try_wheel.py"

pytestmark = pytest.mark.skipif(not SCRIPT.is_file(), reason="these tests need the source tree")

PACKAGE = """
import numpy, sys
def build_info():
    return {"missing_targets": MISSING, "compiled_targets": ["scalar"], "usable_targets": []}
def compute(width, height, *arguments):
    from __main__ import picture
    hue = numpy.nan_to_num(picture())
    CHANGE
    return numpy.stack([hue, hue * 0 + 1, hue * 0 + 1], axis=-1)
"""


@pytest.mark.parametrize(
    ("missing", "change", "sentence"),
    [
        ([], "pass", "import and picture, "),
        (["neon"], "pass", "lacks kernels for neon"),
        ([], "hue = hue.T", "the picture differs from Newton's iteration"),
        ([], "hue[:4] = 0", "the picture differs from Newton's iteration in"),
        ([], "return numpy.zeros((*hue.shape, 3))", "the picture differs"),
        ([], "raise ImportError('no module')", "no module"),
    ],
)
def test_a_wheel_that_does_not_draw_is_refused(tmp_path, missing, change, sentence):
    wheel = tmp_path / "nb_cpp-1.0-cp311-cp311-manylinux1_i686.whl"
    with zipfile.ZipFile(str(wheel), "w") as archive:
        text = PACKAGE.replace("MISSING", str(missing)).replace("CHANGE", change)
        archive.writestr("nb_cpp/__init__.py", text)
    results = tmp_path / "results.tsv"
    result = subprocess.run(
        [sys.executable, str(SCRIPT), str(wheel), "nobody", str(results)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert sentence in result.stdout
    passed = sentence.startswith("import and")
    assert (result.returncode == 0) is passed
    assert results.exists() is passed
    if passed:
        cells = results.read_text(encoding="utf-8").rstrip("\n").split("\t")
        assert cells[0] == wheel.name
        assert cells[-1] == "import and a picture"
