"""The sheet: its formulas, recomputed by another program, give the same cents."""

from __future__ import annotations

import re
import zipfile
from fractions import Fraction
from io import BytesIO
from uuid import UUID
from xml.etree import ElementTree

import formulas
import numpy
import pytest

from cohive.settle import sheet
from cohive.settle.queries import statement as statements
from cohive.words.refusals import Refused

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
    pytest.mark.filterwarnings("ignore::SyntaxWarning"),
]


MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
CELL = re.compile(r"([A-Z]+)([0-9]+)")


def written_cells(content: bytes) -> tuple[dict[str, float | str], dict[str, str]]:
    """The constants and the formulas of the first sheet, by address."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        page = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - our own
        texts = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))  # noqa: S314 - our own
    shared = ["".join(item.itertext()) for item in texts]
    constants, found = {}, {}
    for cell in page.iter(f"{MAIN}c"):
        formula, value = cell.find(f"{MAIN}f"), cell.find(f"{MAIN}v")
        if formula is not None:
            found[cell.get("r")] = f"={formula.text}"
        elif cell.get("t") == "s":
            constants[cell.get("r")] = shared[int(value.text)]
        else:
            constants[cell.get("r")] = float(value.text)
    return constants, found


def recomputed(content: bytes) -> dict[str, float]:
    """Every formula computed anew, without looking at the values the sheet brings along."""
    cells, written = written_cells(content)
    for address, formula in sorted(written.items(), key=lambda item: order_of(item[0])):
        compute = formulas.Parser().ast(formula)[1].compile()
        given = [values_of(str(name), cells) for name in compute.inputs]
        cells[address] = float(numpy.asarray(compute(*given)).ravel()[0])
    return cells


def order_of(address: str) -> tuple[int, str]:
    letters, row = CELL.fullmatch(address).groups()
    return int(row), letters


def values_of(name: str, cells: dict[str, float]) -> numpy.ndarray:
    first, _, last = name.partition(":")
    letters, start = CELL.fullmatch(first).groups()
    end = CELL.fullmatch(last or first).group(2)
    rows = range(int(start), int(end) + 1)
    return numpy.array([[cells[f"{letters}{row}"]] for row in rows], dtype=object)


def test_the_formulas_recompute_the_same_cents(sold, cast, now):
    found, claims = statements.all_credits_of(cast["mei"], at=now)
    content = sheet.statement_sheet(found, claims, at=now, words=sheet.words())
    cells = recomputed(content)
    minors = [int(cells[f"L{row}"]) for row in range(4, 11)]
    assert minors == [5706, 3804, 6657, 1902, 317, 475, 159]
    assert int(cells["L12"]) == 19020
    assert float(cells["M8"]) == 3.17


def test_a_part_beyond_what_a_sheet_can_compute_is_refused(sold, cast, now):
    found, claims = statements.all_credits_of(cast["mei"], at=now)
    fine = Fraction(2**40 + 1, 10 * 2**40)
    key = next(iter(claims))
    finer = {key: type(claims[key])(key, fine, (), {})}
    with pytest.raises(Refused, match="too fine"):
        sheet.statement_sheet(found, finer, at=now, words=sheet.words())


def test_the_sheet_is_downloaded_from_ones_own_statement(sold, cast, sign_in, client):
    assert client.get("/statement/sheet.xlsx").status_code == 302
    response = sign_in(cast["mei"]).get("/statement/sheet.xlsx")
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    assert response.content[:2] == b"PK"
    assert isinstance(cast["mei"], UUID)
