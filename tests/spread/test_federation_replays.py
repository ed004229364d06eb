"""A signed activity that somebody caught on its way does nothing a second time, or elsewhere."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from django.http import HttpResponse
from django.test import Client

from cohive.bridges.federation.signatures import sign
from cohive.bridges.payments.loopback import generated
from cohive.spread import federating
from cohive.spread.models import Follower, ReceivedActivity
from cohive.spread.operations.federation_deliveries import forget_sent
from tests.spread.federation import PLACE, post
from tests.spread.test_federation_inbox import ADA, at, network, place

__all__ = ["at", "network", "place"]
pytestmark = pytest.mark.django_db
SHARED = "/ap/inbox"


def caught(document: dict[str, object], *, at: datetime, path: str = SHARED) -> dict[str, str]:
    """The headers of one real request."""
    body = json.dumps(document).encode()
    key = generated(ADA.key)
    return {
        "host": "place.example",
        **sign(
            method="POST", url=PLACE + path, body=body, key_id=ADA.key_id, private_key=key, at=at
        ),
    }


def sent(path: str, document: dict[str, object], headers: dict[str, str]) -> HttpResponse:
    body = json.dumps(document).encode()
    kind = "application/activity+json"
    return Client().post(path, body, content_type=kind, headers=headers, secure=True)


def test_what_was_undone_does_not_come_back_by_the_first_request(place: UUID, at: datetime) -> None:
    follows = ADA.does("Follow", federating.actor_url(place))
    headers = caught(follows, at=at)
    assert sent(SHARED, follows, headers).status_code == 202
    assert Follower.objects.count() == 1
    undoes = ADA.does("Undo", {key: follows[key] for key in ("id", "type", "actor", "object")})
    assert post(Client(), ADA, undoes, at=at).status_code == 202
    assert Follower.objects.count() == 0
    for _ in range(3):
        assert sent(SHARED, follows, headers).status_code == 202
    assert Follower.objects.count() == 0


def test_it_is_remembered_for_longer_than_its_signature_holds(place: UUID, at: datetime) -> None:
    follows = ADA.does("Follow", federating.actor_url(place))
    assert sent(SHARED, follows, caught(follows, at=at)).status_code == 202
    forget_sent(at=at + timedelta(hours=14))
    assert ReceivedActivity.objects.count() == 1


@pytest.mark.parametrize("changed", ["path", "query", "body", "method"])
def test_it_holds_for_its_own_address_and_words_only(
    place: UUID, at: datetime, changed: str
) -> None:
    follows = ADA.does("Follow", federating.actor_url(place))
    headers = caught(follows, at=at)
    if changed == "path":
        answer = sent(f"/ap/actors/{place}/inbox", follows, headers)
    elif changed == "query":
        answer = sent(f"{SHARED}?a=b", follows, headers)
    elif changed == "body":
        answer = sent(SHARED, {**follows, "id": f"{follows['id']}-2"}, headers)
    else:
        answer = Client().put(SHARED, json.dumps(follows), headers=headers, secure=True)
    assert answer.status_code == (405 if changed == "method" else 401)
    assert Follower.objects.count() == 0


@pytest.mark.parametrize(
    "names",
    [
        ("(request-target)", "host", "date"),
        ("(request-target)", "host", "digest"),
        ("(request-target)", "date", "digest"),
        ("host", "date", "digest"),
        ("date",),
    ],
)
def test_a_signature_that_leaves_one_of_the_four_out_is_none(
    place: UUID, at: datetime, names: Sequence[str]
) -> None:
    follows = ADA.does("Follow", federating.actor_url(place))
    headers = caught(follows, at=at)
    values = {**headers, "(request-target)": f"post {SHARED}"}
    text = "\n".join(f"{name}: {values[name]}" for name in names).encode()
    value = generated(ADA.key).sign(text, padding.PKCS1v15(), hashes.SHA256())
    headers["signature"] = (
        f'keyId="{ADA.key_id}",algorithm="rsa-sha256",headers="{" ".join(names)}",'
        f'signature="{base64.b64encode(value).decode()}"'
    )
    assert sent(SHARED, follows, headers).status_code == 401
    assert Follower.objects.count() == 0
