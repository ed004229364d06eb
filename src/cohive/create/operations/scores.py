"""Writing scores: 0 to 5 and “I would buy it”, changed freely until votes close."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from cohive.create.events.works import WorkScored
from cohive.create.models.scores import SCORE_MAX, Score, Tally
from cohive.create.models.works import WORK_STATES, Work
from cohive.guard.operations import say_interest
from cohive.journal.clock import not_before_known
from cohive.journal.operations import record
from cohive.journal.queries import agent_kind
from cohive.words.refusals import Forbidden, Missing, Refused


@transaction.atomic
def score_work(
    *,
    work: UUID,
    value: int,
    would_buy: bool,
    by: UUID,
    at: datetime,
    interest: str | None = None,
) -> None:
    """Score an entry; the last score counts, and the same one again changes nothing.

    Scores are given while votes are open, by people, and never to what one made or handed in.
    `interest` declares an interest in the work, '' withdraws it, None leaves it as it is.
    """
    row = Work.objects.select_related("challenge").filter(id=work).first()
    if row is None or row.state != WORK_STATES.start:
        raise Missing("There is no such work.")
    _check_value(value)
    _check_open(row, at=at)
    _check_voter(row, by=by)
    score, is_new = Score.objects.select_for_update().get_or_create(
        work=row, by_id=by, defaults={"value": value, "would_buy": would_buy, "at": at}
    )
    if interest is not None:
        say_interest(about_kind="score", about=row.id, subject=row.id, basis=interest, by=by, at=at)
    before = (0, 0) if is_new else (score.value, int(score.would_buy))
    after = (value, int(would_buy))
    if not is_new:
        if before == after:
            return
        score.value, score.would_buy, score.at = value, would_buy, at
        score.save(update_fields=["value", "would_buy", "at"])
    Tally.objects.filter(work=row).update(
        scores=F("scores") + int(is_new),
        points=F("points") + after[0] - before[0],
        buyers=F("buyers") + after[1] - before[1],
    )
    event = WorkScored(work=row.id, value=value, would_buy=would_buy)
    # it is said to whoever handed the work in, not to whoever opened the challenge
    record(
        event,
        by=by,
        at=at,
        object_kind="work",
        object=row.id,
        target=row.submitted_by_id,
        parent=row.challenge_id,
    )


def _check_value(value: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= SCORE_MAX:
        raise Refused(
            "A score is a whole number from 0 to %(most)s.", field="value", most=SCORE_MAX
        )


def _check_open(row: Work, *, at: datetime) -> None:
    call = row.challenge
    if call is None:
        raise Refused("Only entries of a challenge are scored.")
    if at < call.closes_at:
        raise Refused("Scoring begins when entries close, on %(day)s.", day=call.closes_at)
    if not_before_known(at) >= call.voting_closes_at:
        raise Refused("Votes closed on %(day)s.", day=call.voting_closes_at)


def _check_voter(row: Work, *, by: UUID) -> None:
    if agent_kind(by) != "person":
        raise Forbidden("Only people score.")
    if by == row.submitted_by_id or row.makers.filter(agent_id=by).exists():
        raise Refused("This one is yours: you see it, you do not score it.", field="value")
