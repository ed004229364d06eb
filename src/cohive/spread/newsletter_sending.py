"""The sender of newsletters: a loop of its own beside the other background work.

One thread keeps the books, several hold a connection to the mail server each. Mails are claimed in
a commit of their own, as many as go out in about a second; each is noted in the flight file before
its first word goes to the server and after the answer; what became of them is committed together.
So after `kill -9` only those are uncertain that were in the air: at most one for each connection.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import OperationalError, connection
from django.utils import timezone

from cohive.bond.queries import place
from cohive.bridges.mail.sending import Unreachable
from cohive.journal import jobs
from cohive.journal.quiet import is_quiet
from cohive.spread import operations, queries
from cohive.spread.newsletter_flight import Flight
from cohive.spread.newsletter_letters import Filled, Letter, fill, letter
from cohive.spread.newsletter_posts import Post, new_post, uses_server
from cohive.spread.operations.newsletter_mails import Claimed, Outcome
from cohive.spread.queries.newsletters import IssueView
from cohive.words.refusals import Refused

logger = logging.getLogger(__name__)

FLIGHT_FILE = "newsletter-flight"
REST_SECONDS = 1.0
REST_AFTER_FAULT_SECONDS = 5.0
GROUP_MIN, GROUP_MAX = 8, 400
GROUP_SECONDS = 1.0
BACK_OFF_FIRST, BACK_OFF_MAX = timedelta(seconds=5), timedelta(minutes=10)
LATER_IN_A_ROW = 10
"""So many “come later” one after another, and the whole server is given a pause."""
STOPPED: tuple[str, ...] = ("closed", "sender")
IMPORTANT = "mail"
"""Jobs whose name has this word write to people who wait for it: they go first."""
COURTESY_SECONDS = 10.0


@dataclass
class Halt:
    """Why the connections stop: the server's code, and whether waiting helps."""

    status: str = ""
    is_for_good: bool = False
    later_in_a_row: int = 0

    def __bool__(self) -> bool:
        return bool(self.status)


