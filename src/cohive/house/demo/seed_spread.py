"""Seeding what is said outside: practice channels, two campaigns, a work from hand to hand.

Everything stands before the first sale, so that sales find the links they came by.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from cohive.bridges.channels.channel import Account
from cohive.bridges.channels.messages import Counts, Receipt
from cohive.house.demo import practice
from cohive.house.demo.spreading import (
    CHANNELS,
    HANDS,
    MOMENTS,
    PLANNED,
    SAID,
    VISITS,
    Said,
)
from cohive.house.demo.story import PICTURES, Story
from cohive.spread import channel_keys, operations, post_pictures
from cohive.spread.operations import campaigns, channels, deliveries, posts
from cohive.spread.operations.campaigns import CampaignTerms
from cohive.spread.operations.links import Placed
from cohive.spread.operations.posts import Picked
from cohive.spread.queries import channels as reading

VISITS_APART = timedelta(minutes=15)
BY_THE_FIRST = ("first:mastodon", "hand:dov", "first:telegram", "hand:yusra")
BY_THE_LATER = ("second:mastodon", "hand:ifeoma", "second:mastodon", "second:telegram",
                "hand:hanna", "second:bluesky", "hand:tong")  # fmt: skip


def seed_spread(story: Story) -> None:
    """Channels first, then what goes out over them, then what goes from hand to hand."""
    _channels(story)
    _campaigns(story)
    for said in SAID:
        _say(story, said)
    _plan(story)
    _visits(story)
    _from_hand_to_hand(story)
    for title, moment, campaign in MOMENTS:
        campaigns.note_moment(
            title=title,
            starts_at=story.at(moment),
            campaign=story.campaigns.get(campaign),
            by=story.people["ruben"],
            at=story.at((11, 17, 10, 0)),
        )


def links_of_sales(story: Story) -> tuple[tuple[UUID, ...], tuple[UUID, ...]]:
    """By which links the web shop’s sales of the first day came, and those of later days."""
    first = tuple(story.links[key] for key in BY_THE_FIRST)
    return first, tuple(story.links[key] for key in BY_THE_LATER)


def _channels(story: Story) -> None:
    for kind, name, account, url, language in CHANNELS:
        story.channels[kind] = channels.connect_channel(
            kind=kind,
            name=name,
            language=language,
            account=Account(account, url),
            keep=partial(channel_keys.keep, fields=practice.CHANNEL_KEYS[kind]),
            by=story.people["ruben"],
            at=story.at((11, 5, 9, 0)),
        )


def _campaigns(story: Story) -> None:
    """One that is over, one that runs; each channel has its own link in each."""
    ruben, shirt = story.people["ruben"], story.products["shirt"]
    first = CampaignTerms(
        title="Two Harbours, the first sixty",
        purpose="So that the screens are paid for before we order blanks again.",
        goal_kind="orders",
        goal_count=40,
        starts_at=story.at((11, 6, 18, 0)),
        ends_at=story.at((11, 12, 20, 0)),
        target_kind="product",
        target=shirt,
        kept_by=ruben,
        hashtag="twoharbours",
    )
    second = CampaignTerms(
        title="Two Harbours, printed again 两港加印",
        purpose="Sixty more, so that nobody who missed the first morning has to ask us for one. "
        "Whoever carries it uses her own link.",
        goal_kind="orders",
        goal_count=90,
        starts_at=story.at((11, 15, 18, 0)),
        ends_at=story.at((12, 6, 20, 0)),
        target_kind="product",
        target=shirt,
        kept_by=ruben,
        hashtag="两港",
        voucher_code="NIGHTFERRY-10",
    )
    for key, terms in (("first", first), ("second", second)):
        at = terms.starts_at - timedelta(hours=8)
        story.campaigns[key] = campaigns.open_campaign(terms=terms, by=ruben, at=at)
        for kind, channel in story.channels.items():
            story.links[f"{key}:{kind}"] = operations.make_link(
                target_kind="product",
                target=shirt,
                by=story.place.agent,
                at=at,
                placed=Placed(campaign=story.campaigns[key], channel=channel),
            ).id


def seed_end_of_campaign(story: Story) -> None:
    """The first one is closed when its days are over."""
    campaigns.close_campaign(
        campaign=story.campaigns["first"], by=story.people["ruben"], at=story.at((11, 13, 9, 0))
    )


def _written(story: Story, said: Said) -> UUID:
    picture = ""
    if said.picture:
        picture = post_pictures.keep((PICTURES / f"{said.picture}.webp").read_bytes())
    at = story.at(said.at)
    return posts.plan_post(
        titles={},
        texts={"en": said.english, "zh-hans": said.chinese},
        picked=Picked(
            "product",
            story.products["shirt" if said.campaign else "print"],
            picture=picture,
            picture_description=said.described,
        ),
        channels=[story.channels[kind] for kind in said.channels],
        due_at=at if said is PLANNED else None,
        campaign=story.campaigns[said.campaign] if said.campaign else None,
        by=story.people[said.by],
        at=story.at((11, 21, 19, 0)) if said is PLANNED else at,
    )


def _say(story: Story, said: Said) -> None:
    """The networks took it within the minute; a day later they tell what came of it."""
    made, at = reading.post(_written(story, said)), story.at(said.at)
    assert made is not None  # noqa: S101 - written above
    counted = {kind: Counts(*numbers) for kind, *numbers in said.counts}
    for number, each in enumerate(made.deliveries):
        sent_at = at + timedelta(seconds=10 * (number + 1))
        if deliveries.claim_delivery(delivery=each.id, at=sent_at) is None:
            continue
        kind = each.channel.kind
        receipt = Receipt(f"seed-{made.id.hex[-8:]}", f"{each.channel.url}/{made.id.hex[-8:]}")
        deliveries.note_sent(delivery=each.id, receipt=receipt, at=sent_at, counts=False)
        if kind in counted:
            deliveries.note_counts(
                delivery=each.id, counts=counted[kind], at=sent_at + timedelta(days=1)
            )


def _plan(story: Story) -> None:
    _written(story, PLANNED)


def _visits(story: Story) -> None:
    story.links["kit:shirt"] = operations.make_link(
        target_kind="product",
        target=story.products["shirt"],
        by=story.people["kit"],
        at=story.at((11, 6, 19, 0)),
    ).id
    for campaign, kind, since, count in VISITS:
        _come(story, story.links[f"{campaign}:{kind}"], story.at(since), count)


def _come(story: Story, link: UUID, since: datetime, count: int) -> None:
    for number in range(count):
        at = since + VISITS_APART * number
        if at < story.time.seeded_at:
            operations.record_visit(link=link, is_first=number % 7 != 6, at=at)


def _from_hand_to_hand(story: Story) -> None:
    """The two makers say yes to cards; eight pass the work on, five of them one after the other."""
    work = story.works["harbours"]
    for maker in ("anouk", "yizhou"):
        operations.answer_for_work(
            work=work, gives=True, by=story.people[maker], at=story.at((11, 6, 17, 0))
        )
    operations.answer_for_work(
        work=story.works["lamp"],
        gives=True,
        by=story.people["xiaoman"],
        at=story.at((11, 6, 17, 30)),
    )
    operations.ask_for_work(
        work=story.works["buoy"], by=story.people["ruben"], at=story.at((11, 18, 9, 0))
    )
    for who, moment, came_by, visits in HANDS:
        at = story.at(moment)
        made = operations.make_link(
            target_kind="work",
            target=work,
            by=story.people[who],
            at=at,
            came_by=story.links[f"hand:{came_by}"] if came_by else None,
        )
        story.links[f"hand:{who}"] = made.id
        _come(story, made.id, at + timedelta(minutes=9), visits)
