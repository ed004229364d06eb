"""From complaint to thanks, as the desk sees it and as everybody may see it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from cohive.bond.keyset import Mark, read
from cohive.care.models import Concern, Voice
from cohive.create import queries as made
from cohive.create.queries import IdeaView, ProductView

PAGE = 24
OFFERED_MAX = 50
SEASON_DAYS = 90


@dataclass(frozen=True)
class VoiceView:
    """One voice, as who answers sees her; a public page shows `text` only where `may_quote`.

    `thanks` is told, leaving, failed, elsewhere, untellable or waiting; `why` says it in one word.
    """

    id: UUID
    concern: UUID
    kind: str
    conversation: UUID | None
    channel: str
    name: str
    agent: UUID | None
    language: str
    text: str
    url: str
    consent: str
    may_quote: bool
    spoke_at: datetime
    at: datetime
    asked_at: datetime | None
    answered_at: datetime | None
    thanks: str
    why: str
    thanks_at: datetime | None
    thanks_text: str
    answered_after: datetime | None


@dataclass(frozen=True)
class JoinedView:
    """A concern that is followed in another one."""

    id: UUID
    title: str
    idea: IdeaView | None
    at: datetime
    voices: int


@dataclass(frozen=True)
class ConcernView:
    """One matter from complaint to thanks; `idea` has its dated answer."""

    id: UUID
    root: UUID
    state: str
    title: str
    text: str
    by: UUID
    at: datetime
    idea_at: datetime | None
    idea: IdeaView | None
    product: ProductView | None
    what: str
    released_at: datetime | None
    voices: tuple[VoiceView, ...]
    joined: tuple[JoinedView, ...]

    @property
    def told(self) -> int:
        """How many voices know of the release."""
        return sum(voice.thanks in ("told", "leaving", "elsewhere") for voice in self.voices)

    @property
    def stage(self) -> str:
        """Where it stands: complaint, idea, answer, release or thanks."""
        if self.state == "released":
            return "thanks" if any(v.thanks != "waiting" for v in self.voices) else "release"
        if self.idea is None:
            return "complaint"
        return "answer" if self.idea.answer else "idea"

    @property
    def url(self) -> str:
        """Its page on the desk."""
        return reverse("care:concern", args=[self.id])


@dataclass(frozen=True)
class ConcernLine:
    """A concern in a list."""

    id: UUID
    title: str
    state: str
    idea: IdeaView | None
    voices: int
    told: int
    at: datetime
    released_at: datetime | None


@dataclass(frozen=True)
class ConcernPage:
    """A page of the list; `next` is a cursor or ''."""

    lines: tuple[ConcernLine, ...]
    next: str


@dataclass(frozen=True)
class SeasonView:
    """What became of what people said in the last ninety days."""

    complaints: int
    ideas: int
    answered: int
    released: int
    told: int
    to_tell: int


def concern(concern_id: UUID) -> ConcernView | None:
    """One matter with all voices of what was joined to it. At most sixteen SQL queries."""
    row = Concern.objects.filter(id=concern_id).first()
    return _view(row) if row else None


def concern_of_idea(idea: UUID) -> ConcernView | None:
    """The same by an idea of it; the one it is followed in, when it was joined."""
    row = Concern.objects.select_related("root").filter(idea=idea).first()
    return _view(row.root) if row else None


def concerns(*, cursor: str = "") -> ConcernPage:
    """What is followed, newest first. At most six SQL queries."""
    rows = Concern.objects.filter(merged_into__isnull=True)
    mark = read(cursor)
    if mark is not None:
        rows = rows.filter(Q(at__lt=mark.at) | Q(at=mark.at, id__lt=mark.id))
    found = list(rows.order_by("-at", "-id")[: PAGE + 1])
    shown = found[:PAGE]
    counts = {
        row["concern__root"]: (row["all"], row["told"])
        for row in Voice.objects.filter(concern__root__in=[one.id for one in shown])
        .values("concern__root")
        .annotate(all=Count("id"), told=Count("id", filter=Q(thanks__in=("told", "elsewhere"))))
        .order_by()
    }
    ideas = _ideas(one.idea for one in shown)
    lines = tuple(
        ConcernLine(
            id=one.id,
            title=one.title,
            state=one.state,
            idea=ideas.get(one.idea) if one.idea else None,
            voices=counts.get(one.id, (0, 0))[0],
            told=counts.get(one.id, (0, 0))[1],
            at=one.at,
            released_at=one.released_at,
        )
        for one in shown
    )
    more = Mark(shown[-1].at, shown[-1].id).cursor() if len(found) > PAGE else ""
    return ConcernPage(lines, more)


def concerns_offered(*, besides: UUID | None = None) -> list[tuple[UUID, str]]:
    """What one more voice, or another idea, can be joined to: newest first. One SQL query."""
    rows = Concern.objects.filter(merged_into__isnull=True).exclude(state="declined")
    if besides is not None:
        rows = rows.exclude(id=besides)
    return list(rows.order_by("-at", "-id").values_list("id", "title")[:OFFERED_MAX])


def concerns_of_conversation(conversation: UUID) -> list[tuple[UUID, str, str, str]]:
    """(concern, title, its state, her consent) of what a conversation stands behind. One query."""
    rows = Voice.objects.filter(conversation__root=conversation).select_related("concern__root")
    return [
        (row.concern.root_id, row.concern.root.title, row.concern.root.state, row.consent)
        for row in rows.order_by("at", "id")
    ]


def voice(voice_id: UUID) -> VoiceView | None:
    """One voice, as herself may see it. One SQL query."""
    row = _rows().filter(id=voice_id).first()
    return _voice(row) if row else None


def season(*, at: datetime) -> SeasonView:
    """The counts of the last ninety days: what was said in them and what became of it.

    Four SQL queries, and one of `create` for the answers.
    """
    since = at - timedelta(days=SEASON_DAYS)
    voices = Voice.objects.filter(kind__in=("conversation", "mention"))
    begun = Concern.objects.filter(at__gte=since)
    told = Voice.objects.filter(concern__root__released_at__gte=since)
    counted = told.aggregate(
        all=Count("id"), told=Count("id", filter=Q(thanks__in=("told", "elsewhere")))
    )
    ideas = list(begun.filter(idea__isnull=False).values_list("idea", flat=True))
    return SeasonView(
        complaints=voices.filter(at__gte=since).count(),
        ideas=len(ideas),
        answered=sum(one.answer is not None for one in _ideas(ideas).values()),
        released=Concern.objects.filter(released_at__gte=since, merged_into__isnull=True).count(),
        told=counted["told"],
        to_tell=counted["all"],
    )


def voices_of(agent: UUID) -> list[dict[str, object]]:
    """For her file of everything: what she stands behind. One SQL query."""
    rows = Voice.objects.filter(
        Q(agent=agent) | Q(conversation__correspondent__member=agent)
    ).select_related("concern")
    return [
        {
            "title": row.concern.title,
            "consent": row.consent,
            "may_quote": row.may_quote,
            "at": row.at,
            "thanks": row.thanks,
            "thanks_at": row.thanks_at,
        }
        for row in rows.order_by("at", "id")
    ]


def _ideas(ids: Iterable[UUID | None]) -> dict[UUID, IdeaView]:
    return made.ideas_by_id({one for one in ids if one is not None})


def _rows() -> QuerySet[Voice]:
    return Voice.objects.select_related(
        "conversation__correspondent__root", "message", "mention", "thanks_message__out"
    )


def _view(row: Concern) -> ConcernView:
    below = list(Concern.objects.filter(root=row).exclude(id=row.id).order_by("merged_at", "id"))
    ideas = _ideas([row.idea, *(one.idea for one in below)])
    found = _rows().filter(concern__root=row).order_by("at", "id")
    voices = tuple(_voice(one) for one in found)
    products = made.products_by_id([row.product]) if row.product else {}
    return ConcernView(
        id=row.id,
        root=row.root_id,
        state=row.state,
        title=row.title,
        text=row.text,
        by=row.by_id,
        at=row.at,
        idea_at=row.idea_at,
        idea=ideas.get(row.idea) if row.idea else None,
        product=products.get(row.product) if row.product else None,
        what=row.what,
        released_at=row.released_at,
        voices=voices,
        joined=tuple(
            JoinedView(
                one.id,
                one.title,
                ideas.get(one.idea) if one.idea else None,
                one.merged_at or one.at,
                sum(voice.concern == one.id for voice in voices),
            )
            for one in below
        ),
    )


def _voice(row: Voice) -> VoiceView:
    talk, said, mention = row.conversation, row.message, row.mention
    name = talk.correspondent.root.name if talk else mention.author if mention else ""
    text = said.text if said else mention.text if mention else ""
    return VoiceView(
        id=row.id,
        concern=row.concern_id,
        kind=row.kind,
        conversation=talk.root_id if talk else None,
        channel=talk.channel if talk else "",
        name=name,
        agent=row.agent_id or (talk.correspondent.member_id if talk else None),
        language=said.language if said else mention.language if mention else "",
        text=text,
        url=mention.url if mention else "",
        consent=row.consent,
        may_quote=row.may_quote,
        spoke_at=talk.opened_at if talk else mention.at if mention else row.at,
        at=row.at,
        asked_at=row.asked_at,
        answered_at=row.answered_at,
        thanks=_delivery(row),
        why=row.why,
        thanks_at=row.thanks_at,
        thanks_text=row.thanks_message.text if row.thanks_message else "",
        answered_after=_answer_after(row),
    )


def _delivery(row: Voice) -> str:
    """What became of the thanks: the dispatch knows better than the row that queued it."""
    message = row.thanks_message
    if row.thanks != "told" or message is None or not hasattr(message, "out"):
        return row.thanks
    state = message.out.state
    if state in ("failed", "taken_back", "unsure"):
        return "failed"
    return "told" if state == "sent" else "leaving"


def _answer_after(row: Voice) -> datetime | None:
    """When she wrote again after she was told, as far as the conversation's row says it."""
    talk = row.conversation
    if talk is None or row.thanks_at is None or talk.last_kind != "in":
        return None
    return talk.last_at if talk.last_at > row.thanks_at else None
