"""Community or fan club, the ladder, who stays, and the community's own words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohive.engine.insight import Insight
from cohive.engine.ties import Rung
from cohive.engine.vitality import Cohort
from cohive.house.study.findings import Findings
from cohive.house.study.names import shown_name
from cohive.house.study.sections.parts import (
    Section,
    Table,
    first_rows,
    month,
    part_said,
    quarter,
    ranged,
)
from cohive.look import formats
from cohive.look.charts import Chart, Heat, Interval, Intervals, heat, interval
from cohive.look.refusals import told

__all__ = ["community", "ladder", "staying", "words"]

ONE_WAY = frozenset({"git", "git-export", "designs", "open-collective"})
"""Sources of credits and payments: those go one way by nature, and say nothing of talk."""
COHORTS_SHOWN = 10
MONTHS_SHOWN = 12
WORDS_SHOWN = 12


def community(findings: Findings) -> Section | None:
    """The index with its parts; None where nobody addressed anybody."""
    seen = findings.insight
    if seen is None or not seen.horizontality.acts or findings.source.kind in ONE_WAY:
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
        notes=(*(told(part.said) for part in h.parts if part.value is not None),)
        if sentences
        else (),
    )


def _two(value: float) -> str:
    return f"{value:.2f}"


def _parts(seen: Insight) -> Chart | None:
    titles = {
        "member_to_member": _("Member to member"),
        "reciprocity": _("What comes back"),
        "many_ways": _("Many ways"),
        "many_makers": _("Many makers"),
        "value_to_members": _("Value to members"),
    }
    rows = tuple(
        Interval(
            titles[part.name],
            part.low if part.low is not None else part.value,
            part.value,
            part.high if part.high is not None else part.value,
            ranged(
                formats.percent(part.value, 0),
                formats.percent(part.low if part.low is not None else part.value, 0),
                formats.percent(part.high if part.high is not None else part.value, 0),
            ),
            "make",
        )
        for part in seen.horizontality.parts
        if part.value is not None
    )
    if not rows:
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


def _structure(seen: Insight) -> Table:
    """The single measures, with how each is computed."""
    hierarchy, talk, money = seen.hierarchy, seen.talk, seen.money
    rows = [
        (
            _("Hierarchy of reaching"),
            "–" if hierarchy.hierarchy is None else _two(hierarchy.hierarchy),
            _("Krackhardt: pairs reached one way only, of pairs reached; ties of twice or more."),
        ),
    ]
    if talk.answered:  # a source without answers says nothing of them
        rows += _answers(seen)
    for title, held in (
        (_("Attention in few hands"), seen.attention),
        (_("Making in few hands"), seen.making),
        (_("Money in few hands"), money),
    ):
        if held is not None and held.gini is not None:
            rows.append(
                (
                    title,
                    _two(held.gini),
                    _("Gini over %(n)s people; %(few)s hold half.")
                    % {
                        "n": formats.number(held.n),
                        "few": formats.number(held.absence_factor),
                    },
                )
            )
    return Table(
        (
            {"title": _("Measure")},
            {"title": _("Value"), "n": True, "key": True},
            {"title": _("How")},
        ),
        tuple(rows),
        _("Single measures"),
    )


def _answers(seen: Insight) -> list[tuple[str, str, str]]:
    talk = seen.talk
    return [
        (
            _("Things answered"),
            _("%(part)s of %(of)s")
            % {"part": formats.number(talk.answered), "of": formats.number(talk.asked)},
            _("By another person; %(members)s first by a member.")
            % {"members": formats.number(talk.by_members)},
        ),
        (
            _("Hours to the first answer"),
            "–"
            if talk.hours_to_first_response is None
            else formats.number(round(talk.hours_to_first_response, 1)),
            _("The middle, of those answered."),
        ),
    ]


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


def staying(findings: Findings) -> Section | None:
    """Who stays, by when they came, and what becomes of newcomers."""
    seen = findings.insight
    if seen is None or not findings.source.has_calendar or not seen.stays.n:
        return None
    shown = [one for one in seen.cohorts if one.here][-COHORTS_SHOWN:]
    sentences = []
    if seen.stays.median is not None:
        sentences.append(
            _("Half of all members stay longer than %(days)s days (from first act to last; gone"
              " means nothing for 60 days).")
            % {"days": formats.number(round(seen.stays.median))}
        )  # fmt: skip
    new = seen.newcomers
    if new.answered_of >= 10:
        part = new.answered_part
        sentences.append(
            _("Of %(of)s newcomers who spoke up, %(part)s were addressed within a day.")
            % {
                "of": formats.number(new.answered_of),
                "part": ranged(part_said(part.middle), part_said(part.low), part_said(part.high)),
            }
        )
    if new.tied_of >= 10:
        part = new.tied_part
        sentences.append(
            _("Of %(of)s watched for a month, %(part)s had ties both ways with three people.")
            % {
                "of": formats.number(new.tied_of),
                "part": ranged(part_said(part.middle), part_said(part.low), part_said(part.high)),
            }
        )
    if not shown and not sentences:
        return None
    return Section(
        "staying",
        _("Who stays"),
        tuple(sentences),
        _cohort_picture(shown),
        same=_cohort_table(shown),
    )


def _cohort_picture(shown: list[Cohort]) -> Chart | None:
    if not shown:
        return None
    width = min(MONTHS_SHOWN, max(len(one.here) for one in shown))
    return heat(
        Heat(
            tuple(
                (
                    quarter(one.start),
                    tuple(
                        one.here[number] / one.n if number < len(one.here) else 0.0
                        for number in range(width)
                    ),
                )
                for one in shown
            ),
            _("The part of each quarter's newcomers active in month 0, 1, 2 … since"),
            tuple((number, str(number)) for number in range(width)),
        )
    )


def _cohort_table(shown: list[Cohort]) -> Table | None:
    if not shown:
        return None
    return Table(
        (
            {"title": _("Came in")},
            {"title": _("People"), "n": True, "key": True},
            {"title": _("Active in month 0, 1, 2 …")},
        ),
        tuple(
            (
                quarter(one.start),
                formats.number(one.n),
                ", ".join(part_said(here / one.n) for here in one.here[:MONTHS_SHOWN]),
            )
            for one in shown
        ),
        _("Who stays"),
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
