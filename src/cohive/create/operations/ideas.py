"""Writing ideas: a post becomes one, keeps its author, and names who else shaped it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext_noop

from cohive.bond import operations as bond_operations
from cohive.bond import queries as bond
from cohive.bond.queries import PostView
from cohive.create.events.works import IdeaCredited, IdeaMade
from cohive.create.locks import hold
from cohive.create.models.ideas import Idea, IdeaMaker
from cohive.create.operations.makers import Makers, checked_makers, is_staff
from cohive.journal.operations import record
from cohive.words.refusals import Forbidden, Missing, Refused

TITLE_LENGTH_MAX = 140


@transaction.atomic
def make_idea(
    *,
    post: UUID | None,
    title: str,
    makers: Makers | None = None,
    by: UUID,
    at: datetime,
    text: str = "",
    number: int | None = None,
) -> UUID:
    """Make an idea of a post; its author stays among the makers. Return the idea's id.

    Without a post the idea is `by`'s own and `text` says it. `number` is for ideas that were
    numbered elsewhere before; else it is the next one.
    """
    hold("create.ideas")
    source = _post(post) if post else None
    author = source.author if source else by
    people = checked_makers(makers or [(author, 1)])
    if source and author not in [agent for agent, _ in people]:
        raise Refused("Whoever wrote the post stays named in its idea.", field="makers")
    idea = Idea.objects.create(
        number=_number(number),
        title=checked_title(title),
        text=source.text if source else text,
        language=source.lang if source else bond.language_of(by),
        author_id=author,
        circle_id=source.circle if source else None,
        post_id=post,
        thread_id=source.root if source else None,
        at=at,
    )
    IdeaMaker.objects.bulk_create(
        IdeaMaker(idea=idea, agent_id=agent, weight=weight) for agent, weight in people
    )
    event = IdeaMade(
        idea=idea.id,
        number=idea.number,
        makers=tuple(agent for agent, _ in people),
        weights=tuple(weight for _, weight in people),
        post=post,
    )
    record(event, by=by, at=at, object_kind="idea", object=idea.id, circle=idea.circle_id)
    for agent, _ in people:
        _tell(idea, agent, by=by, at=at)
    return idea.id


@transaction.atomic
def credit_idea(*, idea: UUID, maker: UUID, weight: int = 1, by: UUID, at: datetime) -> None:
    """Name somebody else who shaped an idea; its makers and the firm may do so."""
    row = Idea.objects.filter(id=idea).first()
    if row is None:
        raise Missing("There is no such idea.")
    named = set(row.makers.values_list("agent_id", flat=True))
    if by not in named and not is_staff(by):
        raise Forbidden("Only those who made this idea can name others in it.")
    if maker in named:
        raise Refused("This person is named already.", field="makers")
    ((agent, weight),) = checked_makers([(maker, weight)])
    IdeaMaker.objects.create(idea=row, agent_id=agent, weight=weight)
    event = IdeaCredited(idea=row.id, maker=agent, weight=weight)
    record(event, by=by, at=at, object_kind="idea", object=row.id, target=agent)
    _tell(row, agent, by=by, at=at)


def checked_title(title: str) -> str:
    """A title with something in it, in one line, not longer than a title is."""
    line = " ".join(title.split())
    if not line:
        raise Refused("Give it a title.", field="title")
    if len(line) > TITLE_LENGTH_MAX:
        raise Refused(
            "A title has at most %(count)s characters.", field="title", count=TITLE_LENGTH_MAX
        )
    return line


def _post(post: UUID) -> PostView:
    found = bond.post(post)
    if found is None or found.is_withdrawn:
        raise Missing("There is no such post.")
    taken = Idea.objects.filter(post_id=post).values_list("number", flat=True).first()
    if taken is not None:
        raise Refused("This post is idea %(number)s already.", number=taken)
    return found


def _number(wanted: int | None) -> int:
    if wanted is None:
        last = Idea.objects.aggregate(last=Max("number"))["last"]
        return int(last or 0) + 1
    if wanted < 1 or Idea.objects.filter(number=wanted).exists():
        raise Refused("Idea %(number)s is taken.", field="number", number=wanted)
    return wanted


def _tell(idea: Idea, agent: UUID, *, by: UUID, at: datetime) -> None:
    if agent == by:
        return
    bond_operations.notify(
        to=agent,
        kind="idea",
        sentence=gettext_noop("%(who)s named you in idea %(number)s: “%(title)s”."),
        values={"who": f"agent:{by}", "number": idea.number, "title": idea.title},
        url=reverse("create:idea", kwargs={"number": idea.number}),
        at=at,
        subject=idea.id,
        key=f"idea:{idea.id}:{agent}",
    )
