"""Writing in the books: posting, taking back, closing months, comparing."""

from cohive.ledger.operations.comparing import compare_books, rebuild_balances
from cohive.ledger.operations.periods import close_months, reopen_month
from cohive.ledger.operations.posting import Posting, UnbalancedError, post
from cohive.ledger.operations.reversing import reverse

__all__ = [
    "Posting",
    "UnbalancedError",
    "close_months",
    "compare_books",
    "post",
    "rebuild_balances",
    "reopen_month",
    "reverse",
]
