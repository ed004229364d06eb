"""Joining ideas that are one, saying that it is released, telling everyone behind it once.

Each voice is told in a transaction of its own, which locks its row: what was told is never told
again, whatever process comes second. A person with several voices is told by the first of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext, gettext_noop, ngettext

from cohive.bond import operations as bond
from cohive.bond import queries as people
from cohive.care.events_thanks import (
    ConcernReleased,
    ConcernsJoined,
    ConcernsParted,
    VoiceThanked,
)
from cohive.care.models import (
    CONCERN_STATES,
    THANKS_STATES,
    WHAT_LENGTH,
    Concern,
    Conversation,
    CorrespondentKey,
    Voice,
)
from cohive.care.operations.answering import write_answer
from cohive.care.operations.concerns import (
    NO_CONCERN,
    in_her_words,
    locked_concern,
    locked_voice,
    take_makers,
)
from cohive.care.operations.conversations import move_conversation
from cohive.care.operations.standing import may_answer, require_answerer, require_steward
from cohive.care.senders import takes_answers
from cohive.create import queries as made
from cohive.journal.operations import record
from cohive.look.formats import day
from cohive.words.refusals import Missing, Refused

THANKED = gettext_noop("Idea %(number)s, “%(title)s”, is here now. It rests on you too: thank you.")
A_TURN = 200


@transaction.atomic
def join_concerns(*, taken: UUID, into: UUID, by: UUID, at: datetime) -> None:
    """Follow two as one. Voices, words and histories stay where they are and are read together."""
    require_answerer(by)
    first, second = sorted((taken, into))
    locked = {row.id: row for row in (_own(first), _own(second))}
    row, goal = locked[taken], locked[into]
    if row.root_id == goal.root_id:
        raise Refused("These are followed as one already.")
    if row.merged_into_id or goal.merged_into_id:
        raise Refused("Choose the idea the others were joined to.")
    if row.state == "released" and goal.state != "released":
        raise Refused("The first of them is released already: join the other one to it.")
    row.merged_into, row.merged_at = goal, at
    row.save(update_fields=["merged_into", "merged_at"])
    Concern.objects.filter(root=row).update(root=goal)
    record(ConcernsJoined(row.id, goal.id), by=by, at=at, object_kind="concern", object=goal.id)


@transaction.atomic
def part_concern(*, concern: UUID, by: UUID, at: datetime) -> None:
    """Take a joining back: each has its own voices again. What was told stays told."""
    require_answerer(by)
    row = _own(concern)
    if row.merged_into_id is None:
        raise Refused("This idea stands by itself already.")
    goal = row.merged_into_id
    row.merged_into = row.merged_at = None
    row.save(update_fields=["merged_into", "merged_at"])
    ahead, below = [row.id], [row.id]
    while ahead:
        ahead = list(Concern.objects.filter(merged_into__in=ahead).values_list("id", flat=True))
        below += ahead
    Concern.objects.filter(id__in=below).update(root=row)
    record(ConcernsParted(row.id, goal), by=by, at=at, object_kind="concern", object=row.id)


@transaction.atomic
def release_concern(
    *, concern: UUID, what: str, by: UUID, at: datetime, product: UUID | None = None
) -> bool:
    """Say that what began as an idea is there. False when that was said before.

    A steward says it in a sentence, or a product that comes from the idea goes on sale.
    """
    require_steward(by)
    row = locked_concern(concern)
    if row.state == "released":
        return False
    if row.idea is None:
        raise Refused("Only what became an idea can be released.")
    words = " ".join(what.replace("\x00", "").split())
    if not words and product is None:
        raise Refused("Say in one sentence what is there now.", field="what")
    if len(words) > WHAT_LENGTH:
        raise Refused("Keep it under %(count)s characters.", field="what", count=WHAT_LENGTH)
    row.state = CONCERN_STATES.move(row.state, "released")
    row.what, row.product, row.released_by_id, row.released_at = words, product, by, at
    row.save()
    record(ConcernReleased(row.id, product), by=by, at=at, object_kind="concern", object=row.id)
    return True


def release_by_product(*, product: UUID, by: UUID, at: datetime) -> int:
    """A product is on sale: release every idea it comes from, by a stage or by its decision."""
    found = made.products_by_id([product]).get(product)
    if found is None:
        return 0
    ideas = {one.object for one in made.origins(product) if one.kind == "idea"}
    decision = made.decision(found.decision) if found.decision else None
    if decision is not None and decision.about_kind == "idea":
        ideas.add(decision.about)
    roots = Concern.objects.filter(idea__in=ideas).values_list("root_id", flat=True).distinct()
    return sum(
        release_concern(concern=root, what="", product=product, by=by, at=at) for root in roots
    )


def waiting_voices(*, limit: int = A_TURN) -> list[UUID]:
    """The voices of what is released that nobody told yet, oldest first. One SQL query."""
    rows = Voice.objects.filter(thanks=THANKS_STATES.start, concern__root__state="released")
    return list(rows.order_by("at", "id").values_list("id", flat=True)[:limit])


@transaction.atomic
def note_makers(*, at: datetime) -> None:
    """Before anybody is told: who was named in a released idea meanwhile is a voice of it too."""
    here = people.place()
    if here is None:
        return
    rows = Concern.objects.filter(
        root__state="released", idea__isnull=False, voices__thanks=THANKS_STATES.start
    ).distinct()
    for concern in rows.order_by("id")[:A_TURN]:
        take_makers(concern, by=here.agent, at=at)


@transaction.atomic
def thank_voice(*, voice: UUID, at: datetime) -> str:
    """Tell one voice; return told, elsewhere or untellable ('' when it was told before)."""
    row = locked_voice(voice)
    if row.thanks != THANKS_STATES.start:
        return ""
    concern = Concern.objects.select_related("root").get(id=row.concern_id).root
    here = people.place()
    if concern.state != "released" or here is None:
        return ""
    by = concern.released_by_id or here.agent
    told = _told(row, concern, by=by if may_answer(by) else here.agent, at=at)
    row.thanks = THANKS_STATES.move(row.thanks, told.thanks)
    row.why, row.thanks_at, row.thanks_message_id = told.why, at, told.message
    row.save()
    record(
        VoiceThanked(row.concern_id, row.id, told.thanks, told.why),
        by=by,
        at=at,
        object_kind="concern",
        object=concern.id,
    )
    return told.thanks


@dataclass(frozen=True)
class _Told:
    """How it went: the state, one word why or how, and the answer it went by."""

    thanks: str
    why: str = ""
    message: UUID | None = None


def _told(voice: Voice, concern: Concern, *, by: UUID, at: datetime) -> _Told:
    if voice.consent == "no":
        return _Told("untellable", "no")
    if _is_told_elsewhere(voice, concern):
        return _Told("elsewhere", "same")
    talk = voice.conversation
    member = voice.agent_id or (talk.correspondent.member_id if talk else None)
    card = people.cards([member]).get(member) if member else None
    is_here = card is not None and card.state == "active"
    if member is not None and is_here and (talk is None or talk.channel == "place"):
        _notify(member, concern, at=at)
        return _Told("told", "notice")
    if talk is None:
        return _Told("untellable", "public" if voice.kind == "mention" else "unclaimed")
    shown = Conversation.objects.select_related("correspondent").get(id=talk.root_id)
    if "forgotten" in (talk.state, shown.state):
        return _Told("untellable", "erased")
    if shown.correspondent.root_id != talk.correspondent.root_id:
        # read in somebody else's conversation, whose answers go to somebody else
        return _Told("untellable", "joined")
    if not takes_answers(talk.channel):
        return _Told("untellable", "channel")
    message = _write(voice, talk, concern, by=by, at=at)
    if _has_no_address(talk, is_here):
        return _Told("untellable", "page", message)
    return _Told("told", talk.channel, message)


def _is_told_elsewhere(voice: Voice, concern: Concern) -> bool:
    others = Voice.objects.filter(concern__root=concern, thanks="told").exclude(id=voice.id)
    if voice.agent_id and others.filter(agent=voice.agent_id).exists():
        return True
    if voice.conversation is None:
        return False
    who = voice.conversation.correspondent
    if who.member_id and others.filter(agent=who.member_id).exists():
        return True
    return others.filter(conversation__correspondent__root=who.root_id).exists()


def _has_no_address(talk: Conversation, is_member: bool) -> bool:
    """Whether her words can stand only on the page of her own link."""
    if talk.channel not in ("form", "widget", "order"):
        return False
    keys = CorrespondentKey.objects.filter(
        correspondent=talk.correspondent_id, kind__in=("mail", "typed")
    )
    return not is_member and not keys.exists()


def _notify(member: UUID, concern: Concern, *, at: datetime) -> None:
    idea = made.idea(concern.idea) if concern.idea else None
    if idea is not None:
        bond.notify(
            to=member,
            kind="idea",
            sentence=THANKED,
            values={"number": idea.number, "title": idea.title},
            url=idea.url,
            at=at,
            subject=idea.id,
            key=f"care:thanks:{concern.id}",
        )


def _write(voice: Voice, talk: Conversation, concern: Concern, *, by: UUID, at: datetime) -> UUID:
    """Queue the thanks as an answer; the conversation stands as before, nobody's if it was so."""
    shown = Conversation.objects.get(id=talk.root_id)
    was_done, had = shown.state == "done", shown.assignee_id
    text = in_her_words(talk.language, lambda: _words(voice, talk, concern, at=at))
    message = write_answer(conversation=shown.id, text=text, by=by, at=at)
    Conversation.objects.filter(id=shown.id).update(assignee=had)
    if was_done:
        move_conversation(conversation=shown.id, to="done", by=by, at=at)
    return message


