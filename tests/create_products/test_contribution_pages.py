"""Work on it: two taps on a phone, a peer's yes, a question in words."""

from __future__ import annotations

import pytest
from django.utils import timezone

from cohive.create import operations, queries
from tests.create_products.conftest import DAY

pytestmark = pytest.mark.django_db


def text(answer):
    return answer.content.decode()


@pytest.fixture
def logged(cast, draft):
    return operations.log_contribution(
        product=draft,
        stage="production",
        what="Cut or sewed",
        by=cast.jonas,
        at=timezone.now() - DAY,
    )


def state(contribution):
    return queries.contribution(contribution, at=timezone.now()).state


def test_visitors_are_asked_to_sign_in(client, cast, logged):
    for path in ("/contribute/", f"/contributions/{logged}/"):
        assert client.get(path)["Location"].startswith("/account/login/")
    for action in ("confirm", "question", "reply", "withdraw"):
        assert client.post(f"/contributions/{logged}/{action}/").status_code == 302
    assert state(logged) == "waiting"


def test_two_taps_put_it_on_record(cast, draft, signed_in):
    mei = signed_in("mei")
    assert "Two Harbours long-sleeve" in text(mei.get("/contribute/"))
    answer = mei.post("/contribute/", {"product": str(draft), "task": "packed"}, follow=True)
    assert "Logged: Packed parcels, for Two Harbours long-sleeve" in text(answer)
    [view] = queries.log_of(cast.mei, at=timezone.now())
    assert (view.stage, view.what, view.makers) == (
        "packaging",
        "Packed parcels",
        ((cast.mei, 1),),
    )


def test_something_else_with_others(cast, draft, signed_in):
    signed_in("mei").post(
        "/contribute/",
        {
            "product": str(draft),
            "what": "Mixed the ink",
            "stage": "production",
            "others": "Anouk, Lin",
        },
    )
    [view] = queries.log_of(cast.mei, at=timezone.now())
    assert {agent for agent, _ in view.makers} == {cast.mei, cast.anouk, cast.lin}


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"what": "", "stage": "sale"}, "f-what", "what was done"),
        ({"what": "Sold", "stage": "nowhere"}, "f-stage", "six stages"),
        ({"task": "packed", "others": "Nobody"}, "f-others", "Nobody here is called"),
        ({"task": "packed", "product": ""}, "f-product", "Choose what it was for"),
        ({"task": "packed", "product": "x"}, "f-product", "Choose one of these"),
    ],
)
def test_what_is_missing_is_said_at_its_field(cast, draft, signed_in, given, field, sentence):
    answer = signed_in("mei").post("/contribute/", {"product": str(draft), **given})
    assert answer.status_code == 422
    page = text(answer)
    at = page.index(f'id="{field}-err"')
    assert sentence in page[at : at + 400]
    assert queries.log_of(cast.mei, at=timezone.now()) == []


def test_a_product_that_is_not_there_is_404(cast, draft, signed_in):
    answer = signed_in("mei").post("/contribute/", {"product": str(cast.firm), "task": "packed"})
    assert answer.status_code == 404 or "no such product" in text(answer)
    assert queries.log_of(cast.mei, at=timezone.now()) == []


def test_a_peer_confirms_from_her_list(cast, logged, signed_in):
    ruben = signed_in("ruben")
    page = text(ruben.get("/contribute/"))
    assert "Were you there?" in page
    assert f"/contributions/{logged}/confirm/" in page
    ruben.post(f"/contributions/{logged}/confirm/")
    assert queries.contribution(logged, at=timezone.now()).confirmed_by == cast.ruben


def test_nobody_confirms_her_own(logged, signed_in):
    jonas = signed_in("jonas")
    assert "Yes, I was there" not in text(jonas.get(f"/contributions/{logged}/"))
    answer = jonas.post(f"/contributions/{logged}/confirm/")
    assert answer.status_code == 422
    assert "your own work" in text(answer)


def test_a_question_and_its_answer(logged, signed_in):
    sana, jonas = signed_in("sana"), signed_in("jonas")
    empty = sana.post(f"/contributions/{logged}/question/", {"question": ""})
    assert "at least a word" in text(empty)
    sana.post(f"/contributions/{logged}/question/", {"question": "The same six hours?"})
    assert state(logged) == "questioned"
    assert "The same six hours?" in text(jonas.get(f"/contributions/{logged}/"))
    jonas.post(f"/contributions/{logged}/reply/", {"reply": "No, the day after."})
    assert "No, the day after." in text(sana.get(f"/contributions/{logged}/"))
    foreign = sana.post(f"/contributions/{logged}/reply/", {"reply": "Me"})
    assert foreign.status_code in (403, 422)


def test_it_is_taken_back(logged, signed_in):
    assert signed_in("mei").post(f"/contributions/{logged}/withdraw/").status_code in (403, 422)
    signed_in("jonas").post(f"/contributions/{logged}/withdraw/")
    assert signed_in("jonas").get(f"/contributions/{logged}/").status_code == 404


def test_ready_words_are_stored_in_english(cast, draft, signed_in):
    mei = signed_in("mei")
    mei.post(
        "/contribute/",
        {"product": str(draft), "task": "packed"},
        headers={"accept-language": "zh-hans"},
    )
    assert queries.log_of(cast.mei, at=timezone.now())[0].what == "Packed parcels"
