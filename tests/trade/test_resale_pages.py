"""Pages of reselling: her own page and card, “Sell it on”, the checkout, the stewards' desk."""

from __future__ import annotations

import re
from fractions import Fraction
from uuid import uuid4

import pytest
from django.core import mail
from django.utils import translation

from cohive.bond import operations as bond
from cohive.bond import queries as people
from cohive.bond.models import Notice
from cohive.engine.resale import Plan
from cohive.spread import operations as spread
from cohive.trade import operations, queries
from cohive.trade.models import Order, OrderResale, ResaleAlarm, Reseller
from cohive.trade.operations import Through
from cohive.trade.resale_labels import label
from tests.trade.conftest import LOTTE, PASSWORD, payment_event, prove
from tests.trade.test_desk_pages import sign_in

pytestmark = pytest.mark.django_db
PERCENT = Fraction(1, 100)
LABEL = "Kit earns when you buy here. The price is the same."
LABEL_ZH = "你在这里购买，Kit 会有收入。价格不变。"
QUERIES_PAGE = 16
QUERIES_SELL_ON = 30
QUERIES_DESK = 22


@pytest.fixture
def plan(cast, now):
    return operations.decide_resale_plan(
        plan=Plan("commission", (8 * PERCENT, 2 * PERCENT), "link", cap=10 * PERCENT),
        by=cast.steward,
        at=now,
    )


@pytest.fixture
def kit(cast, now, plan):
    joined = operations.join_resale(plan=plan, by=cast.kit, at=now)
    operations.change_resale_page(
        words="I wear mine every day.", products=[cast.print, cast.shirt], by=cast.kit, at=now
    )
    return joined


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))


def address(variant, **more):
    query = "&".join(f"{name}={value}" for name, value in more.items())
    return f"/checkout/?variant={variant}&quantity=1&{query}"


def contact_form(**more):
    return {**vars(LOTTE), "key": str(uuid4()), **more}


def test_her_page_says_who_earns_and_leads_to_the_checkout(cast, client, kit):
    said = text_of(client.get("/resale/kit/"))
    assert LABEL in said
    assert "I wear mine every day." in said
    assert "Low tide timetable" in said
    checkout = client.get(address(cast.one_print, reseller="kit"))
    assert LABEL in text_of(checkout)
    assert LABEL not in text_of(client.get(address(cast.one_print)))


def test_an_order_from_her_page_keeps_the_label_on_page_and_mail(cast, client, kit, now, hear):
    answer = client.post(address(cast.one_print, reseller="kit"), contact_form())
    assert answer.status_code == 302
    order = Order.objects.get()
    assert queries.resale_of_order(order.id).reseller == cast.kit
    assert LABEL in text_of(client.get(answer["Location"]))
    operations.confirm_payment(event=payment_event(order.id, now), at=now)
    hear(now)
    assert LABEL in text_of(client.get(queries.order(order.id).url))
    [letter] = [one for one in mail.outbox if "is paid" in one.subject]
    assert LABEL in letter.body


def test_whose_link_led_is_on_the_label_too(cast, client, kit, now):
    link = spread.make_link(target_kind="product", target=cast.print, by=cast.mei, at=now)
    client.get(link.url)
    said = text_of(client.get(address(cast.one_print, reseller="kit")))
    assert "Kit earns when you buy here, and so does Mei, whose link led you." in said
    assert "may be rewarded for this order" not in said


@pytest.mark.parametrize(("language", "wanted"), [("en", LABEL), ("zh-hans", LABEL_ZH)])
def test_the_label_is_there_in_every_language_and_has_no_switch(cast, kit, language, wanted):
    with translation.override(language):
        said = label(cast.kit)
    assert "Kit" in said
    assert said == wanted or language != "en"
    columns = {field.name for field in Reseller._meta.get_fields()}
    assert not {name for name in columns if "label" in name}
    columns = {field.name for field in OrderResale._meta.get_fields()}
    assert not {name for name in columns if "label" in name}


def test_what_she_writes_cannot_take_the_place_of_the_label(cast, client, kit, now):
    operations.change_resale_page(words="</p><!-- ", products=[cast.print], by=cast.kit, at=now)
    for path in ("/resale/kit/", address(cast.one_print, reseller="kit")):
        assert LABEL in text_of(client.get(path))
    sign_in(client, "kit")
    assert LABEL in text_of(client.get("/resale/kit/card/"))
    assert LABEL in text_of(client.get("/sell-on/"))


