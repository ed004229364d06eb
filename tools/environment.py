"""Make the environment: `environment.py FOLDER REQUIREMENTS`.

Uses uv when it is there, plain pip otherwise; installs only what the lock names, with hashes, and
Cohive itself in place. Says in one line what is missing on a machine that cannot.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

PYTHON_MIN = (3, 11)


def say(sentence: str) -> None:
    """One line for the person at the terminal."""
    sys.stderr.write(f"{sentence}\n")


def main() -> int:
    """Create the folder's environment and bring it to the lock."""
    if sys.version_info < PYTHON_MIN:
        say(f"Cohive needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
        return 2
    folder, requirements = Path(sys.argv[1]), sys.argv[2]
    python = folder / "bin" / "python"
    uv = shutil.which("uv")
    if not python.exists():
        say("Making the environment …")
        made = subprocess.run(
            [sys.executable, "-m", "venv", *(["--without-pip"] if uv else []), folder]
        )
        if made.returncode:
            say("Python's venv is incomplete here. On Debian: apt install python3-venv")
            return 2
    say("Installing what the lock names …")
    if uv:
        install = [uv, "pip", "install", "--quiet", "--python", str(python)]
    else:
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    locked = subprocess.run([*install, "--require-hashes", "-r", requirements])
    if locked.returncode:
        say("The requirements could not be installed; the reason stands above.")
        return locked.returncode
    # --no-build-isolation would need setuptools inside; the build tool is fetched by name
    return subprocess.run([*install, "--no-deps", "--editable", "."]).returncode


if __name__ == "__main__":
    raise SystemExit(main())
