"""From the words of a command line to an exit status: 0, or 2 and a sentence for a mistake."""

import os
import sys
import warnings
from typing import Any, List, Optional, Sequence

from .._validation import nearest
from .arguments import COMMANDS, make_parser
from .readers import MistakeError

_MISTAKE, _INTERRUPTED = 2, 130
_MANY = ("what", "polynomials")  # arguments that take many words


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
    arguments, rest = parser.parse_known_args([_shielded(word, options) for word in words])
    # Where options stand between them, argparse leaves all but the first of many words.
    many = next((vars(arguments)[name] for name in _MANY if name in arguments), None)
    if many is not None:
        many.extend(word for word in rest if not word.startswith("--"))
        rest = [word for word in rest if word.startswith("--")]
    if rest:
        word = rest[0].strip()
        if word.startswith("--"):
            hint = nearest(word.partition("=")[0], options) or f"; see nb-cpp {command} --help"
            raise MistakeError(f"{command} has no option {word}{hint}")
        raise MistakeError(f"{word!r} is one argument too many; see nb-cpp {command} --help")
    if command is None:
        parser.print_help()
    return arguments


def _shielded(word: str, options: Sequence[str]) -> str:
    """Polynomials and numbers may begin with a minus; what begins with a blank is no option."""
    minus = word.startswith("-") and not word.startswith("--") and word not in options
    return f" {word}" if minus else word
