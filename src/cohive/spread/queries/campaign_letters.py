"""Letters of a campaign: how often their links were opened, and what they did, by lot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.db.models import Count, Q, Sum

from cohive.bond.queries import emails_of, place
from cohive.engine.draws import commitment_of
from cohive.engine.holding_out import Compared, compared
from cohive.spread.campaign_answers import Buyers, Wanted, bought
from cohive.spread.mail_addresses import digest_of
from cohive.spread.models import (
    CampaignLetter,
    HeldOutMail,
    LetterLink,
    NewsletterMail,
    NewsletterText,
)
from cohive.spread.queries.campaigns import CampaignView

AT_ONCE = 400
LETTERS_MAX = 20
Key = TypeVar("Key", int, str, UUID)


@dataclass(frozen=True)
class LinkView:
    """One address in a letter; `clicks` are of everybody together."""

    number: int
    address: str
    clicks: int


@dataclass(frozen=True)
class LetterView:
    """An issue's place in a campaign. `seed` is '' until the lots are drawn."""

    issue: UUID
    campaign: UUID
    campaign_title: str
    of_hundred: int
    later_days: int
    begun_at: datetime | None
    seed_digest: str
    seed: str

    @property
    def until(self) -> datetime | None:
        """When who waits gets it; None before it began or where nobody waits."""
        if self.begun_at is None or not self.of_hundred:
            return None
        return self.begun_at + timedelta(days=self.later_days)


@dataclass(frozen=True)
class LetterResult:
    """What came of one letter. `compared` is None before its time and where nobody waits.

    `is_known` is False where the shop cannot say who bought the thing of the campaign.
    """

    letter: LetterView
    subject: str
    sent: int
    clicks: int
    links: tuple[LinkView, ...]
    is_known: bool
    compared: Compared | None


def letter_of(issue: UUID) -> LetterView | None:
    """An issue's place in a campaign. One SQL query."""
    row = CampaignLetter.objects.select_related("campaign").filter(issue=issue).first()
    return _view(row) if row else None


def _view(row: CampaignLetter) -> LetterView:
    return LetterView(
        issue=row.issue_id,
        campaign=row.campaign_id,
        campaign_title=row.campaign.title,
        of_hundred=row.of_hundred,
        later_days=row.later_days,
        begun_at=row.begun_at,
        seed_digest=commitment_of(row.seed),
        seed=row.seed if row.begun_at else "",
    )


def links_of(issue: UUID) -> list[LinkView]:
    """The counted links of a letter, in order. One SQL query."""
    rows = LetterLink.objects.filter(letter=issue).order_by("number")
    return [LinkView(row.number, row.address, row.clicks) for row in rows]


def link_of(issue: UUID, number: int) -> str | None:
    """Where a counted link leads. One SQL query."""
    rows = LetterLink.objects.filter(letter=issue, number=number)
    return rows.values_list("address", flat=True).first()


def letters_together(campaign: UUID) -> tuple[int, int] | None:
    """Mails of all letters that servers took, and clicks; None without a letter. Two queries."""
    begun = Q(issue__letter__campaign=campaign, issue__letter__begun_at__isnull=False)
    sent = NewsletterMail.objects.filter(begun).aggregate(
        all=Count("id"), sent=Count("id", filter=Q(state="accepted"))
    )
    if not sent["all"]:
        return None
    clicks = LetterLink.objects.filter(letter__campaign=campaign).aggregate(all=Sum("clicks"))
    return sent["sent"], clicks["all"] or 0


def letters_of(campaign: CampaignView, *, at: datetime) -> list[LetterResult]:
    """Every letter of a campaign, the newest first, twenty at most.

    Four SQL queries and the place's; for each that is compared the shop's, the members' addresses,
    one for both sides and one or more for those of them who bought.
    """
    rows = list(
        CampaignLetter.objects.select_related("campaign")
        .filter(campaign=campaign.id)
        .order_by("-issue_id")[:LETTERS_MAX]
    )
    if not rows:
        return []
    keys = [row.issue_id for row in rows]
    subjects = _subjects(keys)
    mails = NewsletterMail.objects.filter(issue__in=keys, state="accepted")
    sent = dict(mails.values_list("issue").annotate(Count("id")).order_by())
    links: dict[UUID, list[LinkView]] = {key: [] for key in keys}
    for link in LetterLink.objects.filter(letter__in=keys).order_by("letter", "number"):
        links[link.letter_id].append(LinkView(link.number, link.address, link.clicks))
    found = []
    for view in map(_view, rows):
        is_over = view.until is not None and view.until <= at
        buyers = _buyers(campaign, view) if is_over else None
        found.append(
            LetterResult(
                letter=view,
                subject=subjects.get(view.issue, ""),
                sent=sent.get(view.issue, 0),
                clicks=sum(link.clicks for link in links[view.issue]),
                links=tuple(links[view.issue]),
                is_known=not is_over or buyers is not None,
                compared=_compared(view.issue, buyers) if buyers else None,
            )
        )
    return found


def _subjects(keys: Sequence[UUID]) -> dict[UUID, str]:
    """Each issue's subject in the first language of the place it was written in."""
    here = place()
    order = list(here.languages) if here else []
    texts = NewsletterText.objects.filter(issue__in=keys).values_list(
        "issue_id", "language", "subject"
    )
    ranked = sorted(texts, key=lambda one: order.index(one[1]) if one[1] in order else len(order))
    found: dict[UUID, str] = {}
    for issue, _language, subject in ranked:
        found.setdefault(issue, subject)
    return found


def _kind(campaign: CampaignView) -> str:
    return "pre_orders" if campaign.goal_kind == "pre_orders" else "orders"


def _buyers(campaign: CampaignView, letter: LetterView) -> Buyers | None:
    """Who bought from its beginning until who waited got it: after that both sides were told."""
    if letter.begun_at is None or letter.until is None:
        return None
    wanted = Wanted(campaign.target_kind, campaign.target, letter.begun_at, letter.until)
    return bought(_kind(campaign), wanted)


def _compared(issue: UUID, buyers: Buyers) -> Compared:
    """All who were drawn to a side, whatever became of their mail, and those who bought."""
    mails = NewsletterMail.objects.filter(issue=issue)
    sides = mails.aggregate(all=Count("id"), held_out=Count("held_out"))
    hits = _mails_of(issue, buyers)
    held_out = 0
    for part in _parts(sorted(hits)):
        held_out += HeldOutMail.objects.filter(mail__in=part).count()
    return compared(
        told=sides["all"] - sides["held_out"],
        told_hits=len(hits) - held_out,
        held_out=sides["held_out"],
        held_out_hits=held_out,
    )


def _mails_of(issue: UUID, buyers: Buyers) -> set[int]:
    """The mails whose readers bought: known by their account or by their address."""
    mails = NewsletterMail.objects.filter(issue=issue)
    addresses = {*buyers.addresses, *emails_of(buyers.agents).values()}
    digests = sorted(digest_of(address.strip().lower()) for address in addresses)
    found: set[int] = set()
    for part in _parts(digests):
        same = mails.filter(subscription__subscriber__digest__in=part)
        found.update(same.values_list("id", flat=True))
    for agents in _parts(sorted(buyers.agents)):
        same = mails.filter(subscription__subscriber__agent__in=agents)
        found.update(same.values_list("id", flat=True))
    return found


def _parts(values: Sequence[Key]) -> list[Sequence[Key]]:
    return [values[start : start + AT_ONCE] for start in range(0, len(values), AT_ONCE)]
