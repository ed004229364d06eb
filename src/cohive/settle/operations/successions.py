"""After a member: proposing who has her balance, approving it by two, passing it on.

Claims stay hers and cannot be moved. What they bring becomes final as ever, and is passed on from
her balance. What goes back after that stands against her balance, never against the heir's.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from cohive.bond import operations as bond
from cohive.bond import queries as members
from cohive.journal import jobs
from cohive.journal.operations import record
from cohive.settle.models import AfterMe, Succession
from cohive.settle.models.successions import PASSES_AFTER, SEEN_LENGTH_MAX, SUCCESSION_STATES
from cohive.settle.operations.payout_rules import forget_payout_way, require_steward
from cohive.settle.second_hand import refuse_one_hand, refuse_one_person
from cohive.settle.succession_events import (
    AfterMeChosen,
    SuccessionApproved,
    SuccessionProposed,
    SuccessionStopped,
)
from cohive.words.refusals import Forbidden, Missing, Refused

MAIL_JOB = "settle.succession_mail"
NO_SUCCESSION = "There is no such succession."
TO_APPROVE = gettext_noop("To whom a balance is passed on after a death waits for your look.")
SAID_DEAD = gettext_noop(
    "A steward said that you died and that your balance is passed on. If you read this, say that "
    "it is a mistake."
)
IS_YOURS = gettext_noop(
    "What %(who)s made here goes on bringing money. From %(day)s on it is passed on to you. Say "
    "how you are paid."
)


@transaction.atomic
def propose_succession(
    *, member: UUID, to: str, heir: UUID | None, seen: str, by: UUID, at: datetime
) -> UUID:
    """A member died: say who has her balance from now on; return the succession's id.

    `to` is heir, estate (its executor) or community; `seen` names the paper that was looked at,
    without anybody's name. Nothing is sent to her account meanwhile, and she is told, by notice
    and mail, so that she can say it if she lives. Raises Refused, at the field, and Forbidden for
    the heir herself and for whom the place knows to belong to her (see `second_hand`).
    """
    require_steward(by)
    cards = members.cards([each for each in (member, heir) if each is not None])
    card = cards.get(member)
    if card is None or card.kind != "person" or member == by:
        raise Refused("Choose who died.", field="member")
    if to not in ("heir", "estate", "community"):
        raise Refused("Choose who has it from now on.", field="to")
    if to == "community":
        heir = None
    elif heir is None or heir == member or heir not in cards or cards[heir].state != "active":
        raise Refused("The heir joins this place first; then choose her here.", field="heir")
    if by == heir:
        raise Forbidden("It would be yours: other stewards decide this.")
    if heir is not None:
        refuse_one_hand(by, heir)
    words = seen.strip()
    if not 0 < len(words) <= SEEN_LENGTH_MAX:
        raise Refused("Say in a few words which paper you saw, without names.", field="seen")
    row = Succession(
        member_id=member,
        reason="died",
        to=to,
        heir_id=heir,
        seen=words,
        state=SUCCESSION_STATES.start,
        proposed_by_id=by,
        proposed_at=at,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Refused("There is a succession for her already.", field="member") from None
    record(SuccessionProposed(row.id, to), by=by, at=at, object_kind="succession", object=row.id)
    _tell_proposed(row, at=at)
    _plan_mail(row, "proposed", at=at)
    return row.id


@transaction.atomic
def approve_succession(*, succession: UUID, by: UUID, at: datetime) -> None:
    """The second steward's yes: her account is closed; after `PASSES_AFTER` money is passed on.

    Raises Forbidden for who proposed it and for the heir, and for whom the place knows to be one
    with either (see `second_hand`); Refused when it was decided before.
    """
    require_steward(by)
    row = _locked(succession)
    if by in (row.proposed_by_id, row.heir_id, row.member_id):
        raise Forbidden("Another steward than who proposed it, and not the heir, approves it.")
    if row.state != "proposed":
        raise Refused("This was decided already.")
    refuse_one_person(row.proposed_by_id, by, at=at)
    if row.heir_id is not None:
        refuse_one_hand(by, row.heir_id)
        refuse_one_hand(row.proposed_by_id, row.heir_id)  # again: much can be known since
    row.state = SUCCESSION_STATES.move(row.state, "approved")
    row.approved_by_id, row.approved_at = by, at
    row.save(update_fields=["state", "approved_by", "approved_at"])
    record(
        SuccessionApproved(row.id, row.to), by=by, at=at, object_kind="succession", object=row.id
    )
    bond.close_account(member=row.member_id, by=by, at=at)
    forget_payout_way(agent=row.member_id, at=at)
    _answered(row, at=at)
    _plan_mail(row, "approved", at=at)
    if row.heir_id is not None:
        day = timezone.localtime(at + PASSES_AFTER).date()
        bond.notify(
            to=row.heir_id,
            kind="settle.succession_yours",
            sentence=IS_YOURS,
            values={"who": f"agent:{row.member_id}", "day": f"day:{day.isoformat()}"},
            url=reverse("settle:payouts"),
            at=at,
            subject=row.id,
            key=f"settle:succession-yours:{row.id}",
        )


@transaction.atomic
def stop_succession(*, succession: UUID, by: UUID, at: datetime) -> None:
    """Take it back or end it: what comes in later waits again; what was passed on stays.

    One steward is enough, because it only stops money; so is she of whom it is said, while she can
    sign in. Raises Forbidden for the heir.
    """
    row = _locked(succession)
    if by != row.member_id:
        require_steward(by)
    if by == row.heir_id:
        raise Forbidden("It is yours: other stewards decide this.")
    if row.reason == "left":
        raise Forbidden("She said so herself before she left: nobody changes it.")
    if row.state not in ("proposed", "approved"):
        raise Refused("This was decided already.")
    row.state = SUCCESSION_STATES.move(
        row.state, "cancelled" if row.state == "proposed" else "ended"
    )
    row.ended_at = at
    row.save(update_fields=["state", "ended_at"])
    _answered(row, at=at)
    record(SuccessionStopped(row.id), by=by, at=at, object_kind="succession", object=row.id)


@transaction.atomic
def reopen_after_mistake(*, succession: UUID, by: UUID, at: datetime) -> None:
    """She is alive: once her succession was stopped, she signs in as before.

    What was passed on meanwhile is not taken from anybody; the firm makes it good by a correction.
    Raises Refused while her balance is still passed on, by this succession or by another.
    """
    require_steward(by)
    row = _locked(succession)
    of_her = Succession.objects.select_for_update(of=("self",)).filter(member=row.member_id)
    if any(each.state in ("proposed", "approved") for each in of_her.order_by("id")):
        raise Refused("Stop it first; then open her account again.")
    bond.reopen_account(member=row.member_id, by=by, at=at)


@transaction.atomic
def choose_after_me(*, to: str, by: UUID, at: datetime) -> None:
    """Say what becomes of what comes in after one left: it waits, or goes to the community."""
    if to not in ("waits", "community"):
        raise Refused("Choose one of the two.", field="to")
    AfterMe.objects.update_or_create(member_id=by, defaults={"to": to, "at": at})
    record(AfterMeChosen(to), by=by, at=at, object_kind="member", object=by)


def follow_wish(*, agent: UUID, at: datetime) -> None:
    """She leaves: her own wish needs nobody's approval. Runs inside the leaving's transaction."""
    wish = AfterMe.objects.filter(member=agent, to="community").first()
    open_ones = Succession.objects.filter(member=agent, state__in=("proposed", "approved"))
    if wish is None or open_ones.exists():
        return
    row = Succession.objects.create(
        member_id=agent,
        reason="left",
        to="community",
        state="approved",
        proposed_by_id=agent,
        proposed_at=wish.at,
        approved_at=at,
    )
    record(
        SuccessionApproved(row.id, row.to), by=agent, at=at, object_kind="succession", object=row.id
    )


def _locked(succession: UUID) -> Succession:
    row = Succession.objects.select_for_update(of=("self",)).filter(id=succession).first()
    if row is None:
        raise Missing(NO_SUCCESSION)
    return row


def _answered(row: Succession, *, at: datetime) -> None:
    for steward in members.stewards():
        bond.answer_notice(to=steward, key=_key(row, steward), at=at)
    bond.answer_notice(to=row.member_id, key=f"settle:succession-of-you:{row.id}", at=at)


def _tell_proposed(row: Succession, *, at: datetime) -> None:
    for steward in members.stewards():
        if steward not in (row.proposed_by_id, row.heir_id):
            bond.notify(
                to=steward,
                kind="settle.succession",
                sentence=TO_APPROVE,
                values={},
                url=reverse("settle:successions"),
                at=at,
                subject=row.id,
                key=_key(row, steward),
                waits=True,
            )
    bond.notify(
        to=row.member_id,
        kind="settle.succession_of_you",
        sentence=SAID_DEAD,
        values={},
        url=reverse("settle:after-me-alive"),
        at=at,
        subject=row.id,
        key=f"settle:succession-of-you:{row.id}",
        waits=True,
    )


def _plan_mail(row: Succession, kind: str, *, at: datetime) -> None:
    jobs.schedule(
        MAIL_JOB,
        key=f"{row.id}:{kind}",
        run_at=at,
        arguments={"succession": str(row.id), "kind": kind},
    )


def _key(row: Succession, steward: UUID) -> str:
    return f"settle:succession:{row.id}:{steward}"
