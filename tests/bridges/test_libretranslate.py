"""A translating machine, over real HTTP against a server of ours that speaks what is documented."""

from collections.abc import Iterator

import pytest

from cohive.bridges.payments.loopback import Reply, served
from cohive.bridges.translation.fakes.libretranslate import FakeLibreTranslate
from cohive.bridges.translation.libretranslate import LibreTranslate
from cohive.bridges.translation.translator import translator_class
from cohive.words.refusals import Refused


@pytest.fixture
def server() -> Iterator[tuple[FakeLibreTranslate, str]]:
    fake = FakeLibreTranslate(key="k")
    with served(fake) as address:
        yield fake, address


def machine(address: str, **given: object) -> LibreTranslate:
    known = {"key": "k", "languages": {}, "is_trusted": True, **given}
    return LibreTranslate(address=address, **known)  # type: ignore[arg-type]


def test_it_says_what_it_knows_and_translates_by_its_own_codes(
    server: tuple[FakeLibreTranslate, str],
) -> None:
    fake, address = server
    asked = machine(address)
    assert set(asked.ability().languages) == {"en", "zh-Hans", "nl"}
    assert asked.translate("白墨", source="zh", target="en") == "[en] 白墨"
    assert fake.requests[-1]["source"] == "zh-Hans"
    with pytest.raises(Refused, match="does not know these two"):
        asked.translate("白墨", source="zh", target="fr")


def test_an_older_server_calls_chinese_zh() -> None:
    fake = FakeLibreTranslate(codes=("en", "zh"))
    with served(fake) as address:
        asked = machine(address, key="")
        asked.ability()
        asked.translate("墨", source="zh", target="en")
    assert fake.requests[-1] == {"q": "墨", "source": "zh", "target": "en", "format": "text"}


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply(403, b'{"error": "Invalid API key"}'), "does not take the key"),
        (Reply(429, b'{"error": "Slowdown"}'), "asks to wait"),
        (Reply(400, b'{"error": "Text is too long"}'), "refused: Text is too long"),
        (Reply(500, b"<html>"), "refused: 500"),
        (Reply(200, b'{"translatedText": " "}'), "gave no translation"),
        (Reply(200, b"[" * 100_000), "gave no translation"),
        (Reply(302, b"", {"location": "http://169.254.169.254/"}), "refused: 302"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(
    server: tuple[FakeLibreTranslate, str], reply: Reply, words: str
) -> None:
    fake, address = server
    asked = machine(address, languages={"en": (), "zh-Hans": ()})
    fake.faults.append(reply)
    with pytest.raises(Refused, match=words):
        asked.translate("墨", source="zh", target="en")


def test_a_wrong_key_and_no_server_are_found_when_it_is_connected(
    server: tuple[FakeLibreTranslate, str],
) -> None:
    fake, address = server
    with pytest.raises(Refused, match="does not take the key"):
        machine(address, key="other").ability()
    fake.faults.append(Reply(200, b"<html>A shop</html>"))
    with pytest.raises(Refused, match="No translating server"):
        machine(address).ability()
    with pytest.raises(Refused, match="could not be reached"):
        machine("http://127.0.0.1:9").ability()


def test_what_a_steward_writes_reaches_no_machine_inside(
    server: tuple[FakeLibreTranslate, str],
) -> None:
    fake, address = server
    with pytest.raises(Refused):
        machine(address, is_trusted=False).ability()
    assert fake.requests == []


def test_a_setting_names_the_class() -> None:
    path = "cohive.bridges.translation.libretranslate.LibreTranslate"
    assert translator_class(path) is LibreTranslate
    for wrong in ("LibreTranslate", "no.such.Thing", "cohive.bridges.translation.Nothing"):
        with pytest.raises(Refused, match="is not here"):
            translator_class(wrong)
