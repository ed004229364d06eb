"""An answer is work: logged for a product in two taps, confirmed by a peer as all work is."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import ngettext

from cohive.care.events import AnswersLogged
from cohive.care.models import Message
from cohive.care.operations.standing import require_answerer
from cohive.create import operations as create
from cohive.journal.operations import record
from cohive.words.refusals import Refused

SINCE_DAYS = 60
STAGE = "sale"


@transaction.atomic
def log_answers(*, product: UUID, by: UUID, at: datetime) -> UUID:
    """Log one's answers of the last sixty days that are not logged yet as one contribution.

    It weighs one, however many answers it holds: how much work it was is for a peer to say. It
    waits for a peer or seven days like everything that is logged; a second tap finds nothing more.
    """
    require_answerer(by)
    mine = Message.objects.select_for_update().filter(
        author=by,
        kind="out",
        contribution__isnull=True,
        at__gte=at - timedelta(days=SINCE_DAYS),
        out__state="sent",
    )
    answers = list(mine.values_list("id", flat=True))
    if not answers:
        raise Refused("There is no answer of yours that is not logged already.")
    what = ngettext(
        "Answered %(num)s message of people who wrote to the place",
        "Answered %(num)s messages of people who wrote to the place",
        len(answers),
    ) % {"num": len(answers)}
    made = create.log_contribution(product=product, stage=STAGE, what=what, by=by, at=at)
    Message.objects.filter(id__in=answers).update(contribution=made)
    record(
        AnswersLogged(product, made, len(answers)),
        by=by,
        at=at,
        object_kind="product",
        object=product,
    )
    return made
