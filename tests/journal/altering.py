"""Alter a table of the journal in a real place and say which triggers stand: `altering HOME`."""

from __future__ import annotations

import os
import sys

import django


def main() -> None:
    os.environ["COHIVE_HOME"] = sys.argv[1]
    os.environ["DJANGO_SETTINGS_MODULE"] = "cohive.house.settings.base"
    django.setup()
    from django.db import connection, models

    from cohive.house.command.migrate import prepare
    from cohive.journal import triggers
    from cohive.journal.models import Act

    prepare()
    print(f"before: {triggers.fault()}")
    field = Act._meta.get_field("object_kind")
    wider = models.CharField(max_length=41, null=True)
    wider.set_attributes_from_name("object_kind")
    wider.model = Act
    with connection.schema_editor() as editor:
        editor.alter_field(Act, field, wider)
    print(f"altered: {triggers.fault()}")
    triggers.drop_all()
    triggers.create_all()
    print(f"after: {triggers.fault()}")


if __name__ == "__main__":
    main()
