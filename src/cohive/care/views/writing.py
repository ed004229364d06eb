"""Writing to the place: the form, the same in a frame of any website, the talk by its secret link,
and the one tap that says what an answer was worth.
"""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from cohive.bond.access import acting, member_required
from cohive.bond.queries import cards
from cohive.care import operations, queries
from cohive.care.doors import form_word, is_form_word, link_path, message_of_rate
from cohive.care.files import Piece
from cohive.care.forms_inbox import SayMoreForm, WriteForm
from cohive.care.operations import Received, Sender
from cohive.care.queries import ConversationView, HelpLine
from cohive.care.views.files import sent_file
from cohive.care.views.help_pages import tongue
from cohive.guard.operations import allow
from cohive.look.middleware import policy
from cohive.look.refusals import refuse
from cohive.look.viewers import Viewer, viewer_of
from cohive.trade.queries import OrderView, order_by_door
from cohive.words.refusals import Missing, Refused

HOUR_SECONDS, DAY_SECONDS = 60 * 60, 24 * 60 * 60
LIMITS = ((10, HOUR_SECONDS), (30, DAY_SECONDS))
"""Messages of one account, or from one network of strangers."""
WIDGET = "widget"
NO_TALK = "There is no such talk, or its words were erased after their time."


@require_http_methods(["GET", "POST"])
@never_cache
def write(request: HttpRequest) -> HttpResponse:
    """Write to us: with an account or without, about an order when one comes from its page."""
    viewer = viewer_of(request)
    order = _order(request)
    form = WriteForm(
        request.POST or None,
        request.FILES or None,
        is_member=viewer is not None,
        has_order_address=bool(_address(order)),
    )
    if request.method == "POST" and form.is_valid():
        found = pages_first(request, form)
        if found:
            return _form_page(request, "care/write.html", form, order, found=found)
        try:
            received = _take(request, form, viewer, order)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("It is here. The answer comes to this page."))
            return redirect(_link(received))
    return _form_page(request, "care/write.html", form, order)


@require_http_methods(["GET", "POST"])
@csrf_exempt  # in a frame of another site no cookie is kept; the form carries a sign of its own
@xframe_options_exempt
@never_cache
def widget(request: HttpRequest) -> HttpResponse:
    """The same form as a page that other websites may frame. Knows no account and no cookie."""
    rules = queries.inbox_rules()
    if not rules.has_widget:
        raise Missing("This place has no form for other websites.")
    form = WriteForm(request.POST or None, has_file=False)
    link = ""
    if request.method == "POST" and form.is_valid():
        try:
            if not is_form_word(request.POST.get("sign", ""), WIDGET):
                raise Refused("The form was open too long. Send it once more.")
            link = _link(_take(request, form, None, None, channel=WIDGET))
        except Refused as refusal:
            refuse(form, refusal)
    answer = _form_page(request, "care/widget.html", form, None, link=link, sign=form_word(WIDGET))
    ancestors = " ".join(rules.widget_origins) or "*"
    answer.headers["Content-Security-Policy"] = policy().replace(
        "frame-ancestors 'none'", f"frame-ancestors {ancestors}"
    )
    return answer


def pages_first(request: HttpRequest, form: WriteForm) -> list[HelpLine]:
    """The answers that are here already: shown once, and sent all the same by the second tap.

    With a file nothing is asked: it would have to be chosen again.
    """
    given = form.cleaned_data
    if request.POST.get("searched") or given.get("file") or given.get("trap"):
        return []
    words = f"{given.get('subject', '')} {given['text']}"
    return queries.help_found(words, language=tongue())


def _form_page(
    request: HttpRequest,
    template: str,
    form: WriteForm,
    order: OrderView | None,
    **more: object,
) -> HttpResponse:
    rules = queries.inbox_rules()
    data = {
        "form": form,
        "order": order,
        "rules": rules,
        "is_open": queries.is_open_at(timezone.now()),
        "action": request.get_full_path(),
        "found": [],
        **more,
    }
    return render(request, template, data, status=422 if form.errors else 200)


