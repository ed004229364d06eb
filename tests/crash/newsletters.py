"""A place with readers, and its sender: `newsletters HOME open COUNT`, `newsletters HOME send`.

`open` queues an issue of a place that is there to COUNT readers; `send` sends until it is killed or
nothing is left; `facts` prints what the place knows of each reader: address and state.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime

import django

AT = datetime(2026, 11, 22, 8, 14, tzinfo=UTC)


def main() -> None:
    home, task = sys.argv[1], sys.argv[2]
    os.environ["COHIVE_HOME"] = home
    os.environ["DJANGO_SETTINGS_MODULE"] = "cohive.house.settings.base"
    django.setup()
    if task == "open":
        open_it(int(sys.argv[3]))
    elif task == "send":
        send()
    else:
        facts()


def open_it(count: int) -> None:
    from cohive.bond.queries import place, stewards
    from cohive.spread import operations

    here, by = place(), stewards()[0]
    assert here is not None
    readers(here.agent, count)
    issue = operations.begin_issue(list_kind="place", list_id=here.agent, by=by, at=AT)
    operations.write_issue(
        issue=issue, language="en", subject="Night news", text="We **sail**.", by=by, at=AT
    )
    print(operations.queue_issue(issue=issue, by=by, at=AT))


def readers(place: object, count: int) -> None:
    """Many confirmed readers at once: what `count` people asking would have left behind."""
    from cohive.spread.mail_addresses import digest_of
    from cohive.spread.models import Subscriber, Subscription

    people = [
        Subscriber(
            address=f"r{number}@example.org",
            digest=digest_of(f"r{number}@example.org"),
            language="en",
            created_at=AT,
        )
        for number in range(count)
    ]
    Subscriber.objects.bulk_create(people, batch_size=500)
    Subscription.objects.bulk_create(
        [
            Subscription(
                subscriber=who,
                list_kind="place",
                list_id=place,
                state="confirmed",
                asked_at=AT,
                confirmed_at=AT,
            )
            for who in people
        ],
        batch_size=500,
    )


def send() -> None:
    from cohive.spread.newsletter_sending import send_now

    print("ready", flush=True)
    send_now(turns_max=1_000_000)


def facts() -> None:
    from cohive.spread.models import NewsletterMail

    rows = NewsletterMail.objects.values_list("subscription__subscriber__address", "state")
    for address, state in rows:
        print(address, state)


if __name__ == "__main__":
    main()
