"""The pages of products in a browser without scripts: public page, desk, forms, refusals."""

from __future__ import annotations

import pytest
from django.utils import timezone

from cohive.create import operations, queries
from tests.create_products.conftest import DAY, REASON

pytestmark = pytest.mark.django_db
SLUG = "two-harbours-long-sleeve"
URL = f"/products/{SLUG}/"
DESK = f"{URL}desk/"


def text(answer):
    return answer.content.decode()


@pytest.fixture
def on_sale(cast, shirt, accepted, now):
    operations.put_on_sale(product=shirt.product, by=cast.ruben, at=now)
    return shirt.product


def test_anybody_reads_where_the_price_goes(client, on_sale):
    page = text(client.get(URL))
    for amount in ("€40.00", "€15.85", "€1.902", "€6.34", "€2.219", "€6.94", "€10.85", "€3.31"):
        assert amount in page
    assert "to 17 people" in page
    assert "Getijtafel" not in page  # no maker, nobody to name in the way


def test_the_way_names_everyone_with_what_they_did(client, on_sale):
    page = text(client.get(URL))
    for words in ("Anouk", "Two Harbours", "Folding, numbers and the hang tag", "Idea 88"):
        assert words in page


def test_the_page_leads_to_lineage_and_agreement(client, on_sale, accepted):
    page = text(client.get(URL))
    assert f'href="/agreements/{accepted}/"' in page
    assert 'href="/works/two-harbours/"' in page


def test_a_draft_is_not_there_for_strangers_and_there_for_members(client, draft, signed_in):
    assert client.get(URL).status_code == 404
    page = signed_in("mei").get(URL)
    assert page.status_code == 200
    assert "not on sale yet" in text(page)


def test_an_unknown_product_is_404(client, cast):
    assert client.get("/products/no-such-thing/").status_code == 404


def test_the_product_page_costs_a_known_number_of_queries(
    client, on_sale, django_assert_max_num_queries
):
    # place (frame); product, costs, variants, pictures, agreement; terms; place (tax);
    # cards of people; works, their makers; stock of the buy box and what later rooms fill in.
    # Five of these are remembered until they change; six ask whether they did.
    with django_assert_max_num_queries(27):
        client.get(URL)


def test_the_list_shows_what_is_on_sale(client, on_sale):
    assert "Two Harbours long-sleeve" in text(client.get("/products/"))


def test_the_list_shows_drafts_to_members_only(client, draft, signed_in):
    assert "Two Harbours long-sleeve" not in text(client.get("/products/"))
    assert "Two Harbours long-sleeve" in text(signed_in("mei").get("/products/"))


@pytest.mark.parametrize(
    "path",
    [
        "/products/new/",
        DESK,
        f"{DESK}texts/",
        f"{DESK}plan/",
        f"{DESK}sizes/",
        f"{DESK}pictures/",
        f"{DESK}origins/",
        f"{URL}agreement/new/",
    ],
)
def test_makers_pages_are_for_makers(client, draft, signed_in, path):
    assert client.get(path)["Location"].startswith("/account/login/")
    assert signed_in("mei").get(path).status_code == 403
    assert signed_in("ruben").get(path).status_code == 200


@pytest.mark.parametrize(
    "path", ["sale/", "end/", "weights/", "pictures/018f0000-0000-7000-8000-000000000000/"]
)
def test_makers_buttons_are_for_makers(client, draft, signed_in, path):
    assert client.post(DESK + path).status_code == 302
    assert signed_in("mei").post(DESK + path).status_code == 403
    assert queries.product(draft).state == "draft"


def test_the_desk_says_what_stands_against_a_sale(draft, signed_in):
    page = text(signed_in("ruben").get(DESK))
    assert "It has no agreement on who gets what." in page
    assert "Put it on sale" not in page


def test_the_button_puts_it_on_sale_or_says_why_not(draft, shirt, signed_in):
    answer = signed_in("ruben").post(f"{DESK}sale/", follow=True)
    assert "cannot go on sale yet" in text(answer)
    assert queries.product(draft).state == "draft"


def test_it_is_put_on_sale_and_ended_from_the_desk(accepted, shirt, signed_in):
    ruben = signed_in("ruben")
    assert "It is on sale." in text(ruben.post(f"{DESK}sale/", follow=True))
    assert queries.product(shirt.product).state == "on_sale"
    assert "The sale has ended." in text(ruben.post(f"{DESK}end/", follow=True))
    assert queries.product(shirt.product).state == "ended"


def test_the_desk_says_what_the_agreement_does_not_know(cast, shirt, accepted, signed_in, now):
    for what in ("Stood at a table", "Told people"):
        operations.log_contribution(
            product=shirt.product, stage="sale", what=what, by=cast.mei, at=now - 20 * DAY
        )
    page = text(signed_in("ruben").get(DESK))
    assert "2 contributions are not in the agreement in force." in page
    assert "Offer version 2" in page


NEW = {
    "title": "Low tide timetable",
    "slug": "",
    "description": "A print.",
    "price": "25.00",
    "tax_rate": "21",
    "cost_label": ["Paper", ""],
    "cost_amount": ["7.34", ""],
    "sizes": "One",
}


