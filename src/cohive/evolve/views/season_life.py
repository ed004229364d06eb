"""A report in a few sentences; and its needs, rituals, words, and circles beside what is meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from cohive.evolve.views import circle_figures, language_figures, needs_figures
from cohive.evolve.views.in_short import in_short
from cohive.look import formats
from cohive.look.paper import PaperRow, PaperSection

__all__ = ["core", "life", "short"]

Data = Mapping[str, Any]


def short(data: Data) -> Iterator[PaperSection]:
    """The report for who has one minute; nothing where nothing can be told."""
    states = [
        circle_figures.state_of(
            one["members"], one["meant"], one["now"], is_new=bool(one["is_new"])
        )
        for one in _sized(data)
    ]
    if sentences := in_short(data, states):
        yield PaperSection(_("In short"), sentences=sentences)


def _sized(data: Data) -> Sequence[Data]:
    """The circles of whom it was frozen how many belong to them."""
    return [one for one in data.get("circle_list", ()) if "members" in one]


def core(data: Data) -> PaperRow | None:
    """Whether there is a core, where that was counted."""
    if "core" not in data:
        return None
    found = language_figures.core(data["core"])
    return PaperRow(found.title, found.value, found.meaning, found.definition)


def life(data: Data) -> Iterator[PaperSection]:
    """Circles beside what they are meant to be, rituals, needs and words; what was counted."""
    if meant := [one for one in _sized(data) if one["meant"] is not None]:
        yield PaperSection(
            _("How large the circles are meant to be"), [_size(one) for one in meant]
        )
    if data.get("rituals"):
        yield _rituals(data["rituals"])
    if "needs" in data:
        yield _needs(data)
    if data.get("language"):
        yield _words(data["language"])


def _size(one: Data) -> PaperRow:
    value = _("%(people)s, meant for %(meant)s") % {
        "people": formats.number(one["members"]),
        "meant": formats.number(one["meant"]),
    }
    bigger = one["members"] > one["meant"]
    return PaperRow(one["name"], value, _("Bigger than meant.") if bigger else "")


def _rituals(found: Sequence[Data]) -> PaperSection:
    rows = []
    for one in found:
        lines = circle_figures.lives(one)
        rows.append(
            PaperRow(
                _("%(ritual)s, in %(circle)s") % {"ritual": one["name"], "circle": one["circle"]},
                _("%(kept)s of %(times)s times") % {
                    "kept": formats.number(one["kept"]), "times": formats.number(one["times"])
                } if one["times"] else "–",
                " ".join(lines),
            )
        )  # fmt: skip
    return PaperSection(_("Rituals"), _computed(rows, circle_figures.rituals_definition()))


def _needs(data: Data) -> PaperSection:
    """What is missing where it was asked, else the signs alone."""
    rows = []
    for title, important, met, missing, sign in needs_figures.needs(data):
        signs = _("Signs of it: %(signs)s.") % {"signs": sign}
        if data.get("gaps"):
            asked = _("Important %(important)s, met %(met)s of 5.") % {
                "important": important,
                "met": met,
            }
            rows.append(
                PaperRow(title, _("missing %(number)s") % {"number": missing}, f"{asked} {signs}")
            )
        else:
            rows.append(PaperRow(title, sign))
    asked_on = needs_figures.needs_asked(data) or _(
        "Nobody has been asked yet; these are signs in what members did: the middle member's"
        " number, and the part of members without any."
    )
    told = _computed(rows, needs_figures.needs_definition())
    return PaperSection(_("What people look for, and find"), told, [asked_on])


def _words(language: Data) -> PaperSection:
    rows = [
        PaperRow(
            str(word),
            _("%(people)s people") % {"people": people},
            _("First used on %(day)s; %(soon)s people after four weeks.")
            % {"day": first, "soon": soon},
        )
        for word, first, soon, people in language_figures.words_told(language)
    ]
    nothing = [] if rows else [_("No word came up here that five people or more made their own.")]
    return PaperSection(
        _("Words of its own"),
        _computed(rows, language_figures.words_definition()),
        [*nothing, language_figures.nearness(language)],
    )


def _computed(rows: Sequence[PaperRow], definition: str) -> list[PaperRow]:
    """How they are computed, once, under the last of them."""
    return [*rows[:-1], *(replace(row, definition=definition) for row in rows[-1:])]
