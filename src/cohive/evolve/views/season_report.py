"""A frozen season as a report: the page and the PDF are made from the same few lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohive.evolve.queries import Happening, SeasonView
from cohive.evolve.views import figures, ladder_figures
from cohive.look import formats
from cohive.look.paper import Paper, PaperRow, PaperSection
from cohive.words.money import Money


def paper_of(season: SeasonView, place: str) -> Paper:
    """Everything the report says, in the reader's language, from the frozen figures alone."""
    data = season.data
    return Paper(
        title=season.title,
        lead=_("How %(place)s stood from %(start)s to %(end)s. Frozen on %(day)s; these numbers do"
               " not change any more.") % {
            "place": place,
            "start": formats.day(season.starts_at),
            "end": formats.day(season.ends_at),
            "day": formats.day(season.frozen_at),
        },
        sections=(
            _main(data),
            PaperSection(_("What it is made of"), _rows(figures.parts(data["horizontality"]))),
            _ladder(data["ladder"]),
            PaperSection(_("Is it in few hands?"), _rows(figures.hands(data))),
            _money(data["received"], season.currency),
            PaperSection(_("Who came, who stayed"), sentences=figures.life(data) or [_too_few()]),
            PaperSection(_("What happened when"), sentences=_happened(data["happened"])),
            PaperSection(_("What we cannot tell"), sentences=figures.unknown(data)),
        ),
        foot=f"{place} · {season.title}",
        language=formats.language_tag(),
        at=season.frozen_at,
    )  # fmt: skip


def _too_few() -> str:
    return _("Too few people to tell.")


def _main(data: Mapping[str, Any]) -> PaperSection:
    h = data["horizontality"]
    value = _("cannot be told")
    if h["index"] is not None:
        value = _("%(value)s, from %(low)s to %(high)s") % {
            "value": figures.two(h["index"]),
            "low": figures.two(h["low"]),
            "high": figures.two(h["high"]),
        }
    active = ngettext(
        "%(num)s member was active.", "%(num)s members were active.", data["people"]
    ) % {"num": formats.number(data["people"])}
    row = PaperRow(
        _("Between fan club (0) and community (1)"),
        value,
        figures.verdict(h, data["before"]),
        _("The geometric mean of the five parts below. The range is where it would fall in 95 of"
          " 100 such seasons, had chance fallen otherwise."),
    )  # fmt: skip
    return PaperSection(_("Community or fan club?"), [row], [active])


def _rows(found: Sequence[figures.Figure]) -> list[PaperRow]:
    return [PaperRow(one.title, one.value, one.meaning, one.definition) for one in found]


def _ladder(data: Mapping[str, Any]) -> PaperSection:
    rows = [
        PaperRow(name, formats.number(count), takes)
        for _key, name, count, takes in ladder_figures.rungs(data)
    ]
    return PaperSection(_("The ladder"), rows, ladder_figures.moves(data))


def _money(data: Mapping[str, Any], currency: str) -> PaperSection:
    house = PaperRow(_("To the house"), formats.money(Money(data["house_minor"], currency)))
    if not data["members"]:
        return PaperSection(_("Money"), sentences=[_("No sale brought money to members.")])
    if data["members_minor"] is None:
        told = _("Fewer than three members were paid; a sum would say what one of them got.")
        return PaperSection(_("Money"), [house], [told])
    paid = ngettext(
        "brought by sales to %(num)s member", "brought by sales to %(num)s members", data["members"]
    ) % {"num": formats.number(data["members"])}
    members = formats.money(Money(data["members_minor"], currency))
    return PaperSection(_("Money"), [PaperRow(_("To members"), members, paid), house])


def _happened(found: Sequence[Mapping[str, str]]) -> list[str]:
    lines = happened([Happening(one["kind"], datetime.fromisoformat(one["at"])) for one in found])
    return lines or [_("Nothing of what usually changes a place.")]


def happened(found: Sequence[Happening]) -> list[str]:
    """Days and what happened on them; the same on one day once, with how often."""
    names = {
        "bond.circle.created": _("a circle was founded"),
        "create.challenge.opened": _("a challenge was opened"),
        "create.product.on_sale": _("a product went on sale"),
        "create.terms.published": _("terms were published"),
        "evolve.change.done": _("circles split or merged"),
        "evolve.rule.applied": _("a rule was changed"),
    }
    counted: dict[tuple[str, str], int] = {}
    for one in found:
        key = (formats.day_short(one.at), names[one.kind])
        counted[key] = counted.get(key, 0) + 1
    return [
        f"{day}: {name}" if times == 1 else f"{day}: {name} (× {formats.number(times)})"
        for (day, name), times in counted.items()
    ]
