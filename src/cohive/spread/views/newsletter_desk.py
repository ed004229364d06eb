"""The newsletter on the desk: writing, looking at it, planning, watching it go out."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohive.bond.access import acting, role_required
from cohive.bond.operations.mail import sender
from cohive.bond.queries import email_of, place
from cohive.guard.operations import allow
from cohive.journal.quiet import is_quiet
from cohive.look.refusals import refuse
from cohive.spread import operations, queries
from cohive.spread.audiences import offered
from cohive.spread.forms_newsletter import AudienceForm, PlanForm, RulesForm, TextForm
from cohive.spread.newsletter_letters import (
    LEAVE,
    PREFERENCES,
    Letter,
    dark,
    letter,
    sending_domain,
)
from cohive.spread.newsletter_lists import known_list, place_list
from cohive.spread.queries import IssueView
from cohive.spread.queries.newsletter_audiences import readers_of
from cohive.spread.queries.newsletters import ISSUES_ON_A_PAGE
from cohive.words.refusals import Missing, Refused

TESTS_AN_HOUR = 20
HOUR_SECONDS = 60 * 60
NO_ISSUE = "There is no such issue."
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)


@require_http_methods(["GET", "POST"])
@role_required("steward")
def desk(request: HttpRequest) -> HttpResponse:
    """All issues, who asked for what, the rules, and how a domain is made ready."""
    rules = queries.newsletter_rules()
    form = RulesForm(request.POST or None, initial=vars(rules))
    if request.method == "POST" and form.is_valid():
        try:
            operations.set_newsletter_rules(
                **form.cleaned_data, by=acting(request), at=timezone.now()
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("spread:newsletter-desk")
    audiences = queries.audiences()
    own = place_list()
    if all(one.listed.id != own.id for one in audiences):
        audiences.append(queries.Audience(own, 0, 0))
    found = queries.issues(before=_before(request))
    return render(
        request,
        "spread/newsletter_desk.html",
        {
            "issues": found,
            "more": found[-1].id if len(found) == ISSUES_ON_A_PAGE else None,
            "audiences": audiences,
            "form": form,
            "domain": sending_domain(),
        },
        status=422 if form.errors else 200,
    )


def _before(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET["before"]) if "before" in request.GET else None
    except ValueError:
        raise Missing(NO_ISSUE) from None


@require_POST
@role_required("steward")
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a draft to the list the form names."""
    try:
        listed = known_list(request.POST.get("kind", ""), UUID(request.POST.get("of", "")))
    except ValueError:
        raise Missing("There is nothing of this name one can get mail of.") from None
    key = operations.begin_issue(
        list_kind=listed.kind, list_id=listed.id, by=acting(request), at=timezone.now()
    )
    return redirect("spread:newsletter-issue", key=key)


def _issue(key: UUID) -> IssueView:
    found = queries.issue(key)
    if found is None:
        raise Missing(NO_ISSUE)
    return found


@require_http_methods(["GET", "POST"])
@never_cache
@role_required("steward")
def issue(request: HttpRequest, key: UUID) -> HttpResponse:
    """A draft to write, an issue to plan, to watch, or its result."""
    found = _issue(key)
    forms = _forms(found, request.POST if request.method == "POST" else None)
    is_whole = request.method == "POST" and not any(form.errors for form in forms.values())
    if is_whole and _saved(request, found, forms):
        return redirect("spread:newsletter-issue", key=key)
    return _shown(request, found, forms, PlanForm())


def _forms(found: IssueView, posted: QueryDict | None) -> dict[str, TextForm]:
    """A form for each language of the place."""
    here = place()
    written = {text.language: vars(text) for text in found.texts}
    return {
        code: TextForm(posted, prefix=code, initial=written.get(code))
        for code in (here.languages if here else ())
    }


def _saved(request: HttpRequest, found: IssueView, forms: dict[str, TextForm]) -> bool:
    for code, form in forms.items():
        try:
            operations.write_issue(
                issue=found.id,
                language=code,
                subject=form.cleaned_data["subject"],
                text=form.cleaned_data["text"],
                by=acting(request),
                at=timezone.now(),
            )
        except Refused as refusal:
            refuse(form, refusal)
            return False
    messages.success(request, _("Saved."))
    return True


def _shown(
    request: HttpRequest,
    found: IssueView,
    forms: dict[str, TextForm],
    plan: PlanForm,
    audience: AudienceForm | None = None,
) -> HttpResponse:
    shown = [plan, *forms.values(), *filter(None, [audience])]
    return render(
        request,
        "spread/newsletter_write.html",
        {
            "issue": found,
            "forms": forms,
            "plan": plan,
            "readers": readers_of(found.id, at=timezone.now()) if found.listed else 0,
            "audience": audience or _audience_form(found, None),
            "result": queries.issue_result(found.id),
            "uncertain": queries.uncertain_mails(found.id),
            "own_address": email_of(acting(request)) or "",
        },
        status=422 if any(form.errors for form in shown) else 200,
    )


