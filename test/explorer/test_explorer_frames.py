"""What a session answers: frames that are render's, and words that draw them again."""

import re
import shlex
import threading

import numpy as np
import pytest
from serving import STATE, Asking, Drawing

import nb_cpp
from nb_cpp.cli.main import main
from nb_cpp.explorer.frames import OvertakenError, Session
from nb_cpp.explorer.presets import PRESETS

EXTENT = (-2, 2, -1.5, 1.5)


@pytest.fixture
def session():
    return Session()


def frame(session, **message):
    info, data = session.answer("frame", {**STATE, **message})
    width, height = info["size"]
    array = np.frombuffer(data, np.uint8).reshape(height, width, 4)
    assert (array[..., 3] == 255).all()
    return info, array[..., :3]


@pytest.mark.parametrize("style", nb_cpp.styles())
@pytest.mark.parametrize("antialias", [False, True])
def test_styles(session, style, antialias):
    _, array = frame(session, style=style, antialias=antialias)
    expected = nb_cpp.render(
        "z^3 - 1", size=(32, 24), extent=EXTENT, style=style, antialias=antialias
    )
    assert (array == expected.array).all()
    # In bands, from what is kept and with nothing kept.
    for one in (session, Session()):
        bands = [
            frame(one, style=style, antialias=antialias, rows=rows)[1]
            for rows in ([0, 7], [7, 8], [8, 24])
        ]
        assert (np.concatenate(bands) == array).all()


def test_colours_change_without_iterating(session, monkeypatch):
    frame(session)
    state = {"style": "gold", "light": False, "palette": ["#ff0000", "#00ff00", "#0000ff"]}
    expected = nb_cpp.render(
        "z^3 - 1", size=(32, 24), extent=EXTENT, antialias=False, **state
    ).array
    monkeypatch.setattr("nb_cpp._core.Plan.basins", None, raising=False)
    info, array = frame(session, **state)
    assert (array == expected).all()
    assert sorted(info["colours"]) == ["#0000ff", "#00ff00", "#ff0000"]


def test_roots_keep_their_colours_while_they_move(session):
    """Round the others, by small steps, until the roots' order has changed."""
    info, _ = frame(session)
    start = dict(zip(map(tuple, info["roots"]), info["colours"]))
    roots = [list(z) for z in info["roots"]]
    mover = roots.index([1.0, 0.0])
    for angle in np.linspace(0, 2.6, 40):
        roots[mover] = [float(1.3 * np.cos(angle)), float(1.3 * np.sin(angle))]
        follow = {"roots": info["roots"], "colours": info["colours"]}
        info, array = frame(session, polynomial=None, roots=roots, follow=follow)
    after = dict(zip(map(tuple, info["roots"]), info["colours"]))
    usual, _ = frame(session, polynomial=None, roots=roots)
    for z, colour in start.items():
        if z in after:
            assert after[z] == colour
    moved = min(after, key=lambda z: abs(complex(*z) - complex(*roots[mover])))
    assert after[moved] == start[(1.0, 0.0)]
    assert usual["colours"] != info["colours"]
    # The colours that come back are a palette as render takes it.
    picture = nb_cpp.render(
        roots=[complex(*z) for z in roots],
        size=(32, 24),
        extent=EXTENT,
        antialias=False,
        palette=info["palette"],
    )
    assert (array == picture.array).all()
    _, again = frame(session, polynomial=None, roots=roots, palette=info["palette"])
    assert (again == array).all()


def test_a_narrow_window_is_that_of_render(session):
    place = nb_cpp.boundary_point("z^3 - 1", -0.5 + 0.2j, digits=60)
    state = {"centre": list(place), "width": "1e-40", "size": [24, 32]}
    info, array = frame(session, **state, rest=True)
    expected = nb_cpp.render("z^3 - 1", size=(24, 32), centre=place, width="1e-40", antialias=False)
    assert (array == expected.array).all()
    assert info["skipped"] > 0
    assert len(info["shares"]) == 3
    smooth = frame(session, **state, antialias=True, rows=[0, 32])[1]
    again = nb_cpp.render("z^3 - 1", size=(24, 32), centre=place, width="1e-40")
    assert (smooth == again.array).all()
    python = session.answer("words", {**STATE, **state})[0]["python"]
    assert "centre=" in python
    # Of a point there: label and count, and no orbit that doubles would have made up.
    point = session.answer("point", {**STATE, **state, "offset": [0.1, 0.2], "steps": 50})[0]
    at = nb_cpp.basins_at("z^3 - 1", 0.2 + 0.4j, centre=place, width="1e-40", itmax=2000)
    assert (point["label"], point["iterations"]) == (at.labels, at.iterations)
    assert "orbit" not in point


