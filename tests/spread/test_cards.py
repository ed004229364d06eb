"""Cards: the head of pages, the pictures, their labels, posters on paper."""

from __future__ import annotations

import inspect
import io
import os
import re
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from PIL import Image
from pypdf import PdfReader

import cohive.spread
from cohive.bond import operations as bond
from cohive.bond.naming import NAME_CHARACTERS_MAX
from cohive.guard.bases import CHOICES
from cohive.look import card_worker, cards
from cohive.look.posters import Poster, printed_poster
from cohive.spread import operations, queries
from cohive.spread.labels import labels_of
from cohive.spread.models import Visit
from cohive.words.refusals import Refused
from tests.spread.conftest import Cast, user_of

LABELS = (
    "Kit may be rewarded if you buy something here within 30 days.",
    "你若在 30 天内在此购买，基特可能获得报酬。",
)
LONG = "A very long title that nobody could ever put on one line of a card, and so it is wrapped"
CHINESE = "夜渡社区二零二六年秋季海报与长袖设计征集活动现在开始接受作品（第一轮），欢迎每一位朋友"


def a_card(title: str, **more: object) -> cards.Card:
    what = {
        "title": title,
        "name": "Night Ferry 夜渡",
        "lead": "",
        "labels": LABELS,
        "link": "http://localhost:8000/l/abcdefgh",
        "address": "localhost:8000/l/abcdefgh",
    }
    return cards.Card(**{**what, **more})  # type: ignore[arg-type]


def told(card: cards.Card, shape: str = "wide") -> dict[str, object]:
    said, _picture = cards.ask_worker(cards._job(card, shape), b"")
    return said


def fonts() -> card_worker.Fonts:
    return card_worker.Fonts(str(cards.DISPLAY), str(cards.TEXT))


@pytest.mark.parametrize("shape", cards.SHAPES)
def test_every_shape_has_its_size_and_stays_small(shape: str) -> None:
    noise = io.BytesIO()
    Image.effect_noise((1600, 1200), 90).convert("RGB").save(noise, "WEBP", quality=95)
    said, picture = cards.ask_worker(cards._job(a_card(CHINESE), shape), noise.getvalue())
    with Image.open(io.BytesIO(picture)) as opened:
        form = cards.SHAPES[shape]
        assert (opened.format, opened.size) == ("JPEG", (form.width, form.height))
    assert said["has_art"]
    assert len(picture) < 300_000


def test_chinese_is_drawn_and_is_no_empty_box() -> None:
    """Each character's own black stands in the picture, found by comparing with its glyph."""
    said, picture = cards.ask_worker(cards._job(a_card("夜渡港"), "wide"), b"")
    image = Image.open(io.BytesIO(picture)).convert("L")
    font = fonts().at("text", int(str(said["title_size"])))
    x, top = cards.SHAPES["wide"].text[:2]
    for character in "夜渡港":
        wide = round(font.getlength(character))
        glyph = Image.new("L", (wide, font.size), 255)
        card_worker.ImageDraw.Draw(glyph).text(
            (0, round(font.size * 0.88)), character, font=font, fill=0, anchor="ls"
        )
        assert likeness(image, glyph, x, top) > 0.93, character
        box = Image.new("L", glyph.size, 255)
        card_worker.ImageDraw.Draw(box).text(
            (0, round(font.size * 0.88)), "\U0010ffff", font=font, fill=0, anchor="ls"
        )
        assert likeness(image, box, x, top) < 0.9
        x += wide


def likeness(image: Image.Image, glyph: Image.Image, x: int, top: int) -> float:
    """The best share of equal black and white pixels over all heights, a pixel to each side."""
    wanted = glyph.point(lambda value: value > 128 and 255)
    best = 0.0
    for across in (-1, 0, 1):
        for down in range(top, top + 160):
            box = (x + across, down, x + across + glyph.width, down + glyph.height)
            part = image.crop(box).point(lambda value: value > 128 and 255)
            same = sum(a == b for a, b in zip(part.tobytes(), wanted.tobytes(), strict=True))
            best = max(best, same / (glyph.width * glyph.height))
    return best


@pytest.mark.parametrize("shape", cards.SHAPES)
@pytest.mark.parametrize("title", [LONG, CHINESE])
def test_a_long_title_is_wrapped_and_no_word_is_cut(title: str, shape: str) -> None:
    said = told(a_card(title), shape)
    lines = said["title"]
    assert said["is_whole"]
    assert isinstance(lines, list)
    assert len(lines) > 1
    if title == LONG:
        assert " ".join(lines) == title
    else:
        assert "".join(lines) == title
        assert not any(line[0] in card_worker.NEVER_FIRST for line in lines)


def test_a_title_too_long_for_any_card_ends_with_a_whole_word() -> None:
    said = told(a_card(LONG * 12))
    last = said["title"][-1]  # type: ignore[index]
    assert last.endswith("…")
    assert last.rstrip("…").split()[-1] in LONG.split() or "wrappedA" in last


