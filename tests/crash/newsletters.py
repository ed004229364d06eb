"""A place with readers, and its sender: `newsletters HOME open COUNT`, `newsletters HOME send`.

`open` makes the place with an issue queued to COUNT readers; `send` sends until it is killed or
nothing is left; `facts` prints what the place knows of each reader: address and state.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from fractions import Fraction

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
    from django.apps import apps
    from django.conf import settings
    from django.core.management import call_command

    from cohive.bond.operations import found_place
    from cohive.bond.queries import stewards
    from cohive.spread import operations

    # tables as the models say, without the way they came: a tenth of the time
    settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
    call_command("migrate", run_syncdb=True, verbosity=0)
    place = found_place(
        name="Night Ferry",
        languages=["en", "zh-hans"],
        currency="EUR",
        tax_name="VAT",
        tax_rate=Fraction(21, 100),
        template="label",
        steward_email="steward@example.org",
        steward_name="Saskia",
        at=AT,
    )
    by = stewards()[0]
    readers(place.agent, count)
    issue = operations.begin_issue(list_kind="place", list_id=place.agent, by=by, at=AT)
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
