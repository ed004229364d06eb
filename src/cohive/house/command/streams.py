"""Where a command's words go: a terminal, a file, a pipe, or nowhere.

Whoever reads may stop (`| head -1`), the disk may be full, the shell may have closed the stream
(`>&-`), and its encoding may lack our letters. None of that is a fault of the command, so it is met
here, once for all commands: a reader who has seen enough ends it quietly, a result that cannot be
written is said on the error stream, letters that cannot be written become escapes. What nobody
hears on the error stream is nobody's fault.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, TextIO

from django.conf import settings

from cohive.look.refusals import said
from cohive.words.refusals import Refused
from cohive.words.signs import visible

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

__all__ = ["READ_NO_FURTHER", "UNWRITTEN", "listened"]

READ_NO_FURTHER = 141
"""What a shell says of a program ended by a closed pipe."""
UNWRITTEN = 1
"""The exit status when the result could not be written."""
ESCAPED = "backslashreplace"
STANDARD_OUTPUT, STANDARD_ERROR = 1, 2


class _Outlet(io.FileIO):
    """A stream of the system that remembers what was wrong with it."""

    def __init__(self, handle: int, *, must_arrive: bool) -> None:
        super().__init__(handle, "w", closefd=False)
        self.must_arrive = must_arrive
        self.fault: OSError | None = None

    def write(self, data: ReadableBuffer, /) -> int:
        """Write, or remember why not; what need not arrive counts as written."""
        try:
            return super().write(data)
        except OSError as fault:
            self.fault = self.fault or fault
            if self.must_arrive:
                raise
            return memoryview(data).nbytes


def listened(command: Callable[[], int]) -> int:
    """Do a command with streams that cannot make it fail; return its exit status.

    Streams that somebody else has put in place, such as a test, are left as they are.
    """
    out, outlet = _opened(sys.stdout, sys.__stdout__, STANDARD_OUTPUT, must_arrive=True)
    err, _murmur = _opened(sys.stderr, sys.__stderr__, STANDARD_ERROR, must_arrive=False)
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = out, err
    try:
        return _ended(command, outlet)
    finally:
        sys.stdout, sys.stderr = before


def _opened(
    now: TextIO | None, real: TextIO | None, number: int, *, must_arrive: bool
) -> tuple[TextIO, _Outlet | None]:
    if now is not None and now is not real:
        if isinstance(now, io.TextIOWrapper):
            now.reconfigure(errors=ESCAPED)
        return now, None
    if now is None:  # closed by whoever began us: nothing arrives, and no file gets its number
        number = os.open(os.devnull, os.O_RDONLY)
    else:
        now.flush()
    outlet = _Outlet(number, must_arrive=must_arrive)
    text = io.TextIOWrapper(
        io.BufferedWriter(outlet),
        encoding=now.encoding if now else "utf-8",
        errors=ESCAPED,
        line_buffering=not must_arrive or outlet.isatty() or getattr(now, "write_through", False),
    )
    return text, outlet


def _ended(command: Callable[[], int], outlet: _Outlet | None) -> int:
    try:
        status = command()
        sys.stdout.flush()
    except SystemExit as end:  # argparse, after its help or about a wrong word
        status = end.code if isinstance(end.code, int) else UNWRITTEN
    except OSError:
        if outlet is None or outlet.fault is None:  # of something else: a fault of ours
            raise
        status = UNWRITTEN
    fault = _fault(outlet)
    if fault is None:
        return status
    if isinstance(fault, BrokenPipeError):
        return READ_NO_FURTHER
    sys.stderr.write(f"{_sentence(fault)}\n")
    return status or UNWRITTEN


def _fault(outlet: _Outlet | None) -> OSError | None:
    """What was wrong with the output, after the last of it was written or given up."""
    if outlet is None:
        return None
    try:
        sys.stdout.flush()
    except OSError as fault:
        outlet.fault = outlet.fault or fault
    if outlet.fault:  # what is left in the buffers goes nowhere
        os.dup2(os.open(os.devnull, os.O_WRONLY), outlet.fileno())
    return outlet.fault


def _sentence(fault: OSError) -> str:
    refusal = Refused(
        "The result cannot be written: the system says “%(text)s”.",
        text=os.strerror(fault.errno or 0),
    )
    return visible(said(refusal) if settings.configured else str(refusal))
