"""What other servers read, what the desk shows, and what leaves only with a yes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import pytest
from django.test import Client

from cohive.bond import operations as bond
from cohive.bond.queries import stewards
from cohive.bridges.federation.peers import Peers
from cohive.spread import courier, federating, operations, queries
from cohive.spread.models import DomainBlock, FederatedActor, FederatedPost
from cohive.words.refusals import Forbidden, Refused
from tests.spread.conftest import Cast, user_of
from tests.spread.federation import PLACE, Network

pytestmark = pytest.mark.django_db
HOST = {"host": "place.example"}


@pytest.fixture
def steward(cast: Cast, settings, tmp_path) -> UUID:
    settings.ADDRESS, settings.HOME = PLACE, tmp_path
    settings.ALLOWED_HOSTS = ["place.example"]
    return next(iter(stewards()))


@pytest.fixture
def on(cast: Cast, steward: UUID, now: datetime) -> None:
    for agent, handle in ((cast.place, "ferry"), (cast.circle, "making")):
        operations.switch_federation(agent=agent, is_on=True, handle=handle, by=steward, at=now)


def get(client: Client, path: str, accept: str = "*/*"):
    return client.get(path, secure=True, headers={**HOST, "accept": accept})


def test_nothing_is_there_until_somebody_switches_it_on(client: Client, steward: UUID) -> None:
    for path in (
        "/.well-known/webfinger?resource=acct:ferry@place.example",
        "/.well-known/host-meta",
        "/.well-known/nodeinfo",
        "/nodeinfo/2.1",
    ):
        assert get(client, path).status_code == 404, path


def test_a_handle_leads_to_the_actor_and_its_key(
    client: Client, cast: Cast, on: None, tmp_path
) -> None:
    found = get(client, "/.well-known/webfinger?resource=acct:Ferry@PLACE.example").json()
    actor = next(link["href"] for link in found["links"] if link["rel"] == "self")
    assert actor == f"{PLACE}/ap/actors/{cast.place}"
    document = get(client, actor.removeprefix(PLACE)).json()
    assert document["preferredUsername"] == "ferry"
    assert document["publicKey"]["owner"] == actor
    [key] = (tmp_path / "keys" / "federation").glob(f"{cast.place}.pem")
    assert key.stat().st_mode & 0o777 == 0o600
    assert get(client, "/nodeinfo/2.1").json()["usage"]["users"]["total"] == 2
    assert b"webfinger" in get(client, "/.well-known/host-meta").content


def test_a_page_leads_servers_to_the_actor_and_people_nowhere(
    client: Client, cast: Cast, on: None
) -> None:
    for path, agent in (("/", cast.place), ("/circles/making/", cast.circle)):
        answer = get(client, path, "application/activity+json")
        assert (answer.status_code, answer["Location"]) == (302, f"{PLACE}/ap/actors/{agent}")
        assert "Accept" in answer["Vary"]
        assert get(client, path, "text/html").status_code == 200
    assert b"@making@place.example" in get(client, "/circles/making/").content


def test_an_outbox_is_paged_and_what_was_taken_back_is_gone(
    client: Client, cast: Cast, on: None, steward: UUID, now: datetime
) -> None:
    made = [
        operations.publish(actor=cast.place, texts={"en": f"<b>{n}</b>"}, by=steward, at=now)
        for n in range(23)
    ]
    first = get(client, f"/ap/actors/{cast.place}/outbox").json()
    assert first["totalItems"] == 23
    page = get(client, first["first"].removeprefix(PLACE)).json()
    onward = get(client, page["next"].removeprefix(PLACE)).json()
    assert [len(page["orderedItems"]), len(onward["orderedItems"])] == [20, 3]
    assert "&lt;b&gt;22" in page["orderedItems"][0]["object"]["content"]
    operations.withdraw_post(post=made[0], by=steward, at=now)
    gone = get(client, f"/ap/objects/{made[0]}")
    assert (gone.status_code, gone.json()["type"]) == (410, "Tombstone")


def test_words_in_two_languages_tags_and_pictures(
    client: Client, cast: Cast, on: None, steward: UUID, now: datetime
) -> None:
    made = operations.publish(
        actor=cast.place, texts={"en": "Snow #winter", "zh-Hans": "下雪了"}, by=steward, at=now
    )
    note = get(client, f"/ap/objects/{made}").json()
    assert list(note["contentMap"]) == ["en", "zh-Hans"]
    assert note["tag"] == [{"type": "Hashtag", "name": "#winter", "href": f"{PLACE}/"}]
    with pytest.raises(Refused):
        operations.publish(actor=cast.place, texts={"en": " "}, by=steward, at=now)


def test_a_thread_leaves_only_when_circle_and_author_said_yes(
    client: Client, cast: Cast, on: None, hear: Callable[..., int], now: datetime
) -> None:
    bond.join_circle(circle=cast.circle, by=cast.kit, at=now)

    def thread(title: str) -> UUID:
        made = bond.start_thread(circle=cast.circle, title=title, text=title, by=cast.kit, at=now)
        hear(now)
        return made

    thread("stays here")
    assert not FederatedPost.objects.exists()
    operations.agree_to_federation(by=cast.kit, at=now)
    leaving = thread("may leave")
    post = FederatedPost.objects.get()
    assert (post.source, post.actor_id, post.member_id) == (leaving, cast.circle, cast.kit)
    assert "Kit" not in get(client, f"/ap/objects/{post.id}").content.decode()
    operations.decline_federation(by=cast.kit, at=now)
    post.refresh_from_db()
    assert (post.texts, post.title, post.member_id) == ({}, "", None)
    FederatedActor.objects.filter(agent=cast.circle).update(is_on=False)
    operations.agree_to_federation(by=cast.kit, at=now)
    thread("nobody follows this circle")
    assert FederatedPost.objects.count() == 1


def test_who_leaves_takes_her_words_back(
    cast: Cast, on: None, hear: Callable[..., int], now: datetime
) -> None:
    bond.join_circle(circle=cast.circle, by=cast.kit, at=now)
    operations.agree_to_federation(by=cast.kit, at=now)
    bond.start_thread(circle=cast.circle, title="mine", text="mine", by=cast.kit, at=now)
    hear(now)
    bond.delete_account(by=cast.kit, at=now)
    post = FederatedPost.objects.get()
    assert (post.texts, post.member_id) == ({}, None)
    assert not queries.agreed_to_federation(cast.kit)


def test_only_who_keeps_a_circle_or_a_steward_switches_it(
    cast: Cast, steward: UUID, now: datetime
) -> None:
    for agent in (cast.place, cast.circle):
        with pytest.raises(Forbidden):
            operations.switch_federation(agent=agent, is_on=True, handle="x", by=cast.kit, at=now)
    for handle in ("", "no spaces", "夜渡", "a" * 31, "x/y"):
        with pytest.raises(Refused):
            operations.switch_federation(
                agent=cast.circle, is_on=True, handle=handle, by=steward, at=now
            )


def test_the_desk_is_the_stewards(
    client: Client, cast: Cast, on: None, steward: UUID, now: datetime
) -> None:
    for path in ("/desk/federation/", "/desk/federation/blocks/"):
        assert get(client, path).status_code == 302
    client.force_login(user_of("kit"))
    assert get(client, "/desk/federation/").status_code == 403
    client.force_login(user_of("steward"))
    page = get(client, "/desk/federation/").content.decode()
    assert "@ferry@place.example" in page
    answer = client.post(
        "/desk/federation/say", {"text": "Hello #ferry"}, secure=True, headers=HOST
    )
    assert answer.status_code == 302
    assert "Hello #ferry" in get(client, "/desk/federation/").content.decode()
    wrong = client.post(
        "/desk/federation/blocks/",
        {"domain": "x", "severity": "silence"},
        secure=True,
        headers=HOST,
    )
    assert wrong.status_code == 422
    assert "Write a domain such as" in wrong.content.decode()


def test_domains_come_and_go_as_mastodons_table(
    client: Client, cast: Cast, on: None, steward: UUID, now: datetime, tmp_path
) -> None:
    client.force_login(user_of("steward"))
    path = tmp_path / "blocks.csv"
    path.write_text(
        "#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate\n"
        "bad.example,suspend,true,true,spam,false\n"
        "loud.example,silence,false,false,,false\nfine.example,noop,false,false,,false\n"
    )
    with path.open("rb") as file:
        answer = client.post(
            "/desk/federation/blocks/read", {"file": file}, secure=True, headers=HOST
        )
    assert answer.status_code == 302
    assert dict(DomainBlock.objects.values_list("domain", "severity")) == {
        "bad.example": "suspend",
        "loud.example": "silence",
    }
    table = get(client, "/desk/federation/blocks/file").content.decode()
    assert table.splitlines()[1] == "bad.example,suspend,true,true,spam,false"


def test_nothing_is_sent_by_a_page(
    client: Client, cast: Cast, on: None, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    network = Network()
    monkeypatch.setattr(federating, "peers", lambda: Peers(send=network))
    client.force_login(user_of("steward"))
    for path in ("/desk/federation/", "/desk/federation/blocks/", "/circles/making/", "/settings/"):
        assert get(client, path).status_code == 200
    assert (network.asked, network.sent) == ([], [])
    assert courier.deliver_due(at=now) == 0


def test_a_public_place_ignores_the_port_for_tests(settings) -> None:
    settings.FEDERATION_TEST_PORT = "4000"
    settings.ADDRESS = "https://place.example"
    assert federating.ports_here() == ()
    settings.ADDRESS = "http://localhost:8000"
    assert federating.ports_here() == (4000, 8000)
