"""Rows of this room: pools and claims, distributions and credits, questions, past sales."""

from cohive.settle.models.distributions import Credit, Distribution, WaterfallLine
from cohive.settle.models.holds import Hold
from cohive.settle.models.notices import CameIn, Unannounced
from cohive.settle.models.past import (
    PastProduct,
    PastSale,
    PastTerms,
    RememberedMapping,
    SalesDraft,
    SalesImport,
    StatementLink,
)
from cohive.settle.models.payout_rules import NoteParty, PayoutDetails, PayoutRules, Withholding
from cohive.settle.models.payouts import (
    BalanceMove,
    CreditNote,
    Payout,
    PayoutBatch,
    PayoutStep,
    Purse,
)
from cohive.settle.models.pools import Claim, Pool
from cohive.settle.models.prior import PoolPriorClaim, PriorTaking
from cohive.settle.models.questions import Question
from cohive.settle.models.resale import Commission, CommissionWindow
from cohive.settle.models.successions import AfterMe, Succession
from cohive.settle.models.transfers import ProviderAccount, ProviderTransfer

__all__ = [
    "AfterMe",
    "BalanceMove",
    "CameIn",
    "Claim",
    "Commission",
    "CommissionWindow",
    "Credit",
    "CreditNote",
    "Distribution",
    "Hold",
    "NoteParty",
    "PastProduct",
    "PastSale",
    "PastTerms",
    "Payout",
    "PayoutBatch",
    "PayoutDetails",
    "PayoutRules",
    "PayoutStep",
    "Pool",
    "PoolPriorClaim",
    "PriorTaking",
    "ProviderAccount",
    "ProviderTransfer",
    "Purse",
    "Question",
    "RememberedMapping",
    "SalesDraft",
    "SalesImport",
    "StatementLink",
    "Succession",
    "Unannounced",
    "WaterfallLine",
    "Withholding",
]
