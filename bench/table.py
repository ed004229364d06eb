"""One table for a bench: every engine in a process of its own, on the same input, in one run.

    from bench.table import Engine, compare
    compare("STV of the largest ward", [Engine("Cohive", ours), Engine("pyrankvote", theirs)])

`ours` and `theirs` are module-level functions without arguments that make or load the input,
do the work between `clock()` readings and return (CPU seconds of the work, a figure to compare).
The first engine is ours; the others stand beside it as ratios. A figure that differs is printed,
so that nobody compares the speed of two different answers. Peak memory is the whole process's.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context

__all__ = ["Engine", "Measured", "clock", "compare"]

Work = Callable[[], tuple[float, object]]


@dataclass(frozen=True)
class Engine:
    """A name and the work; `note` says what is different about it, such as a looser tolerance."""

    name: str
    work: Work
    note: str = ""


@dataclass(frozen=True)
class Measured:
    """CPU seconds of the work, peak memory of its process in MiB, and the answer's figure."""

    seconds: float
    memory_mib: float
    figure: object


def clock() -> float:
    """CPU seconds of this process, all threads."""
    return time.process_time()


def _measured(work: Work) -> Measured:
    seconds, figure = work()
    return Measured(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, figure)


def measure(engine: Engine) -> Measured | None:
    """The work in a fresh process; None when it did not come back."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        try:
            return pool.submit(_measured, engine.work).result()
        except (BrokenProcessPool, MemoryError):
            return None


def compare(title: str, engines: Sequence[Engine]) -> list[Measured | None]:
    """Measure each, print one block of the table, return what was found."""
    print(f"\n{title}")
    print(f"  {'':28} {'CPU s':>9} {'x ours':>8} {'MiB':>8} {'x ours':>7}  figure")
    found: list[Measured | None] = []
    for engine in engines:
        one = measure(engine)
        found.append(one)
        if one is None:
            print(f"  {engine.name:28} no result (process ended)  {engine.note}")
            continue
        ours = found[0] or one
        print(
            f"  {engine.name:28} {one.seconds:9.3f} {one.seconds / max(ours.seconds, 1e-9):8.1f}"
            f" {one.memory_mib:8.0f} {one.memory_mib / ours.memory_mib:7.1f}"
            f"  {one.figure}  {engine.note}"
        )
        sys.stdout.flush()
    return found
