"""The agreement's pages: written with its example, read by everybody, answered in one tap."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.utils import timezone

from cohive.create import operations, queries
from tests.create_products.conftest import DAY, WEIGHTS

pytestmark = pytest.mark.django_db
URL = "/products/two-harbours-long-sleeve/agreement/"
FORM = {
    "price": "40.00",
    "tax_rate": "21",
    "cost_label": ["Blank, ink, printing", "Bag, label, card fee"],
    "cost_amount": ["10.85", "3.05"],
    "house": "10",
    "link": "0",
    "link_default": "pool",
    "keep_min": "50",
    "units": "120",
    **{f"weight_{stage}": str(weight) for stage, weight in WEIGHTS.items()},
}


def text(answer):
    return answer.content.decode()


def test_the_form_begins_with_the_places_own_terms_and_their_example(shirt, signed_in):
    page = text(signed_in("ruben").get(f"{URL}new/"))
    assert 'name="weight_design" min="0" max="100" step="1" value="40"' in page
    assert "Offer as version 1" in page
    # 5 % of 33.06 for a link leaves 14.20, or 15.85 less what goes to the house without one
    assert "€14.20" in page


def test_the_example_is_worked_out_exactly_on_the_server(shirt, signed_in):
    answer = signed_in("ruben").post(f"{URL}new/", {**FORM, "do": "work"})
    page = text(answer)
    for amount in ("€15.85", "€1.902", "€6.34", "€4,800.00", "€1,902.00", "€190.20", "€1.585"):
        assert amount in page
    assert queries.agreements_of(shirt.product) == []


def test_the_live_example_is_only_the_example(shirt, signed_in):
    ruben = signed_in("ruben")
    answer = ruben.post(f"{URL}example/", {**FORM, "house": "20"})
    page = text(answer)
    assert "<html" not in page
    assert "€12.55" in page  # 20 % of 33.06 is 6.612, rounded to 6.61
    assert signed_in("mei").post(f"{URL}example/", FORM).status_code == 403
    assert ruben.get(f"{URL}example/").status_code == 405


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"weight_idea": "11"}, "weights", "make 99 %"),
        ({"weight_idea": "x"}, "weights", "is not a whole number"),
        ({"house": "110"}, "f-house", "0 to 100"),
        ({"house": "some"}, "f-house", "is not a percentage"),
        ({"price": "14"}, "f-price", "does not cover"),
        ({"price": ""}, "f-price", "is not an amount"),
        ({"cost_amount": ["x", "1"]}, "costs", "is not an amount"),
    ],
)
def test_a_wrong_number_is_answered_at_its_field_and_nothing_is_offered(
    shirt, signed_in, given, field, sentence
):
    answer = signed_in("ruben").post(f"{URL}new/", {**FORM, **given, "do": "offer"})
    assert answer.status_code == 422
    page = text(answer)
    at = page.index(f'id="{field}-err"')
    assert sentence in page[at : at + 500]
    assert queries.agreements_of(shirt.product) == []
    assert queries.product(shirt.product).planned_price.minor == 4000


def test_a_version_is_offered_with_its_plan(shirt, signed_in):
    answer = signed_in("ruben").post(f"{URL}new/", {**FORM, "price": "42.00", "do": "offer"})
    [version] = queries.agreements_of(shirt.product)
    assert answer["Location"] == version.url
    assert (version.state, version.price_minor) == ("offered", 4200)
    assert queries.product(shirt.product).planned_price.minor == 4200


def test_everybody_reads_a_version_in_force(client, cast, shirt, accepted, now):
    operations.put_on_sale(product=shirt.product, by=cast.ruben, at=now)
    page = text(client.get(f"/agreements/{accepted}/?units=120"))
    for words in ("€190.20", "1/10", "低潮时刻表", "Getijtafel 1961", "named here", "in force"):
        assert words in page
    assert client.get(URL)["Location"] == f"/agreements/{accepted}/"


def test_who_keeps_the_product_goes_from_its_agreement_to_its_desk(client, accepted, signed_in):
    way = 'href="/products/two-harbours-long-sleeve/desk/"'
    assert way in text(signed_in("ruben").get(URL, follow=True))
    assert way not in text(signed_in("mei").get(URL, follow=True))
    assert way not in text(client.get(URL, follow=True))


def test_an_offered_version_is_not_for_strangers(client, shirt, offer, signed_in):
    version = offer(shirt.product)
    assert client.get(f"/agreements/{version}/").status_code == 404
    assert signed_in("mei").get(f"/agreements/{version}/").status_code == 200


def test_a_named_person_answers_on_the_page(shirt, offer, signed_in, now):
    version = offer(shirt.product)
    zhou = signed_in("zhou")
    page = text(zhou.get(f"/agreements/{version}/"))
    assert "Do you agree?" in page
    answer = zhou.post(f"/agreements/{version}/answer/", {"answer": "yes"}, follow=True)
    assert "You accepted it." in text(answer)
    assert {a.state for a in queries.answers(version) if a.answered_at} == {"accepted"}
    again = zhou.post(f"/agreements/{version}/answer/", {"answer": "no"})
    assert again.status_code == 422
    assert "You answered this on" in text(again)


def test_a_no_is_said_too(shirt, offer, signed_in):
    version = offer(shirt.product)
    signed_in("zhou").post(f"/agreements/{version}/answer/", {"answer": "no"})
    assert queries.agreement(version).state == "refused"


def test_who_is_not_asked_cannot_answer(client, shirt, offer, signed_in):
    version = offer(shirt.product)
    path = f"/agreements/{version}/answer/"
    assert client.post(path, {"answer": "yes"}).status_code == 302
    assert signed_in("mei").post(path, {"answer": "yes"}).status_code == 404


def test_the_mails_link_is_enough_to_answer(client, shirt, offer, hear, cast):
    version = offer(shirt.product, at=timezone.now() - DAY)
    mail.outbox.clear()
    hear(timezone.now())
    [letter] = [
        one
        for one in mail.outbox
        if one.to == ["zhou@example.org"] and one.subject.startswith("Please answer")
    ]
    assert "Two Harbours long-sleeve" in letter.subject
    address = re.search(r"https?://\S+/answer/\?door=\S+", letter.body).group()
    parts = urlsplit(address)
    path = f"{parts.path}?{parts.query}"
    assert "Do you agree?" in text(client.get(path))
    assert client.post(path, {"answer": "yes"})["Location"] == path
    states = {answer.agent: answer.state for answer in queries.answers(version)}
    assert states[cast.zhou] == "accepted"
    elsewhere = path.replace("/answer/", "/", 1)
    assert client.get(elsewhere).status_code == 404


def test_the_agreement_speaks_chinese(client, accepted):
    page = text(client.get(f"/agreements/{accepted}/", headers={"accept-language": "zh-hans"}))
    assert 'lang="zh-Hans"' in page
