"""Signals as something to wait for beside sockets and pipes."""

import os
import signal
from contextlib import suppress


class Signals:
    """Collects signals; `reader` becomes readable when one has come.

    A handler that does the work itself would run in the middle of anything; a loop that only
    looks at a flag would sleep through it.
    """

    def __init__(self, *numbers: signal.Signals) -> None:
        self.reader, self.writer = os.pipe()
        for descriptor in (self.reader, self.writer):
            os.set_blocking(descriptor, False)
        for number in numbers:
            signal.signal(number, _wake)
        signal.set_wakeup_fd(self.writer, warn_on_full_buffer=False)

    def received(self) -> set[int]:
        """The signals that came since the last call."""
        with suppress(BlockingIOError):
            return set(os.read(self.reader, 4096))
        return set()


def _wake(number: int, frame: object) -> None:
    """A handler must be there: what is ignored wakes nobody."""
