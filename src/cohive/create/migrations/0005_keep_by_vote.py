from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("create", "0004_terms"),
    ]

    operations = [
        migrations.AddField(
            model_name="standingterms",
            name="vote",
            field=models.UUIDField(null=True),
        ),
    ]
