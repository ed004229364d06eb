"""Set up somebody else's ActivityPub server beside ours, for test_federation_fedify.py.

    python tools/federation_peer.py FOLDER
    COHIVE_FEDIFY_FOLDER=FOLDER pytest tests/spread/test_federation_fedify.py

Needs node 20 or newer and npm. Fedify is installed into the folder and nowhere else; it is not
among our dependencies.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent / "federation_peer"


def main(folder: Path) -> int:
    """Copy the peer into a folder and install what it runs on; returns an exit status."""
    if shutil.which("npm") is None:
        sys.stderr.write("npm is not here: install node 20 or newer.\n")
        return 2
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "peer.mjs"):
        shutil.copy(HERE / name, folder / name)
    words = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts"]
    return subprocess.run(words, cwd=folder).returncode


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "federation-peer")))
