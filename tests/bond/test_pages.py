"""Every page of this room: who may open it, who is refused, and what it costs in SQL."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from django.utils import timezone

from cohive.bond import operations, queries
from cohive.guard import operations as guard
from cohive.guard.queries import interests_of, open_cases
from cohive.look import slots
from tests.bond.conftest import Cast, proven, signed_in

pytestmark = pytest.mark.django_db

OURS = 'id="main"'
NOBODY = UUID(int=1)


@pytest.fixture
def addresses(cast: Cast, circle: UUID, thread: UUID, now: datetime) -> dict[str, str]:
    """Every address of the room with things that are there; all owned by Noor."""
    proposal = operations.make_proposal(
        kind="need", what="skill", title="White ink", by=cast.noor, at=now
    )
    taken = operations.make_proposal(
        kind="need", what="skill", title="Grey ink", by=cast.noor, at=now
    )
    commitment = operations.take_up(proposal=taken, by=cast.mei, at=now)
    case = operations.report_post(post=thread, reason="Rude.", by=cast.mei, at=now)
    notice = queries.notices(cast.noor)[0]
    guard.declare_standing_interest(subject=circle, basis="employed", by=cast.noor, at=now)
    (interest,) = interests_of(cast.noor)
    start = timezone.now() + timedelta(days=3)
    gathering = operations.plan_gathering(
        terms=operations.GatheringTerms(
            title="Printing evening", starts_at=start, ends_at=start + timedelta(hours=2),
            where="The studio",
        ),
        circle=circle,
        by=cast.noor,
        at=now,
    )  # fmt: skip
    translation = operations.translate(
        about_kind="post",
        about=thread,
        language="zh",
        title="白墨",
        text="棉布",
        by=cast.noor,
        at=now,
    )
    return {
        "circles": "/circles/",
        "new-circle": "/circles/new/",
        "circle": "/circles/tide-print/",
        "change-circle": "/circles/tide-print/change/",
        "join-circle": "/circles/tide-print/join/",
        "leave-circle": "/circles/tide-print/leave/",
        "new-thread": "/circles/tide-print/new-thread/",
        "thread": f"/circles/tide-print/threads/{thread}/",
        "post": f"/posts/{thread}/",
        "reply": f"/posts/{thread}/reply/",
        "edit-post": f"/posts/{thread}/edit/",
        "withdraw-post": f"/posts/{thread}/withdraw/",
        "report-post": f"/posts/{thread}/report/",
        "plan-gathering": "/circles/tide-print/plan-gathering/",
        "gatherings": "/gatherings/",
        "plan-gathering-of-place": "/gatherings/new/",
        "gathering": f"/gatherings/{gathering}/",
        "gathering-file": f"/gatherings/{gathering}/file/",
        "change-gathering": f"/gatherings/{gathering}/change/",
        "call-off-gathering": f"/gatherings/{gathering}/call-off/",
        "come": f"/gatherings/{gathering}/come/",
        "stay-away": f"/gatherings/{gathering}/stay-away/",
        "me": "/me/",
        "profile": "/people/noor-aziz/",
        "report-message": "/people/mei-qiao/report/",
        "offers": "/offers/",
        "take-up": f"/offers/{proposal}/take/",
        "withdraw-proposal": f"/offers/{proposal}/withdraw/",
        "say-done": f"/offers/in-hand/{commitment}/done/",
        "drop": f"/offers/in-hand/{commitment}/drop/",
        "notices": "/notices/",
        "mark-read": "/notices/read/",
        "notice": f"/notices/{notice.id}/",
        "settings": "/settings/",
        "save-profile": "/settings/profile/",
        "save-tongue": "/settings/tongue/",
        "takeout": "/settings/everything/",
        "interests": "/settings/interests/",
        "withdraw-interest": f"/settings/interests/{interest.id}/withdraw/",
        "leave": "/settings/leave/",
        "desk": "/desk/",
        "reports": "/desk/reports/",
        "close-report": f"/desk/reports/{case}/",
        "people": "/desk/people/",
        "change-role": f"/desk/people/{cast.noor}/role/",
        "one-tap": "/sign-in/made-up/",
        "claim": "/claim/",
        "translations": f"/translations/post/{thread}/",
        "translate": f"/translations/post/{thread}/write/",
        "ask-machine": f"/translations/post/{thread}/machine/",
        "edit-translation": f"/translations/{translation}/edit/",
        "withdraw-translation": f"/translations/{translation}/withdraw/",
        "report-translation": f"/translations/{translation}/report/",
        "confirm-translation": f"/translations/{translation}/confirm/",
        "machine": "/desk/machine-translation/",
        "circle-machine": "/circles/tide-print/machine/",
    }


PUBLIC = {
    "circles", "circle", "thread", "post", "profile", "offers", "one-tap", "gatherings",
    "gathering", "gathering-file", "translations",
}  # fmt: skip
FILES = {"gathering-file"}
POSTS_ONLY = {
    "join-circle", "leave-circle", "take-up", "withdraw-proposal", "say-done", "drop", "mark-read",
    "save-profile", "save-tongue", "takeout", "close-report", "change-role", "withdraw-interest",
    "ask-machine", "confirm-translation", "circle-machine", "come", "stay-away",
}  # fmt: skip
STEWARDS = {"reports", "people", "close-report", "change-role", "machine"}
STAFF = {"desk"}


def test_the_list_of_addresses_is_whole(addresses: dict[str, str]) -> None:
    names = {
        str(key)
        for key in get_resolver().namespace_dict["bond"][1].reverse_dict
        if isinstance(key, str)
    }
    assert names == set(addresses)


def test_a_visitor_reads_the_public_and_is_asked_to_sign_in_for_the_rest(
    addresses: dict[str, str], client: Client
) -> None:
    for name, address in addresses.items():
        answer = client.post(address) if name in POSTS_ONLY else client.get(address)
        if name in PUBLIC:
            assert answer.status_code in (200, 302, 410), name
            assert "/account/login/" not in answer.get("Location", ""), name
        else:
            assert answer.status_code == 302, name
            assert answer["Location"].startswith("/account/login/?next=/"), name


def test_what_changes_something_does_not_answer_to_a_link(
    addresses: dict[str, str], cast: Cast
) -> None:
    browser = signed_in(cast.ruben)
    for name in sorted(POSTS_ONLY):
        assert browser.get(addresses[name]).status_code == 405, name


def test_another_member_does_not_reach_what_is_not_hers(
    addresses: dict[str, str], cast: Cast
) -> None:
    browser = signed_in(cast.sana)
    refused = {
        "change-circle": 403, "edit-post": 403, "withdraw-post": 403, "notice": 404,
        "reports": 403, "people": 403, "machine": 403, "edit-translation": 403,
        "withdraw-translation": 403,
    }  # fmt: skip
    for name, status in refused.items():
        answer = browser.get(addresses[name])
        assert answer.status_code == status, name
        assert name in FILES or OURS in answer.content.decode(), name
    for name in ("withdraw-proposal", "close-report", "change-role"):
        assert browser.post(addresses[name]).status_code == 403, name
    for name in ("say-done", "drop"):
        assert browser.post(addresses[name]).status_code == 404, name
    assert signed_in(cast.mei).get(addresses["desk"]).status_code == 403


def test_foreign_ids_are_not_there(addresses: dict[str, str], cast: Cast, thread: UUID) -> None:
    browser = signed_in(cast.ruben)
    for address in (
        "/circles/nowhere/", "/circles/nowhere/new-thread/", f"/circles/making/threads/{thread}/",
        f"/circles/tide-print/threads/{NOBODY}/", f"/posts/{NOBODY}/", f"/posts/{NOBODY}/reply/",
        f"/posts/{NOBODY}/edit/", f"/posts/{NOBODY}/report/", "/people/nobody/",
        f"/notices/{NOBODY}/", "/notices/?before=what", "/desk/people/?before=what",
    ):  # fmt: skip
        answer = browser.get(address)
        assert answer.status_code == 404, address
        assert OURS in answer.content.decode()
    for address in (
        f"/offers/{NOBODY}/take/", f"/offers/in-hand/{NOBODY}/done/", f"/desk/reports/{NOBODY}/",
        "/circles/nowhere/join/",
    ):  # fmt: skip
        answer = browser.post(address, {"outcome": "kept", "reason": "x"})
        assert answer.status_code == 404, address


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_opens_for_who_may(
    addresses: dict[str, str], cast: Cast, language: str, now: datetime
) -> None:
    browsers = {
        "noor": signed_in(cast.noor),
        "ruben": proven(cast.ruben),
        "mei": signed_in(cast.mei),
    }
    for name, address in addresses.items():
        if name in POSTS_ONLY | {"one-tap", "claim"}:
            continue
        who = "mei" if name == "change-circle" else "ruben" if name in STEWARDS | STAFF else "noor"
        answer = browsers[who].get(address, {"language": language}, follow=True)
        assert answer.status_code == 200, name
        assert name in FILES or OURS in answer.content.decode(), name


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without what later rooms put into the pages' slots: what this room itself costs."""
    monkeypatch.setattr(slots, "_fillers", {})