def _words(voice: Voice, talk: Conversation, concern: Concern, *, at: datetime) -> str:
    idea = made.idea(concern.idea) if concern.idea else None
    if idea is None:
        raise Missing(NO_CONCERN)
    product = (
        made.products_by_id([concern.product]).get(concern.product) if concern.product else None
    )
    what = concern.what or (product.title if product else concern.title)
    others = Voice.objects.filter(concern__root=concern).count() - 1
    name = talk.correspondent.name
    parts = [
        gettext("Hello %(name)s,") % {"name": name} if name else gettext("Hello,"),
        gettext(
            "on %(day)s you wrote to us. It became idea %(number)s, “%(title)s”, and now it is"
            " here: %(what)s"
        )
        % {"day": day(talk.opened_at), "number": idea.number, "title": idea.title, "what": what},
    ]
    if others:
        parts.append(
            ngettext(
                "It began with you and %(num)s other. Thank you.",
                "It began with you and %(num)s others. Thank you.",
                others,
            )
            % {"num": others}
        )
    else:
        parts.append(gettext("It began with you. Thank you."))
    parts.append(gettext("How it came about: %(link)s") % {"link": settings.ADDRESS + idea.url})
    agreement = agreement_of_payee(concern.product, voice.agent_id, at=at)
    if agreement:
        parts.append(
            gettext("You take part in what it brings, by this agreement: %(link)s")
            % {"link": settings.ADDRESS + agreement}
        )
    return "\n\n".join(parts)


def agreement_of_payee(product: UUID | None, agent: UUID | None, *, at: datetime) -> str:
    """The page of the agreement in force, if this person is among its payees; else ''."""
    if product is None or agent is None:
        return ""
    agreement = made.active_agreement(product)
    if agreement is None:
        return ""
    way = made.product_way(product, at=at)
    is_paid = any(who.agent == agent and who.fraction > 0 for stage in way for who in stage.people)
    return agreement.url if is_paid else ""


def _own(concern: UUID) -> Concern:
    row = Concern.objects.select_for_update().filter(id=concern).first()
    if row is None:
        raise Missing(NO_CONCERN)
    return row
