import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('evolve', '0009_public_range'),
        ('journal', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='OwnTies',
            fields=[
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='journal.agent')),
                ('at', models.DateTimeField()),
                ('data', models.JSONField()),
            ],
        ),
    ]
