"""What one does with a conversation: each step is a form of its own and leads back to the page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cohive.bond.access import acting, role_required
from cohive.care import operations, queries
from cohive.care.files import FILE_BYTES_MAX, Piece
from cohive.care.operations import ANSWERERS
from cohive.care.views.inbox import chosen_by, conversation_page
from cohive.look.refusals import said
from cohive.words.refusals import Forbidden, Missing, Refused

Step = Callable[[HttpRequest, UUID, UUID, datetime], str]
"""Takes the request, the conversation, who acts and when; returns what is said afterwards."""
JOINED_BY_HAND = (
    "Others were joined to this person by hand. Choose on her page which of them are to be erased."
)
SLEEPS = {"3h": timedelta(hours=3), "1d": timedelta(days=1), "7d": timedelta(days=7)}


def _answer(request: HttpRequest, conversation: UUID, by: UUID, at: datetime) -> str:
    operations.write_answer(
        conversation=conversation,
        text=request.POST.get("text", ""),
        seen=_id(request, "seen"),
        attachments=_files(request),
        by=by,
        at=at,
    )
    return _("Your answer is on its way.")


def _files(request: HttpRequest) -> list[Piece]:
    """What was chosen, read only while it is within the limits."""
    chosen = request.FILES.getlist("files")
    if sum(one.size or 0 for one in chosen) > FILE_BYTES_MAX:
        raise Refused(
            "Together the files may have %(size)s MB: many mailboxes take no larger mails.",
            field="files",
            size=FILE_BYTES_MAX // (1024 * 1024),
        )
    return [Piece(one.name or "", one.content_type or "", one.read()) for one in chosen]


def _draft(request: HttpRequest, conversation: UUID, by: UUID, at: datetime) -> str:
    operations.save_draft(
        conversation=conversation, text=request.POST.get("text", ""), by=by, at=at
    )
    return _("Kept as your draft. The others see it.")


def _note(request: HttpRequest, conversation: UUID, by: UUID, at: datetime) -> str:
    operations.write_note(
        conversation=conversation, text=request.POST.get("text", ""), by=by, at=at
    )
    return _(
        "Your note stands here. Only those who answer see it here; who it is about gets it when "
        "she asks for what is held about her."
    )


def _assign(request: HttpRequest, conversation: UUID, by: UUID, at: datetime) -> str:
    operations.assign(conversation=conversation, to=_id(request, "to"), by=by, at=at)
    return _("Saved.")


def _move(request: HttpRequest, conversation: UUID, by: UUID, at: datetime) -> str:
    to = request.POST.get("to", "")
    until = None
    if to in SLEEPS:
        to, until = "snoozed", at + SLEEPS[to]
    operations.move_conversation(conversation=conversation, to=to, until=until, by=by, at=at)
    return _("Done.") if to == "done" else _("Saved.")


def _label(request: HttpRequest, conversation: UUID, by: UUID, at: datetime) -> str:
    label = _id(request, "label")
    if label is None:
        raise Refused("Choose a label.", field="label")
    is_on = request.POST.get("do", "on") == "on"
    operations.label(conversation=conversation, label=label, is_on=is_on, by=by, at=at)
    return _("Saved.")


def _merge(request: HttpRequest, conversation: UUID, by: UUID, at: datetime) -> str:
    taken = _id(request, "other")
    if taken is None:
        raise Refused("Choose a conversation.", field="other")
    operations.merge_conversations(taken=taken, into=conversation, by=by, at=at)
    return _("They are read as one now. You can part them again.")


def _unmerge(request: HttpRequest, conversation: UUID, by: UUID, at: datetime) -> str:
    del conversation
    other = _id(request, "other")
    if other is None:
        raise Missing("There is no such conversation.")
    operations.unmerge_conversation(conversation=other, by=by, at=at)
    return _("They are two again, as they were.")


def _same_person(request: HttpRequest, conversation: UUID, by: UUID, at: datetime) -> str:
    del conversation
    taken, into = _id(request, "other"), _id(request, "person")
    if taken is None or into is None:
        raise Refused("Choose a person.", field="other")
    operations.merge_people(taken=taken, into=into, by=by, at=at)
    return _("They are one person now. You can take it back.")


def _other_person(request: HttpRequest, conversation: UUID, by: UUID, at: datetime) -> str:
    del conversation
    other = _id(request, "other")
    if other is None:
        raise Missing("There is no such person.")
    operations.unmerge_person(person=other, by=by, at=at)
    return _("They are two people again, as they were.")


def _back(request: HttpRequest, conversation: UUID, by: UUID, at: datetime) -> str:
    del conversation
    operations.take_answer_back(message=_message(request), by=by, at=at)
    return _("It was stopped before it left.")


def _again(request: HttpRequest, conversation: UUID, by: UUID, at: datetime) -> str:
    del conversation
    operations.try_answer_again(message=_message(request), by=by, at=at)
    return _("It is sent again.")


def _forget(request: HttpRequest, conversation: UUID, by: UUID, at: datetime) -> str:
    del conversation
    person = _id(request, "person")
    if person is None or request.POST.get("sure") != "on":
        raise Refused("Tick that you are sure: it cannot be taken back.", field="sure")
    known = queries.person(person)
    if known is not None and known.merged:
        raise Refused(JOINED_BY_HAND)
    operations.forget_person(person=person, by=by, at=at)
    return _("Everything she wrote here is erased.")


STEPS: dict[str, Step] = {
    "answer": _answer,
    "draft": _draft,
    "note": _note,
    "assign": _assign,
    "move": _move,
    "label": _label,
    "merge": _merge,
    "unmerge": _unmerge,
    "same-person": _same_person,
    "other-person": _other_person,
    "back": _back,
    "again": _again,
    "forget": _forget,
}


@require_POST
@role_required(*ANSWERERS)
def step(request: HttpRequest, conversation_id: UUID, step: str) -> HttpResponse:
    """Take one step; what is refused stands beside its field, with what was written kept."""
    if step not in STEPS:
        raise Missing("There is no such page.")
    by, at = acting(request), timezone.now()
    try:
        told = STEPS[step](request, conversation_id, by, at)
    except (Missing, Forbidden):
        raise
    except Refused as refusal:
        text = request.POST.get("text") if step in ("answer", "draft") else None
        if step == "answer" and text:
            operations.save_draft(conversation=conversation_id, text=text, by=by, at=at)
        return conversation_page(
            request,
            conversation_id,
            refused=said(refusal),
            field="files" if refusal.field == "files" else step,
            text=text,
        )
    messages.success(request, told)
    query = chosen_by(request).query
    if step == "forget":
        return redirect("care:inbox")
    address = reverse("care:conversation", args=[conversation_id])
    return redirect(f"{address}?{query}" if query else address)


@require_POST
@role_required(*ANSWERERS)
def log_answers(request: HttpRequest) -> HttpResponse:
    """Log one's answers as work on a product."""
    product = _id(request, "product")
    if product is None:
        raise Refused("Choose a product.", field="product")
    try:
        operations.log_answers(product=product, by=acting(request), at=timezone.now())
    except Missing:
        raise
    except Refused as refusal:
        messages.error(request, said(refusal))
    else:
        messages.success(request, _("Logged. Somebody who was there confirms it."))
    return redirect("care:inbox-figures")


def _message(request: HttpRequest) -> UUID:
    message = _id(request, "message")
    if message is None:
        raise Missing("There is no such message.")
    return message


def _id(request: HttpRequest, name: str) -> UUID | None:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        return None
