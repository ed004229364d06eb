"""The chain's options as a JSON file writes them: budgets, personal attributions, dependencies.

Each has a short form and one whose names are the reference's; instants are milliseconds since
1970, and one that is left out or null means “from the beginning”.

    "budgets": 100 | {"0": 50} | [{"types": [0], "cap": 50}]
               | [{"type": 0, "periods": [{"startTimeMs": 0, "budgetValue": 50}]}]
    "personal_attributions": [{"from": 1, "to": 2, "fraction": 0.5}]
               | [{"fromParticipantId": 1, "recipients": [{"toParticipantId": 2,
                   "proportions": [{"timestampMs": 0, "proportionValue": 0.5}]}]}]
    "dependencies": [{"participant": 3, "weight": 0.05}]
               | [{"participant": 3, "periods": [{"startTimeMs": 0, "weight": 0.05}]}]
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from cohive.engine.standing import Attribution, Budget, Dependency, Period
from cohive.house.computing.json_files import Numeral
from cohive.house.computing.standing_values import (
    ABSENT,
    mapping,
    members,
    number,
    refuse,
    whole_number,
)
from cohive.words.sentences import Sentence

__all__ = ["Ids", "attributions_of", "budgets_of", "dependencies_of"]

Ids = Sequence[int | str]


def budgets_of(value: object, kinds: int) -> tuple[Budget, ...]:
    """Weekly caps; one without a type holds for all `kinds` types together."""
    if value is None:
        return ()
    if isinstance(value, int | Numeral):
        return (Budget(frozenset(range(kinds)), _always(number(value, "budgets"))),)
    if isinstance(value, dict) and "entries" not in value:
        return tuple(
            Budget(frozenset({_kind(key)}), _always(number(cap, f"budgets.{key}")))
            for key, cap in value.items()
        )
    entries = value["entries"] if isinstance(value, dict) else value
    return tuple(
        _budget(mapping(one, f"budgets[{place}]"), f"budgets[{place}]", kinds)
        for place, one in enumerate(members(entries, "budgets"))
    )


def attributions_of(value: object, ids: Ids) -> tuple[Attribution, ...]:
    """Fractions of one participant's payout that go to another."""
    found = []
    for place, one in enumerate(members([] if value is None else value, "personal_attributions")):
        name = f"personal_attributions[{place}]"
        entry = mapping(one, name)
        giver = _person(entry, ("from", "fromParticipantId"), ids, name)
        recipients = members(entry.get("recipients", [entry]), f"{name}.recipients")
        for number_of, two in enumerate(recipients):
            inner = f"{name}.recipients[{number_of}]"
            recipient = mapping(two, inner)
            receiver = _person(recipient, ("to", "toParticipantId"), ids, inner)
            periods = _periods(
                recipient, inner, "proportions", ("fraction", "proportionValue"), "timestampMs"
            )
            found.append(Attribution(giver, receiver, periods))
    return tuple(found)


def dependencies_of(value: object, ids: Ids) -> tuple[Dependency, ...]:
    """Participants for whom is minted on top."""
    found = []
    for place, one in enumerate(members([] if value is None else value, "dependencies")):
        name = f"dependencies[{place}]"
        entry = mapping(one, name)
        person = _person(entry, ("participant",), ids, name)
        found.append(
            Dependency(
                person, _periods(entry, name, "periods", ("weight", "weight"), "startTimeMs")
            )
        )
    return tuple(found)


def _budget(entry: Mapping[str, object], name: str, kinds: int) -> Budget:
    types = entry.get("types", [entry["type"]] if "type" in entry else list(range(kinds)))
    return Budget(
        frozenset(
            whole_number(one, f"{name}.types[{place}]")
            for place, one in enumerate(members(types, f"{name}.types"))
        ),
        _periods(entry, name, "periods", ("cap", "budgetValue"), "startTimeMs"),
    )


def _periods(
    entry: Mapping[str, object], name: str, key: str, values: tuple[str, str], start: str
) -> tuple[Period, ...]:
    """The periods of an entry; without a list of them the entry itself is the one."""
    short, long = values
    listed = members(entry.get(key, [entry]), f"{name}.{key}")
    found = []
    for place, one in enumerate(listed):
        inner = f"{name}.{key}[{place}]" if key in entry else name
        period = mapping(one, inner)
        since = period.get(start)
        named = long if long in period and short not in period else short
        found.append(
            Period(
                -math.inf if since is None else number(since, f"{inner}.{start}"),
                number(period.get(named, ABSENT), f"{inner}.{named}"),
            )
        )
    return tuple(found)


def _always(value: float) -> tuple[Period, ...]:
    return (Period(-math.inf, value),)


def _kind(key: str) -> int:
    if not re.fullmatch(r"\d{1,6}", key, re.ASCII):
        refuse(f"budgets.{key[:20]}", key, Sentence("Write a type of contribution."))
    return int(key)


def _person(entry: Mapping[str, object], keys: Sequence[str], ids: Ids, place: str) -> int:
    """The number of a participant, from her id, which stands under one of the keys."""
    key = next((key for key in keys if key in entry), keys[0])
    value, name = entry.get(key, ABSENT), f"{place}.{key}"
    if isinstance(value, bool | Numeral) or not isinstance(value, int | str) or value not in ids:
        refuse(name, value, Sentence("Write the id of a participant."))
    return ids.index(value)
