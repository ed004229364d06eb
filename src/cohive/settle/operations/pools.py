"""Opening a pool with everybody's claim, and locking it while money is divided."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from cohive.settle.composition import Composition, path_to_json
from cohive.settle.models import Claim, Pool


def locked_pool(*, product: UUID, agreement: UUID, currency: str) -> Pool | None:
    """The pool of these three with its row locked until the transaction ends, or None."""
    return (
        Pool.objects.select_for_update()
        .filter(product_id=product, agreement_id=agreement, currency=currency)
        .first()
    )


def open_pool(
    *,
    source: str,
    product: UUID,
    agreement: UUID,
    version: int,
    currency: str,
    title: str,
    labels: Mapping[str, str],
    composition: Composition,
    at: datetime,
) -> Pool:
    """Make the pool with a claim for every payee, nothing in it yet, and lock it."""
    Pool.objects.get_or_create(
        product_id=product,
        agreement_id=agreement,
        currency=currency,
        defaults={
            "source": source,
            "agreement_version": version,
            "title": title[:200],
            "labels": dict(labels),
            "made_at": at,
        },
    )
    pool = Pool.objects.select_for_update().get(
        product_id=product, agreement_id=agreement, currency=currency
    )
    if not Claim.objects.filter(pool=pool).exists():
        Claim.objects.bulk_create(
            [
                Claim(
                    pool=pool,
                    payee_id=UUID(payee),
                    numerator=str(fraction.numerator),
                    denominator=str(fraction.denominator),
                    paths=[path_to_json(path) for path in composition.paths[payee]],
                )
                for payee, fraction in composition.fractions.items()
            ]
        )
    return pool
