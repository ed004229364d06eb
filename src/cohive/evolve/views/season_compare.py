"""A season beside the one before: each figure then and now, and whether that is a change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohive.engine.intervals import Interval
from cohive.engine.then_and_now import Change, changed_count, changed_estimate
from cohive.evolve.queries import SEASON_DAYS
from cohive.evolve.views import figures
from cohive.evolve.views.needs_figures import name_of
from cohive.look import formats
from cohive.look.paper import PaperRow, PaperSection
from cohive.words.money import Money

__all__ = ["compared"]

Data = Mapping[str, Any]
HANDS_MIN = 10


def compared(data: Data, currency: str) -> PaperSection:
    """What changed since the season before, or why that cannot be told."""
    heading, then = _("Then and now"), data["then"]
    if then is None:
        return PaperSection(heading, sentences=[_("This is the first season; there is no earlier"
                                                  " one to put beside it.")])  # fmt: skip
    if then["open_days"] < SEASON_DAYS:
        told = ngettext(
            "In the ninety days before, the place was open for only %(num)s day. The next report"
            " will have a whole season to put beside this one.",
            "In the ninety days before, the place was open for only %(num)s days. The next report"
            " will have a whole season to put beside this one.",
            then["open_days"],
        ) % {"num": formats.number(then["open_days"])}
        return PaperSection(heading, sentences=[told])
    rows = [*_estimates(data, then), *_counts(data, then), *_money(data, then, currency)]
    lead = (
        _("Beside “%(title)s”, the season before.") % {"title": then["title"]}
        if then["title"]
        else _("Beside the ninety days before.")
    )
    how = _(
        "Counts are compared as if each of them came by itself; where one person does many, the"
        " change is less sure than it reads. Figures with a range are compared by the range of"
        " their difference. Both for 95 in 100."
    )
    return PaperSection(heading, rows, [lead, how])


def in_words(change: Change) -> str:
    """More, less, or that no change can be told."""
    if change.direction > 0:
        return _("More than before.")
    if change.direction < 0:
        return _("Less than before.")
    return _("No change we can tell.")


def _pair(then: str, now: str) -> str:
    return f"{then} → {now}"


def _estimates(data: Data, then: Data) -> Iterator[PaperRow]:
    was, now = then["horizontality"], data["horizontality"]
    if was is not None:
        titles = [one.title for one in figures.parts(now)]
        yield _estimate(
            _("Between fan club (0) and community (1)"), _whole(was), _whole(now), figures.two
        )
        earlier = {part["name"]: _part(part) for part in was["parts"]}
        for title, part in zip(titles, now["parts"], strict=True):
            yield _estimate(title, earlier.get(part["name"]), _part(part))
    yield from _hands(data, then)
    yield from _needs(data, then)
    old, new = _interval(then["answered"]), _interval(data["talk"]["answered_part"])
    yield _estimate(_("Of what was told to the place, answered"), old, new)


def _hands(data: Data, then: Data) -> Iterator[PaperRow]:
    """Where both were told of ten people or more."""
    titles = (
        ("talking", _("Talk: 0 all say as much, 1 one says everything")),
        ("attention", _("Attention: 0 all receive as much, 1 one receives everything")),
        ("money", _("Money: 0 all were paid as much, 1 one was paid everything")),
        ("making", _("Making: 0 all make as much, 1 one makes everything")),
    )
    for name, title in titles:
        old, new = _held(then.get("hands", {}).get(name)), _held(data.get(name))
        if old is not None and new is not None:
            yield _estimate(title, old, new, figures.two)


def _held(found: Data | None) -> Interval | None:
    if not found or found["n"] < HANDS_MIN:
        return None
    return _ranged(found["gini"], found["low"], found["high"])


def _needs(data: Data, then: Data) -> Iterator[PaperRow]:
    """Where each was asked anew since."""
    was, now = then.get("gaps"), data.get("gaps")
    if not was or not now or was["closed_at"] == now["closed_at"]:
        return
    earlier = {one["need"]: one for one in was["needs"]}
    for one in now["needs"]:
        old, new = _gap(earlier.get(one["need"])), _gap(one)
        if old is not None and new is not None:
            title = _("Missing: %(need)s") % {"need": name_of(one["need"])}
            yield _estimate(title, old, new, lambda value: f"{value:.1f}")


def _gap(found: Data | None) -> Interval | None:
    return None if found is None else _ranged(found["gap"], found["low"], found["high"])


def _whole(found: Data) -> Interval | None:
    return _ranged(found["index"], found["low"], found["high"])


def _part(found: Data) -> Interval | None:
    return _ranged(found["value"], found["low"], found["high"])


def _interval(found: Data | None) -> Interval | None:
    return None if found is None else _ranged(found["middle"], found["low"], found["high"])


def _ranged(middle: float | None, low: float | None, high: float | None) -> Interval | None:
    if middle is None or low is None or high is None:
        return None
    return Interval(middle, low, high)


def _percent(value: float) -> str:
    return formats.percent(value, 0)


def _estimate(
    title: str,
    old: Interval | None,
    new: Interval | None,
    written: Callable[[float], str] = _percent,
) -> PaperRow:
    unknown = _("cannot be told")
    value = _pair(
        unknown if old is None else written(old.middle),
        unknown if new is None else written(new.middle),
    )
    told = "" if old is None or new is None else in_words(changed_estimate(old, new))
    return PaperRow(title, value, told)


def _counts(data: Data, then: Data) -> Iterator[PaperRow]:
    """People where they are known, else how often."""
    titles = (
        ("came", _("Members who joined"), 0),
        ("left", _("Members who left"), 0),
        ("replies", _("Members who answered somebody"), 1),
        ("works", _("Members who handed in a work"), 1),
        ("scores", _("Members who scored works"), 1),
        ("promises", _("Promises kept"), 0),
        ("products", _("Products that went on sale"), 0),
        ("orders", _("Orders paid"), 0),
    )
    if then["people"] is not None:
        yield _count(_("Members who were active"), then["people"], data["people"])
    for name, title, place in titles:
        old, new = then["counts"][name][place], data["counts"][name][place]
        if old or new:
            yield _count(title, old, new)


def _count(title: str, old: int, new: int) -> PaperRow:
    value = _pair(formats.number(old), formats.number(new))
    return PaperRow(title, value, in_words(changed_count(old, new)))


def _money(data: Data, then: Data, currency: str) -> Iterator[PaperRow]:
    """A sum is what it is: it has no range. Whether more was sold is said by the orders."""
    old, new = then["received"]["members_minor"], data["received"]["members_minor"]
    if old is None or new is None:
        return
    value = _pair(formats.money(Money(old, currency)), formats.money(Money(new, currency)))
    yield PaperRow(_("Sales brought to members"), value)
