"""A real place in a folder of its own, with a shop in it, whichever database this run uses."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.crash.opened import own_shop, shop_template

__all__ = ["shop_template"]


def cohive(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cohive.house.command.child", *words],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


@dataclass(frozen=True)
class Drill:
    """A place that sold while it was backed up: its environment, the file, what it promised."""

    environment: dict[str, str]
    file: Path
    promised: list[str]


@pytest.fixture(scope="module")
def drill(shop_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Drill]:
    """A shop with a picture and keys, backed up while three sellers sell."""
    folder = tmp_path_factory.mktemp("kept")
    with own_shop(shop_template, folder) as place:
        home = folder / "home"
        (home / "media" / "ab").mkdir(parents=True, exist_ok=True)
        (home / "media" / "ab" / "picture.webp").write_bytes(b"picture" * 5000)
        (home / "static" / "made-anew.css").touch()
        (folder / "out").mkdir()
        seller = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.buyers", str(home), "sell", "1"],
            env=place,
            stdout=subprocess.PIPE,
        )
        assert seller.stdout is not None
        promised = [seller.stdout.readline().decode().strip() for _ in range(5)]
        made = cohive(place, "backup", "--out", str(folder / "out" / "kept.tar.gz"))
        seller.kill()
        seller.communicate()
        assert made.returncode == 0, made.stderr
        assert "whole" in made.stdout
        yield Drill(place, folder / "out" / "kept.tar.gz", promised)
