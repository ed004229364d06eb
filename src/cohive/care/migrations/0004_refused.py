"""Who said no or is forgotten, as a keyed digest."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("care", "0003_audience"),
    ]

    operations = [
        migrations.CreateModel(
            name="RefusedPerson",
            fields=[
                (
                    "digest",
                    models.CharField(max_length=64, primary_key=True, serialize=False),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[("no_mail", "no_mail"), ("forgotten", "forgotten")], max_length=9
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
        ),
    ]
