"""`cohive statements`: from a sales file to a statement for each maker, or to one sentence."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Callable
from datetime import datetime
from io import StringIO
from pathlib import Path

import pytest

import cohive.bridges.sales
from cohive.bond.models import Member, Place
from cohive.bond.queries import place, roles_of
from cohive.house.command import statements
from cohive.journal import verification
from cohive.journal.models import Act
from cohive.settle.models import PastSale, RememberedMapping
from cohive.settle.queries import past_statements, past_totals
from tests.commands.conftest import HISTORY, Said

EXAMPLES = Path(cohive.bridges.sales.__file__).parent / "examples"
BANDCAMP = str(EXAMPLES / "SALES.csv")
MAKERS = str(EXAMPLES / "MAKERS.csv")
OWN = "day,cds,usd\n20260101,1,11.77\n20260102,2,20.76\n20260330,2,20.76\n"

Run = Callable[..., Said]


@pytest.fixture
def own_file(tmp_path: Path) -> Path:
    """A sales file that names no product, packed, as of a shop of one's own."""
    path = tmp_path / "own_orders.csv.gz"
    path.write_bytes(gzip.compress(OWN.encode()))
    return path


def amounts() -> dict[str, int]:
    return {each.name: each.amount.minor for each in past_statements()}


def nothing_happened(folder: Path) -> bool:
    return not (folder / "out").exists() and not PastSale.objects.exists() and place() is None


def test_the_examples_become_statements_in_an_empty_place(cohive: Run, tmp_path: Path):
    said = cohive("statements", BANDCAMP, "--makers", MAKERS, "--out", "out")
    assert said.status == 0
    assert "3 new rows were divided." in said.out
    [total] = past_totals()
    assert total.people.minor + total.waiting.minor == 791 + 3420 + 553
    for name, minor in amounts().items():
        assert f"€{minor / 100:.2f}" in next(line for line in said.out.splitlines() if name in line)
    assert [finding.fault for finding in verification.verify() if finding.fault] == []


