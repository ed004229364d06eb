"""Reading challenges and the standing terms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from cohive.create.models.challenges import Challenge, StandingTerms, TermsAcceptance

PHASES = ("upcoming", "open", "voting", "closed")


@dataclass(frozen=True)
class TermsView:
    """One version of the standing terms; `texts` by language code, `vote` that set its keep."""

    id: UUID
    version: int
    texts: Mapping[str, str]
    keep_min: Fraction
    at: datetime
    vote: UUID | None = None

    def text(self, language: str) -> tuple[str, str]:
        """The text in this language, else in the first there is, and the language it is in."""
        if language in self.texts:
            return self.texts[language], language
        return next((text, code) for code, text in self.texts.items())


@dataclass(frozen=True)
class ChallengeView:
    """A challenge; `entries` counts the works that are shown."""

    id: UUID
    slug: str
    title: str
    brief: str
    lang: str
    circle: UUID | None
    opened_by: UUID
    stage: str
    decides: str
    terms: UUID
    terms_version: int
    opens_at: datetime
    closes_at: datetime
    voting_closes_at: datetime
    at: datetime
    entries: int

    @property
    def url(self) -> str:
        """The address of its page."""
        return reverse("create:challenge", kwargs={"slug": self.slug})

    @property
    def vote_url(self) -> str:
        """Where scores are sent, and where the link of a mail leads."""
        return reverse("create:vote", kwargs={"challenge": self.id})

    def phase(self, at: datetime) -> str:
        """upcoming, open (works come in), voting, or closed: from the instants alone."""
        ends = (self.opens_at, self.closes_at, self.voting_closes_at)
        return PHASES[sum(at >= end for end in ends)]


def challenge(challenge_id: UUID) -> ChallengeView | None:
    """One challenge by its id. One SQL query."""
    return next(iter(_views(Challenge.objects.filter(id=challenge_id))), None)


def challenges_by_id(ids: Iterable[UUID]) -> dict[UUID, ChallengeView]:
    """These challenges; one that is not there is missing in the answer. One SQL query."""
    return {found.id: found for found in _views(Challenge.objects.filter(id__in=set(ids)))}


def challenge_by_slug(slug: str) -> ChallengeView | None:
    """One challenge by its address. One SQL query."""
    return next(iter(_views(Challenge.objects.filter(slug=slug))), None)


def running_challenges(*, at: datetime, limit: int = 24) -> list[ChallengeView]:
    """Challenges whose votes are not closed yet, the next to end first. One SQL query."""
    rows = Challenge.objects.filter(voting_closes_at__gt=at)
    return _views(rows.order_by("voting_closes_at", "id")[:limit])


def past_challenges(*, at: datetime, limit: int = 24) -> list[ChallengeView]:
    """Challenges whose votes are closed, the latest first. One SQL query."""
    rows = Challenge.objects.filter(voting_closes_at__lte=at)
    return _views(rows.order_by("-voting_closes_at", "-id")[:limit])


def current_terms() -> TermsView | None:
    """The standing terms in force, None before any were published. One SQL query."""
    return next(iter(_terms(StandingTerms.objects.order_by("-version")[:1])), None)


def terms(terms_id: UUID) -> TermsView | None:
    """One version of the standing terms. One SQL query."""
    return next(iter(_terms(StandingTerms.objects.filter(id=terms_id))), None)


def accepted_terms(agents: Iterable[UUID]) -> frozenset[UUID]:
    """Who of these has accepted any version of the standing terms. One SQL query."""
    rows = TermsAcceptance.objects.filter(agent__in=list(agents))
    return frozenset(rows.values_list("agent_id", flat=True))


def accepted_version(agent: UUID, terms_id: UUID) -> datetime | None:
    """When she accepted this version, None when she did not. One SQL query."""
    rows = TermsAcceptance.objects.filter(agent=agent, terms=terms_id)
    return rows.values_list("at", flat=True).first()


def _terms(rows: QuerySet[StandingTerms]) -> list[TermsView]:
    return [
        TermsView(row.id, row.version, row.texts, row.keep_min, row.at, row.vote) for row in rows
    ]


def _views(rows: QuerySet[Challenge]) -> list[ChallengeView]:
    shown = Count("works", filter=Q(works__state="published"))
    found = rows.annotate(entries=shown).values(
        "id",
        "slug",
        "title",
        "brief",
        "language",
        "circle_id",
        "opened_by_id",
        "stage",
        "decides",
        "terms_id",
        "terms__version",
        "opens_at",
        "closes_at",
        "voting_closes_at",
        "at",
        "entries",
    )
    return [
        ChallengeView(
            id=row["id"],
            slug=row["slug"],
            title=row["title"],
            brief=row["brief"],
            lang=row["language"],
            circle=row["circle_id"],
            opened_by=row["opened_by_id"],
            stage=row["stage"],
            decides=row["decides"],
            terms=row["terms_id"],
            terms_version=row["terms__version"],
            opens_at=row["opens_at"],
            closes_at=row["closes_at"],
            voting_closes_at=row["voting_closes_at"],
            at=row["at"],
            entries=row["entries"],
        )
        for row in found
    ]
