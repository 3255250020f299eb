"""From the words of a command line to an exit status: 0, or 2 and a sentence for a mistake."""

import os
import sys
import warnings
from typing import Any, List, Optional, Sequence

from .._validation import nearest
from .arguments import COMMANDS, make_parser
from .readers import MistakeError, no_option

_MISTAKE, _INTERRUPTED = 2, 130
_MANY = ("what", "polynomials")  # arguments that take many words
_LETTER = 2  # characters of a minus and a letter, which may be a polynomial


def main(argv: Optional[Sequence[str]] = None) -> int:
    """Run the command `nb-cpp`.

    Parameters
    ----------
    argv : sequence of str, optional
        What follows the program's name; by default what the process was given.

    Returns
    -------
    int
        The exit status.

    Examples
    --------
    >>> from nb_cpp.cli.main import main
    >>> main(["roots", "(z - 1)^2 (z + 2)"])
    2 distinct roots, 3 with repeats
    label  root  multiplicity   radius
        0  -2               1  0.0e+00
        1  1                2  0.0e+00
    0
    """
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("default")
            warnings.showwarning = _show_warning
            arguments = _parsed(words)
            arguments.run(arguments)
            sys.stdout.flush()
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:  # who reads has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        where = f"{os.fsdecode(error.filename)!r}: " if error.filename else ""
        return _told(f"{where}{error.strerror or error}")
    except (ValueError, TypeError, NotImplementedError, ImportError, MemoryError) as error:
        return _told(str(error) or "there is not enough memory")
    return 0


def _told(sentence: str) -> int:
    print(f"nb-cpp: {sentence}", file=sys.stderr)
    return _MISTAKE


def _show_warning(message: Any, *_: Any, **__: Any) -> None:
    print(f"nb-cpp: warning: {message}", file=sys.stderr)


def _parsed(words: List[str]) -> Any:
    parser, commands = make_parser()
    command = next((word for word in words if not word.startswith("-")), None)
    if command is not None and command not in commands:
        hint = nearest(command, COMMANDS) or f"; there are {', '.join(COMMANDS)}"
        raise MistakeError(f"there is no command {command!r}{hint}")
    options = [*parser.option_strings(), *(commands[command].option_strings() if command else [])]
    program = parser if command is None else commands[command]
    arguments, rest = parser.parse_known_args([_shielded(word, options) for word in words])
    # Where options stand between them, argparse leaves all but the first of many words.
    many = next((vars(arguments)[name] for name in _MANY if name in arguments), None)
    if many is not None:
        many.extend(word.strip() for word in rest if not word.startswith("--"))
        rest = [word for word in rest if word.startswith("--")]
    if rest:
        word = rest[0].strip()
        if word.startswith("--"):
            raise MistakeError(no_option(program.prog, word, options))
        raise MistakeError(f"{word!r} is one argument too many; see {program.prog} --help")
    if command is None:
        parser.print_help()
    return arguments


def _shielded(word: str, options: Sequence[str]) -> str:
    """Polynomials and numbers may begin with a minus; what begins with a blank is no option."""
    if not word.startswith("-") or word.startswith("--") or word in options:
        return word
    if len(word) > _LETTER and f"-{word}" in options:
        raise MistakeError(f"there is no option {word}; did you mean '-{word}'?")
    return f" {word}"
