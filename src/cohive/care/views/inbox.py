"""The inbox: the list, one conversation beside it, and how people are answered."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from cohive.bond.access import acting, role_required
from cohive.bond.queries import cards, people, place
from cohive.care import operations, queries
from cohive.care.channel_names import CHANNEL_NAMES, FOLDER_NAMES, STATE_NAMES
from cohive.care.operations import ANSWERERS
from cohive.care.queries import ConversationView, Filter, MessageView, Page
from cohive.care.senders import takes_answers, takes_files
from cohive.care.views.files import sent_file
from cohive.create.queries import products
from cohive.trade import queries as trade
from cohive.words.refusals import Missing

NO_CONVERSATION = "There is no such conversation."
WORDS_LENGTH = 100


@dataclass(frozen=True)
class Chosen:
    """What part of the inbox the address names."""

    filter: Filter
    query: str


@require_GET
@role_required(*ANSWERERS)
@never_cache
def listed(request: HttpRequest) -> HttpResponse:
    """Who waits, what is mine, what is done."""
    viewer = acting(request)
    chosen = chosen_by(request)
    page = queries.inbox(chosen.filter, viewer=viewer, cursor=request.GET.get("after", ""))
    data = {
        **_column(chosen, page),
        "counts": queries.counts(viewer),
        "labels": page.labels,
        "cards": cards({line.assignee for line in page.lines if line.assignee}),
        "now": timezone.now(),
    }
    return render(request, "care/inbox.html", data)


def chosen_by(request: HttpRequest) -> Chosen:
    """The filter of an address; what is not there is not chosen."""
    folder = request.GET.get("in", "waiting")
    channel = request.GET.get("channel", "")
    words = request.GET.get("q", "").strip()[:WORDS_LENGTH]
    try:
        label = UUID(request.GET.get("label", ""))
    except ValueError:
        label = None
    if folder not in queries.FOLDERS or (channel and channel not in CHANNEL_NAMES):
        raise Missing("There is no such part of the inbox.")
    named = {"in": folder, "channel": channel, "label": label or "", "q": words}
    query = urlencode({name: value for name, value in named.items() if value})
    return Chosen(Filter(folder, channel, label, words), query)


def _column(chosen: Chosen, page: Page) -> dict[str, object]:
    """What the list of conversations shows, on its own page and beside a conversation."""
    return {
        "page": page,
        "chosen": chosen.filter,
        "query": chosen.query,
        "channel_names": CHANNEL_NAMES,
        "folder_names": FOLDER_NAMES,
        "state_names": STATE_NAMES,
    }


@require_GET
@role_required(*ANSWERERS)
@never_cache
def conversation(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """One conversation, with the list at its left and the person at its right."""
    return conversation_page(request, conversation_id)


def conversation_page(
    request: HttpRequest,
    conversation_id: UUID,
    *,
    refused: str = "",
    field: str = "",
    text: str | None = None,
) -> HttpResponse:
    """The page, or the same with what was refused beside its field."""
    found = queries.conversation(conversation_id)
    if found is None:
        raise Missing(NO_CONVERSATION)
    if found.root != found.id:
        return redirect("care:conversation", conversation_id=found.root)
    viewer, now = acting(request), timezone.now()
    chosen = chosen_by(request)
    page = queries.inbox(chosen.filter, viewer=viewer)
    said = queries.messages(found.id)
    here = queries.who_is_here(found.id, besides=viewer, at=now)
    team = [line for line in people(limit=100) if line.roles.intersection(ANSWERERS)]
    draft = next((one for one in said if one.kind == "draft" and one.author == viewer), None)
    canned = _filled_in(request, found)
    data = {
        **_column(chosen, page),
        **_person(found),
        "talk": found,
        "said": [one for one in said if one is not draft],
        "also_here": here,
        "team": team,
        "cards": cards(_agents(found, said, here, page)),
        "draft": text if text is not None else _begun(request, draft, canned),
        "seen": next((one.id for one in reversed(said) if one.kind in ("in", "out")), ""),
        "canned": canned,
        "labels": page.labels,
        "can_send": takes_answers(found.channel),
        "takes_files": takes_files(found.channel),
        "refused": refused,
        "refused_field": field,
        "viewer_agent": viewer,
        "products": products(limit=30),
        "now": now,
    }
    return render(request, "care/conversation.html", data, status=422 if refused else 200)


def _agents(
    found: ConversationView,
    said: list[MessageView],
    here: list[tuple[UUID, bool]],
    page: Page,
) -> set[UUID]:
    agents = {one.author for one in said if one.author} | {agent for agent, _writes in here}
    agents |= {one.writer for one in said if one.writer}
    agents |= {line.assignee for line in page.lines if line.assignee}
    return agents | ({found.assignee} if found.assignee else set())


def _person(found: ConversationView) -> dict[str, object]:
    """The right column: who she is, what she bought, what else she wrote."""
    who = queries.person(found.person)
    bought = trade.orders_of(who.member, limit=5) if who and who.member else []
    about = trade.order(found.order) if found.order else None
    return {
        "person": who,
        "orders": bought,
        "about": about,
        "elsewhere": queries.other_conversations(found.person, found.id),
        "alike": queries.people_alike(found.person) if who else [],
    }


def _filled_in(request: HttpRequest, found: ConversationView) -> list[tuple[str, str]]:
    """Canned answers with their fields filled in for this person."""
    mine = cards([acting(request)])
    me = next(iter(mine.values())).name if mine else ""
    founded = place()
    known = {
        "{name}": found.name or _("you"),
        "{place}": founded.name if founded else "",
        "{order}": _reference(found),
        "{me}": me,
    }
    answers = []
    for one in queries.canned_answers():
        text = one.text
        for name, value in known.items():
            text = text.replace(name, value)
        answers.append((one.title, text))
    return answers


def _begun(request: HttpRequest, draft: MessageView | None, canned: list[tuple[str, str]]) -> str:
    """What she has written so far, and below it the answer written once that she chose."""
    kept, used = draft.text if draft else "", _used(request, canned)
    return kept if used in kept else "\n\n".join(filter(None, (kept, used)))


def _used(request: HttpRequest, canned: list[tuple[str, str]]) -> str:
    """The words of the answer written once that was chosen (`?use=2`), to be changed and sent."""
    number = request.GET.get("use", "")
    chosen = int(number) if number.isdecimal() and len(number) < 4 else 0
    return canned[chosen - 1][1] if 0 < chosen <= len(canned) else ""


def _reference(found: ConversationView) -> str:
    door = trade.door_of(found.order) if found.order else None
    return door[0] if door else ""


@require_POST
@role_required(*ANSWERERS)
def here(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Somebody looks, or writes: says who else does. Asked again and again while a page is open."""
    viewer, now = acting(request), timezone.now()
    operations.be_here(
        conversation=conversation_id,
        is_writing=request.POST.get("writing") == "1" or bool(request.POST.get("text")),
        by=viewer,
        at=now,
    )
    if "text" in request.POST:
        operations.save_draft(
            conversation=conversation_id, text=request.POST["text"], by=viewer, at=now
        )
    others = queries.who_is_here(conversation_id, besides=viewer, at=now)
    data = {"also_here": others, "cards": cards({agent for agent, _writes in others})}
    return render(request, "care/parts/here.html", data)


@require_GET
@role_required(*ANSWERERS)
@never_cache
def file(request: HttpRequest, conversation_id: UUID, file_id: UUID) -> HttpResponse:
    """A file somebody sent."""
    del request
    return sent_file(queries.file_of(conversation_id, file_id))


@require_GET
@role_required(*ANSWERERS)
def figures(request: HttpRequest) -> HttpResponse:
    """How soon and how well people were answered; what of one's answers is not logged yet."""
    viewer, now = acting(request), timezone.now()
    rules = queries.inbox_rules()
    data = {
        "figures": queries.figures(rules.promise_hours),
        "unlogged": queries.unlogged_answers(viewer, at=now),
        "products": products(limit=50),
    }
    return render(request, "care/figures.html", data)
