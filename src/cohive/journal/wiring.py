"""What the journal declares to the database and to `verify`."""

from django.db.models.signals import post_migrate, pre_migrate

from cohive.journal import chain, triggers, verification


def register() -> None:
    """Declare append-only triggers with their upkeep, and the first two checks."""
    for table in ("journal_act", "journal_economicevent", "journal_seal"):
        triggers.declare(triggers.append_only(table))
    pre_migrate.connect(triggers.drop_all, dispatch_uid="triggers.drop")
    post_migrate.connect(triggers.create_all, dispatch_uid="triggers.create")
    verification.register("triggers", triggers.fault)
    verification.register("chain", chain.broken_link)
