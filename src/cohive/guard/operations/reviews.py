"""Reviews of groups: graded steps, each of which a later one can undo.

Who may be a steward is for the pages to ask; independence is kept here: nobody judges a group of
which she is one, a verdict needs two, and an appeal is judged by somebody who had no part in it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from cohive.guard.events import (
    ReviewAppealed,
    ReviewConfirmed,
    ReviewHeld,
    ReviewMarked,
    ReviewOpened,
    ReviewReleased,
    ReviewReversed,
)
from cohive.guard.models.reviews import (
    REVIEW_STATES,
    WITNESSES_MIN,
    Review,
    ReviewMember,
    ReviewTarget,
    ReviewVerdict,
)
from cohive.guard.operations.answers import close_answers, forget_answers
from cohive.guard.operations.declared import forget_sentences
from cohive.journal.operations import record
from cohive.words.refusals import Forbidden, Missing, Refused

GROUP_MIN = 2
TEXT_CHARACTERS_MAX = 2_000


@transaction.atomic
def open_review(
    *,
    members: frozenset[UUID],
    targets: Mapping[UUID, str],
    witnesses: Sequence[str],
    evidence: Mapping[str, Any],
    by: UUID,
    at: datetime,
) -> tuple[UUID, bool]:
    """Begin to watch a group; the same group on the same targets gets the review it has.

    `targets` maps each thing to its kind, `witnesses` names who saw it independently, `evidence` is
    plain JSON and never changes afterwards. A group that more witnesses see than before gets a
    review of its own. Returns the review and whether it is new.
    """
    if len(members) < GROUP_MIN:
        raise Refused("A review is about a group of two or more.", field="members")
    if not targets:
        raise Refused("Say on what the group acted together.", field="targets")
    row, is_new = Review.objects.get_or_create(
        key=_key(members, targets, len(set(witnesses))),
        defaults={
            "witnesses": len(set(witnesses)),
            "evidence": dict(evidence),
            "opened_by_id": by,
            "opened_at": at,
        },
    )
    if is_new:
        ReviewMember.objects.bulk_create(
            ReviewMember(review=row, agent_id=member) for member in sorted(members)
        )
        ReviewTarget.objects.bulk_create(
            ReviewTarget(review=row, target=target, kind=kind)
            for target, kind in sorted(targets.items())
        )
        _record(ReviewOpened(review=row.id), row, by=by, at=at)
    return row.id, is_new


def _key(members: frozenset[UUID], targets: Mapping[UUID, str], witnesses: int) -> str:
    named = [*map(str, sorted(members)), "", *map(str, sorted(targets)), str(witnesses)]
    return hashlib.sha256("\n".join(named).encode()).hexdigest()


def _record(event: object, row: Review, *, by: UUID, at: datetime) -> None:
    record(event, by=by, at=at, object_kind="review", object=row.id)


def _row(review: UUID) -> Review:
    row = Review.objects.select_for_update().filter(id=review).first()
    if row is None:
        raise Missing("There is no such review.")
    return row


def _judged(review: UUID, *, by: UUID) -> Review:
    """The row, for somebody who is not one of the group."""
    row = _row(review)
    if row.members.filter(agent_id=by).exists():
        raise Forbidden("Nobody judges a group of which she is one.")
    return row


def _said(text: str, *, field: str) -> str:
    said = text.strip()
    if not said:
        raise Refused("Say it in a sentence; the people concerned read it.", field=field)
    if len(said) > TEXT_CHARACTERS_MAX:
        raise Refused("Keep it under %(count)s characters.", field=field, count=TEXT_CHARACTERS_MAX)
    return said


def _need_witnesses(row: Review) -> None:
    if row.witnesses < WITNESSES_MIN:
        raise Refused("Two independent witnesses are needed before anybody feels a review.")


@transaction.atomic
def mark(*, review: UUID, reason: str, by: UUID, at: datetime) -> None:
    """Let the group's votes on these targets weigh nothing for now, and say so publicly."""
    row = _judged(review, by=by)
    _need_witnesses(row)
    row.state = REVIEW_STATES.move(row.state, "marked")
    row.marked_by_id, row.marked_at, row.reason = by, at, _said(reason, field="reason")
    row.save()
    _record(ReviewMarked(review=row.id), row, by=by, at=at)


@transaction.atomic
def hold(*, review: UUID, reason: str, by: UUID, at: datetime) -> None:
    """Keep back the payout that hangs on these votes until it is decided."""
    row = _judged(review, by=by)
    _need_witnesses(row)
    row.state = REVIEW_STATES.move(row.state, "held")
    row.held_at, row.reason = at, _said(reason, field="reason")
    row.save()
    _record(ReviewHeld(review=row.id), row, by=by, at=at)


