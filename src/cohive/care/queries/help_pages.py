"""Help pages: one with its versions, the list, and what fits the words of a question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Q
from django.urls import reverse

from cohive.bond.keyset import Mark, read
from cohive.care.models import HELP_LANGUAGES, HelpPage, HelpTerm, HelpVersion
from cohive.words.bigrams import tokens

PAGE = 24
FOUND_MAX = 5
ASKED_MAX = 40
LEAST_COMMON = 2
"""A page fits when this many of the question's tokens stand in it, or all where it has fewer."""


@dataclass(frozen=True)
class VersionView:
    """One wording; `is_stale`: the original was written anew since this was made from it."""

    language: str
    number: int
    title: str
    text: str
    note: str
    by: UUID
    at: datetime
    is_stale: bool = False


@dataclass(frozen=True)
class HelpView:
    """A page with its newest wording in each language, first written first."""

    id: UUID
    slug: str
    at: datetime
    wordings: tuple[VersionView, ...]
    history: tuple[VersionView, ...]
    asker: str
    useful: int
    not_useful: int

    @property
    def url(self) -> str:
        """Its address."""
        return reverse("care:help-page", args=[self.slug])

    @property
    def missing(self) -> tuple[str, ...]:
        """The languages nobody has written it in yet."""
        written = {one.language for one in self.wordings}
        return tuple(one for one in HELP_LANGUAGES if one not in written)

    def wording(self, language: str) -> VersionView | None:
        """Its newest wording in a language."""
        return next((one for one in self.wordings if one.language == language), None)


@dataclass(frozen=True)
class HelpLine:
    """A page in a list, in the reader's language where it is written in it."""

    id: UUID
    slug: str
    title: str
    language: str
    url: str


def help_page(slug: str) -> HelpView | None:
    """One page by its address. Two SQL queries."""
    row = (
        HelpPage.objects.select_related("question__correspondent__root")
        .filter(slug=slug, taken_down_at__isnull=True)
        .first()
    )
    return _view(row) if row else None


def help_page_by_id(page: UUID) -> HelpView | None:
    """One page by its id. Two SQL queries."""
    row = (
        HelpPage.objects.select_related("question__correspondent__root")
        .filter(id=page, taken_down_at__isnull=True)
        .first()
    )
    return _view(row) if row else None


def help_pages(*, language: str, cursor: str = "") -> tuple[list[HelpLine], str]:
    """The pages, changed last first, and the cursor of the next ones. Two SQL queries."""
    rows = HelpPage.objects.filter(taken_down_at__isnull=True)
    mark = read(cursor)
    if mark is not None:
        rows = rows.filter(Q(changed_at__lt=mark.at) | Q(changed_at=mark.at, id__lt=mark.id))
    found = list(rows.order_by("-changed_at", "-id")[: PAGE + 1])
    shown = found[:PAGE]
    more = Mark(shown[-1].changed_at, shown[-1].id).cursor() if len(found) > PAGE else ""
    return _lines(shown, language), more


def help_found(text: str, *, language: str) -> list[HelpLine]:
    """The pages that fit some words best, at most five. Two SQL queries.

    A page counts with as many of the words (in Chinese: pairs of signs) as stand in it, and needs
    two of them, or all where fewer were asked.
    """
    asked = tokens(text)[:ASKED_MAX]
    if not asked:
        return []
    hits = (
        HelpTerm.objects.filter(token__in=asked)
        .values("page")
        .annotate(common=Count("id"))
        .filter(common__gte=min(LEAST_COMMON, len(asked)))
        .order_by("-common", "-page")[:FOUND_MAX]
    )
    order = [hit["page"] for hit in hits]
    rows = {row.id: row for row in HelpPage.objects.filter(id__in=order)}
    return _lines([rows[page] for page in order if page in rows], language)


def _lines(rows: list[HelpPage], language: str) -> list[HelpLine]:
    newest: dict[UUID, dict[str, str]] = {}
    versions = HelpVersion.objects.filter(page__in=rows).order_by("number")
    for page, tongue, title in versions.values_list("page_id", "language", "title"):
        newest.setdefault(page, {})[tongue] = title
    lines = []
    for row in rows:
        titles = newest.get(row.id, {})
        tongue = language if language in titles else next(iter(titles), "")
        url = reverse("care:help-page", args=[row.slug])
        lines.append(HelpLine(row.id, row.slug, titles.get(tongue, row.slug), tongue, url))
    return lines


def _view(row: HelpPage) -> HelpView:
    rows = list(HelpVersion.objects.filter(page=row).order_by(F("at").asc(), F("id").asc()))
    newest = {one.language: one for one in rows}
    history = tuple(_version(one, newest) for one in reversed(rows))
    asker = ""
    if row.asker_consent == "yes" and row.question and row.question.correspondent:
        asker = row.question.correspondent.root.name
    return HelpView(
        id=row.id,
        slug=row.slug,
        at=row.at,
        wordings=tuple(_version(one, newest) for one in newest.values()),
        history=history,
        asker=asker,
        useful=row.useful,
        not_useful=row.not_useful,
    )


def _version(row: HelpVersion, newest: dict[str, HelpVersion]) -> VersionView:
    # the language a page was first written in is the original; the others follow it
    original = next(iter(newest.values()))
    is_stale = row.follows is not None and original.number > row.follows
    is_stale = is_stale and row.language != original.language
    return VersionView(
        row.language, row.number, row.title, row.text, row.note, row.by_id, row.at, is_stale
    )
