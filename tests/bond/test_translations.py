"""A member's translation beside the original: credited, confirmed, edited, withdrawn, reported."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cohive.bond import operations, queries
from cohive.bond.models import Translation
from cohive.guard.queries import open_cases
from cohive.journal.models import EconomicEvent
from cohive.journal.queries import acts_of_object
from cohive.look import slots
from cohive.words.refusals import Forbidden, Missing, Refused
from tests.bond.conftest import Cast, signed_in

pytestmark = pytest.mark.django_db
CHINESE = "洗了十次以后，白墨会裂吗？"


@pytest.fixture
def post(cast: Cast, thread: UUID, now: datetime) -> UUID:
    """Mei answers in Chinese."""
    return operations.reply(to=thread, text=CHINESE, by=cast.mei, at=now - timedelta(hours=5))


def translated(post: UUID, by: UUID, at: datetime, text: str = "Does it crack?") -> UUID:
    return operations.translate(
        about_kind="post", about=post, language="en", text=text, by=by, at=at
    )


def test_a_translation_is_credited_and_a_service_in_the_journal(
    cast: Cast, circle: UUID, post: UUID, now: datetime
) -> None:
    made = translated(post, cast.noor, now)
    [view] = queries.translations_of("post", post, language="en")
    assert (view.author, view.text, view.is_of_earlier) == (cast.noor, "Does it crack?", False)
    act = acts_of_object(made)[0]
    assert (act.kind, act.verb, act.actor) == ("bond.translation.made", "Create", cast.noor)
    assert (act.target, act.circle, act.parent) == (cast.mei, circle, post)
    service = EconomicEvent.objects.get(act=act.id)
    assert (service.action, service.provider_id, service.receiver_id) == (
        "deliverService",
        cast.noor,
        cast.mei,
    )
    assert service.amount_minor is None
    assert queries.notices(cast.mei)[0].text == "Noor Aziz said your words in another language."


def test_one_member_has_one_translation_into_a_language(
    cast: Cast, post: UUID, now: datetime
) -> None:
    translated(post, cast.noor, now)
    with pytest.raises(Refused, match="translated this already"):
        translated(post, cast.noor, now)
    translated(post, cast.sana, now)
    assert len(queries.translations_of("post", post)) == 2


def test_into_its_own_language_and_unknown_ones_nothing_is_translated(
    cast: Cast, post: UUID, now: datetime
) -> None:
    for language, words in (("zh-hans", "already"), ("tlh", "language of this place")):
        with pytest.raises(Refused, match=words):
            operations.translate(
                about_kind="post", about=post, language=language, text="x", by=cast.noor, at=now
            )
    with pytest.raises(Missing):
        operations.translate(
            about_kind="moon", about=post, language="en", text="x", by=cast.noor, at=now
        )


def test_a_first_post_is_translated_with_its_title(cast: Cast, thread: UUID, now: datetime) -> None:
    with pytest.raises(Refused, match="title"):
        operations.translate(
            about_kind="post", about=thread, language="zh", text="棉布", by=cast.mei, at=now
        )
    operations.translate(
        about_kind="post",
        about=thread,
        language="zh",
        title="白墨",
        text="棉布",
        by=cast.mei,
        at=now,
    )
    [view] = queries.translations_of("post", thread)
    assert (view.title, view.text) == ("白墨", "棉布")


def test_an_edited_original_marks_its_translations_until_they_follow(
    cast: Cast, post: UUID, now: datetime
) -> None:
    made = translated(post, cast.noor, now)
    operations.edit_post(post=post, text="会裂吗？请告诉我。", by=cast.mei, at=now)
    assert queries.translations_of("post", post)[0].is_of_earlier
    later = translated(post, cast.sana, now)
    assert [one.id for one in queries.translations_of("post", post)] == [later, made]
    operations.edit_post(post=post, text=CHINESE, by=cast.mei, at=now)
    assert [one.is_of_earlier for one in queries.translations_of("post", post)] == [False, True]
    operations.edit_translation(translation=later, text="Again.", by=cast.sana, at=now)
    assert not any(one.is_of_earlier for one in queries.translations_of("post", post))


def test_a_translation_of_what_was_read_says_so_when_the_text_changed_meanwhile(
    cast: Cast, post: UUID, now: datetime
) -> None:
    read = queries.original_text("post", post)
    assert read is not None
    operations.edit_post(post=post, text="会裂吗？", by=cast.mei, at=now)
    operations.translate(
        about_kind="post", about=post, language="en", text="x", digest=read.digest,
        by=cast.noor, at=now,
    )  # fmt: skip
    assert queries.translations_of("post", post)[0].is_of_earlier


def test_the_most_confirmed_is_shown_and_an_edit_takes_the_confirmations(
    cast: Cast, post: UUID, now: datetime
) -> None:
    first, second = translated(post, cast.noor, now), translated(post, cast.sana, now)
    assert queries.translations_of("post", post)[0].id == second
    operations.confirm_translation(translation=first, by=cast.ruben, at=now)
    operations.confirm_translation(translation=first, by=cast.ruben, at=now)
    best = queries.translations_of("post", post, viewer=cast.ruben)[0]
    assert (best.id, best.confirmations, best.is_confirmed) == (first, 1, True)
    assert [act.kind for act in acts_of_object(first)].count("bond.translation.confirmed") == 1
    with pytest.raises(Refused, match="Somebody else"):
        operations.confirm_translation(translation=first, by=cast.noor, at=now)
    operations.edit_translation(translation=first, text="Other words.", by=cast.noor, at=now)
    assert queries.translations_of("post", post)[0].id == second
    operations.confirm_translation(translation=first, by=cast.ruben, at=now)
    operations.unconfirm_translation(translation=first, by=cast.ruben, at=now)
    assert queries.translations_of("post", post)[0].id == second


def test_only_its_author_changes_and_a_steward_takes_down(
    cast: Cast, post: UUID, now: datetime
) -> None:
    made = translated(post, cast.noor, now)
    with pytest.raises(Forbidden):
        operations.edit_translation(translation=made, text="x", by=cast.mei, at=now)
    with pytest.raises(Forbidden):
        operations.withdraw_translation(translation=made, by=cast.mei, at=now)
    case = operations.report_translation(
        translation=made, reason="It says something else.", by=cast.mei, at=now
    )
    assert "Does it crack?" in open_cases()[0].evidence
    operations.close_report(
        case=case, outcome="taken_down", reason="Indeed.", by=cast.ruben, at=now
    )
    row = Translation.objects.get(id=made)
    assert (row.text, row.withdrawn_by_id) == ("", cast.ruben)
    assert acts_of_object(made)[0].kind == "bond.translation.withdrawn"
    translated(post, cast.noor, now)  # after a withdrawal one may try again


def test_a_withdrawn_original_takes_its_translations_with_it(
    cast: Cast, post: UUID, now: datetime
) -> None:
    made = translated(post, cast.noor, now)
    operations.withdraw_post(post=post, by=cast.mei, at=now)
    assert Translation.objects.get(id=made).text == ""
    with pytest.raises(Missing):
        translated(post, cast.sana, now)


def test_a_takeout_has_them_and_leaving_can_take_them(
    cast: Cast, post: UUID, now: datetime
) -> None:
    made = translated(post, cast.noor, now)
    operations.confirm_translation(translation=made, by=cast.sana, at=now)
    assert queries.everything_of(cast.noor)["translations"][0]["text"] == "Does it crack?"
    assert queries.everything_of(cast.sana)["translations_confirmed"][0]["translation_id"] == made
    operations.delete_account(by=cast.noor, at=now, withdraw_posts=True)
    assert Translation.objects.get(id=made).text == ""


# -- pages ---------------------------------------------------------------------------------------


def page_of(thread: UUID) -> str:
    return f"/circles/tide-print/threads/{thread}/"


def test_a_thread_shows_it_beside_the_original_where_the_language_differs(
    cast: Cast, thread: UUID, post: UUID, now: datetime
) -> None:
    translated(post, cast.sana, now)
    browser = signed_in(cast.noor)
    shown = browser.get(page_of(thread)).content.decode()
    assert "Does it crack?" in shown
    assert CHINESE in shown
    assert "Translated by" in shown
    assert "Sana Iqbal" in shown
    assert "See the original" in shown
    operations.edit_post(post=post, text=CHINESE + "嗯", by=cast.mei, at=now)
    assert "of an earlier version" in browser.get(page_of(thread)).content.decode()
    hers = signed_in(cast.mei)
    operations.set_tongue(by=cast.mei, at=now, language="zh-hans")
    assert "Does it crack?" not in hers.get(page_of(thread)).content.decode()


def test_a_thread_in_two_languages_costs_no_query_more(
    cast: Cast, thread: UUID, post: UUID, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slots, "_fillers", {})
    for by in (cast.sana, cast.noor):
        translated(post, by, now)
    browser = signed_in(cast.noor)
    # the seven of every thread: a translation comes with the posts, its author with the cards
    with CaptureQueriesContext(connection) as caught:
        assert "Translated by" in browser.get(page_of(thread)).content.decode()
    assert len(caught) == 7, [query["sql"] for query in caught]


def test_a_member_translates_confirms_and_withdraws_by_the_pages(
    cast: Cast, thread: UUID, post: UUID
) -> None:
    noor, sana = signed_in(cast.noor), signed_in(cast.sana)
    assert f"/translations/post/{post}/" in noor.get(page_of(thread)).content.decode()
    page = f"/translations/post/{post}/"
    assert "Nobody has translated it yet" in noor.get(page).content.decode()
    assert CHINESE in noor.get(f"{page}write/").content.decode()
    answer = noor.post(f"{page}write/", {"language": "en", "text": ""})
    assert answer.status_code == 422
    sent = {"language": "en", "text": "Will it crack?"}
    assert noor.post(f"{page}write/", sent).status_code == 302
    [made] = queries.translations_of("post", post)
    assert sana.post(f"/translations/{made.id}/confirm/").status_code == 302
    assert "1 member says it is right" in sana.get(page).content.decode()
    sana.post(f"/translations/{made.id}/confirm/", {"do": "back"})
    assert sana.post(f"/translations/{made.id}/report/", {"reason": "No."}).status_code == 302
    ruben = signed_in(cast.ruben)
    assert "Noor Aziz" in ruben.get("/desk/reports/").content.decode()
    assert sana.get(f"/translations/{made.id}/edit/").status_code == 403
    edited = noor.post(f"/translations/{made.id}/edit/", {"text": "Will it crack after ten?"})
    assert edited.status_code == 302
    assert noor.post(f"/translations/{made.id}/withdraw/").status_code == 302
    assert queries.translations_of("post", post) == []


def test_a_stranger_reads_and_is_asked_to_sign_in(cast: Cast, post: UUID, client) -> None:
    page = f"/translations/post/{post}/"
    assert CHINESE in client.get(page).content.decode()
    assert client.get(f"{page}write/").status_code == 302
    assert client.get("/translations/moon/" + str(post) + "/").status_code == 404
