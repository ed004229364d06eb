"""`cohive sell` divides at once; `cohive statement` says what came to a member, and why."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from cohive.bond import operations as bond
from cohive.bond.models import Member
from cohive.bond.queries import place
from cohive.house.command import sell
from cohive.house.histories import selling
from cohive.journal import verification
from cohive.journal.models import Act
from cohive.ledger import queries as ledger
from cohive.settle.models import Distribution, Pool, StatementLink
from cohive.settle.queries import flow_of_product
from tests.commands.conftest import Said

Run = Callable[..., Said]


@pytest.fixture
def imported(cohive: Run, harbour: Path) -> Run:
    cohive("import", "git-history", harbour.name, "--currency", "USD")
    return cohive


def earned(key: str, currency: str = "USD") -> int:
    agent = Member.objects.get(source_key=f"git:harbour:{key}").agent_id
    return ledger.balance(agent, "earned", currency).minor


def rows(said: Said) -> dict[str, str]:
    lines = [line.strip().rsplit(maxsplit=1) for line in said.out.splitlines()[1:]]
    return {name.strip(): amount for name, amount in lines}


def test_a_sale_is_divided_at_once_and_its_rows_add_up(imported: Run):
    said = imported("sell", "harbour v1", "--amount", "10000.00", "--currency", "USD")
    assert said.status == 0
    assert said.out.startswith("harbour v1: $10,000.00 came in. Of it:\n")
    found = rows(said)
    assert found["House"] == "$1,000.00"
    # 9,000 for people: design 79 % among four, packaging 15 % among three
    assert found["Bo Adeyemi"] == "$2,227.50"
    cents = [
        int(amount.replace("$", "").replace(",", "").replace(".", "")) for amount in found.values()
    ]
    assert sum(cents) == 1_000_000
    assert earned("cc02") == 222_750
    assert Distribution.objects.get().channel == "import"
    assert Act.objects.filter(kind="settle.distribution.made").count() == 1
    assert [finding.fault for finding in verification.verify() if finding.fault] == []


def test_cents_that_cannot_be_divided_yet_wait_and_come_along_later(imported: Run):
    first = imported("sell", "harbour v1", "--amount", "0.11", "--currency", "USD")
    assert "Waiting until it is whole cents" in first.out
    outputs = [
        imported("sell", "harbour v1", "--amount", "0.11", "--currency", "USD").out
        for _ in range(9)
    ]
    assert any("Waited before, came along now" in out for out in outputs)
    people = sum(
        each.amount_minor for each in flow_of_product(Pool.objects.get().product_id).people
    )
    waiting = ledger.balance(place().agent, "waiting", "USD").minor
    assert people + waiting == 10 * 10
    assert 0 <= waiting < 6


def test_a_release_is_found_by_its_title_its_address_or_its_tag(imported: Run):
    for name in ("harbour v1", "HARBOUR  V1", "harbour-v1", "v1"):
        said = imported("sell", name, "--amount", "1", "--currency", "USD")
        assert said.out.startswith("harbour v1: $1.00 came in"), name


def test_a_tag_of_two_projects_has_to_be_written_whole(imported: Run, harbour: Path):
    other = harbour.rename(harbour.with_name("quay.jsonl"))
    harbour.with_name("harbour.tags.csv").rename(harbour.with_name("quay.tags.csv"))
    imported("import", "git-history", other.name)
    said = imported("sell", "v1", "--amount", "1", "--currency", "USD")
    assert said.status == 2
    assert "“v1” can be several" in said.err
    assert "“harbour v1”" in said.err
    assert "“quay v1”" in said.err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("v9", "--amount", "1", "--currency", "USD"), "There is no release “v9”."),
        (("v1", "--amount", "0", "--currency", "USD"), "Write an amount above zero."),
        (("v1", "--amount", "ten", "--currency", "USD"), "“ten” is not an amount."),
        (("v1", "--amount", "-5", "--currency", "USD"), "Write an amount above zero."),
        (("v1", "--amount", "1", "--currency", "ZZZ"), "“ZZZ” is not a currency code."),
        (("v1", "--amount", "10.0001", "--currency", "USD"), "USD has 2 digits"),
    ],
)
def test_what_cannot_be_sold_is_one_sentence_and_no_sale(imported: Run, words, sentence):
    arguments = [word if word != "-5" else "--amount=-5" for word in words]
    if "--amount=-5" in arguments:
        arguments.remove("--amount")
    said = imported("sell", *arguments)
    assert said.status == 2
    assert sentence in said.err
    assert not Distribution.objects.exists()


def test_another_currency_than_the_places_is_kept_apart(imported: Run):
    said = imported("sell", "v1", "--amount", "10000", "--currency", "JPY")
    assert said.out.startswith("harbour v1: ¥10,000 came in.")
    imported("sell", "v1", "--amount", "10.00", "--currency", "USD")
    assert earned("cc02", "JPY") == 2227
    assert earned("cc02", "USD") == 222
    assert [finding.fault for finding in verification.verify() if finding.fault] == []


def test_the_same_reference_is_the_same_sale(imported: Run):
    words = ("sell", "v1", "--amount", "10.00", "--currency", "USD", "--reference", "INV 7")
    first, again = imported(*words), imported(*words)
    assert first.out == again.out
    assert Distribution.objects.count() == 1
    assert earned("cc02") == 222
    other = imported(*words[:3], "99.00", *words[4:])
    assert other.status == 2
    assert "written already, of harbour v1 for $10.00" in other.err


def test_a_product_without_an_agreement_pays_nobody_and_is_not_sold(
    imported: Run, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(selling.create, "active_agreement", lambda _product: None)
    said = imported("sell", "v1", "--amount", "1", "--currency", "USD")
    assert said.status == 2
    assert "has no agreement in force" in said.err


def test_nothing_can_be_sold_where_nothing_is(cohive: Run):
    said = cohive("sell", "v1", "--amount", "1", "--currency", "USD")
    assert (said.status, said.err.strip()) == (2, "There is no place yet. Open one first.")


def test_a_statement_gives_the_way_the_exact_part_and_the_sum(imported: Run):
    imported("sell", "v1", "--amount", "10000.00", "--currency", "USD")
    said = imported("statement", "Bo Adeyemi")
    assert said.status == 0
    assert said.out.startswith("Bo Adeyemi: $2,227.50 (provisional $2,227.50)\n")
    assert "What left it (paid out, spent, given on) stands on the page of payouts." in said.out
    assert "      Design: $7,110.00 (79/100 of it, by the agreement, version 1)" in said.out
    assert "        1 commit: “Oil the winch again”: $1,777.50 (1/4 of that)" in said.out
    assert "          → You: $1,777.50 (all that is kept there)" in said.out
    assert "Exactly 99/400 of what is for people." in said.out
    assert (
        "With a pocket calculator: 99/400 × $9,000.00 in the pool so far = $2,227.50, "
        "less $0.00 already credited = $2,227.50" in said.out
    )


def test_a_statement_of_two_sales_adds_them_up(imported: Run):
    for amount in ("10.00", "20.00"):
        imported("sell", "v1", "--amount", amount, "--currency", "USD")
    said = imported("statement", "bo adeyemi")
    assert said.out.startswith("Bo Adeyemi: $6.68 ")
    assert "harbour v1, 2 pieces: $6.68" in said.out


def test_members_of_one_name_are_all_printed_each_with_her_number(imported: Run):
    imported("sell", "harbour v2", "--amount", "100.00", "--currency", "USD")
    said = imported("statement", "Yu Chen")
    headings = [line for line in said.out.splitlines() if line.startswith("Yu Chen, number ")]
    assert len(headings) == 3
    number = headings[1].split()[-1]
    one = imported("statement", number)
    assert one.status == 0
    assert one.out in said.out
    assert "number" not in one.out


def test_a_member_without_income_and_a_stranger(imported: Run):
    said = imported("statement", "Mirek Sand")
    assert (said.status, said.out) == (0, "Mirek Sand: nothing came in yet.\n")
    stranger = imported("statement", "Nobody Atall")
    assert (stranger.status, stranger.err) == (2, "Nobody here is called “Nobody Atall”.\n")


def test_who_was_named_by_a_history_claims_hers_by_a_private_link(imported: Run, client):
    imported("sell", "v1", "--amount", "10000.00", "--currency", "USD")
    said = imported("statement", "Bo Adeyemi", "--link")
    link = said.out.splitlines()[-1].rsplit(" ", 1)[-1]
    again = imported("statement", "Bo Adeyemi", "--link")
    assert len(again.out.splitlines()) == len(said.out.splitlines())
    assert StatementLink.objects.count() == 1
    assert Act.objects.filter(kind="settle.statement.link_made").count() == 1
    path = urlsplit(link).path
    page = client.get(path)
    assert page.status_code == 200
    assert "$2,227.50" in page.content.decode()
    agent = Member.objects.get(source_key="git:harbour:cc02").agent_id
    bond.claim(agent=agent, email="bo@example.org", at=timezone.now())
    claimed = imported("statement", "Bo Adeyemi", "--link")
    assert claimed.out.splitlines()[-1].startswith("She has claimed it and signs in")
    assert "$2,227.50" in claimed.out


def test_many_people_are_cut_to_the_largest_with_the_sum_of_the_rest(
    imported: Run, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sell, "PEOPLE_SHOWN_MAX", 2)
    said = imported("sell", "v1", "--amount", "10000.00", "--currency", "USD")
    assert "… and 4 more people" in said.out
    amounts = rows(said).values()
    assert (
        sum(int(each.strip("$").replace(",", "").replace(".", "")) for each in amounts) == 1_000_000
    )
