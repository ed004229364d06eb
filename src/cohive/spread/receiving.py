"""Who really sent this: the way from a request to a proven activity.

In order, the cheap before the dear: size, form, hosts, blocks, limits, then the signature with the
key that is known; only a key that is not known (or does not fit any more) is asked at its origin,
so often from one host in an hour and no more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from cohive.bridges.egress import EgressFailed
from cohive.bridges.federation import signatures
from cohive.bridges.federation.activities import Activity, read_activity, read_json
from cohive.bridges.federation.addresses import Unfit, address, host_of
from cohive.bridges.federation.peers import Gone
from cohive.bridges.federation.signatures import Unsigned
from cohive.guard.operations import allow
from cohive.spread import federating, operations
from cohive.spread.queries.federation import first_speaker, known_remote
from cohive.spread.queries.federation_blocks import is_kept_out
from cohive.words.refusals import Refused

HOUR_SECONDS = 3600
ACTIVITIES_IN_AN_HOUR = 3_000
"""From one host."""
ASKED_IN_AN_HOUR = 300
"""How often one host is asked who somebody is."""
KEY_IS_NEW = timedelta(minutes=5)
"""A key asked so lately is not asked again because a signature does not fit."""


class KeptOut(Unfit):
    """A domain that is kept out here."""


class Busy(Unfit):
    """The far end cannot be asked now, or asked too often: come again later."""


@dataclass(frozen=True)
class Request:
    """What came, without any framework: `target` is path and query, headers in lower case."""

    target: str
    headers: Mapping[str, str]
    body: bytes


def proven(request: Request, *, at: datetime) -> Activity | None:
    """The activity of a request whose signature holds; None for one that needs nothing done.

    Raises Unsigned, KeptOut, Busy or Unfit. Who deletes herself and is not known here is not
    asked: she is gone, and nothing of her is held.
    """
    ports = federating.ports_here()
    document = read_json(request.body)
    activity = read_activity(document, ports_here=ports)
    signature = signatures.read(request.headers.get("signature", ""))
    signed_by = host_of(address(signature.key_id, ports_here=ports))
    if signed_by != activity.host:
        raise Unsigned("signer and actor are of different hosts")
    if is_kept_out(activity.host):
        raise KeptOut("this domain is kept out")
    _count("activity", activity.host, ACTIVITIES_IN_AN_HOUR, at)
    known = known_remote(activity.actor)
    if known is None and activity.kind == "Delete":
        return None
    if known is not None and _holds(signature, known[1], known[2], request, at):
        return activity
    if known is not None and at - known[3] < KEY_IS_NEW:
        raise Unsigned("this key did not sign this request")
    return _asked(activity, signature, request, at)


def _asked(
    activity: Activity, signature: signatures.Signature, request: Request, at: datetime
) -> Activity | None:
    """Ask at its origin who the actor is, and try with the key found there."""
    _count("asked", activity.host, ASKED_IN_AN_HOUR, at)
    speaker = first_speaker()
    try:
        found = federating.peers().actor(
            activity.actor, signer=federating.signer(speaker) if speaker else None, at=at
        )
    except Gone:
        raise Unsigned("the actor is not there") from None
    except EgressFailed as failure:
        raise Busy(str(failure)) from None
    except Refused as refusal:
        raise Unfit(str(refusal)) from None
    if not _holds(signature, found.key_id, found.public_key, request, at):
        raise Unsigned("this key did not sign this request")
    operations.keep_remote(actor=found, at=at)
    return activity


def _holds(
    signature: signatures.Signature, key_id: str, key: str, request: Request, at: datetime
) -> bool:
    """Whether this key signed it; another key's name is as good as no signature.

    What no key could mend (a wrong digest, an old date) is Unsigned at once.
    """
    if signature.key_id != key_id:
        return False
    try:
        signatures.verify(
            signature,
            method="POST",
            target=request.target,
            host=federating.host(),
            headers=request.headers,
            body=request.body,
            public_key=key,
            at=at,
        )
    except signatures.WrongKey:
        return False
    return True


def _count(what: str, host: str, limit: int, at: datetime) -> None:
    try:
        allow(what=f"spread.federation.{what}", who=host, limit=limit, seconds=HOUR_SECONDS, at=at)
    except Refused as refusal:
        raise Busy(str(refusal)) from None


def limited(network: str, *, limit: int, at: datetime) -> None:
    """Raise Busy when one network address knocks too often, whoever it says it is."""
    _count("network", network, limit, at)
