"""Saying again in another language what somebody said: a member's work, beside the original.

One translation of a text by one member into one language. What others confirmed is what they read:
an edit takes the confirmations with it, an edit of the original marks the translation.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop as _

from cohive.bond import naming
from cohive.bond.events_translations import (
    TranslationConfirmed,
    TranslationEdited,
    TranslationMade,
    TranslationUnconfirmed,
    TranslationWithdrawn,
)
from cohive.bond.models import MachineText, Member, Translation, TranslationConfirmation
from cohive.bond.operations.notices import notify
from cohive.bond.operations.standing import holds, require_belonging, require_member
from cohive.bond.queries.tiers import is_for_a_tier
from cohive.bond.queries.translations import tongues, translations_url
from cohive.bond.translatable import Original, digest_of, main_language, original
from cohive.guard.operations import open_case
from cohive.journal.events import Flow
from cohive.journal.operations import record
from cohive.words.ids import new_id
from cohive.words.refusals import Forbidden, Missing, Refused
from cohive.words.verbs import Action

TEXT_CHARACTERS_MAX = 12_000
TITLE_CHARACTERS_MAX = 200
NO_TEXT = "This text is not here any more."
NO_TRANSLATION = "There is no such translation."


@transaction.atomic
def translate(
    *,
    about_kind: str,
    about: UUID,
    language: str,
    text: str,
    by: UUID,
    at: datetime,
    title: str = "",
    digest: str = "",
) -> UUID:
    """Say a text again in `language`; return the translation's id.

    `digest` is the version she read ('' the one that stands); when the text changed meanwhile her
    translation says so at once. Her author is told, and the service stands in the journal.
    """
    source = _original(about_kind, about)
    _may_translate(source, by, at=at)
    tongue = main_language(language)
    _fit_language(source, tongue)
    if Translation.objects.filter(
        about_kind=about_kind, about=about, language=tongue, author=by, withdrawn_at=None
    ).exists():
        raise Refused("You have translated this already. Change yours.", field="text")
    said_title, said = _texts(source, title, text)
    row = Translation.objects.create(
        id=new_id(),
        about_kind=about_kind,
        about=about,
        language=tongue,
        author_id=by,
        title=said_title,
        text=said,
        digest=digest or source.digest,
        is_of_earlier=bool(digest) and digest != source.digest,
        at=at,
    )
    record(
        TranslationMade(row.id, about_kind, about, tongue),
        by=by,
        at=at,
        object_kind="translation",
        object=row.id,
        target=source.author,
        circle=source.circle,
        parent=about,
        flows=_flows(row, source),
    )
    _tell(row, source, at=at)
    return row.id


@transaction.atomic
def edit_translation(
    *, translation: UUID, text: str, by: UUID, at: datetime, title: str = "", digest: str = ""
) -> None:
    """Change one's own translation: of the version that stands now, or that she read (`digest`)."""
    row = _own(translation, by)
    source = _original(row.about_kind, row.about)
    row.title, row.text = _texts(source, title, text)
    row.digest = digest or source.digest
    row.is_of_earlier = row.digest != source.digest
    row.edited_at, row.confirmations = at, 0
    row.save()
    TranslationConfirmation.objects.filter(translation=row).delete()
    record(
        TranslationEdited(row.id),
        by=by,
        at=at,
        object_kind="translation",
        object=row.id,
        target=source.author,
        circle=source.circle,
        parent=row.about,
    )


@transaction.atomic
def withdraw_translation(*, translation: UUID, by: UUID, at: datetime) -> None:
    """Withdraw one's own, or as a steward take one down: its text is not kept."""
    row = Translation.objects.select_for_update().filter(id=translation).first()
    if row is None:
        raise Missing(NO_TRANSLATION)
    is_own = row.author_id == by
    if not is_own and not holds(by, "steward"):
        raise Forbidden("Only who wrote it may withdraw it.")
    if row.withdrawn_at is None:
        _empty(row, by=by, at=at, reason="own" if is_own else "steward")


@transaction.atomic
def confirm_translation(*, translation: UUID, by: UUID, at: datetime) -> None:
    """Say that somebody else's translation is right; saying it twice is saying it once."""
    require_member(by)
    row = _standing(translation)
    if row.author_id == by:
        raise Refused("Somebody else has to say that your translation is right.")
    _may_translate(_original(row.about_kind, row.about), by, at=at)
    _made, is_new = TranslationConfirmation.objects.get_or_create(
        translation=row, by_id=by, defaults={"id": new_id(), "at": at}
    )
    if is_new:
        _recount(row)
        _record_word(TranslationConfirmed(row.id), row, by=by, at=at)


@transaction.atomic
def unconfirm_translation(*, translation: UUID, by: UUID, at: datetime) -> None:
    """Take one's word back."""
    row = _standing(translation)
    gone, _rows = TranslationConfirmation.objects.filter(translation=row, by=by).delete()
    if gone:
        _recount(row)
        _record_word(TranslationUnconfirmed(row.id), row, by=by, at=at)


