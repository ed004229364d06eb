"""Reading decisions: what was decided and why, open ballots, and "do we answer?"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from cohive.bond import queries as bond
from cohive.create.models.challenges import Challenge
from cohive.create.models.decisions import Decision
from cohive.create.models.ideas import Idea
from cohive.create.models.works import Work
from cohive.create.queries.asides import both_counts
from cohive.create.queries.ballots import Choice
from cohive.create.queries.ballots import Count as ChoiceCount

LIMIT_DECISIONS = 20
DAY_SECONDS = 86_400


@dataclass(frozen=True)
class DecisionView:
    """A decision. `about_title` names the challenge or idea; `asked_at` is when it was put."""

    id: UUID
    about_kind: str
    about: UUID
    about_title: str
    about_key: str
    asked_at: datetime
    decides: str
    circle: UUID | None
    state: str
    opened_by: UUID
    opened_at: datetime
    closes_at: datetime | None
    quorum: int
    votes: int
    outcome: str
    chosen: UUID | None
    chosen_title: str
    reason: str
    decided_by: UUID | None
    decided_at: datetime | None

    @property
    def url(self) -> str:
        """Its page."""
        return reverse("create:decision", args=[self.id])


@dataclass(frozen=True)
class BallotOption:
    """Something one can vote for; `title` is '' for a bare answer."""

    choice: Choice
    title: str
    makers: tuple[UUID, ...]
    digest: str
    is_own: bool


@dataclass(frozen=True)
class BallotReason:
    """What somebody wrote with her vote."""

    voter: UUID
    choice: Choice
    reason: str


@dataclass(frozen=True)
class BallotView:
    """A ballot for one viewer. `tally` and `reasons` are empty until she voted or it closed.

    `tally` counts the votes that weigh; `full_tally` all of them, empty when none is set aside.
    `reviewed` are the things whose review sets votes aside here. `waits` says that the outcome
    hangs on a review which is not judged yet. `interested` counts the votes that weigh whose voters
    declared an interest; never whose they are.
    """

    decision: DecisionView
    options: tuple[BallotOption, ...]
    own: Choice | None
    own_reason: str
    own_interest: str
    may_vote: bool
    is_open: bool
    is_shown: bool
    tally: tuple[ChoiceCount, ...]
    full_tally: tuple[ChoiceCount, ...]
    reviewed: tuple[UUID, ...]
    waits: bool
    interested: int
    reasons: tuple[BallotReason, ...]
    jury: tuple[UUID, ...]
    answered: tuple[UUID, ...]


@dataclass(frozen=True)
class AnswerRecord:
    """Do we answer? Ideas answered and open, and how long one typically waits.

    typical_wait_days is the median over the answered ideas counted in `answered`; None for none.
    """

    answered: int
    unanswered: int
    typical_wait_days: int | None
    latest: tuple[DecisionView, ...]


def decision(decision_id: UUID) -> DecisionView | None:
    """One decision. At most three SQL queries."""
    return next(iter(_views(Decision.objects.filter(id=decision_id))), None)


def decisions(
    *, before: tuple[datetime, UUID] | None = None, limit: int = LIMIT_DECISIONS
) -> list[DecisionView]:
    """What was decided, the newest first, older than `before`. At most three SQL queries."""
    rows = Decision.objects.filter(state="decided")
    if before is not None:
        day, key = before
        rows = rows.filter(Q(decided_at__lt=day) | Q(decided_at=day, id__lt=key))
    return _views(rows.order_by("-decided_at", "-id")[:limit])


def open_ballots(*, limit: int = LIMIT_DECISIONS) -> list[DecisionView]:
    """Ballots that are open or wait for their result to be published, the first to close first."""
    return _views(Decision.objects.filter(state="open").order_by("closes_at", "id")[:limit])


def decisions_about(about: UUID) -> list[DecisionView]:
    """Everything asked about a challenge or an idea, the newest first. At most three queries."""
    return _views(Decision.objects.filter(about_id=about).order_by("-id"))


def ballot(decision_id: UUID, *, viewer: UUID | None, at: datetime) -> BallotView | None:
    """A ballot as this viewer may see it; None when there is none. At most ten SQL
    queries, and two for each thing under review.
    """
    row = Decision.objects.filter(id=decision_id).exclude(decides="firm").first()
    view = decision(decision_id)
    if row is None or view is None:
        return None
    votes = list(row.votes.order_by("id"))
    own = next((vote for vote in votes if vote.voter_id == viewer), None)
    is_open = row.state == "open" and (row.closes_at is None or at < row.closes_at)
    is_shown = own is not None or not is_open
    counts = both_counts(row)
    jury = tuple(row.jury.order_by("id").values_list("agent_id", flat=True))
    return BallotView(
        decision=view,
        options=_options(row, viewer),
        own=Choice(own.answer, own.work_id) if own else None,
        own_reason=own.reason if own else "",
        own_interest=own.interest if own else "",
        may_vote=_may_vote(row, viewer, jury),
        is_open=is_open,
        is_shown=is_shown,
        tally=counts.tally if is_shown else (),
        full_tally=counts.full_tally if is_shown else (),
        reviewed=counts.reviewed if is_shown else (),
        waits=is_shown and counts.waits,
        interested=0 if is_open else counts.interested,
        reasons=tuple(
            BallotReason(vote.voter_id, Choice(vote.answer, vote.work_id), vote.reason)
            for vote in votes
            if vote.reason and not is_open
        ),
        jury=jury,
        answered=tuple(vote.voter_id for vote in votes) if jury else (),
    )


def answer_record(*, latest: int = 3) -> AnswerRecord:
    """The front page's "Do we answer?". At most five SQL queries."""
    rows = Decision.objects.filter(about_kind="idea", state="decided").order_by("decided_at")
    first: dict[UUID, datetime] = {}
    for about, day in rows.values_list("about_id", "decided_at"):
        if day is not None:
            first.setdefault(about, day)
    asked = dict(Idea.objects.filter(id__in=first).values_list("id", "at"))
    waits = [
        (day - asked[about]).total_seconds() / DAY_SECONDS
        for about, day in first.items()
        if about in asked
    ]
    return AnswerRecord(
        answered=len(waits),
        unanswered=Idea.objects.exclude(id__in=first).count(),
        typical_wait_days=round(median(waits)) if waits else None,
        latest=tuple(_views(rows.order_by("-decided_at", "-id")[:latest])),
    )


