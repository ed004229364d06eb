"""Work and seats that rest on one person: where, how, and by name only who agreed to it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohive.bond.queries import MemberCard
from cohive.evolve.written import said
from cohive.look import formats

Data = Mapping[str, Any]
VACANCIES_MAX: Final = 5


@dataclass(frozen=True)
class Vacant:
    """One work or seat. `holder` and `ready`: those who agreed to be named; `others`: how many more
    are ready."""

    title: str
    sentence: str
    holder: MemberCard | None
    ready: Sequence[MemberCard]
    others: int


def all_of(data: Data) -> list[Data]:
    """Seats held alone first, then work; figures taken before seats were counted have none."""
    return [*data.get("seats", ()), *data["vacancies"]]


def urgent(data: Data) -> list[Data]:
    """About to fall vacant, or nobody else has practised it: the first few of seats and of work."""
    found: list[Data] = []
    for some in (data.get("seats", ()), data["vacancies"]):
        pressing = [one for one in some if one["is_falling"] or not one["heirs"]]
        found += pressing[:VACANCIES_MAX]
    return found


def named_in(vacant: Sequence[Data], agreed: Collection[UUID]) -> set[UUID]:
    """Who holds it or is ready for it, and agreed to be named."""
    people = {UUID(one["holder"]) for one in vacant}
    people |= {UUID(heir["person"]) for one in vacant for heir in one["heirs"]}
    return people & set(agreed)


def vacancies(
    vacant: Sequence[Data], cards: Mapping[UUID, MemberCard], circles: Mapping[UUID, str]
) -> list[Vacant]:
    """Each with its circle; `cards` of those who may be named here."""
    found = []
    for one in vacant:
        ready = [UUID(heir["person"]) for heir in one["heirs"]]
        named = [cards[person] for person in ready if person in cards]
        found.append(
            Vacant(
                title=_title(one, circles),
                sentence=said(one["said"]),
                holder=cards.get(UUID(one["holder"])),
                ready=named,
                others=len(ready) - len(named),
            )
        )
    return found


def own_work(data: Data, person: UUID, circles: Mapping[UUID, str]) -> list[str]:
    """What rests on her, and what she has practised that rests on somebody else; for herself."""
    found = []
    for one in all_of(data):
        title = _title(one, circles)
        if one["holder"] == str(person):
            found.append(_("It rests on you: %(work)s.") % {"work": title})
            continue
        found += [
            _ready(one, heir["acts"], title)
            for heir in one["heirs"]
            if heir["person"] == str(person)
        ]
    return found


def _ready(one: Data, acts: int, title: str) -> str:
    """What she could take over, and why it is said."""
    if not one["verb"]:
        return _("You are at home there and could take it over: %(work)s.") % {"work": title}
    return ngettext(
        "You have practised it, %(num)s time: %(work)s.",
        "You have practised it, %(num)s times: %(work)s.",
        acts,
    ) % {"num": formats.number(acts), "work": title}


def vacancies_definition() -> str:
    """How it is found what rests on one person."""
    return _(
        "Work: of one sort of act in one circle, ten times or more in 180 days, one person did half"
        " or more; ready is who did it three times. A seat: who keeps a circle, or holds a role of"
        " the place, alone; ready for a circle is who acted there three times, for a role of the"
        " place that is not known. Told first is what its holder did less than half as often in the"
        " last thirty days as before, then what nobody else has practised."
    )


def _title(one: Data, circles: Mapping[UUID, str]) -> str:
    thing = _thing(one["object_kind"])
    name = circles.get(UUID(one["circle"])) if one["circle"] else None
    return _("%(work)s, in %(circle)s") % {"work": thing, "circle": name} if name else thing


def _thing(kind: str) -> str:
    """What the work is about, in the plural, or the seat; an unknown kind as it is called."""
    names = {
        "keeper": _("Keeping the circle"),
        "steward": _("The role of steward"),
        "maker": _("The role of maker"),
        "seller": _("The role of seller"),
        "answerer": _("The role of answering for the place"),
        "post": _("Posts"),
        "work": _("Works"),
        "idea": _("Ideas"),
        "challenge": _("Challenges"),
        "circle": _("Circles"),
        "contribution": _("Contributions"),
        "decision": _("Decisions"),
        "product": _("Products"),
        "variant": _("Product variants"),
        "member": _("Members"),
        "agreement": _("Agreements"),
        "terms": _("Terms"),
        "location": _("Stalls and stores"),
        "proposal": _("Proposals"),
        "commitment": _("Promised tasks"),
    }
    return str(names.get(kind, kind))
