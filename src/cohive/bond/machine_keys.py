"""Where the translating machine stands and its key: a file in the place's own folder.

Readable by its owner only, replaced in one step, never part of the database. What the environment
names (COHIVE_TRANSLATION_ADDRESS, COHIVE_TRANSLATION_KEY) wins; only there may an address of this
machine stand.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from django.conf import settings

from cohive.bond.translatable import main_language
from cohive.bridges.translation.translator import Translator, translator_class

FILE = "translation.json"


@dataclass(frozen=True)
class MachineKeys:
    """`languages` is what the machine said it knows; `in_closed_circles` lets circles for a tier
    decide for themselves, else none of their words leave this place.
    """

    is_on: bool = False
    address: str = ""
    key: str = ""
    in_closed_circles: bool = False
    languages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    is_trusted: bool = False

    def knows(self, language: str) -> bool:
        """Whether the machine said that it knows a main language."""
        return language in {main_language(code) for code in self.languages}


def machine_keys() -> MachineKeys:
    """What is kept, and over it what the environment says. Off until a steward switches it on."""
    try:
        written = json.loads((_folder() / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        written = {}
    languages = {code: tuple(to) for code, to in written.get("languages", {}).items()}
    keys = MachineKeys(
        is_on=bool(written.get("is_on")),
        address=str(written.get("address", "")),
        key=str(written.get("key", "")),
        in_closed_circles=bool(written.get("in_closed_circles")),
        languages=languages,
    )
    address, key = settings.TRANSLATION["address"], settings.TRANSLATION["key"]
    return replace(keys, address=address, key=key, is_trusted=True) if address else keys


def keep_machine_keys(keys: MachineKeys) -> None:
    """Replace the file in one step; a reader sees the old keys or the new ones."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, name = tempfile.mkstemp(dir=folder, prefix=FILE)  # made with mode 0600
    kept = asdict(keys)
    kept.pop("is_trusted")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(kept, file)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(folder / FILE)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def engine_name() -> str:
    """What the machine is called beside what it made."""
    return translator_class(settings.TRANSLATION["translator"]).name


def machine(keys: MachineKeys) -> Translator:
    """The machine of these keys."""
    return translator_class(settings.TRANSLATION["translator"])(
        address=keys.address,
        key=keys.key,
        languages=keys.languages,
        is_trusted=keys.is_trusted,
    )


def _folder() -> Path:
    return Path(settings.HOME) / "keys"
