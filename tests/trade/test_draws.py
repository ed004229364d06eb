"""A draw from entry to parcel: one entry each, a seed promised before, offers along the list."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.core import mail
from django.db import DatabaseError, transaction

from cohive.bond.queries import place
from cohive.engine.draws import commitment_of
from cohive.engine.draws import draw as draw_again
from cohive.journal.models import Act
from cohive.journal.verification import verify
from cohive.trade import drop_jobs, operations, queries
from cohive.trade.models import Drop, DropEntry, DropOffer, Order
from cohive.trade.operations.draws import spelled_once
from cohive.words.refusals import Missing, Refused
from tests.trade.conftest import LOTTE, Cast, on_shelf
from tests.trade.drops import HOUR, MINUTE, announce, announce_draw, buy, join, view_of
from tests.trade.test_drops import hear_all, kinds_about

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "src" / "cohive" / "trade" / "static" / "trade" / "verify_draw.py"
OPEN, CLOSED = timedelta(hours=1), timedelta(hours=2)


@pytest.fixture
def entered(cast: Cast, now: datetime) -> tuple[UUID, dict[UUID, int]]:
    """A draw for two pieces of M with five entries; (drop, member to number)."""
    drop = announce_draw(cast, now, pieces={cast.medium: 2}, pay_hours=24)
    people = [cast.kit, cast.hanna, *(join(name, now) for name in ("noor", "bo", "lin"))]
    numbers = {
        member: operations.enter_draw(drop=drop, variant=cast.medium, by=member, at=now + OPEN)
        for member in people
    }
    return drop, numbers


def draw(drop: UUID, at: datetime, word: str = "") -> None:
    operations.draw_drop(drop=drop, public_word=word, by=firm(), at=at)


def firm() -> UUID:
    here = place()
    assert here is not None
    return here.agent


def ranked(drop: UUID) -> list[DropEntry]:
    return list(DropEntry.objects.filter(drop=drop, rank__isnull=False).order_by("rank"))


def test_entering_gives_a_number_and_entering_again_the_same(cast: Cast, now: datetime) -> None:
    drop = announce_draw(cast, now, pieces={cast.medium: 2, cast.large: 1})
    number = operations.enter_draw(drop=drop, variant=cast.medium, by=cast.kit, at=now + OPEN)

    again = operations.enter_draw(drop=drop, variant=cast.medium, by=cast.kit, at=now + OPEN)
    assert again == number
    assert kinds_about(drop) == ["trade.drop.announced", "trade.drop.entered"]
    assert str(number) not in str(Act.objects.get(kind="trade.drop.entered").payload)
    with pytest.raises(Refused, match="already, with another wish") as refused:
        operations.enter_draw(drop=drop, variant=cast.large, by=cast.kit, at=now + OPEN)
    assert refused.value.field == "variant"
    own = queries.entry_of(drop, cast.kit)
    assert own is not None
    assert (own.number, own.state, own.label, own.tickets) == (number, "in", "M", 1)


@pytest.mark.parametrize(
    ("hours", "sentence"), [(0, "not open yet"), (2, "Entries are closed"), (3, "closed")]
)
def test_entries_come_in_between_the_instants_announced(
    cast: Cast, now: datetime, hours: int, sentence: str
) -> None:
    drop = announce_draw(cast, now)
    at = now + timedelta(hours=hours)

    with pytest.raises(Refused, match=sentence):
        operations.enter_draw(drop=drop, variant=cast.medium, by=cast.kit, at=at)
    assert not DropEntry.objects.exists()


def test_a_withdrawn_entry_keeps_its_number_on_the_list_and_is_not_drawn(
    entered: tuple[UUID, dict[UUID, int]], cast: Cast, now: datetime
) -> None:
    drop, numbers = entered
    operations.withdraw_entry(drop=drop, by=cast.kit, at=now + OPEN)
    with pytest.raises(Refused, match="You left this draw"):
        operations.enter_draw(drop=drop, variant=cast.medium, by=cast.kit, at=now + OPEN)
    with pytest.raises(Refused, match="You are not in this draw"):
        operations.withdraw_entry(drop=drop, by=cast.kit, at=now + OPEN)
    draw(drop, now + CLOSED)

    told = queries.published_draw(view_of(drop))
    assert [numbers[cast.kit], "M", 0] in told["entries"]  # type: ignore[operator]
    assert numbers[cast.kit] not in [entry.number for entry in ranked(drop)]
    assert view_of(drop).entries == 4


def test_the_seed_is_secret_until_drawn_and_is_the_one_promised(
    entered: tuple[UUID, dict[UUID, int]], now: datetime
) -> None:
    drop, _ = entered
    promised = view_of(drop).commitment
    assert (len(promised), view_of(drop).seed) == (64, "")
    assert queries.line_of(drop) == []
    draw(drop, now + CLOSED)

    seed = view_of(drop).seed
    assert commitment_of(seed) == promised
    drawn = Act.objects.get(kind="trade.drop.drawn")
    assert (drawn.payload["seed"], drawn.payload["entries"], drawn.payload["winners"]) == (
        seed,
        5,
        2,
    )


def test_a_stranger_draws_the_published_winners_again(
    entered: tuple[UUID, dict[UUID, int]], now: datetime, tmp_path: Path
) -> None:
    """With the script as it stands in the documents and is offered on the page."""
    drop, _ = entered
    draw(drop, now + CLOSED)
    told = queries.published_draw(view_of(drop))
    assert told["winners"] == [offer.entry.number for offer in by_rank(drop)]
    page = (ROOT / "docs" / "drops.md").read_text(encoding="utf-8")
    [written] = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    assert written == SCRIPT.read_text(encoding="utf-8")
    assert len(written.splitlines()) <= 30

    def run(told: dict[str, object]) -> tuple[int, str]:
        (tmp_path / "draw.json").write_text(json.dumps(told), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-I", "-S", str(SCRIPT), str(tmp_path / "draw.json")],
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout

    assert run(told)[0] == 0
    winners = told["winners"]
    assert isinstance(winners, list)
    assert " ".join(map(str, winners)) in run(told)[1]
    assert run({**told, "winners": winners[::-1]})[0] == 1
    assert run({**told, "seed": "another"})[0] == 1
    entries = told["entries"]
    assert isinstance(entries, list)
    without = [entry for entry in entries if entry[0] != winners[0]]
    assert run({**told, "entries": without})[0] == 1


def by_rank(drop: UUID) -> list[DropOffer]:
    rows = DropOffer.objects.filter(entry__drop=drop).select_related("entry")
    return list(rows.order_by("entry__rank"))


def test_makers_of_the_product_have_the_tickets_announced_and_nobody_later(
    cast: Cast, now: datetime
) -> None:
    drop = announce_draw(cast, now, contributor_tickets=3)
    for member in (cast.mei, cast.kit):
        operations.enter_draw(drop=drop, variant=cast.medium, by=member, at=now + OPEN)

    tickets = dict(DropEntry.objects.filter(drop=drop).values_list("member", "tickets"))
    assert tickets == {cast.mei: 3, cast.kit: 1}


def test_pieces_are_kept_for_winners_who_are_told_by_mail(
    entered: tuple[UUID, dict[UUID, int]], now: datetime, hear: Callable[[datetime], int]
) -> None:
    drop, _ = entered
    hear_all(hear, now + CLOSED)
    hear(now + CLOSED)

    first, second, *others = ranked(drop)
    assert [offer.entry_id for offer in by_rank(drop)] == [first.id, second.id]
    assert view_of(drop).left == 0
    assert [place.state for place in queries.line_of(drop)] == ["kept", "kept"]
    assert len(others) == 3
    assert len(mail.outbox) == 2
    assert "Winter drop" in mail.outbox[0].subject
    assert "/drops/winter-drop/" in mail.outbox[0].body


def test_a_winner_buys_within_her_time_and_only_once(
    entered: tuple[UUID, dict[UUID, int]], now: datetime, succeed: Callable[..., str]
) -> None:
    drop, _ = entered
    draw(drop, now + CLOSED)
    winner, loser = ranked(drop)[0].member_id, ranked(drop)[2].member_id

    order = take(drop, winner, now + CLOSED + HOUR)
    assert take(drop, winner, now + CLOSED + 2 * HOUR, key="again") == order
    with pytest.raises(Refused, match="No piece is kept for you"):
        take(drop, loser, now + CLOSED + HOUR)
    row = Order.objects.get(id=order)
    assert row.expires_at == now + CLOSED + timedelta(hours=24)
    assert succeed(order) == "paid"
    own = queries.entry_of(drop, winner)
    assert own is not None
    assert (own.state, own.order) == ("ordered", order)
    assert queries.drop_of_order(order) == "/drops/winter-drop/"
    assert [finding.fault for finding in verify() if finding.fault] == []


def take(drop: UUID, member: UUID, at: datetime, key: str = "") -> UUID:
    return operations.order_from_offer(
        drop=drop, contact=LOTTE, by=member, at=at, key=key or f"offer-{member}"
    )


def test_what_is_not_bought_in_time_goes_to_the_next_on_the_list(
    entered: tuple[UUID, dict[UUID, int]], now: datetime, hear: Callable[[datetime], int]
) -> None:
    drop, _ = entered
    hear_all(hear, now + CLOSED)
    first, second, third, *_ = ranked(drop)
    ordered = take(drop, second.member_id, now + CLOSED + HOUR)
    over = now + CLOSED + timedelta(hours=24)

    with pytest.raises(Refused, match="The time to buy is over"):
        take(drop, first.member_id, over)
    hear_all(hear, over)  # the first did nothing, the second ordered and did not pay
    hear_all(hear, over + MINUTE)

    states = {place.number: place.state for place in queries.line_of(drop)}
    assert states[first.number] == "lapsed"
    assert states[second.number] == "lapsed"
    assert states[third.number] == "kept"
    assert Order.objects.get(id=ordered).state == "expired"
    assert list(states.values()).count("kept") == 2
    assert kinds_about(drop).count("trade.drop.lapsed") == 2
    assert [finding.fault for finding in verify() if finding.fault] == []


def test_whoever_does_not_want_it_any_more_lets_the_next_have_it_at_once(
    entered: tuple[UUID, dict[UUID, int]], now: datetime
) -> None:
    drop, _ = entered
    draw(drop, now + CLOSED)
    first, _, third, *_ = ranked(drop)
    operations.decline_offer(drop=drop, by=first.member_id, at=now + CLOSED)

    states = {place.number: place.state for place in queries.line_of(drop)}
    assert (states[first.number], states[third.number]) == ("lapsed", "kept")
    with pytest.raises(Refused, match="No piece is kept for you"):
        operations.decline_offer(drop=drop, by=first.member_id, at=now + CLOSED)


def test_a_draw_ends_by_itself_when_the_list_is_through(
    entered: tuple[UUID, dict[UUID, int]], now: datetime, hear: Callable[[datetime], int]
) -> None:
    drop, _ = entered
    at = now + CLOSED
    hear_all(hear, at)
    with pytest.raises(Refused, match="Pieces are kept for winners"):
        operations.end_drop(drop=drop, by=firm(), at=at)
    for _ in range(4):
        at += timedelta(hours=24, minutes=1)
        hear_all(hear, at)

    assert view_of(drop).phase(at) == "ended"
    assert on_shelf(cast_medium(drop)) == 5
    assert {place.state for place in queries.line_of(drop)} == {"lapsed"}
    assert [finding.fault for finding in verify() if finding.fault] == []


def cast_medium(drop: UUID) -> UUID:
    return view_of(drop).pieces[0].variant


def test_a_draw_with_a_public_word_waits_for_it(
    cast: Cast, now: datetime, hear: Callable[[datetime], int]
) -> None:
    drop = announce_draw(cast, now, public_source="The closing figure of the AEX on 23 November")
    operations.enter_draw(drop=drop, variant=cast.medium, by=cast.kit, at=now + OPEN)
    hear_all(hear, now + CLOSED)

    assert view_of(drop).phase(now + CLOSED) == "closed"
    with pytest.raises(Refused, match="Write the word that was promised") as refused:
        draw(drop, now + CLOSED)
    assert refused.value.field == "public_word"
    draw(drop, now + CLOSED, "  915.24 ")
    assert view_of(drop).public_word == "915-24"
    assert [finding.fault for finding in verify() if finding.fault] == []


def test_nothing_is_drawn_before_entries_are_closed_or_twice(
    entered: tuple[UUID, dict[UUID, int]], now: datetime
) -> None:
    drop, _ = entered
    with pytest.raises(Refused, match="Entries are still open"):
        draw(drop, now + CLOSED - MINUTE)
    with pytest.raises(Refused, match="No word was promised"):
        draw(drop, now + CLOSED, "a word of my own")
    draw(drop, now + CLOSED)
    before = [entry.number for entry in ranked(drop)]
    with pytest.raises(Refused, match="drawn already"):
        draw(drop, now + CLOSED)
    assert [entry.number for entry in ranked(drop)] == before


def test_nobody_can_change_what_was_drawn(
    entered: tuple[UUID, dict[UUID, int]], now: datetime
) -> None:
    drop, _ = entered
    draw(drop, now + CLOSED)
    first = ranked(drop)[0]

    for change in ({"rank": 9}, {"number": 7}, {"tickets": 5}, {"withdrawn_at": now}):
        with pytest.raises(DatabaseError, match="stands"), transaction.atomic():
            DropEntry.objects.filter(id=first.id).update(**change)
    with pytest.raises(DatabaseError, match="stands"), transaction.atomic():
        Drop.objects.filter(id=drop).update(public_word="another")


def test_verify_draws_again_and_names_a_drop_that_does_not_stand(
    entered: tuple[UUID, dict[UUID, int]], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop, _ = entered
    draw(drop, now + CLOSED)
    monkeypatch.setattr("cohive.trade.drop_checks.draw", _reversed_draw)

    faults = [finding.fault for finding in verify() if finding.fault]
    assert faults == ["drop winter-drop does not stand as it was drawn"]


def _reversed_draw(*arguments: object, **more: object) -> object:
    found = draw_again(*arguments, **more)  # type: ignore[arg-type]
    return type(found)(found.key, found.order[::-1], found.winners)


def test_a_draw_without_entries_ends_with_all_pieces_in_the_shop(
    cast: Cast, now: datetime, hear: Callable[[datetime], int]
) -> None:
    drop = announce_draw(cast, now)
    hear_all(hear, now + CLOSED)
    hear_all(hear, now + CLOSED + MINUTE)

    assert view_of(drop).phase(now + CLOSED + MINUTE) == "ended"
    assert on_shelf(cast.medium) == 5


def test_each_kind_of_drop_refuses_the_ways_of_the_other(cast: Cast, now: datetime) -> None:
    first_come = announce(cast, now, pieces={cast.medium: 1})
    drawn = announce_draw(cast, now, pieces={cast.medium: 1})

    with pytest.raises(Refused, match="who comes first"):
        operations.enter_draw(drop=first_come, variant=cast.medium, by=cast.kit, at=now + OPEN)
    with pytest.raises(Refused, match="who comes first"):
        operations.draw_drop(drop=first_come, by=cast.firm, at=now + CLOSED)
    with pytest.raises(Refused, match="Enter the draw"):
        buy(cast, drawn, now + OPEN)
    with pytest.raises(Missing):
        operations.enter_draw(drop=UUID(int=7), variant=cast.medium, by=cast.kit, at=now + OPEN)
    with pytest.raises(Missing):
        operations.enter_draw(drop=drawn, variant=cast.large, by=cast.kit, at=now + OPEN)


def test_a_mail_about_a_piece_that_is_not_kept_any_more_is_not_sent(
    entered: tuple[UUID, dict[UUID, int]], now: datetime
) -> None:
    drop, _ = entered
    draw(drop, now + CLOSED)
    first = ranked(drop)[0]
    operations.decline_offer(drop=drop, by=first.member_id, at=now + CLOSED)
    drop_jobs.mail(at=now + CLOSED, entry=str(first.id))

    assert mail.outbox == []


@pytest.mark.parametrize("word", ["3 14 22", "03, 14, 22", "3-14-22", " 3/14.22 "])
def test_a_public_word_can_be_written_in_one_way_only(word: str) -> None:
    """Or who writes it could try which way of writing wins."""
    assert spelled_once(word) == "3-14-22"
