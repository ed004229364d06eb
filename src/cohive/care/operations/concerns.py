"""A message becomes an idea: who wrote is asked first, and the idea is hers.

Nothing is public before she said yes: the words of the idea are written by who answers, she reads
exactly these, and her own words are shown only if she agrees to be quoted.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from cohive.bond import operations as bond
from cohive.bond import queries as people
from cohive.bond.pseudonyms import pseudonym
from cohive.care.events_thanks import (
    ConcernBecameIdea,
    VoiceAnswered,
    VoiceAsked,
    VoiceJoined,
)
from cohive.care.models import (
    CONCERN_STATES,
    CONSENT_STATES,
    TITLE_LENGTH,
    WORDS_LENGTH,
    Concern,
    Conversation,
    Mention,
    Message,
    Voice,
)
from cohive.care.operations.answering import write_answer
from cohive.care.operations.people import key_of_writer
from cohive.care.operations.receiving import locked_conversation
from cohive.care.operations.standing import require_answerer
from cohive.care.thanks_doors import voice_word
from cohive.create import operations as create
from cohive.create import queries as made
from cohive.journal.operations import record
from cohive.words.ids import new_id
from cohive.words.refusals import Missing, Refused

NO_CONCERN = "There is no such idea to follow."


@transaction.atomic
def ask_voice(*, conversation: UUID, title: str, text: str, by: UUID, at: datetime) -> UUID:
    """Ask who wrote whether her message may become an idea with these words; the voice's id.

    The question goes by her own channel with a link that holds for her alone.
    """
    require_answerer(by)
    talk = _shown(conversation)
    line, words = _checked(title, TITLE_LENGTH, "title"), _checked(text, WORDS_LENGTH, "text")
    new = new_id()
    concern = Concern.objects.create(
        id=new, root_id=new, state=CONCERN_STATES.start, title=line, text=words, by_id=by, at=at
    )
    voice = _voice(concern, talk, by=by, at=at)
    _ask(voice, talk, line, words, by=by, at=at)
    return voice.id


@transaction.atomic
def join_conversation(*, conversation: UUID, concern: UUID, by: UUID, at: datetime) -> UUID:
    """Let one more conversation stand behind a concern: she is told, nothing of hers is shown."""
    require_answerer(by)
    talk = _shown(conversation)
    voice = _voice(locked_concern(concern), talk, by=by, at=at)
    return voice.id


@transaction.atomic
def ask_joined(*, voice: UUID, by: UUID, at: datetime) -> None:
    """Ask somebody whose voice was joined whether she may be named and quoted."""
    require_answerer(by)
    row = locked_voice(voice)
    if row.conversation_id is None or row.consent != "unasked":
        raise Refused("She was asked already, or cannot be asked.")
    concern = row.concern.root
    _ask(row, _shown(row.conversation_id), concern.title, concern.text, by=by, at=at)


@transaction.atomic
def join_mention(*, mention: UUID, concern: UUID, by: UUID, at: datetime) -> UUID:
    """Let a public post stand behind a concern. Nobody writes to a stranger for that."""
    require_answerer(by)
    row = locked_concern(concern)
    if not Mention.objects.filter(id=mention).exists():
        raise Missing("There is no such post.")
    voice, is_new = Voice.objects.get_or_create(
        concern=row,
        mention_id=mention,
        defaults={"kind": "mention", "consent": "unasked", "by_id": by, "at": at},
    )
    if is_new:
        _note_joined(voice, by=by, at=at)
    return voice.id


@transaction.atomic
def follow_idea(*, idea: UUID, by: UUID, at: datetime) -> UUID:
    """Follow an idea that is here already; its makers are its first voices. The concern's id."""
    require_answerer(by)
    found = made.idea(idea)
    if found is None:
        raise Missing("There is no such idea.")
    known = Concern.objects.filter(idea=idea).values_list("id", flat=True).first()
    if known is not None:
        return known
    new = new_id()
    concern = Concern.objects.create(
        id=new,
        root_id=new,
        state="idea",
        title=found.title[:TITLE_LENGTH],
        text=found.text[:WORDS_LENGTH],
        idea=idea,
        by_id=by,
        at=at,
        idea_at=found.at,
    )
    record(ConcernBecameIdea(new, idea), by=by, at=at, object_kind="concern", object=new)
    take_makers(concern, by=by, at=at)
    return concern.id


