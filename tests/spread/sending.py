"""The victim of the test of kill -9: a place that sends posts until it is killed.

`sending open` makes the place and plans posts; `sending work` sends what is due; `sending later`
sends what is due eleven minutes on, and prints how the deliveries stand.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from datetime import timedelta
from fractions import Fraction

import django

POSTS = 12


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "cohive.house.settings.base"
    django.setup()
    {"open": opened, "work": work, "later": later}[sys.argv[1]]()


def opened() -> None:
    from django.utils import timezone

    from cohive.bond.operations import found_place, join
    from cohive.bridges.channels.channel import Account
    from cohive.bridges.channels.fakes.mastodon import TOKEN
    from cohive.bridges.channels.fakes.telegram import TOKEN as BOT
    from cohive.house.schema import bring_up_to_date
    from cohive.spread import channel_keys
    from cohive.spread.operations.channels import connect_channel
    from cohive.spread.operations.posts import Picked, plan_post

    bring_up_to_date()
    now = timezone.now()
    found_place(
        name="Night Ferry", languages=["en"], currency="EUR", tax_name="VAT",
        tax_rate=Fraction(21, 100), template="label", steward_email="s@example.org",
        steward_name="Saskia", at=now,
    )  # fmt: skip
    kit = join(email="kit@example.org", name="Kit", at=now)
    telegram, mastodon = sys.argv[2:4]
    made = []
    for kind, keys in (
        ("telegram", {"token": BOT, "chat": "@nightferry", "base": telegram}),
        ("mastodon", {"server": mastodon, "token": TOKEN}),
    ):
        keep = lambda channel, kept=keys: channel_keys.keep(channel, kept)  # noqa: E731
        account = Account(kind, "")
        made.append(
            connect_channel(
                kind=kind, name=kind, language="", account=account, keep=keep, by=kit, at=now
            )
        )
    for number in range(POSTS):
        plan_post(
            titles={}, texts={"en": f"Post {number}."}, picked=Picked(), channels=made,
            due_at=None, by=kit, at=now,
        )  # fmt: skip


def work() -> None:
    from django.utils import timezone

    from cohive.spread.jobs_channels import send_due

    print("ready", flush=True)
    while send_due(at=timezone.now()):
        pass


def later() -> None:
    from django.utils import timezone

    from cohive.spread.jobs_channels import send_due
    from cohive.spread.models import Delivery

    for minutes in (11, 13, 15):
        send_due(at=timezone.now() + timedelta(minutes=minutes))
    for (kind, state), count in Counter(
        Delivery.objects.values_list("channel__kind", "state")
    ).items():
        print(kind, state, count)


if __name__ == "__main__":
    main()
