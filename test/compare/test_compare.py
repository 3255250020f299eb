"""Tables of methods and polynomials: values, checkpoints, bad input."""

import json

import numpy as np
import pytest
from helpers import forced_target

import nb_cpp
from nb_cpp import metrics
from nb_cpp._basins.basins import compute_basins
from nb_cpp._compare import compare as compare_module

POLYNOMIALS = {"cubic": [1, 0, 0, -1], "trap": np.poly1d([1, 0, -2, 2])}
METHODS = ["newton", ("newton", {"relax": 1.5}), "halley"]
LABELS = ["newton", "newton(relax=1.5)", "halley"]
SETTINGS = {"shape": (60, 80), "extent": (-2, 2, -1.5, 1.5), "cycles": True, "sampling": "center"}
TIMES = ("seconds", "ns_per_point")


def compared(**changes):
    return nb_cpp.compare(**{"polynomials": POLYNOMIALS, "methods": METHODS, **SETTINGS, **changes})


def without_times(comparison):
    data = comparison.data
    return data[[name for name in data.dtype.names if name not in TIMES]]


def assert_equal_but_for_times(one, other):
    np.testing.assert_array_equal(without_times(one), without_times(other))
    assert one.columns == other.columns
    for a, b in zip(one.shares, other.shares):
        np.testing.assert_array_equal(a, b)


@pytest.fixture
def computed(monkeypatch):
    """The pairs that `basins` is called for, without their repetitions."""
    pairs = []

    def spy(problem, *others):
        relax = problem.parameters.get("relax", 1)
        pair = (len(problem.coefs), problem.method.name, None if relax == 1 else relax)
        if pairs[-1:] != [pair]:
            pairs.append(pair)
        return compute_basins(problem, *others)

    monkeypatch.setattr(compare_module, "compute_basins", spy)
    return pairs


def test_values():
    comparison = compared(box=4, radius=2, sizes=[2, 3, 5])
    assert len(comparison) == 6
    rows = iter(zip(comparison.to_numpy(), comparison.shares))
    for name, coefs in POLYNOMIALS.items():
        for label, (method, parameters) in zip(
            LABELS, [("newton", {}), ("newton", {"relax": 1.5}), ("halley", {})]
        ):
            b = nb_cpp.basins(coefs, method=method, **parameters, **SETTINGS)
            row, shares = next(rows)
            assert (row["polynomial"], row["method"]) == (name, label)
            assert (row["degree"], row["roots"]) == (3, 3)
            expected = [(b.labels == i).mean() for i in range(3)]
            np.testing.assert_allclose(shares, expected, rtol=1e-14)
            assert [row[f"share_{i}"] for i in range(3)] == shares.tolist()
            assert row["smallest_share"] == shares.min()
            assert row["largest_share"] == shares.max()
            assert row["share_spread"] == shares.std()
            assert row["not_converged_share"] == pytest.approx((b.labels < 0).mean())
            assert row["cycle_share"] == pytest.approx((b.labels < -1).mean())
            assert row["mean_iterations"] == pytest.approx(b.iterations[b.labels >= 0].mean())
            assert row["ani"] == pytest.approx(b.iterations.mean())
            assert row["cai"] == pytest.approx((b.labels >= 0).mean())
            evaluations = nb_cpp.methods()[method].evaluations
            assert row["evaluations_per_point"] == pytest.approx(evaluations * b.iterations.mean())
            assert (row["sb"], row["sbb"]) == metrics.basin_entropy(b.labels, 4)[:2]
            dimension = metrics.boundary_dimension(b.labels)
            assert row["boundary_dimension"] == dimension.dimension
            assert row["boundary_dimension_error"] == dimension.standard_error
            exponent = metrics.uncertainty_exponent(b.labels, [2, 3, 5])
            assert row["uncertainty_exponent"] == exponent
            wada = metrics.wada_test(b.labels, 2)
            assert (row["wada"], row["wada_radius"]) == (wada.wada, wada.smallest_radius)
            shocks = [
                metrics.minimal_fatal_shock(b.labels, b.x, b.y, root, i)
                for i, root in enumerate(b.roots)
            ]
            assert row["fatal_shock"] == min(s.size for s in shocks if s.enclosed)
            assert row["seconds"] > 0
            assert row["ns_per_point"] == pytest.approx(1e9 * row["seconds"] / b.labels.size)