def test_a_product_is_opened_of_a_decision(cast, ideas, signed_in, now):
    decision = operations.decide(
        about_kind="idea", about=ideas[88], outcome="yes", reason=REASON, by=cast.ruben, at=now
    )
    ruben = signed_in("ruben")
    assert "Idea 88" in text(ruben.get(f"/products/new/?decision={decision}"))
    answer = ruben.post("/products/new/", {**NEW, "decision": str(decision)})
    assert answer["Location"] == "/products/low-tide-timetable/desk/"
    view = queries.product_by_slug("low-tide-timetable")
    assert (view.decision, view.price.minor, view.costs[0].minor) == (decision, 2500, 734)
    assert [variant.sku for variant in view.variants] == ["low-tide-timetable-ONE"]


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"price": "a lot"}, "f-price", "is not an amount"),
        ({"price": "25.0005"}, "f-price", "digits after the point"),
        ({"tax_rate": "much"}, "f-tax_rate", "is not a percentage"),
        ({"cost_amount": ["x", ""]}, "costs", "is not an amount"),
        ({"title": ""}, "f-title", "Give it a name"),
        ({"slug": "Ä b"}, "f-slug", "small letters"),
        ({"title": "夜渡"}, "f-slug", "small letters"),
    ],
)
def test_what_is_wrong_stands_at_its_field(signed_in, given, field, sentence):
    answer = signed_in("ruben").post("/products/new/", {**NEW, **given})
    assert answer.status_code == 422
    page = text(answer)
    at = page.index(f'id="{field}-err"')
    assert sentence in page[at : at + 400]
    assert 'value="25.00"' in page or given.get("price")
    assert queries.products(states=("draft",)) == []


def test_texts_are_changed(draft, signed_in):
    answer = signed_in("ruben").post(f"{DESK}texts/", {"title": "New", "description": "Words"})
    assert answer["Location"] == DESK
    assert queries.product(draft).title == "New"
    wrong = signed_in("ruben").post(f"{DESK}texts/", {"title": "", "description": ""})
    assert wrong.status_code == 422


def test_the_plan_is_changed(draft, signed_in):
    sent = {
        "price": "45",
        "tax_rate": "9",
        "cost_label": ["All"],
        "cost_amount": ["12,50"],
    }
    assert signed_in("ruben").post(f"{DESK}plan/", sent).status_code == 302
    view = queries.product(draft)
    assert (view.planned_price.minor, [cost.minor for cost in view.costs]) == (4500, [1250])
    wrong = signed_in("ruben").post(f"{DESK}plan/", {**sent, "price": "-1"})
    assert "Write a price above zero." in text(wrong)


def test_sizes_are_changed(draft, signed_in):
    sent = {"label": ["M", "Kids", ""], "sku": ["TH-M", "", ""]}
    assert signed_in("ruben").post(f"{DESK}sizes/", sent).status_code == 302
    assert [v.sku for v in queries.product(draft).variants] == ["TH-M", f"{SLUG}-KIDS"]
    wrong = signed_in("ruben").post(f"{DESK}sizes/", {"label": ["M", "M"], "sku": ["1", "2"]})
    assert "same name or number" in text(wrong)


def test_a_works_picture_is_shown_first_and_taken_away(works, draft, signed_in):
    ruben = signed_in("ruben")
    for key in ("harbours", "timetable"):
        sent = {"work": str(works[key]), "said": ""}
        assert ruben.post(f"{DESK}pictures/", sent).status_code == 302
    first, second = queries.product(draft).pictures
    ruben.post(f"{DESK}pictures/{second.id}/", {"what": "first"})
    assert queries.product(draft).pictures[0].id == second.id
    ruben.post(f"{DESK}pictures/{first.id}/", {"what": "remove"})
    assert [picture.id for picture in queries.product(draft).pictures] == [second.id]
    assert ruben.post(f"{DESK}pictures/{first.id}/", {"what": "first"}).status_code == 404


def test_a_picture_that_is_none_is_refused_at_its_field(draft, signed_in):
    answer = signed_in("ruben").post(f"{DESK}pictures/", {"said": "Nothing"})
    assert answer.status_code == 422
    assert "Choose a picture." in text(answer)


def test_origins_are_named_and_weighed(cast, ideas, draft, signed_in, now):
    ruben = signed_in("ruben")
    sent = {"stage": "idea", "origin": f"idea:{ideas[88]}", "weight": "2"}
    assert ruben.post(f"{DESK}origins/", sent).status_code == 302
    [origin] = queries.origins(draft)
    made = operations.log_contribution(
        product=draft, stage="sale", what="Sold", by=cast.mei, at=now
    )
    ruben.post(f"{DESK}weights/", {"key": str(origin.id), "weight": "5"})
    ruben.post(f"{DESK}weights/", {"key": str(made), "weight": "3"})
    assert queries.origins(draft)[0].weight == 5
    assert queries.contribution(made, at=timezone.now()).weight == 3
    page = text(ruben.get(f"{DESK}origins/"))
    assert "Idea 88" in page
    ruben.post(f"{DESK}weights/", {"key": str(origin.id), "what": "remove"})
    assert queries.origins(draft) == []


def test_a_weight_that_is_none_is_refused(cast, draft, signed_in, now):
    made = operations.log_contribution(
        product=draft, stage="sale", what="Sold", by=cast.mei, at=now
    )
    ruben = signed_in("ruben")
    answer = ruben.post(f"{DESK}weights/", {"key": str(made), "weight": "x"}, follow=True)
    assert "is not a whole number" in text(answer)
    foreign = ruben.post(f"{DESK}weights/", {"key": str(cast.mei), "weight": "1"})
    assert foreign.status_code == 404
    wrong = ruben.post(f"{DESK}origins/", {"stage": "idea", "origin": "idea:what", "weight": "1"})
    assert wrong.status_code == 422
