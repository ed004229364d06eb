"""Long work says how far it is: one line on the error stream about every second."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from django.utils.translation import gettext as _

from cohive.look import formats

EVERY_SECONDS = 1.0


class Progress:
    """Says how far work is, never more often than once a second; silent when it is quick."""

    def __init__(self, stream: TextIO | None = None, *, every_seconds: float = EVERY_SECONDS):
        self.stream = stream or sys.stderr
        self.every_seconds = every_seconds
        self.last = time.monotonic()

    def at(self, what: str, done: int, whole: int) -> None:
        """'  Contributions: 1,200 of 5,531', if a second has passed since the last line."""
        if time.monotonic() - self.last >= self.every_seconds:
            values = {"what": what, "done": formats.number(done), "whole": formats.number(whole)}
            self._say(_("%(what)s: %(done)s of %(whole)s") % values)

    @contextmanager
    def during(self, what: str) -> Iterator[None]:
        """Say how long a step takes that cannot count itself; from a thread, in any language."""
        ended = threading.Event()
        sentence = _("%(what)s: %(seconds)s s so far")
        began = time.monotonic()

        def tick() -> None:
            while not ended.wait(self.every_seconds):
                seconds = int(time.monotonic() - began)
                self._say(sentence % {"what": what, "seconds": seconds})

        thread = threading.Thread(target=tick, daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    def _say(self, line: str) -> None:
        self.stream.write(f"  {line}\n")
        self.stream.flush()
        self.last = time.monotonic()