@transaction.atomic
def confirm(*, review: UUID, reason: str, by: UUID, at: datetime) -> bool:
    """Find that it was arranged; the second steward who finds so decides. True when decided."""
    row = _judged(review, by=by)
    REVIEW_STATES.move(row.state, "confirmed")
    if row.state == "appealed":
        raise Refused("An appeal is upheld or reversed, not confirmed a second time.")
    if not _two_agree(row, "confirmed", reason=reason, by=by, at=at):
        return False
    row.state, row.decided_at, row.reason = "confirmed", at, reason.strip()
    row.save()
    close_answers(review=row.id, outcome=row.state, reason=row.reason, by=by, at=at)
    _record(ReviewConfirmed(review=row.id), row, by=by, at=at)
    return True


@transaction.atomic
def release(*, review: UUID, reason: str, apology: str, by: UUID, at: datetime) -> bool:
    """Clear the group; the second steward who does so decides. True when decided.

    `apology` goes to each of the group.
    """
    row = _judged(review, by=by)
    REVIEW_STATES.move(row.state, "released")
    text = _said(apology, field="apology")
    if not _two_agree(row, "released", reason=reason, by=by, at=at):
        return False
    row.state, row.decided_at, row.reason, row.apology = "released", at, reason.strip(), text
    row.save()
    close_answers(review=row.id, outcome=row.state, reason=row.reason, by=by, at=at)
    _record(ReviewReleased(review=row.id), row, by=by, at=at)
    return True


def _two_agree(row: Review, verdict: str, *, reason: str, by: UUID, at: datetime) -> bool:
    """Note what this steward found, in place of what she found before; whether two agree."""
    ReviewVerdict.objects.update_or_create(
        review=row,
        steward_id=by,
        defaults={
            "round": ReviewVerdict.FIRST,
            "verdict": verdict,
            "reason": _said(reason, field="reason"),
            "at": at,
        },
    )
    return row.verdicts.filter(verdict=verdict).exclude(steward_id=by).exists()


@transaction.atomic
def appeal(*, review: UUID, text: str, by: UUID, at: datetime) -> None:
    """One of the group asks that somebody else judges again, once."""
    row = _row(review)
    if not row.members.filter(agent_id=by).exists():
        raise Forbidden("Only somebody of the group can appeal.")
    if row.appealed_at is not None:
        raise Refused("This was appealed and judged again already.")
    row.state = REVIEW_STATES.move(row.state, "appealed")
    row.appealed_by_id, row.appealed_at, row.appeal = by, at, _said(text, field="text")
    row.save()
    _record(ReviewAppealed(review=row.id), row, by=by, at=at)


def _appeal_judged(
    review: UUID, *, verdict: str, reason: str, by: UUID, at: datetime, apology: str = ""
) -> Review:
    row = _judged(review, by=by)
    if row.state != "appealed":
        raise Refused("Nobody appealed this.")
    if row.marked_by_id == by or row.verdicts.filter(steward_id=by).exists():
        raise Forbidden("An appeal is judged by a steward who had no part in the verdict.")
    row.state = REVIEW_STATES.move(row.state, verdict)
    row.decided_at, row.reason, row.apology = at, _said(reason, field="reason"), apology
    row.save()
    ReviewVerdict.objects.create(
        review=row,
        round=ReviewVerdict.APPEAL,
        steward_id=by,
        verdict=verdict,
        reason=row.reason,
        at=at,
    )
    return row


@transaction.atomic
def uphold(*, review: UUID, reason: str, by: UUID, at: datetime) -> None:
    """Another steward comes to the same verdict after an appeal."""
    row = _appeal_judged(review, verdict="confirmed", reason=reason, by=by, at=at)
    _record(ReviewConfirmed(review=row.id), row, by=by, at=at)


@transaction.atomic
def reverse(*, review: UUID, reason: str, apology: str, by: UUID, at: datetime) -> None:
    """Another steward undoes the verdict after an appeal; the votes count again.

    `apology` goes to each of the group: who was wrongly judged is owed it most.
    """
    text = _said(apology, field="apology")
    row = _appeal_judged(review, verdict="reversed", reason=reason, apology=text, by=by, at=at)
    _record(ReviewReversed(review=row.id), row, by=by, at=at)


def forget_words(*, agent: UUID, at: datetime) -> None:
    """Delete what somebody who leaves wrote in answers and an appeal, and what a group of hers was
    declared with; the verdict stays.
    """
    forget_answers(agent=agent)
    forget_sentences(agent=agent)
    Review.objects.filter(appealed_by_id=agent, appealed_at__lte=at).update(appeal="")
