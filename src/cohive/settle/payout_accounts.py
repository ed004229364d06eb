"""The accounts this room posts to when money leaves a balance: one list, for books and checks.

Of a member: `earned`, `link_reward` and `resale_commission` (what is owed to her, each for another
reason), `in_payout` (set aside in a batch). Of the firm: `payout_bank` and `payout_provider` (above
zero: so much left it by payouts), `withheld` (owed to the tax office), `payout_fees`, `community`
(given by members), `corrections` (added to lines that were wrong). What is set aside for orders
stands in the account `trade.means` names.
"""

from __future__ import annotations

EARNED = "earned"
LINK_REWARD = "link_reward"
RESALE = "resale_commission"
IN_PAYOUT = "in_payout"
BANK = "payout_bank"
TRANSFER_PROVIDER = "payout_provider"
WITHHELD = "withheld"
FEES = "payout_fees"
COMMUNITY = "community"
CORRECTIONS = "corrections"

LEAVES_BY = {"bank": BANK, "provider": TRANSFER_PROVIDER}
"""The firm's account that a payout leaves, by its way."""
