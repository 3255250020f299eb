"""What to say where the compiled module cannot be imported."""

import os
import sys
from importlib.machinery import EXTENSION_SUFFIXES


def explained(error: ImportError) -> ImportError:
    """The error that says what was looked for, what is there, and what to do."""
    folder = os.path.dirname(os.path.abspath(__file__))
    python = f"Python {sys.version_info.major}.{sys.version_info.minor}"
    wanted = f"_core{EXTENSION_SUFFIXES[0]}"
    there = os.listdir(folder) if os.path.isdir(folder) else []
    others = sorted(name for name in there if name.startswith("_core.") and name != "_core.pyi")
    cure = f"install nb_cpp with this {python}: pip install --force-reinstall nb-cpp"
    if not isinstance(error, ModuleNotFoundError):
        what = f"was found but does not load ({error})"
    elif not there:
        what = f"cannot be loaded from {folder}, which is no folder on the disk"
    elif others:
        what = f"({wanted}) is not in {folder}; {', '.join(others)} is for another Python"
    else:
        what = f"({wanted}) is not in {folder}"
        if os.path.exists(os.path.join(os.path.dirname(folder), "setup.py")):
            what += ", which is a source tree where it is not built"
            cure = "start Python in another folder to import what is installed, or pip install -e ."
    text = f"nb_cpp's compiled module {what}: {cure}"
    return ImportError(text, name=error.name, path=error.path)
