"""The commands of a place itself: begin it, look at its settings, prove it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.process, pytest.mark.sqlite_only]
STEWARD = ("--steward-email", "ann@quay.example", "--steward-name", "Ann")


def cohive(home: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    of_the_tests = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "DJANGO_ALLOW_ASYNC_UNSAFE"}
    environment = {key: value for key, value in os.environ.items() if key not in of_the_tests}
    return subprocess.run(
        [str(Path(sys.executable).parent / "cohive"), *words, "--home", str(home)],
        env={**environment, **more},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_place_is_begun_once_and_says_how_to_go_on(tmp_path):
    asked = cohive(tmp_path / "home", "init")
    assert asked.returncode == 2
    assert "--name, --steward-email, --steward-name" in asked.stderr
    wrong = cohive(tmp_path / "home", "init", "--name", "Quay", "--tax-percent", "210", *STEWARD)
    assert wrong.returncode == 2
    assert "from 0 to 100" in wrong.stderr
    begun = cohive(tmp_path / "home", "init", "--name", "Quay", *STEWARD)
    assert begun.returncode == 0, begun.stderr
    assert "cohive serve --home" in begun.stdout
    assert "/sign-in/" in begun.stdout
    again = cohive(tmp_path / "home", "init", "--name", "Quay", *STEWARD)
    assert again.returncode == 2
    assert "begun already" in again.stderr
    assert cohive(tmp_path / "home", "verify", "--quiet").returncode == 0
    demo = cohive(tmp_path / "home", "demo")
    assert demo.returncode == 2
    assert "real place" in demo.stderr


def test_public_settings_pass_every_check(tmp_path):
    public = cohive(tmp_path, "check", "--deploy", COHIVE_ADDRESS="https://place.example")
    assert public.returncode == 0, public.stderr
    private = cohive(tmp_path, "check", "--deploy")
    assert private.returncode != 0


def test_an_unknown_word_is_refused_with_the_words_there_are(tmp_path):
    said = cohive(tmp_path, "brew")
    assert said.returncode == 2
    assert "serve" in said.stderr


def test_a_simulated_place_is_made_once_in_an_empty_folder(tmp_path):
    home = tmp_path / "home"
    few = cohive(home, "simulate", "--regime", "fan", "--members", "11")
    assert few.returncode == 2
    assert "from 12 to 5000, not 11" in few.stderr
    assert not home.exists()
    asked = ("simulate", "--regime", "community", "--members", "12", "--months", "1")
    made = cohive(home, *asked)
    assert made.returncode == 0, made.stderr
    assert "month 1 of 1" in made.stderr
    assert "cohive serve --home" in made.stdout
    assert json.loads((home / "simulation.json").read_text())["parameters"]["members"] == 12
    assert cohive(home, "verify", "--quiet").returncode == 0
    again = cohive(home, *asked)
    assert again.returncode == 2
    assert "not empty" in again.stderr
