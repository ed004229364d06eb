"""What goes wrong: statements and commits that fail, answers and messages that are lost or late."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, TypeVar

from django.db import OperationalError, connection

from cohive.bridges.payments.outbox import Delivery
from cohive.words.refusals import Refused

__all__ = ["Weather"]

Result = TypeVar("Result")
STATEMENT_FAILS, COMMIT_FAILS, ANSWER_IS_LOST = 0.001, 0.005, 0.03
MESSAGE_IS_LOST, MESSAGE_FAILS = 0.06, 0.15
TRIES = 4
JUMPS = tuple(timedelta(hours=hours) for hours in (-24, -1, 1, 24))
CLOCK_IS_WRONG = 0.04
"""Of days."""


class Weather:
    """Draws the faults, and counts them."""

    def __init__(self, seed: int) -> None:
        self._draw = random.Random(seed)  # noqa: S311 - repeatable, no secret
        self.is_rough = False
        self.counts = dict.fromkeys(
            ("statement", "commit", "answer", "lost", "late", "clock", "given_up", "refused"), 0
        )

    def strikes(self, what: str, chance: float) -> bool:
        """Whether this goes wrong now."""
        if not self.is_rough or self._draw.random() >= chance:
            return False
        self.counts[what] += 1
        return True

    @contextmanager
    def over_the_database(self) -> Iterator[None]:
        """Statements and commits of this process fail when the weather says so."""
        commit = connection._commit

        def failing_commit() -> None:
            if self.strikes("commit", COMMIT_FAILS):
                raise OperationalError("the commit failed, says the weather")
            commit()

        def failing(execute: Callable[..., Any], *asked: Any) -> Any:
            if self.strikes("statement", STATEMENT_FAILS):
                raise OperationalError("the statement failed, says the weather")
            return execute(*asked)

        connection._commit = failing_commit  # type: ignore[method-assign]
        try:
            with connection.execute_wrapper(failing):
                yield
        finally:
            del connection._commit

    def tried(self, do: Callable[[], Result]) -> Result | None:
        """Do it as a person with a bad line does: again with the same key, then not any more.

        None when it was given up, or refused by the rules of the place.
        """
        for _ in range(TRIES):
            try:
                done = do()
            except OperationalError:
                continue
            except Refused:
                self.counts["refused"] += 1
                return None
            if not self.strikes("answer", ANSWER_IS_LOST):
                return done
        self.counts["given_up"] += 1
        return None

    def wrong_clock(self) -> timedelta:
        """By how much the clock is off today."""
        if self.strikes("clock", CLOCK_IS_WRONG):
            return self._draw.choice(JUMPS)
        return timedelta(0)

    def in_any_order(self, due: list[Delivery]) -> list[tuple[Delivery, str]]:
        """Messages as they travel: mixed up, some late, some lost for ever, some twice."""
        mixed = list(due)
        self._draw.shuffle(mixed)
        found = []
        for delivery in mixed:
            if self.strikes("lost", MESSAGE_IS_LOST):
                found.append((delivery, "lost"))
            elif self.strikes("late", MESSAGE_FAILS):
                found.append((delivery, "late"))
            else:
                found.append((delivery, "comes"))
        return found
