"""Files that are sold: no post, no stock, signed links that end, closed by a refund."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.core import mail, signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from cohive.journal.models import Act
from cohive.trade import files, operations, queries, tickets
from cohive.trade.models import Entitlement, Order
from cohive.trade.operations import BackLine, Contact
from cohive.trade.operations.entitlements import FETCHES_MAX
from cohive.words.refusals import Refused
from tests.trade.conftest import Cast
from tests.trade.test_buying_pages import CARD, basket, deliver, go_to_bank
from tests.trade.test_desk_pages import sign_in, text
from tests.trade.test_money_back import give_back
from tests.trade.test_paying import faults

pytestmark = pytest.mark.django_db
SONG = b"ID3 low tide " * 1000


@pytest.fixture
def song(cast: Cast, now: datetime) -> UUID:
    """The print is sold as a file from now on."""
    return operations.add_file(
        variant=cast.one_print, name="low-tide.mp3", content=[SONG], by=cast.ruben, at=now
    )


@pytest.fixture
def bought(cast: Cast, song: UUID, place: Callable[..., UUID], succeed: Callable[..., str]) -> UUID:
    order = place((cast.one_print, 1), contact=Contact(email="lotte@home.example"))
    assert succeed(order) == "paid"
    return order


def link(order: UUID) -> str:
    view = queries.order(order)
    assert view is not None
    return queries.bought_files(view)[0].url


def opens(client: Client, address: str) -> bool:
    answer = client.get(address)
    return answer.status_code == 200 and body(answer) == SONG


def body(answer: object) -> bytes:
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_a_file_needs_no_post_no_stock_and_no_packing(cast: Cast, bought: UUID) -> None:
    order = Order.objects.get(id=bought)
    assert (order.state, order.shipping_minor, order.location_id) == ("handed_over", 0, None)
    assert queries.on_hand([cast.one_print]) == {cast.one_print: 20}
    assert queries.to_pack() == []
    assert faults() == []


def test_the_link_sends_it_as_an_attachment_and_counts(client: Client, bought: UUID) -> None:
    answer = client.get(link(bought))
    assert answer.status_code == 200
    assert answer.streaming
    assert body(answer) == SONG
    assert 'attachment; filename="low-tide.mp3"' in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert Entitlement.objects.get().fetched == 1
    assert Act.objects.filter(kind="trade.file.fetched").count() == 1


def test_a_link_ends_after_a_week_and_the_page_makes_another(
    client: Client, bought: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = link(bought)
    monkeypatch.setattr(
        "django.core.signing.time.time", lambda: timezone.now().timestamp() + 8 * 86400
    )
    answer = client.get(old)
    assert answer.status_code in (400, 422)
    assert "This link is over" in text(answer)
    assert opens(client, link(bought))


def test_a_forged_link_opens_nothing(client: Client, bought: UUID) -> None:
    forged = tickets.written(tickets.Ticket(Entitlement.objects.get().id, 1))
    assert client.get(f"/files/get/{forged[:-2]}aa").status_code == 404
    assert client.get(f"/files/get/{signing.dumps(['x', 1], salt='other')}").status_code == 404


def test_a_new_link_to_the_order_closes_the_old_ones(
    cast: Cast, client: Client, bought: UUID, now: datetime
) -> None:
    old = link(bought)
    operations.renew_link(order=bought, by=cast.world, at=now)
    assert not opens(client, old)
    assert opens(client, link(bought))


def test_a_refund_closes_it(cast: Cast, client: Client, bought: UUID, now: datetime) -> None:
    open_link = link(bought)
    view = queries.order(bought)
    assert view is not None
    refund = operations.grant_refund(
        order=bought, lines=[BackLine(view.lines[0].id, 1)], by=cast.ruben, at=now
    )
    assert give_back(bought, refund, now) == "refunded"

    answer = client.get(open_link)
    assert answer.status_code != 200
    assert "link is closed" in text(answer)
    view = queries.order(bought)
    assert view is not None
    assert queries.bought_files(view)[0].url == ""


def test_it_can_be_fetched_only_so_often(bought: UUID, now: datetime) -> None:
    mine = Entitlement.objects.get()
    Entitlement.objects.update(fetched=FETCHES_MAX)
    with pytest.raises(Refused, match="as often as it can be"):
        operations.fetch_file(entitlement=mine.id, door=1, at=now)


def test_who_bought_before_gets_a_new_file_and_keeps_a_removed_one(
    cast: Cast, bought: UUID, song: UUID, now: datetime
) -> None:
    operations.add_file(
        variant=cast.one_print, name="score.pdf", content=[b"%PDF"], by=cast.ruben, at=now
    )
    operations.remove_file(file=song, by=cast.ruben, at=now)
    view = queries.order(bought)
    assert view is not None
    assert [one.name for one in queries.bought_files(view)] == ["low-tide.mp3", "score.pdf"]
    sold = queries.files_of([cast.one_print])[cast.one_print]
    assert [one.name for one in sold] == ["score.pdf"]


@pytest.mark.parametrize("name", ["tide.exe", "tide", "tide.mp3.html", "a\x00.mp3"])
def test_only_what_can_be_sold_is_kept(name: str) -> None:
    with pytest.raises(Refused):
        files.named(name)


def test_a_name_never_leads_out_of_the_folder() -> None:
    assert files.named("../../etc/Tide.MP3") == ("Tide.mp3", "audio/mpeg")
    with pytest.raises(ValueError, match="hexadecimal"):
        files.path_of("../secret")


def test_a_file_that_is_too_large_leaves_nothing_behind(
    settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "BYTES_MAX", 10)

    def endless() -> Iterator[bytes]:
        while True:
            yield b"123456"

    with pytest.raises(Refused, match="gigabyte"):
        files.keep(endless())
    assert [
        path for path in files.path_of("a" * 64).parent.parent.rglob("*") if path.is_file()
    ] == []


def test_a_guest_buys_a_file_with_an_address_of_mail_alone(
    cast: Cast, client: Client, song: UUID, hear: Callable[..., int]
) -> None:
    page = text(client.get(basket(cast.one_print)))
    assert "Street" not in page
    assert "ask for your money back" in page
    assert client.post(basket(cast.one_print), {"key": "k", "email": ""}).status_code == 422
    answer = client.post(basket(cast.one_print), {"key": "k", "email": "lotte@home.example"})
    client.post(go_to_bank(client, answer["Location"]), {"card_number": CARD})
    assert deliver(client) == [200]

    view = queries.order(Order.objects.get().id)
    assert view is not None
    assert "low-tide.mp3" in text(client.get(view.url))
    assert "Fetch it" in text(client.get(f"{view.url}thanks/"))
    hear(timezone.now() + timedelta(seconds=2))
    assert "/files/get/" in str(mail.outbox[0].body)


def test_makers_add_files_in_the_browser(cast: Cast, client: Client) -> None:
    sign_in(client, "ruben")
    address = f"/files/of/{cast.large}/"
    assert client.post(address).status_code == 422
    wrong = client.post(address, {"file": SimpleUploadedFile("tide.exe", b"MZ")})
    assert "none of these" in text(wrong)
    client.post(address, {"file": SimpleUploadedFile("tide.pdf", b"%PDF")})
    assert "tide.pdf" in text(client.get(address))
    file = queries.files_of([cast.large])[cast.large][0]
    client.post(f"{address}{file.id}/remove")
    assert queries.files_of([cast.large]) == {}
