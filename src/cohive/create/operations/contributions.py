"""Logging work, confirming it, asking about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_noop

from cohive.bond import operations as bond_operations
from cohive.bond import queries as bond
from cohive.create.events.products import (
    ContributionConfirmed,
    ContributionExplained,
    ContributionLogged,
    ContributionQuestioned,
    ContributionWeighed,
    ContributionWithdrawn,
)
from cohive.create.models.contributions import (
    WEIGHT_MAX,
    WHAT_LENGTH_MAX,
    Contribution,
    ContributionMaker,
)
from cohive.create.models.products import STAGES, Product
from cohive.create.operations.makers import checked_makers
from cohive.create.operations.staff import require_staff
from cohive.journal import jobs
from cohive.journal.events import Flow
from cohive.journal.operations import record
from cohive.words.refusals import Forbidden, Missing, Refused
from cohive.words.verbs import Action

CONFIRM_JOB = "create.contribution.confirm"
PEERS_ASKED_MAX = 5
QUESTION_LENGTH_MAX = 1000
PLEASE_CONFIRM = gettext_noop("%(who)s logged work on “%(product)s”. Were you there?")
WAS_ASKED = gettext_noop("%(who)s asks about what you logged on “%(product)s”.")
WAS_EXPLAINED = gettext_noop("%(who)s answered your question about work on “%(product)s”.")
WAS_CONFIRMED = gettext_noop("%(who)s confirmed what you did for “%(product)s”.")


@transaction.atomic
def log_contribution(
    *,
    product: UUID,
    stage: str,
    what: str,
    by: UUID,
    at: datetime,
    weight: int = 1,
    makers: Sequence[tuple[UUID, int]] = (),
    confirmed_by: UUID | None = None,
) -> UUID:
    """Say what was done for a product in one stage; return the contribution's id.

    weight is relative to the other origins of the stage; makers are (agent, weight), by default
    the one who logs. It waits for a peer or for seven days. `confirmed_by` is a peer who was there
    when it was written down (a maintainer who took in a change): then nothing waits. Nor does it
    where nobody else is a member yet who could be asked: then the firm takes it as it is said.

    Raises Refused at stage, what, weight, makers or confirmed_by, Missing for no product.
    """
    row = Product.objects.filter(id=product).first()
    if row is None:
        raise Missing("There is no such product.")
    named = list(makers) or [(by, 1)]
    check_log(stage, what, weight, named)
    made = Contribution.objects.create(
        product=row,
        stage=stage,
        what=what.strip(),
        weight=weight,
        logged_by_id=by,
        logged_at=at,
    )
    ContributionMaker.objects.bulk_create(
        ContributionMaker(contribution=made, agent_id=agent, weight=part) for agent, part in named
    )
    record(
        ContributionLogged(made.id, product, stage),
        by=by,
        at=at,
        object_kind="contribution",
        object=made.id,
        parent=product,
    )
    firm = bond.place()
    if confirmed_by is not None:
        confirm_contribution(contribution=made.id, by=confirmed_by, at=at)
    elif firm is not None and not bond.is_anybody_else_here([by, *_makers(made)]):
        _confirm(made, by=firm.agent, by_itself=False, at=at)
    else:
        jobs.schedule(
            CONFIRM_JOB,
            key=str(made.id),
            run_at=made.confirms_itself_at,
            arguments={"contribution": str(made.id)},
        )
        _ask_peers(made, row, at=at)
    return made.id


@transaction.atomic
def confirm_contribution(*, contribution: UUID, by: UUID, at: datetime) -> None:
    """A peer says that it was so. Nobody confirms her own work, nor what she logged for others.

    A question that was asked before is settled by this.
    """
    row = locked_contribution(contribution)
    _refuse_unless(row, ("waiting", "questioned"), at=at)
    if by in _makers(row) or by == row.logged_by_id:
        raise Refused("This is your own work: somebody else confirms it.")
    _confirm(row, by=by, by_itself=False, at=at)
    for agent in _makers(row):
        _tell(row, agent, WAS_CONFIRMED, "confirmed", who=by, at=at)


@transaction.atomic
def confirm_by_time(*, contribution: UUID, at: datetime) -> None:
    """Write down that seven days passed without a question; does nothing when they did not.

    The contribution counts from the seventh day on, whenever this runs.
    """
    row = locked_contribution(contribution)
    firm = bond.place()
    if row.confirmed_at is not None or row.state_at(at) != "confirmed" or firm is None:
        return
    _confirm(row, by=firm.agent, by_itself=True, at=row.confirms_itself_at)


@transaction.atomic
def question_contribution(*, contribution: UUID, question: str, by: UUID, at: datetime) -> None:
    """Ask about it, with a reason: from now on only a peer's yes confirms it."""
    row = locked_contribution(contribution)
    _refuse_unless(row, ("waiting",), at=at)
    if by in _makers(row):
        raise Refused("This is your own work. Take it back, if it was not so.")
    row.question = _words(question, field="question")
    row.questioned_by_id, row.questioned_at = by, at
    row.save(update_fields=["question", "questioned_by", "questioned_at"])
    record(
        ContributionQuestioned(row.id, row.product_id),
        by=by,
        at=at,
        object_kind="contribution",
        object=row.id,
        parent=row.product_id,
        target=row.logged_by_id,
    )
    for agent in {*_makers(row), row.logged_by_id}:
        _tell(row, agent, WAS_ASKED, "asked", who=by, at=at)


