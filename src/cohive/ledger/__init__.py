"""Double entry: who owes whom, each entry citing the act it comes from, closed to edits."""
