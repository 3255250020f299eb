"""What this build is and what it runs on."""

from typing import Any, Dict

from . import _core


def build_info() -> Dict[str, Any]:
    """Describe the compiled core and what it uses on this machine.

    Returns
    -------
    dict
        ``version`` : str
            The version of nb_cpp.
        ``compiler`` : str
            The compiler that built the core.
        ``compiler_flags`` : str
            Its optimisation flags. The iteration has further ones for each target.
        ``compiled_targets`` : list of str
            Instruction sets that the iteration was compiled for, the fastest first.
        ``missing_targets`` : list of str
            Those left out because the compiler lacked their flags.
        ``usable_targets`` : list of str
            Those compiled that this machine can run.
        ``active_target`` : str
            The one that runs: the environment variable ``NB_CPP_TARGET`` where it is set, else
            the fastest usable one.
        ``threads`` : int
            Threads that a call uses when it names none: the environment variable
            ``NB_CPP_THREADS`` where it is set, else the CPUs that this process may use.

    Raises
    ------
    ValueError
        If one of the two environment variables has a value that cannot be used.

    Examples
    --------
    >>> import nb_cpp
    >>> info = nb_cpp.build_info()
    >>> info["active_target"] in info["usable_targets"]
    True
    """
    return {
        "version": _core.__version__,
        "compiler": _core.compiler(),
        "compiler_flags": _core.compiler_flags(),
        "compiled_targets": _core.compiled_targets(),
        "missing_targets": _core.missing_targets(),
        "usable_targets": _core.usable_targets(),
        "active_target": _core.active_target(),
        "threads": _core.default_threads(),
    }