def test_a_thread_of_fifty_posts_costs_seven_queries(
    cast: Cast, circle: UUID, thread: UUID, now: datetime, alone: None
) -> None:
    for number in range(60):
        operations.reply(
            to=thread,
            text=f"Answer {number}",
            by=(cast.mei, cast.noor, cast.sana)[number % 3],
            at=now - timedelta(hours=61 - number),
        )
    browser = signed_in(cast.mei)
    # 1 session's user; 2 her member row with roles and unread notices; 3 the place; 4 the thread
    # with its circle; 5 fifty posts and one more; 6 the cards of who speaks; 7 whether she belongs
    with CaptureQueriesContext(connection) as caught:
        answer = browser.get(f"/circles/tide-print/threads/{thread}/")
    assert answer.content.decode().count('class="post"') == 50
    assert len(caught) == 7, [query["sql"] for query in caught]


def test_with_every_room_a_thread_stays_within_eight_queries(
    cast: Cast, circle: UUID, thread: UUID, now: datetime
) -> None:
    for number in range(49):
        operations.reply(to=thread, text=f"Answer {number}", by=cast.mei, at=now)
    browser = signed_in(cast.noor)
    with CaptureQueriesContext(connection) as caught:
        browser.get(f"/circles/tide-print/threads/{thread}/")
    assert len(caught) <= 8, [query["sql"] for query in caught]


