"""Seeding who is written to: readers who said yes twice, people brought along, segments, issues."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from uuid import UUID

from django.utils import translation

from cohive.bond import operations as bond
from cohive.bridges.audience import PeopleMapping
from cohive.care.operations import audience, known, segments
from cohive.care.queries import segments as segment_queries
from cohive.care.queries.audience import known_person
from cohive.house.demo.cast import PEOPLE
from cohive.house.demo.readers import (
    BROUGHT,
    CAME,
    DRAFT,
    FIRST_PRESSING,
    ISSUE,
    READERS,
    Issue,
)
from cohive.house.demo.seed_sales import hear
from cohive.house.demo.story import Story
from cohive.spread import newsletter_lists, operations, queries
from cohive.spread.operations.newsletter_mails import Outcome
from cohive.spread.operations.subscriptions import CONFIRM_JOB

COLUMNS = ("email", "name", "language", "country", "town", "newsletter", "item", "date")
MAPPING = PeopleMapping(
    email="email",
    name="name",
    language="language",
    country="country",
    town="town",
    consent="newsletter",
    item="item",
    bought_on="date",
)


def seed_readers(story: Story) -> None:
    """Who asked first, then who was brought along, then what they were sent."""
    _double_opt_in(story)
    _brought_along(story)
    _segments(story)
    _issues(story)


def _double_opt_in(story: Story) -> None:
    """They ask, a mail asks back, they say yes out of it; the last of them has not yet."""
    listed = newsletter_lists.mailing_list("place", story.place.agent)
    assert listed is not None  # noqa: S101 - the place is founded
    for key, moment in READERS:
        person = next(person for person in PEOPLE if person.key == key)
        with translation.override(person.language):
            agreed = newsletter_lists.consent_text(listed)
        operations.ask_for_newsletter(
            address=person.email,
            list_kind="place",
            list_id=story.place.agent,
            language=person.language,
            consent=agreed,
            page="/",
            by=story.people[key],
            at=story.at(moment),
        )
    hear(story, story.at(READERS[-1][1]), (CONFIRM_JOB,))
    for key, moment in READERS[:-1]:
        for address in queries.subscribers_of_member(story.people[key]):
            for each in address.subscriptions:
                operations.confirm_subscription(
                    subscription=each.id, at=story.at(moment) + timedelta(minutes=4)
                )


def _brought_along(story: Story) -> None:
    """The buyers of a pressing from before there was a place, with the day each agreed."""
    ruben = story.people["ruben"]
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(COLUMNS)
    table.writerows(BROUGHT)
    given_at = story.at((11, 12, 9, 0))
    given = audience.give_file(
        name="first-pressing.csv", content=out.getvalue().encode(), by=ruben, at=given_at
    )
    audience.keep_people(
        audience_import=given, mapping=MAPPING, by=ruben, at=given_at + timedelta(minutes=6)
    )
    audience.ask_people(audience_import=given, by=ruben, at=given_at + timedelta(minutes=9))
    hear(story, given_at + timedelta(minutes=10), (audience.ASK_JOB,))
    made = segments.make_segment(
        name="First pressing 首版",
        rules=[("bought_before", FIRST_PRESSING)],
        by=ruben,
        at=given_at + timedelta(minutes=20),
    )
    view = segment_queries.segment(made, at=given_at + timedelta(minutes=20))
    assert view is not None  # noqa: S101 - made above
    for person in view.people:
        if person.known is not None:
            _come(story, person.known)
    story.talks["segment"] = made


def _come(story: Story, person: UUID) -> None:
    """Three of them follow their link and join."""
    kept = known_person(person)
    if kept is None or kept.email not in CAME:
        return
    at = story.at((11, 13, 9, 0)) + timedelta(hours=CAME.index(kept.email))
    known.note_opened(person=person, at=at)
    known.begin_claim(person=person, at=at + timedelta(minutes=1))
    again = known_person(person)
    assert again is not None and again.member is not None  # noqa: S101, PT018 - begun above
    bond.claim(
        agent=again.member,
        email=kept.email,
        name=kept.name,
        language=kept.language,
        at=at + timedelta(minutes=3),
        is_verified=True,
    )


def _segments(story: Story) -> None:
    at = story.at((11, 17, 14, 0))
    for name, rules in (
        ("Wear the tide 穿着潮的人", [("bought", str(story.products["shirt"]))]),
        ("Tide & print, at the press", [("circle", str(story.circles["tide-and-print"]))]),
        ("Rotterdam, and bought before", [("town", "Rotterdam"), ("bought_before",
                                                                  FIRST_PRESSING)]),
    ):  # fmt: skip
        segments.make_segment(name=name, rules=rules, by=story.people["ruben"], at=at)


def _issues(story: Story) -> None:
    """One that has gone out, to nowhere; one that is written for a part of the list."""
    ruben = story.people["ruben"]
    operations.set_newsletter_rules(
        per_hour_max=None,
        postal_address="Night Ferry v.o.f., Maashaven Zuidzijde 40, Rotterdam",
        by=ruben,
        at=story.at((11, 15, 15, 0)),
    )
    sent, at = _written(story, ISSUE), story.at(ISSUE.at) + timedelta(hours=2)
    operations.queue_issue(issue=sent, by=ruben, at=at)
    mails = operations.claim_mails(issue=sent, most=500, at=at)
    operations.settle_mails(
        outcomes=[
            Outcome(mails[0].mail, "refused", "550"),
            *(Outcome(one.mail, "accepted", "250") for one in mails[1:]),
        ],
        at=at + timedelta(minutes=1),
    )
    operations.finish_issue(issue=sent, at=at + timedelta(minutes=1))
    leaves = mails[-1]
    operations.end_subscription(
        subscription=leaves.subscription, mail=leaves.mail, at=at + timedelta(hours=9)
    )
    _written(story, DRAFT)


def _written(story: Story, issue: Issue) -> UUID:
    ruben, at = story.people["ruben"], story.at(issue.at)
    made = operations.begin_issue(list_kind="place", list_id=story.place.agent, by=ruben, at=at)
    for number, (language, subject, text) in enumerate(issue.texts):
        operations.write_issue(
            issue=made,
            language=language,
            subject=subject,
            text=text,
            by=ruben,
            at=at + timedelta(minutes=20 * (number + 1)),
        )
    return made
