"""One person on the desk: what belongs together, what she allows, what she reads, what goes."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cohive.bond import operations as bond
from cohive.bond.models import Notice
from cohive.bond.queries import everything_of
from cohive.bond.queries import place as place_here
from cohive.care import jobs_customers, operations
from cohive.care import queries as inbox
from cohive.care.models import (
    AudienceImport,
    Conversation,
    Correspondent,
    CorrespondentKey,
    FollowUp,
    KnownPerson,
    KnownPurchase,
    PersonNote,
    PersonReading,
    TimelineConsent,
)
from cohive.care.operations import Sender
from cohive.care.operations import customers as desk
from cohive.care.queries import told_about
from cohive.care.queries.customers import Customer, customer, search, timeline_consent
from cohive.care.queries.timeline import MOMENTS_A_PAGE, timeline
from cohive.journal.models import Act
from cohive.spread import operations as spread
from cohive.spread.models import PushSubscription
from cohive.trade import operations as trade
from cohive.trade.models import Order, OrderLine
from cohive.words.refusals import Forbidden, Missing, Refused
from tests.bond.conftest import circle
from tests.care.conftest import signed_in

__all__ = ["circle"]

pytestmark = pytest.mark.django_db
WORDS = "Who answers may see it."


def bought(buyer: UUID | None, at, *, reference: str = "1152", what: str = "Two Harbours") -> UUID:
    order = Order.objects.create(
        reference=reference, key=reference, fingerprint="x", channel="web", buyer_id=buyer,
        state="paid", currency="EUR", goods_minor=4000, placed_at=at, paid_at=at,
    )  # fmt: skip
    OrderLine.objects.create(
        order=order, position=0, product=uuid4(), variant=uuid4(), title=what, quantity=1,
        unit_price_minor=4000,
    )  # fmt: skip
    return order.id


def writes(agent: UUID, at, text: str = "The chart says 52.") -> UUID:
    return operations.receive(
        channel="place", remote_id=text, sender=Sender("member", agent.hex, "Noor", agent),
        text=text, at=at,
    ).conversation  # fmt: skip


def brought(email: str, team, at, *, name: str = "Lotte V.") -> KnownPerson:
    file = AudienceImport.objects.create(
        name="past.csv", kind="table", digest=email, state="kept", given_by_id=team.ruben,
        given_at=at, kept_at=at,
    )  # fmt: skip
    row = KnownPerson.objects.create(
        audience_import=file, key=f"mail:{email}", email=email, name=name, known_by="bought",
        forget_at=at + timedelta(days=365),
    )  # fmt: skip
    for what, on in (("Ebb", date(2025, 5, 2)), ("Flow", date(2025, 5, 2)), ("Neap", None)):
        KnownPurchase.objects.create(person=row, audience_import=file, what=what, on=on, quantity=1)
    return row


def told(who: Customer, **how) -> list[str]:
    return [str(moment.sentence) for moment in timeline(who, **how).moments]


def test_without_her_yes_the_desk_sees_what_she_bought_and_wrote_alone(team, circle, now) -> None:
    bought(team.noor, now - timedelta(days=2))
    writes(team.noor, now)
    who = customer("member", team.noor)
    contract = [
        "Message here: The chart says 52.",
        "Order 1152: Two Harbours",
        "Came to the place",
    ]
    assert told(who) == contract
    hers = told(who, is_own=True)
    assert "Joined the circle Tide & print" in hers
    assert told(who, is_joined=True) == hers
    page = signed_in(team.mei).get(f"/desk/customers/member/{team.noor}/").content.decode()
    assert "Order 1152: Two Harbours" in page
    assert "Tide &amp; print" not in page


def test_she_allows_one_line_and_takes_it_back(team, circle, now) -> None:
    noor, mei = signed_in(team.noor), signed_in(team.mei)
    path = f"/desk/customers/member/{team.noor}/"
    assert timeline_consent(team.noor) is None
    for _again in range(2):
        assert noor.post("/held/allow").status_code == 302
    row = TimelineConsent.objects.get()
    assert "my circles, works, ideas and links" in row.words
    assert Act.objects.get(kind="care.timeline.allowed").payload == {"consent": str(row.id)}
    assert "Tide &amp; print" in mei.get(path).content.decode()
    for _again in range(2):
        assert noor.post("/held/take-back").status_code == 302
    assert Act.objects.filter(kind="care.timeline.taken_back").count() == 1
    assert "Tide &amp; print" not in mei.get(path).content.decode()
    desk.allow_timeline(words=WORDS, by=team.noor, at=now)
    assert TimelineConsent.objects.count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        TimelineConsent.objects.create(member_id=team.noor, words=WORDS, given_at=now)


def test_three_are_one_person_where_it_is_proven_and_not_before(team, wrote, now) -> None:
    talk = wrote(sender=Sender("mail", "noor@example.org", "N. A."))
    known = brought("noor@example.org", team, now)
    placed = writes(team.noor, now)
    who = customer("member", team.noor)
    writer = Conversation.objects.get(id=talk).correspondent_id
    assert set(who.writers) == {writer, Conversation.objects.get(id=placed).correspondent_id}
    assert who.knowns == (known.id,)
    assert customer("writer", writer) == customer("known", known.id) == who
    stranger = wrote("Me too.", sender=Sender("typed", "noor@example.org", "Noor Aziz"))
    typed = Conversation.objects.get(id=stranger).correspondent_id
    assert customer("writer", typed).member is None
    assert typed not in customer("member", team.noor).writers


def test_who_wrote_from_the_address_of_her_file_is_one_and_who_typed_it_is_not(
    team, wrote, now
) -> None:
    known = brought("lotte@home.example", team, now)
    typed = wrote("Hi", sender=Sender("typed", "lotte@home.example", "Lotte"))
    assert customer("known", known.id).kind == "known"
    writer = Conversation.objects.get(id=wrote()).correspondent_id
    assert customer("known", known.id) == customer("writer", writer)
    assert customer("writer", Conversation.objects.get(id=typed).correspondent_id).knowns == ()
    sentences = told(customer("writer", writer))
    assert sentences[-2:] == ["Bought before: 1 × Flow", "Bought before: 1 × Ebb"]
    assert "Bought before: 1 × Neap" in sentences


def test_what_somebody_joined_by_hand_stays_beside_a_member(team, wrote, now) -> None:
    writes(team.noor, now)
    hers = Correspondent.objects.get(member=team.noor).id
    other = Conversation.objects.get(id=wrote("Not mine")).correspondent_id
    operations.merge_people(taken=other, into=hers, by=team.mei, at=now)
    who = customer("member", team.noor)
    assert who.writers == (hers,)
    assert who.beside == ((other, "Lotte Smit"),)
    assert "Not mine" not in str(told(who, is_own=True))
    apart = customer("writer", other)
    assert (apart.member, apart.writers) == (None, (other,))


def test_erasing_a_stranger_leaves_whom_somebody_joined_to_her(team, wrote, now) -> None:
    talk = writes(team.noor, now, "Mine")
    hers = Correspondent.objects.get(member=team.noor).id
    other = Conversation.objects.get(id=wrote("Not mine")).correspondent_id
    more = wrote("Nor this", sender=Sender("telegram", "9", "L."), channel="telegram")
    third = Conversation.objects.get(id=more).correspondent_id
    operations.merge_people(taken=third, into=other, by=team.mei, at=now)
    operations.merge_people(taken=other, into=hers, by=team.mei, at=now)
    for rows in ((), (hers,)):  # nothing is taken for hers by itself, and nothing of a member
        with pytest.raises(Refused):
            desk.erase_person(kind="writer", person=other, rows=rows, by=team.ruben, at=now)
    desk.erase_person(kind="writer", person=other, rows=(other, third), by=team.ruben, at=now)
    erased = set(Correspondent.objects.exclude(erased_at=None).values_list("id", flat=True))
    assert erased == {other, third}
    assert Conversation.objects.get(id=talk).state == "open"
    assert [one.text for one in inbox.messages(talk)] == ["Mine"]
    assert Conversation.objects.get(id=more).state == "forgotten"


def test_a_takeout_holds_no_letter_of_whom_somebody_joined_to_her(team, wrote, now) -> None:
    talk = writes(team.noor, now, "Mine")
    hers = Correspondent.objects.get(member=team.noor).id
    foreign = wrote("Not mine")
    other = Conversation.objects.get(id=foreign).correspondent_id
    operations.merge_people(taken=other, into=hers, by=team.mei, at=now)
    operations.merge_conversations(taken=foreign, into=talk, by=team.mei, at=now)
    assert "Not mine" not in str(everything_of(team.noor)["inbox"])
    assert "lotte" not in str(everything_of(team.noor)["inbox"]).lower()
    bond.delete_account(by=team.noor, at=now)
    assert [one.text for one in inbox.messages(foreign)] == ["Not mine"]
    left = Correspondent.objects.get(id=other)
    assert (left.erased_at, left.merged_into_id, left.root_id) == (None, None, other)
    assert Conversation.objects.get(id=talk).state == "forgotten"
    assert Act.objects.filter(kind="care.person.unmerged").count() == 1


def test_a_steward_says_which_of_those_joined_by_hand_are_hers(team, wrote, now) -> None:
    one = Conversation.objects.get(id=wrote("From Lotte")).correspondent_id
    more = wrote("From another", sender=Sender("telegram", "9", "L."), channel="telegram")
    two = Conversation.objects.get(id=more).correspondent_id
    brought("lotte@home.example", team, now)
    operations.merge_people(taken=two, into=one, by=team.mei, at=now)
    base, ruben = f"/desk/customers/writer/{one}/", signed_in(team.ruben)
    page = ruben.get(base).content.decode()
    assert page.count(f'value="{two}"') == 2  # in what is gathered and in what is erased
    refused = ruben.post(base + "gather", follow=True)
    assert "Choose which of them are hers." in refused.content.decode()
    file = ruben.post(base + "gather", {"rows": [str(two)]}).json()
    assert [each["text"] for each in file["written"]["messages"]] == ["From another"]
    assert file["known_before"] == []
    assert "lotte" not in str(file).lower()
    file = ruben.post(base + "gather", {"rows": [str(one), str(two)]}).json()
    assert len(file["written"]["messages"]) == 2
    assert len(file["known_before"]) == 1
    assert ruben.post(base + "gather", {"rows": ["x"]}).status_code == 404
    assert f'href="{base}"' in ruben.get(f"/desk/inbox/{more}/").content.decode()
    given = {"person": str(one), "sure": "on"}
    assert ruben.post(f"/desk/inbox/{more}/forget", given).status_code == 422
    ruben.post(base + "erase", {"sure": "on"})
    assert not Correspondent.objects.exclude(erased_at=None).exists()
    ruben.post(base + "erase", {"sure": "on", "rows": [str(two)]})
    assert Correspondent.objects.get(erased_at__isnull=False).id == two
    assert Correspondent.objects.get(id=one).root_id == one
    assert KnownPerson.objects.exists()


def test_an_address_not_shown_to_be_hers_joins_nothing(team, wrote, now) -> None:
    claims = bond.join(email="lotte@home.example", name="Mallory", at=now, is_verified=False)
    talk = wrote()
    brought("lotte@home.example", team, now)
    who = customer("member", claims)
    assert (who.writers, who.knowns) == ((), ())
    assert customer("writer", Conversation.objects.get(id=talk).correspondent_id).member is None


def test_only_those_who_answer_find_and_open_people(team, now) -> None:
    path = f"/desk/customers/member/{team.mei}/"
    for page in (path, "/desk/customers/", "/desk/follow-ups/"):
        assert Client().get(page).status_code == 302, page
        assert signed_in(team.noor).get(page).status_code == 403, page
        assert signed_in(team.sana).get(page).status_code == 200, page
    for page, given in (
        (path + "note", {"text": "x"}),
        (path + "gather", {}),
        (path + "erase", {}),
    ):
        assert signed_in(team.noor).post(page, given).status_code == 403, page
    assert signed_in(team.sana).post(path + "gather").status_code == 403
    with pytest.raises(Forbidden):
        desk.write_person_note(kind="member", person=team.mei, text="x", by=team.noor, at=now)
    with pytest.raises(Missing):
        customer("member", uuid4())
    assert signed_in(team.sana).get(path + "?show=secrets").status_code == 404
    assert signed_in(team.sana).get(path + "?before=forged").status_code == 400
    assert Client().get("/held/").status_code == 302


def test_every_reading_is_written_down_and_she_sees_it(team, now) -> None:
    path = f"/desk/customers/member/{team.noor}/"
    for _time in range(12):
        signed_in(team.sana).get(path)
    signed_in(team.noor).get("/held/")
    assert set(PersonReading.objects.values_list("reader", "member")) == {(team.sana, team.noor)}
    noor = signed_in(team.noor)
    page = noor.get("/held/").content.decode()
    assert page.count("Sana Iqbal") == told_about.READINGS_A_PAGE
    who = customer("member", team.noor)
    rest = told_about.readings_of(who, cursor=told_about.readings_of(who).next)
    assert (len(rest.readings), rest.next) == (2, "")


def test_people_are_found_by_name_and_by_a_whole_address_only(team, wrote, now) -> None:
    wrote()
    brought("old@past.example", team, now, name="Lotte Old")
    assert {found.name for found in search("lotte")} == {"Lotte Smit", "Lotte Old"}
    assert [found.name for found in search("Noor")] == ["Noor Aziz"]
    assert [found.kind for found in search("lotte@home.example")] == ["writer"]
    assert [found.id for found in search("NOOR@example.org")] == [team.noor]
    for part in ("@home.example", "lotte@", "x", " "):
        assert search(part) == [], part
    page = signed_in(team.mei)
    answer = page.post("/desk/customers/", {"words": "lotte"})
    assert "Lotte Smit" in answer.content.decode()
    assert "home.example" not in answer.content.decode()
    empty = page.post("/desk/customers/", {"words": "zzz"}).content.decode()
    assert "Nobody found" in empty
    for _time in range(70):
        answer = page.post("/desk/customers/", {"words": "lotte"})
    assert answer.status_code == 422
    assert "Too many tries" in answer.content.decode()


def test_a_note_is_read_by_whom_it_is_about_and_erased_by_its_author(team, now) -> None:
    base = f"/desk/customers/member/{team.noor}/"
    sana, noor = signed_in(team.sana), signed_in(team.noor)
    assert "She can read this." in sana.get(base).content.decode()
    assert sana.post(base + "note", {"text": "Measures well."}).status_code == 302
    note = PersonNote.objects.get()
    act = Act.objects.get(kind="care.person.noted")
    assert act.payload == {"note": str(note.id)}
    assert str(team.noor) not in f"{act.object_id} {act.target_id} {act.payload}"
    assert "Measures well." in noor.get("/held/").content.decode()
    refused = sana.post(base + "note", {"text": " "})
    assert refused.status_code == 422
    assert "This field is required." in refused.content.decode()
    with pytest.raises(Refused):
        desk.write_person_note(
            kind="member", person=team.noor, text="x" * 2001, by=team.sana, at=now
        )
    assert signed_in(team.mei).post(f"/desk/customers/notes/{note.id}/erase").status_code == 403
    assert sana.post(f"/desk/customers/notes/{note.id}/erase").status_code == 302
    assert not PersonNote.objects.exists()


def test_a_day_comes_its_owner_is_told_once_and_it_is_done(team, now) -> None:
    today = now.date()
    base = f"/desk/customers/member/{team.noor}/"
    sana = signed_in(team.sana)
    day = desk.set_follow_up(
        kind="member", person=team.noor, on=today + timedelta(days=2), reason="The next chart",
        owner=team.mei, by=team.sana, at=now,
    )  # fmt: skip
    jobs_customers.tell(at=now)
    assert not Notice.objects.filter(key__startswith="care:follow-up").exists()
    for hour in (0, 1):
        jobs_customers.tell(at=now + timedelta(days=2, hours=hour))
    notice = Notice.objects.get(key=f"care:follow-up:{day}")
    assert (notice.to_id, notice.url) == (team.mei, base)
    assert "Noor" not in f"{notice.sentence}{notice.values}"
    listed = signed_in(team.mei).get("/desk/follow-ups/?of=me").content.decode()
    assert "Noor Aziz" in listed
    assert "Nobody waits" in sana.get("/desk/follow-ups/?of=me").content.decode()
    assert "The next chart" in signed_in(team.noor).get("/held/").content.decode()
    assert sana.post(f"/desk/follow-ups/{day}/done", {"from": "list"}).status_code == 302
    assert FollowUp.objects.get().done_by_id == team.sana
    assert Notice.objects.get(id=notice.id).read_at is not None
    assert Act.objects.filter(kind="care.follow_up.done").count() == 1
    desk.finish_follow_up(follow_up=day, by=team.mei, at=now)
    assert Act.objects.filter(kind="care.follow_up.done").count() == 1
    assert "Nobody waits" in sana.get("/desk/follow-ups/").content.decode()


@pytest.mark.parametrize(
    ("given", "field"),
    [({"on": -1}, "on"), ({"on": 800}, "on"), ({"reason": " "}, "reason"), ({"owner": 1}, "owner")],
)
def test_a_day_that_cannot_be_is_refused_at_its_field(team, now, given, field) -> None:
    with pytest.raises(Refused) as refusal:
        desk.set_follow_up(
            kind="member", person=team.noor, by=team.sana, at=now,
            on=now.date() + timedelta(days=given.get("on", 1)),
            reason=given.get("reason", "Chart"),
            owner=team.noor if "owner" in given else team.sana,
        )  # fmt: skip
    assert refusal.value.field == field
    base = f"/desk/customers/member/{team.noor}/"
    answer = signed_in(team.sana).post(base + "day", {"on": "2020-01-01", "reason": "Chart"})
    assert answer.status_code == 422


def test_days_are_listed_by_keyset(team, now) -> None:
    for number in range(60):
        desk.set_follow_up(
            kind="member", person=team.noor, on=now.date() + timedelta(days=number % 7),
            reason=f"Day {number}", owner=team.mei, by=team.mei, at=now,
        )  # fmt: skip
    seen, cursor = [], ""
    while True:
        part = told_about.follow_ups(cursor=cursor)
        seen += [day.id for day in part.follow_ups]
        cursor = part.next
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == 60
    browser = signed_in(team.mei)
    browser.get("/desk/follow-ups/")
    with CaptureQueriesContext(connection) as asked:
        answer = browser.get("/desk/follow-ups/")
    assert answer.status_code == 200
    # the place’s stamp, the user, who looks; days, the people's names, who has them; the stamp
    # again for the place's clock
    assert len(asked) == 7, "\n".join(one["sql"][:140] for one in asked)


def test_thousands_of_lines_cost_what_twenty_do(team, circle, now) -> None:
    writes(team.noor, now)
    writer = Correspondent.objects.get(member=team.noor)
    brought("noor@example.org", team, now)
    desk.allow_timeline(words=WORDS, by=team.noor, at=now)
    path = f"/desk/customers/member/{team.noor}/"
    browser = signed_in(team.sana)
    bought(team.noor, now)
    few = counted(browser, path)
    orders = [
        Order(
            reference=f"N{number}", key=f"N{number}", fingerprint="x", channel="web",
            buyer_id=team.noor, state="paid", currency="EUR", goods_minor=100,
            placed_at=now - timedelta(minutes=number // 3),
        )
        for number in range(3000)
    ]  # fmt: skip
    Order.objects.bulk_create(orders)
    talks = []
    for number in range(2000):
        talk = Conversation(
            channel="place", correspondent=writer, subject=f"Talk {number}", state="done",
            opened_at=now - timedelta(minutes=number // 2), last_at=now,
        )  # fmt: skip
        talk.root_id = talk.id
        talks.append(talk)
    Conversation.objects.bulk_create(talks)
    many = counted(browser, path)
    assert many == few
    # the place, the user, who looks; who she is and what is proven to be hers (7); the limit and
    # its savepoint (3); the reading; what she allows; orders (3); talks; thanks; files (3);
    # account; tiers; mail (3); browsers; consents (2); circles; works; ideas; links; notes; days;
    # who looked; how long it is kept; cards; the team; the place's clock
    assert many == 42
    who, cursor, seen, pages = customer("member", team.noor), "", [], 0
    while True:
        part = timeline(who, is_own=True, cursor=cursor)
        seen += [(moment.at, moment.id) for moment in part.moments]
        pages, cursor = pages + 1, part.next
        if not cursor:
            break
    assert seen == sorted(seen, reverse=True)
    assert len(set(seen)) == len(seen)
    assert len(seen) >= 5000 + 3
    assert pages == -(-len(seen) // MOMENTS_A_PAGE)


def counted(browser: Client, path: str) -> int:
    browser.get(path)
    with CaptureQueriesContext(connection) as asked:
        answer = browser.get(path)
    assert answer.status_code == 200
    return len(asked)


def test_browsers_that_are_told_of_news_stand_there_without_their_address(team, now) -> None:
    PushSubscription.objects.create(
        member_id=team.noor, endpoint="https://push.example/secret", p256dh="key", auth="auth",
        created_at=now,
    )  # fmt: skip
    assert "Let a browser be told of news" in told(customer("member", team.noor))
    for browser, path in (
        (signed_in(team.noor), "/held/"),
        (signed_in(team.mei), f"/desk/customers/member/{team.noor}/"),
    ):
        page = browser.get(path).content.decode()
        assert "Let a browser be told of news" in page
        assert "News in a browser" in page
        assert "push.example" not in page


def test_lists_of_who_has_no_account_stand_on_her_page(team, wrote, now) -> None:
    writer = Conversation.objects.get(id=wrote()).correspondent_id
    typed = wrote("Hi", sender=Sender("typed", "else@home.example", "Lotte"))
    here = place_here()
    assert here is not None
    for address in ("lotte@home.example", "else@home.example"):
        spread.import_subscriptions(
            brought=[
                spread.BroughtSubscription(
                    address, "en", spread.RecordedConsent(now - timedelta(days=3), "Yes", "file")
                )
            ],
            list_kind="place", list_id=here.agent, by=team.ruben, at=now,
        )  # fmt: skip
    who = customer("writer", writer)
    assert any(line.startswith("Agreed to mail: ") for line in told(who))
    unproven = customer("writer", Conversation.objects.get(id=typed).correspondent_id)
    assert not any(line.startswith("Agreed to mail: ") for line in told(unproven))


def test_the_page_can_show_talk_or_orders_alone(team, now) -> None:
    bought(team.noor, now - timedelta(days=2))
    writes(team.noor, now)
    who = customer("member", team.noor)
    assert told(who, part="talk") == ["Message here: The chart says 52."]
    assert told(who, part="orders") == ["Order 1152: Two Harbours"]


def test_an_order_leads_to_whose_it_is(team, now) -> None:
    sana = signed_in(team.sana)
    hers, guest = bought(team.noor, now), bought(None, now, reference="77")
    answer = sana.get(f"/desk/customers/of-order/{hers}/")
    assert answer["Location"] == f"/desk/customers/member/{team.noor}/"
    assert sana.get(f"/desk/customers/of-order/{guest}/")["Location"] == "/desk/customers/"
    operations.receive(
        channel="order", remote_id="o", sender=Sender("link", "o1", "Lotte"), text="Late?",
        order=guest, at=now,
    )  # fmt: skip
    writer = Correspondent.objects.get(name="Lotte").id
    answer = sana.get(f"/desk/customers/of-order/{guest}/")
    assert answer["Location"] == f"/desk/customers/writer/{writer}/"
    assert "Order 77" in sana.get(answer["Location"]).content.decode()
    trade.pack_order(order=hers, by=team.sana, at=now)
    pack = sana.get(reverse("trade:pack")).content.decode()
    for order in (hers, guest):
        assert f"/desk/customers/of-order/{order}/" in pack


def test_leaving_erases_all_the_desk_wrote(team, wrote, now) -> None:
    wrote("Secret wish", sender=Sender("mail", "noor@example.org", "Noor Aziz"))
    desk.write_person_note(kind="member", person=team.noor, text="Tall", by=team.sana, at=now)
    for owner, about in ((team.mei, team.noor), (team.noor, team.mei)):
        if owner == team.noor:
            bond.grant_role(to=team.noor, role="answerer", by=team.ruben, at=now)
        desk.set_follow_up(
            kind="member", person=about, on=now.date(), reason="Chart", owner=owner, by=team.mei,
            at=now,
        )  # fmt: skip
    desk.note_reading(who=customer("member", team.noor), by=team.sana, at=now)
    desk.allow_timeline(words=WORDS, by=team.noor, at=now)
    bond.delete_account(by=team.noor, at=now)
    assert not PersonNote.objects.exists()
    assert not PersonReading.objects.exists()
    assert not TimelineConsent.objects.exists()
    [left] = FollowUp.objects.all()
    assert (left.member_id, left.owner_id) == (team.mei, None)
    assert not CorrespondentKey.objects.exists()
    assert "Secret" not in str(
        [one.text for talk in Conversation.objects.all() for one in inbox.messages(talk.id)]
    )
    with pytest.raises(Missing):
        customer("member", team.noor)
    assert "nobody has it" in signed_in(team.mei).get("/desk/follow-ups/").content.decode()


def test_what_is_written_of_who_has_no_account_is_given_to_her_and_goes_with_her(
    team, wrote, now
) -> None:
    talk = wrote()
    known = brought("lotte@home.example", team, now)
    writer = Conversation.objects.get(id=talk).correspondent_id
    desk.write_person_note(kind="known", person=known.id, text="Kind", by=team.sana, at=now)
    assert PersonNote.objects.get().writer_id == writer
    base = f"/desk/customers/writer/{writer}/"
    ruben = signed_in(team.ruben)
    file = ruben.post(base + "gather").json()
    assert file["desk"]["notes"][0]["text"] == "Kind"
    assert file["written"]["messages"][0]["text"] == "The collar is loose."
    assert file["known_before"][0]["email"] == "lotte@home.example"
    assert Act.objects.get(kind="care.person.gathered").actor_id == team.ruben
    assert ruben.post(base + "erase").status_code == 302
    assert PersonNote.objects.exists()
    assert ruben.post(base + "erase", {"sure": "on"}).status_code == 302
    assert not PersonNote.objects.exists()
    assert not KnownPerson.objects.exists()
    assert not CorrespondentKey.objects.exists()
    assert Conversation.objects.get(id=talk).state == "forgotten"
    assert ruben.get(base).status_code == 404
    only_file = brought("alone@past.example", team, now)
    desk.write_person_note(kind="known", person=only_file.id, text="Far", by=team.sana, at=now)
    desk.erase_person(kind="known", person=only_file.id, by=team.ruben, at=now)
    assert not PersonNote.objects.exists()
    assert Act.objects.filter(kind="care.person.forgotten").count() == 2
    with pytest.raises(Refused):
        desk.erase_person(kind="member", person=team.noor, by=team.ruben, at=now)
    with pytest.raises(Refused):
        desk.gather_person(kind="member", person=team.noor, by=team.ruben, at=now)


def test_what_is_old_is_forgotten(team, now) -> None:
    desk.write_person_note(kind="member", person=team.noor, text="Tall", by=team.sana, at=now)
    done = desk.set_follow_up(
        kind="member", person=team.noor, on=now.date(), reason="Chart", owner=team.mei,
        by=team.mei, at=now,
    )  # fmt: skip
    desk.finish_follow_up(follow_up=done, by=team.mei, at=now)
    desk.note_reading(who=customer("member", team.noor), by=team.sana, at=now)
    jobs_customers.forget(at=now + timedelta(days=730))
    assert PersonNote.objects.count() == 1
    jobs_customers.forget(at=now + timedelta(days=731))
    assert not PersonNote.objects.exists()
    assert not FollowUp.objects.exists()
    assert not PersonReading.objects.exists()


COLUMNS = {
    PersonNote: {
        "taken out": {"author", "text", "at"},
        "whose row it is": {"id", "member", "writer", "known"},
    },
    FollowUp: {
        "taken out": {"owner", "on", "reason", "made_by", "made_at", "done_by", "done_at"},
        "whose row it is": {"id", "member", "writer", "known"},
        "tells nothing of her": {"told_at"},
    },
    PersonReading: {
        "taken out": {"reader", "at"},
        "whose row it is": {"id", "member", "writer", "known"},
    },
    TimelineConsent: {
        "taken out": {"words", "given_at", "withdrawn_at"},
        "whose row it is": {"id", "member"},
    },
}


def test_every_column_is_taken_out_or_says_why_not(team, now) -> None:
    for model, classes in COLUMNS.items():
        classified = set().union(*classes.values())
        assert {field.name for field in model._meta.concrete_fields} == classified, model
    desk.write_person_note(kind="member", person=team.noor, text="Tall", by=team.sana, at=now)
    desk.set_follow_up(
        kind="member", person=team.noor, on=now.date(), reason="Chart", owner=team.mei,
        by=team.mei, at=now,
    )  # fmt: skip
    desk.note_reading(who=customer("member", team.noor), by=team.sana, at=now)
    desk.allow_timeline(words=WORDS, by=team.noor, at=now)
    taken = everything_of(team.noor)["what_the_desk_wrote"]
    for name, model in (
        ("notes", PersonNote), ("days_to_come_back", FollowUp), ("who_looked", PersonReading),
        ("timeline_allowed", TimelineConsent),
    ):  # fmt: skip
        assert set(taken[name][0]) == COLUMNS[model]["taken out"], name
    own = everything_of(team.sana)["what_the_desk_wrote"]
    assert own["notes_i_wrote_at"] == own["pages_i_opened_at"] == [now]
    assert "Tall" not in str(own)
    assert everything_of(team.mei)["what_the_desk_wrote"]["days_i_keep"][0]["on"] == now.date()
