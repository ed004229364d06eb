"""A mail, whatever it is made of, becomes what a person reads."""

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohive.bridges.mail.incoming import folded, read_mail, text_of_html
from cohive.words.bigrams import tokens


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("Yes.\n\nOn Mon, 1 Nov 2026, Sana <s@x> wrote:\n> Is it?", "Yes."),
        ("好的。\n\n在 2026年11月1日，夜渡 写道：\n> 是吗？", "好的。"),
        ("Yes.\n\n> Is it?\n> Well?", "Yes."),
        ("> Is it?\n\nYes.", "> Is it?\n\nYes."),
        ("a > b\nend", "a > b\nend"),
        ("好。\n\n------------------ 原始邮件 ------------------\n发件人：夜渡", "好。"),
    ],
)
def test_what_was_quoted_is_folded_away(text: str, new: str) -> None:
    assert folded(text)[0] == new


def test_html_becomes_lines_and_nothing_else() -> None:
    page = "<style>p{}</style><p>Hello &amp; <b>bye</b></p><script>x()</script><div>Two</div>"
    assert text_of_html(page) == "Hello & bye\n\nTwo"


def test_a_chinese_mail_of_old_is_read() -> None:
    raw = (
        b"From: =?gb2312?B?0KHCuQ==?= <deer@qq.example>\r\nSubject: =?gb2312?B?wey/2g==?=\r\n"
        b"Content-Type: text/plain; charset=gb2312\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        + "领口松了".encode("gb2312")
    )
    letter, _ = read_mail(raw)
    assert (letter.sender_name, letter.subject, letter.text) == ("小鹿", "领口", "领口松了")
    assert letter.message_id.startswith("none:")


@pytest.mark.parametrize(
    ("header", "value", "automatic"),
    [
        ("Auto-Submitted", "auto-replied", True),
        ("Auto-Submitted", "no", False),
        ("Precedence", "bulk", True),
        ("List-Id", "<news.example>", True),
        ("Return-Path", "<>", True),
        ("X-Mailer", "Thunderbird", False),
    ],
)
def test_machines_are_known_by_their_headers(header: str, value: str, automatic: bool) -> None:
    mail = EmailMessage()
    mail["From"] = "lotte@home.example"
    mail[header] = value
    mail.set_content("Hello")
    assert read_mail(bytes(mail))[0].is_automatic is automatic


@given(st.binary(max_size=400))
def test_no_mail_breaks_the_reader(raw: bytes) -> None:
    letter, _ = read_mail(raw)
    assert isinstance(letter.text, str)


def test_tokens_are_words_and_pairs_of_signs() -> None:
    assert tokens("Two Harbours 两港夜 Café 鹿") == (
        "two", "harbours", "两港", "港夜", "cafe", "鹿",
    )  # fmt: skip
