"""A frozen season as a report: the page and the PDF are made from the same few lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohive.evolve.queries import Happening, SeasonView
from cohive.evolve.views import figures, ladder_figures, season_charts, season_life, season_parts
from cohive.evolve.views.season_compare import compared
from cohive.look import formats
from cohive.look.paper import Paper, PaperRow, PaperSection
from cohive.words.money import Money

PEOPLE_MIN = 10
"""Below this many active members no figure of the whole is told."""


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
        sections=tuple(_sections(data, season.currency)),
        foot=f"{place} · {season.title}",
        language=formats.language_tag(),
        at=season.frozen_at,
    )  # fmt: skip


def _sections(data: Mapping[str, Any], currency: str) -> Iterator[PaperSection]:
    """Reports frozen before these were counted lack the season before, circles and works."""
    is_whole = "counts" in data
    yield from season_life.short(data)
    if is_whole and (steps := season_parts.next_steps(data)):
        yield PaperSection(_("What to do next"), sentences=steps)
    yield _main(data)
    if is_whole:
        yield compared(data, currency)
    yield _life(data)
    if is_whole:
        yield season_parts.circles(data["circle_list"])
        yield season_parts.made(data["counts"])
    yield from season_life.life(data)
    yield _money(data, currency)
    yield PaperSection(_("What it is made of"), _rows(figures.parts(data["horizontality"])))
    yield _ladder(data["ladder"])
    core = season_life.core(data)
    yield PaperSection(
        _("Is it in few hands?"), [*_rows(figures.hands(data)), *([core] if core else [])]
    )
    yield PaperSection(_("What happened when"), sentences=_happened(data["happened"]))
    yield PaperSection(_("What we cannot tell"), sentences=figures.unknown(data))
    if is_whole:
        yield season_parts.thanks(data["counts"])


def _life(data: Mapping[str, Any]) -> PaperSection:
    """Told from ten people on: below that it would say who."""
    if data["people"] < PEOPLE_MIN:
        return PaperSection(_("Who came, who stayed"), sentences=[_too_few()])
    return PaperSection(
        _("Who came, who stayed"),
        sentences=figures.life(data) or [_too_few()],
        charts=season_charts.flow(data["flow"]),
    )


def _too_few() -> str:
    return _("Too few people to tell.")


def _main(data: Mapping[str, Any]) -> PaperSection:
    h = data["horizontality"]
    active = ngettext(
        "%(num)s member was active.", "%(num)s members were active.", data["people"]
    ) % {"num": formats.number(data["people"])}
    told = [active, *_left_out(data.get("left_out", 0))]
    title = _("Between fan club (0) and community (1)")
    heading = _("Community or fan club?")
    if data["people"] < PEOPLE_MIN or h["index"] is None or h["low"] is None:
        why = _("It takes ten active members: with fewer, the number would say who was on holiday,"
                " not how the place is. What you know of each other says more.")  # fmt: skip
        if data["people"] >= PEOPLE_MIN:
            why = _("Too little was addressed to anybody to tell it.")
        return PaperSection(heading, [PaperRow(title, _("cannot be told"), why)], told)
    row = PaperRow(
        title,
        _range_said(h),
        figures.verdict(h, None),  # what it was before stands in its own section, of all five parts
        _("The geometric mean of the five parts below. The range is where it would fall in 95 of"
          " 100 such seasons, had chance fallen otherwise."),
    )  # fmt: skip
    return PaperSection(heading, [row], told, season_charts.trend(data.get("trend", ())))


def _left_out(accounts: int) -> list[str]:
    """Who is not counted; what was counted before a verdict stands as it was."""
    if not accounts:
        return []
    return [
        ngettext(
            "%(num)s account is left out: two stewards confirmed a review of its group.",
            "%(num)s accounts are left out: two stewards confirmed a review of their groups.",
            accounts,
        )
        % {"num": formats.number(accounts)},
        _("What sales brought is of the books and leaves nobody out; figures that were taken before"
          " the verdict stand as they were counted then."),
    ]  # fmt: skip


def _range_said(h: Mapping[str, Any]) -> str:
    """The figure with its range, or in words where one part is missing altogether."""
    if not round(h["high"], 2):
        return _("0: one of the five parts is missing altogether")
    return _("%(value)s, from %(low)s to %(high)s") % {
        "value": figures.two(h["index"]),
        "low": figures.two(h["low"]),
        "high": figures.two(h["high"]),
    }


def _rows(found: Sequence[figures.Figure]) -> list[PaperRow]:
    return [PaperRow(one.title, one.value, one.meaning, one.definition) for one in found]


def _ladder(data: Mapping[str, Any]) -> PaperSection:
    rows = [
        PaperRow(name, formats.number(count), takes)
        for _key, name, count, takes in ladder_figures.rungs(data)
    ]
    return PaperSection(_("The ladder"), rows, ladder_figures.moves(data))


def _money(told: Mapping[str, Any], currency: str) -> PaperSection:
    data = told["received"]
    house = PaperRow(_("To the house"), formats.money(Money(data["house_minor"], currency)))
    if not data["members"]:
        return PaperSection(_("Money"), sentences=[_("No sale brought money to members.")])
    if data["members_minor"] is None:
        why = _("Fewer than three members were paid; a sum would say what one of them got.")
        return PaperSection(_("Money"), [house], [why])
    paid = ngettext(
        "brought by sales to %(num)s member", "brought by sales to %(num)s members", data["members"]
    ) % {"num": formats.number(data["members"])}
    members = formats.money(Money(data["members_minor"], currency))
    rows = [PaperRow(_("To members"), members, paid), house]
    lines = told.get("lines", ())
    rest = sum(minor for kind, minor in lines if kind in ("pool", "link")) - data["members_minor"]
    waits = [
        _("%(amount)s of what is the makers’ cannot be divided to the cent yet, or is the house’s"
          " own work.") % {"amount": formats.money(Money(rest, currency))}
    ] if rest > 0 else []  # fmt: skip
    return PaperSection(_("Money"), rows, waits, season_charts.money(lines, currency))


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
