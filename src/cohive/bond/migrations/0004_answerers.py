"""One more role: who answers people for the place."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bond", "0003_terms")]

    operations = [
        migrations.AlterField(
            model_name="rolegrant",
            name="role",
            field=models.CharField(
                choices=[
                    ("steward", "steward"),
                    ("maker", "maker"),
                    ("seller", "seller"),
                    ("answerer", "answerer"),
                ],
                max_length=10,
            ),
        ),
    ]