def _take(
    request: HttpRequest,
    form: WriteForm,
    viewer: Viewer | None,
    order: OrderView | None,
    *,
    channel: str = "",
) -> Received:
    given = form.cleaned_data
    if given.get("trap"):
        raise Refused("This could not be sent.")
    _allow(request, viewer)
    at, unique = timezone.now(), uuid4().hex
    email = given.get("email") or _address(order)
    if viewer is not None:
        sender = Sender("member", viewer.agent_id.hex, viewer.name, viewer.agent_id)
    elif email:
        sender = Sender("typed", email, given.get("name", ""))
    else:
        sender = Sender("link", unique, given.get("name", ""))
    file = given.get("file")
    pieces = [Piece(file.name or "file", file.content_type or "", file.read())] if file else []
    return operations.receive(
        channel=channel or ("order" if order else "place" if viewer else "form"),
        remote_id=unique,
        sender=sender,
        text=given["text"],
        subject=given.get("subject", ""),
        language=get_language() or "",
        attachments=pieces,
        order=order.id if order else None,
        by=viewer.agent_id if viewer else None,
        at=at,
    )


def _allow(request: HttpRequest, viewer: Viewer | None) -> None:
    who = str(viewer.agent_id) if viewer else str(request.META.get("REMOTE_ADDR", ""))
    for limit, seconds in LIMITS:
        allow(
            what=f"care.write.{seconds}",
            who=who,
            limit=limit,
            seconds=seconds,
            at=timezone.now(),
        )


def _order(request: HttpRequest) -> OrderView | None:
    """The order whose page leads here: its link is the proof."""
    reference, word = request.GET.get("order", ""), request.GET.get("word", "")
    if not reference or not word:
        return None
    return order_by_door(reference[:40], word[:60])[0]


def _address(order: OrderView | None) -> str:
    """Where the order's own mails go: there the answer reaches who wrote no other address.

    It was typed at the checkout and is proven no more than one typed here.
    """
    return order.contact.email if order is not None and order.contact is not None else ""


def _link(received: Received) -> str:
    return link_path(received.conversation, 1)


@require_http_methods(["GET", "POST"])
@never_cache
def talk(request: HttpRequest, conversation_id: UUID, word: str) -> HttpResponse:
    """What was said, for who has the link; she can go on with it here."""
    found = _talk(conversation_id, word)
    form = SayMoreForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        viewer = viewer_of(request)
        try:
            _allow(request, viewer)
            _say_more(found, form.cleaned_data["text"])
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("It is here. The answer comes to this page."))
            return redirect(request.path)
    said = queries.messages(found.id, outside=True)
    data = {
        "talk": found,
        "word": word,
        "said": said,
        "cards": cards({one.author for one in said if one.author}),
        "form": form,
        "rules": queries.inbox_rules(),
    }
    return render(request, "care/talk.html", data, status=422 if form.errors else 200)


def _talk(conversation_id: UUID, word: str) -> ConversationView:
    found = queries.by_link(conversation_id, word)
    if found is None:
        raise Missing(NO_TALK)
    return found


def _say_more(found: ConversationView, text: str) -> None:
    """As whom the conversation is with: whoever has the link is she."""
    key = queries.first_key(found.id)
    if key is None:
        raise Missing(NO_TALK)
    operations.receive(
        channel=found.channel,
        remote_id=f"link:{uuid4().hex}",
        sender=Sender(key.kind, key.value),
        text=text,
        signed_for=found.id,
        language=get_language() or "",
        at=timezone.now(),
    )


@require_GET
@never_cache
def file(request: HttpRequest, conversation_id: UUID, word: str, file_id: UUID) -> HttpResponse:
    """A file of the talk, as an attachment."""
    del request
    found = _talk(conversation_id, word)
    return sent_file(queries.file_of(found.id, file_id, outside=True))


@require_GET
@member_required
def mine(request: HttpRequest) -> HttpResponse:
    """A member's own talks with the place."""
    return render(request, "care/mine.html", {"talks": queries.own_conversations(acting(request))})


@require_http_methods(["GET", "POST"])
@never_cache
def rate(request: HttpRequest, word: str) -> HttpResponse:
    """Opening the page counts nothing (mail programs look ahead); the tap on it does."""
    message = message_of_rate(word)
    if message is None or not queries.message_of_ours(message):
        raise Missing("There is no such answer.")
    if request.method == "POST":
        score = request.POST.get("score", "")
        operations.rate_answer(
            message=message,
            score=int(score) if score in ("1", "2", "3") else 0,
            comment=request.POST.get("comment", ""),
            at=timezone.now(),
        )
        messages.success(request, _("Thank you. You can change it here."))
        return redirect(reverse("care:rate", args=[word]))
    return render(request, "care/rate.html", {"word": word})
