"""Ways in of our own: the one-tap link, and claiming what was kept."""

from __future__ import annotations

from allauth.account.utils import perform_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from cohive.bond import operations, queries
from cohive.bond.access import acting, member_or_low_door
from cohive.bond.adapter import CLAIM_KEY
from cohive.bond.proving import proven_by_link
from cohive.look.refusals import said
from cohive.look.viewers import viewer_of
from cohive.words.refusals import Missing, Refused

USED_UP = 410


def one_tap(request: HttpRequest, token: str) -> HttpResponse:
    """A sign-in link: opening it asks for one tap (mail programs open links by themselves)."""
    next_path = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(next_path, allowed_hosts={request.get_host()}):
        next_path = "/"
    if viewer_of(request) is not None:
        return HttpResponseRedirect(next_path)
    try:
        user = operations.user_of_sign_in(token=token, at=timezone.now())
    except Refused as refusal:
        return render(request, "bond/link_used.html", {"sentence": said(refusal)}, status=USED_UP)
    if request.method == "POST":
        proven_by_link(request, user)
        answer: HttpResponse = perform_login(
            request, user, email_verification="none", redirect_url=next_path
        )
        return answer
    agent = queries.member_of_user(user)
    data = {"card": queries.cards([agent])[agent] if agent else None}
    return render(request, "bond/one_tap.html", data)


@member_or_low_door
def claim(request: HttpRequest) -> HttpResponse:
    """Take what was kept under a name of a file: by the private link, then join."""
    agent = acting(request)
    card = queries.cards([agent]).get(agent)
    if card is None:
        raise Missing("Nothing is kept here under this link.")
    is_open = card.state == "unclaimed"
    if request.method == "POST" and is_open:
        request.session[CLAIM_KEY] = agent.hex
        return HttpResponseRedirect(reverse("account_signup"))
    return render(request, "bond/claim.html", {"card": card, "is_open": is_open})
