"""Which rows of imports are a member's."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from cohive.bond.queries import proven_email_of


def known_as(agent: UUID) -> Q:
    """Rows of a member: claimed by her, or of the address she showed to be hers, by which she may
    have joined without ever opening her link. One SQL query."""
    own = proven_email_of(agent)
    return Q(member=agent) | Q(member=None, email=own) if own else Q(member=agent)
