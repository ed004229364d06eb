"""What ideas, challenges and works register with the rooms before."""

from cohive.create import jobs_works, listeners_works
from cohive.create.queries.scores import tally_fault
from cohive.journal import verification


def register() -> None:
    """Jobs, listeners and the check of the tallies."""
    jobs_works.register()
    listeners_works.register()
    verification.register("tallies", tally_fault)