def test_every_maker_has_a_page_a_sheet_and_a_line_in_the_list(cohive: Run, tmp_path: Path):
    cohive("statements", BANDCAMP, "--makers", MAKERS, "--out", "out")
    found = amounts()
    assert len(list((tmp_path / "out").glob("*.html"))) == len(found)
    assert len(list((tmp_path / "out").glob("*.xlsx"))) == len(found)
    listed = (tmp_path / "out" / "statements.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(StringIO(listed)))
    assert {row["Maker"]: row["Amount"] for row in rows} == {
        name: f"{minor / 100:.2f}" for name, minor in found.items()
    }
    assert all("/by-link/" in row["Private link"] for row in rows)


def test_a_place_is_opened_from_what_the_file_says(cohive: Run):
    said = cohive(
        "statements", BANDCAMP, "--makers", MAKERS, "--out", "out",
        "--name", "Night Ferry", "--steward-email", "ruben@example.org",
    )  # fmt: skip
    opened = place()
    assert opened is not None
    assert (opened.name, opened.currency, opened.languages[0]) == ("Night Ferry", "EUR", "en")
    steward = Member.objects.get(user__email="ruben@example.org")
    assert "steward" in roles_of(steward.agent_id)
    assert "“Night Ferry” was opened in it, counting in EUR" in said.err
    assert "ruben@example.org" in said.err
    assert Act.objects.filter(kind="bond.place.founded").exists()


def test_the_same_file_twice_doubles_nothing(cohive: Run, tmp_path: Path):
    words = ("statements", BANDCAMP, "--makers", MAKERS, "--out", "out")
    cohive(*words)
    before, acts = amounts(), Act.objects.count()
    files = {path.name for path in (tmp_path / "out").iterdir()}
    again = cohive(*words)
    assert again.status == 0
    assert again.out.startswith("Nothing new")
    assert "was opened" not in again.err
    assert (amounts(), Act.objects.count()) == (before, acts)
    assert {path.name for path in (tmp_path / "out").iterdir()} == files


@pytest.mark.parametrize(
    ("sales", "makers", "sentence"),
    [
        ("x.csv", MAKERS, "x.csv: This file cannot be opened."),
        (BANDCAMP, "x.csv", "x.csv: This file cannot be opened."),
    ],
)
def test_a_file_that_is_not_there_is_one_sentence(
    cohive: Run, tmp_path: Path, sales: str, makers: str, sentence: str
):
    said = cohive("statements", sales, "--makers", makers, "--out", "out")
    assert (said.status, said.err.strip(), said.out) == (2, sentence, "")
    assert nothing_happened(tmp_path)


def test_a_damaged_line_is_named_and_nothing_is_done(cohive: Run, tmp_path: Path):
    text = Path(BANDCAMP).read_text("utf-8").replace(",7.91,", ",eight,", 1)
    (tmp_path / "bad.csv").write_text(text, encoding="utf-8")
    said = cohive("statements", "bad.csv", "--makers", MAKERS, "--out", "out")
    assert said.status == 2
    assert said.err.startswith("bad.csv: Line 2")
    assert nothing_happened(tmp_path)


def test_a_file_that_was_cut_off_is_named_with_its_line(
    cohive: Run, tmp_path: Path, own_file: Path
):
    whole = b"".join(b"20260101,1,11.77\n" for _ in range(20_000))
    packed = gzip.compress(b"day,cds,usd\n" + whole, compresslevel=0)
    own_file.write_bytes(packed[: len(packed) // 2])
    said = cohive("statements", own_file.name, "--makers", MAKERS, "--out", "out")
    assert said.status == 2
    assert "own_orders.csv.gz: From line " in said.err
    line = int(said.err.split("From line ")[1].split()[0])
    assert 5_000 < line < 15_000
    assert nothing_happened(tmp_path)


def test_a_product_that_nobody_made_opens_no_place(cohive: Run, tmp_path: Path):
    (tmp_path / "few.csv").write_text("product,maker,weight\nNight Ferry,Ines,1\n", "utf-8")
    said = cohive("statements", BANDCAMP, "--makers", "few.csv", "--out", "out")
    assert said.status == 2
    assert said.err.startswith("few.csv: Nobody is named as maker of")
    assert nothing_happened(tmp_path)
    assert not Place.objects.exists()


def test_unknown_columns_are_proposed_in_a_file_and_nothing_is_divided(
    cohive: Run, tmp_path: Path, own_file: Path
):
    said = cohive("statements", own_file.name, "--makers", str(HISTORY), "--out", "out")
    assert said.status == 2
    assert "This guess stands in own_orders.mapping.json now." in said.err
    assert "--map own_orders.mapping.json" in said.err
    guess = json.loads((tmp_path / "own_orders.mapping.json").read_text("utf-8"))
    assert (guess["date"], guess["gross"], guess["currency_code"]) == ("day", "usd", "USD")
    assert guess["product_name"] == "own_orders"
    assert nothing_happened(tmp_path)


def test_what_cannot_be_guessed_is_asked_for(cohive: Run, tmp_path: Path):
    (tmp_path / "odd.csv").write_text("when,what,how much\n2026-01-01,Ebb,3.00\n", "utf-8")
    said = cohive("statements", "odd.csv", "--makers", MAKERS, "--out", "out")
    assert said.status == 2
    assert "paid by the buyer: not found; please fill it in" in said.err
    assert "currency: not found; please fill it in" in said.err


def test_a_mapping_that_was_edited_is_not_written_over(cohive: Run, tmp_path: Path, own_file: Path):
    (tmp_path / "own_orders.mapping.json").write_text("{}", encoding="utf-8")
    said = cohive("statements", own_file.name, "--makers", str(HISTORY), "--out", "out")
    assert "is there already and was left as it is" in said.err
    assert (tmp_path / "own_orders.mapping.json").read_text("utf-8") == "{}"


def test_a_mapping_is_remembered_for_the_next_file_of_its_kind(
    cohive: Run, tmp_path: Path, own_file: Path
):
    words = ("--makers", str(HISTORY), "--out", "out")
    cohive("statements", own_file.name, *words)
    first = cohive("statements", own_file.name, *words, "--map", "own_orders.mapping.json")
    assert first.status == 0
    assert RememberedMapping.objects.count() == 1
    (tmp_path / "april.csv").write_text("day,cds,usd\n20260401,1,5.00\n", encoding="utf-8")
    later = cohive("statements", "april.csv", *words)
    assert later.status == 0
    assert "1 new row was divided." in later.out
    [total] = past_totals()
    assert (total.gross.minor, total.rows) == (1177 + 2076 + 2076 + 500, 4)
    assert total.people.minor + total.waiting.minor == total.gross.minor


def test_a_person_at_a_terminal_confirms_the_guess(
    cohive: Run, own_file: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(statements.sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _question: "y")
    said = cohive("statements", own_file.name, "--makers", str(HISTORY), "--out", "out")
    assert said.status == 0
    assert "paid by the buyer: usd" in said.err
    assert RememberedMapping.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{", "This is not a column mapping of this program."),
        ('{"date": "day", "gross": "usd", "currency_code": "USD"}', "the product"),
        (
            '{"date": "d", "gross": "usd", "currency_code": "USD", "product_name": "x"}',
            "“d” is missing",
        ),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(
    cohive: Run, tmp_path: Path, own_file: Path, content: str, sentence: str
):
    (tmp_path / "m.json").write_text(content, encoding="utf-8")
    words = ("statements", own_file.name, "--makers", str(HISTORY), "--out", "out")
    said = cohive(*words, "--map", "m.json")
    assert said.status == 2
    assert sentence in said.err
    assert nothing_happened(tmp_path)


def test_a_currency_that_does_not_exist_is_refused(cohive: Run, tmp_path: Path):
    words = ("statements", BANDCAMP, "--makers", MAKERS, "--out", "out")
    said = cohive(*words, "--currency", "xyz")
    assert said.status == 2
    assert "“XYZ” is not a currency code" in said.err
    assert nothing_happened(tmp_path)


def test_statements_go_into_a_folder_not_over_a_file(cohive: Run, tmp_path: Path):
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    said = cohive("statements", BANDCAMP, "--makers", MAKERS, "--out", "out")
    assert said.status == 2
    assert said.err.startswith("out is a file.")
    assert not PastSale.objects.exists()


def test_a_folder_that_cannot_be_written_is_said_after_the_division(
    cohive: Run, monkeypatch: pytest.MonkeyPatch
):
    def full(folder: Path, *, at: datetime) -> list[Path]:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(statements, "write_statements", full)
    said = cohive("statements", BANDCAMP, "--makers", MAKERS, "--out", "out")
    assert said.status == 2
    assert "No space left on device" in said.err
    assert "nothing is divided twice" in said.err
    assert PastSale.objects.count() == 3