@dataclass
class Sender:
    """One sender's state between its turns."""

    flight: Flight
    connections: int
    make_post: Callable[[], Post] = new_post
    posts: list[Post] = field(default_factory=list)
    group: int = GROUP_MIN
    pauses: int = 0
    courtesy_seconds: float = COURTESY_SECONDS

    def clean_up(self) -> int:
        """Settle what the last sender left behind; return how many of it are uncertain."""
        left = self.flight.left_behind(operations.claimed_mails())
        operations.settle_mails(outcomes=left, at=timezone.now())
        self.flight.clear()
        uncertain = sum(one.state == "uncertain" for one in left)
        if uncertain:
            logger.warning("%s mails of a newsletter were in flight and are uncertain", uncertain)
        return uncertain

    def turn(self, stop: threading.Event) -> float:
        """Send one group of the oldest issue; return how many seconds to rest."""
        now = timezone.now()
        operations.queue_due_issues(at=now)
        found = queries.next_issue_to_send(at=now)
        issue = queries.issue(found) if found else None
        if issue is None:
            self.close()
            return REST_SECONDS
        if issue.waits_until is not None and issue.waits_until > now:
            return REST_SECONDS
        allowed = queries.mails_left_in_hour(at=now)
        if allowed == 0:
            until = now + timedelta(minutes=1)
            operations.set_waiting(issue=issue.id, until=until, because="limit")
            return REST_SECONDS
        self._let_others_go_first(stop)
        most = self.group if allowed is None else min(self.group, allowed)
        claimed = operations.claim_mails(issue=issue.id, most=most, at=now)
        if not claimed:
            operations.finish_issue(issue=issue.id, at=now)
            return 0
        if issue.waits_because:
            operations.set_waiting(issue=issue.id, until=None, because="")
        return self._send(issue, claimed, stop)

    def _let_others_go_first(self, stop: threading.Event) -> None:
        until = time.monotonic() + self.courtesy_seconds
        while time.monotonic() < until and not stop.is_set():
            if not jobs.is_due(naming=IMPORTANT, at=timezone.now()):
                return
            stop.wait(0.05)

    def _send(self, issue: IssueView, claimed: list[Claimed], stop: threading.Event) -> float:
        """Send a group over all connections and write down what became of it."""
        letters = _letters(issue)
        halt, began = Halt(), time.monotonic()
        outcomes = self._over_connections(letters, claimed, halt, stop)
        operations.settle_mails(outcomes=outcomes, at=timezone.now())
        self.flight.clear()
        seconds = max(time.monotonic() - began, 0.001)
        wanted = int(len(claimed) / seconds * GROUP_SECONDS)
        self.group = max(GROUP_MIN, min(GROUP_MAX, 2 * self.group, wanted))
        if halt:
            self._back_off(issue.id, halt)
            return REST_SECONDS
        self.pauses = 0
        return 0

    def _over_connections(
        self,
        letters: dict[str, Letter],
        claimed: list[Claimed],
        halt: Halt,
        stop: threading.Event,
    ) -> list[Outcome]:
        while len(self.posts) < self.connections:
            self.posts.append(self.make_post())
        waiting: queue.SimpleQueue[Claimed] = queue.SimpleQueue()
        for mail in claimed:
            waiting.put(mail)
        outcomes: queue.SimpleQueue[Outcome] = queue.SimpleQueue()
        work = [
            threading.Thread(
                target=self._run, args=(post, letters, waiting, outcomes, halt, stop), daemon=True
            )
            for post in self.posts[: len(claimed)]
        ]
        for thread in work:
            thread.start()
        for thread in work:
            thread.join()
        found = [outcomes.get() for _ in range(outcomes.qsize())]
        known = {one.mail for one in found}
        return [
            *found,
            *(Outcome(mail.mail, "waiting") for mail in claimed if mail.mail not in known),
        ]

    def _run(
        self,
        post: Post,
        letters: dict[str, Letter],
        waiting: queue.SimpleQueue[Claimed],
        outcomes: queue.SimpleQueue[Outcome],
        halt: Halt,
        stop: threading.Event,
    ) -> None:
        """One connection's thread: no database here."""
        while not halt and not stop.is_set():
            try:
                mail = waiting.get_nowait()
            except queue.Empty:
                return
            words = letters.get(mail.language) or next(iter(letters.values()))
            outcome = self._one(post, mail.mail, fill(words, mail), halt)
            self.flight.answered(outcome)
            outcomes.put(outcome)

    def _one(self, post: Post, mail: int, filled: Filled, halt: Halt) -> Outcome:
        self.flight.begun(mail)
        try:
            answer = post.send(filled)
        except Unreachable as fault:
            halt.status, halt.is_for_good = fault.status, fault.is_for_good
            return Outcome(mail, "waiting")
        except Exception:
            logger.exception("mail %s of a newsletter met a fault", mail)
            return Outcome(mail, "uncertain")
        if answer.kind in STOPPED:
            halt.is_for_good = answer.kind == "sender"
            halt.status = answer.status
            return Outcome(mail, "waiting")
        halt.later_in_a_row = halt.later_in_a_row + 1 if answer.kind == "later" else 0
        if halt.later_in_a_row >= LATER_IN_A_ROW:
            halt.status = answer.status
        state = "refused" if answer.kind == "dead" else answer.kind
        return Outcome(mail, state, answer.status, is_dead=answer.kind == "dead")

    def _back_off(self, issue: UUID, halt: Halt) -> None:
        """Give the server a pause, each time twice as long; pause the issue when none helps."""
        self.close()
        now, here = timezone.now(), place()
        if halt.is_for_good and here is not None:
            try:
                operations.pause_issue(issue=issue, by=here.agent, at=now, because=halt.status)
            except Refused:
                logger.info("the issue was paused or stopped meanwhile")
            return
        pause = min(BACK_OFF_MAX, BACK_OFF_FIRST * 2 ** min(self.pauses, 10))
        self.pauses += 1
        operations.set_waiting(issue=issue, until=now + pause, because=halt.status)

    def close(self) -> None:
        """Let all connections go."""
        for post in self.posts:
            post.close()
        self.posts.clear()


def _letters(issue: IssueView) -> dict[str, Letter]:
    now = timezone.now()
    return {words.language: letter(issue, words, at=now) for words in issue.texts}


def connections() -> int:
    """How many connections at once; one where nothing goes to a server."""
    return settings.MAIL_CONNECTIONS if uses_server() else 1


def new_sender() -> Sender | None:
    """The one sender of this place, with what the last one left settled; None: another lives."""
    flight = Flight.take_off(Path(settings.HOME) / FLIGHT_FILE)
    if flight is None:
        return None
    sender = Sender(flight, connections())
    sender.clean_up()
    return sender


def run(stop: threading.Event) -> None:
    """Send until asked to stop; a fault of the database or the network is waited out."""
    sender: Sender | None = None
    while not stop.is_set():
        try:
            sender = sender or (None if is_quiet() else new_sender())
            stop.wait(sender.turn(stop) if sender else REST_AFTER_FAULT_SECONDS)
        except OperationalError:
            logger.exception("the database did not answer")
            connection.close()
            _land(sender)
            sender = None
            stop.wait(REST_AFTER_FAULT_SECONDS)
        except Exception:
            logger.exception("the newsletter could not go on")
            _land(sender)
            sender = None
            stop.wait(REST_AFTER_FAULT_SECONDS)
    _land(sender)
    connection.close()


def _land(sender: Sender | None) -> None:
    if sender is not None:
        sender.close()
        sender.flight.land()


def send_now(*, turns_max: int = 1_000) -> None:
    """Send all that is due in this thread: for tests and small tools.

    Nothing else works beside it, so there is nobody to wait for.
    """
    sender, stop = new_sender(), threading.Event()
    if sender is None:
        return
    sender.courtesy_seconds = 0
    try:
        for _ in range(turns_max):
            if sender.turn(stop):
                return
    finally:
        _land(sender)
