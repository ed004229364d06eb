"""Following, answering, passing on from elsewhere; and everything a hostile server may try."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client

from cohive.bond.queries import stewards
from cohive.bridges.federation.documents import PUBLIC
from cohive.bridges.federation.domains import DomainRule
from cohive.bridges.federation.peers import Peers
from cohive.journal.models import Act
from cohive.spread import courier, federating, operations, queries
from cohive.spread.models import (
    FederatedPost,
    FederationDelivery,
    FederationHost,
    Follower,
    RemoteActor,
    RemoteReaction,
    RemoteReply,
)
from cohive.words.refusals import Missing
from tests.spread.conftest import Cast
from tests.spread.federation import PLACE, Network, Stranger, post

pytestmark = pytest.mark.django_db
ADA, BOB = Stranger(), Stranger("bob", "other.example", "bob")


@pytest.fixture
def network(settings, monkeypatch: pytest.MonkeyPatch, tmp_path) -> Network:
    settings.ADDRESS, settings.HOME = PLACE, tmp_path
    settings.ALLOWED_HOSTS = ["place.example", "localhost"]
    made = Network()
    made.knows(ADA)
    made.knows(BOB)
    monkeypatch.setattr(federating, "peers", lambda: Peers(send=made))
    return made


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch, now: datetime) -> datetime:
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    return now


@pytest.fixture
def place(cast: Cast, network: Network, at: datetime) -> UUID:
    steward = steward_here()
    operations.switch_federation(agent=cast.place, is_on=True, handle="ferry", by=steward, at=at)
    return cast.place


def steward_here() -> UUID:
    return next(iter(stewards()))


@pytest.fixture
def said(place: UUID, at: datetime) -> UUID:
    post_id = operations.publish(
        actor=place,
        texts={"en": "The night ferry sails. #ferry", "zh-Hans": "夜渡启航。"},
        by=place,
        at=at,
    )
    assert post_id is not None
    return post_id


def url(post_id: UUID) -> str:
    return f"{PLACE}/ap/objects/{post_id}"


def follow(client: Client, who: Stranger, place: UUID, at: datetime, number: int = 1) -> int:
    document = who.does("Follow", f"{PLACE}/ap/actors/{place}", number=number)
    return post(client, who, document, at=at).status_code


def test_a_follow_is_accepted_and_undone(
    client: Client, place: UUID, network: Network, at: datetime
) -> None:
    assert follow(client, ADA, place, at) == 202
    assert Follower.objects.get().state == "following"
    assert Act.objects.filter(kind="spread.federation.followed").count() == 1
    assert courier.deliver_due(at=at, peers=Peers(send=network)) == 1
    [(inbox, accept, headers)] = network.sent
    assert (inbox, accept["type"]) == (f"{ADA.id}/inbox", "Accept")
    assert accept["object"]["id"] == "https://far.example/activities/follow-1"
    assert "digest" in headers

    inner = {"type": "Follow", "actor": ADA.id, "object": f"{PLACE}/ap/actors/{place}"}
    assert post(client, ADA, ADA.does("Undo", inner), at=at).status_code == 202
    assert not Follower.objects.exists()


def test_nobody_undoes_what_another_did(client: Client, place: UUID, at: datetime) -> None:
    follow(client, ADA, place, at)
    inner = {"type": "Follow", "actor": ADA.id, "object": f"{PLACE}/ap/actors/{place}"}
    post(client, BOB, BOB.does("Undo", inner), at=at)
    post(client, BOB, BOB.does("Undo", "https://far.example/activities/follow-1", number=2), at=at)
    post(client, BOB, BOB.does("Delete", ADA.id, number=3), at=at)
    assert Follower.objects.count() == 1


def test_who_asks_waits_for_a_stewards_yes(
    client: Client, place: UUID, network: Network, at: datetime
) -> None:
    steward = steward_here()
    operations.switch_federation(
        agent=place, is_on=True, approves_followers=True, by=steward, at=at
    )
    follow(client, ADA, place, at)
    assert not FederationDelivery.objects.exists()
    [asking] = queries.asking()
    operations.decide_follower(follower=asking.follower, is_welcome=True, by=steward, at=at)
    courier.deliver_due(at=at, peers=Peers(send=network))
    assert network.sent[0][1]["type"] == "Accept"
    operations.decide_follower(follower=asking.follower, is_welcome=False, by=steward, at=at)
    courier.deliver_due(at=at, peers=Peers(send=network))
    assert network.sent[1][1]["type"] == "Reject"
    assert not Follower.objects.exists()


def test_a_reply_is_text_with_its_origin_and_is_answered(
    client: Client, said: UUID, network: Network, at: datetime
) -> None:
    html = '<p>Fine <script>alert(1)</script><b onclick="x()">boat</b><br>&lt;i&gt; really</p>'
    reply = ADA.says(html, to=url(said))
    assert post(client, ADA, reply, at=at).status_code == 202
    assert post(client, ADA, reply, at=at).status_code == 202, "the same again does nothing"
    view = queries.remote_replies()[0]
    assert (view.text, view.author_handle) == ("Fine boat\n<i> really", "ada@far.example")
    assert view.post == said
    [act] = Act.objects.filter(kind="spread.federation.replied")
    assert "ada" not in json.dumps(act.payload)

    operations.answer_remote(reply=view.id, text="Thanks <3", by=steward_here(), at=at)
    courier.deliver_due(at=at, peers=Peers(send=network))
    [(inbox, create, _)] = network.sent
    note = create["object"]
    assert inbox == "https://far.example/inbox"
    assert note["inReplyTo"] == reply["object"]["id"]
    assert note["tag"][0] == {"type": "Mention", "href": ADA.id, "name": "@ada@far.example"}
    assert "Thanks &lt;3" in note["content"]


def test_what_was_said_to_us_alone_is_answered_to_her_alone(
    client: Client, said: UUID, network: Network, at: datetime
) -> None:
    follow(client, BOB, FederatedPost.objects.get().actor_id, at)
    reply = ADA.does(
        "Create",
        {
            "id": f"{ADA.id}/notes/9",
            "type": "Note",
            "attributedTo": ADA.id,
            "content": "psst",
            "to": [f"{PLACE}/ap/actors/{FederatedPost.objects.get().actor_id}"],
        },
    )
    post(client, ADA, reply, at=at)
    [view] = queries.remote_replies()
    assert not view.is_public
    FederationDelivery.objects.all().delete()
    operations.answer_remote(reply=view.id, text="psst too", by=steward_here(), at=at)
    courier.deliver_due(at=at, peers=Peers(send=network))
    [(inbox, create, _)] = network.sent
    assert inbox == f"{ADA.id}/inbox"
    assert PUBLIC not in json.dumps(create)
    answer = FederatedPost.objects.latest("id")
    assert (
        client.get(
            f"/ap/objects/{answer.id}", secure=True, headers={"host": "place.example"}
        ).status_code
        == 404
    )


def test_a_changed_and_an_erased_reply(client: Client, said: UUID, at: datetime) -> None:
    post(client, ADA, ADA.says("first", to=url(said)), at=at)
    changed = ADA.says("second", to=url(said)) | {"type": "Update", "id": f"{ADA.id}#u1"}
    post(client, ADA, changed, at=at)
    view = queries.remote_replies()[0]
    assert view.text == "second"
    gone = ADA.does("Delete", {"id": f"{ADA.id}/notes/1", "type": "Tombstone"})
    post(client, ADA, gone, at=at)
    erased = queries.remote_reply(view.id)
    assert erased is not None
    assert (erased.is_erased, erased.text, erased.author_handle) == (True, "", "")
    assert Act.objects.filter(kind="spread.federation.reply_erased").count() == 1
    with pytest.raises(Missing):
        operations.answer_remote(reply=view.id, text="?", by=steward_here(), at=at)
    post(client, ADA, ADA.says("first", to=url(said)) | {"id": f"{ADA.id}#c2"}, at=at)
    assert queries.remote_reply(view.id) == erased, "what was erased does not come back"


def test_boosts_and_likes_count_once_and_are_taken_back(
    client: Client, said: UUID, at: datetime
) -> None:
    for number in (1, 2):
        post(client, ADA, ADA.does("Announce", url(said), number=number), at=at)
        post(client, ADA, ADA.does("Like", url(said), number=number), at=at)
    tally = queries.post_tallies()[0]
    assert (tally.boosts, tally.likes) == (1, 1)
    assert Act.objects.filter(kind="spread.federation.boosted").count() == 1
    inner = {"type": "Announce", "actor": ADA.id, "object": url(said)}
    post(client, ADA, ADA.does("Undo", inner), at=at)
    undone = ADA.does("Undo", "https://far.example/activities/like-1", number=2)
    post(client, ADA, undone, at=at)
    assert not RemoteReaction.objects.exists()


def test_who_deletes_herself_leaves_nothing(client: Client, said: UUID, at: datetime) -> None:
    follow(client, ADA, FederatedPost.objects.get().actor_id, at)
    post(client, ADA, ADA.says("hello", to=url(said)), at=at)
    post(client, ADA, ADA.does("Announce", url(said)), at=at)
    post(client, ADA, ADA.does("Delete", ADA.id), at=at)
    assert not RemoteActor.objects.exists()
    assert not Follower.objects.exists()
    assert not RemoteReaction.objects.exists()
    row = RemoteReply.objects.get()
    assert (row.text, row.uri, row.url, row.remote_id) == ("", "", "", None)


def test_an_unknown_actor_who_is_gone_is_not_asked(
    client: Client, place: UUID, network: Network, at: datetime
) -> None:
    assert post(client, ADA, ADA.does("Delete", ADA.id), at=at).status_code == 202
    assert network.asked == []


@pytest.mark.parametrize("kind", ["Move", "Flag", "Reject", "Accept", "Block", "View", "Add"])
def test_what_is_not_understood_is_taken_politely(
    kind: str, client: Client, place: UUID, at: datetime
) -> None:
    document = ADA.does(kind, f"{PLACE}/ap/actors/{place}")
    assert post(client, ADA, document, at=at).status_code == 202
    assert not Follower.objects.exists()


def hostile(at: datetime, place: UUID) -> dict[str, tuple[int, Callable[[Client], object]]]:
    """What is tried, and how it is answered."""
    follow_it = ADA.does("Follow", f"{PLACE}/ap/actors/{place}")
    mallory = Stranger("ada", "far.example", "mallory")
    elsewhere = Stranger("mallory", "evil.example", "mallory")
    deep = json.dumps(follow_it)[:-1] + ', "x": ' + "[" * 5000 + "]" * 5000 + "}"
    mild = json.dumps(follow_it)[:-1] + ', "x": ' + "[" * 40 + "]" * 40 + "}"
    return {
        "a wrong digest": (
            401,
            lambda c: post(c, ADA, follow_it, at=at, digest="SHA-256=AAAA"),
        ),
        "no signature": (401, lambda c: post(c, ADA, follow_it, at=at, signature="")),
        "an old date": (401, lambda c: post(c, ADA, follow_it, at=at - timedelta(hours=13))),
        "a date to come": (401, lambda c: post(c, ADA, follow_it, at=at + timedelta(hours=2))),
        "a key that is not hers": (401, lambda c: post(c, mallory, follow_it, at=at)),
        "signed by another host": (401, lambda c: post(c, elsewhere, follow_it, at=at)),
        "an id of another host": (
            400,
            lambda c: post(c, ADA, follow_it | {"id": "https://evil.example/1"}, at=at),
        ),
        "an object of another author": (
            400,
            lambda c: post(
                c, ADA, ADA.says("x", to="", attributedTo="https://far.example/users/eve"), at=at
            ),
        ),
        "an object of another host": (
            400,
            lambda c: post(c, ADA, ADA.says("x", to="", id="https://evil.example/n"), at=at),
        ),
        "an actor without https": (
            400,
            lambda c: post(c, ADA, follow_it | {"actor": "http://far.example/users/ada"}, at=at),
        ),
        "huge JSON": (413, lambda c: post(c, ADA, follow_it | {"x": "y" * 300_000}, at=at)),
        "deeply nested JSON": (400, lambda c: post(c, ADA, deep.encode(), at=at)),
        "nested JSON": (400, lambda c: post(c, ADA, mild.encode(), at=at)),
        "no JSON": (400, lambda c: post(c, ADA, b"{", at=at)),
        "a name twice": (
            400,
            lambda c: post(c, ADA, json.dumps(follow_it)[:-1].encode() + b',"id":"x"}', at=at),
        ),
        "no ActivityStreams": (400, lambda c: post(c, ADA, follow_it | {"@context": "x"}, at=at)),
        "another host signed for": (
            401,
            lambda c: post(c, ADA, follow_it, at=at, host="localhost"),
        ),
    }


NAMES = list(hostile(datetime.fromisoformat("2026-01-01T00:00:00+00:00"), UUID(int=1)))


@pytest.mark.parametrize("name", NAMES)
def test_nothing_hostile_has_an_effect(
    name: str, client: Client, place: UUID, at: datetime
) -> None:
    status, attempt = hostile(at, place)[name]
    assert attempt(client).status_code == status  # type: ignore[attr-defined]
    assert not Follower.objects.exists()
    assert not RemoteReply.objects.exists()


@pytest.mark.parametrize(
    "more",
    [
        {"id": "https://far.example/users/eve"},
        {"inbox": "https://victim.example/inbox"},
        {"inbox": "http://127.0.0.1/inbox"},
        {"publicKey": {"id": BOB.key_id, "owner": ADA.id, "publicKeyPem": ADA.pem()}},
        {"publicKey": {"id": ADA.key_id, "owner": BOB.id, "publicKeyPem": ADA.pem()}},
        {"publicKey": {"id": ADA.key_id, "owner": ADA.id, "publicKeyPem": "x" * 5000}},
        {"type": "Note"},
    ],
)
def test_an_actor_whose_parts_do_not_fit_is_nobody(
    more: dict[str, object], client: Client, place: UUID, network: Network, at: datetime
) -> None:
    network.knows(ADA, **more)
    assert follow(client, ADA, place, at) in (400, 401)
    assert not RemoteActor.objects.exists()


def test_a_new_key_is_asked_at_its_origin_and_not_every_minute(
    client: Client, place: UUID, network: Network, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow(client, ADA, place, at)
    fresh = Stranger("ada", "far.example", "fresh")
    network.knows(fresh)
    assert follow(client, fresh, place, at, 2) == 401, "asked a moment ago"
    later = at + timedelta(minutes=6)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert follow(client, fresh, place, later, 3) == 202
    assert len(network.asked) == 2
    assert follow(client, ADA, place, later, 4) == 401, "the old key is over"


def test_an_update_does_not_bring_a_key(
    client: Client, place: UUID, network: Network, at: datetime
) -> None:
    follow(client, ADA, place, at)
    forged = Stranger("ada", "far.example", "mallory").document(name="Ada B.")
    assert post(client, ADA, ADA.does("Update", forged), at=at).status_code == 202
    row = RemoteActor.objects.get()
    assert (row.name, row.public_key) == ("Ada B.", ADA.pem())


@pytest.mark.parametrize("domain", ["far.example", "FAR.example.", "*.far.example"])
def test_a_domain_kept_out_is_not_heard_and_what_it_said_is_gone(
    domain: str, client: Client, said: UUID, network: Network, at: datetime
) -> None:
    place = FederatedPost.objects.get().actor_id
    below = Stranger("eve", "sub.far.example", "eve")
    alike = Stranger("kim", "notfar.example", "kim")
    for who in (below, alike):
        network.knows(who)
    for who in (ADA, below, alike):
        assert follow(client, who, place, at) == 202
    post(client, ADA, ADA.says("hello", to=url(said)), at=at)
    rule = DomainRule(domain, "suspend", "spam")
    operations.block_domains(rules=[rule], by=steward_here(), at=at)
    assert [row.remote.host for row in Follower.objects.select_related("remote")] == [
        "notfar.example"
    ]
    assert queries.remote_replies() == []
    asked = len(network.asked)
    assert follow(client, ADA, place, at, 2) == 403
    assert follow(client, below, place, at, 2) == 403
    assert len(network.asked) == asked, "not even asked who she is"
    courier.deliver_due(at=at, peers=Peers(send=network))
    assert {inbox.split("/")[2] for inbox, _, _ in network.sent} == {"notfar.example"}


def test_a_dead_host_rests_as_a_whole_and_is_let_go_after_a_week(
    client: Client, place: UUID, network: Network, at: datetime
) -> None:
    follow(client, ADA, place, at)
    courier.deliver_due(at=at, peers=Peers(send=network))
    network.sent.clear()
    network.status = 503
    for number in range(3):
        operations.publish(actor=place, texts={"en": f"news {number}"}, by=place, at=at)
    moment, attempts = at, 0
    while moment < at + timedelta(days=8):
        courier.deliver_due(at=moment, peers=Peers(send=network))
        operations.let_dead_hosts_go(at=moment)
        moment += timedelta(hours=1)
    attempts = len(network.sent)
    assert 20 <= attempts <= 45, "one attempt a pause, though three wait"
    assert not Follower.objects.exists()
    host = FederationHost.objects.get()
    assert (host.dropped_followers, host.failures) == (1, 0)
    assert not FederationDelivery.objects.filter(state="waiting").exists()
    assert queries.failing_hosts()[0].dropped_followers == 1


def test_a_shared_inbox_gets_a_post_once(
    client: Client, place: UUID, network: Network, at: datetime
) -> None:
    for name in ("ada", "eve", "kim"):
        who = Stranger(name, "far.example", name)
        network.knows(who)
        follow(client, who, place, at)
    courier.deliver_due(at=at, peers=Peers(send=network))
    network.sent.clear()
    operations.publish(actor=place, texts={"en": "news"}, by=place, at=at)
    courier.deliver_due(at=at, peers=Peers(send=network))
    courier.deliver_due(at=at, peers=Peers(send=network))
    assert [inbox for inbox, _, _ in network.sent] == ["https://far.example/inbox"]
