"""Two stewards for a payout are two people: what the place knows against that.

The database refuses one account twice. One person with two accounts is refused here where the place
knows it: a household that was declared, a verdict of the guard, one account number, one address or
key to sign in with, or a steward whom the other has only just made one. What it cannot know is not
refused; the books show afterwards who approved what.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from cohive.bond import queries as members
from cohive.guard import queries as guard
from cohive.settle.models import PayoutDetails
from cohive.words.refusals import Forbidden

STEWARD_DAYS = 14
"""For so long after one steward made another, the two are not two for a payout."""


def refuse_one_person(first: UUID, second: UUID, *, at: datetime) -> None:
    """Forbidden where the place knows two stewards to be one person, or of one house.

    At most nine SQL queries.
    """
    _refuse_known(first, second)
    _refuse_just_made(first, second, at=at)


def _refuse_known(first: UUID, second: UUID) -> None:
    together = guard.known_together(first, second)
    if together == "household":
        raise Forbidden("You and who proposed it are of one household: another steward approves.")
    if together == "confirmed":
        raise Forbidden(
            "A review found you and who proposed it to be one hand: another steward approves."
        )
    alike = members.signs_in_alike(first, second)
    if alike == "email":
        raise Forbidden(
            "You and who proposed it have the same address of mail: another steward approves."
        )
    if alike == "passkey":
        raise Forbidden(
            "You and who proposed it sign in with the same passkey: another steward approves."
        )
    if _paid_alike(first, second):
        raise Forbidden(
            "You and who proposed it are paid to the same account: another steward approves."
        )


def refuse_one_hand(steward: UUID, receiver: UUID, *, at: datetime | None = None) -> None:
    """Forbidden where the place knows a steward and who has the money to be one, or of one house.

    With `at`, also while one of them has only just made the other a steward. At most nine SQL
    queries.
    """
    try:
        _refuse_known(steward, receiver)
        if at is not None:
            _refuse_just_made(steward, receiver, at=at)
    except Forbidden:
        raise Forbidden(
            "You and who has this money belong together, as this place knows: a steward who has "
            "nothing to do with her does this."
        ) from None


def _paid_alike(first: UUID, second: UUID) -> bool:
    """Whether both are paid to one account, at a bank or at a provider."""
    rows = PayoutDetails.objects.filter(agent__in=(first, second)).exclude(way="keep")
    accounts = [(row.way, _plain(row.iban or row.account)) for row in rows]
    return len(accounts) == 2 and accounts[0] == accounts[1]


def _plain(account: str) -> str:
    return "".join(account.split()).upper()


def _refuse_just_made(first: UUID, second: UUID, *, at: datetime) -> None:
    for one, other in ((first, second), (second, first)):
        made = members.steward_by(other)
        if made is None or made[0] != one:
            continue
        until = made[1] + timedelta(days=STEWARD_DAYS)
        if at < until:
            raise Forbidden(
                "One of you made the other a steward less than %(days)s days ago. "
                "From %(day)s on you can approve it; another steward can now.",
                days=STEWARD_DAYS,
                day=until.date(),
            )
