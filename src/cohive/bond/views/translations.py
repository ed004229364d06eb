"""A text in its languages: reading, translating, confirming, reporting; asking the machine."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cohive.bond import operations, queries
from cohive.bond.access import acting, member_required
from cohive.bond.forms.talk import ReportForm
from cohive.bond.forms.translations import TranslationForm
from cohive.bond.machine_keys import engine_name, machine_keys
from cohive.bond.queries import Original, TranslationView, main_language
from cohive.bond.translatable import original
from cohive.bond.views.answers import UNFIT, done_or_refused, in_one_tap, limit
from cohive.look.formats import current_locale, language_tag
from cohive.look.viewers import viewer_of
from cohive.words.refusals import Forbidden, Missing

TRANSLATIONS_IN_TEN_MINUTES = 30
CONFIRMATIONS_IN_TEN_MINUTES = 60
REPORTS_IN_TEN_MINUTES = 10
NO_TEXT = "This text is not here any more."


@require_safe
def translations(request: HttpRequest, kind: str, about: UUID) -> HttpResponse:
    """A text with all its translations, the reader's language first."""
    source = _source(kind, about)
    viewer = viewer_of(request)
    reader = _reader(source)
    found = queries.translations_of(kind, about, viewer=viewer.agent_id if viewer else None)
    found = sorted(found, key=lambda one: one.lang != reader)
    people = {one.author for one in found} | ({source.author} if source.author else set())
    keys = machine_keys()
    can_ask = operations.may_ask_machine(source, keys, reader) if keys.is_on else False
    data = {
        "source": source,
        "found": found,
        "names": {code: _name(code) for code in {source.tongue, reader, *_codes(found)}},
        "cards": queries.cards(people),
        "reader": reader,
        "mine": {one.lang for one in found if viewer and one.author == viewer.agent_id},
        "can_ask": can_ask,
        "by_machine": (
            queries.machine_text(source.digest, reader, engine_name()) if can_ask else None
        ),
    }
    return render(request, "bond/translations.html", data)


@member_required
def translate(request: HttpRequest, kind: str, about: UUID) -> HttpResponse:
    """Say a text again in another language."""
    source = _source(kind, about)
    languages = [(code, _name(code)) for code in queries.tongues() if code != source.tongue]
    form = TranslationForm(
        request.POST or None,
        languages=languages,
        has_title=bool(source.title),
        initial={"language": main_language(language_tag()), "digest": source.digest},
    )
    if request.method == "POST":
        limit(request, "bond.translation", TRANSLATIONS_IN_TEN_MINUTES)
        if done_or_refused(
            form,
            lambda: operations.translate(
                about_kind=kind,
                about=about,
                by=acting(request),
                at=timezone.now(),
                **form.cleaned_data,
            ),
        ):
            messages.success(request, _("Thank you. It stands beside the original."))
            return HttpResponseRedirect(queries.translations_url(kind, about))
    return _beside(request, source, form, _("Translate this"), _("Show it"))


@member_required
def edit(request: HttpRequest, translation: UUID) -> HttpResponse:
    """Change one's own translation, with the original as it stands now beside it."""
    view = _own(request, translation)
    source = _source(view.about_kind, view.about)
    form = TranslationForm(
        request.POST or None,
        languages=[],
        has_title=bool(source.title),
        initial={"title": view.title, "text": view.text, "digest": source.digest},
    )
    if request.method == "POST" and done_or_refused(
        form,
        lambda: operations.edit_translation(
            translation=translation, by=acting(request), at=timezone.now(), **form.cleaned_data
        ),
    ):
        return HttpResponseRedirect(view.url)
    return _beside(request, source, form, _("Change your translation"), _("Save"))


@member_required
def withdraw(request: HttpRequest, translation: UUID) -> HttpResponse:
    """Withdraw one's own translation: asked first, because its text is not kept."""
    view = _own(request, translation)
    if request.method == "POST":
        operations.withdraw_translation(
            translation=translation, by=acting(request), at=timezone.now()
        )
        messages.success(request, _("Withdrawn. Its text is not kept."))
        return HttpResponseRedirect(queries.translations_url(view.about_kind, view.about))
    return _about(
        request,
        view,
        None,
        _("Withdraw this translation?"),
        _("Withdraw it"),
        lead=_("Its text is not kept. This cannot be undone."),
    )


