"""The commands and their options, and what `--help` says of them."""

import argparse
from typing import Any, Callable, Dict, List, NoReturn, Optional, Sequence, Tuple

from .._core import __version__
from .._problem.methods import methods
from .._problem.problem import STOP_RULES
from ..pictures.styles import styles
from . import completion, draw, explore, numbers, readers
from .presets import PRESETS
from .readers import MistakeError

COMMANDS = (
    "render",
    "explore",
    "roots",
    "cycles",
    "orbit",
    "boundary",
    "compare",
    "methods",
    "styles",
    "presets",
    "info",
    "completion",
)

_ABOUT = "Newton basins: which root of a polynomial an iteration reaches, and in how many steps."
_POLYNOMIAL = 'as people write it: "z^3 - 1", "(z-1)(z+2)^2", "x^4 - 2ix + 1/3"'

_EXAMPLES = {
    "": [
        'nb-cpp render "z^3 - 1" cubic.png --size 2048',
        'nb-cpp roots "z^5 - z - 1"',
        "nb-cpp render --help",
    ],
    "render": [
        'nb-cpp render "z^3 - 1" cubic.png --style silk --size 2048',
        'nb-cpp render "z^5 - z - 1" wide.png --size 1920x1080 --method halley',
        'nb-cpp render "z^3 - 2z + 2" trap.png --cycles --extent -2 2 -1.5 1.5',
        'nb-cpp render "z^3 - 1" warm.png --palette "#cc3311,teal,gold"',
        "nb-cpp render --preset orchid orchid.png --style marble",
        "nb-cpp render --like cubic.png poster.png --size 4096",
    ],
    "explore": [
        'nb-cpp explore "z^5 - z - 1"',
        'nb-cpp explore "(z - 1)^2 (z + 1)" --no-browser --stay',
    ],
    "roots": [
        'nb-cpp roots "z^3 - 1"',
        'nb-cpp roots "(z - 1)^3 (z + 2i)^2" --json',
    ],
    "cycles": [
        'nb-cpp cycles "z^3 - 2z + 2"',
        'nb-cpp cycles "z^3 - 1" --method nova --c 0.2',
    ],
    "orbit": [
        'nb-cpp orbit "z^3 - 1" 0.5+0.2i --steps 8',
        'nb-cpp orbit "z^3 - 2z + 2" 0 --steps 4 --json',
    ],
    "compare": [
        'nb-cpp compare "z^3 - 1" "z^4 - 1" --methods newton,halley --size 256',
        'nb-cpp compare "z^3 - 1" --format latex --output table.tex --size 256',
    ],
    "boundary": [
        'nb-cpp boundary "z^3 - 1" --near -0.5+0.2i --digits 40',
        'nb-cpp render "z^3 - 1" deep.png --width 1e-30 --centre $(nb-cpp boundary "z^3 - 1" 0.2i)',
    ],
    "methods": ["nb-cpp methods", "nb-cpp methods halley"],
    "styles": ["nb-cpp styles"],
    "presets": ["nb-cpp presets"],
    "info": ["nb-cpp info", "nb-cpp info --json"],
    "completion": ["nb-cpp completion bash"],
}


class Parser(argparse.ArgumentParser):
    """A parser whose errors are exceptions."""

    def error(self, message: str) -> NoReturn:
        text = message.replace("argument ", "", 1) if message.startswith("argument ") else message
        # Beneath a text with a caret nothing is read.
        raise MistakeError(text if "\n" in text else f"{text}; see {self.prog} --help")

    def option_strings(self) -> List[str]:
        """All options."""
        return [name for action in self._actions for name in action.option_strings]

    def options(self) -> List[Tuple[List[str], str, Optional[Sequence[str]]]]:
        """Names, help and the words that may follow, of each option."""
        return [
            (list(action.option_strings), action.help or "", getattr(action, "words", None))
            for action in self._actions
            if action.option_strings
        ]