def test_a_circle_costs_ten_queries(cast: Cast, circle: UUID, thread: UUID, alone: None) -> None:
    browser = signed_in(cast.mei)
    # 1 user; 2 viewer; 3 place; 4 circle; 5 waiting; 6 answered; 7 news; 8 who belongs;
    # 9 cards; 10 gatherings
    with CaptureQueriesContext(connection) as caught:
        browser.get("/circles/tide-print/")
    assert len(caught) == 10, [query["sql"] for query in caught]


def test_waiting_stands_before_the_news_of_the_firm(
    cast: Cast, circle: UUID, thread: UUID, now: datetime
) -> None:
    operations.start_thread(
        circle=circle, title="Our news", text="Buy.", by=cast.sana, at=now, is_news=True
    )
    text = Client().get("/circles/tide-print/").content.decode()
    assert text.index("white ink from cracking") < text.index("Our news")


def test_one_starts_answers_edits_and_withdraws_in_the_browser(
    cast: Cast, circle: UUID, now: datetime
) -> None:
    noor, mei = signed_in(cast.noor), signed_in(cast.mei)
    answer = noor.post("/circles/tide-print/new-thread/", {"title": "Ink?", "text": "Which?"})
    assert answer.status_code == 302
    post = UUID(answer["Location"].split("/")[2])
    answered = mei.post(f"/posts/{post}/reply/", {"text": "This one: https://example.org"})
    assert answered.status_code == 302
    page = noor.get(f"/posts/{post}/", follow=True).content.decode()
    assert '<a href="https://example.org" rel="nofollow ugc noopener noreferrer">' in page
    assert noor.post(f"/posts/{post}/edit/", {"text": "Which one?"}).status_code == 302
    assert "Which one?" in noor.get(f"/posts/{post}/", follow=True).content.decode()
    assert noor.post(f"/posts/{post}/withdraw/").status_code == 302
    page = mei.get(f"/posts/{post}/", follow=True).content.decode()
    assert "Which one?" not in page
    assert "Withdrawn by who wrote it." in page


