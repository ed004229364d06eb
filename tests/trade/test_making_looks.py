"""The pages of what is made to order, on a phone in Chinese and at a desk in English."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser

from cohive.bond.operations import set_tongue
from cohive.bridges.pictures import Picture
from cohive.create import operations as create
from cohive.create.queries import works_of_maker
from cohive.trade import operations, queries
from cohive.trade.operations import Contact, PieceFilling
from cohive.words.money import Money
from tests.browser import axe_violations, faults_of, new_page, screenshots, sideways, visit
from tests.trade.conftest import LOTTE, Cast, payment_event
from tests.trade.preorders import clock, opened
from tests.trade.test_desk_pages import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.sqlite_only, pytest.mark.django_db]
LOOKS = [(390, "dark", "zh-CN"), (1280, "light", "en")]


@pytest.fixture
def pages(
    cast: Cast, place: Callable[..., UUID], succeed: Callable[..., str]
) -> dict[str, list[str]]:
    """Every page by who opens it, with something on each."""
    now = timezone.now()
    asked = options(cast, now)
    preorder = opened(cast, now, goal=4)
    order = place(
        (cast.medium, 3), at=now, buyer=cast.kit, by=cast.kit, fillings=filled(cast, asked)
    )
    succeed(order)
    unpaid = place((cast.large, 1), at=now, fillings=filled(cast, asked, of=cast.large, pieces=1))
    song = songs(cast, place, succeed, now)
    review(cast, song, now)
    waiting, file = queries.order(order), queries.order(song)
    pay = queries.order(unpaid)
    assert waiting is not None
    assert file is not None
    assert pay is not None
    return {
        "": [
            "/shop/",
            "/products/two-harbours-long-sleeve/",
            "/products/low-tide-timetable/",
            f"/checkout/?variant={cast.one_print}&quantity=1",
            f"{pay.url}pay/",
            waiting.url,
            f"{waiting.url}thanks/",
            file.url,
            f"{file.url}review/{cast.print}/",
        ],
        "kit": [
            f"/checkout/?variant={cast.medium}&quantity=2",
            f"/reviews/of/{cast.print}/",
            f"/reviews/of/{cast.shirt}/",
        ],
        "ruben": [
            "/products/two-harbours-long-sleeve/desk/",
            "/preorders/",
            f"/preorders/of/{cast.shirt}/",
            f"/preorders/{preorder}/",
            f"/options/of/{cast.shirt}/",
            f"/files/of/{cast.one_print}/",
            f"/files/of/{cast.large}/",
            "/purchases/",
            f"/purchases/of/{cast.shirt}/",
            f"/reviews/of/{cast.print}/",
        ],
    }


def options(cast: Cast, now: datetime) -> tuple[UUID, UUID, UUID]:
    """A name, a colour and a picture, asked of every buyer of the shirt; Kit's picture."""
    create.publish_terms(texts={"en": "Yours stays yours."}, by=cast.steward, at=now)
    digest = hashlib.sha256(b"RIFF kit").hexdigest()
    create.submit_work(
        title="Low water, seen from the night ferry",
        picture=Picture(data=b"RIFF kit", thumb=b"small", width=600, height=400, digest=digest),
        makers=[(cast.kit, 1)],
        accepts_terms=True,
        by=cast.kit,
        at=now,
    )
    given = {"product": cast.shirt, "by": cast.ruben, "at": now}
    name = operations.add_option(kind="text", label="Name", length=12, **given)  # type: ignore[arg-type]
    colours = [("Black", Money(0, "EUR")), ("Silver", Money(300, "EUR"))]
    colour = operations.add_option(kind="choice", label="Colour", choices=colours, **given)  # type: ignore[arg-type]
    own = operations.add_option(
        kind="work",
        label="Your picture",
        is_required=False,
        **given,  # type: ignore[arg-type]
    )
    return name, colour, own


