"""Messages between members are known by whatever name they come under."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohive.engine.frames import checking
from cohive.words.private import KINDS, PLACES, is_private_kind, is_private_place, plain

NAMES = [
    *("dm", "DM", "D.M.", "ｄｍ", "d\u200dm", "dḿ", "mpim", "im", "PM", "private", "Direct"),
    *("directMessage", "Direct-Message", "DIRECT_MESSAGES", "Direct Messages - ines", "whispered"),
    *(
        "private message",
        "PrivateMessageEvent",
        "DirectGroupTextChat",
        "1-to-1",
        "私信",
        "[悄悄话]",
    ),
]
OPEN = [
    "note",
    "post",
    "general",
    "direction",
    "primary",
    "game",
    "mail order",
    "admin",
    "",
    "消息",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_private_name_is_known_however_it_is_spelt(name: str) -> None:
    assert is_private_kind(name)
    assert is_private_place(name)


@pytest.mark.parametrize("name", OPEN)
def test_other_names_are_not_private(name: str) -> None:
    assert not is_private_kind(name)
    assert not is_private_place(name)


@pytest.mark.parametrize("name", ["email", "SMS", "letter", "邮件", "p2p", "Personal"])
def test_a_letter_is_private_and_a_channel_of_that_name_is_not(name: str) -> None:
    assert is_private_kind(name)
    assert not is_private_place(name)


def test_the_lists_are_written_as_the_rule_spells() -> None:
    assert all(plain(name) == name for name in KINDS)
    assert PLACES < KINDS


@given(
    st.text(alphabet="dDｄmｍ\u0301\u200d_- .ı1私信İ", max_size=6) | st.sampled_from(NAMES + OPEN)
)
def test_a_frame_and_a_table_know_the_same_names(name: str) -> None:
    table = pl.DataFrame({"object_kind": [name]})
    [in_a_frame] = table.select(checking._is_named("object_kind", KINDS))["object_kind"]
    assert in_a_frame == is_private_kind(name)
