"""A follower on another server: her reply is answered from the inbox, her boost is an edge."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import pytest
from django.test import Client

from cohive.care import operations as care
from cohive.care.jobs import send_answer
from cohive.care.models import Conversation, Dispatch, Message
from cohive.spread import operations as spread
from cohive.spread.models import Boost, FederatedPost
from tests.spread.conftest import Cast, cast, user_of
from tests.spread.federation import Stranger, post
from tests.spread.test_federation_inbox import (
    ADA,
    Network,
    at,
    network,
    place,
    said,
    steward_here,
    url,
)

__all__ = ["at", "cast", "network", "place", "said"]

pytestmark = pytest.mark.django_db


def test_her_reply_is_a_conversation_and_the_answer_goes_back_to_her(
    client: Client, said: UUID, at: datetime, hear: Callable[[datetime], int], network: Network
) -> None:
    post(client, ADA, ADA.says("Who did the lettering?", to=url(said)), at=at)
    hear(at)
    talk = Conversation.objects.get()
    message = Message.objects.get(conversation=talk, kind="in")
    assert (talk.channel, message.text) == ("federation", "Who did the lettering?")
    answer = care.write_answer(conversation=talk.id, text="Mei did.", by=steward_here(), at=at)
    send_answer(answer)
    assert Dispatch.objects.get().state == "sent"
    assert FederatedPost.objects.latest("id").texts == {"en": "Mei did."}


def test_what_she_erases_there_is_erased_here(
    client: Client, said: UUID, at: datetime, hear: Callable[[datetime], int], network: Network
) -> None:
    post(client, ADA, ADA.says("I regret this", to=url(said)), at=at)
    hear(at)
    gone = ADA.does("Delete", {"id": f"{ADA.id}/notes/1", "type": "Tombstone"})
    post(client, ADA, gone, at=at)
    hear(at)
    message = Message.objects.get()
    assert (message.text, message.conversation.preview) == ("", "")
    client.force_login(user_of("steward"))
    talk = f"/desk/inbox/{message.conversation_id}/"
    page = client.get(talk, secure=True, headers={"host": "localhost"})
    assert "taken back" in page.content.decode(), "an empty bubble would say nothing"


def test_her_boost_is_an_edge_of_the_circle_s_cascade_and_its_undo_takes_it_back(
    client: Client, cast: Cast, place: UUID, at: datetime, network: Network
) -> None:
    told = spread.publish(
        actor=place,
        texts={"en": "A circle opens."},
        source_kind="circle",
        source=cast.circle,
        by=steward_here(),
        at=at,
    )
    assert told is not None
    boost: Stranger = ADA
    post(client, boost, boost.does("Announce", url(told)), at=at)
    post(client, boost, boost.does("Announce", url(told), number=2), at=at)
    edge = Boost.objects.get()
    assert (edge.target_kind, edge.target, edge.undone_at) == ("circle", cast.circle, None)
    assert "ada" not in repr(list(Boost.objects.values()))
    inner = {"type": "Announce", "actor": ADA.id, "object": url(told)}
    post(client, ADA, ADA.does("Undo", inner), at=at)
    edge.refresh_from_db()
    assert edge.undone_at is not None
