"""Work that was ordered and is physical: paid by contract, a cost of the piece, no contribution."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cohive.create.events.products import WorkContracted, WorkMarked
from cohive.create.models.contributions import (
    PHYSICAL_STAGES,
    Contribution,
    ContributionMaker,
)
from cohive.create.models.products import Product
from cohive.create.operations.contributions import (
    CONFIRM_JOB,
    check_log,
    locked_contribution,
    nobody_waits,
)
from cohive.create.operations.staff import require_staff
from cohive.journal import jobs
from cohive.journal.operations import record
from cohive.words.refusals import Missing, Refused

NOT_PHYSICAL = (
    "Only ordered work on the things themselves (production, packaging, carrying) is paid by "
    "contract. An idea, a design or a sale is a contribution."
)


@transaction.atomic
def log_contracted(
    *,
    product: UUID,
    stage: str,
    what: str,
    by: UUID,
    at: datetime,
    makers: Sequence[tuple[UUID, int]] = (),
) -> UUID:
    """Note work that was ordered and is paid by contract; return its id.

    It stands beside the product and counts nowhere: nobody confirms it, no agreement takes it in,
    and nobody is paid twice for it. Raises Refused at stage for what is not physical, and as
    `log_contribution` does.
    """
    row = Product.objects.filter(id=product).first()
    if row is None:
        raise Missing("There is no such product.")
    named = list(makers) or [(by, 1)]
    check_log(stage, what, 1, named)
    if stage not in PHYSICAL_STAGES:
        raise Refused(NOT_PHYSICAL, field="stage")
    made = Contribution.objects.create(
        product=row,
        stage=stage,
        what=what.strip(),
        logged_by_id=by,
        logged_at=at,
        is_by_contract=True,
    )
    ContributionMaker.objects.bulk_create(
        ContributionMaker(contribution=made, agent_id=agent, weight=part) for agent, part in named
    )
    record(
        WorkContracted(made.id, product, stage),
        by=by,
        at=at,
        object_kind="contribution",
        object=made.id,
        parent=product,
    )
    return made.id


@transaction.atomic
def mark_by_contract(*, contribution: UUID, is_by_contract: bool, by: UUID, at: datetime) -> None:
    """Say that logged work is paid by contract, or that it is a contribution after all.

    Makers of the firm and stewards do this. The agreement in force does not change by it; the next
    version leaves it out, or takes it in.
    """
    require_staff(by)
    row = locked_contribution(contribution)
    if row.state_at(at) == "withdrawn":
        raise Missing("There is no such contribution.")
    if row.is_by_contract == is_by_contract:
        return
    if is_by_contract and row.stage not in PHYSICAL_STAGES:
        raise Refused(NOT_PHYSICAL)
    row.is_by_contract = is_by_contract
    row.save(update_fields=["is_by_contract"])
    nobody_waits(row, at=at)
    if not is_by_contract and row.confirmed_at is None:
        jobs.schedule(
            CONFIRM_JOB,
            key=f"{row.id}:{at.isoformat()}",
            run_at=row.confirms_itself_at,
            arguments={"contribution": str(row.id)},
        )
    record(
        WorkMarked(row.id, row.product_id, is_by_contract),
        by=by,
        at=at,
        object_kind="contribution",
        object=row.id,
        parent=row.product_id,
        target=row.logged_by_id,
    )