def test_each_polynomial_may_have_an_extent_of_its_own(tmp_path):
    extents = {"trap": (-0.5, 0.5, -0.25, 0.25), "cubic": (-3, 3, -2, 2)}
    file = tmp_path / "table.jsonl"
    comparison = compared(extent=extents, checkpoint=file)
    for row, pair in zip(comparison.to_numpy(), comparison.pairs):
        alone = compared(
            polynomials={pair.polynomial.name: pair.polynomial.polynomial},
            methods={pair.method.label: (pair.method.name, pair.method.parameters)},
            extent=extents[pair.polynomial.name],
        )
        for name in ("ani", "cai", "sb", "share_0"):
            assert row[name] == alone.data[0][name]
    assert comparison.settings["extent"] == {n: tuple(map(float, e)) for n, e in extents.items()}
    again = compared(extent=[extents["cubic"], extents["trap"]], checkpoint=file)
    for name in ("sb", *TIMES):  # which would differ if they had been computed again
        np.testing.assert_array_equal(again.data[name], comparison.data[name])
    with pytest.raises(ValueError, match="comparison with extent ="):
        compared(extent=extents["cubic"], checkpoint=file)


def test_settings_say_what_was_compared():
    settings = compared(tol=1e-5, threads=3).settings
    assert settings["shape"] == (60, 80)
    assert settings["extent"] == (-2.0, 2.0, -1.5, 1.5)
    assert (settings["tol"], settings["threads"]) == (1e-5, 3)
    assert compared().settings["threads"] == nb_cpp.build_info()["threads"]


def test_every_method_is_the_default():
    comparison = nb_cpp.compare([[1, 0, -1]], shape=(8, 8))
    assert comparison.data["method"].tolist() == list(nb_cpp.methods())


def test_names():
    comparison = nb_cpp.compare(
        iter([[0, 1, 0, 0, -1], np.polynomial.Polynomial([1, 0, 1])]),
        {"N": "newton", "N 2": ("newton", {"relax": 2}), "H": nb_cpp.methods()["halley"]},
        shape=(8, 8),
    )
    assert comparison.data["polynomial"].tolist() == ["z^3 - 1"] * 3 + ["z^2 + 1"] * 3
    assert comparison.data["method"].tolist() == ["N", "N 2", "H"] * 2
    labels = nb_cpp.compare(
        [[1, 0, -1]],
        [("nova", {"relax": 1, "c": 0.5j}), ("king", {"beta": 0}), nb_cpp.methods()["nova"]],
        shape=(8, 8),
    )
    assert labels.data["method"].tolist() == ["nova(c=0.5i)", "king", "nova"]


def test_polynomials_by_their_roots():
    comparison = nb_cpp.compare(roots={"double": [1, 1, -2j]}, methods=["newton"], shape=(20, 20))
    (row,) = comparison.data
    b = nb_cpp.basins(roots=[1, 1, -2j], shape=(20, 20))
    assert (row["polynomial"], row["degree"], row["roots"]) == ("double", 3, 2)
    assert row["ani"] == b.iterations.mean()
    assert nb_cpp.compare(roots=[[1, -1]], methods=["halley"], shape=(5, 5)).data[
        "polynomial"
    ].tolist() == ["z^2 - 1"]


def test_shares_of_few_roots_are_columns():
    comparison = nb_cpp.compare([[1, 0, -1], [1, 0, 0, -1]], ["newton"], shape=(8, 8))
    assert comparison.columns[-3:] == ("share_0", "share_1", "share_2")
    assert np.isnan(comparison.data["share_2"]).tolist() == [True, False]
    many = nb_cpp.compare([[1, *[0] * 12, -1]], ["newton"], shape=(8, 8))
    assert many.columns[-1] == "ns_per_point"
    assert many.shares[0].shape == (13,)


def test_what_does_not_exist_is_nan():
    comparison = nb_cpp.compare([[1, 0]], ["newton"], shape=(8, 8), extent=(1, 2, 1, 2), itmax=0)
    (row,) = comparison.data
    assert row["not_converged_share"] == 1
    for name in ("cycle_share", "mean_iterations", "sbb", "boundary_dimension", "fatal_shock"):
        assert np.isnan(row[name])
    assert not row["wada"]


def test_progress_counts_pairs(capsys):
    calls = []
    compared(progress=lambda done, total: calls.append((done, total)))
    assert calls == [(done, 6) for done in range(7)]
    pytest.importorskip("tqdm")
    compared(progress=True)
    assert " 6/6 " in capsys.readouterr().err


class StoppedError(Exception):
    pass


def interrupted(path, after, **changes):
    def stop(done, total):
        if done == after:
            raise StoppedError

    with pytest.raises(StoppedError):
        compared(checkpoint=path, progress=stop, **changes)


def test_an_interrupted_comparison_goes_on(tmp_path, computed):
    path = tmp_path / "pairs.jsonl"
    interrupted(path, 4)
    assert len(computed) == 4
    calls = []
    resumed = compared(
        checkpoint=str(path), progress=lambda done, total: calls.append((done, total))
    )
    assert len(computed) == 6
    assert calls == [(4, 6), (5, 6), (6, 6)]
    assert_equal_but_for_times(resumed, compared())
    assert len(computed) == 12
    again = compared(checkpoint=path)
    assert len(computed) == 12
    np.testing.assert_array_equal(again.data, resumed.data)
    assert [f.name for f in tmp_path.iterdir()] == ["pairs.jsonl"]


