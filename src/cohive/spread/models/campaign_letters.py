"""Issues of the newsletter in a campaign: who waits by lot, and how often each link was opened.

A click is a number beside a link and nothing else: no row, no instant, no reader.
"""

from django.db import models
from django.db.models import Q

from cohive.spread.models.campaigns import Campaign
from cohive.spread.models.newsletters import NewsletterIssue, NewsletterMail

OF_HUNDRED_MAX = 50
LATER_DAYS_MAX = 30
ADDRESS_LENGTH_MAX = 2_000
SEED_LENGTH = 64


class CampaignLetter(models.Model):
    """An issue that belongs to a campaign; `of_hundred` of its readers wait for `later_days`.

    The seed is drawn once for an issue and never anew, so that nobody draws until it pleases.
    """

    issue = models.OneToOneField(
        NewsletterIssue, models.PROTECT, primary_key=True, related_name="letter"
    )
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="letters")
    of_hundred = models.PositiveSmallIntegerField(default=0)
    later_days = models.PositiveSmallIntegerField(default=7)
    seed = models.CharField(max_length=SEED_LENGTH)
    begun_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="letter_holds_out_half_at_most", condition=Q(of_hundred__lte=OF_HUNDRED_MAX)
            ),
            models.CheckConstraint(
                name="letter_waits_some_days",
                condition=Q(later_days__gte=1, later_days__lte=LATER_DAYS_MAX),
            ),
        ]

    def __str__(self) -> str:
        return f"letter {self.issue_id}"


class HeldOutMail(models.Model):
    """A mail that waits by lot: its reader was held out while it did. It stays after it left."""

    mail = models.OneToOneField(
        NewsletterMail, models.PROTECT, primary_key=True, related_name="held_out"
    )
    letter = models.ForeignKey(CampaignLetter, models.PROTECT, related_name="held_out")

    def __str__(self) -> str:
        return f"held out {self.mail_id}"


class LetterLink(models.Model):
    """One address in a letter, and how often it was opened over our own page."""

    letter = models.ForeignKey(CampaignLetter, models.PROTECT, related_name="links")
    number = models.PositiveSmallIntegerField()
    address = models.CharField(max_length=ADDRESS_LENGTH_MAX)
    clicks = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            # also serves the links of a letter, in order
            models.UniqueConstraint(fields=["letter", "number"], name="letter_link_once"),
        ]

    def __str__(self) -> str:
        return f"link {self.number} of {self.letter_id}"
