"""Feeds, hashtag timelines and files of reviews, over real HTTP on this machine."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from zipfile import ZipFile

import pytest
import xlsxwriter

from cohive.bridges.egress import Answer, fetch
from cohive.bridges.public_posts import Silent, read_feed, read_hashtag
from cohive.bridges.review_files import read_reviews
from cohive.words.refusals import Refused

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>A blog</title>
<language>en-gb</language><item><guid>1</guid><title>Night Ferry</title>
<link>javascript:alert(1)</link><pubDate>Sun, 22 Nov 2026 08:00:00 GMT</pubDate>
<description>&lt;p&gt;I love &lt;script&gt;x&lt;/script&gt; it&lt;/p&gt;</description></item>
</channel></rss>"""
TIMELINE = [
    {
        "id": "9", "uri": "https://m.example/9", "url": "https://m.example/@a/9",
        "visibility": "public", "language": "zh", "created_at": "2026-11-22T08:00:00.000Z",
        "content": "<p>夜渡<br>真好</p>", "account": {"acct": "a", "display_name": "小鹿"},
    },
    {"id": "8", "visibility": "unlisted", "content": "not public", "account": {}},
]  # fmt: skip


def answering(body: bytes) -> Callable[..., Answer]:
    """A far end that says this, without a network."""
    return lambda _method, url, **_more: Answer(200, {}, body, url, "192.0.2.1")


def test_a_feed_that_is_the_name_of_a_file_here_opens_no_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(FEED)
    send = answering(str(tmp_path / "secret").encode())
    with pytest.raises(Silent):
        read_feed("https://blog.example/feed", etag="", changed="", send=send)


def test_a_day_beyond_the_calendar_is_no_day() -> None:
    late = FEED.replace("Sun, 22 Nov 2026 08:00:00 GMT", "9999-12-31T23:59:59-12:00")
    send = answering(late.encode())
    [post] = read_feed("https://blog.example/feed", etag="", changed="", send=send).posts
    assert post.at is None


class Elsewhere(BaseHTTPRequestHandler):
    """A blog that knows ETag, and a Mastodon server with one hashtag."""

    def do_GET(self) -> None:
        if self.path.startswith("/api/v1/timelines/tag/%E5%A4%9C%E6%B8%A1"):
            self._say(200, json.dumps(TIMELINE).encode())
        elif self.path != "/feed":
            self._say(200, b"<html>no feed</html>")
        elif self.headers.get("If-None-Match") == '"v1"':
            self._say(304, b"")
        else:
            self._say(200, FEED.encode())

    def _say(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("ETag", '"v1"')
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def test_a_feed_is_read_once_and_then_only_its_news(port: int) -> None:
    send = partial(fetch, allow_loopback_port=port)
    news = read_feed(f"http://127.0.0.1:{port}/feed", etag="", changed="", send=send)
    (post,) = news.posts
    assert (post.author, post.language, post.url) == ("A blog", "en", "")
    assert post.text.startswith("Night Ferry\nI love")
    assert "<" not in post.text
    again = read_feed(f"http://127.0.0.1:{port}/feed", etag=news.etag, changed="", send=send)
    assert (again.posts, again.etag) == ((), '"v1"')


def test_what_is_no_feed_is_said(port: int) -> None:
    send = partial(fetch, allow_loopback_port=port)
    with pytest.raises(Silent):
        read_feed(f"http://127.0.0.1:{port}/page", etag="", changed="", send=send)


def test_a_feed_inside_is_never_asked() -> None:
    with pytest.raises(Refused):
        read_feed("http://127.0.0.1/feed", etag="", changed="")


def test_a_hashtag_gives_public_posts_only(port: int) -> None:
    send = partial(fetch, allow_loopback_port=port)
    news = read_hashtag(f"127.0.0.1:{port}", "夜渡", send=send, scheme="http")
    (post,) = news.posts
    assert (post.text, post.author, post.language) == ("夜渡\n真好", "小鹿", "zh")


@pytest.mark.parametrize("kind", ["csv", "zip", "xlsx"])
def test_reviews_in_three_kinds_of_files(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"reviews.{kind}"
    table = "cat,label,review\n书籍,1,\ufeff很好\n书籍,0,很差\n书籍,1,\n"
    if kind == "csv":
        path.write_text("\ufeff" + table, encoding="utf-8")
    elif kind == "zip":
        with ZipFile(path, "w") as packed:
            packed.writestr("reviews.csv", "\ufeff" + table)
    else:
        whole = io.BytesIO()
        book = xlsxwriter.Workbook(whole, {"in_memory": True})
        sheet = book.add_worksheet()
        for number, line in enumerate(table.splitlines()):
            for column, cell in enumerate(line.split(",")):
                sheet.write(number, column, int(cell) if cell.isdigit() else cell)
        book.close()
        path.write_bytes(whole.getvalue())
    found = list(read_reviews(path, columns={}, field="file"))
    assert [(each.text, each.mark, each.group) for each in found] == [
        ("很好", True, "书籍"),
        ("很差", False, "书籍"),
    ]


def test_columns_can_be_named(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("what,stars\nnice,5\nso so,3\nbad,1\n", encoding="utf-8")
    found = list(read_reviews(path, columns={"text": "what"}, field="file"))
    assert [each.mark for each in found] == [True, None, False]
    with pytest.raises(Refused, match="No column holds the texts"):
        list(read_reviews(path, columns={}, field="file"))
    with pytest.raises(Refused, match="no column"):
        list(read_reviews(path, columns={"text": "else"}, field="file"))