def test_an_emoji_is_left_out_and_an_unknown_sign_is_said() -> None:
    assert fonts().drawable("Ferry 🎉👩‍👩‍👧 ⛴️ 夜渡") == "Ferry 夜渡"
    assert fonts().drawable("ꦗꦮ") == "〓〓"


def test_the_middle_square_has_title_and_label() -> None:
    """Messengers cut the middle out of a wide card."""
    x, _y, width, _height = cards.SHAPES["wide"].text
    assert x >= (1200 - 630) / 2
    assert x + width <= (1200 + 630) / 2


@pytest.mark.parametrize("shape", cards.SHAPES)
def test_every_label_is_whole_in_every_shape(shape: str) -> None:
    said = told(a_card(LONG * 3, lead=LONG), shape)
    assert said["labels_whole"]
    squeezed = ["".join(str(label).split()) for label in said["labels"]]  # type: ignore[attr-defined]
    assert squeezed == ["".join(label.split()) for label in LABELS]
    form = cards.SHAPES[shape]
    assert said["foot"] <= form.height  # type: ignore[operator]


@pytest.mark.parametrize("paper", ["a4", "a3", "a7"])
def test_the_label_and_the_address_stand_on_every_paper(paper: str, now: datetime) -> None:
    poster = Poster(a_card(LONG * 4), b"", ("Look here:", "看这里："), "en", now)
    page = PdfReader(io.BytesIO(printed_poster(poster, paper))).pages[0]
    text = "".join(page.extract_text().replace("\0", "").split())
    times = 8 if paper == "a7" else 1
    for label in LABELS:
        assert text.count("".join(label.split())) == times
    assert text.count("localhost:8000/l/abcdefgh") >= times


def test_old_cards_and_the_oldest_of_too_many_are_deleted(
    now: datetime, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "cards" / "ab").mkdir(parents=True)
    for days in (1, 2, 3, 31):
        path = tmp_path / "cards" / "ab" / f"{days}.jpg"
        path.touch()
        os.utime(path, ((now - timedelta(days=days)).timestamp(),) * 2)
    monkeypatch.setattr(cards, "KEPT_FILES_MAX", 2)
    assert cards.forget_cards(at=now) == 2
    assert {path.name for path in (tmp_path / "cards" / "ab").iterdir()} == {"1.jpg", "2.jpg"}


