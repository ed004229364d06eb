"""What the inbox does in the background: fetch, send, wake, forget.

Everything that waits for another machine is done after the commit, so nobody waits for the place's
database meanwhile; each mail and each answer is a commit of its own.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cohive.bond.queries import members_by_address, place
from cohive.bridges.channels.messages import Incoming, Uncertain, Unsendable, Unsent
from cohive.bridges.mail import bounces
from cohive.bridges.mail.authentication import proves_sender
from cohive.bridges.mail.imap import MailboxFailed, read_mailbox
from cohive.bridges.mail.incoming import Letter, read_mail
from cohive.care import files, operations, queries
from cohive.care.connections import bot, box, keys
from cohive.care.doors import conversation_of_reply
from cohive.care.files import Piece
from cohive.care.operations import Sender
from cohive.care.senders import send
from cohive.journal.quiet import is_quiet
from cohive.spread.operations import record_returned_mail
from cohive.words.refusals import Refused

logger = logging.getLogger(__name__)

OURS = re.compile(rb"\bcare\.([0-9a-f]{32})@")
MAIL, TELEGRAM = "mail", "telegram"
RETURNED = "It came back: %(status)s"
DAY = timedelta(days=1)
SEND_SECONDS, FETCH_SECONDS, WAKE_SECONDS = 3, 30, 60


def send_answers(*, at: datetime) -> None:
    """Send what is due, each for itself."""
    operations.give_up_lost(at=at)
    for message in queries.due(at=at):
        _after_commit(send_answer, message)


def send_answer(message: UUID) -> None:
    """Claim one answer, send it, write down what became of it."""
    if not operations.claim_answer(message=message, at=timezone.now()):
        return
    letter = queries.letter(message)
    if letter is None:
        operations.note_failed(message=message, error="", at=timezone.now())
        return
    try:
        remote_id = send(letter)
    except Unsent as fault:
        operations.note_unsent(
            message=message,
            error=str(fault),
            retry_after_seconds=fault.retry_after_seconds,
            at=timezone.now(),
        )
    except Unsendable as fault:
        operations.note_failed(message=message, error=str(fault), at=timezone.now())
    except Uncertain as fault:
        operations.note_unsure(message=message, error=str(fault), at=timezone.now())
    else:
        operations.note_sent(message=message, remote_id=remote_id, at=timezone.now())


def fetch(*, at: datetime) -> None:
    """Look into the mailbox and ask the bot."""
    if is_quiet():
        return
    known = keys()
    if known.has_mailbox:
        _after_commit(fetch_mail, at=at)
    if known.telegram_token:
        _after_commit(fetch_telegram, at=at)


def fetch_mail(*, at: datetime) -> int:
    """Take in what the mailbox has new; return how many mails were looked at."""
    source = queries.source(MAIL)
    if source is None:
        operations.begin_source(name=MAIL, since=at - DAY)
        source = queries.source(MAIL)
    if source is None:
        return 0
    try:
        found = read_mailbox(
            box(keys()), epoch=source.epoch, position=source.position, since=source.since
        )
    except (MailboxFailed, Refused) as fault:
        operations.note_unreadable(name=MAIL, error=str(fault), at=at)
        return 0
    for uid, raw in found.mails:
        try:
            take_mail(raw, at=at)
        except Exception:
            # one mail nobody can read must not keep all later ones out
            logger.exception("mail %s could not be taken in", uid)
        operations.note_read(name=MAIL, epoch=found.epoch, position=uid, at=at)
    operations.note_read(name=MAIL, epoch=found.epoch, position=found.position, at=at)
    return len(found.mails)


def take_mail(raw: bytes, *, at: datetime) -> None:
    """One mail: ours come back is a failed answer, our own is nothing, the rest is a message."""
    letter, mail = read_mail(raw)
    returned = bounces.read(mail)
    if returned is not None:
        record_returned_mail(message=mail, at=at)  # perhaps a newsletter's
        if returned.kind in (bounces.HARD, bounces.SOFT):
            _came_back(raw, returned.status, at=at)
        return
    if _is_our_own(letter):
        return
    moment = min(letter.at or at, at)
    writer = members_by_address([letter.sender]).get(letter.sender) if letter.sender else None
    is_proven = writer is not None and proves_sender(mail, keys().auth_server)
    operations.receive(
        channel=MAIL,
        remote_id=letter.message_id,
        sender=Sender(
            MAIL,
            letter.sender or "unknown",
            letter.sender_name,
            member=writer if is_proven else None,
        ),
        writer=writer,
        is_authenticated=is_proven,
        text=letter.text,
        quoted=letter.quoted,
        subject=letter.subject,
        attachments=[Piece(one.name, one.media_type, one.body) for one in letter.files],
        signed_for=conversation_of_reply(letter.sent_to),
        refers_to=letter.refers_to,
        is_automatic=letter.is_automatic,
        at=moment,
    )


def _is_our_own(letter: Letter) -> bool:
    """What we sent and what comes from our own address is never taken in: no circle can begin."""
    return letter.message_id.startswith("care.") or letter.sender == keys().address.casefold()


def _came_back(raw: bytes, status: str, *, at: datetime) -> None:
    for found in OURS.findall(raw)[:5]:
        message = UUID(found.decode("ascii"))
        if queries.message_of_ours(message):
            operations.note_failed(message=message, error=RETURNED % {"status": status}, at=at)
            return


def fetch_telegram(*, at: datetime) -> None:
    """What people wrote to the bot since the last time; asking on confirms what was kept."""
    source = queries.source(TELEGRAM)
    known = bot(keys())
    if known is None:
        return
    if source is None:
        operations.begin_source(name=TELEGRAM, since=at)
        source = queries.source(TELEGRAM)
    position = source.position if source else 0
    try:
        updates = known.updates(offset=position)
    except (Unsent, Unsendable) as fault:
        operations.note_unreadable(name=TELEGRAM, error=str(fault), at=at)
        return
    for one in updates.messages:
        try:
            _take_telegram(one, at=at)
        except Exception:
            # as with mails: what nobody can read must not keep all later ones out
            logger.exception("message %s of the bot could not be taken in", one.remote_id)
    operations.note_read(name=TELEGRAM, epoch=0, position=updates.offset, at=at)


def _take_telegram(one: Incoming, *, at: datetime) -> None:
    operations.receive(
        channel=TELEGRAM,
        remote_id=one.remote_id,
        conversation_id=one.conversation_id,
        sender=Sender(TELEGRAM, one.sender_id, one.sender_name, language=one.language),
        text=one.text,
        language=one.language,
        at=min(one.at, at),
    )


def wake(*, at: datetime) -> None:
    """Open what slept long enough."""
    here = place()
    if here is not None:
        operations.wake_snoozed(by=here.agent, at=at)


def forget(*, at: datetime) -> None:
    """Erase what is older than the place keeps, and files that no message names."""
    here = place()
    if here is None:
        return
    operations.forget_old(by=here.agent, at=at)
    files.forget_others(operations.known_files(), before=at - DAY)


def _after_commit(work: Callable[..., object], *given: object, **named: object) -> None:
    def run() -> None:
        work(*given, **named)

    transaction.on_commit(run, robust=True)
