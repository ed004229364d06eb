"""A steward says what a group under review is: people of one household, one class, one team.

They share a connection and habits, and look like one hand. It is an innocent explanation beside the
others, for those who decide; by itself it changes no state and no vote.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from cohive.guard.events import GroupDeclared
from cohive.guard.models.declared import GroupDeclaration
from cohive.guard.models.reviews import Review
from cohive.journal.operations import record
from cohive.words.refusals import Forbidden, Missing, Refused

SENTENCE_CHARACTERS_MAX = 500
OPEN_STATES = frozenset({"observe", "marked", "held", "appealed"})


@transaction.atomic
def declare_group(*, review: UUID, kind: str, sentence: str, by: UUID, at: datetime) -> None:
    """Say what the group is, once, while it is not decided; not by one of the group."""
    row = Review.objects.select_for_update().filter(id=review).first()
    if row is None:
        raise Missing("There is no such review.")
    if row.members.filter(agent_id=by).exists():
        raise Forbidden("Nobody judges a group of which she is one.")
    if row.state not in OPEN_STATES:
        raise Refused("What a group is can be said until it is decided.")
    if GroupDeclaration.objects.filter(review=row).exists():
        raise Refused("What this group is was said already.")
    if kind not in GroupDeclaration.KINDS:
        raise Refused("Choose a household, a class or a team.", field="kind")
    said = " ".join(sentence.split())
    if not said:
        raise Refused("Say in a sentence how you know; the group reads it.", field="sentence")
    if len(said) > SENTENCE_CHARACTERS_MAX:
        raise Refused(
            "Keep it under %(count)s characters.", field="sentence", count=SENTENCE_CHARACTERS_MAX
        )
    GroupDeclaration.objects.create(review=row, kind=kind, sentence=said, steward_id=by, at=at)
    event = GroupDeclared(review=row.id, kind=kind)
    record(event, by=by, at=at, object_kind="review", object=row.id)


def forget_sentences(*, agent: UUID) -> None:
    """Empty what was said of a group when one of it leaves, or the steward who said it."""
    about = Q(steward_id=agent) | Q(review__members__agent_id=agent)
    found = GroupDeclaration.objects.filter(about).values_list("pk", flat=True)
    GroupDeclaration.objects.filter(pk__in=list(found)).update(sentence="")
