"""Writing the standing terms: a new version is a new row, accepting it is an act."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_noop

from cohive.bond import operations as telling
from cohive.bond import queries as bond
from cohive.bond.templates_of_place import VOTED_KEEP, preset
from cohive.create.events.works import TermsAccepted, TermsPublished
from cohive.create.locks import hold
from cohive.create.models.challenges import StandingTerms, TermsAcceptance
from cohive.journal.operations import record
from cohive.words.refusals import Forbidden, Missing, Refused

TEXT_LENGTH_MAX = 20_000
HALF = Fraction(1, 2)
NEW_VERSION = gettext_noop(
    "The standing terms have a new version, %(version)s. It is asked for at your next work."
)


@transaction.atomic
def publish_terms(
    *, texts: Mapping[str, str], keep_min: Fraction | None = None, by: UUID, at: datetime
) -> UUID:
    """Publish the next version of the standing terms; a steward's to do. Return its id.

    `texts` maps language codes to the whole text. Without `keep_min` the least keep stays, and the
    vote it came from; the first version has one half. What was handed in before stays under its
    own version.
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
    if keep_min is not None and not 0 <= keep_min <= 1:
        raise Refused("What a maker keeps at least is from 0 to 1.", field="keep_min")
    last = _last_held()
    standing = last.keep_min if last else HALF
    is_kept = keep_min is None or keep_min == standing
    return _publish(
        last,
        written,
        standing if keep_min is None else keep_min,
        vote=last.vote if last and is_kept else None,
        by=by,
        at=at,
    )


@transaction.atomic
def publish_voted_keep(*, keep_percent: int, vote: UUID, by: UUID, at: datetime) -> UUID | None:
    """Publish the next version with the least keep the members voted; return its id.

    The words stay, with a paragraph of ours that says the number in every language of the terms.
    Works, challenges and sales of before keep their version. None, and nothing is written, where
    the standing terms have this keep already. The place itself does this when a vote is counted,
    nobody else: Forbidden. Raises Refused for a percent outside 0 to 100.
    """
    place = bond.place()
    if place is None or by != place.agent:
        raise Forbidden("A vote that is counted does this, nobody by hand.")
    if not 0 <= keep_percent <= 100:
        raise Refused("A work keeps from 0 to 100 percent.", field="keep_percent")
    keep_min, last = Fraction(keep_percent, 100), _last_held()
    if last is not None and last.keep_min == keep_min:
        return None
    beginning = preset(place.template).standing_terms
    before = last.texts if last else {code: beginning.said(code) for code in place.languages}
    texts = {code: _with_keep(text, code, keep_percent) for code, text in before.items()}
    return _publish(last, texts, keep_min, vote=vote, by=by, at=at)


def _with_keep(text: str, code: str, percent: int) -> str:
    """The text with the paragraph of the voted keep, in the place of that of an earlier vote."""
    said = VOTED_KEEP.said(code)
    former = r"\d+".join(re.escape(part) for part in said.split("{percent}"))
    return f"{re.sub(former, '', text).rstrip()}\n\n{said.format(percent=percent)}"


def _last_held() -> StandingTerms | None:
    """The version in force; whoever else publishes waits for this transaction."""
    hold("create.terms")
    return StandingTerms.objects.order_by("-version").first()


def _publish(
    last: StandingTerms | None,
    texts: Mapping[str, str],
    keep_min: Fraction,
    *,
    vote: UUID | None,
    by: UUID,
    at: datetime,
) -> UUID:
    row = StandingTerms.objects.create(
        version=last.version + 1 if last else 1,
        texts=dict(texts),
        keep_min=keep_min,
        vote=vote,
        at=at,
    )
    event = TermsPublished(terms=row.id, version=row.version, vote=vote)
    record(event, by=by, at=at, object_kind="terms", object=row.id)
    _tell_accepted(row, by=by, at=at)
    return row.id


def _tell_accepted(row: StandingTerms, *, by: UUID, at: datetime) -> None:
    """Whoever accepted an earlier version reads that there is a new one."""
    accepted = TermsAcceptance.objects.order_by("agent_id").values_list("agent_id", flat=True)
    for agent in accepted.distinct():
        if agent != by:
            telling.notify(
                to=agent,
                kind="terms",
                sentence=NEW_VERSION,
                values={"version": row.version},
                url=reverse("create:terms"),
                at=at,
                subject=row.id,
                key=f"terms:{row.id}",
            )


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
