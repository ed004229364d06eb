"""What somebody wrote is words wherever it goes: pages, feeds, mails, other servers, calendars."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from html.parser import HTMLParser
from types import SimpleNamespace
from uuid import UUID

import pytest
from defusedxml.ElementTree import fromstring
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from cohive.bond import operations as bond
from cohive.bond.operations import GatheringTerms
from cohive.bond.queries import circle_by_slug, stewards
from cohive.bridges.federation.activities import read_note
from cohive.bridges.federation.domains import DomainRule, write_rules
from cohive.spread import operations, queries
from cohive.spread.newsletter_letters import fill, letter
from cohive.spread.queries.federation import federated_actor
from tests.spread.conftest import Cast

pytestmark = pytest.mark.django_db
HOSTILE = (
    "<script>evil()</script>",
    '"><img src=x onerror=evil()>',
    "' onmouseover='evil()",
    "]]><script>evil()</script><![CDATA[",
    "</title></textarea></style><svg onload=evil()>",
    "<!-- --><iframe src=//evil.example>",
    "&lt;script&gt;evil()&lt;/script&gt;",
    "{{ evil() }}{% evil %}%(evil)s{evil}",
    "[evil](javascript:evil()) <javascript:evil()> ![evil](data:text/html,evil)",
    "javascript:evil()",
    "\x01\x0b\x1b[31m\x7f\x85\ufffe",
    "\u202eevil\u2066",
    "a\r\nBcc: evil@evil.example\r\n\r\nevil",
    "a\nEND:VEVENT\nBEGIN:VEVENT\nSUMMARY:evil;X=\\,",
    "=HYPERLINK(evil)",
)
TEXT = "\n\n".join(HOSTILE)
TITLE = "<b>evil</b>]]>&\x01\"'"


class Page(HTMLParser):
    """What a browser would make of a page: whatever runs or leads where it should not."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.bad: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "script" and not given.get("src", "").startswith("/static/"):
            self.bad.append(f"<script {given}>")
        if tag in ("iframe", "object", "embed", "base") or (tag == "svg" and "onload" in given):
            self.bad.append(f"<{tag} {given}>")
        for name, value in given.items():
            leads = re.sub(r"[\x00-\x20]", "", value).lower()
            if name.startswith("on") or (
                name in ("href", "src", "action", "formaction")
                and leads.startswith(("javascript:", "vbscript:", "data:text"))
            ):
                self.bad.append(f"{name}={value}")


def harmless(page: str) -> None:
    reader = Page()
    reader.feed(page)
    assert reader.bad == []


@pytest.fixture
def hostile_circle(cast: Cast, now: datetime) -> str:
    """A circle in which somebody said all of it; its name and its threads' titles too."""
    circle = circle_by_slug("making")
    assert circle is not None
    bond.join_circle(circle=circle.agent, by=cast.kit, at=now)
    for number, words in enumerate(HOSTILE):
        bond.start_thread(
            circle=circle.agent, title=words[:80], text=words, by=cast.kit,
            at=now + timedelta(minutes=number),
        )  # fmt: skip
    bond.change_place(
        by=stewards()[0], at=now, name='<b>Ferry</b> & "co"', tagline="<i>]]></i> evil"
    )
    return circle.url


def test_a_feed_is_xml_whatever_stands_in_it(hostile_circle: str, client: Client) -> None:
    """One control character in a title kept every reader of the feed out, with an answer of 500."""
    for address in (f"{hostile_circle}feed", "/feed"):
        for form in ("rss", "atom"):
            answer = client.get(f"{address}.{form}")
            assert answer.status_code == 200
            read = fromstring(answer.content, forbid_dtd=True)
            assert not {each.tag for each in read.iter()} & {"script", "img", "iframe", "b", "i"}
            if address != "/feed":
                titles = {(each.text or "") for each in read.iter() if each.tag.endswith("title")}
                assert HOSTILE[0] in titles
                assert any("␁" in title for title in titles)
            links = [
                each.text or each.get("href", "") for each in read.iter() if "link" in each.tag
            ]
            assert all(not link or link.startswith("http") for link in links)


def test_pages_show_what_was_written(hostile_circle: str, cast: Cast, client: Client) -> None:
    for address in ("/", hostile_circle, "/circles/", "/newsletter/ask/", "/write/"):
        harmless(client.get(address).content.decode())
    assert "<b>Ferry" not in client.get("/").content.decode()
    page = client.get(hostile_circle).content.decode()
    for thread in set(re.findall(rf'href="({hostile_circle}threads/[0-9a-f-]+/)', page)):
        harmless(client.get(thread).content.decode())


