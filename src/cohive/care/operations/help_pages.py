"""An answer becomes a page everybody can read; each wording stays as a version with its writer."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext

from cohive.bond.queries import place
from cohive.care.events_thanks import HelpAskerAnswered, HelpTakenDown, HelpWritten
from cohive.care.models import (
    HELP_LANGUAGES,
    HELP_TEXT_LENGTH,
    HELP_TITLE_LENGTH,
    NOTE_LENGTH,
    HelpPage,
    HelpTerm,
    HelpVersion,
    Message,
)
from cohive.care.operations.answering import write_answer
from cohive.care.operations.concerns import in_her_words
from cohive.care.operations.standing import require_answerer
from cohive.care.thanks_doors import asker_word
from cohive.journal.operations import record
from cohive.words.bigrams import tokens
from cohive.words.ids import new_id
from cohive.words.refusals import Missing, Refused

NO_PAGE = "There is no such page."
SLUG_CHARACTERS = 60
TOKENS_MAX = 600


@transaction.atomic
def publish_answer(
    *,
    title: str,
    text: str,
    language: str,
    by: UUID,
    at: datetime,
    question: UUID | None = None,
    asks: bool = False,
) -> UUID:
    """Make a page of an answer; return its id.

    `question` is the message it answers; with `asks` who wrote it is asked, in her own channel,
    whether the page may name her.
    """
    require_answerer(by)
    line, words = (
        _checked(title, HELP_TITLE_LENGTH, "title"),
        _checked(text, HELP_TEXT_LENGTH, "text"),
    )
    asked = Message.objects.filter(id=question, kind="in").first() if question else None
    new = new_id()
    page = HelpPage.objects.create(
        id=new,
        slug=_slug(line, new),
        question=asked,
        asker_consent="asked" if asked and asks else "",
        by_id=by,
        at=at,
        changed_at=at,
    )
    _write(page, language, line, words, note="", follows=None, by=by, at=at)
    if asked and asks:
        _ask(page, asked, by=by, at=at)
    return page.id


@transaction.atomic
def improve_page(
    *, page: UUID, language: str, title: str, text: str, note: str, by: UUID, at: datetime
) -> int:
    """Write a page anew in one language, or for the first time in it; its version's number."""
    require_answerer(by)
    row = _locked(page)
    line, words = (
        _checked(title, HELP_TITLE_LENGTH, "title"),
        _checked(text, HELP_TEXT_LENGTH, "text"),
    )
    other = next((one for one in HELP_LANGUAGES if one != language), "")
    follows = _newest(row, other)
    return _write(row, language, line, words, note=note, follows=follows or None, by=by, at=at)


@transaction.atomic
def take_page_down(*, page: UUID, by: UUID, at: datetime) -> None:
    """Nobody finds it any more; its versions stay."""
    require_answerer(by)
    row = _locked(page)
    row.taken_down_at = at
    row.save(update_fields=["taken_down_at"])
    HelpTerm.objects.filter(page=row).delete()
    record(HelpTakenDown(row.id), by=by, at=at, object_kind="help", object=row.id)


def note_useful(*, page: UUID, is_useful: bool) -> None:
    """One tap more: a measurement that knows nobody, so no act."""
    rows = HelpPage.objects.filter(id=page, taken_down_at__isnull=True)
    if is_useful:
        rows.update(useful=F("useful") + 1)
    else:
        rows.update(not_useful=F("not_useful") + 1)


@transaction.atomic
def answer_asker(*, page: UUID, agrees: bool, at: datetime) -> None:
    """Who asked says whether the page may name her; she can change it by the same link."""
    row = _locked(page)
    here = place()
    if not row.asker_consent or here is None:
        raise Missing(NO_PAGE)
    row.asker_consent = "yes" if agrees else "no"
    row.save(update_fields=["asker_consent"])
    record(
        HelpAskerAnswered(row.id, agrees), by=here.world, at=at, object_kind="help", object=row.id
    )


def _write(
    page: HelpPage,
    language: str,
    title: str,
    text: str,
    *,
    note: str,
    follows: int | None,
    by: UUID,
    at: datetime,
) -> int:
    if language not in HELP_LANGUAGES:
        raise Refused("Choose a language of this place.", field="language")
    number = _newest(page, language) + 1
    HelpVersion.objects.create(
        page=page,
        language=language,
        number=number,
        follows=follows,
        title=title,
        text=text,
        note=" ".join(note.split())[:NOTE_LENGTH],
        by_id=by,
        at=at,
    )
    page.changed_at = at
    page.save(update_fields=["changed_at"])
    _find_by(page)
    record(HelpWritten(page.id, language, number), by=by, at=at, object_kind="help", object=page.id)
    return number


def _find_by(page: HelpPage) -> None:
    """Let the page be found by the words that stand in it now, in every language."""
    newest: dict[str, str] = {}
    for row in HelpVersion.objects.filter(page=page).order_by("number"):
        newest[row.language] = f"{row.title} {row.text}"
    found = tokens(" ".join(newest.values()))[:TOKENS_MAX]
    HelpTerm.objects.filter(page=page).delete()
    HelpTerm.objects.bulk_create(HelpTerm(token=token, page=page) for token in found)


def _newest(page: HelpPage, language: str) -> int:
    rows = HelpVersion.objects.filter(page=page, language=language)
    return int(rows.aggregate(last=Max("number"))["last"] or 0)


def _ask(page: HelpPage, asked: Message, *, by: UUID, at: datetime) -> None:
    link = settings.ADDRESS + reverse("care:help-asker", args=[asker_word(page.id)])

    def written() -> str:
        return gettext(
            "Your question helps others: the answer is a page now. May it say that you asked?"
            " One tap: %(link)s"
        ) % {"link": link}

    text = in_her_words(asked.language or asked.conversation.language, written)
    write_answer(conversation=asked.conversation_id, text=text, by=by, at=at)


def _slug(title: str, page: UUID) -> str:
    base = slugify(title, allow_unicode=True)[:SLUG_CHARACTERS].strip("-") or "page"
    taken = HelpPage.objects.filter(slug=base).exists()
    return f"{base}-{page.hex[-8:]}" if taken else base


def _locked(page: UUID) -> HelpPage:
    row = HelpPage.objects.select_for_update().filter(id=page, taken_down_at=None).first()
    if row is None:
        raise Missing(NO_PAGE)
    return row


def _checked(text: str, length: int, field: str) -> str:
    words = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not words:
        raise Refused("Write something first.", field=field)
    if len(words) > length:
        raise Refused("Keep it under %(count)s characters.", field=field, count=length)
    return words
