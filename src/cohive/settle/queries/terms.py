"""The frozen terms behind a pool, whoever keeps them."""

from __future__ import annotations

from cohive.create import queries as create
from cohive.settle.composition import Terms
from cohive.settle.models import PastTerms, Pool
from cohive.settle.past_terms import DividedTerms, terms_from_row


def terms_of_pool(pool: Pool) -> Terms:
    """The terms every sale of this pool was divided by. One SQL query."""
    if pool.source == "past":
        return past_terms_of(pool)
    return create.frozen_terms(pool.agreement_id)


def past_terms_of(pool: Pool) -> DividedTerms:
    """The terms of a past product. One SQL query."""
    return terms_from_row(PastTerms.objects.get(id=pool.agreement_id))