def test_an_empty_answer_is_said_at_the_field(cast: Cast, thread: UUID) -> None:
    answer = signed_in(cast.mei).post(f"/posts/{thread}/reply/", {"text": "  "})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "There is nothing to send yet. Write a sentence." in page
    assert 'aria-invalid="true"' in page


def test_who_writes_too_fast_is_asked_to_wait(cast: Cast, thread: UUID) -> None:
    browser = signed_in(cast.mei)
    statuses = [
        browser.post(f"/posts/{thread}/reply/", {"text": f"{number}"}).status_code
        for number in range(31)
    ]
    assert statuses == [302] * 30 + [400]


def test_who_is_not_in_the_circle_is_shown_how_to_answer(cast: Cast, thread: UUID) -> None:
    browser = signed_in(cast.ruben)
    page = browser.get(f"/posts/{thread}/", follow=True).content.decode()
    assert "Join this circle" in page
    answer = browser.post(f"/posts/{thread}/reply/", {"text": "Hello"})
    assert answer.status_code == 422
    assert "Join this circle to talk in it." in answer.content.decode()


def test_a_steward_decides_on_a_report_and_the_reporter_is_told(
    cast: Cast, thread: UUID, now: datetime
) -> None:
    signed_in(cast.mei).post(f"/posts/{thread}/report/", {"reason": "Rude."})
    [case] = open_cases()
    ruben = signed_in(cast.ruben)
    page = ruben.get("/desk/reports/").content.decode()
    assert "Rude." in page
    prefix = f"c{case.id.hex[-8:]}"
    wrong = ruben.post(f"/desk/reports/{case.id}/", {f"{prefix}-outcome": "kept"})
    assert wrong.status_code == 422
    assert "Give the reason in a sentence" in wrong.content.decode()
    given = {f"{prefix}-outcome": "taken_down", f"{prefix}-reason": "Rude indeed."}
    assert ruben.post(f"/desk/reports/{case.id}/", given).status_code == 302
    assert open_cases() == []
    view = queries.post(thread)
    assert view is not None
    assert view.by_steward
    assert queries.notices(cast.mei)[0].text == (
        "A steward looked at what you reported: “Rude indeed.”"
    )


def test_roles_are_given_and_taken_on_the_page_of_people(cast: Cast) -> None:
    ruben = signed_in(cast.ruben)
    ruben.post(f"/desk/people/{cast.mei}/role/", {"role": "seller", "do": "grant"})
    assert queries.roles_of(cast.mei) == {"seller"}
    ruben.post(f"/desk/people/{cast.mei}/role/", {"role": "seller", "do": "revoke"})
    assert queries.roles_of(cast.mei) == frozenset()
    answer = ruben.post(
        f"/desk/people/{cast.ruben}/role/", {"role": "steward", "do": "revoke"}, follow=True
    )
    assert "A place needs a steward." in answer.content.decode()


def test_offers_go_from_up_to_done_in_the_browser(cast: Cast) -> None:
    noor, mei = signed_in(cast.noor), signed_in(cast.mei)
    wrong = noor.post("/offers/", {"kind": "need", "what": "skill", "title": ""})
    assert wrong.status_code == 422
    assert "Say it in one line." in wrong.content.decode()
    noor.post("/offers/", {"kind": "need", "what": "skill", "title": "White ink"})
    [need] = queries.proposals(kind="need", today=date(2026, 1, 1))
    mei.post(f"/offers/{need.id}/take/")
    [commitment] = queries.commitments_of(cast.mei)
    mei.post(f"/offers/in-hand/{commitment.id}/done/")
    assert "Yes, done" in noor.get("/offers/").content.decode()
    noor.post(f"/offers/in-hand/{commitment.id}/done/")
    assert queries.done_count() == (1, 2)
    assert "Mei Qiao for Noor Aziz:" in Client().get("/offers/").content.decode()


