"""The one interface behind which every translating machine stands.

A place names the class in `COHIVE_TRANSLATOR` (`package.module.Class`); it is made from an address,
a key and what it said it can, and asked for one text at a time. It is asked only when a reader
wants a text, never in advance.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast

from cohive.words.refusals import Refused

__all__ = ["Ability", "Translator", "TranslatorClass", "translator_class"]


@dataclass(frozen=True)
class Ability:
    """What a machine says it can: its languages, as codes of its own with the ones they lead to."""

    languages: Mapping[str, tuple[str, ...]]


class Translator(Protocol):
    """One machine that translates. Both methods ask over the network and raise Refused with what
    is wrong: not reached, key not taken, asked too often, a language it does not know.
    """

    def ability(self) -> Ability:
        """Which languages it knows; also the proof that address and key are right."""
        ...

    def translate(self, text: str, *, source: str, target: str) -> str:
        """The text in another language; `source` and `target` are main languages ('zh')."""
        ...


class TranslatorClass(Protocol):
    """What the setting names: called with these, it gives a Translator.

    `name` is kept beside what was translated. `is_trusted`: the address is from who runs the
    machine, so it may be one of this machine; `languages` what `ability` said before.
    """

    name: str

    def __call__(
        self,
        *,
        address: str,
        key: str,
        languages: Mapping[str, tuple[str, ...]],
        is_trusted: bool,
    ) -> Translator:
        """Make one."""
        ...


def translator_class(path: str) -> TranslatorClass:
    """The class a setting names; Refused where there is none."""
    module, _, name = path.rpartition(".")
    try:
        return cast(TranslatorClass, getattr(import_module(module), name))
    except (ImportError, AttributeError, ValueError) as fault:
        raise Refused(
            "COHIVE_TRANSLATOR names “%(path)s”, which is not here.", path=path
        ) from fault
