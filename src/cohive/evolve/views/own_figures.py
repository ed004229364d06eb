"""One's own ties in plain sentences, each with how it is computed; for herself only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohive.engine.capital import CONTACTS_MIN, FAINT_BELOW, STRONG_FROM, WEIGHTS
from cohive.look import formats

Data = Mapping[str, Any]


@dataclass(frozen=True)
class Said:
    """One sentence about oneself, and how it comes about."""

    sentence: str
    definition: str


def own_figures(data: Data | None) -> list[Said]:
    """What the figures say of her own ties; nothing for who has none."""
    if data is None:
        return []
    told = [Said(_strength(data), strength_definition()), Said(_reach(data), _reach_definition())]
    if data["effective_size"] is None:
        few = _(
            "What your contacts are to each other is told from %(number)s contacts on: of fewer it"
            " would be told of single people."
        ) % {"number": formats.number(CONTACTS_MIN)}
        return [*told, Said(few, "")]
    return [
        *told,
        Said(_held(data), _held_definition()),
        Said(_size(data), _size_definition()),
        Said(_constraint(data), _constraint_definition()),
    ]


def _strength(data: Data) -> str:
    return ngettext(
        "You have ties with %(num)s person: strong %(strong)s, in between %(between)s, faint"
        " %(faint)s.",
        "You have ties with %(num)s people: strong %(strong)s, in between %(between)s, faint"
        " %(faint)s.",
        data["contacts"],
    ) % {
        "num": formats.number(data["contacts"]),
        **{name: formats.number(data[name]) for name in ("strong", "between", "faint")},
    }


def strength_definition() -> str:
    """The published weights, as they are used."""
    names = ("base", "lately", "often", "mutual", "long", "circles", "help", "half_life_days")
    values = {name: formats.number(getattr(WEIGHTS, name)) for name in names}
    values |= {"strong": f"{STRONG_FROM:.2f}", "faint": f"{FAINT_BELOW:.2f}"}
    return (
        _(
            "A tie: one of you addressed the other in the last ninety days. Its strength, 0 to 1,"
            " adds up signs on the logistic scale, each from 0 to 1 times its weight: how lately"
            " (%(lately)s; half of it is gone after %(half_life_days)s days), how often (%(often)s,"
            " up to a hundred times), how evenly both ways (%(mutual)s), how long (%(long)s, up to"
            " a year), circles in common (%(circles)s, up to three) and help given (%(help)s, up to"
            " three times), starting at %(base)s. Strong is from %(strong)s, faint below %(faint)s."
            " The dimensions are Granovetter's (1973); the weights are ours, fitted to nobody's"
            " answers, and say nothing of feelings."
        )
        % values
    )


def _reach(data: Data) -> str:
    whole = data["within"] + data["across"]
    if not whole:
        return _(
            "How far you reach across circles cannot be told yet: it takes three acts in a circle,"
            " and somebody addressed who is at home in one."
        )
    return ngettext(
        "Of what you said to people, %(within)s stayed within circles of yours and %(across)s went"
        " across to others; together they are at home in %(num)s circle.",
        "Of what you said to people, %(within)s stayed within circles of yours and %(across)s went"
        " across to others; together they are at home in %(num)s circles.",
        data["circles"],
    ) % {
        "within": formats.percent(data["within"] / whole, 0),
        "across": formats.percent(data["across"] / whole, 0),
        "num": formats.number(data["circles"]),
    }


def _reach_definition() -> str:
    return _(
        "Bonding and bridging (Putnam 2000): a circle is yours, or theirs, from three acts in it"
        " on. Counted is what you addressed to people at home in some circle; the staff is left"
        " out. Neither is better: one holds, the other brings news."
    )


def _held(data: Data) -> str:
    return ngettext(
        "%(num)s of your ties is held by a third: both of you go back and forth with somebody"
        " else, too.",
        "%(num)s of your ties are held by a third: both of you go back and forth with somebody"
        " else, too.",
        data["simmelian"],
    ) % {"num": formats.number(data["simmelian"])}


def _held_definition() -> str:
    return _(
        "Simmelian ties (Krackhardt 1999): both addressed each other, and both did so with the same"
        " third person. Such ties last longer, and bind more."
    )


def _size(data: Data) -> str:
    return ngettext(
        "Your %(num)s contact reaches as far as %(size)s people would who do not know each other.",
        "Your %(num)s contacts reach as far as %(size)s people would who do not know each other.",
        data["contacts"],
    ) % {
        "num": formats.number(data["contacts"]),
        "size": formats.number(round(data["effective_size"], 1)),
    }


def _size_definition() -> str:
    return _(
        "Effective size (Burt 1992): contacts, less twice the ties among them divided by the number"
        " of contacts. Where nobody of them knows another it is all of them; where all know each"
        " other it is 1."
    )


def _constraint(data: Data) -> str:
    return _(
        "How far what reaches you hangs on a few who know each other: %(value)s, where 0 is not at"
        " all and 1 is one person alone."
    ) % {"value": f"{data['constraint']:.2f}"}


def _constraint_definition() -> str:
    return _(
        "Burt's constraint (1992): for each contact the part of your ties that goes to her,"
        " directly and by others you both know, squared; added up. It may pass 1 a little."
    )
