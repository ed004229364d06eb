"""Community or fan club, the ladder, and the community's own words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohive.engine.insight import Insight
from cohive.engine.ties import Rung
from cohive.house.study.figure import FEWEST
from cohive.house.study.figures_ties import PART_NAMES
from cohive.house.study.findings import Findings
from cohive.house.study.names import shown_name
from cohive.house.study.sections.parts import (
    Section,
    Table,
    first_rows,
    month,
    ranged,
)
from cohive.look import formats
from cohive.look.charts import Chart, Interval, Intervals, interval
from cohive.look.refusals import told

__all__ = ["community", "ladder", "words"]

WORDS_SHOWN = 12


def community(findings: Findings) -> Section | None:
    """The index with its parts; None where nobody addressed anybody."""
    seen = findings.addressing
    if seen is None:
        return None
    h = seen.horizontality
    sentences = []
    if h.index is not None and h.low is not None and h.high is not None:
        sentences.append(
            _("Between a fan club (0) and a community (1) it stands at %(index)s.")
            % {"index": ranged(_two(h.index), _two(h.low), _two(h.high))}
        )
        sentences.append(
            ngettext(
                "It is the geometric mean of the parts below that can be told, from %(acts)s acts"
                " that address somebody, by and to %(num)s person.",
                "It is the geometric mean of the parts below that can be told, from %(acts)s acts"
                " that address somebody, by and to %(num)s people.",
                h.n,
            )
            % {"acts": formats.number(round(h.acts)), "num": formats.number(h.n)}
        )
        sentences += [told(one) for one in h.cannot_tell]
    return Section(
        "community",
        _("Community or fan club?"),
        tuple(sentences or [told(one) for one in h.cannot_tell]),
        _parts(seen),
        table=_structure(seen),
        notes=_meanings(seen) if sentences else (),
    )


def _meanings(seen: Insight) -> tuple[str, ...]:
    """What each part that can be told means."""
    return tuple(
        _("%(part)s: %(meaning)s")
        % {"part": told(PART_NAMES[part.name]), "meaning": told(part.said)}
        for part in seen.horizontality.parts
        if part.value is not None
    )


def _two(value: float) -> str:
    return f"{value:.2f}"


def _parts(seen: Insight) -> Chart | None:
    rows = tuple(
        _row(told(PART_NAMES[part.name]), part.low, part.value, part.high)
        for part in seen.horizontality.parts
        if part.value is not None
    )
    if not rows or seen.horizontality.n < FEWEST:
        return None
    return interval(
        Intervals(
            rows,
            _("The parts of the index, each from 0 (fan club) to 1 (community)"),
            0.0,
            1.0,
            ((0.0, "0"), (0.5, "0.5"), (1.0, "1")),
        )
    )


def _row(title: str, low: float | None, value: float, high: float | None) -> Interval:
    below = value if low is None else low
    above = value if high is None else high
    said = ranged(*(formats.percent(one, 0) for one in (value, below, above)))
    return Interval(title, below, value, above, said, "make")


def _structure(seen: Insight) -> Table | None:
    """In few hands or many; how each is computed stands with the section's numbers."""
    rows = tuple(
        (
            title,
            _two(held.gini),
            _("%(few)s of %(n)s people hold half.")
            % {"n": formats.number(held.n), "few": formats.number(held.absence_factor)},
        )
        for title, held in (
            (_("Talk in few hands"), seen.talking),
            (_("Attention in few hands"), seen.attention),
            (_("Making in few hands"), seen.making),
            (_("Money in few hands"), seen.money),
        )
        if held is not None and held.gini is not None and held.n >= FEWEST
    )
    if not rows:
        return None
    return Table(
        (
            {"title": _("Measure")},
            {"title": _("Gini"), "n": True, "key": True},
            {"title": _("In plain words")},
        ),
        rows,
        _("In few hands or many"),
    )


def ladder(findings: Findings) -> Section | None:
    """Who stands where in the last three months; None without times."""
    seen = findings.insight
    if seen is None or seen.ladder.at is None or not seen.ladder.n:
        return None
    if not findings.source.has_calendar:
        return None
    found, rule = seen.ladder, seen.ladder.rule
    takes = {
        Rung.FRIEND: _("Friends: ties both ways with %(number)s members or more")
        % {"number": rule.partners_min},
        Rung.FAN: _("Fans: in %(number)s weeks or more, and passed something on")
        % {"number": rule.weeks_active_min},
        Rung.USER: _("Users: took part"),
        Rung.CUSTOMER: _("Customers: bought"),
        Rung.NONE: _("Quiet in this window"),
    }
    near = sum(len(one.missing) == 1 and one.rung is not Rung.NONE for one in found.places)
    return Section(
        "ladder",
        _("The ladder"),
        (
            ngettext(
                "In the last %(days)s days, of %(num)s member known; %(near)s are one step from"
                " the next rung.",
                "In the last %(days)s days, of %(num)s members known; %(near)s are one step from"
                " the next rung.",
                found.n,
            )
            % {
                "days": rule.window_days,
                "num": formats.number(found.n),
                "near": formats.number(near),
            },
        ),
        table=Table(
            ({"title": _("Rung")}, {"title": _("People"), "n": True, "key": True}),
            tuple(
                (words, formats.number(found.counts.get(rung, 0))) for rung, words in takes.items()
            ),
            _("Who stands where"),
        ),
        notes=tuple(told(one) for one in found.cannot_tell),
    )


def words(findings: Findings) -> Section | None:
    """Words the community made its own, and how newcomers' language comes nearer."""
    sentences = []
    near = findings.nearness
    if (
        near is not None
        and near.slope is not None
        and near.low is not None
        and near.high is not None
    ):
        told_so = (
            _("Newcomers come nearer to the community's language with each post, by %(bits)s bits a"
              " word (%(low)s to %(high)s; %(n)s people).")
            if near.high < 0
            else _("Whether newcomers come nearer to the community's language cannot be told:"
                   " %(bits)s bits a word with each post (%(low)s to %(high)s; %(n)s people).")
        )  # fmt: skip
        sentences.append(
            told_so
            % {
                "bits": f"{near.slope:+.3f}",
                "low": f"{near.low:+.3f}",
                "high": f"{near.high:+.3f}",
                "n": formats.number(near.n),
            }
        )
    if not findings.coined and not sentences:
        return None
    rows = first_rows(
        findings.coined[:WORDS_SHOWN],
        lambda one: (
            shown_name(one.word),
            formats.number(one.authors),
            formats.number(one.times),
            month(one.first),
        ),
    )
    return Section(
        "words",
        _("Words of its own"),
        (
            *sentences,
            _("These words came up after the first quarter of all texts and were used by five"
              " people or more."),
        ),
        table=Table(
            (
                {"title": _("Word")},
                {"title": _("People"), "n": True, "key": True},
                {"title": _("Times"), "n": True},
                {"title": _("First")},
            ),
            rows,
            _("Words of its own"),
        )
        if rows
        else None,
    )  # fmt: skip
