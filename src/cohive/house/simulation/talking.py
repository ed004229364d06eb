"""Talk of one day: threads, answers, answers in return, and the firm's news."""

from __future__ import annotations

from datetime import datetime, timedelta

from cohive.bond import operations as bond
from cohive.house.simulation.parting import drawn_apart
from cohive.house.simulation.plan import MONTH_DAYS
from cohive.house.simulation.world import Deed, Person, Post, World

__all__ = ["talk"]

ANSWERABLE_DAYS = 10
POSTS_KEPT = 60
WEEK_DAYS = 7
WORDS = (
    "seam", "lamp", "tide", "paper", "ink", "quay", "green", "slow", "warm", "print", "fold",
    "thread", "light", "room", "cloth", "night", "press", "colour", "line", "early", "late",
    "table", "water", "stone", "again", "maybe", "better", "first", "third", "small",
)  # fmt: skip
OWN_WORDS = (
    ("harbour", "crane", "gull", "ferry", "rope", "signal", "ebb", "pier", "buoy", "chart"),
    ("roller", "plate", "ribbon", "margin", "proof", "serif", "stencil", "pulp", "cutter", "glue"),
)
"""What either half of a circle that drifts talks of, in place of the first words."""
TALKS = tuple(own + WORDS[len(own) :] for own in OWN_WORDS)


def talk(world: World, number: int) -> None:
    """Plan what is said on a day."""
    for _ in range(world.times(world.habits.news / WEEK_DAYS)):
        world.later(number, world.moment(number), _news(world, number))
    for person in world.active():
        lively = person.liveliness / MONTH_DAYS
        for _ in range(world.times(world.habits.threads * lively)):
            world.later(number, world.moment(number), _thread(world, person, number))
        for _ in range(world.times(world.habits.replies * lively)):
            world.later(number, world.moment(number), _reply(world, person, number))


def _news(world: World, number: int) -> Deed:
    def do(at: datetime) -> None:
        _begin(world, world.draw.choice(world.staff[1:]), number, at, is_news=True)

    return do


def _thread(world: World, person: Person, number: int) -> Deed:
    def do(at: datetime) -> None:
        _begin(world, person, number, at, is_news=False)

    return do


def _begin(world: World, person: Person, number: int, at: datetime, *, is_news: bool) -> None:
    if not person.is_active:
        return
    circle = world.draw.choice(person.circles)
    made = bond.start_thread(
        circle=world.circles[circle],
        title=_said(world, person, circle, 4),
        text=_said(world, person, circle, 14),
        by=person.agent,
        at=at,
        lang="en",
        is_news=is_news,
    )
    _keep(world, Post(made, person, circle, number))


def _reply(world: World, person: Person, number: int) -> Deed:
    def do(at: datetime) -> None:
        to = _answerable(world, person, number)
        if to is None or not person.is_active:
            return
        made = _answer(world, person, to, number, at)
        back = to.author
        if (
            back.is_active
            and to.circle in back.circles
            and world.draw.random() < world.habits.answered_back
        ):
            hours = timedelta(minutes=world.draw.randrange(5, 55))
            _answer(world, back, made, number, at + hours)

    return do


def _answerable(world: World, person: Person, number: int) -> Post | None:
    """A recent post of another, of the firm or of members as the regime has it."""
    wants_staff = world.draw.random() < world.habits.reply_to_staff
    recent = [
        post
        for circle in person.circles
        for post in world.posts.get(circle, [])
        if post.day >= number - ANSWERABLE_DAYS and post.author is not person
    ]
    wanted = [post for post in recent if post.author.is_staff == wants_staff]
    wanted = _of_her_half(world, person, wanted, number)
    return world.draw.choice(wanted) if wanted else None


def _of_her_half(world: World, person: Person, posts: list[Post], number: int) -> list[Post]:
    """Where a circle drifts she overlooks, more often each month, what the other half says."""
    for circle in person.circles:
        apart = drawn_apart(world, person, circle, number)
        if apart > 0 and world.draw.random() < apart:
            halves = world.halves[circle]
            own = halves[person.key]
            posts = [
                one
                for one in posts
                if one.circle != circle or halves.get(one.author.key, own) == own
            ]
    return posts


def _answer(world: World, person: Person, to: Post, number: int, at: datetime) -> Post:
    text = _said(world, person, to.circle, world.draw.randrange(5, 16))
    made = bond.reply(to=to.id, text=text, by=person.agent, at=at, lang="en")
    post = Post(made, person, to.circle, number)
    _keep(world, post)
    return post


def _keep(world: World, post: Post) -> None:
    kept = world.posts.setdefault(post.circle, [])
    kept.append(post)
    del kept[:-POSTS_KEPT]


def _said(world: World, person: Person, circle: int, words: int) -> str:
    """Words at random; where her circle drifts a third of them is her half's own."""
    half = world.halves.get(circle, {}).get(person.key) if circle in world.drifts else None
    talk = WORDS if half is None else TALKS[half]
    return " ".join(world.draw.choice(talk) for _ in range(words)).capitalize()