def _may_vote(row: Decision, viewer: UUID | None, jury: tuple[UUID, ...]) -> bool:
    if viewer is None:
        return False
    if row.circle_id is not None:
        return bond.has_vote(viewer, row.circle_id, since=row.opened_at)
    return viewer in jury


def _options(row: Decision, viewer: UUID | None) -> tuple[BallotOption, ...]:
    if row.about_kind == "idea":
        answers = ("yes", "no", "later")
        return tuple(BallotOption(Choice(answer), "", (), "", False) for answer in answers)
    works = (
        Work.objects.filter(challenge_id=row.about_id, state="published")
        .order_by("id")
        .prefetch_related("makers")
    )
    options = []
    for work in works:
        makers = tuple(maker.agent_id for maker in work.makers.all())
        options.append(
            BallotOption(Choice("yes", work.id), work.title, makers, work.picture, viewer in makers)
        )
    return (*options, BallotOption(Choice("no"), "", (), "", False))


def _views(rows: QuerySet[Decision]) -> list[DecisionView]:
    found = list(rows.select_related("chosen").annotate(vote_count=Count("votes")))
    about = {
        **_about(Idea, "number", (row.about_id for row in found if row.about_kind == "idea")),
        **_about(
            Challenge, "slug", (row.about_id for row in found if row.about_kind == "challenge")
        ),
    }
    return [_view(row, *about[row.about_id]) for row in found]


def _about(
    model: type[Idea] | type[Challenge], key: str, ids: Iterable[UUID]
) -> dict[UUID, tuple[str, str, datetime]]:
    wanted = set(ids)
    if not wanted:
        return {}
    rows = model.objects.filter(id__in=wanted).values_list("id", "title", key, "at")
    return {row[0]: (row[1], str(row[2]), row[3]) for row in rows}


def _view(row: Decision, title: str, key: str, asked_at: datetime) -> DecisionView:
    return DecisionView(
        id=row.id,
        about_kind=row.about_kind,
        about=row.about_id,
        about_title=title,
        about_key=key,
        asked_at=asked_at,
        decides=row.decides,
        circle=row.circle_id,
        state=row.state,
        opened_by=row.opened_by_id,
        opened_at=row.opened_at,
        closes_at=row.closes_at,
        quorum=row.quorum,
        votes=row.vote_count,  # type: ignore[attr-defined]
        outcome=row.outcome,
        chosen=row.chosen_id,
        chosen_title=row.chosen.title if row.chosen else "",
        reason=row.reason,
        decided_by=row.decided_by_id,
        decided_at=row.decided_at,
    )
