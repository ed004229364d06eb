from django.db import migrations, models


def beside(apps, schema_editor):
    """Figures taken before: the range and the people stand in what was found."""
    for row in apps.get_model('evolve', 'Snapshot').objects.filter(index_permille__isnull=False):
        found = row.data.get('horizontality') or {}
        low, high = found.get('low'), found.get('high')
        if low is not None and high is not None:
            row.low_permille, row.high_permille = round(low * 1_000), round(high * 1_000)
        row.people = found.get('n')
        row.save(update_fields=['low_permille', 'high_permille', 'people'])


class Migration(migrations.Migration):

    dependencies = [
        ('evolve', '0008_named_in_figures'),
    ]

    operations = [
        migrations.AddField(
            model_name='snapshot',
            name='low_permille',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='snapshot',
            name='high_permille',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='snapshot',
            name='people',
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.RunPython(beside, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='snapshot',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('high_permille__isnull', True), ('low_permille__isnull', True)), models.Q(('high_permille__lte', 1000), ('low_permille__lte', models.F('high_permille'))), _connector='OR'), name='snapshot_range_0_to_1000'),
        ),
    ]
