"""The pages of paying: ways to choose from, the desk of payments, the keys of providers."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from cohive.bond.models import User
from cohive.bridges.payments.keys import PaymentKeys, load_keys
from cohive.bridges.payments.stripe import StripeCalls
from cohive.bridges.payments.stripe.fake import KEY, SECRET, FakeStripe
from cohive.journal.models import Act
from cohive.ledger.queries import balance
from cohive.trade import jobs, operations, providers, queries
from cohive.trade.models import Order, Payment
from tests.trade.conftest import Cast, on_shelf, prove

pytestmark = pytest.mark.django_db
Place = Callable[..., UUID]
IBAN = "NL91ABNA0417164300"
BANK = PaymentKeys(bank_holder="Night Ferry", bank_iban=IBAN)


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeStripe:
    """Stripe's place is taken by our own."""
    stripe = FakeStripe(now=timezone.now())
    monkeypatch.setattr(providers, "StripeCalls", lambda key: StripeCalls(key, send=stripe))
    return stripe


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined, no-any-return]


def pay_address(order: UUID) -> str:
    view = queries.order(order)
    assert view is not None
    return f"/orders/{view.reference}/{view.token}/pay/"


def statement(*rows: str) -> SimpleUploadedFile:
    content = "\n".join(["Date,Amount,Description,Name", *rows]) + "\n"
    return SimpleUploadedFile("bank.csv", content.encode())


def test_without_a_provider_the_shop_is_for_practice(
    cast: Cast, place: Place, client: Client
) -> None:
    page = text(client.get(pay_address(place(at=timezone.now()))))
    assert "no money moves" in page
    assert 'value="card"' in page
    assert 'value="transfer"' not in page


def test_a_public_shop_without_a_provider_takes_no_play_money(
    cast: Cast, place: Place, client: Client, settings: Any
) -> None:
    order = place(at=timezone.now())
    settings.ADDRESS = "https://ferry.example"
    page = text(client.get(pay_address(order)))
    assert "takes no payment yet" in page
    assert 'name="method"' not in page
    assert client.post(pay_address(order), {"method": "card"}).status_code == 422
    assert client.get("/sandbox/pay/pi_1/").status_code == 404
    assert client.post("/webhooks/payments", b"{}", "application/json").status_code == 404
    settings.PRACTICE = True
    assert "no money moves" in text(client.get(pay_address(order)))


def test_a_buyer_chooses_between_card_and_transfer(
    cast: Cast, place: Place, client: Client, fake: FakeStripe
) -> None:
    providers.replace_keys(
        PaymentKeys(
            stripe_key=KEY,
            stripe_webhook_secret=SECRET,
            bank_holder="Night Ferry",
            bank_iban=IBAN,
        )
    )
    order = place(at=timezone.now())
    page = text(client.get(pay_address(order)))
    assert "no money moves" not in page
    assert re.findall(r'name="method" value="(\w+)"', page) == ["card", "transfer"]
    assert client.post(pay_address(order), {"method": "qr"}).status_code == 422

    fake.lose_next_answer = True
    unsure = client.post(pay_address(order), {"method": "card"})
    assert unsure.status_code == 422
    assert "does not answer" in text(unsure)
    card = client.post(pay_address(order), {"method": "card"})
    assert card["Location"] == "https://checkout.stripe.com/c/pay/cs_1"
    policy = client.get(pay_address(order))["Content-Security-Policy"]
    assert "form-action 'self' https://checkout.stripe.com;" in policy  # else browsers stop here
    transfer = client.post(pay_address(order), {"method": "transfer"})
    shown = client.get(transfer["Location"])
    reference = Payment.objects.get(provider="bank").intent
    assert reference is not None
    assert reference[:4] in text(shown)
    assert "NL91 ABNA" in text(shown)
    assert "<svg" in text(shown)  # the code for a banking app
    thanks = pay_address(order).replace("/pay/", "/thanks/")
    assert client.get(thanks)["Location"] == transfer["Location"]
    assert Payment.objects.filter(order=order, state="open").count() == 2


def test_stripes_message_pays_the_order(
    cast: Cast, place: Place, client: Client, fake: FakeStripe
) -> None:
    address = "/webhooks/stripe"
    assert client.post(address, b"{}", content_type="application/json").status_code == 404
    providers.replace_keys(PaymentKeys(stripe_key=KEY, stripe_webhook_secret=SECRET))
    order = place(at=timezone.now())
    client.post(pay_address(order), {"method": "card"})
    fake.pay("cs_1")
    headers, body = fake.message(fake.events[-1])
    unsigned = client.post(address, body, content_type="application/json")
    assert unsigned.status_code == 400
    assert Order.objects.get(id=order).state == "placed"

    answer = client.post(address, body, content_type="application/json", headers=headers)
    again = client.post(address, body, content_type="application/json", headers=headers)

    assert (text(answer), text(again)) == ("paid", "repeated")
    assert Order.objects.get(id=order).state == "paid"
    row = Payment.objects.get(order=order)
    assert (row.provider, row.intent, row.provider_payment) == ("stripe", "cs_1", "pi_1")
    fake.events.append({"id": "evt_x", "type": "charge.updated", "created": 1, "data": {}})
    headers, body = fake.message(fake.events[-1])
    other = client.post(address, body, content_type="application/json", headers=headers)
    assert text(other) == "not of interest"


