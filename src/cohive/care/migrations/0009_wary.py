"""Which file a consent came with, who was asked, posts that are not to come back."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("care", "0008_own_sources"),
    ]

    operations = [
        migrations.CreateModel(
            name="AskedPerson",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="ErasedPost",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="knownperson",
            name="agreed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="care.audienceimport",
            ),
        ),
        migrations.AlterField(
            model_name="refusedperson",
            name="reason",
            field=models.CharField(
                choices=[
                    ("no_mail", "no_mail"),
                    ("said_no", "said_no"),
                    ("forgotten", "forgotten"),
                ],
                max_length=9,
            ),
        ),
    ]
