"""Help pages: found before one asks, read by everybody, made of an answer in two taps."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohive.bond.access import acting, role_required
from cohive.bond.queries import cards
from cohive.care import operations, queries
from cohive.care.models import HELP_TEXT_LENGTH, HELP_TITLE_LENGTH, NOTE_LENGTH
from cohive.care.operations import ANSWERERS
from cohive.care.queries import HelpView
from cohive.care.thanks_doors import page_of_asker_word
from cohive.engine.intervals import wilson
from cohive.guard.operations import allow
from cohive.look.refusals import refuse
from cohive.look.viewers import viewer_of
from cohive.words.refusals import Missing, Refused

NO_PAGE = "There is no such page."
DAY_SECONDS = 24 * 60 * 60
TAPS_A_DAY = 20
WORDS_LENGTH = 200


class HelpForm(forms.Form):
    """One wording of a page."""

    title = forms.CharField(label=gettext_lazy("The question"), max_length=HELP_TITLE_LENGTH)
    text = forms.CharField(
        label=gettext_lazy("The answer"),
        max_length=HELP_TEXT_LENGTH,
        help_text=gettext_lazy(
            "Everybody reads this: nothing of an order, an address or a person."
        ),
        widget=forms.Textarea(attrs={"rows": 10, "maxlength": HELP_TEXT_LENGTH}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=[("en", gettext_lazy("English")), ("zh-hans", gettext_lazy("Chinese"))],
    )
    asks = forms.BooleanField(
        label=gettext_lazy("Ask who wrote whether the page may name her"), required=False
    )


class ImproveForm(forms.Form):
    """The next wording, with one line that says what changed."""

    title = forms.CharField(label=gettext_lazy("The question"), max_length=HELP_TITLE_LENGTH)
    text = forms.CharField(
        label=gettext_lazy("The answer"),
        max_length=HELP_TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 10, "maxlength": HELP_TEXT_LENGTH}),
    )
    note = forms.CharField(
        label=gettext_lazy("What changed (may stay empty)"), max_length=NOTE_LENGTH, required=False
    )


def tongue() -> str:
    """The reader's language, as pages are written in it."""
    return "zh-hans" if (get_language() or "").startswith("zh") else "en"


def language_names() -> dict[str, str]:
    """What the languages of pages are called in themselves."""
    return {"en": "English", "zh-hans": "中文"}


@require_safe
def pages(request: HttpRequest) -> HttpResponse:
    """All pages, or those that fit some words."""
    words = request.GET.get("q", "").strip()[:WORDS_LENGTH]
    found, more = (
        (queries.help_found(words, language=tongue()), "")
        if words
        else queries.help_pages(language=tongue(), cursor=request.GET.get("after", ""))
    )
    return render(request, "care/help.html", {"lines": found, "more": more, "words": words})


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """One page in the languages it is written in."""
    view = _page(slug)
    viewer = viewer_of(request)
    taps = view.useful + view.not_useful
    data = {
        "page": view,
        "cards": cards({one.by for one in view.history}),
        "names": language_names(),
        "first": view.wording(tongue()) or view.wordings[0],
        "taps": taps,
        "useful": wilson(view.useful, taps) if taps else None,
        "may_write": viewer is not None and viewer.has(*ANSWERERS),
    }
    return render(request, "care/help_page.html", data)


@require_POST
def useful(request: HttpRequest, slug: str) -> HttpResponse:
    """Did it answer it? One tap: a count, no cookie, no profile; a few a day from one network."""
    view = _page(slug)
    allow(
        what="care.help.useful",
        who=str(request.META.get("REMOTE_ADDR", "")),
        limit=TAPS_A_DAY,
        seconds=DAY_SECONDS,
        at=timezone.now(),
    )
    is_useful = request.POST.get("useful") == "yes"
    operations.note_useful(page=view.id, is_useful=is_useful)
    if is_useful:
        messages.success(request, _("Thank you. Whoever wrote it sees that it helped one more."))
        return redirect(view.url)
    messages.success(request, _("Thank you. Write what is missing: people answer here."))
    return redirect("care:write")


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*ANSWERERS)
@never_cache
def from_answer(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """The second of two taps: the answer stands in the form, publishing it is one button."""
    talk = queries.conversation(conversation_id)
    if talk is None or talk.state == "forgotten":
        raise Missing("There is no such conversation.")
    said = queries.messages(talk.id)
    answer = next((one for one in reversed(said) if one.kind == "out"), None)
    question = next((one for one in said if one.kind == "in" and one.conversation == talk.id), None)
    start = {
        "title": talk.subject,
        "text": answer.text if answer else "",
        "language": "zh-hans" if talk.language.startswith("zh") else "en",
    }
    form = HelpForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.publish_answer(
                **form.cleaned_data,
                question=question.id if question else None,
                by=acting(request),
                at=timezone.now(),
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The page is here, and is found before one asks."))
            view = queries.help_page_by_id(made)
            return redirect(view.url if view else "care:help")
    data = {"form": form, "talk": talk}
    return render(request, "care/help_new.html", data, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*ANSWERERS)
@never_cache
def improve(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """Write a page anew, or in the other language beside the first."""
    view = _page(slug)
    if language not in language_names():
        raise Missing(NO_PAGE)
    now = view.wording(language)
    other = next((one for one in view.wordings if one.language != language), None)
    start = {"title": now.title, "text": now.text} if now else {}
    form = ImproveForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            operations.improve_page(
                page=view.id, language=language, **form.cleaned_data,
                by=acting(request), at=timezone.now(),
            )  # fmt: skip
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Kept as the newest version, with your name."))
            return redirect(view.url)
    data = {
        "page": view,
        "form": form,
        "language": language,
        "other": other,
        "names": language_names(),
    }
    return render(request, "care/help_improve.html", data, status=422 if form.errors else 200)


@require_POST
@role_required(*ANSWERERS)
def take_down(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a page down."""
    view = _page(slug)
    operations.take_page_down(page=view.id, by=acting(request), at=timezone.now())
    messages.success(request, _("The page is taken down. Its versions are kept."))
    return redirect("care:help")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def asker(request: HttpRequest, word: str) -> HttpResponse:
    """May the page name who asked? Opening it answers nothing."""
    view = queries.help_page_by_id(page_of_asker_word(word))
    if view is None:
        raise Missing(NO_PAGE)
    if request.method == "POST":
        agrees = request.POST.get("agrees") == "yes"
        operations.answer_asker(page=view.id, agrees=agrees, at=timezone.now())
        messages.success(request, _("Thank you. You can change it here."))
        return redirect("care:help-asker", word=word)
    data = {"page": view, "first": view.wording(tongue()) or view.wordings[0]}
    return render(request, "care/help_asker.html", data)


def _page(slug: str) -> HelpView:
    view = queries.help_page(slug)
    if view is None or not view.wordings:
        raise Missing(NO_PAGE)
    return view
