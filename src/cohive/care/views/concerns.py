"""From complaint to thanks: the desk's list and one matter, and the page a voice answers on."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohive.bond.access import acting, role_required
from cohive.bond.queries import cards
from cohive.care import operations, queries
from cohive.care.channel_names import CHANNEL_NAMES
from cohive.care.forms_thanks import AskVoiceForm, ReleaseForm
from cohive.care.operations import ANSWERERS, agreement_of_payee
from cohive.care.queries import ConcernView, VoiceView
from cohive.care.thanks_doors import voice_of_word
from cohive.create.queries import idea_by_number, open_ideas
from cohive.look.refusals import refuse, said
from cohive.look.viewers import viewer_of
from cohive.words.refusals import Forbidden, Missing, Refused

NO_CONCERN = "There is no such idea to follow."


def why_words() -> dict[str, str]:
    """Why a voice could not be told, or how she was."""
    return {
        "notice": _("by a notice here"),
        "same": _("told once already, by another of her messages"),
        "no": _("she said no, so nobody writes to her about it"),
        "public": _("a public post: nobody writes to a stranger for that"),
        "unclaimed": _("nobody has claimed this name here yet"),
        "erased": _("what she wrote was erased"),
        "joined": _("her message is read in somebody else’s conversation"),
        "channel": _("her channel is not connected any more"),
        "page": _("no address left; it stands on the page of her own link"),
        **{name: str(words) for name, words in CHANNEL_NAMES.items()},
    }


@require_safe
@role_required(*ANSWERERS)
@never_cache
def concerns(request: HttpRequest) -> HttpResponse:
    """All that is followed, with the counts of the season."""
    page = queries.concerns(cursor=request.GET.get("after", ""))
    followed = {line.idea.id for line in page.lines if line.idea}
    data = {
        "page": page,
        "season": queries.season(at=timezone.now()),
        "ideas": [idea for idea in open_ideas() if idea.id not in followed],
    }
    return render(request, "care/concerns.html", data)


@require_safe
@role_required(*ANSWERERS)
@never_cache
def concern(request: HttpRequest, concern_id: UUID) -> HttpResponse:
    """One matter from the first complaint to the thanks."""
    return _page(request, concern_id, ReleaseForm())


def _page(
    request: HttpRequest, concern_id: UUID, form: ReleaseForm, *, refused: str = ""
) -> HttpResponse:
    view = queries.concern(concern_id)
    if view is None:
        raise Missing(NO_CONCERN)
    if view.root != view.id:
        return redirect("care:concern", concern_id=view.root)
    now = timezone.now()
    viewer = viewer_of(request)
    data = {
        "concern": view,
        "cards": cards(_people(view)),
        "season": queries.season(at=now),
        "offered": queries.concerns_offered(besides=view.id),
        "heard": [(one.id, Truncator(one.text).chars(60)) for one in queries.mentions()],
        "form": form if viewer is not None and viewer.has("steward") else None,
        "refused": refused,
        "channel_names": CHANNEL_NAMES,
        "why": why_words(),
        "payees": [
            agent
            for agent in {voice.agent for voice in view.voices if voice.agent}
            if view.product and agreement_of_payee(view.product.id, agent, at=now)
        ],
        "agreement": _agreement(view),
    }
    status = 422 if refused or form.errors else 200
    return render(request, "care/concern.html", data, status=status)


def _agreement(view: ConcernView) -> str:
    if view.product is None or view.product.agreement is None:
        return ""
    return reverse("create:agreement", args=[view.product.agreement])


def _people(view: ConcernView) -> set[UUID]:
    people = {voice.agent for voice in view.voices if voice.agent} | {view.by}
    if view.idea and view.idea.answer and view.idea.answer.by:
        people.add(view.idea.answer.by)
    return people


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*ANSWERERS)
@never_cache
def ask(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Turn a conversation into an idea: write its words, and ask who wrote; or join it to one."""
    talk = queries.conversation(conversation_id)
    if talk is None or talk.state == "forgotten":
        raise Missing("There is no such conversation.")
    first = next((one for one in queries.messages(talk.id) if one.kind == "in"), None)
    given = request.POST if request.method == "POST" and "concern" not in request.POST else None
    form = AskVoiceForm(given, initial={"title": talk.subject})
    refused = ""
    try:
        if "concern" in request.POST:
            operations.join_conversation(
                conversation=talk.id, concern=_id(request, "concern"),
                by=acting(request), at=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("It stands behind that idea now. She is told of it."))
            return redirect("care:conversation", conversation_id=talk.id)
        if request.method == "POST" and form.is_valid():
            operations.ask_voice(
                conversation=talk.id, **form.cleaned_data, by=acting(request), at=timezone.now()
            )
            messages.success(request, _("She is asked. Nothing is public before she says yes."))
            return redirect("care:conversation", conversation_id=talk.id)
    except (Missing, Forbidden):
        raise
    except Refused as refusal:
        if given is None:
            refused = said(refusal)
        else:
            refuse(form, refusal)
    data = {
        "refused": refused,
        "talk": talk,
        "first": first,
        "form": form,
        "offered": queries.concerns_offered(),
        "known": queries.concerns_of_conversation(talk.id),
    }
    return render(
        request, "care/concern_ask.html", data, status=422 if refused or form.errors else 200
    )


