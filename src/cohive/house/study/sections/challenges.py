"""What the votes of challenges said, and how far the choice followed them."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohive.engine.challenges import ChallengeReport, Month, Relation
from cohive.engine.exposure.association import Estimate
from cohive.house.study.findings import Findings
from cohive.house.study.names import shown_name
from cohive.house.study.sections.parts import Section, Table, first_rows, if_any, ranged
from cohive.look import formats
from cohive.look.charts import Chart, Interval, Intervals, interval
from cohive.look.refusals import told

__all__ = ["over_time", "votes"]

CHALLENGES_DRAWN = 10
ROUND = 3


def votes(findings: Findings) -> Section | None:
    """Score, number of votes and choice: over all and in each challenge."""
    report = findings.challenges
    if report is None:
        return None
    return Section(
        "votes",
        _("What the votes said"),
        tuple(_overall(report)),
        _by_challenge(report),
        same=_challenges(report),
        notes=tuple(told(sentence) for sentence in (*report.how, *report.cannot_tell)),
    )


def _overall(report: ChallengeReport) -> list[str]:
    whole = report.overall
    found = [
        ngettext(
            "%(num)s entry with a score; %(chosen)s of them chosen.",
            "%(num)s entries with a score; %(chosen)s of them chosen.",
            whole.n,
        )
        % {"num": formats.number(whole.n), "chosen": formats.number(whole.chosen)}
    ]
    if whole.score and whole.score_chosen:
        found.append(
            _("The middle score of the chosen is %(chosen)s, of all entries %(all)s.")
            % {"chosen": _said(whole.score_chosen), "all": _said(whole.score)}
        )
    if whole.choice_by_score:
        found.append(
            _(
                "Of one chosen and one other entry, the chosen had the higher score with"
                " probability %(value)s (a coin gives 0.5)."
            )
            % {"value": _said(whole.choice_by_score)}
        )
    for top, words in (
        (whole.top_tenth, _("the best tenth by score")),
        (whole.top_as_many, _("as many of the best by score as were chosen")),
    ):
        found.append(
            _("Among %(words)s (%(size)s entries) are %(chosen)s of the %(all)s chosen.")
            % {
                "words": words,
                "size": formats.number(top.size),
                "chosen": formats.number(top.chosen),
                "all": formats.number(whole.chosen),
            }
        )
    if whole.score_by_votes:
        found.append(
            _("Score and number of votes go together by %(value)s (Spearman; 0 is not at all).")
            % {"value": _said(whole.score_by_votes)}
        )
    found.append(_("So a vote is a signal, and the choice is another step."))
    return found


def _by_challenge(report: ChallengeReport) -> Chart | None:
    rows = [line for line in report.challenges if line.choice_by_score][:CHALLENGES_DRAWN]
    if not rows:
        return None
    return interval(
        Intervals(
            tuple(
                _interval(shown_name(line.challenge), line.choice_by_score, "design")
                for line in rows
                if line.choice_by_score
            ),
            _("How far the choice followed the score, by challenge: 0.5 is a coin"),
            0.0,
            1.0,
            ((0.0, "0"), (0.5, _("a coin")), (1.0, _("the score alone"))),
        )
    )


def _interval(label: str, found: Estimate, colour: str) -> Interval:
    return Interval(label, found.low, found.middle, found.high, _said(found), colour)


def _challenges(report: ChallengeReport) -> Table | None:
    if not report.challenges:
        return None
    return Table(
        (
            {"title": _("Challenge")},
            {"title": _("Entries"), "n": True, "key": True},
            {"title": _("Chosen"), "n": True},
            {"title": _("middle score"), "n": True},
            {"title": _("of the chosen"), "n": True},
            {"title": _("in the best tenth"), "n": True},
        ),
        first_rows(report.challenges, _row),
        _("Scores and choice in each challenge"),
    )


def _row(line: Relation) -> tuple[str, ...]:
    return (
        shown_name(line.challenge),
        formats.number(line.n),
        formats.number(line.chosen),
        formats.number(round(line.score.middle, ROUND)) if line.score else "–",
        formats.number(round(line.score_chosen.middle, ROUND)) if line.score_chosen else "–",
        formats.number(line.top_tenth.chosen),
    )


def over_time(findings: Findings) -> Section | None:
    """How the scores moved month by month."""
    report = findings.challenges
    if report is None or len(report.months) < 2:
        return None
    drawn = [month for month in report.months if month.score]
    scores = [month.score for month in drawn if month.score]
    if not scores:
        return None
    start, end = min(one.low for one in scores), max(one.high for one in scores)
    picture = interval(
        Intervals(
            tuple(_interval(month.month, month.score, "make") for month in drawn if month.score),
            _("The middle score of each month")
            if report.is_by_month
            else _("The middle score of each stretch of time"),
            start,
            end,
            tuple((at, formats.number(round(at, 2))) for at in (start, (start + end) / 2, end)),
        )
    )
    sentences = []
    if report.trend:
        sentences.append(
            _("Day and score go together by %(value)s (Spearman): %(said)s")
            % {"value": _said(report.trend), "said": _direction(report.trend)}
        )
    sentences += if_any(
        report.undated,
        ngettext(
            "%(num)s entry has no day and is in no month.",
            "%(num)s entries have no day and are in no month.",
            report.undated,
        ),
    )
    return Section(
        "votes-time",
        _("How the scores moved"),
        tuple(sentences),
        picture,
        same=Table(
            (
                {"title": _("Month") if report.is_by_month else _("Time")},
                {"title": _("Entries"), "n": True, "key": True},
                {"title": _("middle score"), "n": True},
                {"title": _("middle number of votes"), "n": True},
                {"title": _("part chosen"), "n": True},
            ),
            tuple(_month(month) for month in report.months),
            _("How the scores moved"),
        ),
    )


def _month(month: Month) -> tuple[str, ...]:
    return (
        month.month,
        formats.number(month.n),
        _said(month.score) if month.score else "–",
        _said(month.votes) if month.votes else "–",
        ranged(
            formats.percent(month.chosen.middle),
            formats.percent(month.chosen.low),
            formats.percent(month.chosen.high),
        ),
    )


def _direction(trend: Estimate) -> str:
    if trend.low > 0:
        return _("they rose.")
    return _("they fell.") if trend.high < 0 else _("neither rise nor fall can be told.")


def _said(found: Estimate) -> str:
    value, low, high = (
        formats.number(round(number, ROUND)) for number in (found.middle, found.low, found.high)
    )
    return ranged(value, low, high)