def test_a_frame_at_rest_tells_shares_and_faults(session):
    info, _ = frame(session, polynomial="z^3 - 2z + 2", rest=True, tol=1e-300)
    assert "tol" in info["warning"]
    info, _ = frame(session, polynomial="z^3 - 2z + 2", rest=True)
    with_cycles = nb_cpp.basins(
        "z^3 - 2z + 2", extent=EXTENT, shape=(24, 32), sampling="center", itmax=200, cycles=True
    )
    labels, counts = np.unique(with_cycles.labels, return_counts=True)
    shares = {str(label): count / (24 * 32) for label, count in zip(labels, counts)}
    assert info["shares"] == pytest.approx(shares)
    assert info["warning"] is None
    (cycle,) = info["cycles"]
    assert (cycle["period"], cycle["kind"], cycle["label"]) == (2, "superattracting", -2)


def test_a_point_tells_where_it_goes(session):
    info, _ = session.answer("point", {**STATE, "offset": [0.1, -0.2], "steps": 200})
    at = nb_cpp.basins_at("z^3 - 1", 0.4 - 0.8j, itmax=200)
    assert info["z"] == pytest.approx([0.4, -0.8])
    assert (info["label"], info["iterations"]) == (at.labels, at.iterations)
    path = nb_cpp.orbit("z^3 - 1", complex(*info["z"]), steps=info["iterations"] + 1)
    assert info["orbit"] == [[z.real, z.imag] for z in path]
    assert info["residuals"] == pytest.approx(list(abs(path**3 - 1)), abs=1e-12)
    trapped, _ = session.answer("point", {**STATE, "polynomial": "z^3 - 2z + 2", "offset": [0, 0]})
    assert (trapped["label"], trapped["period"]) == (-2, 2)


