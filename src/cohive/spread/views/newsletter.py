"""The newsletter for whoever reads it: asking, saying yes, leaving, choosing, the archive.

Opening an address never changes anything, since mail scanners open every link; a button does.
"""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from cohive.bond.queries import email_of
from cohive.look.refusals import refuse
from cohive.look.viewers import viewer_of
from cohive.spread import operations, queries
from cohive.spread.forms_newsletter import AskForm
from cohive.spread.newsletter_lists import MailingList, consent_text, known_list, place_list
from cohive.spread.newsletter_markdown import as_page
from cohive.spread.newsletter_networks import network_of
from cohive.spread.newsletter_readers import may_read
from cohive.spread.newsletter_tokens import confirming, leaving, preferences_token, preferring
from cohive.spread.queries.campaign_letters import letter_of
from cohive.spread.queries.newsletters import ISSUES_ON_A_PAGE
from cohive.words.refusals import Missing, Refused

HONEYPOT = "website"
"""A field no person sees: who fills it in is a program."""
GONE = "This subscription is gone; nothing is sent to you any more."


@require_http_methods(["GET", "POST"])
@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """The form by itself, and where the forms of other pages lead. One answer, whoever is in."""
    asked = _list_of(request)
    viewer = viewer_of(request)
    own = (email_of(viewer.agent_id) or "") if viewer else ""
    form = AskForm(request.POST or None, consent=consent_text(asked), initial={"address": own})
    if request.method == "POST" and form.is_valid():
        try:
            if not request.POST.get(HONEYPOT):
                operations.ask_for_newsletter(
                    address=form.cleaned_data["address"],
                    list_kind=asked.kind,
                    list_id=asked.id,
                    language=get_language() or settings.LANGUAGE_CODE,
                    consent=consent_text(asked),
                    page=_page(request, asked),
                    by=viewer.agent_id if viewer else None,
                    at=timezone.now(),
                    network=network_of(request),
                )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return redirect("spread:asked")
    return render(
        request,
        "spread/newsletter_ask.html",
        {"form": form, "asked": asked, "page": _page(request, asked), "honeypot": HONEYPOT},
        status=422 if form.errors else 200,
    )


def _list_of(request: HttpRequest) -> MailingList:
    """The list a form or a link names; without one the place's."""
    asked = request.POST if request.method == "POST" else request.GET
    kind, key = asked.get("kind", ""), asked.get("of", "")
    if not kind and not key:
        return place_list()
    try:
        return known_list(kind, UUID(key))
    except ValueError:
        raise Missing("There is nothing of this name one can get mail of.") from None


def _page(request: HttpRequest, asked: MailingList) -> str:
    """The page the form stood on, as a path of this place."""
    named = (request.POST if request.method == "POST" else request.GET).get("page", "")
    is_path = named.startswith("/") and not named.startswith("//")
    return named[:200] if is_path else asked.url


@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """Look in your mail."""
    return render(request, "spread/newsletter_asked.html")


@require_http_methods(["GET", "POST"])
@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Say yes from one's mailbox: by a button, not by opening the link."""
    found = queries.subscription(confirming(token))
    if found is None or found.listed is None:
        raise Missing(GONE)
    if request.method == "POST":
        operations.confirm_subscription(subscription=found.id, at=timezone.now())
        found = queries.subscription(found.id)
    return render(
        request,
        "spread/newsletter_confirm.html",
        {"found": found, "agreed": consent_text(found.listed) if found and found.listed else ""},
    )


