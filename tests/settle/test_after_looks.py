"""Pages of what comes after a member, and of her account at a provider, in a browser."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Browser

from cohive.bond import operations as bond
from cohive.bond.models import Member
from cohive.bridges.payments.keys import PaymentKeys
from cohive.bridges.payments.stripe import StripeCalls
from cohive.bridges.payments.stripe.fake import KEY, SECRET, FakeStripe
from cohive.settle.models import ProviderAccount
from cohive.settle.operations import (
    WayWanted,
    approve_batch,
    approve_succession,
    choose_payout_way,
    propose_batch,
    propose_succession,
)
from cohive.settle.payout_sending import send_by_provider
from cohive.trade import providers
from tests.browser import axe_violations, faults_of, new_page, screenshots, sideways, visit
from tests.settle import paying

pytestmark = [pytest.mark.django_db, pytest.mark.browser, pytest.mark.sqlite_only]
WORD = "a long password of hers"


def with_passwords(*agents):
    for agent in agents:
        user = Member.objects.get(agent=agent).user
        user.set_password(WORD)
        user.save()


@pytest.mark.parametrize(
    ("width", "theme", "language"), [(390, "dark", "zh-CN"), (1280, "light", "en")]
)
def test_pages_after_a_member_and_of_her_account_are_clean(
    sold,
    place,
    cast,
    steward,
    sign_in,
    now,
    chromium: Browser,
    width,
    theme,
    language,
    monkeypatch,
    tmp_path,
):
    later = now + timedelta(days=30)
    paying.take_in(480_000, firm=place.agent, at=now)
    mei, hanna = cast["mei"], cast["hanna"]
    with_passwords(mei, hanna, steward)
    page = new_page(chromium, width=width, theme=theme, language=language)
    stripe = FakeStripe(now=later)
    monkeypatch.setattr(providers, "_folder", lambda: tmp_path)
    monkeypatch.setattr(providers, "StripeCalls", lambda key: StripeCalls(key, send=stripe))
    wrong = {}

    def look(name: str, agent, path: str, do=None) -> None:
        client = sign_in(agent)
        client.post("/account/reauthenticate/", {"password": WORD})
        if do is not None:
            do(client)
        visit(page, client, path)
        screenshots(page, f"terms-{name}-{language}")
        found = axe_violations(page)
        if found or sideways(page) > 0:
            wrong[name] = (found, sideways(page))

    with time_machine.travel(later, tick=True):
        at = timezone.now()
        paying.second_steward(mei, by=steward, at=now)  # long enough ago to be a second one
        paying.decide(by=steward, at=at)
        look("after-empty", steward, "/payouts/desk/after/")
        look("after-me", hanna, "/payouts/after/")
        look("after-new", steward, "/payouts/desk/after/new/")
        row = propose_succession(
            member=cast["jonas"],
            to="heir",
            heir=hanna,
            seen="certificate of inheritance, local court, 3 March",
            by=steward,
            at=at,
        )
        look("after-proposed", mei, "/payouts/desk/after/")
        look("alive", cast["jonas"], "/payouts/after/alive/")
        look("after-approve", mei, f"/payouts/desk/after/{row}/approve/")
        approve_succession(succession=row, by=mei, at=at)
        look("after-approved", steward, "/payouts/desk/after/")
        look("heir", hanna, "/payouts/")
        providers.replace_keys(PaymentKeys(stripe_key=KEY, stripe_webhook_secret=SECRET))
        look("account-none", hanna, "/payouts/account/")
        look("way", hanna, "/payouts/way/")
        look(
            "account-open",
            hanna,
            "/payouts/account/",
            lambda client: client.post("/payouts/account/", {"country": "NL"}),
        )
        stripe.accept_papers(ProviderAccount.objects.get(agent=hanna).account)
        look("account-ready", hanna, "/payouts/account/")
        wanted = WayWanted(way="provider", legal_name="Hanna Vos", country="NL", agrees=True)
        choose_payout_way(wanted=wanted, by=hanna, at=at)
        batch = propose_batch(currency="EUR", by=steward, at=at)
        approve_batch(batch=batch, by=mei, at=at)
        look("batch", steward, f"/payouts/desk/{batch}/")
        send_by_provider(batch, by=steward, at=at)
        look("batch-sent", steward, f"/payouts/desk/{batch}/")
        look("money-here", hanna, "/money-here/")
        bond.reopen_account(member=cast["jonas"], by=steward, at=at)
    assert wrong == {}
    assert faults_of(page) == []
