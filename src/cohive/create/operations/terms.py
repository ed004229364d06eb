"""Writing the standing terms: a new version is a new row, accepting it is an act."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from django.db import transaction

from cohive.bond import queries as bond
from cohive.create.events.works import TermsAccepted, TermsPublished
from cohive.create.locks import hold
from cohive.create.models.challenges import StandingTerms, TermsAcceptance
from cohive.journal.operations import record
from cohive.words.refusals import Forbidden, Missing, Refused

TEXT_LENGTH_MAX = 20_000


@transaction.atomic
def publish_terms(
    *, texts: Mapping[str, str], keep_min: Fraction = Fraction(1, 2), by: UUID, at: datetime
) -> UUID:
    """Publish the next version of the standing terms; a steward's to do. Return its id.

    `texts` maps language codes to the whole text. What was handed in before stays under its own
    version.
    """
    if "steward" not in bond.roles_of(by):
        raise Forbidden("Only a steward publishes the standing terms.")
    written = {code: text.strip() for code, text in texts.items() if text.strip()}
    if not written:
        raise Refused("Write the terms in at least one language.", field="texts")
    if any(len(text) > TEXT_LENGTH_MAX for text in written.values()):
        raise Refused(
            "The terms have at most %(count)s characters.", field="texts", count=TEXT_LENGTH_MAX
        )
    if not 0 <= keep_min <= 1:
        raise Refused("What a maker keeps at least is from 0 to 1.", field="keep_min")
    hold("create.terms")
    last = StandingTerms.objects.order_by("-version").values_list("version", flat=True).first()
    row = StandingTerms.objects.create(
        version=(last or 0) + 1, texts=written, keep_min=keep_min, at=at
    )
    event = TermsPublished(terms=row.id, version=row.version)
    record(event, by=by, at=at, object_kind="terms", object=row.id)
    return row.id


@transaction.atomic
def accept_terms(*, terms: UUID, by: UUID, at: datetime) -> None:
    """Accept a version of the standing terms; accepting it again changes nothing."""
    row = StandingTerms.objects.filter(id=terms).first()
    if row is None:
        raise Missing("There are no such terms.")
    _, is_new = TermsAcceptance.objects.get_or_create(terms=row, agent_id=by, defaults={"at": at})
    if is_new:
        event = TermsAccepted(terms=row.id, version=row.version)
        record(event, by=by, at=at, object_kind="terms", object=row.id)
