"""What members and machines said again in other languages, and a circle's word on machines."""

import cohive.words.ids
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('bond', '0006_gatherings'),
        ('journal', '0002_stamp'),
    ]

    operations = [
        migrations.AddField(
            model_name='circle',
            name='lets_machines',
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name='MachineText',
            fields=[
                ('id', models.UUIDField(default=cohive.words.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('digest', models.CharField(max_length=64)),
                ('language', models.CharField(max_length=12)),
                ('engine', models.CharField(max_length=40)),
                ('title', models.CharField(blank=True, max_length=400)),
                ('text', models.TextField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['at'], name='machine_text_of_age')],
                'constraints': [models.UniqueConstraint(fields=('digest', 'language', 'engine'), name='machine_text_once')],
            },
        ),
        migrations.CreateModel(
            name='Translation',
            fields=[
                ('id', models.UUIDField(default=cohive.words.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('about_kind', models.CharField(max_length=20)),
                ('about', models.UUIDField()),
                ('language', models.CharField(max_length=12)),
                ('title', models.CharField(blank=True, max_length=200)),
                ('text', models.TextField(blank=True)),
                ('digest', models.CharField(max_length=64)),
                ('is_of_earlier', models.BooleanField(default=False)),
                ('confirmations', models.PositiveIntegerField(default=0)),
                ('at', models.DateTimeField()),
                ('edited_at', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.agent')),
                ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.agent')),
            ],
        ),
        migrations.CreateModel(
            name='TranslationConfirmation',
            fields=[
                ('id', models.UUIDField(default=cohive.words.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.agent')),
                ('translation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='confirmed', to='bond.translation')),
            ],
        ),
        migrations.AddIndex(
            model_name='translation',
            index=models.Index(fields=['author', 'id'], name='translation_of_author'),
        ),
        migrations.AddConstraint(
            model_name='translation',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('about_kind', 'about', 'language', 'author'), name='translation_once'),
        ),
        migrations.AddConstraint(
            model_name='translation',
            constraint=models.CheckConstraint(condition=models.Q(('withdrawn_at__isnull', True), models.Q(('text', ''), ('title', '')), _connector='OR'), name='translation_withdrawn_has_no_text'),
        ),
        migrations.AddConstraint(
            model_name='translationconfirmation',
            constraint=models.UniqueConstraint(fields=('translation', 'by'), name='translation_confirmed_once'),
        ),
    ]
