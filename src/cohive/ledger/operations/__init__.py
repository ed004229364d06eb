"""Writing in the books: posting, taking back, closing months, comparing."""

from cohive.ledger.operations.comparing import compare_books, rebuild_balances
from cohive.ledger.operations.converting import convert
from cohive.ledger.operations.importing import HELD, import_books
from cohive.ledger.operations.pending import archive_pending, post_pending, reserve
from cohive.ledger.operations.periods import close_months, reopen_month
from cohive.ledger.operations.posting import Draft, Posting, UnbalancedError, post, post_all
from cohive.ledger.operations.reversing import reverse

__all__ = [
    "HELD",
    "Draft",
    "Posting",
    "UnbalancedError",
    "archive_pending",
    "close_months",
    "compare_books",
    "convert",
    "import_books",
    "post",
    "post_all",
    "post_pending",
    "rebuild_balances",
    "reopen_month",
    "reserve",
    "reverse",
]
