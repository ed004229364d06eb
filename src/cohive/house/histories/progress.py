"""Long work says how far it is: one line on the error stream about every second.

That is for somebody who watches. Where the stream is a file or a pipe, nobody does: there each
step that takes long says so once, and once more at its end.
"""

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
    """Says how far work is, never more often than once a second; silent when it is quick.

    stream: the error stream when left out. Whether somebody watches is asked of it.
    """

    def __init__(self, stream: TextIO | None = None, *, every_seconds: float = EVERY_SECONDS):
        self.stream = stream or sys.stderr
        self.every_seconds = every_seconds
        self.last = time.monotonic()
        self.is_watched = self.stream.isatty()
        self.begun: set[str] = set()

    def at(self, what: str, done: int, whole: int) -> None:
        """'  Contributions: 1,200 of 5,531', if a second has passed since the last line."""
        if self._is_due(what, is_last=done == whole):
            self.begun.add(what)
            values = {"what": what, "done": formats.number(done), "whole": formats.number(whole)}
            self._say(_("%(what)s: %(done)s of %(whole)s") % values)

    def _is_due(self, what: str, *, is_last: bool) -> bool:
        if what in self.begun and not self.is_watched:
            return is_last
        return time.monotonic() - self.last >= self.every_seconds

    @contextmanager
    def during(self, what: str) -> Iterator[None]:
        """Say how long a step takes that cannot count itself; from a thread, in any language."""
        ended = threading.Event()
        sentence, last = _("%(what)s: %(seconds)s s so far"), _("%(what)s: %(seconds)s s in all")
        began = time.monotonic()

        def say(how_far: str) -> None:
            self._say(how_far % {"what": what, "seconds": int(time.monotonic() - began)})

        def tick() -> None:
            if ended.wait(self.every_seconds):
                return
            say(sentence)
            while not ended.wait(self.every_seconds if self.is_watched else None):
                say(sentence)
            if not self.is_watched:
                say(last)

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