def test_a_crowd_that_asks_for_cards_leaves_the_other_threads_free(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    line = threading.BoundedSemaphore(1)
    line.acquire()
    monkeypatch.setattr(cards, "_IN_LINE", line)
    began = time.monotonic()
    with pytest.raises(cards.NotDrawn):
        told(a_card("Ebb"))
    assert time.monotonic() - began < cards.WAIT_SECONDS / 2


@pytest.mark.parametrize("sign", ["W", "宽"])
def test_no_name_is_long_enough_to_push_an_interest_off_a_card(
    cast: Cast, now: datetime, sign: str
) -> None:
    bond.change_profile(by=cast.kit, at=now, name=sign * NAME_CHARACTERS_MAX)
    link = operations.make_link(target_kind="circle", target=cast.circle, by=cast.kit, at=now)
    labels: set[tuple[str, ...]] = set()
    for basis in [basis for basis, _words in CHOICES if basis]:
        for said in (basis, ""):
            operations.say_interest_of_link(link=link.id, basis=said, by=cast.kit, at=now)
            labels.add(labels_of(link, at=now))
    longest = max(labels, key=lambda each: len("".join(each)))
    for shape in cards.SHAPES:
        assert told(a_card(LONG, labels=longest), shape)["labels_whole"], (shape, longest)


def test_nothing_takes_the_label_off() -> None:
    """No parameter, no template block, no setting: the label is made of the link alone."""
    assert set(inspect.signature(labels_of).parameters) == {"link", "at"}
    room = Path(cohive.spread.__file__).parent
    page = (room / "templates" / "spread" / "card.html").read_text("utf-8")
    [loop] = re.findall(r"{% for label in labels %}.*?{% endfor %}", page)
    before = page[: page.index(loop)]
    assert before.count("{% if") == before.count("{% endif %}"), "it stands within a condition"
    assert set(re.findall(r"{% block (\w+)", page)) == {"title", "subnav", "page"}
    for path in (room / "labels.py", room / "share_cards.py"):
        text = path.read_text("utf-8")
        assert "environ" not in text
        assert not set(re.findall(r"settings\.(\w+)", text)) - {"ADDRESS"}
    assert "labels=labels_of(link, at=at) if link else ()" in (room / "share_cards.py").read_text()


@pytest.mark.django_db
class TestPages:
    """What a network and a phone get."""

    @pytest.fixture
    def link(self, cast: Cast, now: datetime) -> queries.LinkView:
        return operations.make_link(target_kind="circle", target=cast.circle, by=cast.kit, at=now)

    def test_a_page_has_its_card_in_its_head(self, cast: Cast, client: Client) -> None:
        page = client.get("/circles/making/").content.decode()
        for name in ("og:title", "og:description", "og:image:width", "og:image:alt", "og:locale"):
            assert f'<meta property="{name}"' in page, name
        assert '<meta name="twitter:card" content="summary_large_image">' in page
        assert '<meta property="og:url" content="http://localhost:8000/circles/making/">' in page
        [address] = re.findall(r'twitter:image" content="http://localhost:8000([^"]+)"', page)
        answer = client.get(address.replace("&amp;", "&"))
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
        assert client.get("/").content.decode().count("og:image:width") == 2

    def test_a_card_is_drawn_once_and_known_again(
        self, cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        address = f"/cards/circle/{cast.circle}/square.jpg"
        first = client.get(address)
        monkeypatch.setattr(cards, "ask_worker", None)
        assert client.get(address).content == first.content
        again = client.get(address, headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")

    def test_too_many_at_once_are_asked_to_come_again(
        self, cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch, settings, tmp_path
    ) -> None:
        settings.MEDIA_ROOT = tmp_path

        def busy(*_given: object) -> None:
            raise cards.NotDrawn

        monkeypatch.setattr(cards, "ask_worker", busy)
        answer = client.get(f"/cards/circle/{cast.circle}/wide.jpg")
        assert (answer.status_code, answer["Retry-After"]) == (503, "5")

    def test_what_a_network_fetches_by_a_link_says_who_may_be_rewarded(
        self, cast: Cast, link: queries.LinkView, client: Client
    ) -> None:
        """A preview keeps no cookie: the address that the link leads to says it."""
        agent = {"user-agent": "facebookexternalhit/1.1"}
        page = client.get(f"/l/{link.code}", headers=agent, follow=True).content.decode()
        client.cookies.clear()
        assert not Visit.objects.exists()
        assert 'og:description" content="Kit may be rewarded if you buy something' in page
        assert f'og:url" content="http://localhost:8000/l/{link.code}"' in page
        assert f"by={link.code}" in re.findall(r'og:image" content="([^"]+)"', page)[0]

    def test_another_things_code_puts_no_label_on(
        self, cast: Cast, link: queries.LinkView, client: Client
    ) -> None:
        page = client.get(f"/?by={link.code}").content.decode()
        assert "Kit may be rewarded" not in page

    def test_the_labels_are_in_every_language_of_the_place(
        self, link: queries.LinkView, now: datetime
    ) -> None:
        labels = labels_of(link, at=now)
        assert len(labels) == 2
        assert all("Kit" in label for label in labels)

    def test_a_poster_is_its_owners_alone(self, link: queries.LinkView, client: Client) -> None:
        address = f"/links/{link.code}/a4.pdf"
        assert client.get(address).status_code == 302
        client.force_login(user_of("mei"))
        assert client.get(address).status_code == 404
        client.force_login(user_of("kit"))
        answer = client.get(address)
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        assert answer.content.startswith(b"%PDF")
        assert client.get(f"/links/{link.code}/a9.pdf").status_code == 404

    @pytest.mark.parametrize(
        ("agent", "app"),
        [
            ("Mozilla/5.0 (Linux; Android 14) Chrome/116.0 MicroMessenger/8.0.49", "WeChat"),
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5) Mobile/15E148 Instagram 334.0", "Instagram"),
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5) Safari Line/14.9.0", "LINE"),
        ],
    )
    def test_pages_open_well_inside_other_apps(
        self, cast: Cast, link: queries.LinkView, client: Client, agent: str, app: str
    ) -> None:
        inside = {"user-agent": agent}
        landed = client.get(f"/l/{link.code}", headers=inside, follow=True)
        assert landed.status_code == 200
        assert f"browser of {app}" not in landed.content.decode()
        assert Visit.objects.count() == 1
        sign_in = client.get("/account/login/", headers=inside).content.decode()
        assert f"browser of {app}, where passkeys do not work" in sign_in
        assert "passkey_login" not in sign_in
        assert 'name="password"' in sign_in
        assert "Send me a link instead" in sign_in
        client.force_login(user_of("kit"))
        card = client.get(f"/links/{link.code}/", headers=inside).content.decode()
        assert f"browser of {app}, which cannot keep files" in card
        poster = client.get(f"/links/{link.code}/a4.pdf", headers=inside)
        assert poster["Content-Disposition"].startswith("inline")

    def test_a_browser_proper_is_told_nothing(self, link: queries.LinkView, client: Client) -> None:
        assert "passkey_login" in client.get("/account/login/").content.decode()
        client.force_login(user_of("kit"))
        assert "cannot keep files" not in client.get(f"/links/{link.code}/").content.decode()

    def test_a_thing_of_another_kind_is_refused(self, cast: Cast, now: datetime) -> None:
        with pytest.raises(Refused):
            operations.make_link(target_kind="weather", target=cast.place, by=cast.kit, at=now)