@transaction.atomic
def report_translation(*, translation: UUID, reason: str, by: UUID, at: datetime) -> UUID:
    """Ask a steward to look at a translation; the case keeps its words as evidence."""
    require_member(by)
    row = _standing(translation)
    said = naming.clean_text(
        reason,
        characters_max=1_000,
        empty=Refused("Say in a sentence what is wrong with it.", field="reason"),
    )
    return open_case(
        kind="translation",
        subject_kind="translation",
        subject=translation,
        evidence=f"{said}\n\n— {row.title}\n{row.text[:3_000]}",
        by=by,
        at=at,
    )


def original_changed(*, about_kind: str, about: UUID, was: str, digest: str) -> None:
    """Mark the translations of a text that says something else now, by the digests of both.

    A text that is edited back is the version that was translated again. What a machine made of the
    text before is erased. No act: it follows from the edit.
    """
    if was != digest:
        MachineText.objects.filter(digest=was).delete()
    rows = Translation.objects.filter(about_kind=about_kind, about=about, withdrawn_at=None)
    rows.exclude(digest=digest).update(is_of_earlier=True)
    rows.filter(digest=digest).update(is_of_earlier=False)


@transaction.atomic
def original_gone(
    *, about_kind: str, about: UUID, title: str, text: str, by: UUID, at: datetime
) -> None:
    """Take the translations of a text that was withdrawn with it, and what a machine made of it."""
    rows = Translation.objects.select_for_update().filter(
        about_kind=about_kind, about=about, withdrawn_at=None
    )
    for row in rows:
        _empty(row, by=by, at=at, reason="gone")
    MachineText.objects.filter(digest=digest_of(title, text)).delete()


def withdraw_translations_of(author: UUID, *, at: datetime) -> None:
    """For leaving: all of a member's translations, as her posts."""
    for row in Translation.objects.select_for_update().filter(author=author, withdrawn_at=None):
        _empty(row, by=author, at=at, reason="own")


def _empty(row: Translation, *, by: UUID, at: datetime, reason: str) -> None:
    row.title, row.text, row.withdrawn_at, row.withdrawn_by_id = "", "", at, by
    row.confirmations = 0
    row.save()
    TranslationConfirmation.objects.filter(translation=row).delete()
    _record_word(TranslationWithdrawn(row.id, reason), row, by=by, at=at)


def _record_word(word: object, row: Translation, *, by: UUID, at: datetime) -> None:
    record(
        word,
        by=by,
        at=at,
        object_kind="translation",
        object=row.id,
        target=row.author_id,
        parent=row.about,
    )


def _recount(row: Translation) -> None:
    row.confirmations = TranslationConfirmation.objects.filter(translation=row).count()
    row.save(update_fields=["confirmations"])


def _original(kind: str, about: UUID) -> Original:
    source = original(kind, about)
    if source is None:
        raise Missing(NO_TEXT)
    return source


def _may_translate(source: Original, by: UUID, *, at: datetime) -> None:
    """Every member, because every member reads; in a circle for a tier who belongs to it."""
    require_member(by)
    if source.circle is not None and is_for_a_tier(source.circle):
        require_belonging(by, source.circle, at=at)


def _fit_language(source: Original, tongue: str) -> None:
    if tongue not in tongues():
        raise Refused("Choose a language of this place.", field="language")
    if tongue == source.tongue:
        raise Refused("It is written in this language already.", field="language")


def _texts(source: Original, title: str, text: str) -> tuple[str, str]:
    said = naming.clean_text(
        text,
        characters_max=TEXT_CHARACTERS_MAX,
        empty=Refused("Write the text in your language.", field="text"),
    )
    if not source.title:
        return "", said
    said_title = naming.clean_text(
        title,
        characters_max=TITLE_CHARACTERS_MAX,
        empty=Refused("Write the title in your language too.", field="title"),
    )
    return " ".join(said_title.split()), said


def _standing(translation: UUID) -> Translation:
    row = Translation.objects.select_for_update().filter(id=translation, withdrawn_at=None).first()
    if row is None:
        raise Missing(NO_TRANSLATION)
    return row


def _own(translation: UUID, by: UUID) -> Translation:
    row = _standing(translation)
    if row.author_id != by:
        raise Forbidden("Only who wrote it may change it.")
    return row


def _flows(row: Translation, source: Original) -> list[Flow]:
    """A service to whose words they are; to oneself, and where nobody is known, there is none."""
    if source.author is None or source.author == row.author_id:
        return []
    return [
        Flow(Action.DELIVER_SERVICE, row.author_id, source.author, "translation", row.id),
    ]


def _tell(row: Translation, source: Original, *, at: datetime) -> None:
    if source.author is None or source.author == row.author_id:
        return
    if not Member.objects.filter(agent=source.author, state="active").exists():
        return
    notify(
        to=source.author,
        kind="translation",
        sentence=_("%(who)s said your words in another language."),
        values={"who": f"agent:{row.author_id}"},
        url=translations_url(row.about_kind, row.about),
        at=at,
        subject=row.id,
        key=f"translation:{row.id}",
    )
