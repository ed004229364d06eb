"""Questioning a line of one's statement, and answering with a reason."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop

from cohive.bond import operations as bond
from cohive.bond import queries as members
from cohive.journal.operations import record
from cohive.settle.events import LineAnswered, LineQuestioned
from cohive.settle.models import Credit, Question
from cohive.words.ids import new_id
from cohive.words.refusals import Forbidden, Missing, Refused

ANSWERED = gettext_noop("Your question about a line of your statement was answered.")
ABOUT = ("weight", "name", "sales", "other")
TEXT_MAX = 2000
ANSWERERS = frozenset({"steward", "maker"})


@transaction.atomic
def question_line(*, credit: UUID, about: str, text: str, by: UUID, at: datetime) -> UUID:
    """Ask about a line of one's own; it is held until somebody answers. Return the question's id.

    Raises Missing for a line of somebody else, Refused without words, for a line that is final,
    and for one that is in question already.
    """
    row = Credit.objects.select_related("distribution").filter(id=credit, payee_id=by).first()
    if row is None:
        raise Missing("There is no such line.")
    text = text.strip()
    if about not in ABOUT:
        raise Refused("Choose what your question is about.", field="about")
    if not text:
        raise Refused("Write in your words what looks wrong.", field="text")
    if len(text) > TEXT_MAX:
        raise Refused("Write at most %(count)s characters.", field="text", count=TEXT_MAX)
    if at >= row.distribution.final_from:
        raise Refused("This line is final and can no longer be questioned.")
    question = Question(
        id=new_id(), credit=row, asked_by_id=by, about=about, text=text, asked_at=at
    )
    try:
        with transaction.atomic():
            question.save(force_insert=True)
    except IntegrityError:
        raise Refused("This line is in question already; the answer is on its way.") from None
    record(
        LineQuestioned(question=question.id, credit=row.id, about=about),
        by=by,
        at=at,
        object_kind="credit",
        object=row.id,
    )
    return question.id


@transaction.atomic
def answer_question(*, question: UUID, reason: str, by: UUID, at: datetime) -> None:
    """Answer with a reason; the line is held no longer and its dates apply again.

    Raises Forbidden for who is neither steward nor maker of the firm, and for one's own question.
    """
    row = Question.objects.select_for_update().filter(id=question).first()
    if row is None:
        raise Missing("There is no such question.")
    if not members.roles_of(by) & ANSWERERS:
        raise Forbidden("Questions about money are answered by the makers of the firm.")
    if row.asked_by_id == by:
        raise Forbidden("Your own question is answered by somebody else.")
    if row.answered_at is not None:
        raise Refused("This question was answered already.")
    reason = reason.strip()
    if not reason:
        raise Refused("Write the reason; she reads it under her line.", field="reason")
    if len(reason) > TEXT_MAX:
        raise Refused("Write at most %(count)s characters.", field="reason", count=TEXT_MAX)
    row.reason = reason
    row.answered_by_id = by
    row.answered_at = at
    row.save(update_fields=["reason", "answered_by", "answered_at"])
    record(
        LineAnswered(question=row.id, credit=row.credit_id),
        by=by,
        at=at,
        object_kind="credit",
        object=row.credit_id,
        target=row.asked_by_id,
    )
    bond.notify(
        to=row.asked_by_id,
        kind="settle.answered",
        sentence=ANSWERED,
        values={},
        url=f"/statement/#line-{row.credit_id}",
        at=at,
        subject=row.id,
        key=f"settle:answered:{row.id}",
    )