@pytest.mark.parametrize(
    "state",
    [
        {},
        {"method": "halley", "tol": 1e-9, "itmax": 50, "style": "marble", "stop": "step"},
        {"polynomial": "z^3 - 2z + 2", "light": False, "centre": ["-0.25", "0"], "width": "0.5"},
        {"method": "nova", "parameters": {"relax": [1, 0], "c": [0.2, 0.1]}},
        {"polynomial": None, "roots": [[1, 0], [0.1, -2], [1, 0]], "palette": ["#123456"]},
        {"polynomial": "-z^2 + i", "centre": ["0.30000000000000001", "1e-3"], "width": "1e-30"},
    ],
)
def test_words_draw_the_picture_again(session, state, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    whole = {**STATE, **state}
    whole = {name: value for name, value in whole.items() if value is not None}
    words, _ = session.answer("words", whole)
    _, expected = frame(session, **{**state, "polynomial": whole.get("polynomial")}, antialias=True)
    exec(words["python"], {})
    array = nb_cpp.load_recipe("basins.png").render().array
    assert (array == expected).all()
    program, *rest = shlex.split(words["command"])
    assert program == "nb-cpp"
    assert main(["render", rest[1], "again.png", *rest[3:]]) == 0
    assert (nb_cpp.load_recipe("again.png").render().array == expected).all()


def test_an_export_is_a_picture_with_its_recipe(session, tmp_path):
    info, data = session.answer("export", {**STATE, "print": [128, 96], "style": "chart"})
    # No view of a file, which could not be closed: Python 3.13 tells of it when both are collected.
    assert type(data) is bytes
    assert info["size"] == [128, 96]
    path = tmp_path / "saved.png"
    path.write_bytes(data)
    picture = nb_cpp.load_recipe(path).render()
    expected = nb_cpp.render("z^3 - 1", size=(128, 96), extent=EXTENT, style="chart")
    assert (picture.array == expected.array).all()


PRINTED = {**STATE, "print": [64, 48]}


def test_pictures_are_drawn_beside_the_frames_and_one_at_a_time(session, monkeypatch):
    drawing = Drawing(monkeypatch)
    exports = [Asking(session, "export", PRINTED) for _ in range(3)]
    assert drawing.begun.wait(20)
    try:
        meanwhile = [
            Asking(session, kind, STATE) for kind in ("frame", "home", "point", "measures", "words")
        ]
        for one in meanwhile:
            one.join(20)
            assert isinstance(one.result, tuple)
        assert not any(export.result for export in exports)
    finally:
        drawing.done.set()
    for export in exports:
        export.join(20)
        assert export.result[0] == {"size": [64, 48]}
    assert drawing.most == 1


def test_a_picture_ends_when_nobody_waits_for_it_or_the_session_does(session, monkeypatch):
    drawing = Drawing(monkeypatch)
    gone = threading.Event()
    first = Asking(session, "export", PRINTED, lambda: not gone.is_set())
    assert drawing.begun.wait(20)
    others = [Asking(session, "export", PRINTED) for _ in range(2)]
    gone.set()
    first.join(20)
    assert isinstance(first.result, OvertakenError)
    session.close()
    for other in others:
        other.join(20)
        assert isinstance(other.result, OvertakenError)


def test_a_picture_ends_while_it_is_written(session, monkeypatch):
    begun = []

    def digest(array):
        begun.append(array)
        return ""

    monkeypatch.setattr("nb_cpp.explorer.frames.digest_of", digest)
    with pytest.raises(OvertakenError):
        session.answer("export", PRINTED, lambda: not begun)
    assert begun


def test_a_picture_that_is_too_large_is_told_where_larger_ones_are(session):
    for size in ([100000, 10], [8193, 8193], [2**31 - 1, 1]):
        with pytest.raises(ValueError, match=r"8192 pixels at most, got \d+: nb_cpp.render"):
            session.answer("export", {**STATE, "print": size})
    for size in ([0, 10], [10], [1.5, 2], None):
        with pytest.raises(ValueError, match="size must be"):
            session.answer("export", {**STATE, "print": size})


def test_home_frames_the_roots_as_render_does(session):
    state = {"polynomial": "(z-1)(z-2)(z-3)", "size": [400, 300]}
    home, _ = session.answer("home", state)
    left, right, bottom, top = nb_cpp.render(
        state["polynomial"], size=(400, 300), antialias=False
    ).recipe.window.extent
    assert [float(part) for part in home["centre"]] == [(left + right) / 2, (bottom + top) / 2]
    assert float(home["width"]) == pytest.approx(right - left, rel=1e-15)


def test_every_preset_can_be_drawn(session):
    about, _ = session.answer("about", {})
    assert len(about["presets"]) >= 12
    assert len({preset.name for preset in PRESETS}) == len(PRESETS)
    for preset in about["presets"]:
        assert re.fullmatch(r"[A-Z].*\.", preset["about"])
        state = {"polynomial": preset["polynomial"], **preset["settings"], "size": [48, 32]}
        if preset["view"]:
            *centre, width = preset["view"]
        else:
            home, _ = session.answer("home", state)
            centre, width = home["centre"], home["width"]
        info, _ = session.answer("frame", {**state, "centre": centre, "width": width})
        assert info["size"] == [48, 32]


def test_a_frame_that_is_still_waited_for_is_drawn(session):
    frame(session, view="a", number=6, oldest=5)
    frame(session, view="a", number=5, oldest=4)
    with pytest.raises(OvertakenError):
        frame(session, view="a", number=4, oldest=4)
    session.announce({"view": "a", "number": 7, "oldest": 6})
    frame(session, view="a", number=6, oldest=6)
    session.announce({"view": "a", "number": 8})
    with pytest.raises(OvertakenError):
        frame(session, view="a", number=7, oldest=6)
    with pytest.raises(ValueError, match="oldest must be from 0 to 9"):
        frame(session, view="a", number=9, oldest=10)


def test_measures_are_those_of_the_picture(session):
    message = {**STATE, "size": [80, 60]}
    measures = session.answer("measures", message)[0]["measures"]
    b = nb_cpp.basins("z^3 - 1", extent=EXTENT, shape=(60, 80), sampling="center", itmax=200)
    found = {one["name"]: one["value"] for one in measures}
    entropy = b.basin_entropy()
    assert found == {
        "Dimension of the boundary": b.boundary_dimension().dimension,
        "Basin entropy": entropy.sb,
        "Boundary entropy": entropy.sbb,
        "Wada distance": b.wada_test().smallest_radius,
        "Steps of a point": b.mean_iterations().all,
        "Convergence": 1.0,
    }
    assert all(re.fullmatch(r"[A-Z].*[.]", one["about"]) for one in measures)
    # One basin has no boundary.
    alone = session.answer("measures", {**message, "polynomial": "z"})[0]["measures"]
    assert [one["value"] for one in alone] == [None, 0.0, None, None, 1.0, 1.0]


def test_only_the_newest_frame_of_a_view_is_drawn(session):
    results = []

    def ask(turn):
        try:
            frame(session, view="a", number=turn, size=[256, 256])
            results.append(turn)
        except OvertakenError:
            pass

    frame(session, view="b", number=1000)
    threads = [threading.Thread(target=ask, args=(turn,)) for turn in range(1, 31)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results[-1] == 30
    with pytest.raises(OvertakenError):
        frame(session, view="a", number=29)
    session.close()
    with pytest.raises(OvertakenError):
        frame(session, view="a", number=31)
