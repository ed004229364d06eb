"""Files of people a firm knows: consent with its day, no consent by mistake, nobody twice."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohive.bridges.audience import (
    Bought,
    Consent,
    Declined,
    KnownBy,
    PeopleMapping,
    Person,
    propose_people,
    read_audience,
)
from cohive.words.refusals import Refused
from tests.shared_data import shared_data

SAMPLES = Path(__file__).parent / "samples" / "audience"


def by_name(people: tuple[Person, ...]) -> dict[str, Person]:
    return {person.name: person for person in people}


def zipped(**files: bytes) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as packed:
        for name, body in files.items():
            packed.writestr(f"export/{name}.csv", body)
    return sink.getvalue()


def test_mailchimp_tells_the_day_and_the_words_of_each_consent() -> None:
    file = read_audience(SAMPLES / "mailchimp_subscribed.csv")
    lotte = file.people[0]
    assert (file.kind, len(file.people), lotte.name) == ("mailchimp", 3, "Lotte Vermeer")
    assert lotte.consent == Consent(date(2025, 5, 3), "CONFIRM_TIME: 2025-05-03 10:15:00")
    assert (lotte.country, lotte.tags, lotte.known_by) == (
        "NL",
        ("market", "poster"),
        KnownBy.AGREED,
    )


def test_who_left_a_list_has_no_consent_whatever_another_table_says() -> None:
    file = read_audience(
        zipped(
            subscribed_members_export_1=(SAMPLES / "mailchimp_subscribed.csv").read_bytes(),
            unsubscribed_members_export_1=(SAMPLES / "mailchimp_unsubscribed.csv").read_bytes(),
        )
    )
    assert [person.email for person in file.people] == ["lotte@example.org", "xiaolu@example.net"]
    assert file.declined == (Declined("gone@example.org", date(2025, 2, 2), "unsubscribed"),)
    assert file.strangers == 1


def test_addresses_that_bounced_and_contacts_who_never_subscribed_stay_out() -> None:
    subscribed = (SAMPLES / "mailchimp_subscribed.csv").read_text()
    cleaned = subscribed.replace("TAGS\n", "TAGS,CLEAN_TIME\n").splitlines()
    rows = [cleaned[0], *(f'{line},"2025-03-03 00:00:00"' for line in cleaned[2:3])]
    file = read_audience(
        zipped(
            cleaned_members_export_1="\n".join(rows).encode(),
            nonsubscribed_members_export_1=subscribed.encode(),
        )
    )
    assert file.people == ()
    assert file.declined == (Declined("xiaolu@example.net", date(2025, 3, 3), "bounced"),)
    assert len(file.skipped) == 3


def test_shopify_customers_agreed_on_no_day_and_so_prove_nothing() -> None:
    file = read_audience(SAMPLES / "shopify_customers.csv")
    assert file.kind == "shopify"
    people = by_name(file.people)
    assert people["Dov Peretz"].consent is None
    assert people["Dov Peretz"].bought == (Bought("", None, 2),)
    assert (people["Dov Peretz"].town, people["Dov Peretz"].known_by) == (
        "Rotterdam",
        KnownBy.BOUGHT,
    )
    assert (file.undated, file.strangers) == (1, 1)  # Hanna bought nothing and said no


def test_the_firm_may_say_since_when_and_by_which_words_they_agreed() -> None:
    proposed = propose_people(SAMPLES / "shopify_customers.csv").mapping
    assert proposed is not None
    told = replace(proposed, agreed_since="2024-02-01", agreed_words="Mail me about new things")
    file = read_audience(SAMPLES / "shopify_customers.csv", mapping=told)
    dov = by_name(file.people)["Dov Peretz"]
    assert dov.consent == Consent(date(2024, 2, 1), "Mail me about new things")
    assert by_name(file.people).get("Hanna Vik") is None
    with pytest.raises(Refused, match="both the day"):
        PeopleMapping(email="Email", agreed_since="2024-02-01")


def test_shopify_orders_tell_what_was_bought_and_the_day_of_the_tick() -> None:
    file = read_audience(SAMPLES / "shopify_orders.csv")
    lotte, jan = file.people
    assert file.kind == "shopify_orders"
    assert [thing.what for thing in lotte.bought] == ["Ebb poster", "Two Harbours shirt"]
    assert lotte.email == "lotte@example.org"
    assert lotte.consent is not None
    assert lotte.consent.on == date(2026, 3, 12)
    assert lotte.consent.words.startswith("Accepts Marketing: yes")
    assert (jan.consent, jan.bought) == (
        None,
        (Bought("Two Harbours shirt", date(2026, 4, 1), 2),),
    )


def test_bandcamp_reads_american_days() -> None:
    wu, tide = read_audience(SAMPLES / "bandcamp_list.csv").people
    assert wu.consent is not None
    assert tide.consent is not None
    assert (wu.consent.on, tide.consent.on) == (date(2025, 11, 20), date(2026, 1, 2))
    assert (wu.bought, tide.bought) == ((Bought("", None, 3),), ())


def test_discord_gives_people_who_wrote_and_nobody_may_be_written_to() -> None:
    file = read_audience(SAMPLES / "discord.json")
    (person,) = file.people
    assert (person.key, person.name, person.contributions) == ("discord:900001", "Tidepool", 2)
    assert (person.email, person.consent, person.known_by) == ("", None, KnownBy.TOOK_PART)
    assert "hello" not in repr(file)


def test_any_table_is_read_by_its_columns_and_people_stand_once() -> None:
    file = read_audience(SAMPLES / "people.csv")
    people = by_name(file.people)
    assert list(people) == ["Lotte V.", "B. Uyer"]
    assert people["Lotte V."].consent == Consent(date(2025, 5, 3), "newsletter: 3 May 2025")
    assert [thing.what for thing in people["Lotte V."].bought] == [
        "Ebb, poster",
        "Two Harbours shirt",
    ]
    assert (file.joined, file.strangers, file.undated) == (1, 2, 1)
    assert "+31" not in repr(file.people)


def test_a_column_that_is_left_out_is_never_read() -> None:
    file = read_audience(SAMPLES / "people.csv", mapping=PeopleMapping(email="email", item="item"))
    assert {person.name for person in file.people} == {""}
    assert all(person.consent is None for person in file.people)


def test_a_remembered_mapping_is_the_same() -> None:
    mapping = PeopleMapping(id="customer_id", quantity="cds", bought_on="date")
    assert PeopleMapping.from_json(mapping.to_json()) == mapping
    for text in ("[]", "{", '{"phone": "x"}', '{"email": 3}'):
        with pytest.raises(Refused, match="not a column mapping"):
            PeopleMapping.from_json(text)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "empty"),
        (b"PK\x03\x04rest", "damaged or locked"),
        (zipped(), "another kind of file"),
        (zipped(**{"folder/": b""}), "empty|no table"),
        (b'{"guild": {}, "channel": {}, "messages": [', "cut off"),
        (b'{"guild": {}, "channel": {}, "messages": [{"author": 3}]}', "cut off"),
        (b"name,country\nA,NL\n", "e-mail address or an id"),
        (b"email,date,item\na@example.org,yesterday,x\n", "not a day|address"),
        (b"email,newsletter\na@example.org,32.13.2025\n", "not a day|day that can be read"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(body: bytes, sentence: str) -> None:
    mapping = None
    if b"yesterday" in body:
        mapping = PeopleMapping(email="email", bought_on="date", item="item")
    if b"32.13" in body:
        mapping = PeopleMapping(email="email", consent="newsletter")
    with pytest.raises(Refused, match=sentence):
        read_audience(body, mapping=mapping)


cells = st.sampled_from(["yes", "no", "", "2025-05-03", "2024-01-01", "pending", "1"])


@given(rows=st.lists(st.tuples(st.sampled_from("abc"), cells), min_size=1, max_size=12))
def test_consent_is_never_younger_than_the_file_and_never_without_a_day(
    rows: list[tuple[str, str]],
) -> None:
    """Only a dated cell makes a consent, the oldest of them holds, order does not matter."""
    mapping = PeopleMapping(email="email", consent="newsletter")

    def read(lines: list[tuple[str, str]]) -> dict[str, date]:
        text = "email,newsletter\n" + "".join(f"{who}@example.org,{cell}\n" for who, cell in lines)
        people = read_audience(text.encode(), mapping=mapping).people
        return {person.email[0]: person.consent.on for person in people if person.consent}

    wanted: dict[str, date] = {}
    for who, cell in rows:
        if cell.startswith("20"):
            day = date.fromisoformat(cell)
            wanted[who] = min(day, wanted.get(who, day))
    assert read(rows) == read(rows[::-1]) == wanted


def test_the_customers_of_a_music_shop_are_all_there() -> None:
    """CDNOW: 11,785 customers; they bought, and agreed to nothing."""
    path = shared_data("revenue/cdnow_orders.csv.gz")
    proposal = propose_people(path)
    assert proposal.mapping == PeopleMapping(id="customer_id", bought_on="date", quantity="cds")
    file = read_audience(path)
    assert len(file.people) + file.strangers == 11_785
    assert file.joined == 35_304 - 11_785
    assert {person.known_by for person in file.people} == {KnownBy.BOUGHT}
    first = next(person for person in file.people if person.key == "table:00001")
    assert first.bought == (Bought("", date(1997, 1, 1), 1),)
