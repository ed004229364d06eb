"""Who made what, from a table of makers or from the history of a project."""

from __future__ import annotations

from pathlib import Path

from cohive.bridges.histories import open_history
from cohive.bridges.sales import MakerRow, read_makers
from cohive.bridges.sales.makers import EVERY_PRODUCT
from cohive.house.histories.importing import shown_name
from cohive.house.histories.tally import Tally, count

HISTORY_ENDINGS = (".jsonl", ".jsonl.xz")
WEIGHT_MAX = 1_000_000


def read_who_made_it(path: Path, *, field: str = "makers") -> list[MakerRow]:
    """The makers of a file: MAKERS.csv, or an exported git history (.jsonl or .jsonl.xz).

    By a history, everyone it credits made every product; her weight is the number of her commits,
    reviews and other credits. Raises Refused at `field` with the line and the reason.
    """
    if path.name.endswith(HISTORY_ENDINGS):
        return makers_of_history(count(open_history(path, field=field)))
    return read_makers(path, field=field)


def makers_of_history(tally: Tally) -> list[MakerRow]:
    """One row for each name, the largest weight first; the same name is the same person.

    What no release contains yet counts too: the sales are of the whole.
    """
    weights: dict[str, int] = {}
    names: dict[str, str] = {}
    for person, weight in tally.weights.items():
        name = shown_name(tally.people[person])
        names.setdefault(name.casefold(), name)
        weights[name.casefold()] = weights.get(name.casefold(), 0) + weight
    ordered = sorted(weights.items(), key=lambda each: (-each[1], each[0]))
    return [
        MakerRow(
            line=line,
            product=EVERY_PRODUCT,
            maker=names[key],
            weight=min(weight, WEIGHT_MAX),
            stage=None,
            made_from="",
            made_from_weight=0,
            keep=None,
            email="",
        )
        for line, (key, weight) in enumerate(ordered, start=1)
    ]
