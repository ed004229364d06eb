"""Taking turns: what is checked and then written must not be overtaken in between.

On SQLite a writing transaction is alone anyway; on PostgreSQL an advisory lock, released at the
end of the transaction, makes it so for everyone who asks for the same name.
"""

import zlib

from django.db import connection, transaction


def hold(name: str) -> None:
    """Wait for the turn called `name` and keep it until the transaction ends."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a turn is held inside a transaction")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [zlib.crc32(name.encode())])