@transaction.atomic
def explain_contribution(*, contribution: UUID, reply: str, by: UUID, at: datetime) -> None:
    """A maker answers the question; the one who asked is told."""
    row = locked_contribution(contribution)
    _refuse_unless(row, ("questioned",), at=at)
    if by not in {*_makers(row), row.logged_by_id}:
        raise Forbidden("Only who did the work answers for it.")
    row.reply, row.replied_at = _words(reply, field="reply"), at
    row.save(update_fields=["reply", "replied_at"])
    record(
        ContributionExplained(row.id, row.product_id),
        by=by,
        at=at,
        object_kind="contribution",
        object=row.id,
        parent=row.product_id,
        target=row.questioned_by_id,
    )
    if row.questioned_by_id is not None:
        _tell(row, row.questioned_by_id, WAS_EXPLAINED, "explained", who=by, at=at)


@transaction.atomic
def withdraw_contribution(*, contribution: UUID, by: UUID, at: datetime) -> None:
    """Take back what one logged, as long as it is not confirmed."""
    row = locked_contribution(contribution)
    if by not in {*_makers(row), row.logged_by_id}:
        raise Forbidden("Only who logged or did the work can take it back.")
    _refuse_unless(row, ("waiting", "questioned", "contracted"), at=at)
    row.withdrawn_at = at
    row.save(update_fields=["withdrawn_at"])
    nobody_waits(row, at=at)
    record(
        ContributionWithdrawn(row.id, row.product_id),
        by=by,
        at=at,
        object_kind="contribution",
        object=row.id,
        parent=row.product_id,
    )


@transaction.atomic
def weigh_contribution(*, contribution: UUID, weight: int, by: UUID, at: datetime) -> None:
    """Change its weight within the stage; the agreement in force does not change by this."""
    require_staff(by)
    row = locked_contribution(contribution)
    if row.state_at(at) == "withdrawn":
        raise Missing("There is no such contribution.")
    _check_weight(weight)
    row.weight = weight
    row.save(update_fields=["weight"])
    record(
        ContributionWeighed(row.id, row.product_id, weight),
        by=by,
        at=at,
        object_kind="contribution",
        object=row.id,
        parent=row.product_id,
    )


def locked_contribution(contribution: UUID) -> Contribution:
    """The contribution, held against others; Missing for an unknown id."""
    row = (
        Contribution.objects.select_for_update(of=("self",))
        .select_related("product")
        .filter(id=contribution)
        .first()
    )
    if row is None:
        raise Missing("There is no such contribution.")
    return row


def _makers(row: Contribution) -> dict[UUID, int]:
    return dict(row.makers.order_by("id").values_list("agent_id", "weight"))


