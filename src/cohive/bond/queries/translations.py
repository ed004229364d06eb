"""Translations of a text: the one to show first, and all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import BooleanField, Case, Exists, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import JSONObject
from django.urls import reverse

from cohive.bond.models import MachineText, Translation, TranslationConfirmation
from cohive.bond.queries.place import place
from cohive.bond.translatable import main_language

LIMIT_TRANSLATIONS = 50
TAKEN_OUT = (
    "id", "about_kind", "about", "language", "title", "text", "at", "edited_at", "withdrawn_at",
)  # fmt: skip


@dataclass(frozen=True)
class TranslationView:
    """A member's translation; `is_of_earlier`: of a text that was edited since.

    `is_confirmed` is whether the viewer herself said that it is right.
    """

    id: UUID
    about_kind: str
    about: UUID
    lang: str
    author: UUID
    title: str
    text: str
    is_of_earlier: bool
    confirmations: int
    at: datetime
    edited_at: datetime | None
    is_confirmed: bool = False

    @property
    def url(self) -> str:
        """Where it stands beside its original."""
        return f"{translations_url(self.about_kind, self.about)}#translation-{self.id}"


@dataclass(frozen=True)
class ShownTranslation:
    """What a page of many texts needs of the one translation it shows."""

    id: UUID
    author: UUID
    lang: str
    title: str
    text: str
    is_of_earlier: bool


@dataclass(frozen=True)
class MachineView:
    """What a machine made of a text; nobody's work."""

    title: str
    text: str
    lang: str
    at: datetime


def translations_url(kind: str, about: UUID) -> str:
    """The page of a text in its languages."""
    return reverse("bond:translations", kwargs={"kind": kind, "about": about})


def tongues() -> tuple[str, ...]:
    """The main languages one may translate into: the place's and those its pages speak. One small
    SQL query."""
    here = place()
    codes = [*(here.languages if here else ()), *(code for code, _name in settings.LANGUAGES)]
    return tuple(dict.fromkeys(main_language(code) for code in codes))


def _best(rows: QuerySet[Translation]) -> QuerySet[Translation]:
    """Of the text as it stands first, then the most confirmed, then the newest."""
    return rows.filter(withdrawn_at=None).order_by("is_of_earlier", "-confirmations", "-id")


def shown_translation(kind: str, language: str) -> Subquery:
    """For a query of many texts of one kind: the translation to show of each, in no query more."""
    rows = _best(
        Translation.objects.filter(about_kind=kind, about=OuterRef("id"), language=language)
    )
    found = rows.values(
        found=JSONObject(
            id="id",
            author="author_id",
            language="language",
            title="title",
            text="text",
            is_of_earlier=Case(When(is_of_earlier=True, then=Value(1)), default=Value(0)),
        )
    )
    return Subquery(found[:1])


def read_shown(found: Any) -> ShownTranslation | None:
    """What `shown_translation` put beside a row."""
    if not found:
        return None
    return ShownTranslation(
        id=UUID(str(found["id"])),
        author=UUID(str(found["author"])),
        lang=found["language"],
        title=found["title"],
        text=found["text"],
        is_of_earlier=bool(found["is_of_earlier"]),
    )


def translations_of(
    kind: str, about: UUID, *, language: str = "", viewer: UUID | None = None
) -> list[TranslationView]:
    """All translations of a text, or those into one language; the one to show first. One query."""
    rows = Translation.objects.filter(about_kind=kind, about=about)
    if language:
        rows = rows.filter(language=language)
    mine = TranslationConfirmation.objects.filter(translation=OuterRef("id"), by=viewer)
    told = Exists(mine) if viewer else Value(False, output_field=BooleanField())
    return [_view(row) for row in _best(rows).annotate(told=told)[:LIMIT_TRANSLATIONS]]


def translations_by_id(ids: Iterable[UUID]) -> dict[UUID, TranslationView]:
    """Several, those that were not withdrawn. One SQL query, none for no id."""
    wanted = list(ids)
    if not wanted:
        return {}
    rows = Translation.objects.filter(id__in=wanted, withdrawn_at=None)
    return {row.id: _view(row) for row in rows}


def machine_text(digest: str, language: str, engine: str) -> MachineView | None:
    """What a machine made of this version of a text before. One SQL query."""
    row = MachineText.objects.filter(digest=digest, language=language, engine=engine).first()
    return MachineView(row.title, row.text, row.language, row.at) if row else None


def translated_by(author: UUID) -> list[dict[str, Any]]:
    """For a member's takeout: what she translated, and whose translation she confirmed."""
    mine = Translation.objects.filter(author=author).order_by("id")
    return [dict(row) for row in mine.values(*TAKEN_OUT)]


def confirmed_by(member: UUID) -> list[dict[str, Any]]:
    """For a member's takeout: the translations she said are right."""
    rows = TranslationConfirmation.objects.filter(by=member).order_by("id")
    return [dict(row) for row in rows.values("translation_id", "at")]


def _view(row: Translation) -> TranslationView:
    return TranslationView(
        id=row.id,
        about_kind=row.about_kind,
        about=row.about,
        lang=row.language,
        author=row.author_id,
        title=row.title,
        text=row.text,
        is_of_earlier=row.is_of_earlier,
        confirmations=row.confirmations,
        at=row.at,
        edited_at=row.edited_at,
        is_confirmed=bool(getattr(row, "told", False)),
    )