def make_parser() -> Tuple[Parser, Dict[str, Parser]]:
    """The parser, and that of each command."""
    parser = _parser(Parser, "", prog="nb-cpp", description=_ABOUT)
    parser.set_defaults(run=lambda _: None)
    parser.add_argument("-V", "--version", action="version", version=f"nb-cpp {__version__}")
    group = parser.add_subparsers(title="commands", metavar="COMMAND", parser_class=Parser)
    commands: Dict[str, Parser] = {}

    def command(name: str, about: str, run: Callable[[Any], None]) -> Parser:
        made: Parser = _parser(group.add_parser, name, help=about, description=f"{about}.")
        made.set_defaults(run=run)
        commands[name] = made
        return made

    _add_render(command("render", "Draw a picture", draw.render))
    _add_explore(command("explore", "Move about in a picture, in the browser", explore.explore))
    roots = command("roots", "Find roots, multiplicities and error bounds", numbers.roots)
    _add_polynomial(roots)
    _add_json(roots)
    cycles = command("cycles", "Find attracting cycles", numbers.cycles)
    _add_polynomial(cycles)
    _add_method(cycles)
    _add_json(cycles)
    orbit = command("orbit", "Follow a point, step by step", numbers.orbit)
    _add_polynomial(orbit)
    orbit.add_argument("start", metavar="POINT", type=readers.complex_number, help="0.5 - 2i")
    orbit.add_argument("--steps", type=readers.integer, default=20, metavar="N", help="default: 20")
    _add_method(orbit)
    _add_json(orbit)
    boundary = command("boundary", "Find a point between basins, to many digits", numbers.boundary)
    _add_polynomial(boundary)
    places = boundary.add_mutually_exclusive_group(required=True)
    where = "where to look: 0.5 - 2i"
    places.add_argument("point", metavar="POINT", nargs="?", type=str.strip, help=where)
    places.add_argument("--near", metavar="POINT", type=str.strip, help=where)
    boundary.add_argument("--width", type=str.strip, metavar="W", help="how far around: 0.1")
    boundary.add_argument("--digits", type=readers.integer, metavar="N", help="default: 100")
    _add_method(boundary)
    _add_compare(command("compare", "Measure and time methods on polynomials", numbers.compare))
    listing = command("methods", "List the methods, or tell of one", numbers.methods)
    listing.add_argument("name", nargs="?", metavar="METHOD", help="all by default")
    _add_json(listing)
    command("styles", "List the styles of pictures", numbers.styles)
    command("presets", "List pictures worth a wall", numbers.presets)
    _add_json(command("info", "Tell what this build is and what it runs on", numbers.info))
    scripts = command("completion", "Print a script that completes words", numbers.completion)
    scripts.set_defaults(commands=commands)
    scripts.add_argument("shell", metavar="SHELL", help=", ".join(completion.SHELLS))
    return parser, commands


def _parser(make: Callable[..., Any], name: str, **about: str) -> Any:
    examples = "\n".join(f"  {line}" for line in _EXAMPLES[name])
    return make(
        *([name] if name else []),
        epilog=f"examples:\n{examples}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        argument_default=argparse.SUPPRESS,
        allow_abbrev=False,
        **about,
    )


def _add_render(parser: Parser) -> None:
    parser.usage = "nb-cpp render POLYNOMIAL [FILE] [options]"
    parser.add_argument(
        "what",
        nargs="*",
        default=[],
        type=str.strip,
        metavar="POLYNOMIAL FILE",
        help=f"{_POLYNOMIAL}; and the file to write, which ends in .png (default: basins.png)",
    )
    source = parser.add_argument_group("instead of a polynomial")
    _choice(source, "--preset", sorted(PRESETS), metavar="NAME", help="see nb-cpp presets")
    source.add_argument(
        "--like",
        metavar="PICTURE",
        help="a picture that nb-cpp saved: again, in another size or style",
    )
    picture = parser.add_argument_group("the picture")
    picture.add_argument(
        "--size",
        type=readers.size,
        metavar="N|WxH",
        help="pixels of the longer side, or of both sides (default: 1024)",
    )
    _add_extent(picture, "default: what frames the roots")
    picture.add_argument(
        "--centre",
        nargs=2,
        type=str.strip,
        metavar=("RE", "IM"),
        help="instead of --extent, with any number of digits",
    )
    picture.add_argument("--width", type=str.strip, metavar="W", help="with --centre: 1e-30")
    _choice(picture, "--style", list(styles()), metavar="STYLE", help=", ".join(styles()))
    picture.add_argument(
        "--palette",
        metavar="COLOURS",
        help='colours of CSS between commas, as "#cc3311,teal", or a colormap of matplotlib\'s',
    )
    picture.add_argument("--bits", type=readers.integer, metavar="8|16", help="of each colour")
    picture.add_argument(
        "--no-antialias",
        dest="antialias",
        action="store_false",
        default=argparse.SUPPRESS,
        help="one point for each pixel",
    )
    picture.add_argument(
        "--no-light", dest="light", action="store_false", default=argparse.SUPPRESS, help="no light"
    )
    _add_method(parser)
    _add_rule(parser)
    parser.add_argument(
        "--cycles",
        action="store_true",
        default=argparse.SUPPRESS,
        help="find attracting cycles, in greys",
    )
    _add_running(parser)


