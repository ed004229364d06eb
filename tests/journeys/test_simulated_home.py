"""A simulated place is a place: its steward signs in by the printed link and reads its figures."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import axe_violations, faults_of, new_page
from tests.journeys.conftest import COHIVE, own_database, served

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.night]


def test_the_steward_of_a_simulated_place_reads_how_it_stands(tmp_path: Path, chromium: Browser):
    home = tmp_path / "home"
    with own_database("simulated", None) as own:
        environment = {**own, "COHIVE_HOME": str(home)}
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        asked = ["--regime", "community", "--members", "24", "--months", "2"]
        command = [COHIVE, "simulate", *asked]
        made = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        index = json.loads((home / "simulation.json").read_text())["figures"]["index"]
        door = re.search(r"http://\S+(/sign-in/\S+)", made.stdout)
        assert door is not None, made.stdout
        with served(home, own, tmp_path) as place:
            page = new_page(chromium)
            page.goto(place.url + door[1])
            page.locator("main button").first.click()
            page.goto(f"{place.url}/desk/insight/")
            expect(page.locator("h1")).to_have_text("Community or fan club?")
            expect(page.locator("main")).to_contain_text(f"{index:.2f}")
            assert axe_violations(page) == []
            assert faults_of(page) == []
            assert place.cohive("verify", "--quiet").returncode == 0
