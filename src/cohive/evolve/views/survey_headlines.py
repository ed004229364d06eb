"""What came out of one question, in one sentence; the rest of it is folded below."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohive.engine.then_and_now import changed_estimate
from cohive.evolve.queries.survey_results import Counted, ItemResult, QuestionResult
from cohive.evolve.views.survey_steps import plainly
from cohive.look import formats

__all__ = ["headline"]


def headline(found: QuestionResult) -> str:
    """The choice most made, the mean, or the statements agreed with most and least.

    Choices that were made as often as each other all stand in it. "" for written answers and where
    fewer than ten answered, of which the page says that.
    """
    if found.question.kind == "text":
        return ""
    told = [one for one in found.items if one.counts]
    rated = [one for one in told if one.mean is not None]
    if len(rated) > 1:
        return _extremes(rated)
    if rated:
        return _mean(rated[0])
    if not told:
        return ""
    if found.question.kind == "ranking":
        return _placed(told[0].counts)
    return _chosen(told[0].counts)


def _extremes(rated: Sequence[ItemResult]) -> str:
    order = sorted(rated, key=lambda one: one.mean.middle if one.mean else 0.0)
    low, high = order[0].mean, order[-1].mean
    if low and high and not changed_estimate(low, high).direction:
        return _("No statement stands out: they are from %(least)s to %(most)s on average.") % {
            "least": _middle(order[0]), "most": _middle(order[-1]),
        }  # fmt: skip
    return _("Highest: “%(high)s”, %(most)s. Lowest: “%(low)s”, %(least)s.") % {
        "high": plainly(order[-1].item.wording),
        "most": _middle(order[-1]),
        "low": plainly(order[0].item.wording),
        "least": _middle(order[0]),
    }


def _mean(found: ItemResult) -> str:
    scale = [one.choice.value for one in found.counts]
    return _("On average %(mean)s on a scale from %(low)s to %(high)s.") % {
        "mean": _middle(found), "low": min(scale), "high": max(scale),
    }  # fmt: skip


def _middle(found: ItemResult) -> str:
    return "" if found.mean is None else f"{found.mean.middle:.1f}"


def _placed(counts: Sequence[Counted]) -> str:
    places = [one.place for one in counts if one.place is not None]
    if not places:
        return ""
    best = min(places)
    return _("Placed first on average: %(choice)s, on %(place)s.") % {
        "choice": _together([one for one in counts if one.place == best]), "place": f"{best:.1f}",
    }  # fmt: skip


def _chosen(counts: Sequence[Counted]) -> str:
    most = max(one.n for one in counts)
    if not most:
        return _("Nobody chose any of it.")
    first = [one for one in counts if one.n == most]
    return ngettext(
        "Most chosen: %(choice)s, by %(num)s person (%(part)s).",
        "Most chosen: %(choice)s, by %(num)s people (%(part)s).",
        most,
    ) % {
        "choice": _together(first),
        "num": formats.number(most),
        "part": formats.percent(first[0].part, 0),
    }


def _together(counts: Sequence[Counted]) -> str:
    return ", ".join(f"“{plainly(one.choice.wording)}”" for one in counts)