def test_a_closed_page_is_gone_and_earns_nothing(cast, client, kit, now):
    operations.suspend_reseller(reseller=kit, reason="Looked into.", by=cast.steward, at=now)
    assert client.get("/resale/kit/").status_code == 404
    assert client.post(address(cast.one_print, reseller="kit"), contact_form()).status_code == 302
    assert not OrderResale.objects.exists()


def test_a_member_joins_chooses_and_leaves(cast, client, plan):
    sign_in(client, "kit")
    said = text_of(client.get("/sell-on/"))
    assert "Joining is free and asks for no purchase." in said
    assert client.post("/sell-on/join", {"plan": str(plan)}).status_code == 302
    answer = client.post("/sell-on/change", {"words": "Mine.", "products": [str(cast.shirt)]})
    assert answer.status_code == 302
    found = queries.reseller_of(cast.kit)
    assert (found.words, found.products) == ("Mine.", (cast.shirt,))
    assert client.post("/sell-on/change", {"products": [str(uuid4())]}).status_code == 422
    client.post("/sell-on/leave")
    assert queries.reseller_of(cast.kit).state == "left"


def test_who_came_from_a_page_is_noted_for_the_alarm_alone(cast, client, kit, plan):
    sign_in(client, "mei")
    said = text_of(client.get("/sell-on/?from=kit"))
    assert "Nobody earns by it." in said
    client.post("/sell-on/join", {"plan": str(plan), "from": "kit"})
    assert queries.reseller_of(cast.mei).brought_by == cast.kit


def test_without_a_plan_the_page_says_what_to_do_instead(cast, client):
    sign_in(client, "kit")
    assert "Selling on is not open here" in text_of(client.get("/sell-on/"))
    assert "Sell these things on" not in text_of(client.get("/shop/"))


def test_the_shop_shows_members_the_way(cast, client, plan):
    assert "Sell these things on" not in text_of(client.get("/shop/"))
    sign_in(client, "kit")
    assert "Sell these things on" in text_of(client.get("/shop/"))


def test_wholesale_is_bought_from_ones_own_page(cast, client, now):
    plan = operations.decide_resale_plan(
        plan=Plan("wholesale", discount=5 * PERCENT, return_days=30), by=cast.steward, at=now
    )
    operations.join_resale(plan=plan, by=cast.kit, at=now)
    sign_in(client, "kit")
    assert "€23.75" in text_of(client.get("/sell-on/"))
    path = address(cast.one_print, wholesale=1)
    assert "€23.75" in text_of(client.get(path))
    answer = client.post(path, contact_form())
    assert "The house bears the difference" in text_of(client.get(answer["Location"]))
    assert Order.objects.get().goods_minor == 2375
    client.logout()
    assert "€25.00" in text_of(client.get(path))


def test_an_illegal_plan_names_the_rule_and_the_law_at_its_field(cast, steward):
    client = steward
    prove(client)
    answer = client.post(
        "/resale/desk/",
        {
            "mode": "commission",
            "first": "8",
            "second": "2",
            "second_to": "upline",
            "cap": "10",
            "entry_fee": "20",
            "hides_label": "on",
        },
    )
    assert answer.status_code == 422
    said = text_of(answer)
    for rule, law in (
        ("entry-fee", "禁止传销条例 art. 7(2)"),
        ("downline", "禁止传销条例 art. 7(3)"),
        ("label", "16 CFR 255.5"),
    ):
        assert f"rule “{rule}”; {law}" in said
    assert queries.newest_plan() is None


def test_a_plan_asks_for_a_fresh_proof_and_comes_into_force_with_it(cast, steward):
    given = {"mode": "commission", "first": "8", "cap": "10"}
    asked = steward.post("/resale/desk/", given)
    assert asked["Location"].startswith("/account/reauthenticate/")
    assert queries.plan_in_force() is None
    answer = steward.post(asked["Location"], {"password": PASSWORD})  # goes on where it was
    assert answer["Location"] == "/resale/desk/"
    assert queries.plan_in_force().first == 8 * PERCENT