@require_POST
@role_required(*ANSWERERS)
def follow(request: HttpRequest) -> HttpResponse:
    """Follow an idea of the circles, so that whoever shaped it is told of the release."""
    number = request.POST.get("number", "")
    found = idea_by_number(int(number)) if number.isdecimal() and len(number) < 9 else None
    if found is None:
        raise Missing("There is no such idea.")
    made = operations.follow_idea(idea=found.id, by=acting(request), at=timezone.now())
    return redirect("care:concern", concern_id=made)


@require_POST
@role_required(*ANSWERERS)
def step(request: HttpRequest, concern_id: UUID, step: str) -> HttpResponse:
    """Join, part, release, ask one more voice: each a form of its own."""
    by, at = acting(request), timezone.now()
    form = ReleaseForm(request.POST if step == "release" else None)
    try:
        if step == "join":
            into = _id(request, "into")
            operations.join_concerns(taken=concern_id, into=into, by=by, at=at)
            messages.success(request, _("They are followed as one now, with all their voices."))
            return redirect("care:concern", concern_id=into)
        if step == "part":
            operations.part_concern(concern=_id(request, "other"), by=by, at=at)
            messages.success(request, _("They are two again, as they were."))
        elif step == "ask":
            operations.ask_joined(voice=_id(request, "voice"), by=by, at=at)
            messages.success(request, _("She is asked."))
        elif step == "mention":
            operations.join_mention(
                mention=_id(request, "mention"), concern=concern_id, by=by, at=at
            )
            messages.success(request, _("It stands behind that idea now."))
        elif step == "release":
            if not form.is_valid():
                return _page(request, concern_id, form)
            what = form.cleaned_data["what"]
            operations.release_concern(concern=concern_id, what=what, by=by, at=at)
            messages.success(request, _("Everyone behind it is told now, each in her own way."))
        else:
            raise Missing("There is no such page.")
    except (Missing, Forbidden):
        raise
    except Refused as refusal:
        return _page(request, concern_id, form, refused=said(refusal))
    return redirect("care:concern", concern_id=concern_id)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def voice(request: HttpRequest, word: str) -> HttpResponse:
    """May it become an idea? Opening the page answers nothing; the tap on it does."""
    voice_id = voice_of_word(word)
    view = queries.voice(voice_id)
    found = queries.concern(view.concern) if view else None
    if view is None or found is None:
        raise Missing("There is no such question.")
    refused = ""
    if request.method == "POST":
        at = timezone.now()
        try:
            _refuse_who_asked(request, view)
            if request.POST.get("do") == "stop":
                operations.stop_quoting(voice=voice_id, at=at)
            elif request.POST.get("do") == "claim":
                return redirect(operations.begin_voice_claim(voice=voice_id, at=at))
            else:
                operations.answer_voice(
                    voice=voice_id,
                    consent=request.POST.get("consent", ""),
                    may_quote=request.POST.get("quote") == "on",
                    at=at,
                )
            messages.success(request, _("Thank you. It is written down."))
            return redirect("care:voice", word=word)
        except Missing:
            raise
        except Refused as refusal:
            refused = said(refusal)
    data = {
        "voice": view,
        "concern": found,
        "word": word,
        "refused": refused,
        "cards": cards([view.agent] if view.agent else []),
    }
    return render(request, "care/voice.html", data, status=422 if refused else 200)


def _refuse_who_asked(request: HttpRequest, view: VoiceView) -> None:
    """The link stands in the conversation, where those who ask see it: a yes is not theirs."""
    viewer = viewer_of(request)
    if viewer is not None and viewer.has(*ANSWERERS) and viewer.agent_id != view.agent:
        raise Refused("Only who wrote can answer this. You are signed in as one of those who ask.")


def _id(request: HttpRequest, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        raise Refused("Choose one from the list.", field=name) from None
