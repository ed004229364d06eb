"""The documents name what there is: commands, settings, rooms, glossary."""

from __future__ import annotations

import re
from argparse import ArgumentParser, _SubParsersAction
from pathlib import Path

import cohive
from cohive.bridges.histories import KINDS
from cohive.house.command import PLACELESS
from cohive.house.command.words import STUDY_KINDS, parser
from cohive.house.study.opening import FRAME

SOURCE = Path(cohive.__file__).parent
ROOT = SOURCE.parent.parent


def words_of(whole: ArgumentParser) -> list[str]:
    found = []
    for action in whole._actions:
        if isinstance(action, _SubParsersAction):
            for name, inner in action.choices.items():
                below = words_of(inner)
                found += [f"{name} {word}" for word in below] or [name]
    return found


def test_the_reference_names_every_command():
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert [word for word in words_of(parser()) if f"cohive {word}" not in text] == []


def test_the_help_of_a_study_names_every_kind():
    assert (*KINDS, FRAME) == STUDY_KINDS


def test_what_needs_no_place_offers_no_folder_of_one():
    """A study may be of the place itself, so it alone does."""
    [commands] = [each for each in parser()._actions if isinstance(each, _SubParsersAction)]
    offering = {
        name for name in PLACELESS if "--home" in commands.choices[name]._option_string_actions
    }
    assert offering == {"study"}


def test_the_reference_names_every_setting_from_the_environment():
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    named = set()
    for path in SOURCE.rglob("*.py"):
        named |= set(
            re.findall(
                r"environ[\[.(get\"' ]+(COHIVE_[A-Z_]+|DATABASE_URL)", path.read_text("utf-8")
            )
        )
    assert named
    assert [name for name in sorted(named) if name not in text] == []


def test_every_room_is_in_the_drawing():
    drawing = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    rooms = [path.name for path in SOURCE.iterdir() if (path / "__init__.py").exists()]
    assert [room for room in rooms if not re.search(rf"\b{room}\b", drawing)] == []


def test_every_dependency_has_its_reason():
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    for name in ("runtime", "dev"):
        for line in (ROOT / "requirements" / f"{name}.in").read_text("utf-8").splitlines():
            package = re.match(r"[A-Za-z][\w-]*", line)
            if package:
                assert package.group() in text, package.group()