def filled(
    cast: Cast, asked: tuple[UUID, UUID, UUID], *, of: UUID | None = None, pieces: int = 3
) -> list[PieceFilling]:
    variant = of or cast.medium
    name, colour, own = asked
    silver = str(queries.options_of([cast.shirt])[cast.shirt][1].choices[1].id)
    found = []
    for piece in range(pieces):
        found.append(PieceFilling(variant, piece, name, "Mei 小梅" if piece else "Kit"))
        found.append(PieceFilling(variant, piece, colour, silver))
    if of is None:
        work = str(create_works(cast.kit))
        found.append(PieceFilling(variant, 0, own, work))
    return found


def create_works(maker: UUID) -> UUID:
    return works_of_maker(maker)[0].id


def songs(
    cast: Cast, place: Callable[..., UUID], succeed: Callable[..., str], now: datetime
) -> UUID:
    for name in ("low-tide.flac", "low-tide.mp3"):
        operations.add_file(
            variant=cast.one_print, name=name, content=[b"tide" * 700_000], by=cast.ruben, at=now
        )
    order = place((cast.one_print, 1), at=now, contact=Contact(email=LOTTE.email))
    succeed(order)
    return order


def review(cast: Cast, order: UUID, now: datetime) -> None:
    given = {"order": order, "product": cast.print, "language": "en", "by": cast.world}
    operations.write_review(stars=5, text="At last.", at=now - timedelta(days=2), **given)  # type: ignore[arg-type]
    made = operations.write_review(
        stars=4,
        text="I hear it every night, and fall asleep.",
        basis="kin",
        at=now,
        **given,  # type: ignore[arg-type]
    )
    operations.answer_review(
        review=made, text="Sleep well. The second side is for mornings.", language="en",
        by=cast.ruben, at=now,
    )  # fmt: skip


@pytest.mark.parametrize(("width", "theme", "language"), LOOKS)
def test_every_page_is_clean_in_both_languages(
    chromium: Browser,
    client: Client,
    cast: Cast,
    pages: dict[str, list[str]],
    width: int,
    theme: str,
    language: str,
) -> None:
    found: dict[str, list[str]] = {}
    spoken = "zh-hans" if language.startswith("zh") else "en"
    for agent in (cast.ruben, cast.kit):
        set_tongue(by=agent, at=timezone.now(), language=spoken)
    for name, paths in pages.items():
        client.logout()
        if name:
            sign_in(client, name)
        for path in paths:
            look(chromium, client, path, found, width=width, theme=theme, language=language)
    for path in reached(cast):
        look(chromium, client, path, found, width=width, theme=theme, language=language)
    assert found == {}


def look(
    chromium: Browser,
    client: Client,
    path: str,
    found: dict[str, list[str]],
    *,
    width: int,
    theme: str,
    language: str,
) -> None:
    page = new_page(chromium, width=width, theme=theme, language=language)
    visit(page, client, path)
    wrong = [*axe_violations(page), *faults_of(page)]
    if sideways(page) > 0:
        wrong.append(f"{sideways(page)} px too wide")
    if wrong:
        found[path] = wrong
    name = path.replace("/", "-")[:48].replace("?", "-")
    screenshots(page, f"making{name}-{language}")
    page.context.close()


def reached(cast: Cast) -> list[str]:
    """The same pre-order when it is made, with its purchase order; the maker is signed in."""
    now = timezone.now()
    order = operations.place_order(
        lines=[(cast.large, 1)],
        contact=LOTTE,
        fillings=filled(cast, asked_of(cast), of=cast.large, pieces=1),
        by=cast.world,
        at=now,
        key="last",
    )
    pay(order, now)
    clock(now)
    preorder = queries.newest_of(cast.shirt)
    assert preorder is not None
    assert preorder.state == "reached"
    purchase = operations.write_purchase_of_preorder(preorder=preorder.id, by=cast.ruben, at=now)
    operations.order_purchase(
        purchase=purchase, supplier="Drukkerij de Haven", quantities={}, by=cast.ruben, at=now
    )
    return [f"/preorders/{preorder.id}/?made", f"/purchases/{purchase}/", "/pack/?made"]


def asked_of(cast: Cast) -> tuple[UUID, UUID, UUID]:
    name, colour, own = queries.options_of([cast.shirt])[cast.shirt]
    return name.id, colour.id, own.id


def pay(order: UUID, now: datetime) -> None:
    operations.confirm_payment(event=payment_event(order, now), at=now)
