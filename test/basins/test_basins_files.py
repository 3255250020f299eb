"""Basins saved and loaded, and files that are no Basins."""

import dataclasses
import json

import numpy as np
import pytest
from helpers import same

import nb_cpp

CUBIC = [1, 0, 0, -1]


def test_save_and_load(tmp_path):
    b = nb_cpp.basins(
        [1, 0, -2, 2],
        shape=(20, 30),
        method="nova",
        relax=0.9 + 0.1j,
        c=0.01,
        stop="step",
        cycles=True,
    )
    path = tmp_path / "b.data"
    b.save(path)
    assert [p.name for p in tmp_path.iterdir()] == ["b.data"]
    assert same(nb_cpp.Basins.load(path), b)
    plain = nb_cpp.basins(CUBIC, shape=(5, 5))
    plain.save(str(path))
    assert same(nb_cpp.Basins.load(str(path)), plain)


def test_files_that_are_not_ours(tmp_path):
    other = tmp_path / "other.npz"
    np.savez(other, labels=np.zeros(3))
    text = tmp_path / "text.npz"
    text.write_text("hello")
    empty = tmp_path / "empty.npz"
    empty.write_bytes(b"")
    ours = tmp_path / "ours.npz"
    nb_cpp.basins(CUBIC, shape=(50, 50)).save(ours)
    torn = tmp_path / "torn.npz"
    torn.write_bytes(ours.read_bytes()[:-100])
    for path in (other, text, empty, torn):
        with pytest.raises(ValueError, match="not a file that nb_cpp.Basins.save wrote"):
            nb_cpp.Basins.load(path)
    with pytest.raises(FileNotFoundError):
        nb_cpp.Basins.load(tmp_path / "absent.npz")


@pytest.mark.parametrize(
    "changes",
    [
        {"extent": [1, 2]},
        {"extent": [1, -1, -1, 1]},
        {"method": "secant"},
        {"parameters": {"c": [1, 0]}},
        {"stop": "never"},
        {"sampling": None},
        {"version": "1"},
        {"cycles": [{"points": 3}]},
        {"labels": np.zeros(4)},
        {"labels": np.zeros((2, 2), np.int16)},
        {"labels": np.full((3, 3), 3, np.int16)},
        {"labels": np.full((3, 3), -2, np.int16)},
        {"iterations": np.zeros((3, 3), np.int64)},
        {"roots": np.zeros(0, complex)},
        {"multiplicities": np.array([1, 1, 2])},
        {"multiplicities": np.array([0, 1, 2])},
        {"coefs": np.ones((2, 2), complex)},
        {"coefs": np.array([0, 1, 0, -1j])},
        {"coefs": np.full(4, np.nan + 0j)},
        {"roots": np.full(3, np.nan + 0j)},
        {"iterations": np.full((3, 3), 51, np.int32)},
        {"cycles": [{"points": [], "multiplier": [0, 0], "radii": []}], "searched": True},
        {"cycles": [{"points": [[0, 0]], "multiplier": [0, 0], "radii": []}], "searched": True},
    ],
    ids=str,
)
def test_files_that_contradict_themselves(tmp_path, changes):
    path = tmp_path / "b.npz"
    nb_cpp.basins(CUBIC, shape=(3, 3)).save(path)
    with np.load(path) as saved:
        content = dict(saved)
    about = json.loads(content["about"].item())
    for name, value in changes.items():
        (content if isinstance(value, np.ndarray) else about)[name] = value
    np.savez(path, **{**content, "about": np.array(json.dumps(about))})
    with pytest.raises(ValueError, match="not a file that nb_cpp.Basins.save wrote"):
        nb_cpp.Basins.load(path)


def test_a_file_of_another_machine(tmp_path):
    path = tmp_path / "b.npz"
    b = nb_cpp.basins(CUBIC, shape=(3, 3))
    b.save(path)
    with np.load(path) as saved:
        content = {k: v.astype(v.dtype.newbyteorder()) for k, v in saved.items() if k != "about"}
        content["multiplicities"] = content["multiplicities"].astype(np.int32)
        np.savez(path, about=saved["about"], **content)
    assert same(nb_cpp.Basins.load(path), b)


def test_what_could_not_be_loaded_is_not_saved(tmp_path):
    b = nb_cpp.basins(CUBIC, shape=(5, 5))
    labels = b.labels.copy()
    labels[0, 0] = 7
    b = dataclasses.replace(b, labels=labels)
    with pytest.raises(ValueError, match="labels must be between -1 and 2, got values from 0 to 7"):
        b.save(tmp_path / "b.npz")
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_a_newer_version(tmp_path):
    path = tmp_path / "b.npz"
    np.savez(path, about=np.array('{"format": "nb_cpp.Basins", "version": 3}'))
    with pytest.raises(ValueError, match="written by a newer version of nb_cpp"):
        nb_cpp.Basins.load(path)
