"""How what is derived is derived: the statements that make balances and turnovers from legs."""

BALANCES = (
    "UPDATE ledger_balance SET "
    "minor = (SELECT SUM(minor) FROM ledger_leg WHERE account_id = ledger_balance.account_id), "
    "legs_count = (SELECT COUNT(*) FROM ledger_leg WHERE account_id = ledger_balance.account_id) "
    "WHERE EXISTS (SELECT 1 FROM ledger_leg WHERE account_id = ledger_balance.account_id)"
)


def day_of(column: str, vendor: str) -> str:
    """The day (UTC) of a column of instants, as SQL."""
    return f"date({column})" if vendor == "sqlite" else f"({column} AT TIME ZONE 'UTC')::date"


def summed_days(vendor: str) -> str:
    """A SELECT of every account's turnover of every day, from the legs."""
    return (
        f"SELECT account_id, {day_of('at', vendor)} AS day, "  # noqa: S608 - our own names
        "SUM(CASE WHEN minor < 0 THEN -minor ELSE 0 END) AS debit_minor, "
        "SUM(CASE WHEN minor > 0 THEN minor ELSE 0 END) AS credit_minor, COUNT(*) AS legs_count "
        "FROM ledger_leg GROUP BY 1, 2"
    )


def insert_turnovers(vendor: str) -> str:
    """The statement that fills an empty table of turnovers."""
    return (
        "INSERT INTO ledger_dayturnover (account_id, day, debit_minor, credit_minor, legs_count) "
        + summed_days(vendor)
    )
