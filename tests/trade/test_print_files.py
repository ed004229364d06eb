"""A buyer hands in a file to be printed: it is looked at, kept for her order, and forgotten."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from cohive.trade import operations, print_files, queries
from cohive.trade.models import Filling, FillingText, Order
from cohive.trade.operations import PieceFilling
from cohive.trade.operations.wanted import field_of
from cohive.trade.views import checkout
from cohive.words.refusals import Refused
from tests.trade.conftest import Cast
from tests.trade.test_buying_pages import basket
from tests.trade.test_desk_pages import sign_in, text
from tests.trade.test_files_and_parcels import FORM

pytestmark = pytest.mark.django_db
PLAIN_PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def png(colour: str = "black") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def picture(cast: Cast, now: datetime) -> UUID:
    """The shirt asks for a file."""
    return operations.add_option(
        product=cast.shirt, kind="file", label="Your picture", by=cast.ruben, at=now
    )


def kept() -> list[Path]:
    folder = Path(settings.HOME) / "files" / "of-buyers"
    return [path for path in folder.rglob("*") if path.is_file()]


def send(  # type: ignore[no-untyped-def]
    client: Client, cast: Cast, option: UUID, data: bytes, name: str = "moon.png", **more: str
):
    field = field_of(cast.medium, 0, option)
    return client.post(basket(cast.medium), {**FORM, **more, field: SimpleUploadedFile(name, data)})


@pytest.fixture
def ordered(cast: Cast, client: Client, picture: UUID) -> UUID:
    assert "multipart/form-data" in text(client.get(basket(cast.medium)))
    assert send(client, cast, picture, png()).status_code == 302
    return Order.objects.get().id


def test_it_hangs_on_the_line_and_lies_outside_every_address(cast: Cast, ordered: UUID) -> None:
    [file] = kept()
    assert file.read_bytes() == png()
    assert FillingText.objects.get().text == f"{file.name} {len(png())} moon.png"
    [[filled]] = queries.fillings_of([ordered]).values()
    assert (filled.kind, filled.words) == ("file", "moon.png")


def test_the_buyer_reads_its_name_and_only_the_desk_fetches_it(
    cast: Cast, client: Client, ordered: UUID, succeed: Callable[..., str]
) -> None:
    succeed(ordered)
    address = f"/options/files/{Filling.objects.get().id}/"
    view = queries.order(ordered)
    assert view is not None
    page = text(client.get(view.url))
    assert "moon.png" in page
    assert address not in page
    assert client.get(address).status_code in (302, 403)
    sign_in(client, "kit")
    assert client.get(address).status_code == 403
    sign_in(client, "ruben")
    assert address in text(client.get("/pack/"))
    answer = client.get(address)
    assert b"".join(answer.streaming_content) == png()
    assert answer["Content-Disposition"] == 'attachment; filename="moon.png"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_the_printer_gets_all_of_them_with_the_purchase_order(
    cast: Cast, client: Client, ordered: UUID, succeed: Callable[..., str], now: datetime
) -> None:
    succeed(ordered)
    purchase = operations.write_purchase(
        product=cast.shirt, since=now - timedelta(days=1), until=now + timedelta(days=1),
        by=cast.ruben, at=now,
    )  # fmt: skip
    address = f"/purchases/{purchase}/files.zip"
    assert client.get(address).status_code in (302, 403)
    sign_in(client, "ruben")
    assert address in text(client.get(f"/purchases/{purchase}/"))
    packed = zipfile.ZipFile(io.BytesIO(b"".join(client.get(address).streaming_content)))
    assert packed.namelist() == ["001_M_1x_moon.png"]
    assert packed.read("001_M_1x_moon.png") == png()
    assert "moon.png" in client.get(f"/purchases/{purchase}/order.csv").content.decode("utf-8-sig")


def test_it_is_erased_with_the_address(
    cast: Cast, client: Client, ordered: UUID, now: datetime,
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        operations.erase_contact(order=ordered, at=now)
    assert kept() == []
    assert FillingText.objects.get().text == ""
    sign_in(client, "ruben")
    assert client.get(f"/options/files/{Filling.objects.get().id}/").status_code == 404
    [[filled]] = queries.fillings_of([ordered]).values()
    assert (filled.words, filled.is_erased) == ("", True)


def test_a_member_who_leaves_takes_hers_along(
    cast: Cast, client: Client, picture: UUID, now: datetime,
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:  # fmt: skip
    sign_in(client, "kit")
    assert send(client, cast, picture, png()).status_code == 302
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        operations.erase_buyer(agent=cast.kit, at=now)
    assert kept() == []


def test_what_came_with_no_order_is_forgotten_a_day_later(
    cast: Cast, client: Client, ordered: UUID, picture: UUID
) -> None:
    assert send(client, cast, picture, png("red"), key="other", email="").status_code == 422
    print_files.keep("left.png", png("blue"), form="x", field="file")
    assert len(kept()) == 2
    assert operations.forget_print_files(at=timezone.now()) == 0
    assert operations.forget_print_files(at=timezone.now() + timedelta(days=2)) == 1
    [file] = kept()
    assert file.read_bytes() == png()


def test_the_same_form_again_is_the_same_order_and_another_file_is_refused(
    cast: Cast, client: Client, ordered: UUID, picture: UUID
) -> None:
    assert send(client, cast, picture, png()).status_code == 302
    assert Order.objects.count() == 1
    assert len(kept()) == 1
    answer = send(client, cast, picture, png("red"))
    assert answer.status_code == 422
    assert "with other things in it" in text(answer)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("moon.exe", b"MZ", "A printer takes PNG"),
        ("moon.svg", b"<svg/>", "A printer takes PNG"),
        ("moon.png", b"MZ not a picture", "not what its name says"),
        ("moon.png", png()[:60], "damaged"),
        ("moon.jpg", png(), "not what its name says"),
        ("moon.pdf", b"<html>", "not what its name says"),
        ("moon.pdf", PLAIN_PDF.replace(b"/Catalog", b"/Catalog /OpenAction 2 0 R"), "a program"),
        ("moon.pdf", PLAIN_PDF.replace(b"/Catalog", b"/Catalog /J#61vaScript (x)"), "a program"),
        (
            "moon.pdf",
            PLAIN_PDF + b"5 0 obj << /Type /ObjStm /Filter /FlateDecode >> stream\n"
            + zlib.compress(b"/JS (x)") + b"\nendstream",
            "a program",
        ),
        (  # a comment that looks like the beginning of another object
            "moon.pdf",
            PLAIN_PDF + b"5 0 obj << /Type /ObjStm % 9 obj\n/Filter /FlateDecode >> stream\r\n"
            + zlib.compress(b"/JS (x)") + b"\nendstream",
            "a program",
        ),
        (  # packed twice
            "moon.pdf",
            PLAIN_PDF + b"5 0 obj << /Type /ObjStm /Filter [/ASCIIHexDecode /FlateDecode] >> "
            b"stream\n" + zlib.compress(b"/JS (x)").hex().encode() + b">\nendstream",
            "a program",
        ),
        (  # what goes on behind a false end
            "moon.pdf",
            PLAIN_PDF + b"5 0 obj << /Type /ObjStm /Filter /FlateDecode >> stream\n"
            + zlib.compress(b"plain endstream " * 3, level=0)[:-9] + b"\nendstream",
            "a program",
        ),
    ],
)  # fmt: skip
def test_what_a_printer_cannot_take_is_said_at_its_field(
    cast: Cast, client: Client, picture: UUID, name: str, data: bytes, said: str
) -> None:
    answer = send(client, cast, picture, data, name)
    assert answer.status_code == 422
    assert said in text(answer)
    assert (kept(), Order.objects.count()) == ([], 0)


def test_a_plain_pdf_is_taken_and_a_large_file_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = PLAIN_PDF + b"5 0 obj << /Length 9 >> stream\n/JS /AA \nendstream"
    assert print_files.keep("a.pdf", packed, form="k", field="file").name == "a.pdf"
    monkeypatch.setattr(print_files, "UPLOAD_BYTES_MAX", 10)
    with pytest.raises(Refused, match="MB at most"):
        print_files.keep("a.pdf", PLAIN_PDF, form="k", field="file")


def test_objects_packed_in_the_common_way_are_taken() -> None:
    packed = zlib.compress(b"1 0 << /Type /Font >>")
    content = PLAIN_PDF + b"5 0 obj << /Type /ObjStm /Filter /FlateDecode >> stream\n" + packed
    kept = print_files.keep("a.pdf", content + b"\nendstream", form="k", field="file")
    assert kept.size_bytes == len(content) + 10


def test_streams_that_never_end_are_looked_at_once() -> None:
    endless = PLAIN_PDF + b"stream\n" * 1_000_000  # each looking to the end would take days
    assert print_files.keep("a.pdf", endless, form="k", field="file").name == "a.pdf"


def test_files_are_counted_before_they_are_kept(
    cast: Cast, client: Client, picture: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, "kit")
    monkeypatch.setattr(checkout, "FILES_AN_HOUR", 2)
    assert text(client.get(basket(cast.medium)))
    for number in range(3):
        answer = send(client, cast, picture, png(f"#00000{number}"), key=f"k{number}")
    assert answer.status_code == 422
    assert len(kept()) == 2


def test_a_line_that_the_buyer_wrote_is_no_file(
    cast: Cast, picture: UUID, place: Callable[..., UUID], client: Client
) -> None:
    for value in ("", f"{'a' * 64} 3 passwd.png", "../../etc/passwd"):
        fillings = [PieceFilling(cast.medium, 0, picture, value)]
        with pytest.raises(Refused):
            place((cast.medium, 1), fillings=fillings)
    field = field_of(cast.medium, 0, picture)
    assert client.post(basket(cast.medium), {**FORM, field: "x.png"}).status_code == 422