def test_notices_are_read_once_and_the_bell_counts(cast: Cast, thread: UUID, now: datetime) -> None:
    answer = operations.reply(to=thread, text="Less heat.", by=cast.mei, at=now)
    noor = signed_in(cast.noor)
    assert 'aria-label="For you, 1 new"' in noor.get("/circles/").content.decode()
    page = noor.get("/notices/").content.decode()
    assert "Mei Qiao answered you in" in page
    [notice] = queries.notices(cast.noor)
    assert noor.get(f"/notices/{notice.id}/")["Location"] == f"/posts/{answer}/"
    assert queries.unread_notices(cast.noor) == 0
    operations.reply(to=thread, text="And water.", by=cast.mei, at=now)
    noor.post("/notices/read/")
    assert queries.unread_notices(cast.noor) == 0


def test_a_notice_is_said_in_the_language_of_who_reads_it(cast: Cast, now: datetime) -> None:
    operations.notify(
        to=cast.noor,
        kind="money",
        sentence="%(amount)s came in from %(who)s on %(day)s.",
        values={"amount": "money:317:EUR", "who": f"agent:{cast.mei}", "day": "day:2026-11-20"},
        url="/",
        at=now,
        key="line:1",
    )
    operations.notify(
        to=cast.noor, kind="money", sentence="Again", values={}, url="/", at=now, key="line:1"
    )
    [notice] = queries.notices(cast.noor)
    assert notice.text == "€3.17 came in from Mei Qiao on 20 November 2026."


def test_settings_save_each_part_by_itself(cast: Cast) -> None:
    noor = signed_in(cast.noor)
    noor.post("/settings/profile/", {"name": "Noor A.", "skills": "ink"})
    assert queries.cards([cast.noor])[cast.noor].name == "Noor A."
    taken = noor.post("/settings/profile/", {"name": "Mei Qiao"})
    assert taken.status_code == 422
    assert "Somebody here is called that already." in taken.content.decode()
    noor.post("/settings/tongue/", {"language": "zh-hans", "time_zone": "Asia/Shanghai"})
    page = noor.get("/settings/").content.decode()
    assert '<html lang="zh-Hans"' in page
    wrong = noor.post("/settings/tongue/", {"language": "tlh", "time_zone": ""})
    assert wrong.status_code == 422


def test_she_takes_everything_with_her(cast: Cast, thread: UUID) -> None:
    answer = signed_in(cast.noor).post("/settings/everything/")
    mine = answer.json()
    assert mine["member"]["email"] == "noor@example.org"
    assert mine["posts"][0]["text"] == "On heavy cotton, after ten washes."
    assert "attachment" in answer["Content-Disposition"]
    assert "mei" not in answer.content.decode().lower()


def test_leaving_asks_for_the_name_once_more(cast: Cast) -> None:
    noor = signed_in(cast.noor)
    wrong = noor.post("/settings/leave/", {"name": "noor"})
    assert wrong.status_code == 422
    assert queries.email_of(cast.noor) == "noor@example.org"
    assert noor.post("/settings/leave/", {"name": "Noor Aziz"}).status_code == 302
    assert queries.email_of(cast.noor) is None
    assert noor.get("/settings/").status_code == 302
    assert Client().get("/people/noor-aziz/").status_code == 404


def test_a_language_picked_in_the_footer_is_kept_with_the_member(cast: Cast) -> None:
    noor = signed_in(cast.noor)
    noor.post("/look/language/", {"language": "zh-hans", "next": "/circles/"})
    assert queries.language_of(cast.noor) == "zh-hans"
