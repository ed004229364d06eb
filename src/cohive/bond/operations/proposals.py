"""Offers and needs: members serve members. Done when both say so."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop as _

from cohive.bond import naming
from cohive.bond.events import (
    CommitmentDone,
    CommitmentDropped,
    ProposalMade,
    ProposalTaken,
    ProposalWithdrawn,
    SaidDone,
)
from cohive.bond.models import Circle, Commitment, Proposal
from cohive.bond.models.proposals import (
    COMMITMENT_STATES,
    PROPOSAL_KINDS,
    PROPOSAL_STATES,
    PROPOSAL_THINGS,
)
from cohive.bond.operations.notices import answer_notice, notify
from cohive.bond.operations.standing import require_member
from cohive.journal.events import Flow
from cohive.journal.operations import record
from cohive.words.refusals import Forbidden, Missing, Refused
from cohive.words.verbs import Action

TITLE_CHARACTERS_MAX = 100
TEXT_CHARACTERS_MAX = 1_000
OFFERS_PAGE = "/offers/"
SENT_TWICE = timedelta(minutes=2)


@transaction.atomic
def make_proposal(
    *,
    kind: str,
    what: str,
    title: str,
    by: UUID,
    at: datetime,
    text: str = "",
    circle: UUID | None = None,
    until: date | None = None,
    lang: str = "",
) -> UUID:
    """Say what one offers or could use; it leaves the page by itself after `until`."""
    require_member(by)
    if kind not in PROPOSAL_KINDS:
        raise Refused("Choose whether you offer or need it.", field="kind")
    if what not in PROPOSAL_THINGS:
        raise Refused("Choose a skill, a thing or help.", field="what")
    if until and until < at.date():
        raise Refused("This day has passed. Choose a later one.", field="until")
    if circle and not Circle.objects.filter(agent=circle).exists():
        raise Missing("There is no such circle.")
    if len(text) > TEXT_CHARACTERS_MAX:
        raise Refused(
            "Keep it under %(count)s characters.", field="text", count=TEXT_CHARACTERS_MAX
        )
    shown = naming.clean_text(
        title,
        characters_max=TITLE_CHARACTERS_MAX,
        empty=Refused("Say it in one line.", field="title"),
    )
    line = " ".join(shown.split())
    if known := _sent_before(kind, line, by=by, at=at):
        return known
    proposal = Proposal.objects.create(
        kind=kind,
        what=what,
        title=line,
        text=text.replace("\r\n", "\n").strip(),
        language=lang or naming.language_guess(f"{title} {text}"),
        circle_id=circle,
        by_id=by,
        at=at,
        until=until,
    )
    record(
        ProposalMade(proposal=proposal.id, kind=kind, what=what),
        by=by,
        at=at,
        object_kind="proposal",
        object=proposal.id,
        circle=circle,
    )
    return proposal.id


@transaction.atomic
def withdraw_proposal(*, proposal: UUID, by: UUID, at: datetime) -> None:
    """Take one's own offer or need off the page; what is in hand stays in hand."""
    row = _proposal(proposal)
    if row.by_id != by:
        raise Forbidden("Only who put it up may take it back.")
    row.state = PROPOSAL_STATES.move(row.state, "withdrawn")
    row.save(update_fields=["state"])
    record(
        ProposalWithdrawn(proposal=proposal),
        by=by,
        at=at,
        object_kind="proposal",
        object=proposal,
        circle=row.circle_id,
    )


@transaction.atomic
def take_up(*, proposal: UUID, by: UUID, at: datetime) -> UUID:
    """Take up another member's offer or need; return the commitment. She is told."""
    require_member(by)
    row = _proposal(proposal)
    if row.by_id == by:
        raise Refused("This is your own. Somebody else has to take it up.")
    if row.state != "open" or (row.until and row.until < at.date()):
        raise Refused("This is not open any more.")
    provider, receiver = (row.by_id, by) if row.kind == "offer" else (by, row.by_id)
    held = row.commitments.filter(state="agreed")
    if held.filter(provider=provider, receiver=receiver).exists():
        raise Refused("You have taken this up already; it stands under “in hand”.")
    if row.kind == "need" and held.exists():
        raise Refused("Somebody else has just taken this up.")
    commitment = Commitment.objects.create(
        proposal=row, provider_id=provider, receiver_id=receiver, agreed_at=at
    )
    record(
        ProposalTaken(proposal=proposal, commitment=commitment.id),
        by=by,
        at=at,
        object_kind="commitment",
        object=commitment.id,
        target=row.by_id,
        circle=row.circle_id,
        parent=proposal,
    )
    _tell(
        row.by_id,
        "proposal.taken",
        _("%(who)s takes up “%(what)s”."),
        by=by,
        commitment=commitment,
        at=at,
    )
    return commitment.id