def test_nothing_is_lost_when_a_pair_is_interrupted(tmp_path, monkeypatch):
    path = tmp_path / "pairs.jsonl"

    def ctrl_c(problem, *others):
        if problem.method.name == "halley":
            raise KeyboardInterrupt
        return compute_basins(problem, *others)

    monkeypatch.setattr(compare_module, "compute_basins", ctrl_c)
    with pytest.raises(KeyboardInterrupt):
        compared(checkpoint=path)
    assert len(path.read_bytes().splitlines()) == 1 + 2


@pytest.mark.parametrize("lost", [1, 40])
def test_a_torn_line_is_computed_again(tmp_path, computed, lost):
    path = tmp_path / "pairs.jsonl"
    interrupted(path, 3)
    path.write_bytes(path.read_bytes()[:-lost])
    computed.clear()
    resumed = compared(checkpoint=path)
    assert len(computed) == 4
    assert_equal_but_for_times(resumed, compared())
    np.testing.assert_array_equal(compared(checkpoint=path).data, resumed.data)


def test_lines_of_a_checkpoint_are_json(tmp_path):
    path = tmp_path / "pairs.jsonl"
    nb_cpp.compare([[1, 0]], ["newton"], shape=(8, 8), checkpoint=path)

    def not_json(constant):
        raise AssertionError(constant)

    header, row = (
        json.loads(line, parse_constant=not_json) for line in path.read_text().splitlines()
    )
    assert header["format"] == "nb_cpp.compare"
    assert row["method"] == "newton"
    assert row["sbb"] is None


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"itmax": 51}, "itmax = 50, this one has itmax = 51"),
        ({"extent": (-2, 2, -1.5, 1.6)}, r"extent = \[-2.0, 2.0, -1.5, 1.5\], this one"),
        ({"box": 6}, "box = 5"),
        ({"sizes": [2, 4]}, r"sizes = null, this one has sizes = \[2, 4\]"),
        ({"methods": METHODS[:2]}, "with methods = "),
        ({"methods": dict(zip(LABELS, ["newton"] * 3))}, r"methods\['newton\(relax=1.5\)'\] = "),
        ({"polynomials": {"cubic": [1, 0, 0, -1]}}, "with polynomials = "),
        ({"polynomials": {**POLYNOMIALS, "cubic": [1, 0, 0, -2]}}, r"polynomials\['cubic'\] = "),
    ],
)
def test_a_checkpoint_of_other_arguments(tmp_path, computed, changes, message):
    path = tmp_path / "pairs.jsonl"
    interrupted(path, 1)
    before = path.read_bytes()
    with pytest.raises(ValueError, match=rf"checkpoint '.*pairs.jsonl' .*{message}"):
        compared(checkpoint=path, **changes)
    assert path.read_bytes() == before
    assert len(computed) == 1


def test_files_that_are_no_checkpoints(tmp_path):
    path = tmp_path / "notes.txt"
    for content in ("my notes", "[]\n", '{"format": "other"}\n'):
        path.write_text(content)
        with pytest.raises(ValueError, match=r"notes.txt' is not a file that nb_cpp.compare"):
            compared(checkpoint=path)
        assert path.read_text() == content
    with pytest.raises(OSError, match="nowhere"):
        compared(checkpoint=tmp_path / "nowhere" / "pairs.jsonl")
    with pytest.raises(OSError, match="''"):
        compared(checkpoint="")
    with pytest.raises(TypeError, match="checkpoint must be a path, got 3"):
        compared(checkpoint=3)
    path.write_text("")  # as tempfile makes them
    interrupted(path, 2)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(lines[0] + b"{}\n" + lines[2])
    with pytest.raises(ValueError, match="damaged in line 2"):
        compared(checkpoint=path)


@pytest.mark.parametrize(
    ("before", "after"),
    [(b"3", b"4"), (b"newton", b"halley"), (b"[", b"{"), (b"[0", b'["x", 0'), (b"crc", b"CRC")],
)
def test_any_change_of_a_row_is_damage(tmp_path, before, after):
    path = tmp_path / "pairs.jsonl"
    interrupted(path, 2)
    first, row, other = path.read_bytes().splitlines(keepends=True)
    assert before in row
    changed = first + row.replace(before, after, 1) + other
    path.write_bytes(changed)
    with pytest.raises(ValueError, match="damaged in line 2"):
        compared(checkpoint=path)
    assert path.read_bytes() == changed