@member_required
def report(request: HttpRequest, translation: UUID) -> HttpResponse:
    """Ask a steward to look at a translation."""
    view = _view(translation)
    form = ReportForm(request.POST or None)
    if request.method == "POST":
        limit(request, "bond.report", REPORTS_IN_TEN_MINUTES)
        if done_or_refused(
            form,
            lambda: operations.report_translation(
                translation=translation,
                reason=form.cleaned_data["reason"],
                by=acting(request),
                at=timezone.now(),
            ),
        ):
            messages.success(request, _("Thank you. A steward will look at it."))
            return HttpResponseRedirect(view.url)
    return _about(request, view, form, _("Ask a steward to look"), _("Send"))


@require_POST
@member_required
def confirm(request: HttpRequest, translation: UUID) -> HttpResponse:
    """Say that somebody's translation is right, or take it back."""
    view = _view(translation)
    limit(request, "bond.confirm", CONFIRMATIONS_IN_TEN_MINUTES)
    takes_back = request.POST.get("do") == "back"
    operation = operations.unconfirm_translation if takes_back else operations.confirm_translation
    return in_one_tap(
        request,
        lambda: operation(translation=translation, by=acting(request), at=timezone.now()),
        default=view.url,
    )


@require_POST
@member_required
def ask_machine(request: HttpRequest, kind: str, about: UUID) -> HttpResponse:
    """Ask the machine for this one text; what it said stands on the text's page."""
    source = _source(kind, about)
    page = queries.translations_url(kind, about)
    return in_one_tap(
        request,
        partial(
            operations.translate_by_machine,
            about_kind=kind,
            about=about,
            language=_reader(source),
            by=acting(request),
            at=timezone.now(),
        ),
        default=f"{page}#machine",
    )


def _source(kind: str, about: UUID) -> Original:
    source = original(kind, about)
    if source is None:
        raise Missing(NO_TEXT)
    return source


def _reader(source: Original) -> str:
    """The language the reader wants: her own; where the text is in hers, the next of the place."""
    mine = main_language(language_tag())
    if mine != source.tongue:
        return mine
    return next((code for code in queries.tongues() if code != mine), mine)


def _codes(found: list[TranslationView]) -> set[str]:
    return {one.lang for one in found}


def _name(code: str) -> str:
    """A language in the reader's words: 'Chinese', '中文'."""
    return str(current_locale().languages.get(code) or dict(settings.LANGUAGES).get(code) or code)


def _view(translation: UUID) -> TranslationView:
    view = queries.translations_by_id([translation]).get(translation)
    if view is None:
        raise Missing("There is no such translation.")
    return view


def _own(request: HttpRequest, translation: UUID) -> TranslationView:
    view = _view(translation)
    if view.author != acting(request):
        raise Forbidden("Only who wrote it may change it.")
    return view


def _beside(
    request: HttpRequest, source: Original, form: TranslationForm, title: str, button: str
) -> HttpResponse:
    """The form with its original beside it."""
    author = queries.cards([source.author]).get(source.author) if source.author else None
    data = {
        "source": source,
        "author": author,
        "form": form,
        "title": title,
        "button": button,
        "page": queries.translations_url(source.kind, source.id),
    }
    status = UNFIT if form.errors else 200
    return render(request, "bond/translate.html", data, status=status)


def _about(
    request: HttpRequest,
    view: TranslationView,
    form: ReportForm | None,
    title: str,
    button: str,
    *,
    lead: str = "",
) -> HttpResponse:
    data = {
        "post": view,
        "author": queries.cards([view.author]).get(view.author),
        "circle": None,
        "form": form,
        "title": title,
        "button": button,
        "lead": lead,
        "quoted": True,
    }
    status = UNFIT if form is not None and form.errors else 200
    return render(request, "bond/about_post.html", data, status=status)