@transaction.atomic
def answer_voice(*, voice: UUID, consent: str, may_quote: bool, at: datetime) -> UUID | None:
    """She says yes, named (with her name) or no; the first yes makes the idea. The idea's id.

    A member's idea is hers by the name she has here, so for her yes is `named`. A stranger becomes
    an unclaimed person with a pen name, or her own; a claim link makes her a member.
    """
    row = locked_voice(voice)
    if consent not in ("yes", "named", "no"):
        raise Refused("Choose one of the answers.", field="consent")
    if row.consent != "asked":
        raise Refused("You have answered this already.")
    talk = row.conversation
    if talk is None or talk.state == "forgotten":
        raise Missing("What you wrote here was erased, so nothing can come of it.")
    member = talk.correspondent.member_id
    if member is not None and consent == "yes":
        consent = "named"
    concern = Concern.objects.select_for_update().get(id=row.concern_id)
    row.consent = CONSENT_STATES.move(row.consent, consent)
    row.answered_at, row.may_quote = at, may_quote and consent != "no"
    if consent != "no":
        row.agent_id = member or _unclaimed(row, is_named=consent == "named", at=at)
    row.save()
    actor = row.agent_id or _world()
    record(
        VoiceAnswered(concern.id, row.id, consent, row.may_quote),
        by=actor,
        at=at,
        object_kind="concern",
        object=concern.id,
    )
    if concern.state in ("asked", "declined"):
        if consent != "no":
            _make_idea(concern, by=actor, at=at)
        elif concern.state == "asked":
            concern.state = CONCERN_STATES.move(concern.state, "declined")
            concern.save(update_fields=["state"])
    return concern.idea


@transaction.atomic
def stop_quoting(*, voice: UUID, at: datetime) -> None:
    """She does not want her words shown any more."""
    row = locked_voice(voice)
    if not row.may_quote:
        return
    row.may_quote = False
    row.save(update_fields=["may_quote"])
    record(
        VoiceAnswered(row.concern_id, row.id, row.consent, False),
        by=row.agent_id or _world(),
        at=at,
        object_kind="concern",
        object=row.concern_id,
    )


@transaction.atomic
def begin_voice_claim(*, voice: UUID, at: datetime) -> str:
    """The address where a stranger takes her idea as a member; nothing changes before she does."""
    row = locked_voice(voice)
    if row.agent_id is None:
        raise Missing("There is nothing to claim here yet.")
    if row.conversation and row.conversation.correspondent.member_id == row.agent_id:
        raise Refused("This is yours already. Sign in to see it.")
    return bond.one_tap_url(agent=row.agent_id, path=reverse("bond:claim"), at=at, days=1)


def take_makers(concern: Concern, *, by: UUID, at: datetime) -> None:
    """For this room's operations: every maker of the idea is a voice too, each once."""
    found = made.idea(concern.idea) if concern.idea else None
    if found is None:
        return
    known = set(Voice.objects.filter(concern=concern).values_list("agent_id", flat=True))
    for agent, _weight in found.makers:
        if agent not in known:
            voice = Voice.objects.create(
                concern=concern, kind="maker", agent_id=agent, consent="unasked", by_id=by, at=at
            )
            _note_joined(voice, by=by, at=at)


def locked_concern(concern: UUID) -> Concern:
    """For this room's operations: the row it is followed in now, locked."""
    root = Concern.objects.filter(id=concern).values_list("root_id", flat=True).first()
    row = Concern.objects.select_for_update().filter(id=root).first() if root else None
    if row is None:
        raise Missing(NO_CONCERN)
    return row