def test_a_letter_holds_words_only_and_no_header_of_theirs(cast: Cast, now: datetime) -> None:
    by = stewards()[0]
    bond.change_place(by=by, at=now, name="Ferry, <b>“co”</b>\r\nBcc: evil", tagline="evil")
    key = operations.begin_issue(list_kind="place", list_id=cast.place, by=by, at=now)
    operations.write_issue(
        issue=key, language="en", subject="News\r\nBcc: evil@evil.example \u2028 é" + "x" * 60,
        text=TEXT, by=by, at=now,
    )  # fmt: skip
    issue = queries.issue(key)
    assert issue is not None
    words = issue.text_in("en")
    assert words is not None
    mine = SimpleNamespace(
        address="kit@example.org", subscription=UUID(int=1), subscriber=UUID(int=2), mail=3
    )
    filled = fill(letter(issue, words, at=now), mine)  # type: ignore[arg-type]
    read = message_from_bytes(filled.content, policy=policy.default)
    assert read["bcc"] is None
    assert set(read.keys()) == {
        "From", "Subject", "Date", "Content-Language", "List-Unsubscribe-Post", "Precedence",
        "Auto-Submitted", "MIME-Version", "Content-Type", "To", "Message-ID", "List-Unsubscribe",
    }  # fmt: skip
    assert "\n" not in str(read["subject"])
    page = read.get_body(("html",))
    assert page is not None
    harmless(page.get_content())


def test_other_mails_have_no_header_of_theirs_either(cast: Cast, now: datetime) -> None:
    bond.deliver_mail(
        subject="You already get news of %(list)s",
        template="bond/mail/letter",
        context={
            "list": "x\r\nBcc: evil@evil.example\r\n\r\n<script>evil()</script>",
            "paragraphs": list(HOSTILE),
            "button": "<b>evil</b>",
            "link": "https://place.example/?a=%22%3E",
            "code": "<b>",
        },
        to_agent=cast.kit,
    )
    [sent] = mail.outbox
    read = message_from_bytes(sent.message().as_bytes(), policy=policy.default)
    assert read["bcc"] is None
    assert "\n" not in sent.subject
    harmless(str(sent.alternatives[0][0]))


def test_a_calendar_has_one_appointment_whatever_its_title(
    cast: Cast, now: datetime, client: Client
) -> None:
    gathering = bond.plan_gathering(
        terms=GatheringTerms(
            title="Print\nEND:VEVENT\nBEGIN:VEVENT",
            starts_at=now + timedelta(days=1),
            ends_at=now + timedelta(days=1, hours=2),
            where="Pier 4\r\nATTENDEE:mailto:evil@evil.example",
            text=TEXT,
        ),
        by=stewards()[0],
        at=now,
    )
    answer = client.get(reverse("bond:gathering-file", args=[gathering]))
    read = Calendar.from_ical(answer.content)
    [event] = read.walk("VEVENT")
    assert "ATTENDEE" not in event
    lines = re.split(rb"\r?\n(?![ \t])", answer.content)
    assert sum(line.startswith(b"SUMMARY") for line in lines) == 1
    assert not any(line.startswith((b"Bcc", b"SUMMARY:evil")) for line in lines)


def test_other_servers_get_words_and_their_words_are_words(cast: Cast, now: datetime) -> None:
    by = stewards()[0]
    at = timezone.now()
    operations.switch_federation(
        agent=cast.place, is_on=True, handle="ferry", approves_followers=False, by=by, at=at
    )
    actor = federated_actor(cast.place)
    assert actor is not None
    post = operations.publish(actor=cast.place, texts={"en": TEXT}, title=TITLE, by=by, at=at)
    answer = Client().get(reverse("spread:ap-object", args=[post]))
    document = json.loads(answer.content)
    harmless(document["content"])
    assert "<b>" not in document["content"]
    for words in HOSTILE:
        note = {
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": "https://far.example/notes/1",
            "type": "Note",
            "attributedTo": "https://far.example/users/ada",
            "content": f"<p>{words}</p><style>evil</style><a href='javascript:evil()'>x</a>",
            "to": "as:Public",
        }
        text = read_note(note, by="https://far.example/users/ada").text
        assert not re.search(r"[\x00-\x08\x0b-\x1f\u202e\u2066]", text)


def test_a_comment_on_a_domain_is_no_formula() -> None:
    for words in ("=1+1", "+1", "-1", "@a", "\t=1", "\r=1", " =1", "＝1"):
        [_heading, row] = write_rules([DomainRule("bad.example", "suspend", words)]).split("\n", 1)
        assert "'" in row
