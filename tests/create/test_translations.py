"""Ideas and works are said in other languages, beside the original."""

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from cohive.bond import operations as bond
from cohive.bond import queries as bond_queries
from cohive.bond.models import Translation
from cohive.create import operations, queries

pytestmark = pytest.mark.django_db


def test_an_idea_shows_its_translation_with_its_title(
    cast: Any, client: Any, now: datetime
) -> None:
    post = bond.start_thread(
        circle=cast.circle, title="潮汐", text="下摆印潮汐表怎么样？", by=cast.mei, at=now
    )
    made = operations.make_idea(post=post, title="潮汐下摆", by=cast.noor, at=now)
    view = queries.idea(made)
    assert view is not None
    assert "Translated by" not in client.get(view.url).content.decode()
    bond.translate(
        about_kind="idea", about=made, language="en", title="A tide hem", text="A chart there?",
        by=cast.noor, at=now,
    )  # fmt: skip
    page = client.get(view.url).content.decode()
    assert "A tide hem" in page
    assert "Translated by" in page
    assert "下摆印潮汐表" in page
    [shown] = bond_queries.translations_of("idea", made)
    assert client.get(f"/translations/idea/{made}/").status_code == 200
    assert shown.author == cast.noor


def test_a_withdrawn_work_takes_its_translation_with_it(
    cast: Any, challenge: UUID, submit: Any, client: Any, now: datetime
) -> None:
    made = submit(cast.mei, "Tide", challenge=challenge, text="潮汐，两种墨。")
    said = bond.translate(
        about_kind="work", about=made, language="en", title="Tide", text="The tide, two inks.",
        by=cast.noor, at=now,
    )  # fmt: skip
    view = queries.work(made)
    assert view is not None
    assert "The tide, two inks." in client.get(view.url).content.decode()
    operations.withdraw_work(work=made, by=cast.mei, at=now)
    assert Translation.objects.get(id=said).text == ""
    assert "The tide, two inks." not in client.get(view.url).content.decode()
    assert client.get(reverse("bond:translations", args=["work", made])).status_code == 404
