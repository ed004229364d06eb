"""Who keeps the books: the answer of this room, which knows the roles, to what the ledger asks."""

from uuid import UUID

from django.utils.translation import gettext_noop

from cohive.bond.queries import place, roles_of

NOT_YOURS = gettext_noop("Only a steward keeps the books.")


def lacks_role(agent: UUID) -> list[str]:
    """Stewards may, and so may the place itself, which acts in a terminal and on the clock."""
    here = place()
    may = "steward" in roles_of(agent) or (here is not None and here.agent == agent)
    return [] if may else [NOT_YOURS]
