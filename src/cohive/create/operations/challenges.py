"""Writing challenges: opened by the firm, moved in public, counted when the votes are closed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cohive.bond import queries as bond
from cohive.create.events.works import ChallengeCounted, ChallengeMoved, ChallengeOpened
from cohive.create.locks import hold
from cohive.create.models.challenges import DECIDERS, Challenge, StandingTerms
from cohive.create.models.scores import SCORE_MAX
from cohive.create.models.works import Work
from cohive.create.operations.ideas import checked_title
from cohive.create.operations.makers import is_staff
from cohive.create.queries.scores import standing_sums
from cohive.create.slugs import free_slug
from cohive.engine.intervals import mean_score
from cohive.journal import jobs
from cohive.journal.operations import record
from cohive.words.refusals import Forbidden, Missing, Refused
from cohive.words.verbs import Stage

BRIEF_LENGTH_MAX = 5_000
INVITE_JOB, COUNT_JOB = "create.invite_voters", "create.count_votes"


@transaction.atomic
def open_challenge(
    *,
    title: str,
    brief: str,
    opens_at: datetime,
    closes_at: datetime,
    voting_closes_at: datetime,
    decides: str = "firm",
    circle: UUID | None = None,
    stage: str = Stage.DESIGN.value,
    lang: str = "",
    by: UUID,
    at: datetime,
) -> UUID:
    """Open a call for works, under the standing terms in force; makers and stewards may.

    Works come in from `opens_at` to `closes_at`, scores from then to `voting_closes_at`.
    """
    if not is_staff(by):
        raise Forbidden("Makers of the firm and stewards open challenges.")
    _check_dates(closes_at, voting_closes_at, earliest=max(at, opens_at))
    terms = StandingTerms.objects.order_by("-version").first()
    if terms is None:
        raise Refused("This place has no standing terms yet. A steward publishes them first.")
    _check_choices(decides, circle, stage)
    hold("create.challenges")
    title = checked_title(title)
    row = Challenge.objects.create(
        slug=free_slug(title, fallback="challenge", is_taken=_is_taken),
        title=title,
        brief=_brief(brief),
        language=lang,
        circle_id=circle,
        opened_by_id=by,
        stage=stage,
        decides=decides,
        terms=terms,
        opens_at=opens_at,
        closes_at=closes_at,
        voting_closes_at=voting_closes_at,
        at=at,
    )
    event = ChallengeOpened(
        challenge=row.id,
        stage=stage,
        decides=decides,
        opens_at=opens_at.isoformat(),
        closes_at=closes_at.isoformat(),
        voting_closes_at=voting_closes_at.isoformat(),
    )
    record(event, by=by, at=at, object_kind="challenge", object=row.id, circle=circle)
    _plan(row)
    return row.id


@transaction.atomic
def move_challenge(
    *, challenge: UUID, closes_at: datetime, voting_closes_at: datetime, by: UUID, at: datetime
) -> None:
    """Change when entries and votes close; what has closed stays closed."""
    if not is_staff(by):
        raise Forbidden("Makers of the firm and stewards change the dates of a challenge.")
    row = Challenge.objects.select_for_update().filter(id=challenge).first()
    if row is None:
        raise Missing("There is no such challenge.")
    if at >= row.voting_closes_at:
        raise Refused(
            "Votes closed on %(day)s. A new challenge can be opened.", day=row.voting_closes_at
        )
    if at >= row.closes_at and closes_at != row.closes_at:
        raise Refused(
            "Entries closed on %(day)s and stay closed.", field="closes_at", day=row.closes_at
        )
    earliest = row.closes_at if at >= row.closes_at else at
    _check_dates(closes_at, max(voting_closes_at, at), earliest=earliest)
    row.closes_at, row.voting_closes_at = closes_at, max(voting_closes_at, at)
    row.save(update_fields=["closes_at", "voting_closes_at"])
    event = ChallengeMoved(
        challenge=row.id,
        closes_at=row.closes_at.isoformat(),
        voting_closes_at=row.voting_closes_at.isoformat(),
    )
    record(event, by=by, at=at, object_kind="challenge", object=row.id, circle=row.circle_id)
    _plan(row)


@transaction.atomic
def count_votes(*, challenge: UUID, by: UUID, at: datetime) -> None:
    """Publish the means of a challenge whose votes are closed, so that the gallery can sort by
    them. Votes set aside by a review do not count. Counting again changes nothing.
    """
    row = Challenge.objects.select_for_update().filter(id=challenge).first()
    if row is None:
        raise Missing("There is no such challenge.")
    if at < row.voting_closes_at:
        raise Refused("Votes close on %(day)s.", day=row.voting_closes_at)
    changed = 0
    works = Work.objects.filter(challenge=row).values_list("id", flat=True)
    standing, _all, _aside = standing_sums(works)
    for work, (scores, points, _buyers) in standing.items():
        milli = round(mean_score(points, scores, SCORE_MAX).low * 1000) if scores else 0
        changed += Work.objects.filter(id=work).exclude(score_milli=milli).update(score_milli=milli)
    if changed:
        event = ChallengeCounted(challenge=row.id, entries=changed)
        record(event, by=by, at=at, object_kind="challenge", object=row.id, circle=row.circle_id)


def _check_choices(decides: str, circle: UUID | None, stage: str) -> None:
    if decides not in DECIDERS:
        raise Refused("Say who decides: the firm, the circle, or a jury.", field="decides")
    if decides == "circle" and circle is None:
        raise Refused("Name the circle that decides.", field="circle")
    if circle is not None and circle not in bond.cards([circle]):
        raise Refused("There is no such circle.", field="circle")
    if stage not in {known.value for known in Stage}:
        raise Refused("There is no such stage.", field="stage")


def _check_dates(closes_at: datetime, voting_closes_at: datetime, *, earliest: datetime) -> None:
    if closes_at < earliest:
        raise Refused("Entries close after they open, and not in the past.", field="closes_at")
    if voting_closes_at < closes_at:
        raise Refused("Votes close after the entries do.", field="voting_closes_at")


def _brief(brief: str) -> str:
    text = brief.strip()
    if not text:
        raise Refused("Say what you are looking for.", field="brief")
    if len(text) > BRIEF_LENGTH_MAX:
        raise Refused(
            "A brief has at most %(count)s characters.", field="brief", count=BRIEF_LENGTH_MAX
        )
    return text


def _is_taken(slug: str) -> bool:
    return Challenge.objects.filter(slug=slug).exists()


def _plan(row: Challenge) -> None:
    arguments = {"challenge": str(row.id)}
    jobs.schedule(INVITE_JOB, key=str(row.id), run_at=row.closes_at, arguments=arguments)
    jobs.schedule(COUNT_JOB, key=str(row.id), run_at=row.voting_closes_at, arguments=arguments)