def _refuse_unless(row: Contribution, states: tuple[str, ...], *, at: datetime) -> None:
    state = row.state_at(at)
    if state in states:
        return
    if state == "withdrawn":
        raise Missing("There is no such contribution.")
    if state == "confirmed":
        raise Refused("This is confirmed already.")
    if state == "contracted":
        raise Refused("This is paid by contract: nobody has to confirm it.")
    raise Refused("Somebody asked about this already.")


def _confirm(row: Contribution, *, by: UUID, by_itself: bool, at: datetime) -> None:
    """The work counts from now on: its economic events are written with the act."""
    row.confirmed_by_id, row.confirmed_at = (None if by_itself else by), at
    row.save(update_fields=["confirmed_by", "confirmed_at"])
    nobody_waits(row, at=at)
    firm = bond.place()
    receiver = firm.agent if firm else by
    record(
        ContributionConfirmed(row.id, row.product_id, row.stage, by_itself),
        by=by,
        at=at,
        object_kind="contribution",
        object=row.id,
        parent=row.product_id,
        target=row.logged_by_id,
        flows=[
            Flow(Action.WORK, agent, receiver, "product", row.product_id, row.stage, part, "weight")
            for agent, part in _makers(row).items()
        ],
    )


def _ask_peers(made: Contribution, product: Product, *, at: datetime) -> None:
    """Ask those who worked on the product last, without its makers; else who opened it."""
    own = {*_makers(made), made.logged_by_id}
    recent = (
        ContributionMaker.objects.filter(contribution__product=product)
        .exclude(contribution=made)
        .order_by("-contribution_id")
        .values_list("agent_id", flat=True)[: PEERS_ASKED_MAX * 4]
    )
    peers = [agent for agent in dict.fromkeys(recent) if agent not in own][:PEERS_ASKED_MAX]
    if not peers and product.made_by_id not in own:
        peers = [product.made_by_id]
    made.asked = [str(agent) for agent in peers]
    made.save(update_fields=["asked"])
    for agent in peers:
        _tell(made, agent, PLEASE_CONFIRM, "waits", who=made.logged_by_id, at=at)


def _tell(
    row: Contribution, agent: UUID, sentence: str, what: str, *, who: UUID, at: datetime
) -> None:
    bond_operations.notify(
        to=agent,
        kind="contribution",
        sentence=sentence,
        values={"who": f"agent:{who}", "product": row.product.title},
        url=reverse("create:contribution", args=[row.id]),
        at=at,
        subject=row.id,
        key=_key(row, what, agent),
        waits=what == "waits",
    )


def _key(row: Contribution, what: str, agent: UUID) -> str:
    return f"contribution:{row.id}:{what}:{agent}"


def nobody_waits(row: Contribution, *, at: datetime) -> None:
    """Take the question off the pages of those who were asked."""
    for asked in row.asked:
        agent = UUID(asked)
        bond_operations.answer_notice(to=agent, key=_key(row, "waits", agent), at=at)


def check_log(stage: str, what: str, weight: int, makers: Sequence[tuple[UUID, int]]) -> None:
    """Refused at stage, what, weight or makers, for what nobody can have done."""
    if stage not in STAGES:
        raise Refused("Choose one of the six stages.", field="stage")
    if not 0 < len(what.strip()) <= WHAT_LENGTH_MAX:
        raise Refused(
            "Say in at most %(most)s characters what was done.", field="what", most=WHAT_LENGTH_MAX
        )
    _check_weight(weight)
    checked_makers(makers)


def _check_weight(weight: int) -> None:
    if not 1 <= weight <= WEIGHT_MAX:
        raise Refused("Write a weight of 1 or more.", field="weight")


def _words(text: str, *, field: str) -> str:
    words = text.strip()
    if not 0 < len(words) <= QUESTION_LENGTH_MAX:
        raise Refused(
            "Write at least a word and at most %(most)s characters.",
            field=field,
            most=QUESTION_LENGTH_MAX,
        )
    return words