@require_http_methods(["GET", "POST"])
@never_cache
@csrf_exempt
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Unsubscribe: GET shows a button; POST does it, also from a mail program (RFC 8058).

    Exempt from the forgery token: a mail program has no cookie, and who knows the signed address
    is the reader.
    """
    named = leaving(token)
    found = queries.subscription(named.subscription)
    if request.method == "POST" and found is not None:
        operations.end_subscription(
            subscription=named.subscription, at=timezone.now(), mail=named.mail
        )
        found = queries.subscription(named.subscription)
    return render(
        request,
        "spread/newsletter_leave.html",
        {
            "found": found,
            "is_in": found is not None and found.state in ("asked", "confirmed"),
            "preferences": _preferences_url(found.subscriber) if found else "",
        },
    )


def _preferences_url(subscriber: UUID) -> str:
    return reverse("spread:preferences", args=[preferences_token(subscriber)])


@require_http_methods(["GET", "POST"])
@never_cache
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    """What one gets, in which language; ask again, stop all, ask for the mail that does more."""
    who = queries.subscriber(preferring(token))
    if who is None:
        raise Missing(GONE)
    if request.method == "POST":
        _change(request, who)
        return redirect("spread:preferences", token=token)
    return render(request, "spread/newsletter_preferences.html", {"who": who, "token": token})


def _change(request: HttpRequest, who: queries.SubscriberView) -> None:
    """One button of the page."""
    now, wanted = timezone.now(), request.POST.get("do", "")
    if wanted == "language":
        operations.choose_newsletter_language(
            subscriber=who.id, language=request.POST.get("language", ""), at=now
        )
        messages.success(request, _("Saved."))
        return
    if wanted == "end-all":
        operations.end_all_subscriptions(subscriber=who.id, at=now)
        messages.success(request, _("Nothing is sent to you any more."))
        return
    if wanted == "owner":
        operations.ask_owner(subscriber=who.id, at=now, network=network_of(request))
        messages.success(request, _("Look in your mail: the link there goes on, for an hour."))
        return
    mine = {str(one.id): one for one in who.subscriptions}
    one = mine.get(request.POST.get("subscription", ""))
    if one is None or one.listed is None:
        raise Missing(GONE)
    if wanted == "end":
        operations.end_subscription(subscription=one.id, at=now)
        messages.success(request, _("You get no more mails of it."))
    elif wanted == "ask":
        operations.ask_for_newsletter(
            address=who.address,
            list_kind=one.listed.kind,
            list_id=one.listed.id,
            language=who.language,
            consent=consent_text(one.listed),
            page=reverse("spread:preferences", args=["-"]),
            by=None,
            at=now,
            network=network_of(request),
        )
        messages.success(request, _("Look in your mail: say yes there, and it begins again."))


@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    """The place's issues, the newest first."""
    before = request.GET.get("before", "")
    try:
        found = queries.newest_issues(before=UUID(before) if before else None)
    except ValueError:
        raise Missing("There is no such issue.") from None
    language = get_language() or ""
    shown = [(one, one.text_in(language)) for one in found]
    more = found[-1].id if len(found) == ISSUES_ON_A_PAGE else None
    return render(request, "spread/newsletter_archive.html", {"shown": shown, "more": more})


@require_safe
def issue(request: HttpRequest, key: UUID) -> HttpResponse:
    """One issue as a page, in the reader's language if it was written in it."""
    found = queries.issue(key)
    words = found.text_in(get_language() or "") if found else None
    if found is None or words is None or not found.is_published:
        raise Missing("There is no such issue.")
    _refuse_outsider(request, found)
    return render(
        request,
        "spread/newsletter_issue.html",
        {
            "issue": found,
            "letter": letter_of(found.id),
            "words": words,
            "body": as_page(words.text, address=settings.ADDRESS, is_mail=False),
        },
    )


def _refuse_outsider(request: HttpRequest, found: queries.IssueView) -> None:
    """An issue of a circle for a tier is read by who is in it; others do not learn that it is."""
    if found.listed is None:
        raise Missing("There is no such issue.")
    viewer = viewer_of(request)
    agent = viewer.agent_id if viewer else None
    if not may_read(found.listed.kind, found.listed.id, agent, at=timezone.now()):
        raise Missing("There is no such issue.")
