"""Asking to join a tier with questions: answered at applying, decided by a steward, then paid."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop as _

from cohive.bond import naming
from cohive.bond.events_tiers import (
    TierAdmitted,
    TierApplicationWithdrawn,
    TierApplied,
    TierDeclined,
)
from cohive.bond.models import RoleGrant, TierApplication
from cohive.bond.models.tiers import APPLICATION_STATES
from cohive.bond.operations.notices import notify
from cohive.bond.operations.standing import require_member, require_role
from cohive.bond.operations.tier_periods import check_place
from cohive.bond.operations.tiers import locked_tier
from cohive.bond.queries.tiers import holds_tier, is_admitted, view_of
from cohive.journal.operations import record
from cohive.words.refusals import Missing, Refused

PAY_DAYS = 14
ANSWER_CHARACTERS_MAX = 1_000
REASON_CHARACTERS_MAX = 500
ERASE_AFTER = timedelta(days=60)
NO_APPLICATION = "There is no such wish to join."

ASKED = _("%(who)s asks to join “%(tier)s”.")
ADMITTED = _("You may join “%(tier)s”: pay until %(day)s, then your place goes to somebody else.")
DECLINED = _("You cannot join “%(tier)s” now: %(reason)s")


@transaction.atomic
def apply_for_tier(*, tier: UUID, answers: Sequence[str], by: UUID, at: datetime) -> UUID:
    """Answer a tier's questions and ask to join; return the application's id. Stewards are told."""
    require_member(by)
    row = locked_tier(tier)
    view = view_of(row)
    if view.joining(at) != "open":
        raise Refused("Nobody can join this tier now.")
    if not row.questions:
        raise Refused("This tier asks no questions: join it at once.")
    if holds_tier(by, row.id, at=at) or is_admitted(by, row.id, at=at):
        raise Refused("You hold this already, or were admitted.")
    said = [_answer(answers, place) for place in range(len(row.questions))]
    try:
        with transaction.atomic():
            application = TierApplication.objects.create(
                tier=row, member_id=by, questions=row.questions, answers=said, asked_at=at
            )
    except IntegrityError:
        raise Refused("You have asked already; the answer comes here.") from None
    record(
        TierApplied(tier=row.id, application=application.id),
        by=by,
        at=at,
        object_kind="tier",
        object=row.id,
    )
    stewards = RoleGrant.objects.filter(role="steward", revoked_at__isnull=True)
    for steward in stewards.values_list("member_id", flat=True):
        notify(
            to=steward,
            kind="tier",
            sentence=ASKED,
            values={"who": f"agent:{by}", "tier": row.name},
            url="/memberships/desk/",
            at=at,
            subject=row.id,
            key=f"tier:asked:{application.id}",
        )
    return application.id


@transaction.atomic
def withdraw_application(*, application: UUID, by: UUID, at: datetime) -> None:
    """Take one's own wish back; its answers are erased."""
    row = _application(application)
    if row.member_id != by:
        raise Missing(NO_APPLICATION)
    state = APPLICATION_STATES.move(row.state, "withdrawn")
    TierApplication.objects.filter(id=row.id).update(state=state, answers=[], questions=[])
    record(
        TierApplicationWithdrawn(tier=row.tier_id, application=row.id),
        by=by,
        at=at,
        object_kind="tier",
        object=row.tier_id,
    )


@transaction.atomic
def admit_to_tier(*, application: UUID, by: UUID, at: datetime, answer: str = "") -> None:
    """A steward says yes: her place is kept for fourteen days, until she has paid."""
    require_role(by, "steward")
    row = _application(application)
    state = APPLICATION_STATES.move(row.state, "admitted")
    check_place(locked_tier(row.tier_id), row.member_id, at=at, besides=None)
    pay_until = at + timedelta(days=PAY_DAYS)
    _decide(row, state, answer.strip()[:REASON_CHARACTERS_MAX], by=by, at=at, pay_until=pay_until)
    record(
        TierAdmitted(tier=row.tier_id, application=row.id, member=row.member_id),
        by=by,
        at=at,
        object_kind="tier",
        object=row.tier_id,
        target=row.member_id,
    )
    values = {"tier": row.tier.name, "day": f"day:{pay_until.date().isoformat()}"}
    _tell(row, ADMITTED, values, at=at)


@transaction.atomic
def decline_for_tier(*, application: UUID, answer: str, by: UUID, at: datetime) -> None:
    """A steward says no, with a reason that only she reads."""
    require_role(by, "steward")
    reason = naming.clean_text(
        answer,
        characters_max=REASON_CHARACTERS_MAX,
        empty=Refused("Say why: the member reads it.", field="answer"),
    )
    row = _application(application)
    state = APPLICATION_STATES.move(row.state, "declined")
    _decide(row, state, reason, by=by, at=at, pay_until=None)
    record(
        TierDeclined(tier=row.tier_id, application=row.id, member=row.member_id),
        by=by,
        at=at,
        object_kind="tier",
        object=row.tier_id,
        target=row.member_id,
    )
    _tell(row, DECLINED, {"tier": row.tier.name, "reason": reason}, at=at)


@transaction.atomic
def erase_answers(*, at: datetime, of: UUID | None = None) -> None:
    """Erase what was answered: of one member who leaves, or all decided sixty days ago."""
    rows = TierApplication.objects.exclude(questions=[])
    if of is None:
        rows = rows.filter(decided_at__lte=at - ERASE_AFTER)
        rows.update(answers=[], questions=[])
        return
    TierApplication.objects.filter(member=of).update(answers=[], questions=[], answer="")
    TierApplication.objects.filter(member=of, state__in=("asked", "admitted")).update(
        state="withdrawn"
    )


def _answer(answers: Sequence[str], place: int) -> str:
    given = answers[place] if place < len(answers) else ""
    return naming.clean_text(
        given,
        characters_max=ANSWER_CHARACTERS_MAX,
        empty=Refused("Answer it in a sentence or two.", field=f"answer-{place}"),
    )


def _application(application: UUID) -> TierApplication:
    """The row, held until the transaction ends."""
    row = (
        TierApplication.objects.select_for_update(of=("self",))
        .select_related("tier")
        .filter(id=application)
        .first()
    )
    if row is None:
        raise Missing(NO_APPLICATION)
    return row


def _decide(
    row: TierApplication,
    state: str,
    answer: str,
    *,
    by: UUID,
    at: datetime,
    pay_until: datetime | None,
) -> None:
    TierApplication.objects.filter(id=row.id).update(
        state=state, answer=answer, decided_by=by, decided_at=at, pay_until=pay_until
    )


def _tell(row: TierApplication, sentence: str, values: dict[str, str], *, at: datetime) -> None:
    notify(
        to=row.member_id,
        kind="tier",
        sentence=sentence,
        values=values,
        url=f"/memberships/{row.tier.slug}/",
        at=at,
        subject=row.tier_id,
        key=f"tier:decided:{row.id}",
    )
