"""An interest declared with a post stands beside it, and is withdrawn in sight of everybody."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client

from cohive.bond import operations, queries
from cohive.guard import operations as guard
from cohive.guard.queries import interests_of
from tests.bond.conftest import Cast, signed_in

pytestmark = pytest.mark.django_db


def page_of(post: UUID) -> str:
    return Client().get(f"/posts/{post}/", follow=True).content.decode()


def test_a_post_shows_what_its_author_declared(cast: Cast, thread: UUID, now: datetime) -> None:
    mei = signed_in(cast.mei)
    assert "Declare an interest" not in page_of(thread)  # a visitor cannot answer
    form = mei.get(f"/posts/{thread}/", follow=True).content.decode()
    assert "Declare an interest" in form
    mei.post(f"/posts/{thread}/reply/", {"text": "Take this ink.", "interest": "paid"})
    assert "is paid for this" in page_of(thread)
    [declared] = interests_of(cast.mei)
    assert declared.about_kind == "post"


def test_nothing_is_said_beside_a_post_without_an_interest(
    cast: Cast, thread: UUID, now: datetime
) -> None:
    operations.reply(to=thread, text="Take this ink.", by=cast.mei, at=now)
    assert "Declared interest" not in page_of(thread)


def test_a_withdrawn_interest_is_still_seen(cast: Cast, thread: UUID, now: datetime) -> None:
    post = operations.reply(to=thread, text="Take this ink.", by=cast.mei, at=now, interest="given")
    mei = signed_in(cast.mei)
    assert '<option value="given" selected>' in mei.get(f"/posts/{post}/edit/").content.decode()
    mei.post(f"/posts/{post}/edit/", {"text": "Take that ink."})
    assert "(withdrawn since)" not in page_of(post)
    mei.post(f"/posts/{post}/edit/", {"text": "Take that ink.", "interest": ""})
    page = page_of(post)
    assert "got it for free" in page
    assert "(withdrawn since)" in page


def test_a_standing_interest_stands_beside_all_later_posts_only(
    cast: Cast, thread: UUID, now: datetime
) -> None:
    before = operations.reply(
        to=thread, text="Take this ink.", by=cast.mei, at=now - timedelta(days=2)
    )
    guard.declare_standing_interest(
        subject=cast.sana, basis="employed", by=cast.mei, at=now - timedelta(days=1)
    )
    after = operations.reply(to=thread, text="It holds well.", by=cast.mei, at=now)
    views = queries.posts([before, after])
    assert views[before].interest is None
    shown = views[after].interest
    assert shown is not None
    assert shown.sentence == "works for the maker"


def test_nobody_declares_for_another(cast: Cast, thread: UUID, now: datetime) -> None:
    post = operations.reply(to=thread, text="Take this ink.", by=cast.mei, at=now)
    guard.say_interest(about_kind="post", about=post, basis="paid", by=cast.noor, at=now)
    assert queries.posts([post])[post].interest is None


def test_an_unknown_interest_is_refused_at_its_field(cast: Cast, thread: UUID) -> None:
    answer = signed_in(cast.mei).post(
        f"/posts/{thread}/reply/", {"text": "Take this ink.", "interest": "rich"}
    )
    assert answer.status_code == 422
    assert interests_of(cast.mei) == []


def test_a_standing_interest_is_declared_and_withdrawn_on_its_page(cast: Cast) -> None:
    mei, address = signed_in(cast.mei), "/settings/interests/"
    assert Client().get(address).status_code == 302
    slug = queries.cards([cast.sana])[cast.sana].url.split("/")[2]
    form = mei.get(f"{address}?in={slug}").content.decode()
    assert f'<option value="{cast.sana}" selected>Sana Iqbal' in form
    assert mei.post(address, {"subject": str(cast.sana), "basis": "kin"}).status_code == 422
    sent = {"subject": str(cast.sana), "basis": "kin"}
    assert mei.post(f"{address}?in={slug}", sent).status_code == 302
    own_page = queries.cards([cast.mei])[cast.mei].url
    assert "Sana Iqbal: is family or a close friend" in Client().get(own_page).content.decode()
    [declared] = interests_of(cast.mei)
    withdraw = f"{address}{declared.id}/withdraw/"
    assert Client().post(withdraw).status_code == 302
    assert interests_of(cast.mei)[0].shown.withdrawn_at is None
    assert signed_in(cast.noor).post(withdraw).status_code == 403
    mei.post(withdraw)
    page = Client().get(own_page).content.decode()
    assert "Sana Iqbal: is family or a close friend" in page
    assert ", withdrawn " in page
    assert "declared_interests" in queries.everything_of(cast.mei)