def _add_explore(parser: Parser) -> None:
    parser.add_argument(
        "polynomial",
        nargs="?",
        default="z^3 - 1",
        type=str.strip,
        metavar="POLYNOMIAL",
        help=f"{_POLYNOMIAL}; or an address that the page copied, from its # on (default: z^3 - 1)",
    )
    parser.add_argument(
        "--no-browser", action="store_true", default=False, help="only print the address"
    )
    parser.add_argument(
        "--stay", action="store_true", default=False, help="go on when the page is closed"
    )
    _add_running(parser)


def _add_compare(parser: Parser) -> None:
    parser.add_argument(
        "polynomials", nargs="+", type=str.strip, metavar="POLYNOMIAL", help=_POLYNOMIAL
    )
    parser.add_argument("--methods", type=readers.words, metavar="A,B,...", help="default: all")
    parser.add_argument("--size", type=readers.size, metavar="N|WxH", help="points (default: 512)")
    _add_extent(parser, "default: -2 2 -2 2")
    _add_rule(parser)
    parser.add_argument(
        "--cycles", action="store_true", default=argparse.SUPPRESS, help="find attracting cycles"
    )
    _choice(
        parser, "--format", list(numbers.FORMATS), metavar="FORMAT", help=", ".join(numbers.FORMATS)
    )
    parser.add_argument(
        "--output", metavar="FILE", help="where to write (default: standard output)"
    )
    _add_running(parser)


def _add_polynomial(parser: Parser) -> None:
    parser.add_argument("polynomial", type=str.strip, metavar="POLYNOMIAL", help=_POLYNOMIAL)


def _add_method(parser: Parser) -> None:
    group = parser.add_argument_group("the iteration")
    known = methods()
    _choice(
        group, "--method", list(known), metavar="METHOD", help="default: newton; see nb-cpp methods"
    )
    names: Dict[str, List[str]] = {}
    for method in known.values():
        for name in method.parameters:
            names.setdefault(name, []).append(method.name)
    for name, which in names.items():
        group.add_argument(
            f"--{name}",
            type=readers.complex_number,
            metavar="NUMBER",
            help=f"of {' and '.join(which)}",
        )


def _add_rule(parser: Parser) -> None:
    group = parser.add_argument_group("when a point has arrived")
    _choice(group, "--stop", list(STOP_RULES), metavar="RULE", help=", ".join(STOP_RULES))
    group.add_argument("--tol", type=readers.real_number, metavar="NUMBER", help="default: 1e-6")
    group.add_argument("--itmax", type=readers.integer, metavar="N", help="steps at most")


def _add_extent(parser: Any, default: str) -> None:
    parser.add_argument(
        "--extent",
        nargs=4,
        type=readers.real_number,
        metavar=("LEFT", "RIGHT", "BOTTOM", "TOP"),
        help=default,
    )


def _add_running(parser: Parser) -> None:
    group = parser.add_argument_group("running")
    group.add_argument("--threads", type=readers.integer, metavar="N", help="default: all CPUs")
    group.add_argument(
        "-q", "--quiet", action="store_true", default=False, help="no progress, no word of success"
    )


def _add_json(parser: Parser) -> None:
    parser.add_argument("--json", action="store_true", default=False, help="for programs")


def _choice(parser: Any, name: str, words: Sequence[str], **more: Any) -> None:
    """An option whose values are words: the library says which is nearest to a wrong one."""
    parser.add_argument(name, **more).words = words
