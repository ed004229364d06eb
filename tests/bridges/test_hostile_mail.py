"""A mail made to break its reader is read like any other, or as much of it as is read at all."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from cohive.bridges.mail.bounded import PARTS_MAX
from cohive.bridges.mail.incoming import read_mail, text_of_html
from tests.bounded import ends
from tests.bridges.hostile_mails import nested, of_many_headers, of_many_parts, with_header


def test_no_mail_keeps_the_worker_busy_or_breaks_it() -> None:
    """Each of some two hundred took longer than a minute, or raised, before headers were cut."""
    ends("tests.bridges.hostile_mails:read_all", seconds=120, mebibytes=1500)


@pytest.mark.parametrize("raw", [of_many_parts(1_000), nested(1_000), of_many_headers(10_000)])
def test_who_wrote_is_known_even_of_a_mail_that_is_too_much(raw: bytes) -> None:
    letter, _mail = read_mail(raw)
    assert letter.sender == "eve@evil.example"
    assert letter.text == ""


def test_as_many_parts_as_a_letter_has_are_read() -> None:
    mail = EmailMessage()
    mail["From"] = "lotte@home.example"
    mail.set_content("Pictures of the collar.")
    for number in range(PARTS_MAX - 3):
        mail.add_attachment(b"picture", maintype="image", subtype="png", filename=f"{number}.png")
    letter, _mail = read_mail(bytes(mail))
    assert letter.text == "Pictures of the collar."
    assert len(letter.files) == 10


def test_the_newest_of_a_long_talk_is_what_it_answers() -> None:
    """A header of references is cut at its beginning: what is answered stands at its end."""
    names = " ".join(f"<{number:04d}.{'x' * 60}@home.example>" for number in range(400))
    letter, _mail = read_mail(with_header(b"References", names.encode()))
    assert letter.refers_to[-1].startswith("0399.")
    assert len(letter.refers_to) == 30


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("a < b and <b>c</b> > d", "a < b and c > d"),
        ("<img alt=it's>Hello it's me", "Hello it's me"),
        ('<a title="a > b" href=x>Here</a>', "Here"),
        ("One<!-- two > --><!--[if mso]>three<![endif]-->four", "Onefour"),
        ("<![if !mso]>shown<![endif]>", "shown"),
        ("<SCRIPT src=x>alert(1)</SCRIPT >after<scripture>kept", "afterkept"),
        ("<head><title>No</title></head><body>Yes", "Yes"),
        ("before<script>never closed", "before"),
        ("before<a href='never closed>behind", "beforebehind"),
        ("before<a never closed", "before"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "<script>alert(1)</script>"),
        ("a<br>b<br/>c<p>d</p>e", "a\nb\nc\nd\ne"),
        ("nothing\x00here &#0;", "nothinghere \ufffd"),
    ],
)
def test_a_page_is_read_as_words(page: str, words: str) -> None:
    assert text_of_html(page) == words
