"""The demo place shows something of every room, and none of it can leave the machine."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.conftest import TEMPLATE, own_database

pytestmark = [pytest.mark.process, pytest.mark.everywhere]
SCRIPT = Path(__file__).parent / "demo_counted.py"


@pytest.fixture(scope="module")
def counted(demo_template: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("counted")
    shutil.copytree(demo_template, folder / "home")
    with own_database(folder.name, TEMPLATE) as environment:
        here = {**environment, "COHIVE_HOME": str(folder / "home")}
        said = subprocess.run(
            [sys.executable, str(SCRIPT)],
            env=here,
            check=False,
            capture_output=True,
            text=True,
            timeout=300,
        )
    assert said.returncode == 0, said.stderr
    return dict(json.loads(said.stdout.splitlines()[-1]))


def test_the_inbox_has_every_way_state_and_both_languages(counted: dict[str, Any]) -> None:
    inbox = counted["inbox"]
    assert inbox["conversations"] >= 20
    assert set(inbox["channels"]) == {"mail", "form", "order", "place", "telegram", "federation"}
    assert all(inbox["folders"].values()), inbox["folders"]
    assert min(inbox["languages"]["en"], inbox["languages"]["zh"]) >= 6
    for some in ("assigned", "labelled", "rated", "notes", "files", "merged", "canned"):
        assert inbox[some], some
    assert inbox["unsent"] == []


def test_it_listens_and_hears_a_burst(counted: dict[str, Any]) -> None:
    heard = counted["heard"]
    assert heard["posts_of_a_month"] >= 40
    assert heard["alarms"] == 1
    assert heard["judged"] == [1, 1]


def test_it_speaks_over_channels_in_two_campaigns(counted: dict[str, Any]) -> None:
    spoken = counted["spoken"]
    assert spoken["channels"] == ["mastodon", "telegram", "bluesky"]
    assert spoken["phases"] == ["closed", "running"]
    assert all(count >= 2 for count in spoken["ranges"].values()), spoken["ranges"]
    assert all(count >= 6 for count in spoken["sent"].values()), spoken["sent"]
    assert spoken["vouchers_of_campaigns"] == 1
    assert spoken["moments"] >= 6
    assert spoken["issues"] == ["draft", "sent"]
    assert spoken["readers"] >= 25
    assert (spoken["followers"], spoken["replies"]) == (4, 2)


def test_a_work_went_through_five_hands_and_brought_orders(counted: dict[str, Any]) -> None:
    passed_on = counted["passed_on"]
    assert passed_on["depth"] >= 5
    assert (passed_on["people"], passed_on["boosts"]) == (8, 2)
    assert passed_on["orders"] >= 5
    assert passed_on["further"] >= 1


def test_people_came_along_and_a_complaint_became_thanks(counted: dict[str, Any]) -> None:
    known = counted["known"]
    assert (known["brought"], known["claimed"]) == (22, 3)
    assert known["written_to"] == 19
    assert known["segments"][0] < 10 <= known["segments"][1]
    assert [(state, voices) for state, voices, _ in known["concerns"]] == [
        ("asked", 1), ("idea", 2), ("released", 4),
    ]  # fmt: skip
    assert known["concerns"][-1][2] == 3
    assert (known["pages"], known["versions"]) == (4, [1, 2, 3, 3])


def test_what_is_sold_otherwise_is_there(counted: dict[str, Any]) -> None:
    sold = counted["sold"]
    assert sold["holders"] >= 3
    assert sold["ended_drops"] >= 1
    assert sold["running_preorders"] >= 1
    assert sold["vouchers"] >= 2
    assert sold["sellers"] >= 1


def test_nothing_of_it_leaves_the_machine(counted: dict[str, Any]) -> None:
    leaving = counted["leaving"]
    assert leaving["ways"] == []
    assert leaving["practice"] == 401  # a practice network answers, and asks for its key
    assert "nothing leaves" in leaving["refused"]
    assert set(leaving["deliveries"]) == {"sent"}
