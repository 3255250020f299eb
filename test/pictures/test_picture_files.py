"""Pictures in files: PNG of our own, other formats, and recipes in all of them."""

import io
import json
import sys
import zlib

import numpy as np
import pytest
from images import check_images

import nb_cpp
from nb_cpp.cli.main import main
from nb_cpp.pictures import png
from nb_cpp.pictures.files import SUFFIXES
from nb_cpp.pictures.picture import digest_of

image = pytest.importorskip("PIL.Image")


def decoded(data):
    """The pixels of a PNG, by its specification: chunks, zlib, the filter up."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    at, stream, head = 8, b"", None
    while at < len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        assert int.from_bytes(data[at + 8 + length : at + 12 + length], "big") == zlib.crc32(
            kind + body
        )
        head = body if kind == b"IHDR" else head
        stream += body if kind == b"IDAT" else b""
        at += 12 + length
    columns, rows = int.from_bytes(head[:4], "big"), int.from_bytes(head[4:8], "big")
    bits = head[8]
    lines = np.frombuffer(zlib.decompress(stream), np.uint8).reshape(rows, -1)
    assert (lines[:, 0] == 2).all()
    pixels = np.add.accumulate(lines[:, 1:], axis=0, dtype=np.uint8)
    return (
        np.ascontiguousarray(pixels)
        .view(f">u{bits // 8}")
        .astype(f"u{bits // 8}")
        .reshape(rows, columns, 3)
    )


@pytest.mark.parametrize("kind", [np.uint8, np.uint16])
@pytest.mark.parametrize("shape", [(1, 1), (3, 700), (700, 3), (900, 400)])
@pytest.mark.parametrize("threads", [1, 3])
def test_a_png_has_its_pixels(kind, shape, threads):
    array = np.random.default_rng(3).integers(0, np.iinfo(kind).max, (*shape, 3), kind, True)
    file = io.BytesIO()
    png.write(file, array, {"key": "text é"}, threads)
    check_images("a-png-has-its-pixels", decoded(file.getvalue()), array)
    file.seek(0)
    assert png.read_texts(file) == {"key": "text é"}
    if kind == np.uint8:
        with image.open(file) as picture:
            check_images("a-png-has-its-pixels", np.asarray(picture), array)
            assert picture.text == {"key": "text é"}


def test_a_png_of_no_pixels_is_refused():
    with pytest.raises(ValueError, match="rows and columns"):
        png.write(io.BytesIO(), np.empty((0, 4, 3), np.uint8), {}, 1)


@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("style", ["silk", "mosaic", "hsv"])
def test_a_recipe_draws_the_same_pixels(tmp_path, style, bits):
    picture = nb_cpp.render(
        [1, 0, -2, 2], size=(70, 50), style=style, bits=bits, cycles=True, relax=0.9 + 0.1j
    )
    path = tmp_path / "p.png"
    picture.save(path)
    recipe = nb_cpp.load_recipe(path)
    again = recipe.render()
    check_images("a-recipe-draws-the-same-pixels", again.array, picture.array)
    assert again.array.dtype == picture.array.dtype
    assert json.loads(again.recipe.text()) == json.loads(picture.recipe.text())
    with path.open("rb") as file:
        about = json.loads(png.read_texts(file)["nb_cpp"])
    assert about["digest"] == digest_of(picture.array)
    assert about["nb_cpp"] == nb_cpp.__version__
    larger = recipe.render(size=140)
    assert larger.size == (140, 100)
    assert larger.palette.hex(0) == picture.palette.hex(0)
    flat = recipe.render(style="flat", extent=(0, 1, 0, 1))
    assert flat.recipe.style == "flat"
    assert flat.size == (70, 70)


def test_another_style_keeps_the_palette_that_was_given(tmp_path):
    given = ["crimson", "gold", "teal"]
    for first in ("silk", "hsv"):
        usual = nb_cpp.render([1, 0, 0, -1], size=8, style=first)
        usual.save(tmp_path / "usual.png")
        own = nb_cpp.render([1, 0, 0, -1], size=8, style=first, palette=given)
        own.save(tmp_path / "own.png")
        for second in ("chart", "hsv"):
            default = nb_cpp.render([1, 0, 0, -1], size=8, style=second).palette
            for recipe in (usual.recipe, nb_cpp.load_recipe(tmp_path / "usual.png")):
                again = recipe.render(style=second).palette
                assert [again.hex(k) for k in range(3)] == [default.hex(k) for k in range(3)]
            for recipe in (own.recipe, nb_cpp.load_recipe(tmp_path / "own.png")):
                again = recipe.render(style=second).palette
                assert {again.hex(k) for k in range(3)} == {"#dc143c", "#ffd700", "#008080"}
                other = recipe.render(style=second, palette=["red"]).palette
                assert other.hex(0) == "#ff0000"


@pytest.mark.parametrize(
    "polynomial",
    [
        {"coefs": ["1", "0"]},
        {"coefs": [10**30, 1, -7]},
        {"coefs": [1.5, 1j, -2]},
        {"roots": [1, 1, -0.5j]},
    ],
)
def test_a_recipe_has_the_exact_polynomial(tmp_path, polynomial):
    if polynomial.get("coefs", [0])[0] == "1":
        from fractions import Fraction

        polynomial = {"coefs": [Fraction(1, 3), 0, Fraction(-1, 7)]}
    picture = nb_cpp.render(size=16, **polynomial)
    picture.save(tmp_path / "p.png")
    again = nb_cpp.load_recipe(tmp_path / "p.png")
    assert again.problem.polynomial == nb_cpp.Polynomial(**polynomial)
    check_images("a-recipe-has-the-exact-polynomial", again.render().array, picture.array)


def test_a_part_has_a_recipe_of_its_own(tmp_path):
    whole = nb_cpp.render([1, 0, 0, -1], size=(50, 40))
    path = tmp_path / "part.png"
    for rows, columns in (((3, 16), None), (None, (7, 30)), ((0, 40), (49, 50))):
        part = whole.recipe.render(rows=rows, columns=columns)
        part.save(path)
        recipe = nb_cpp.load_recipe(path)
        assert (recipe.rows, recipe.columns) == (rows, columns)
        check_images("a-part-has-a-recipe-of-its-own", recipe.render().array, part.array)
        assert recipe.render(style="flat").array.shape == part.array.shape
        again = recipe.render(rows=(0, 40)).array
        check_images("a-part-has-a-recipe-of-its-own", again, whole.array)
        assert recipe.render(size=(50, 40)).size == (50, 40)
        assert recipe.render(extent=(0, 1, 0, 1)).size == (50, 50)
        with path.open("rb") as file:
            assert json.loads(png.read_texts(file)["nb_cpp"])["digest"] == digest_of(part.array)
    assert "23 x 40 of 50 x 40 pixels" in repr(whole.recipe.render(columns=(7, 30)).recipe)


def test_a_recipe_warns_as_render_does():
    recipe = nb_cpp.render([1, 0, 0, -1], size=8).recipe
    with pytest.warns(nb_cpp.PrecisionWarning, match="use centre=") as caught:
        recipe.render(extent=(0.3, 0.3 + 1e-14, 0.3, 0.3 + 1e-14))
    assert caught[0].filename == __file__
    with pytest.warns(nb_cpp.ToleranceWarning) as caught:
        coarse = nb_cpp.render([1, 0, 0, -1], size=8, tol=10).recipe
    assert caught[0].filename == __file__
    with pytest.warns(nb_cpp.ToleranceWarning):
        coarse.render(size=9)


def test_basins_with_a_sampling_of_their_own_have_recipes(tmp_path):
    picture = nb_cpp.basins([1, 0, 0, -1], shape=(20, 30), sampling="endpoints").render()
    picture.save(tmp_path / "p.png")
    again = nb_cpp.load_recipe(tmp_path / "p.png").render().array
    check_images("basins-with-a-sampling-of-their-own-have-recipes", again, picture.array)


@pytest.mark.parametrize("suffix", [".tif", ".webp", ".jpg", ".avif"])
def test_other_formats_have_the_recipe_too(tmp_path, suffix):
    features = pytest.importorskip("PIL.features")
    if suffix == ".avif" and not (features.check("avif") if "avif" in features.modules else False):
        pytest.skip("this Pillow cannot write AVIF")
    picture = nb_cpp.render([1, 0, 0, -1], size=48)
    path = tmp_path / f"p{suffix}"
    picture.save(path)
    again = nb_cpp.load_recipe(path).render().array
    check_images("other-formats-have-the-recipe-too", again, picture.array)
    with image.open(path) as saved:
        array = np.asarray(saved.convert("RGB"))
    most = 0.001 if suffix in (".tif", ".webp") else 8
    check_images(f"other-formats-{suffix[1:]}", array, picture.array, mean=most)


def test_names_that_cannot_be_written(tmp_path):
    picture = nb_cpp.render([1, 0, 0, -1], size=8)
    with pytest.raises(ValueError, match=r"path must end in \.png, .*got .*p\.bmp"):
        picture.save(tmp_path / "p.bmp")
    with pytest.raises(FileNotFoundError, match=r"p\.png"):
        picture.save(tmp_path / "nowhere" / "p.png")
    with pytest.raises(ValueError, match=r"bits=16 is for \.png"):
        picture.recipe.render(bits=16).save(tmp_path / "p.jpg")
    b = nb_cpp.basins([1, 0, 0, -1], shape=(2, 2))
    for suffix in SUFFIXES:
        with pytest.raises(ValueError, match=rf"b\.render\(\)\.save\('.*p{suffix}'\)"):
            b.save(tmp_path / f"p{suffix}")
    for suffix in (".bmp", ".GIF", ".ppm", ".svg", ".jp2", ".jxl"):
        with pytest.raises(ValueError, match=r"b\.render\(\)\.save\('.*p\.png'\)"):
            b.save(tmp_path / f"p{suffix}")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("name", "options", "words"),
    [
        ("p.jpg", {"bits": 16}, "bits=16 is for .png"),
        ("p.webp", {}, "at most 16383 pixels, got 99999 x 99999"),
        ("p.jpeg", {}, "at most 65500 pixels, got 99999 x 99999"),
        ("p.avif", {}, "at most 65536 pixels, got 99999 x 99999"),
        ("p.tif", {"no": "PIL"}, "pip install 'nb-cpp[images]'"),
        ("p.tif", {"no": "TIFF"}, "this Pillow cannot write TIFF"),
    ],
)
def test_what_a_file_cannot_be_is_told_before_work(
    tmp_path, monkeypatch, capsys, name, options, words
):
    monkeypatch.chdir(tmp_path)
    if options.get("no") == "PIL":
        monkeypatch.setitem(sys.modules, "PIL", None)
    elif "no" in options:
        image.init()
        monkeypatch.delitem(image.SAVE, "TIFF")
    monkeypatch.setattr("nb_cpp.pictures.recipe.draw", None)
    bits = str(options.get("bits", 8))
    assert main(["render", "z^3 - 1", name, "--size", "99999", "--bits", bits]) == 2
    assert words in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_larger_files_than_a_format_has_are_refused(tmp_path):
    recipe = nb_cpp.render([1, 0, 0, -1], size=(16384, 1), antialias=False)
    with pytest.raises(ValueError, match="a side of a WEBP has at most 16383 pixels"):
        recipe.save(tmp_path / "p.webp")
    assert not list(tmp_path.iterdir())


def test_a_recipe_may_be_too_long_for_a_jpeg(tmp_path):
    roots = np.arange(900) + 0.125j
    picture = nb_cpp.render(roots=roots, size=8, style="flat", stop="step", tol=1e-4)
    assert len(picture.recipe.text()) > 60000
    with pytest.warns(UserWarning, match=r"p\.jpg' has no recipe: .* Use \.png") as caught:
        picture.save(tmp_path / "p.jpg")
    assert caught[0].filename == __file__
    with pytest.raises(ValueError, match=r"has no recipe: .*or it is a JPEG"):
        nb_cpp.load_recipe(tmp_path / "p.jpg")
    for suffix in (".png", ".tif", ".webp"):
        picture.save(tmp_path / f"p{suffix}")
        again = nb_cpp.load_recipe(tmp_path / f"p{suffix}")
        assert again.text() == picture.recipe.text()
    check_images("a-recipe-may-be-too-long-for-a-jpeg", again.render().array, picture.array)


def test_threads_write(tmp_path, monkeypatch):
    started = []
    pool = png.ThreadPoolExecutor
    monkeypatch.setattr(
        png, "ThreadPoolExecutor", lambda threads: started.append(threads) or pool(threads)
    )
    picture = nb_cpp.render([1, 0, 0, -1], size=8)
    picture.save(tmp_path / "p.png", threads=3)
    assert (
        main(["render", "z^2 - 1", str(tmp_path / "q.png"), "--size", "8", "--threads", "2"]) == 0
    )
    assert started == [3, 2]
    with pytest.raises(ValueError, match="threads must be 1 or more"):
        picture.save(tmp_path / "p.png", threads=0)


def test_files_without_a_recipe(tmp_path):
    for name, data in (
        ("text.png", b"no picture"),
        ("cut.png", b"\x89PNG\r\n\x1a\n\0\0"),
        ("other.json", b'{"format": "other"}'),
        ("newer.json", b'{"format": "nb_cpp.Picture", "version": 99}'),
    ):
        path = tmp_path / name
        path.write_bytes(data)
        with pytest.raises(ValueError, match=path.name):
            nb_cpp.load_recipe(path)
    plain = tmp_path / "plain.png"
    image.fromarray(np.zeros((2, 2, 3), np.uint8)).save(plain)
    with pytest.raises(ValueError, match="has no recipe"):
        nb_cpp.load_recipe(plain)


def test_a_png_that_is_cut_has_no_recipe(tmp_path):
    path = tmp_path / "cut.png"
    nb_cpp.render([1, 0, 0, -1], size=8).save(path)
    whole = path.read_bytes()
    end = whole.index(b"IDAT") - 4
    for length in [*range(whole.index(b"iTXt") + 40), *range(end - 20, end - 4)]:
        path.write_bytes(whole[:length])
        with pytest.raises(ValueError, match=r"cut\.png"):
            nb_cpp.load_recipe(path)
    for length in range(end - 4, len(whole)):  # nothing is missing but pixels and a checksum
        path.write_bytes(whole[:length])
        assert nb_cpp.load_recipe(path).style == "silk"


def fault_of(path):
    """What is told of a file; its name where the recipe is before what is missing."""
    try:
        nb_cpp.load_recipe(path)
    except ValueError as error:
        return str(error)
    return path.name


@pytest.mark.filterwarnings("ignore:Corrupt EXIF|Truncated File:UserWarning")  # Pillow's
@pytest.mark.parametrize("suffix", [".jpg", ".webp", ".tif"])
def test_files_of_pillows_may_be_cut(tmp_path, suffix):
    path = tmp_path / f"cut{suffix}"
    nb_cpp.render([1, 0, 0, -1], size=8).save(path)
    whole = path.read_bytes()
    for length in range(0, len(whole), 7):
        path.write_bytes(whole[:length])
        assert path.name in fault_of(path)


def test_a_recipe_may_be_altered(tmp_path):
    path = tmp_path / "recipe.json"
    text = nb_cpp.render([1, 0, 0, -1], size=8).recipe.text()
    for fault in (
        '{"format": ' + "[" * 100_000,
        "{}",
        text.replace('"itmax": 200', f'"itmax": 1{"0" * 400}'),
        text.replace('"tol": 1e-06', f'"tol": 1{"0" * 400}'),
        text.replace('"style": "silk"', '"style": []'),
        text[:-20],
    ):
        assert fault != text
        path.write_text(fault)
        with pytest.raises(ValueError, match=r"recipe\.json"):
            nb_cpp.load_recipe(path)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"key",
        b"key\0",
        b"key\0\0",
        b"key\0\0\0",
        b"key\0\0\0en",
        b"key\0\0\0en\0key",
        b"key\0\0\0\0\0\xff",
        b"key\0\1\0\0\0\0",
        b"nb_cpp\0\0\0\0\0\xff",
    ],
)
def test_texts_of_others_may_be_anything(tmp_path, text):
    path = tmp_path / "p.png"
    picture = nb_cpp.render([1, 0, 0, -1], size=8)
    picture.save(path)
    whole = path.read_bytes()
    at = whole.index(b"iTXt") - 4
    before = png._chunk(b"iTXt", text)
    path.write_bytes(whole[:at] + before + whole[at:])
    again = nb_cpp.load_recipe(path).render().array
    check_images("texts-of-others-may-be-anything", again, picture.array)
    path.write_bytes(whole[:at] + before)
    with pytest.raises(ValueError, match=r"p\.png"):
        nb_cpp.load_recipe(path)
    assert main(["render", "--like", str(path)]) == 2


def test_a_notebook_shows_a_picture_of_its_size():
    picture = nb_cpp.render([1, 0, 0, -1], size=(1500, 90), antialias=False)
    with image.open(io.BytesIO(picture._repr_png_())) as shown:
        assert shown.size == (750, 45)
    assert "1500 x 90 pixels: z^3 - 1 by newton, silk" in repr(picture)
    assert not picture.array.flags.writeable
