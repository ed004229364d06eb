"""Whether a mail proves whose it is: only by what our own server wrote on top of it."""

import pytest

from cohive.bridges.mail.authentication import proves_sender
from cohive.bridges.mail.incoming import read_mail

SERVER = "mx.place.example"
GMAIL = (
    "mx.place.example; dkim=pass header.i=@home.example header.s=s1 header.b=abc;\r\n"
    " spf=pass (mx.place.example: domain of noor@home.example designates 192.0.2.1 as permitted"
    " sender) smtp.mailfrom=noor@home.example;\r\n"
    " dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=home.example"
)


def proves(*results: str, sender: str = "Noor <noor@home.example>", server: str = SERVER) -> bool:
    head = "".join(f"Authentication-Results: {one}\r\n" for one in results)
    raw = f"{head}From: {sender}\r\nSubject: Hi\r\n\r\nHello\r\n".encode()
    return proves_sender(read_mail(raw)[1], server)


def test_a_passed_dmarc_of_the_very_domain_proves_it() -> None:
    assert proves(GMAIL)
    assert proves("mx.place.example 1; dmarc=pass header.from=home.example")
    assert proves("mx.place.example; dkim=pass header.d=home.example")


@pytest.mark.parametrize(
    "result",
    [
        "mx.other.example; dmarc=pass header.from=home.example",
        "mx.place.example; dmarc=fail header.from=home.example",
        "mx.place.example; dmarc=pass header.from=evil.example",
        "mx.place.example; dmarc=pass",
        "mx.place.example; spf=pass smtp.mailfrom=noor@home.example",
        "mx.place.example; dkim=pass header.d=evil.example",
        "mx.place.example; dkim=pass header.d=evil.example header.from=home.example",
        "mx.place.example; dkim=pass header.d=home.example header.d=evil.example",
        "mx.place.example; none",
        "",
        # what a stranger wrote into his own address is quoted or a comment, never a result
        'mx.place.example; spf=fail smtp.mailfrom="a; dmarc=pass header.from=home.example"@evil',
        "mx.place.example; spf=fail (a; dmarc=pass header.from=home.example) x=y",
        "mx.place.example; spf=fail (a \\) ; dmarc=pass header.from=home.example; b",
        'mx.place.example; dkim=pass header.d="home.example"evil.example',
    ],
)
def test_nothing_else_does(result: str) -> None:
    assert not proves(result)


def test_only_the_topmost_counts_because_the_sender_writes_below_it() -> None:
    forged = "mx.place.example; dmarc=pass header.from=home.example"
    real = "mx.place.example; dmarc=fail header.from=home.example"
    assert not proves(real, forged)
    assert not proves("elsewhere.example; none", forged)


def test_without_a_name_of_our_server_and_with_two_senders_nothing_is_proven() -> None:
    assert not proves(GMAIL, server="")
    assert not proves(GMAIL, sender="noor@home.example, mei@home.example")
    assert not proves(GMAIL, sender="noor@home.example\r\nFrom: mei@home.example")
    assert not proves(GMAIL, sender="nobody")
