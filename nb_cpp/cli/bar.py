"""Progress on a terminal."""

import sys
import time

_WIDTH = 30
_BEFORE, _BETWEEN = 0.4, 0.1  # seconds before the first bar, and from one to the next


class Bar:
    """A bar on standard error, for work that takes long, where somebody looks at it."""

    def __init__(self, quiet: bool = False) -> None:
        self._wanted = not quiet and sys.stderr.isatty()
        self._next = time.monotonic() + _BEFORE
        self._shown = False

    def __call__(self, done: int, total: int) -> None:
        """Tell how much is done."""
        now = time.monotonic()
        if not self._wanted or now < self._next:
            return
        self._next = now + _BETWEEN
        share = done / max(total, 1)
        full = round(share * _WIDTH)
        bar = "#" * full + "." * (_WIDTH - full)
        print(f"\r{bar} {100 * share:3.0f} %", end="", file=sys.stderr, flush=True)
        self._shown = True

    def end(self) -> None:
        """Take the bar away."""
        if self._shown:
            print(f"\r{' ' * (_WIDTH + 6)}\r", end="", file=sys.stderr, flush=True)

    def tell(self, text: str) -> None:
        """Say something to who looks at it."""
        self.end()
        if self._wanted:
            print(text, file=sys.stderr)
