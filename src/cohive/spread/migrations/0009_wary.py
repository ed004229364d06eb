"""Who agreed to be named where it is told how a thing travelled."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("journal", "0002_stamp"),
        ("spread", "0008_hold_outs"),
    ]

    operations = [
        migrations.CreateModel(
            name="NamedCarrier",
            fields=[
                (
                    "agent",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="journal.agent",
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
        ),
    ]
