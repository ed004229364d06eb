"""What an official account sends, and whose mail a message says it is."""

import cohive.words.ids
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('care', '0006_customers'),
        ('journal', '0002_stamp'),
    ]

    operations = [
        migrations.CreateModel(
            name='WechatArrival',
            fields=[
                ('id', models.UUIDField(default=cohive.words.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('remote_id', models.CharField(max_length=64, unique=True)),
                ('sender', models.CharField(max_length=254)),
                ('text', models.TextField(blank=True)),
                ('media_id', models.CharField(blank=True, max_length=255)),
                ('at', models.DateTimeField()),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('next_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='WechatCall',
            fields=[
                ('signature', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('digest', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='message',
            name='is_authenticated',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='message',
            name='writer',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.agent'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('is_authenticated', False), ('writer__isnull', False), _connector='OR'), name='message_proves_a_writer'),
        ),
        migrations.AddIndex(
            model_name='wechatarrival',
            index=models.Index(fields=['next_at'], name='wechat_arrival_due'),
        ),
        migrations.AddIndex(
            model_name='wechatcall',
            index=models.Index(fields=['at'], name='wechat_call_of_age'),
        ),
    ]
