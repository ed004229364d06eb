"""One door opens every kind of history, and knows most of them by their contents."""

from __future__ import annotations

import random
import zipfile
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

from cohive.bridges.histories import KINDS, open_source
from cohive.words.refusals import Refused
from cohive.words.verbs import Verb
from tests.shared_data import shared_data

FOLDER = "cohive.bridges.histories"
SAMPLES = Path(__file__).parent / "samples"


@pytest.mark.parametrize("kind", [kind for kind in KINDS if find_spec(f"{FOLDER}.{KINDS[kind]}")])
def test_every_kind_has_its_two_doors_and_survives_anything(kind: str, tmp_path: Path) -> None:
    importer = import_module(f"{FOLDER}.{KINDS[kind]}")
    path = tmp_path / "anything"
    for content in (b"", b"\x00\xff" * 99, b"PK\x03\x04\r\r", b"[" * 70_000, b'"\n' * 99):
        path.write_bytes(content)
        importer.looks_like(path, content[: 64 * 1024])
        with suppress(Refused):
            source = importer.opened(path, field="source")
            assert list(source) == []
            assert source.tally.kept == 0


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("history.jsonl", "git-export"),
        ("histories/designs.csv", "designs"),
        ("histories/open_collective.csv", "open-collective"),
    ],
)
def test_samples_are_known_by_their_contents_whatever_they_are_called(
    name: str, kind: str, tmp_path: Path
) -> None:
    path = tmp_path / "unnamed"
    path.write_bytes((SAMPLES / name).read_bytes())
    source = open_source(path)
    rows = list(source)
    assert source.kind == kind
    assert {row.verb for row in rows} <= {verb.value for verb in Verb}
    assert list(open_source(path, kind=kind)) == rows


def test_what_is_no_history_is_refused_and_the_kinds_are_listed(tmp_path: Path) -> None:
    path = tmp_path / "strange.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.txt", "\r\n\r" * 999)
    with pytest.raises(Refused, match=f"Say its kind with --kind: {', '.join(KINDS)}"):
        open_source(path)
    strange = random.Random(7)  # noqa: S311 - any bytes will do
    for _ in range(200):
        path.write_bytes(strange.randbytes(300))
        with pytest.raises(Refused):
            list(open_source(path))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("history/flask.jsonl.xz", "git-export"),
        ("ideas/threadless_designs.csv.gz", "designs"),
        ("revenue/open_collective_hledger.csv.gz", "open-collective"),
        ("revenue/cdnow_orders.csv.gz", "csv"),
        ("community/zulip_shared.jsonl.gz", "zulip"),
        ("community/discord_graph.csv.gz", "discord"),
        ("community/email_eu_core_edges.txt.gz", "mail"),
    ],
)
def test_real_files_are_known_by_their_contents(name: str, kind: str) -> None:
    assert open_source(shared_data(name)).kind == kind


@pytest.mark.parametrize("name", ["ballots/preflib_elections.zip", "survey/mobi.csv"])
def test_real_files_of_other_sorts_are_not_taken_for_histories(name: str) -> None:
    with pytest.raises(Refused, match="It is not clear what"):
        open_source(shared_data(name))
