"""Which column of a table of people is what, proposed from names and values."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date

from cohive.bridges.sales.numbers import moment
from cohive.bridges.sales.table import normal
from cohive.words.refusals import Refused

__all__ = ["PARTS", "PeopleMapping", "guess_people", "has_left", "is_address", "is_no", "is_yes"]

PARTS = (
    *("email", "id", "name", "first_name", "last_name", "language", "country", "town"),
    *("consent", "agreed_on", "item", "bought_on", "quantity", "tags"),
)
"""What a column may be; a column that is none of them is left out and never read."""

_LENGTH_MAX = 300  # of a consent's words
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]]{1,64}@[^\s@<>,;:\"()\[\]]{1,190}\.[^\s@.]{2,63}")
_YES = frozenset(
    (
        *("yes", "y", "true", "1", "subscribed", "opted-in", "opt-in", "accepted"),
        *(
            "ja",
            "oui",
            "si",
            "sí",
            "是",
            "已订阅",
            "同意",
        ),
    )
)
_NO = frozenset(
    (
        *("no", "n", "false", "0"),
        *(
            "pending",
            "nein",
            "non",
            "否",
            "未订阅",
            "不同意",
        ),
    )
)
_LEFT = frozenset(
    (
        *("unsubscribed", "opted-out", "opted out", "opt-out", "opt out", "optout"),
        *("cleaned", "bounced", "withdrawn", "revoked", "do not email"),
        *("abgemeldet", "désabonné", "退订", "已退订", "取消订阅", "已取消订阅"),
    )
)
"""What a cell says of somebody who agreed once and took it back, or whose mail comes back."""

_NAMES = {
    "email": (
        "email|e-mail|email address|e-mail address|mail|buyer email|customer email|邮箱|电子邮件"
    ),
    "id": "customer id|id|user id|member id|userid|客户编号|会员号|用户id",
    "name": "name|full name|fullname|buyer name|customer name|nickname|username|姓名|昵称|称呼",
    "first_name": "first name|firstname|given name|vorname|名",
    "last_name": "last name|lastname|surname|family name|nachname|姓",
    "language": "language|locale|sprache|语言",
    "country": (
        "country code|country|cc|default address country code|billing country|shipping country"
        "|land|国家"
    ),
    "town": "town|city|default address city|billing city|shipping city|stadt|ort|城市|所在地",
    "consent": (
        "accepts email marketing|accepts marketing|newsletter|email marketing|subscribed|opt in"
        "|optin|consent|marketing|订阅|同意"
    ),
    "agreed_on": (
        "confirm time|optin time|opt-in time|consent date|subscribed at|date added|signup date"
        "|订阅时间|同意时间"
    ),
    "item": "lineitem name|item name|item|product|product name|title|商品|商品名称",
    "bought_on": "date|order date|created at|paid at|purchased at|日期|下单时间",
    "quantity": "lineitem quantity|quantity|qty|cds|num purchases|total orders|数量",
    "tags": "tags|tag|labels|标签",
}
"""For each part the names that mean it, best first: every one is compared whole."""


@dataclass(frozen=True)
class PeopleMapping:
    """Which column is what; "" means the file has none.

    Needed is an address or an id. `consent` says yes, no or a day; `agreed_on` is the day
    beside a yes. Where the file knows no days, `agreed_since` and `agreed_words` are what the firm
    itself can prove: both or neither.
    """

    email: str = ""
    id: str = ""
    name: str = ""
    first_name: str = ""
    last_name: str = ""
    language: str = ""
    country: str = ""
    town: str = ""
    consent: str = ""
    agreed_on: str = ""
    item: str = ""
    bought_on: str = ""
    quantity: str = ""
    tags: str = ""
    agreed_since: str = ""
    agreed_words: str = ""

    def __post_init__(self) -> None:
        if bool(self.agreed_since) != bool(self.agreed_words.strip()):
            raise Refused(
                "Write both the day since when they agreed and the words they agreed to.",
                field="agreed_since",
            )
        if len(self.agreed_words) > _LENGTH_MAX:
            raise Refused(
                "Keep it under %(count)s characters.", field="agreed_words", count=_LENGTH_MAX
            )
        if self.agreed_since and self.since is None:
            raise Refused("Write the day like 2025-05-03.", field="agreed_since")

    @property
    def since(self) -> date | None:
        """`agreed_since` as a day."""
        try:
            return date.fromisoformat(self.agreed_since)
        except ValueError:
            return None

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column the mapping reads."""
        return tuple(column for part in PARTS if (column := getattr(self, part)))

    def to_json(self) -> str:
        """The mapping as text that `from_json` reads."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> PeopleMapping:
        """A remembered mapping. Raises Refused for text that is none."""
        try:
            values = json.loads(text)
            names = {each.name for each in fields(cls)}
            if not isinstance(values, dict) or values.keys() - names:
                raise TypeError
            if not all(isinstance(value, str) for value in values.values()):
                raise TypeError
        except (ValueError, TypeError, RecursionError):
            raise Refused(
                "This is not a column mapping of this program.", field="mapping"
            ) from None
        return cls(**values)


def guess_people(header: Sequence[str], rows: Sequence[Sequence[str]]) -> PeopleMapping:
    """Propose a mapping from a header and some rows; a person looks at it and corrects it."""
    found: dict[str, str] = {}
    for part in PARTS:
        fits = _FITTING.get(part, _anything)
        for column in _columns_named(part, header):
            values = [row[header.index(column)].strip() for row in rows]
            told = [value for value in values if value]
            if column not in found.values() and told and all(map(fits, told)):
                found[part] = column
                break
    return PeopleMapping(**found)


def _columns_named(part: str, header: Sequence[str]) -> list[str]:
    """The columns whose name means a part, the best name first."""
    plain = {normal(column): column for column in reversed(header)}
    return [plain[name] for name in _NAMES[part].split("|") if name in plain]


def is_address(text: str) -> bool:
    """Whether this may be an e-mail address."""
    return len(text) <= 254 and _ADDRESS.fullmatch(text) is not None


def is_yes(text: str) -> bool:
    """Whether a cell says yes, in the words programs write."""
    return text.casefold() in _YES


def is_no(text: str) -> bool:
    """Whether a cell says no, or says nothing."""
    return not text or text.casefold() in _NO or has_left(text)


def has_left(text: str) -> bool:
    """Whether a cell says that she took her yes back: more than that she never gave one."""
    return text.casefold() in _LEFT


def _is_day(text: str) -> bool:
    try:
        moment(text, month_leads=True, line=0, field="")
    except Refused:
        return False
    return True


def _is_consent(text: str) -> bool:
    return is_yes(text) or is_no(text) or _is_day(text)


def _is_count(text: str) -> bool:
    return re.fullmatch(r"\d{1,9}(?:[.,]0+)?", text) is not None


def _is_tongue(text: str) -> bool:
    return re.fullmatch(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*", text) is not None


def _anything(text: str) -> bool:
    return bool(text)


_FITTING: dict[str, Callable[[str], bool]] = {
    "email": is_address,
    "consent": _is_consent,
    "agreed_on": _is_day,
    "bought_on": _is_day,
    "quantity": _is_count,
    "language": _is_tongue,
}