@transaction.atomic
def say_done(*, commitment: UUID, by: UUID, at: datetime) -> bool:
    """One of the two says it is done; True when both have, which is the act of serving."""
    row = _commitment(commitment, by)
    if row.state != "agreed":
        raise Refused("This has ended already.")
    side = "provider_done_at" if by == row.provider_id else "receiver_done_at"
    if getattr(row, side) is not None:
        return False
    setattr(row, side, at)
    other = row.receiver_id if by == row.provider_id else row.provider_id
    answer_notice(to=by, key=f"done:{row.id}", at=at)
    if row.provider_done_at is None or row.receiver_done_at is None:
        row.save()
        record(
            SaidDone(commitment=row.id),
            by=by,
            at=at,
            object_kind="commitment",
            object=row.id,
            target=other,
            circle=row.proposal.circle_id,
        )
        _tell(
            other,
            "commitment.said_done",
            _("%(who)s says that “%(what)s” is done. Is it?"),
            by=by,
            commitment=row,
            at=at,
            key=f"done:{row.id}",
            waits=True,
        )
        return False
    _finish(row, by=by, at=at)
    return True


def _finish(row: Commitment, *, by: UUID, at: datetime) -> None:
    row.state, row.ended_at = COMMITMENT_STATES.move(row.state, "done"), at
    row.save()
    proposal = row.proposal
    if proposal.kind == "need" and proposal.state == "open":
        proposal.state = PROPOSAL_STATES.move(proposal.state, "met")
        proposal.save(update_fields=["state"])
    record(
        CommitmentDone(commitment=row.id, provider=row.provider_id, receiver=row.receiver_id),
        by=by,
        at=at,
        object_kind="commitment",
        object=row.id,
        target=row.receiver_id if by == row.provider_id else row.provider_id,
        circle=proposal.circle_id,
        parent=proposal.id,
        flows=[
            Flow(
                action=Action.DELIVER_SERVICE,
                provider=row.provider_id,
                receiver=row.receiver_id,
                resource_kind="commitment",
                resource=row.id,
            )
        ],
    )


@transaction.atomic
def drop_commitment(*, commitment: UUID, by: UUID, at: datetime) -> None:
    """One of the two says it will not happen; the other is told, the proposal is free again."""
    row = _commitment(commitment, by)
    row.state, row.ended_at = COMMITMENT_STATES.move(row.state, "dropped"), at
    row.save()
    other = row.receiver_id if by == row.provider_id else row.provider_id
    for agent in (by, other):
        answer_notice(to=agent, key=f"done:{row.id}", at=at)
    record(
        CommitmentDropped(commitment=row.id),
        by=by,
        at=at,
        object_kind="commitment",
        object=row.id,
        target=other,
        circle=row.proposal.circle_id,
    )
    _tell(
        other,
        "commitment.dropped",
        _("%(who)s cannot do “%(what)s” after all."),
        by=by,
        commitment=row,
        at=at,
    )


def _tell(
    to: UUID,
    kind: str,
    sentence: str,
    *,
    by: UUID,
    commitment: Commitment,
    at: datetime,
    key: str = "",
    waits: bool = False,
) -> None:
    notify(
        to=to,
        kind=kind,
        sentence=sentence,
        values={"who": f"agent:{by}", "what": commitment.proposal.title},
        url=OFFERS_PAGE,
        at=at,
        subject=commitment.id,
        key=key or f"{kind}:{commitment.id}",
        waits=waits,
    )


def _sent_before(kind: str, line: str, *, by: UUID, at: datetime) -> UUID | None:
    """The open proposal her form already made, when she has just put up exactly this line."""
    recent = Proposal.objects.filter(
        by=by, kind=kind, title=line, state="open", at__gt=at - SENT_TWICE, at__lte=at
    )
    return recent.order_by("-id").values_list("id", flat=True).first()


def _proposal(proposal: UUID) -> Proposal:
    row = Proposal.objects.select_for_update().filter(id=proposal).first()
    if row is None:
        raise Missing("There is no such offer or need.")
    return row


def _commitment(commitment: UUID, by: UUID) -> Commitment:
    rows = Commitment.objects.select_for_update(of=("self",)).select_related("proposal")
    row = rows.filter(id=commitment).first()
    if row is None or by not in (row.provider_id, row.receiver_id):
        raise Missing("There is no such agreement of yours.")
    return row
