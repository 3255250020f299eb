"""Draws the pictures of docs/gallery.md by the commands that stand there.

python example/gallery.py [--output FOLDER] [NAME ...]
"""

import argparse
import os
import shlex
import sys
from pathlib import Path
from typing import List

from nb_cpp.cli.main import main as nb_cpp_command

PAGE = Path(__file__).resolve().parents[1] / "docs" / "gallery.md"


def commands() -> List[List[str]]:
    """What follows the command's name, of each picture."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    return [shlex.split(line)[1:] for line in lines if line.startswith("nb-cpp render")]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, default=PAGE.with_suffix(""), metavar="FOLDER")
    parser.add_argument("names", nargs="*", metavar="NAME", help="default: all")
    given = parser.parse_args()
    given.output.mkdir(parents=True, exist_ok=True)
    os.chdir(given.output)
    for command in commands():
        name = next(word for word in command if word.endswith(".jpg"))
        if not given.names or Path(name).stem in given.names:
            status = nb_cpp_command(command)
            if status:
                return status
    return 0


if __name__ == "__main__":
    sys.exit(main())
