"""Seeding who follows from other servers, what they say, and what the place says to them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from cohive.bridges.egress import Answer
from cohive.bridges.federation.activities import Activity, Note, RemoteActor
from cohive.bridges.federation.peers import Peers
from cohive.house.demo import practice
from cohive.house.demo.spreading import ELSEWHERE
from cohive.house.demo.story import Story
from cohive.spread import courier, federating, operations

SAID = {
    "en": "Two Harbours is printed again. The tide on it is that of both our ports, and it is "
    "right. #twoharbours",
    "zh-Hans": "两港加印了。上面的潮是两个港口的潮，真的对得上。#两港",
}


def seed_elsewhere(story: Story) -> None:
    """The place can be followed; four do, two of them answer, two pass on what was said."""
    ruben = story.people["ruben"]
    operations.switch_federation(
        agent=story.place.agent,
        is_on=True,
        handle="nightferry",
        by=ruben,
        at=story.at((11, 14, 9, 0)),
    )
    for number, (name, host, shown, *_) in enumerate(ELSEWHERE):
        at = story.at((11, 14 + number, 12, 0))
        operations.keep_remote(actor=_somebody(name, host, shown), at=at)
        _does(story, name, host, "Follow", federating.actor_url(story.place.agent), at)
    said = operations.publish(
        actor=story.place.agent,
        texts=SAID,
        by=ruben,
        at=story.at((11, 18, 19, 0)),
        page="/shop/two-harbours-long-sleeve/",
        source_kind="work",
        source=story.works["harbours"],
    )
    assert said is not None  # noqa: S101 - switched on above
    address = federating.post_url(said)
    for name, host, _shown, language, text, moment in ELSEWHERE:
        at = story.at(moment)
        if text:
            note = _note(name, host, address, text, language, at)
            _does(story, name, host, "Create", note.id, at, note)
        else:
            _does(story, name, host, "Announce", address, at)
        _does(story, name, host, "Like", address, at + timedelta(minutes=1))
    deliver_in_the_story(story.at((11, 21, 22, 30)))


def deliver_in_the_story(at: datetime) -> None:
    """What waits for servers of the story is handed over now: they are this process."""
    while courier.deliver_due(at=at, peers=Peers(send=_taken)):
        pass


def _taken(
    method: str, url: str, *, headers: Mapping[str, str], body: bytes, **_: object
) -> Answer:
    return practice.answer(method, url, headers, body)


def _home(name: str, host: str) -> str:
    return f"https://{host}/users/{name}"


def _somebody(name: str, host: str, shown: str) -> RemoteActor:
    home = _home(name, host)
    return RemoteActor(
        id=home,
        host=host,
        handle=f"{name}@{host}",
        name=shown,
        url=f"https://{host}/@{name}",
        inbox=f"{home}/inbox",
        shared_inbox=f"https://{host}/inbox",
        key_id=f"{home}#main-key",
        public_key="",
    )


def _note(name: str, host: str, to: str, text: str, language: str, at: datetime) -> Note:
    return Note(
        id=f"{_home(name, host)}/notes/1",
        author=_home(name, host),
        in_reply_to=to,
        text=text,
        language=language,
        url=f"https://{host}/@{name}/1",
        published_at=at,
        is_public=True,
        mentions=(),
    )


def _does(
    story: Story,
    name: str,
    host: str,
    kind: str,
    about: str,
    at: datetime,
    note: Note | None = None,
) -> None:
    operations.receive_activity(
        activity=Activity(
            id=f"https://{host}/activities/{name}-{kind.lower()}",
            kind=kind,
            actor=_home(name, host),
            object=about,
            note=note,
        ),
        by=story.place.world,
        at=at,
    )