def test_who_comes_by_mail_alone_decides_no_plan(cast, client, plan):
    sign_in(client, "steward")
    given = {"mode": "commission", "first": "9", "cap": "10"}
    for path in ("/resale/desk/", "/resale/desk/end"):
        assert client.post(path, given).status_code == 403
    assert queries.plan_in_force().first == 8 * PERCENT


def test_the_other_stewards_are_told_of_a_plan(cast, now, plan):
    bond.grant_role(to=cast.ruben, role="steward", by=cast.steward, at=now)
    assert len(people.stewards()) == 2
    kinds = Notice.objects.filter(kind="trade.resale.decided")
    operations.decide_resale_plan(
        plan=Plan("wholesale", discount=5 * PERCENT, return_days=30), by=cast.steward, at=now
    )
    assert list(kinds.values_list("to", flat=True)) == [cast.ruben]
    operations.end_resale(by=cast.ruben, at=now)
    assert kinds.get(to=cast.steward).sentence == "A steward turned selling on off."


def test_a_legal_plan_is_put_in_force_and_off_again(cast, steward):
    client = steward
    prove(client)
    given = {"mode": "commission", "first": "8", "cap": "10"}
    assert client.post("/resale/desk/", given).status_code == 302
    assert queries.plan_in_force().first == 8 * PERCENT
    client.post("/resale/desk/end")
    assert queries.plan_in_force() is None
    assert client.post("/resale/desk/", {**given, "first": "a"}).status_code == 422


def test_a_steward_stops_answers_and_looks(cast, client, kit, plan, now):
    operations.join_resale(plan=plan, brought_by="kit", by=cast.mei, at=now)
    operations.join_resale(plan=plan, brought_by="mei", by=cast.hanna, at=now)
    alarm = ResaleAlarm.objects.get()
    sign_in(client, "steward")
    assert "Look into this: 3 levels, 3 people" in text_of(client.get("/resale/desk/"))
    client.post(f"/resale/desk/alarms/{alarm.id}", {"reason": "Asked both; nobody paid."})
    client.post(f"/resale/desk/{kit}/suspend", {"reason": "Sells by phone."})
    said = text_of(client.get("/resale/desk/"))
    assert "Asked both; nobody paid." in said
    assert "Sells by phone." in said
    sign_in(client, "kit")
    client.post("/sell-on/appeal", {"appeal-reason": "I do not."})
    assert "You have appealed." in text_of(client.get("/sell-on/"))
    sign_in(client, "steward")
    client.post(f"/resale/desk/{kit}/answer", {"reason": "Right.", "answer": "lift"})
    assert queries.reseller(kit).state == "active"  # there is no other steward to ask


@pytest.mark.parametrize("path", ["", "end", "alarms/{id}", "{id}/suspend", "{id}/answer"])
def test_the_desk_is_for_stewards(cast, client, kit, path):
    where = "/resale/desk/" + path.format(id=kit)
    send = client.post if path else client.get
    assert send(where).status_code == 302
    sign_in(client, "ruben")
    assert send(where).status_code == 403


def test_a_card_is_for_its_owner(cast, client, kit):
    sign_in(client, "mei")
    assert client.get("/resale/kit/card/").status_code == 404


def test_pages_ask_a_known_number_of_queries(
    cast, client, kit, plan, now, django_assert_max_num_queries
):
    for one in (cast.mei, cast.hanna):
        operations.join_resale(plan=plan, brought_by="kit", by=one, at=now)
    client.get("/resale/kit/")  # what is read once for all
    with django_assert_max_num_queries(QUERIES_PAGE):
        client.get("/resale/kit/")
    sign_in(client, "kit")
    with django_assert_max_num_queries(QUERIES_SELL_ON):
        client.get("/sell-on/")
    sign_in(client, "steward")
    with django_assert_max_num_queries(QUERIES_DESK):
        client.get("/resale/desk/")


def test_one_cannot_buy_wholesale_in_another_name(cast, client, now):
    plan = operations.decide_resale_plan(
        plan=Plan("wholesale", discount=5 * PERCENT, return_days=30), by=cast.steward, at=now
    )
    operations.join_resale(plan=plan, by=cast.kit, at=now)
    sign_in(client, "mei")
    client.post(address(cast.one_print, wholesale=1), contact_form())
    assert Order.objects.get().goods_minor == 2500
    assert Through(plan).is_wholesale is False
