"""The command nb-cpp."""

import io
import json
import os
import pty
import re
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import nb_cpp
from nb_cpp.cli.arguments import COMMANDS, make_parser
from nb_cpp.cli.bar import Bar
from nb_cpp.cli.main import main
from nb_cpp.cli.presets import PRESETS
from nb_cpp.explorer.server import Server

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def run(line):
    return main(shlex.split(line))


def helped(parser):
    return [line.strip() for line in parser.epilog.splitlines() if line.startswith("  nb-cpp ")]


PARSER, PARSERS = make_parser()
EXAMPLES = [line for parser in (PARSER, *PARSERS.values()) for line in helped(parser)]
DOCUMENTED = re.findall(
    r"^(nb-cpp .*)$", (ROOT / "docs" / "command.md").read_text(encoding="utf-8"), re.MULTILINE
) + re.findall(r"^(nb-cpp .*)$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("line", sorted({*EXAMPLES, *DOCUMENTED}))
def test_examples(line, capsys, monkeypatch):
    monkeypatch.setattr("nb_cpp.explorer.server.Server.run", Server.end)
    monkeypatch.setattr("webbrowser.open", lambda address: False)
    if "--like" in line:  # a picture of before
        assert run('render "z^3 - 1" cubic.png --size 16') == 0
    inner = re.search(r"\$\((.*)\)", line)
    if inner:  # as the shell puts it in
        assert run(inner.group(1).partition(" ")[2]) == 0
        line = line.replace(inner.group(0), capsys.readouterr().out.strip())
    program, *words = shlex.split(line.partition("|")[0], comments=True)
    assert program == "nb-cpp"
    if words[-1] == "--help":
        with pytest.raises(SystemExit):
            main(words)
        return
    if words[0] in ("render", "compare"):
        words += ["--size", "48"]  # the last one holds
    assert main(words) == 0
    if words[0] == "render":
        names = sorted((str(path) for path in Path().glob("*.png")), key=lambda n: n == "cubic.png")
        assert max(nb_cpp.load_recipe(names[0]).render().size) == 48
    elif "--output" not in words:
        assert capsys.readouterr().out


def test_words_that_the_help_quotes_are_taken():
    """Those of --palette by render, polynomials by roots."""
    quoted = [
        (action.option_strings, word)
        for action in PARSERS["render"]._actions
        for word in re.findall(r'"([^"]*)"', action.help or "")
    ]
    assert {tuple(options) for options, _ in quoted} == {(), ("--palette",)}
    for options, word in quoted:
        line = ["render", "z^3 - 1", *options, word] if options else ["roots", word]
        assert main([*line, *(["--size", "8"] if options else [])]) == 0
    assert nb_cpp.load_recipe("basins.png").palette.hex(1) in ("#cc3311", "#008080")


def test_every_command_has_an_example():
    assert set(PARSERS) == set(COMMANDS)
    assert all(helped(parser) for parser in PARSERS.values())
    assert {line.split()[1] for line in DOCUMENTED} >= set(COMMANDS) - {"completion"}


def test_a_picture_is_that_of_render():
    assert run('render "z^3 - 1" a.png --size 40x30 --style flat --method halley --tol 1e-8') == 0
    expected = nb_cpp.render(
        "z^3 - 1", size=(40, 30), style="flat", method="halley", tol=1e-8
    ).array
    assert (nb_cpp.load_recipe("a.png").render().array == expected).all()
    assert run("render --like a.png --size 20") == 0
    assert nb_cpp.load_recipe("a-20.png").render().array.shape[1] == 20
    assert run("render -z^2+i --size 8 --relax 1/2+i/4 --no-light --no-antialias --bits 16") == 0
    recipe = nb_cpp.load_recipe("basins.png")
    assert str(recipe.problem.polynomial) == "-z^2 + i"
    assert recipe.problem.parameters["relax"] == 0.5 + 0.25j
    assert (recipe.bits, recipe.light, recipe.antialias) == (16, False, False)


def test_a_recipe_in_a_file_of_its_own():
    Path("like.json").write_text(nb_cpp.render("z^2 - 1", size=8).recipe.text())
    assert run("render --like like.json --size 9") == 0
    assert nb_cpp.load_recipe("like-9.png").window.shape == (9, 9)


def test_options_may_stand_anywhere(capsys):
    for line in (
        "render --size 8 z^2-1 a.png",
        "render z^2-1 --size 8 a.png",
        "render --style flat z^2-1 --size 8 a.png --threads 1",
    ):
        assert run(line) == 0
        assert nb_cpp.load_recipe("a.png").window.shape == (8, 8)
        Path("a.png").unlink()
    assert run("orbit z^2-1 --steps 1 2") == 0
    capsys.readouterr()
    assert run("compare z^2-1 --size 8 -z^3+1 --methods newton --format csv") == 0
    assert len(capsys.readouterr().out.splitlines()) == 3


@pytest.mark.parametrize("name", PRESETS)
def test_presets(name):
    assert run(f"render --preset {name} --size 24 --no-antialias") == 0
    recipe = nb_cpp.load_recipe(f"{name}.png")
    assert recipe.problem.polynomial == nb_cpp.Polynomial(PRESETS[name].polynomial)


def test_numbers_for_programs(capsys):
    assert run('roots "(z - 1)^2 (z + 2i)" --json') == 0
    assert json.loads(capsys.readouterr().out) == [
        {"root": [0.0, -2.0], "multiplicity": 1, "radius": 0.0},
        {"root": [1.0, 0.0], "multiplicity": 2, "radius": 0.0},
    ]
    assert run('cycles "z^3 - 2z + 2" --json') == 0
    (cycle,) = json.loads(capsys.readouterr().out)
    assert (cycle["period"], cycle["kind"]) == (2, "superattracting")
    assert run('orbit "z^2 - 2" 1 --steps 3 --json') == 0
    points = nb_cpp.orbit("z^2 - 2", 1, steps=3)
    assert json.loads(capsys.readouterr().out) == [[z.real, z.imag] for z in points]
    assert run("methods nova --json") == 0
    assert json.loads(capsys.readouterr().out)[0]["parameters"] == {"relax": [1, 0], "c": [0, 0]}
    assert run("info --json") == 0
    assert json.loads(capsys.readouterr().out) == nb_cpp.build_info()


def test_windows_with_a_centre():
    line = "render z^3-1 a.png --size 12 --centre -0.7937005259840997373758528196 0 --width 1e-20"
    assert run(line) == 0
    recipe = nb_cpp.load_recipe("a.png")
    assert recipe.window.centre == ("-0.7937005259840997373758528196", "0")
    assert recipe.window.width == "1e-20"


def test_tables(capsys):
    line = 'compare "z^3 - 1" z^2-1 --methods newton,halley --size 24 --format'
    expected = nb_cpp.compare(["z^3 - 1", "z^2-1"], ["newton", "halley"], shape=(24, 24))
    assert run(f"{line} csv") == 0
    rows = capsys.readouterr().out.splitlines()
    assert rows[0].split(",") == list(expected.columns)
    assert len(rows) == 5
    assert run(f"{line} markdown --output table.md") == 0
    assert Path("table.md").read_text().count("\n") == 6
    assert capsys.readouterr().out == ""


MISTAKES = [
    ("rendr z", "did you mean 'render'?"),
    ("quux", "there are render, explore, roots"),
    ("explore sin(z)", "'sin' is a name or a function"),
    ("explore z^2-1 z", "'z' is one argument too many"),
    ("render z^2-1 a.png --width 1", "centre must be given with width"),
    ("roots", "POLYNOMIAL"),
    ("roots z^3-1 --jsn", "did you mean '--json'?"),
    ("roots z^3-1 z", "'z' is one argument too many"),
    ("roots 7", "a constant has no roots"),
    ("roots sin(z)", "'sin' is a name or a function"),
    ("cycles z --method haley", "did you mean 'halley'?"),
    ("cycles z --beta 2", "takes relax, got beta"),
    ("orbit z^2-1", "POINT"),
    ("orbit z^2-1 here", "must be a number"),
    ("orbit z^2-1 1 --steps 1.5", "'1.5' is no integer"),
    ("orbit z^2-1 1 --steps -1", "steps must be zero or more"),
    ("compare z --methods newton,haley", "did you mean 'halley'?"),
    ("compare z --format cvs", "did you mean 'csv'?"),
    ("compare z --output no/such.csv --size 8 --methods newton", "'no/such.csv'"),
    ("render", "a polynomial is missing"),
    ("render z^2-1 a.png b.png", "'b.png' is one argument too many"),
    ("render z^2-1 a.png --size big", "no size such as 1024 or 1920x1080"),
    ("render z^2-1 a.png --size 0", "size must be one or more"),
    ("render z^2-1 a.png --style slik", "did you mean 'silk'?"),
    ("render z^2-1 a.png --stile silk", "did you mean '--style'?"),
    ("render z^2-1 a.png --stile=silk", "did you mean '--style'?"),
    ("render z^2-1 a.png --stop roots", "did you mean 'root'?"),
    ("render z^2-1 a.png --tol i", "'i' is not real"),
    ("render z^2-1 a.png --extent 1 2 3", "expected 4 arguments"),
    ("render z^2-1 a.png --extent 2 1 0 1", "must be less than"),
    ("render z^2-1 a.png --bits 12", "bits must be 8 or 16"),
    ("render z^2-1 a.bmp", "must end in .png"),
    ("render z^2-1 no/a.png", "there is no such folder"),
    ("render z^2-1 a.png --palette no-such-map --size 8", "palette"),
    ("render z^2-1 a.png --palette red,tael --size 8", "did you mean 'teal'?"),
    ("render z^2-1 a.png --palette teal --size 8", "palette"),
    ("render z^2-1 a.png --centre 0 0", "must be given with"),
    ("render z^2-1 a.png --centre 0 x --width 1", "centre must be"),
    ("render z^2-1 a.png --centre 0 0 --width -1", "width must be above 0"),
    ("boundary z^2-1", "one of the arguments POINT --near is required"),
    ("boundary z^2-1 0 --near 0", "--near: not allowed with argument POINT"),
    ("boundary z^2-1 2", "one label"),
    ("boundary z^2-1 0 --digits 0", "digits must be between"),
    ("render --preset cayly", "did you mean 'cayley'?"),
    ("render --preset cayley --like a.png", "one or the other"),
    ("render --like none.png", "'none.png': No such file"),
    ("render --like none.png --method halley", "--method cannot go with --like"),
    ("--sytle", "nb-cpp has no option --sytle; see nb-cpp --help"),
    ("--verson", "did you mean '--version'?"),
    ("render z^2-1 --height 512", "has no option --height; see nb-cpp render --help"),
    ("styles --json", "has no option --json; see nb-cpp styles --help"),
    ("render z^2-1 -o a.png", "no option -o: the file's name stands by itself, after the poly"),
    ("render -o a.png z^2-1", "no option -o: the file's name stands by itself, after the poly"),
    ("render --preset cayley -o a.png", "no option -o: the file's name stands by itself"),
    ("render z^2-1 --output=a.png", "no option --output: the file's name stands by itself"),
    ("render z^2-1 -s 8", "has no option -s; see nb-cpp render --help"),
    ("render z^2-1 --size -5", "'-5' is no size"),
    ("render z^2-1 --tol -i", "'-i' is not real"),
    ("roots -json", "no option -json; did you mean '--json'?"),
    ("roots z^2-1 -v", "'-v' is one argument too many"),
    ("roots -sin(z)", "    -sin(z)\n     ^"),
    ("render --like nonexist", "'nonexist': No such file"),
    ("render --like nonexist --size 8", "'nonexist': No such file"),
    ("methods newtn", "did you mean 'newton'?"),
    ("completion bsh", "did you mean 'bash'?"),
]


@pytest.mark.parametrize(("line", "words"), MISTAKES, ids=[line for line, _ in MISTAKES])
def test_mistakes_are_told_in_a_sentence(line, words, capsys):
    assert run(line) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert words in output.err
    first, *rest = output.err.splitlines()
    assert first.startswith("nb-cpp: ")
    assert len(rest) in (0, 2)  # a text and its caret
    assert not list(Path().glob("*.png"))


def test_a_mistake_is_told_before_time_is_spent(capsys):
    started = time.monotonic()
    assert run("render z^5-1 a.bmp --size 30000") == 2
    assert run("render z^5-1 no/a.png --size 30000") == 2
    assert time.monotonic() - started < 1
    assert capsys.readouterr().err


def test_warnings_are_sentences(capsys):
    assert run("render z^3-1 a.png --size 8 --tol 10") == 0
    error = capsys.readouterr().err
    assert error.startswith("nb-cpp: warning: tol=10 is too large ")
    assert ".py" not in error


def test_ctrl_c_is_no_traceback(monkeypatch, capsys):
    def interrupted(_):
        raise KeyboardInterrupt

    monkeypatch.setattr("nb_cpp.cli.numbers.find_roots", interrupted)
    assert run("roots z^2-1") == 130
    assert capsys.readouterr() == ("", "")


def python(*words, **more):
    return subprocess.run([sys.executable, *words], capture_output=True, text=True, **more)


def test_as_a_module_it_imports_no_matplotlib():
    program = """if True:
        import sys
        from nb_cpp.cli.main import main
        status = main(["render", "z^3 - 1", "a.png", "--size", "16"])
        print(status, *{"matplotlib", "pandas", "tqdm", "PIL", "xarray"} & set(sys.modules))
    """
    result = python("-c", program)
    assert (result.stdout, result.stderr) == ("0\n", "")
    result = python("-m", "nb_cpp", "roots", "z - 1")
    assert result.stdout.startswith("1 distinct root")
    assert python("-m", "nb_cpp", "roots", "z^y").returncode == 2


def test_who_reads_may_stop():
    command = f"{shlex.quote(sys.executable)} -m nb_cpp orbit z^3-1 1+i --steps 20000 | head -1"
    result = subprocess.run(["bash", "-c", command], capture_output=True, text=True)
    assert (result.stdout, result.stderr) == ("step  point\n", "")


def test_the_bar_is_for_terminals(monkeypatch):
    primary, secondary = pty.openpty()
    with open(secondary, "w") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        bar = Bar()
        bar(0, 100)
        monkeypatch.setattr(bar, "_next", 0.0)
        bar(50, 100)
        bar.end()
        bar.tell("done")
        text = ""
        while "done" not in text:
            text += os.read(primary, 1000).decode()
    os.close(primary)
    assert text.startswith("\r###############...............  50 %\r")
    assert text.endswith("done\r\n")
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    bar = Bar()
    monkeypatch.setattr(bar, "_next", 0.0)
    bar(50, 100)
    bar.tell("done")
    assert sys.stderr.getvalue() == ""


def completed(words):
    """What bash offers for the last of the words."""
    script = f"""
        {completion("bash")}
        COMP_WORDS=({" ".join(map(shlex.quote, words))})
        COMP_CWORD={len(words) - 1}
        _nb_cpp
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    result = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    assert result.stderr == ""
    return result.stdout.split()


def completion(shell):
    from nb_cpp.cli.completion import script

    return script(shell, PARSERS)


def test_bash_completes_words():
    assert completed(["nb-cpp", "re"]) == ["render"]
    assert set(completed(["nb-cpp", ""])) >= set(COMMANDS)
    assert completed(["nb-cpp", "render", "z^3-1", "--sty"]) == ["--style"]
    assert completed(["nb-cpp", "render", "z^3-1", "--style", "s"]) == ["silk"]
    assert completed(["nb-cpp", "cycles", "z", "--method", "ha"]) == ["halley"]
    assert completed(["nb-cpp", "render", "--preset", "cay"]) == ["cayley"]
    assert completed(["nb-cpp", "render", "z^3-1", "a"]) == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_scripts_of_shells_know_every_option(shell):
    script = completion(shell)
    for name, parser in PARSERS.items():
        assert name in script
        for option in parser.option_strings():
            assert (option if shell != "fish" else option.lstrip("-")) in script
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=script, text=True, check=True)


def test_sizes_in_help_are_short():
    for parser in (PARSER, *PARSERS.values()):
        assert max(map(len, parser.format_help().splitlines())) <= 100


def test_orbits_have_twelve_digits(capsys):
    assert run("orbit z^2-2 1 --steps 5") == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert float(last.split()[1]) == pytest.approx(np.sqrt(2), rel=1e-11)
