"""A table of people, line by line: any vendor's, read by a mapping of its columns."""

from __future__ import annotations

from datetime import date, datetime
from itertools import islice

from cohive.bridges.audience.collecting import TEXT_CHARACTERS_MAX, Collector, Line
from cohive.bridges.audience.mapping import PeopleMapping, has_left, is_address, is_no, is_yes
from cohive.bridges.audience.records import Bought, Consent
from cohive.bridges.sales.numbers import count, moment, month_first
from cohive.bridges.sales.table import Row, Table, normal
from cohive.words.refusals import Refused

__all__ = ["TableReader"]

_SAMPLE_ROWS = 2000


class TableReader:
    """Reads the lines of one table into a collector. `month_leads`: how 3/4/2026 is meant."""

    def __init__(
        self, table: Table, mapping: PeopleMapping, *, month_leads: bool | None = None
    ) -> None:
        _check(table, mapping)
        self.table = table
        self.mapping = mapping
        self.columns = {part: normal(getattr(mapping, part)) for part in _READ}
        told = month_first(
            row.text(self.columns[part])
            for row in islice(table.rows(), _SAMPLE_ROWS)
            for part in ("bought_on", "consent", "agreed_on")
            if self.columns[part]
        )
        self.month_leads = told if told is not None else month_leads

    def read(self, collector: Collector) -> None:
        """Every line of the table."""
        for row in self.table.rows():
            line = self.line(row)
            if line is None:
                collector.skip(row.line, Refused("The line has no address and no id."))
            else:
                collector.add(line)
                self._decline(row, line, collector)

    def _decline(self, row: Row, line: Line, collector: Collector) -> None:
        """Somebody whose line says that she left is not written to, whatever another line says."""
        if line.email and self.columns["consent"] and has_left(self.text(row, "consent")):
            on = self.text(row, "agreed_on")
            collector.decline(line.email, self.day(on, row.line) if on else None, "unsubscribed")

    def text(self, row: Row, part: str) -> str:
        """What a line says for a part, "" without such a column."""
        column = self.columns[part]
        return " ".join(row.text(column)[:TEXT_CHARACTERS_MAX].split()) if column else ""

    def line(self, row: Row) -> Line | None:
        """One line, None when it names nobody. Raises Refused for a day that cannot be read."""
        email = self.text(row, "email").lower()
        email = email if is_address(email) else ""
        known_as = self.text(row, "id")
        if not email and not known_as:
            return None
        consent, undated = self.consent(row)
        return Line(
            number=row.line,
            email=email,
            id=known_as,
            name=self.text(row, "name")
            or " ".join(filter(None, (self.text(row, "first_name"), self.text(row, "last_name")))),
            language=self.text(row, "language").replace("_", "-").lower()[:12],
            country=self.text(row, "country"),
            town=self.text(row, "town"),
            consent=consent,
            agreed_undated=undated,
            said_no=self._said_no(row),
            bought=self.bought(row),
            tags=tuple(
                filter(None, (tag.strip(' "') for tag in self.text(row, "tags").split(",")))
            ),
        )

    def consent(self, row: Row) -> tuple[Consent | None, bool]:
        """What she agreed to, and whether she did so without a day."""
        said, dated = self.text(row, "consent"), self.text(row, "agreed_on")
        if self.columns["consent"]:
            if is_no(said):
                return None, False
            if not is_yes(said):
                return Consent(self.day(said, row.line), self._words(row, "consent")), False
        elif not dated:
            return None, False
        if dated:
            return Consent(self.day(dated, row.line), self._words(row, "agreed_on")), False
        if self.mapping.since is not None:
            return Consent(self.mapping.since, self.mapping.agreed_words.strip()), False
        return None, True

    def _said_no(self, row: Row) -> bool:
        """Whether the line says no in so many words; an empty cell says nothing."""
        said = self.text(row, "consent")
        return bool(said) and said.casefold() != "pending" and is_no(said)

    def _words(self, row: Row, part: str) -> str:
        """How the file says it: its column and its cell."""
        said = f"{getattr(self.mapping, part)}: {self.text(row, part)}"
        if part == "agreed_on" and self.columns["consent"]:
            said = f"{self.mapping.consent}: {self.text(row, 'consent')}; {said}"
        return (
            f"{self.mapping.agreed_words.strip()} ({said})" if self.mapping.agreed_words else said
        )

    def bought(self, row: Row) -> tuple[Bought, ...]:
        """What the line says she bought."""
        what, on = self.text(row, "item"), self.text(row, "bought_on")
        quantity = self.text(row, "quantity")
        if not what and not (self.columns["quantity"] and quantity):
            return ()
        pieces = count(quantity, line=row.line, field=self.table.field)
        day = self.day(on, row.line) if on else None
        return (Bought(what, day, pieces),) if pieces > 0 else ()

    def day(self, text: str, line: int) -> date:
        """A day as the file writes it. Raises Refused naming the line."""
        found = moment(text, month_leads=self.month_leads, line=line, field=self.table.field)
        return found.date() if isinstance(found, datetime) else found


_READ = (
    *("email", "id", "name", "first_name", "last_name", "language", "country", "town"),
    *("consent", "agreed_on", "item", "bought_on", "quantity", "tags"),
)


def _check(table: Table, mapping: PeopleMapping) -> None:
    if not (mapping.email or mapping.id):
        raise Refused("Say which column has the e-mail address or an id.", field="mapping")
    for name in mapping.columns:
        if normal(name) not in table.columns:
            raise Refused(
                "The column “%(column)s” is missing in this file.", field=table.field, column=name
            )
