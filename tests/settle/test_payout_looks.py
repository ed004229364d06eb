"""The pages of payouts in a browser: nothing for axe, nothing beyond the edge, nothing clipped."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Browser

from cohive.bond.models import Member
from cohive.settle.models import Payout
from cohive.settle.operations import (
    approve_batch,
    decide_withholding,
    give_to_community,
    mark_executed,
    mark_returned,
    propose_batch,
    question_line,
)
from cohive.settle.queries import statement as statements
from tests.browser import axe_violations, faults_of, new_page, screenshots, sideways, visit
from tests.settle import paying

pytestmark = [pytest.mark.django_db, pytest.mark.browser, pytest.mark.sqlite_only]
WORD = "a long password of hers"


@pytest.mark.parametrize(
    ("width", "theme", "language"), [(390, "dark", "zh-CN"), (1280, "light", "en")]
)
def test_pages_of_payouts_are_clean(
    sold, place, cast, steward, sign_in, now, chromium: Browser, width, theme, language
):
    later = now + timedelta(days=30)
    paying.take_in(480_000, firm=place.agent, at=now)
    mei, hanna = cast["mei"], cast["hanna"]
    user = Member.objects.get(agent=mei).user
    user.set_password(WORD)
    user.save()
    page = new_page(chromium, width=width, theme=theme, language=language)
    wrong = {}

    def look(name: str, agent, path: str) -> None:
        client = sign_in(agent)
        if agent == mei:
            client.post("/account/reauthenticate/", {"password": WORD})
        visit(page, client, path)
        screenshots(page, f"payout-{name}-{language}")
        found = axe_violations(page)
        if found or sideways(page) > 0:
            wrong[name] = (found, sideways(page))

    with time_machine.travel(later, tick=True):
        line = statements.statement_of(mei, at=now).lines[0].first.id
        question_line(credit=line, about="weight", text="Is it a quarter?", by=mei, at=now)
        at = timezone.now()
        look("questions", steward, "/statement/questions/")
        look("empty", hanna, "/payouts/")
        look("desk-empty", steward, "/payouts/desk/")
        paying.second_steward(mei, by=steward, at=now)  # a steward for thirty days
        paying.decide(by=steward, at=at, fee_by="payee", schedule="quarterly")
        decide_withholding(
            country="NL", label="Loonheffing", rate=Fraction(15, 100), by=steward, at=at
        )
        paying.bank(mei, at=at)
        paying.bank(hanna, at=at, iban=paying.IBANS[1], legal_name="Hanna Vos", country="DE")
        look("desk", steward, "/payouts/desk/")
        batch = propose_batch(currency="EUR", by=steward, at=at)
        look("batch", mei, f"/payouts/desk/{batch}/")
        approve_batch(batch=batch, by=mei, at=at)
        look("approved", steward, f"/payouts/desk/{batch}/")
        for row in Payout.objects.filter(batch=batch):
            mark_executed(payout=row.id, by=steward, at=at)
        row = Payout.objects.get(batch=batch, payee=mei)
        mark_returned(payout=row.id, reason="Account closed", by=steward, at=at)
        give_to_community(amount=paying.euro(4000), by=mei, at=at)
        look("closed", steward, f"/payouts/desk/{batch}/")
        look("own", mei, "/payouts/")
        look("way", mei, "/payouts/way/")
        look("rules", mei, "/payouts/desk/rules/")
        look("year", mei, "/statement/year/?year=2026")
        look("statement", mei, "/statement/")
    assert wrong == {}
    assert faults_of(page) == []
