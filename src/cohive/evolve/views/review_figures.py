"""What a review says, for its pages: evidence in words, both counts, names only where allowed."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from cohive.bond import queries as members
from cohive.create import queries as making
from cohive.engine.intervals import wilson
from cohive.guard.queries import PrecisionLog, ReviewView, declaration_of, precision_log
from cohive.look import formats
from cohive.look.refusals import told
from cohive.words.sentences import Sentence

Names = Mapping[str, str]


BRIEF_MAX = 8
VERDICTS_MIN = 10


@dataclass(frozen=True)
class Count:
    """One entry in both counts: mean score of five with and without the group, and its place.

    `is_target` says that the group acted on it.
    """

    title: str
    is_target: bool
    votes: int
    mean: float
    rank: int
    votes_without: int
    mean_without: float | None
    rank_without: int | None


@dataclass(frozen=True)
class BothCounts:
    """One challenge with the group and without it."""

    title: str
    url: str
    entries: tuple[Count, ...]
    changes_first: bool

    @property
    def brief(self) -> tuple[Count, ...]:
        """What the group acted on and who is first either way; a page begins with these."""
        first = [entry for entry in self.entries if 1 in (entry.rank, entry.rank_without)]
        targets = [entry for entry in self.entries if entry.is_target and entry not in first]
        return tuple(sorted((first + targets)[:BRIEF_MAX], key=lambda entry: entry.rank))


def state_names() -> dict[str, str]:
    """What each state is called on pages."""
    return {
        "observe": _("being watched"),
        "marked": _("under review"),
        "held": _("under review, pay held"),
        "confirmed": _("confirmed"),
        "appealed": _("appealed"),
        "released": _("cleared"),
        "reversed": _("reversed"),
    }


def witness_names() -> dict[str, str]:
    """What each witness looks at."""
    return {
        "lockstep": _("same things, same time"),
        "target": _("a crowd of few on one thing"),
        "cohort": _("accounts that came together"),
        "ring": _("each for the other"),
        "text": _("the same words"),
        "solicitation": _("asking for elsewhere"),
        "disagreement": _("against everybody"),
        "companions": _("always the same company"),
        "shell": _("only with each other"),
        "crowding": _("made together"),
    }


def sentence(of: Mapping[str, Any], names: Names) -> str:
    """A frozen sentence in the reader's language, ids replaced by what this reader may see."""
    values = {key: _value(one, names) for key, one in of["values"].items()}
    return told(Sentence.known(of["english"]).filled(**values))


def _value(value: Any, names: Names) -> Any:
    if isinstance(value, Mapping):
        # elsewhere these two words answer a proposal, and Chinese has other words for that
        answers = {
            "yes": pgettext("whether it explains a group", "yes"),
            "no": pgettext("whether it explains a group", "no"),
        }
        return answers.get(value["english"]) or sentence(value, names)
    return names.get(value, value) if isinstance(value, str) else value


def titles(review: ReviewView) -> dict[str, str]:
    """What the targets are called. A few SQL queries, whatever their number."""
    works = set(review.targets)
    works |= {UUID(one["work"]) for call in _counts(review) for one in call["entries"]}
    plain = {"post": _("a post"), "decision": _("a vote")}
    known = {str(key): plain[kind] for key, kind in review.targets.items() if kind in plain}
    circles = members.cards(key for key, kind in review.targets.items() if kind == "circle")
    known |= {str(key): card.name for key, card in circles.items()}
    known |= {str(key): _("a work") for key in works if str(key) not in known}
    return known | {str(key): card.title for key, card in making.cards_of(works).items()}


def _counts(review: ReviewView) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = review.evidence.get("counts", [])
    return found


def group_evidence(review: ReviewView, names: Names) -> list[str]:
    """What was counted about the group; it names things, never people."""
    return [sentence(one, names) for one in review.evidence.get("group", [])]


