"""The keys of the mailbox: what the environment says wins, and a port is a number."""

from __future__ import annotations

from pathlib import Path

import pytest

from cohive.bridges.mail.keys import load_keys
from cohive.words.refusals import Refused


def test_the_environment_wins_and_empty_says_nothing(tmp_path: Path) -> None:
    found = load_keys(tmp_path, {"imap_port": "143", "imap_user": ""})
    assert (found.imap_port, found.imap_user) == (143, "")


@pytest.mark.parametrize("text", ["abc", "0", "70000", "-1", "99.3", "9" * 5_000])
def test_a_port_that_is_none_is_refused_by_its_setting(tmp_path: Path, text: str) -> None:
    with pytest.raises(Refused, match="COHIVE_IMAP_PORT"):
        load_keys(tmp_path, {"imap_port": text})
