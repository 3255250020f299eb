"""travis/compress_wheel.py: fewer bytes, and nothing else changed."""

import subprocess
import sys
import zipfile

import pytest
from stand_in import ROOT

SCRIPT = ROOT / "travis" / "compress_wheel.py"

pytestmark = pytest.mark.skipif(not SCRIPT.is_file(), reason="these tests need the source tree")


def entries(path):
    with zipfile.ZipFile(str(path)) as archive:
        assert archive.testzip() is None
        return [
            (e.filename, e.date_time, e.external_attr, e.create_system, archive.read(e))
            for e in archive.infolist()
        ]


# Isolated, no package is found: by zlib.
@pytest.mark.parametrize("options", [[], ["-I", "-S"]], ids=["whatever is there", "zlib"])
def test_names_order_dates_modes_and_contents_stay(options, tmp_path):
    wheel = tmp_path / "nb_cpp-1.whl"
    with zipfile.ZipFile(str(wheel), "w") as archive:
        for number, name in enumerate(("b/module.so", "a/é.txt", "a/empty")):
            entry = zipfile.ZipInfo(name, (2020, 2, 29, 23, 59, 2 * number))
            entry.external_attr = (0o100755 if number == 0 else 0o100644) << 16
            content = SCRIPT.read_bytes() if number < 2 else b""
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, 1)
    before, size = entries(wheel), wheel.stat().st_size
    subprocess.run([sys.executable, *options, str(SCRIPT), str(wheel)], check=True)
    assert entries(wheel) == before
    assert wheel.stat().st_size < size