def locked_voice(voice: UUID) -> Voice:
    """For this room's operations: a voice, locked."""
    row = Voice.objects.select_for_update().filter(id=voice).first()
    if row is None:
        raise Missing("There is no such question.")
    return row


def _shown(conversation: UUID) -> Conversation:
    row = locked_conversation(conversation)
    if row.root_id != row.id:
        row = locked_conversation(row.root_id)
    if row.state == "forgotten":
        raise Refused("What stood in this conversation was erased.")
    return row


def _voice(concern: Concern, talk: Conversation, *, by: UUID, at: datetime) -> Voice:
    first = Message.objects.filter(conversation=talk, kind="in").order_by("at", "id").first()
    voice, is_new = Voice.objects.get_or_create(
        concern=concern,
        conversation=talk,
        defaults={
            "kind": "conversation",
            "message": first,
            "consent": CONSENT_STATES.start,
            "by_id": by,
            "at": at,
        },
    )
    if not is_new:
        raise Refused("This conversation stands behind that idea already.")
    _note_joined(voice, by=by, at=at)
    return voice


def _note_joined(voice: Voice, *, by: UUID, at: datetime) -> None:
    record(
        VoiceJoined(voice.concern_id, voice.id, voice.kind),
        by=by,
        at=at,
        object_kind="concern",
        object=voice.concern_id,
    )


def _ask(
    voice: Voice, talk: Conversation, title: str, text: str, *, by: UUID, at: datetime
) -> None:
    voice.consent, voice.asked_at = CONSENT_STATES.move(voice.consent, "asked"), at
    voice.save(update_fields=["consent", "asked_at"])
    link = settings.ADDRESS + reverse("care:voice", args=[voice_word(voice.id)])

    def written() -> str:
        return gettext(
            "We would like to make an idea of what you wrote, and name it after you only if you"
            " want it:\n\n%(title)s\n%(text)s\n\nMay we? One tap says yes, yes with your name, or"
            " no: %(link)s"
        ) % {"title": title, "text": text, "link": link}

    write_answer(conversation=talk.id, text=in_her_words(talk.language, written), by=by, at=at)
    record(
        VoiceAsked(voice.concern_id, voice.id),
        by=by,
        at=at,
        object_kind="concern",
        object=voice.concern_id,
    )


def in_her_words(language: str, written: Callable[[], str]) -> str:
    """For this room's operations: what is written, in her language where the place speaks it."""
    with translation.override(language or None):
        return written()


def _make_idea(concern: Concern, *, by: UUID, at: datetime) -> None:
    concern.idea = create.make_idea(
        post=None, title=concern.title, text=concern.text, makers=[(by, 1)], by=by, at=at
    )
    concern.state = CONCERN_STATES.move(concern.state, "idea")
    concern.idea_at = at
    concern.save(update_fields=["idea", "state", "idea_at"])
    record(
        ConcernBecameIdea(concern.id, concern.idea),
        by=by,
        at=at,
        object_kind="concern",
        object=concern.id,
    )


def _unclaimed(voice: Voice, *, is_named: bool, at: datetime) -> UUID:
    """A person nobody has claimed yet.

    Her key is her row here, never her address: an address somebody typed may be another's.
    """
    here = people.place()
    if here is None or voice.conversation is None:
        raise Missing(NO_CONCERN)
    who = voice.conversation.correspondent
    name = who.name if is_named and who.name else pseudonym(voice.conversation.language)
    return bond.make_unclaimed(name=name, key=key_of_writer(who.id), by=here.agent, at=at)


def _world() -> UUID:
    here = people.place()
    if here is None:
        raise Missing(NO_CONCERN)
    return here.world


def _checked(text: str, length: int, field: str) -> str:
    words = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not words:
        raise Refused("Write something first.", field=field)
    if len(words) > length:
        raise Refused("Keep it under %(count)s characters.", field=field, count=length)
    return words
