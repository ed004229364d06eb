"""One post to 10,000 followers on 500 servers, 50 of them dead: how long until all others have it.

The network is stood in for (a live server takes 50 ms, a dead one the whole five seconds), the
rows, signatures and courier are the real ones. Run: python -m bench.federation
"""

# ruff: noqa: ARG002, E402, E501 - the place is named before Django is loaded; a stand-in takes what fetch takes
from __future__ import annotations

import os
import tempfile
import threading
import time
from collections.abc import Mapping
from datetime import timedelta
from fractions import Fraction

os.environ["COHIVE_HOME"] = tempfile.mkdtemp(prefix="cohive-bench-")
os.environ["COHIVE_ADDRESS"] = "https://place.example"
os.environ["DJANGO_SETTINGS_MODULE"] = "cohive.house.settings.base"

import django

django.setup()

from django.utils import timezone

from cohive.bond.operations import found_place
from cohive.bond.queries import stewards
from cohive.bridges.egress import Answer, EgressFailed
from cohive.bridges.federation.peers import Peers
from cohive.house.schema import bring_up_to_date
from cohive.spread import courier, operations
from cohive.spread.models import FederationDelivery, Follower, RemoteActor

FOLLOWERS, SERVERS, DEAD = 10_000, 500, 50
LIVE_SECONDS, DEAD_SECONDS = 0.05, 5.0
_counting = threading.Lock()


class Network:
    """Every other server."""

    def __init__(self) -> None:
        self.taken: dict[str, int] = {}
        self.tried_dead = 0

    def __call__(
        self, method: str, url: str, *, headers: Mapping[str, str], body: bytes, **_: object
    ) -> Answer:
        number = int(url.split("//s")[1].split(".")[0])
        if number < DEAD:
            time.sleep(DEAD_SECONDS)
            with _counting:
                self.tried_dead += 1
            raise EgressFailed("silent")
        time.sleep(LIVE_SECONDS)
        with _counting:
            self.taken[url] = self.taken.get(url, 0) + 1
        return Answer(202, {}, b"", url, "192.0.2.1")


def followers(actor: object, at: object) -> None:
    remotes = [
        RemoteActor(
            uri=f"https://s{n % SERVERS}.example/u/{n}",
            host=f"s{n % SERVERS}.example",
            handle=f"u{n}@s{n % SERVERS}.example",
            url="",
            inbox=f"https://s{n % SERVERS}.example/u/{n}/inbox",
            shared_inbox=f"https://s{n % SERVERS}.example/inbox",
            key_id="x",
            public_key="x",
            fetched_at=at,
        )
        for n in range(FOLLOWERS)
    ]
    RemoteActor.objects.bulk_create(remotes, batch_size=1000)
    Follower.objects.bulk_create(
        [
            Follower(actor_id=actor, remote=each, state="following", follow="x", at=at)
            for each in remotes
        ],
        batch_size=1000,
    )


def main() -> None:
    bring_up_to_date()
    at = timezone.now()
    place = found_place(
        name="Bench", languages=["en"], currency="EUR", tax_name="VAT", tax_rate=Fraction(1, 5),
        template="label", steward_email="s@example.org", steward_name="S", at=at,
    )  # fmt: skip
    steward = next(iter(stewards()))
    operations.switch_federation(agent=place.agent, is_on=True, handle="b", by=steward, at=at)
    followers(place.agent, at)
    network = Network()
    began = time.perf_counter()
    operations.publish(actor=place.agent, texts={"en": "news"}, by=steward, at=at)
    print(
        f"queued {FederationDelivery.objects.count()} deliveries in {time.perf_counter() - began:.2f} s"
    )
    began = time.perf_counter()
    slowest = 0.0
    while True:
        turn = time.perf_counter()
        if not courier.deliver_due(at=at, peers=Peers(send=network)):
            break
        slowest = max(slowest, time.perf_counter() - turn)
    print(
        f"{len(network.taken)} live servers have it after {time.perf_counter() - began:.1f} s; none twice: {set(network.taken.values()) == {1}}"
    )
    print(f"the dead were tried {network.tried_dead} times; the longest turn took {slowest:.1f} s")
    for number in range(9):
        operations.publish(actor=place.agent, texts={"en": f"more {number}"}, by=steward, at=at)
    network.taken.clear()
    network.tried_dead = 0
    began = time.perf_counter()
    while courier.deliver_due(at=at, peers=Peers(send=network)):
        pass
    print(
        f"nine posts more: {sum(network.taken.values())} handed over in {time.perf_counter() - began:.1f} s, the dead tried {network.tried_dead} times"
    )
    later = at
    network_calls = []
    for _hour in range(24):
        later += timedelta(hours=1)
        courier.deliver_due(at=later, peers=Peers(send=_Quick(network_calls)))
    print(
        f"in a day after, {len(network_calls)} attempts for {DEAD} dead servers with ten posts each"
    )


class _Quick:
    """A dead network that says so at once."""

    def __init__(self, calls: list[str]) -> None:
        self.calls = calls

    def __call__(self, method: str, url: str, **_: object) -> Answer:
        self.calls.append(url)
        raise EgressFailed("silent")


if __name__ == "__main__":
    main()
