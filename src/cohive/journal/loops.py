"""Background work that has a loop of its own, beside the jobs on the clock.

For what may take hours and must hold nobody up. `cohive work` runs each loop in a thread with its
own connection to the database, and sets `stop` when it is asked to end.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping

Loop = Callable[[threading.Event], None]

_loops: dict[str, Loop] = {}


def register(name: str, loop: Loop) -> None:
    """Name a function that works until `stop` is set; called from a room's AppConfig.ready."""
    _loops[name] = loop


def registered() -> Mapping[str, Loop]:
    """All loops by name."""
    return dict(_loops)


def start(stop: threading.Event) -> list[threading.Thread]:
    """Start every loop; join the threads after setting `stop`."""
    threads = [
        threading.Thread(target=loop, args=(stop,), name=name, daemon=True)
        for name, loop in _loops.items()
    ]
    for thread in threads:
        thread.start()
    return threads