def _audience_form(found: IssueView, posted: QueryDict | None) -> AudienceForm:
    """Everybody who asked, or one of the groups that are large enough to be written to."""
    if found.state != "draft":
        return AudienceForm(posted, offered=[])
    chosen = {"audience": f"{found.audience.kind}:{found.audience.id}" if found.audience else ""}
    return AudienceForm(posted, offered=offered(at=timezone.now()), initial=chosen)


@require_POST
@role_required("steward")
def narrow(request: HttpRequest, key: UUID) -> HttpResponse:
    """Choose for whom of its list a draft is."""
    found = _issue(key)
    form = _audience_form(found, request.POST)
    if form.is_valid():
        kind, _colon, chosen = form.cleaned_data["audience"].partition(":")
        try:
            operations.choose_audience(
                issue=key,
                audience_kind=kind,
                audience=UUID(chosen) if chosen else None,
                by=acting(request),
                at=timezone.now(),
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return redirect("spread:newsletter-issue", key=key)
    return _shown(request, found, _forms(found, None), PlanForm(), form)


@require_POST
@role_required("steward")
def plan(request: HttpRequest, key: UUID) -> HttpResponse:
    """Send it now or at an instant."""
    found, form = _issue(key), PlanForm(request.POST)
    if form.is_valid():
        now = timezone.now()
        try:
            operations.schedule_issue(
                issue=key,
                starts_at=form.cleaned_data["starts_at"] or now,
                by=acting(request),
                at=now,
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return redirect("spread:newsletter-issue", key=key)
    return _shown(request, found, _forms(found, None), form)


MOVES: dict[str, Callable[..., None]] = {
    "unschedule": operations.unschedule_issue,
    "pause": operations.pause_issue,
    "resume": operations.resume_issue,
    "stop": operations.stop_issue,
    "discard": operations.discard_issue,
}


@require_POST
@role_required("steward")
def move(request: HttpRequest, key: UUID, step: str) -> HttpResponse:
    """Take the plan back, pause, go on, stop, throw away."""
    if step not in MOVES:
        raise Missing(NO_ISSUE)
    MOVES[step](issue=key, by=acting(request), at=timezone.now())
    if step == "discard":
        return redirect("spread:newsletter-desk")
    return redirect("spread:newsletter-issue", key=key)


def _letter(key: UUID, language: str) -> Letter:
    found = _issue(key)
    words = next((text for text in found.texts if text.language == language), None)
    if words is None:
        raise Missing("It is not written in this language yet.")
    return letter(found, words, at=timezone.now())


@require_safe
@never_cache
@role_required("steward")
def preview(request: HttpRequest, key: UUID, language: str) -> HttpResponse:
    """The mail as a reader sees it: on a phone, light or dark, and as plain text."""
    found = _letter(key, language)
    return render(
        request,
        "spread/newsletter_preview.html",
        {"letter": found, "issue": _issue(key), "language": language},
    )


@require_safe
@never_cache
@role_required("steward")
@xframe_options_sameorigin
def mail(request: HttpRequest, key: UUID, language: str) -> HttpResponse:
    """The mail's own page, for the frames of the preview: nothing but styles may work in it."""
    found = _letter(key, language)
    page = dark(found.page) if request.GET.get("dark") else found.page
    answer = HttpResponse(page)
    answer["Content-Security-Policy"] = MAIL_POLICY
    return answer


@require_POST
@role_required("steward")
def test_mail(request: HttpRequest, key: UUID, language: str) -> HttpResponse:
    """Send the issue to oneself alone; its unsubscribe link is a picture of one."""
    me, now = acting(request), timezone.now()
    address, found = email_of(me), _letter(key, language)
    allow(
        what="spread.newsletter.test",
        who=str(me),
        limit=TESTS_AN_HOUR,
        seconds=HOUR_SECONDS,
        at=now,
    )
    if address and not is_quiet():
        text, page = (
            said.replace(LEAVE, settings.ADDRESS).replace(PREFERENCES, settings.ADDRESS)
            for said in (found.text, found.page)
        )
        sent = EmailMultiAlternatives(found.subject, text, sender(), [address])
        sent.attach_alternative(page, "text/html")
        try:
            sent.send()
        except OSError:
            messages.warning(request, _("The mail server did not take it. Try again later."))
        else:
            messages.success(request, _("A test mail is on its way to you."))
    return redirect("spread:newsletter-issue", key=key)
