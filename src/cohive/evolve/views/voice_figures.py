"""Whose word carries: a triangle of reach, conversion and reciprocity, and the table beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohive.evolve.written import said
from cohive.look import formats
from cohive.look.charts import Chart, Dot, Triangle, triangle

Data = Mapping[str, Any]
SHOWN_MAX: Final = 200
NAMED_MAX: Final = 12
ROWS_MAX: Final = 60
BIG: Final = 0.9
MIDDLE: Final = 0.5
SIGNS: Final = ("leader", "consumer", "trust")
"""As `engine.capital.influence` names the signatures."""
DRAWN: Final = {
    "leader": ("square", "idea"),
    "consumer": ("diamond", "make"),
    "trust": ("wedge", "design"),
    "": ("circle", "rest"),
}
LETTERS: Final = {"square": "■", "diamond": "◆", "wedge": "▲", "circle": "●"}


def corners() -> tuple[str, str, str]:
    """What the three corners are called."""
    return (_("Reach"), _("Conversion"), _("Reciprocity"))


def picture(found: Data, names: Mapping[UUID, str]) -> Chart | None:
    """Everybody as a dot; a name only where she agreed. None of fewer than ten."""
    shown = by_reach(found)[:SHOWN_MAX]
    if not shown:
        return None
    named = [UUID(one["person"]) for one in shown if UUID(one["person"]) in names][:NAMED_MAX]
    return triangle(
        Triangle(
            dots=tuple(
                _dot(one, names[UUID(one["person"])] if UUID(one["person"]) in named else "")
                for one in shown
            ),
            corners=corners(),
            title=ngettext(
                "%(num)s person between reach, conversion and reciprocity; the table has the same",
                "%(num)s people between reach, conversion and reciprocity; the table has the same",
                len(shown),
            )
            % {"num": len(shown)},
        )
    )


def by_reach(found: Data | None) -> list[Data]:
    """Who reached most first; nobody where fewer than ten are compared."""
    return sorted(found["triangles"], key=lambda one: -one["reach"]) if found else []


def own(found: Data | None, person: UUID) -> Data | None:
    """Where she herself stands; None where she passed nothing on that anybody came by."""
    return next((one for one in by_reach(found) if one["person"] == str(person)), None)


def own_picture(mine: Data) -> Chart:
    """She alone between the corners."""
    shown = dict(mine) | {"signs": ()}
    return triangle(
        Triangle(
            dots=(_dot(shown, _("You")),),
            corners=corners(),
            title=_("You between reach, conversion and reciprocity; the sentences say the same"),
        )
    )


def own_lines(mine: Data) -> list[str]:
    """The same in sentences."""
    return [
        _(
            "More people came by your links than by those of %(part)s of the others who passed"
            " something on: %(num)s."
        )
        % {"part": formats.percent(mine["reach"], 0), "num": formats.number(mine["exposed"])},
        _(
            "More of those who came bought something than with %(part)s of the others: %(value)s,"
            " from %(low)s to %(high)s."
        )
        % {
            "part": formats.percent(mine["conversion"], 0),
            "value": formats.percent(mine["conversion_part"]["middle"], 0),
            "low": formats.percent(mine["conversion_part"]["low"], 0),
            "high": formats.percent(mine["conversion_part"]["high"], 0),
        },
        _("More comes back of what you address to others than with %(part)s of them.")
        % {"part": formats.percent(mine["reciprocity"], 0)},
    ]


def _dot(one: Data, name: str) -> Dot:
    shape, colour = DRAWN[one["signs"][0] if one["signs"] else ""]
    size = 2 if one["reach"] >= BIG else 1 if one["reach"] >= MIDDLE else 0
    values = (one["reach"], one["conversion"], one["reciprocity"])
    return Dot(values, size, shape, colour, name, has_ring=one["has_declared"])


def sign_names() -> dict[str, str]:
    """What the signatures are called."""
    return {
        "leader": _("like an opinion leader (KOL)"),
        "consumer": _("like an opinion consumer (KOC)"),
        "trust": _("like a trust agent"),
        "": _("none of these"),
    }


def counted(found: Data) -> list[tuple[str, str, str, int]]:
    """Shape as a letter, colour, name and how many, of each signature and of none."""
    signs = [sign for one in found["triangles"] for sign in one["signs"] or ("",)]
    return [
        (LETTERS[DRAWN[sign][0]], DRAWN[sign][1], sign_names()[sign], signs.count(sign))
        for sign in (*SIGNS, "")
    ]


def table(found: Data, names: Mapping[UUID, str]) -> list[tuple[str, ...]]:
    """Each as a row, who reached most first; a name only where she agreed."""
    return [
        (
            names.get(UUID(one["person"]), _("somebody")),
            formats.percent(one["reach"], 0),
            formats.percent(one["conversion"], 0),
            formats.percent(one["reciprocity"], 0),
            ", ".join(sign_names()[sign] for sign in one["signs"]) or "–",
            _("yes") if one["has_declared"] else "–",
        )
        for one in by_reach(found)[:ROWS_MAX]
    ]


def declared(found: Data) -> int:
    """How many of those compared declared an interest."""
    return sum(one["has_declared"] for one in found["triangles"])


def unknown(found: Data) -> list[str]:
    """What cannot be told."""
    return [said(one) for one in found["cannot_tell"]]


def mean_conversion(found: Data) -> str:
    """Of all who came by links, how many bought; "" where it is not told."""
    mean = found["mean_conversion"]
    return formats.percent(mean, 1) if mean is not None else ""


def definition() -> str:
    """How the triangle is computed."""
    return _(
        "Of members by whose links somebody came in this window. Reach: different visitors."
        " Conversion: of them, who bought with her link as the last they came by, within thirty"
        " days; counted is the lower end of Wilson's range, so that one lucky sale is no talent;"
        " her own purchases never count. Reciprocity: what comes back of what she addresses to"
        " others. Each is the part of the others who have less. A dot stands nearer to a corner the"
        " more she has of it beside the other two; a larger dot reaches more; a ring says that she"
        " declared an interest."
    ) + " " + _(
        "Like an opinion leader: reach among the highest twentieth, reciprocity and conversion"
        " below the middle. Like an opinion consumer: has bought, conversion among the highest"
        " tenth, reciprocity above the middle, not the highest reach. Like a trust agent: more"
        " shortest ways pass her than all but a twentieth, ties in three circles, here longer than"
        " half. The borders are ours. It is what a person's links did, no verdict and no cause:"
        " people choose whom they follow."
    )  # fmt: skip


def people(found: Data) -> frozenset[UUID]:
    """Whose triangles these are."""
    return frozenset(UUID(one["person"]) for one in found["triangles"])