def test_a_lost_message_is_found_and_a_refund_goes_by_stripe(
    cast: Cast,
    place: Place,
    client: Client,
    fake: FakeStripe,
    django_capture_on_commit_callbacks: Any,
) -> None:
    providers.replace_keys(PaymentKeys(stripe_key=KEY, stripe_webhook_secret=SECRET))
    order = place(at=timezone.now())
    client.post(pay_address(order), {"method": "card"})
    fake.pay("cs_1")
    with django_capture_on_commit_callbacks(execute=True):
        jobs.reconcile(at=timezone.now())
    assert Order.objects.get(id=order).state == "paid"

    operations.cancel_order(order=order, by=cast.world, at=timezone.now())
    fake.lose_next_answer = True
    for _ in range(2):  # the first answer is lost; the same key asks again and does nothing new
        with django_capture_on_commit_callbacks(execute=True):
            jobs.refunds(at=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        jobs.reconcile(at=timezone.now())
    view = queries.order(order)
    assert view is not None
    assert [(refund.state, refund.amount.minor) for refund in view.refunds] == [("done", 2500)]
    assert len([event for event in fake.events if event["type"] == "refund.created"]) == 1


def test_a_statement_is_read_and_what_did_not_match_is_decided(
    cast: Cast, place: Place, steward: Client
) -> None:
    providers.replace_keys(BANK)
    order = place(at=timezone.now())
    steward.post(pay_address(order), {"method": "transfer"})
    reference = Payment.objects.get(provider="bank").intent
    today = timezone.now().date()

    done = steward.post(
        "/payments/statements",
        {"file": statement(f"{today},25.00,{reference},Lotte", f"{today},9.00,gift,Ken")},
        follow=True,
    )
    page = text(done)
    assert "2 new lines. 1 paid its order. 1 to look at." in page
    assert Order.objects.get(id=order).state == "paid"
    assert "No reference of ours" in page
    assert "Ken" in page
    [waiting] = queries.lines_to_review()
    address = f"/payments/lines/{waiting.id}/decide"
    assert "No order is called that" in text(
        steward.post(address, {"decision": "assign", "reference": "NONE-SUCH"}, follow=True)
    )
    assert "Decided." in text(steward.post(address, {"decision": "aside"}, follow=True))
    assert queries.lines_to_review() == []

    bad = steward.post("/payments/statements", {"file": SimpleUploadedFile("x.csv", b"a,b\n1,2\n")})
    assert bad.status_code == 422
    assert "This file has: a, b" in text(bad)
    other = SimpleUploadedFile("x.xml", OTHER_ACCOUNT)
    assert "another account" in text(steward.post("/payments/statements", {"file": other}))


def test_a_refund_that_did_not_arrive_is_sent_by_hand(
    cast: Cast, place: Place, client: Client, fake: FakeStripe, steward: Client
) -> None:
    providers.replace_keys(PaymentKeys(stripe_key=KEY, stripe_webhook_secret=SECRET))
    order = place(at=timezone.now())
    client.post(pay_address(order), {"method": "card"})
    fake.pay("cs_1")
    fake.refund("pi_1", 2500)
    fake.fail_refund("re_1")
    for _ in range(2):
        jobs.read_events("stripe", at=timezone.now())

    [row] = queries.refunds_to_send()
    assert (row.amount.minor, row.failed_at is not None) == (2500, True)
    assert "did not arrive" in text(steward.get("/payments/"))
    steward.post(f"/payments/refunds/{row.refund}/sent")
    assert queries.refunds_to_send() == []
    again = steward.post(f"/payments/refunds/{row.refund}/sent", follow=True)
    assert "sent back already" in text(again)
    sent = Act.objects.get(kind="trade.refund.sent")
    assert (sent.actor_id, sent.object_id) == (cast.steward, order)
    assert Act.objects.filter(kind="trade.refund.failed").count() == 1
    held = [
        balance(cast.firm, name, "EUR").minor for name in ("provider", "refunds_by_hand", "bank")
    ]
    assert held == [-2500, 0, 2500]  # the provider has it again, the firm's bank sent it


OTHER_ACCOUNT = b"""<Document><BkToCstmrStmt><Stmt><Acct><Id><IBAN>DE02120300000000202051</IBAN>
</Id></Acct><Ntry><Amt Ccy="EUR">1.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts></Ntry></Stmt>
</BkToCstmrStmt></Document>"""


def test_the_desk_of_payments_costs_known_queries(
    cast: Cast, place: Place, steward: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """The user, her member with roles, her notices, who asks for a membership and whether the
    place changed, of the frame; lines to look at, statements, refunds to send; disputes that are
    open, lost and won.
    """
    providers.replace_keys(BANK)
    steward.get("/payments/")
    before = len(queries.lines_to_review())
    with django_assert_num_queries(QUERIES):
        steward.get("/payments/")
    now = timezone.now()
    rows = [f"{now.date()},{amount}.00,gift,Ken" for amount in range(1, 12)]
    steward.post("/payments/statements", {"file": statement(*rows)})
    assert len(queries.lines_to_review()) == before + 11
    steward.get("/payments/")
    with django_assert_num_queries(QUERIES):
        steward.get("/payments/")


QUERIES = 11


def test_only_stewards_see_payments(cast: Cast, client: Client) -> None:
    for address in ("/payments/", "/payments/ways/"):
        client.logout()
        assert client.get(address).status_code == 302
        client.force_login(User.objects.get(email="ruben@example.org"))
        assert client.get(address).status_code == 403


def test_keys_are_seen_only_after_a_second_proof(
    cast: Cast, client: Client, steward: Client
) -> None:
    asked = steward.get("/payments/ways/")
    assert asked.status_code == 302
    assert asked["Location"].startswith("/account/reauthenticate/")
    late = steward.post("/payments/ways/", {"part": "stripe", "stripe_key": KEY})
    assert late["Location"] == asked["Location"]
    assert KEY not in str(dict(steward.session))
    prove(steward)
    assert steward.get("/payments/ways/").status_code == 200

    user = User.objects.get(email="steward@example.org")
    user.set_unusable_password()
    user.save()
    client.force_login(user)
    refused = client.get("/payments/ways/")
    assert refused.status_code == 403
    assert "Choose a password or a passkey" in text(refused)


def test_stripe_is_connected_only_when_it_answers(
    cast: Cast, steward: Client, fake: FakeStripe, settings: Any
) -> None:
    prove(steward)
    folder = Path(settings.HOME) / "keys"

    def send(**more: str) -> object:
        return steward.post("/payments/ways/", {"part": "stripe", **more})

    for given, why in [
        ({"stripe_key": "pk_live_1", "stripe_webhook_secret": SECRET}, "begins with sk_"),
        ({"stripe_key": KEY, "stripe_webhook_secret": "x"}, "begins with whsec_"),
        ({"stripe_key": "sk_test_0", "stripe_webhook_secret": SECRET}, "does not take this key"),
    ]:
        answer = send(**given)
        assert answer.status_code == 422  # type: ignore[attr-defined]
        assert why in text(answer)
    fake.lose_next_answer = True
    assert "did not answer" in text(send(stripe_key=KEY, stripe_webhook_secret=SECRET))
    assert load_keys(folder) == PaymentKeys()
    assert Act.objects.filter(kind="trade.payments.set").count() == 0

    assert send(stripe_key=KEY, stripe_webhook_secret=SECRET).status_code == 302  # type: ignore[attr-defined]
    assert load_keys(folder).has_stripe
    act = Act.objects.get(kind="trade.payments.set")
    assert (act.actor_id, act.payload) == (cast.steward, {"ways": "stripe"})
    page = text(steward.get("/payments/ways/"))
    assert KEY not in page
    assert SECRET not in page
    assert "/webhooks/stripe" not in page  # it is connected: nothing to copy any more

    steward.post("/payments/ways/", {"part": "stripe-off"})
    assert not load_keys(folder).has_stripe


def test_a_bank_account_is_checked(cast: Cast, steward: Client, settings: Any) -> None:
    prove(steward)
    given = {"part": "bank", "bank_holder": "Night Ferry", "bank_iban": IBAN, "days_held": "5"}
    wrong = steward.post("/payments/ways/", {**given, "bank_iban": "NL92ABNA0417164300"})
    assert wrong.status_code == 422
    assert "not an IBAN" in text(wrong)
    assert steward.post("/payments/ways/", {**given, "bank_iban": "nl91 abna 0417 1643 00"})
    known = load_keys(Path(settings.HOME) / "keys")
    assert (known.bank_iban, known.days_held, known.has_bank) == (IBAN, 5, True)
    assert [way.method for way in providers.ways()] == ["transfer"]


def test_a_disputed_order_says_so_to_its_buyer(
    cast: Cast, place: Place, client: Client, fake: FakeStripe, steward: Client
) -> None:
    providers.replace_keys(PaymentKeys(stripe_key=KEY, stripe_webhook_secret=SECRET))
    order = place((cast.medium, 1), at=timezone.now())
    client.post(pay_address(order), {"method": "card"})
    fake.pay("cs_1")
    fake.dispute("pi_1")
    jobs.read_events("stripe", at=timezone.now())
    view = queries.order(order)
    assert view is not None
    assert "decides about it" in text(client.get(view.url))
    desk = text(steward.get("/payments/"))
    assert "Disputed at a bank" in desk
    assert view.reference in desk
    fake.close_dispute("dp_1", won=False)
    jobs.read_events("stripe", at=timezone.now())
    assert "stays with you" in text(client.get(view.url))
    assert "Disputes that ended" in text(steward.get("/payments/"))
    assert on_shelf(cast.medium) == 4  # money came back, pieces did not
