"""Progress of long calls, for people and for programs."""

from contextlib import contextmanager, nullcontext
from typing import Any, Callable, ContextManager, Iterator, Optional, Union

Callback = Callable[[int, int], object]
Progress = Union[bool, Callback, None]

_NOTHING: ContextManager[None] = nullcontext()


def reporter(progress: Progress, unit: str = "px") -> ContextManager[Optional[Callback]]:
    """Give the function to call with (done, total), counted in units, or None."""
    if progress is None or progress is False:
        return _NOTHING
    if progress is True:
        return _bar(unit)
    if isinstance(progress, type):
        raise TypeError(
            f"progress must be True, None or a callable of (done, total), got the class "
            f"{progress.__name__}; True shows a bar of tqdm's"
        )
    if callable(progress):
        return nullcontext(progress)
    raise TypeError(f"progress must be True, None or a callable of (done, total), got {progress!r}")


@contextmanager
def _bar(unit: str) -> Iterator[Callback]:
    try:
        from tqdm.auto import tqdm
    except ImportError:
        raise ImportError(
            "progress=True needs tqdm: pip install 'nb-cpp[progress]', or pass a callable"
        ) from None
    bar: Any
    with tqdm(unit=unit, unit_scale=unit == "px") as bar:

        def update(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield update
