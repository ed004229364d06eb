"""Writing in the books: posting, taking back, closing months, comparing."""

from cohive.ledger.operations.comparing import compare_books, rebuild_balances
from cohive.ledger.operations.importing import HELD, import_books
from cohive.ledger.operations.periods import close_months, reopen_month
from cohive.ledger.operations.posting import Draft, Posting, UnbalancedError, post, post_all
from cohive.ledger.operations.reversing import reverse

__all__ = [
    "HELD",
    "Draft",
    "Posting",
    "UnbalancedError",
    "close_months",
    "compare_books",
    "import_books",
    "post",
    "post_all",
    "rebuild_balances",
    "reopen_month",
    "reverse",
]