def test_a_checkpoint_of_another_target(tmp_path):
    # It has other times, and may have other pixels.
    path = tmp_path / "pairs.jsonl"
    interrupted(path, 2)
    message = 'with target = ".*", this one has target = "scalar"'
    with forced_target("scalar"), pytest.raises(ValueError, match=message):
        compared(checkpoint=path)


@pytest.mark.parametrize(
    ("error", "message", "changes"),
    [
        (ValueError, r"methods\[1\]: method must be one of .*'secant'", ["newton", "secant"]),
        (TypeError, r"methods\[0\]: method 'halley' takes no.*relax=2", [("halley", {"relax": 2})]),
        (TypeError, r"methods\['N'\]: relax must be a number", {"N": ("newton", {"relax": "x"})}),
        (TypeError, r"methods\[0\]: a method must be a name or a pair.*3", [3]),
        (TypeError, r"methods\[1\]: a method must", ("newton", {"relax": 2})),
        (TypeError, "methods must be a sequence.*'newton'", "newton"),
        (TypeError, "methods must have names.*got 1", {1: "newton"}),
        (ValueError, r"methods must be a sequence.*none: \[\]", []),
        (ValueError, r"methods\[0\] and methods\[2\] have.*'newton'", ["newton", "halley"] * 2),
        (ValueError, "have the same name, 'newton'", ["newton", ("newton", {"relax": 1})]),
    ],
)
def test_bad_methods(computed, error, message, changes):
    with pytest.raises(error, match=message):
        compared(methods=changes)
    assert computed == []


@pytest.mark.parametrize(
    ("error", "message", "polynomials"),
    [
        (TypeError, r"polynomials\[0\]: 1 is no poly.*a list of one", [1, 0, -1]),
        (TypeError, r"polynomials\[0\]: .* is no polynomial", np.poly1d([1, 0, -1])),
        (ValueError, r"polynomials\[0\]: coefs must be a polynomial", ["z^"]),
        (TypeError, r"polynomials\[1\]: coefs must be numbers, got None", [[1, 0, -1], None]),
        (ValueError, r"polynomials\['flat'\]: .*degree", {"flat": [0, 3]}),
        (ValueError, r"polynomials\[1\]: .*finite", [[1, 0], [1, np.inf]]),
        (ValueError, "polynomials must be .*none: {}", {}),
        (TypeError, "polynomials must have names.*got ''", {"": [1, 0]}),
        (ValueError, "have the same name, 'z - 1'.*mapping", [[1, -1], [0, 1, -1]]),
        (TypeError, "either polynomials or roots", None),
    ],
)
def test_bad_polynomials(computed, error, message, polynomials):
    with pytest.raises(error, match=message):
        compared(polynomials=polynomials)
    assert computed == []


@pytest.mark.parametrize(
    ("error", "message", "changes"),
    [
        (TypeError, "either polynomials or roots", {"roots": [[1, 2]]}),
        (ValueError, r"roots\[0\]: roots must", {"polynomials": None, "roots": [[]]}),
        (ValueError, "stop must be one of", {"stop": "never"}),
        (ValueError, "sampling must be one of", {"sampling": "random"}),
        (ValueError, "extent's left must be less", {"extent": (2, -2, -2, 2)}),
        (ValueError, "no polynomial with 'cubik'; did you mean 'cubic'", {"extent": {"cubik": 1}}),
        (ValueError, "'trap' is missing", {"extent": {"cubic": (-1, 1, -1, 1)}}),
        (ValueError, "one for each of 2, got 3", {"extent": 3 * [(-1, 1, -1, 1)]}),
        (ValueError, "extent of 'trap': .*left", {"extent": [(-1, 1, -1, 1), (1, -1, -1, 1)]}),
        (TypeError, "extent of 'trap': .*four", {"extent": [(-1, 1, -1, 1), 2]}),
        (ValueError, r"shape must have points.*\(0, 5\)", {"shape": (0, 5)}),
        (TypeError, "cycles must be True or False", {"cycles": 1}),
        (ValueError, "threads must be 1 or more", {"threads": 0}),
        (ValueError, "box must be 1 to 60.*got 61", {"box": 61}),
        (ValueError, "sizes must be 1 to 60.*got 100", {"sizes": [2, 100]}),
        (TypeError, "sizes must be integers", {"sizes": 3}),
        (ValueError, "radius must be zero or more", {"radius": -1}),
        (TypeError, "progress must be", {"progress": 3}),
        (TypeError, "unexpected keyword.*method", {"method": "newton"}),
        (MemoryError, "this machine has", {"shape": (10**7, 10**7)}),
    ],
)
def test_bad_settings(computed, error, message, changes):
    with pytest.raises(error, match=message):
        compared(**changes)
    assert computed == []
