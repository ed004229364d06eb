"""Runs hostile input where it can do no harm: in a process of its own with so much time and memory.

What needs time with the square of its length does not come back within minutes; what is linear
needs a second. So the limits are generous, and no test depends on how fast a machine is.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
MIB = 1024 * 1024


def ends(function: str, *, seconds: int = 60, mebibytes: int = 0) -> str:
    """Run `module:function` and return what it prints; AssertionError when it was stopped.

    `seconds` of the processor's time; `mebibytes` of addresses above what the interpreter takes.
    """
    module, _, name = function.partition(":")
    program = f"import {module} as given; given.{name}()"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"},
        preexec_fn=lambda: _limit(seconds, mebibytes),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{function} ended with {done.returncode}: {done.stderr[-800:]}"
    return done.stdout


def _limit(seconds: int, mebibytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    if mebibytes:
        most = mebibytes * MIB
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
