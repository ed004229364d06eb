"""Seeding the people: joining, circles, talk, offers and needs."""

from __future__ import annotations

from datetime import timedelta

from cohive.bond import operations as bond
from cohive.bond.queries import commitments_of
from cohive.house.demo.cast import MAKERS, PEOPLE, SELLERS, STEWARD, Person
from cohive.house.demo.story import Story
from cohive.house.demo.talk import CIRCLES, THREADS, WISHES, Thread, Wish


def seed_people(story: Story) -> None:
    """Everybody joins on her day; staff and stall-keepers get their roles."""
    for person in PEOPLE:
        joined_at = story.time.on(*person.joined, 10)
        story.people[person.key] = bond.join(
            email=person.email,
            name=person.name,
            at=joined_at,
            language=person.language,
            time_zone=person.time_zone,
            is_verified=True,
        )
        _introduce(story, person)
    _introduce(story, STEWARD)
    steward = story.people[STEWARD.key]
    for role, keys in (("maker", MAKERS), ("seller", SELLERS)):
        for key in keys:
            bond.grant_role(to=story.people[key], role=role, by=steward, at=story.time.on(9, 15, 9))


def _introduce(story: Story, person: Person) -> None:
    bond.change_profile(
        by=story.people[person.key],
        at=story.time.on(*person.joined, 10, 5),
        name=person.name,
        about=person.about,
        interests=person.interests.replace("，", ", "),
        skills=person.skills.replace("，", ", "),
        needs=person.needs,
    )


def seed_circles(story: Story) -> None:
    """The three circles of the story, beside those of the template."""
    for number, circle in enumerate(CIRCLES):
        founded_at = story.time.on(9, 16, 10 + number)
        made = bond.create_circle(
            name=circle.name,
            slug=circle.slug,
            purpose=circle.purpose,
            by=story.people[circle.by],
            at=founded_at,
        )
        story.circles[circle.slug] = made
        for key in circle.members:
            joined_at = max(founded_at, story.time.on(*_person(key).joined, 11))
            bond.join_circle(circle=made, by=story.people[key], at=joined_at)


def _person(key: str) -> Person:
    return next(person for person in (*PEOPLE, STEWARD) if person.key == key)


def seed_talk(story: Story) -> None:
    """Every thread, line by line."""
    for thread in THREADS:
        _tell(story, thread)


def _tell(story: Story, thread: Thread) -> None:
    first, *rest = thread.lines
    opening = bond.start_thread(
        circle=story.circles[thread.circle],
        title=thread.title,
        text=first.text,
        by=story.people[first.by],
        at=story.at(first.at),
        lang=first.language,
    )
    story.posts[thread.key] = opening
    for line in rest:
        to = story.posts[f"{thread.key}.{line.to}"] if line.to in _keys(thread) else opening
        post = bond.reply(
            to=to,
            text=line.text,
            by=story.people[line.by],
            at=story.at(line.at),
            lang=line.language,
        )
        if line.key:
            story.posts[f"{thread.key}.{line.key}"] = post


def _keys(thread: Thread) -> set[str]:
    return {line.key for line in thread.lines[1:] if line.key}


def seed_wishes(story: Story) -> None:
    """What members ask of each other and do for each other."""
    for wish in WISHES:
        _wish(story, wish)
    _seed_evening(story)


def _seed_evening(story: Story) -> None:
    """An evening at the press in a week, with few places and three who come."""
    at = story.at((11, 21, 12, 0))
    starts_at = (story.time.seeded_at + timedelta(days=7)).replace(hour=18, minute=30)
    made = bond.plan_gathering(
        terms=bond.GatheringTerms(
            title="An evening at the press",
            text="We print what is left of the grey ink. Bring something of cotton. It costs "
            "nothing; Sana makes soup.",
            starts_at=starts_at.replace(second=0, microsecond=0),
            ends_at=starts_at.replace(hour=21, second=0, microsecond=0),
            where="Rotterdam, the workshop on the Maashaven",
            how_to_come="The green door on the water side. Ring twice.",
            places=8,
        ),
        circle=story.circles["tide-and-print"],
        by=story.people["mei"],
        at=at,
    )
    for who in ("noor", "dov", "sana"):
        bond.say_coming(gathering=made, by=story.people[who], at=at)


def _wish(story: Story, wish: Wish) -> None:
    made = bond.make_proposal(
        kind="offer" if wish.is_offer else "need",
        what=wish.kind,
        title=wish.title,
        text=wish.text,
        by=story.people[wish.by],
        at=story.at(wish.at),
        circle=story.circles["tide-and-print"],
        until=(story.time.seeded_at + timedelta(days=30)).date(),
        lang=wish.language,
    )
    if not wish.taken:
        return
    taker = story.people[wish.taken]
    taken_at = story.at(wish.at) + timedelta(hours=6)
    bond.take_up(proposal=made, by=taker, at=taken_at)
    if wish.done:
        for who in (taker, story.people[wish.by]):
            for commitment in commitments_of(who):
                done_at = taken_at + timedelta(days=1)
                bond.say_done(commitment=commitment.id, by=who, at=done_at)