def checks(review: ReviewView, names: Names, *, is_public: bool = False) -> list[str]:
    """The innocent explanations that were tried, and what a steward declared the group to be.

    is_public: without her sentence, which may speak of people. One SQL query.
    """
    tried = [sentence(one["sentence"], names) for one in review.evidence.get("checks", [])]
    declared = declaration_of(review.id)
    if declared is None:
        return tried
    said = _("A steward declared: they are %(what)s.") % {"what": group_kinds()[declared.kind]}
    is_bare = is_public or not declared.sentence
    return [said if is_bare else f"{said} “{declared.sentence}”", *tried]


def kinds_left(review: ReviewView) -> list[tuple[str, str]]:
    """What the group can still be declared to be; nothing once it was, or is decided."""
    is_open = review.state in ("observe", "marked", "held", "appealed")
    return list(group_kinds().items()) if is_open and not declaration_of(review.id) else []


def group_kinds() -> dict[str, str]:
    """What a group can be declared to be."""
    return {
        "household": _("one household"),
        "class": _("one class or course"),
        "team": _("one team or association"),
    }


def account_evidence(review: ReviewView, agent: str, names: Names) -> list[str]:
    """What was counted about one of the group."""
    found = review.evidence.get("accounts", {}).get(agent, [])
    return [sentence(one, names) for one in found]


def how_it_went() -> dict[str, Any]:
    """The log of all reviews that were publicly marked, for the part `review_log`. One query."""
    log = precision_log()
    return {"log": log, "reversal": reversal(log)}


def reversal(log: PrecisionLog) -> str:
    """How many verdicts against a group were undone on appeal, with its range; or too few to tell.

    Of those that stand or were undone: an appeal that is not judged yet counts for neither.
    """
    verdicts = log.confirmed + log.reversed
    if verdicts < VERDICTS_MIN:
        return ngettext(
            "How often a verdict is undone on appeal cannot be told yet: it takes %(least)s"
            " verdicts, and there was %(num)s.",
            "How often a verdict is undone on appeal cannot be told yet: it takes %(least)s"
            " verdicts, and there were %(num)s.",
            verdicts,
        ) % {"least": formats.number(VERDICTS_MIN), "num": formats.number(verdicts)}
    range_95 = wilson(log.reversed, verdicts)
    return _(
        "Of %(num)s verdicts against a group, %(undone)s were undone on appeal: %(part)s (between"
        " %(low)s and %(high)s; Wilson's range, for 95 in 100)."
    ) % {
        "num": formats.number(verdicts),
        "undone": formats.number(log.reversed),
        "part": formats.percent(range_95.middle, 0),
        "low": formats.percent(range_95.low, 0),
        "high": formats.percent(range_95.high, 0),
    }


def both_counts(review: ReviewView, names: Names) -> list[BothCounts]:
    """Each challenge twice: all votes, and without the group's. One SQL query per challenge."""
    targets = {str(target) for target in review.targets}
    return [_both(call, names, targets) for call in _counts(review)]


def _both(call: Mapping[str, Any], names: Names, targets: Container[str]) -> BothCounts:
    rows = call["entries"]
    with_group = {one["work"]: _mean(one["points"], one["scores"]) for one in rows}
    without = {one["work"]: _mean(one["points_without"], one["scores_without"]) for one in rows}
    ranks, ranks_without = _ranks(with_group), _ranks(without)
    entries = sorted(
        (
            Count(
                names.get(one["work"], _("a work")),
                one["work"] in targets,
                one["scores"],
                with_group[one["work"]] or 0.0,
                ranks[one["work"]],
                one["scores_without"],
                without[one["work"]],
                ranks_without.get(one["work"]),
            )
            for one in rows
        ),
        key=lambda entry: entry.rank,
    )
    view = making.challenge(UUID(call["challenge"]))
    first = {work for work, rank in ranks.items() if rank == 1}
    first_without = {work for work, rank in ranks_without.items() if rank == 1}
    return BothCounts(
        view.title if view else _("a challenge"),
        view.url if view else "",
        tuple(entries),
        first != first_without,
    )


def _mean(points: int, scores: int) -> float | None:
    return points / scores if scores else None


def _ranks(means: Mapping[str, float | None]) -> dict[str, int]:
    """Place of each by its mean; equal means share a place, who has no score has none."""
    known = {work: mean for work, mean in means.items() if mean is not None}
    return {work: 1 + sum(other > mean for other in known.values()) for work, mean in known.items()}
