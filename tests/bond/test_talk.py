"""Threads: starting, answering, editing, withdrawing, reporting, and who waits."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from cohive.bond import checks, operations, queries
from cohive.bond.models import Post, Thread
from cohive.guard.queries import open_cases
from cohive.journal.models import Act
from cohive.journal.queries import acts_of_object
from cohive.words.refusals import Forbidden, Missing, Refused
from tests.bond.conftest import Cast

pytestmark = pytest.mark.django_db


def test_a_thread_begins_with_its_first_post(
    cast: Cast, circle: UUID, thread: UUID, now: datetime
) -> None:
    view = queries.post(thread)
    assert view is not None
    assert (view.id, view.root, view.circle, view.author) == (thread, thread, circle, cast.noor)
    assert view.lang == "en"
    act = acts_of_object(thread)[0]
    assert (act.kind, act.verb, act.circle) == ("bond.thread.started", "Create", circle)


def test_who_is_not_in_the_circle_cannot_talk_in_it(
    cast: Cast, circle: UUID, thread: UUID, now: datetime
) -> None:
    with pytest.raises(Refused, match="Join this circle"):
        operations.start_thread(circle=circle, title="Hi", text="Hi", by=cast.ruben, at=now)
    with pytest.raises(Refused, match="Join this circle"):
        operations.reply(to=thread, text="Hi", by=cast.ruben, at=now)
    assert Post.objects.count() == 1


def test_what_is_sent_twice_is_said_once(
    cast: Cast, circle: UUID, thread: UUID, now: datetime
) -> None:
    minute = timedelta(minutes=1)
    start = {"circle": circle, "title": "Ink?", "text": "Which ink?", "by": cast.noor}
    begun = operations.start_thread(**start, at=now)
    assert operations.start_thread(**start, at=now + minute) == begun
    said = {"to": thread, "text": "Less heat.", "by": cast.mei}
    answer = operations.reply(**said, at=now)
    assert operations.reply(**said, at=now + minute) == answer
    assert len(acts_of_object(answer)) == 1
    assert operations.reply(**said, at=now + 3 * minute) != answer
    assert operations.reply(**{**said, "to": answer}, at=now + minute) != answer


def test_an_answer_tells_the_author_once(cast: Cast, thread: UUID, now: datetime) -> None:
    answer = operations.reply(to=thread, text="Less heat.", by=cast.mei, at=now)
    [notice] = queries.notices(cast.noor)
    assert notice.text == "Mei Qiao answered you in “How do you keep white ink from cracking?”."
    assert notice.url == f"/posts/{answer}/"
    act = acts_of_object(answer)[0]
    assert (act.kind, act.target, act.parent) == ("bond.post.replied", cast.noor, thread)
    operations.reply(to=thread, text="Thanks to myself.", by=cast.noor, at=now)
    assert len(queries.notices(cast.noor)) == 1


@pytest.mark.parametrize(
    ("title", "text", "field"),
    [
        ("", "x", "title"),
        ("x", "  ", "text"),
        ("x" * 121, "x", "title"),
        ("x", "x" * 10_001, "text"),
    ],
)
def test_an_empty_or_endless_thread_is_refused_at_its_field(
    cast: Cast, circle: UUID, now: datetime, title: str, text: str, field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        operations.start_thread(circle=circle, title=title, text=text, by=cast.mei, at=now)
    assert refusal.value.field == field


def test_waiting_means_no_answer_yet_or_a_question_at_the_end(
    cast: Cast, circle: UUID, thread: UUID, now: datetime
) -> None:
    def waits() -> bool:
        return Thread.objects.get(id=thread).waits

    assert waits()
    answer = operations.reply(to=thread, text="Less heat.", by=cast.mei, at=now)
    assert not waits()
    operations.reply(to=answer, text="怎么调？", by=cast.noor, at=now + timedelta(minutes=1))
    assert waits()
    news = operations.start_thread(
        circle=circle, title="New press", text="It came.", by=cast.sana, at=now, is_news=True
    )
    assert not Thread.objects.get(id=news).waits
    waiting, _ = queries.circle_threads(circle, order="waiting")
    assert [line.id for line in waiting] == [thread]


def test_only_makers_write_news(cast: Cast, circle: UUID, now: datetime) -> None:
    with pytest.raises(Forbidden):
        operations.start_thread(
            circle=circle, title="News", text="!", by=cast.noor, at=now, is_news=True
        )


def test_one_edits_ones_own_and_no_other(cast: Cast, thread: UUID, now: datetime) -> None:
    operations.edit_post(post=thread, text="On light cotton.", by=cast.noor, at=now)
    view = queries.post(thread)
    assert view is not None
    assert (view.text, view.edited_at) == ("On light cotton.", now)
    assert acts_of_object(thread)[0].kind == "bond.post.edited"
    with pytest.raises(Forbidden):
        operations.edit_post(post=thread, text="Mine", by=cast.mei, at=now)
    with pytest.raises(Missing):
        operations.edit_post(post=UUID(int=7), text="Mine", by=cast.mei, at=now)


def test_a_withdrawn_post_keeps_its_place_and_not_its_text(
    cast: Cast, thread: UUID, now: datetime
) -> None:
    answer = operations.reply(to=thread, text="Less heat.", by=cast.mei, at=now)
    with pytest.raises(Forbidden):
        operations.withdraw_post(post=answer, by=cast.noor, at=now)
    operations.withdraw_post(post=answer, by=cast.mei, at=now)
    view = queries.post(answer)
    assert view is not None
    assert (view.text, view.is_withdrawn, view.by_steward) == ("", True, False)
    assert acts_of_object(answer)[0].kind == "bond.post.withdrawn"
    with pytest.raises(Missing):
        operations.edit_post(post=answer, text="Again", by=cast.mei, at=now)
    with pytest.raises(Refused, match="withdrawn meanwhile"):
        operations.reply(to=answer, text="Why?", by=cast.noor, at=now)
    operations.withdraw_post(post=answer, by=cast.mei, at=now)
    assert Act.objects.filter(kind="bond.post.withdrawn").count() == 1


def test_a_thread_whose_every_post_is_withdrawn_is_not_there(
    cast: Cast, circle: UUID, thread: UUID, now: datetime
) -> None:
    operations.withdraw_post(post=thread, by=cast.noor, at=now)
    assert queries.thread_page(thread) is None
    assert queries.page_of_post(thread) is None
    assert queries.circle_threads(circle)[0] == []


def test_a_report_keeps_the_words_for_the_steward(cast: Cast, thread: UUID, now: datetime) -> None:
    case = operations.report_post(post=thread, reason="It is rude.", by=cast.mei, at=now)
    again = operations.report_post(post=thread, reason="Still.", by=cast.mei, at=now)
    assert case == again
    [view] = open_cases()
    assert view.evidence == "It is rude.\n\n— On heavy cotton, after ten washes."
    assert acts_of_object(thread)[0].kind == "guard.case.opened"
    with pytest.raises(Refused) as refusal:
        operations.report_post(post=thread, reason=" ", by=cast.sana, at=now)
    assert refusal.value.field == "reason"


def test_a_steward_takes_a_post_down_by_act(cast: Cast, thread: UUID, now: datetime) -> None:
    operations.withdraw_post(post=thread, by=cast.ruben, at=now)
    view = queries.post(thread)
    assert view is not None
    assert view.by_steward
    act = acts_of_object(thread)[0]
    assert act.event.by_steward
    assert act.target == cast.noor


def test_verify_names_a_wrong_counter(cast: Cast, thread: UUID, now: datetime) -> None:
    operations.reply(to=thread, text="Less heat.", by=cast.mei, at=now)
    assert checks.wrong_thread() == ""
    Thread.objects.filter(id=thread).update(post_count=5)
    assert "says 5 posts and has 2" in checks.wrong_thread()
    Thread.objects.filter(id=thread).update(post_count=2, waits=True)
    assert "waits" in checks.wrong_thread()
    Thread.objects.filter(id=thread).update(waits=False, last_by=cast.noor)
    assert "last post" in checks.wrong_thread()


def test_pages_of_a_thread_follow_each_other_without_loss(
    cast: Cast, circle: UUID, thread: UUID, now: datetime
) -> None:
    same_instant = now
    said = [thread] + [
        operations.reply(to=thread, text=f"Answer {number}", by=cast.mei, at=same_instant)
        for number in range(7)
    ]
    seen: list[UUID] = []
    cursor = ""
    for _ in range(10):
        page = queries.thread_page(thread, cursor=cursor, limit=3)
        assert page is not None
        seen += [post.id for post in page.posts]
        cursor = page.next_cursor
        if not cursor:
            break
    assert seen == said
    with pytest.raises(Refused, match="damaged"):
        queries.thread_page(thread, cursor="made-up")


def test_an_answer_to_an_answer_stands_under_it(cast: Cast, thread: UUID, now: datetime) -> None:
    first = operations.reply(to=thread, text="One.", by=cast.mei, at=now)
    other = operations.reply(to=thread, text="Two.", by=cast.sana, at=now + timedelta(1))
    under = operations.reply(to=first, text="Deeper.", by=cast.noor, at=now + timedelta(2))
    deepest = operations.reply(to=under, text="Deepest.", by=cast.mei, at=now + timedelta(3))
    page = queries.thread_page(thread)
    assert page is not None
    assert [post.id for post in page.posts] == [thread, first, other]
    assert [post.id for post in page.posts[1].replies] == [under, deepest]
    assert page.authors() == {cast.noor, cast.mei, cast.sana}


def test_lists_of_threads_have_three_orders_and_keyset_pages(
    cast: Cast, circle: UUID, now: datetime
) -> None:
    made = [
        operations.start_thread(
            circle=circle, title=f"T{day}", text="Well?", by=cast.mei, at=now + timedelta(days=day)
        )
        for day in range(5)
    ]
    latest, cursor = queries.circle_threads(circle, order="latest", limit=3)
    rest, end = queries.circle_threads(circle, order="latest", limit=3, cursor=cursor)
    assert [line.id for line in latest + rest] == made[::-1]
    assert end == ""
    waiting, _ = queries.circle_threads(circle, order="waiting")
    assert [line.id for line in waiting] == made
    assert waiting[0].excerpt == "Well?"
