from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('evolve', '0007_what_was_seen'),
    ]

    operations = [
        migrations.AddField(
            model_name='shownbroker',
            name='is_whole',
            field=models.BooleanField(default=False),
        ),
    ]
