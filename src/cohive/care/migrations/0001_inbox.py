"""Conversations, who writes in them, and what makes the inbox easy to work in."""

import cohive.words.ids
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('journal', '0002_stamp'),
    ]

    operations = [
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.UUIDField(default=cohive.words.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('in', 'in'), ('out', 'out'), ('note', 'note'), ('draft', 'draft')], max_length=5)),
                ('text', models.CharField(blank=True, max_length=20000)),
                ('quoted', models.CharField(blank=True, max_length=20000)),
                ('language', models.CharField(blank=True, max_length=10)),
                ('channel', models.CharField(choices=[('mail', 'mail'), ('form', 'form'), ('widget', 'widget'), ('place', 'place'), ('order', 'order'), ('telegram', 'telegram'), ('federation', 'federation'), ('wechat', 'wechat')], max_length=12)),
                ('remote_id', models.CharField(blank=True, max_length=255)),
                ('is_automatic', models.BooleanField(default=False)),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('contribution', models.UUIDField(null=True)),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.agent')),
            ],
        ),
        migrations.CreateModel(
            name='Source',
            fields=[
                ('name', models.CharField(max_length=12, primary_key=True, serialize=False)),
                ('epoch', models.BigIntegerField(default=0)),
                ('position', models.BigIntegerField(default=0)),
                ('since', models.DateTimeField()),
                ('checked_at', models.DateTimeField(null=True)),
                ('failed_at', models.DateTimeField(null=True)),
                ('error', models.CharField(blank=True, max_length=300)),
            ],
        ),
        migrations.CreateModel(
            name='CannedAnswer',
            fields=[
                ('id', models.UUIDField(default=cohive.words.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('title', models.CharField(max_length=80)),
                ('text', models.CharField(max_length=4000)),
                ('language', models.CharField(blank=True, max_length=10)),
                ('at', models.DateTimeField()),
                ('retired_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.agent')),
            ],
        ),
        migrations.CreateModel(
            name='Correspondent',
            fields=[
                ('id', models.UUIDField(default=cohive.words.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(blank=True, max_length=120)),
                ('language', models.CharField(blank=True, max_length=10)),
                ('created_at', models.DateTimeField()),
                ('erased_at', models.DateTimeField(null=True)),
                ('member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.agent')),
                ('merged_into', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='care.correspondent')),
                ('root', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='standing_for', to='care.correspondent')),
            ],
        ),
        migrations.CreateModel(
            name='Conversation',
            fields=[
                ('id', models.UUIDField(default=cohive.words.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('channel', models.CharField(choices=[('mail', 'mail'), ('form', 'form'), ('widget', 'widget'), ('place', 'place'), ('order', 'order'), ('telegram', 'telegram'), ('federation', 'federation'), ('wechat', 'wechat')], max_length=12)),
                ('remote_id', models.CharField(blank=True, max_length=255)),
                ('subject', models.CharField(blank=True, max_length=200)),
                ('preview', models.CharField(blank=True, max_length=160)),
                ('language', models.CharField(blank=True, max_length=10)),
                ('state', models.CharField(choices=[('open', 'open'), ('waiting', 'waiting'), ('snoozed', 'snoozed'), ('done', 'done'), ('forgotten', 'forgotten')], max_length=10)),
                ('order', models.UUIDField(null=True)),
                ('door', models.PositiveSmallIntegerField(default=1)),
                ('is_automatic', models.BooleanField(default=False)),
                ('opened_at', models.DateTimeField()),
                ('last_at', models.DateTimeField()),
                ('last_kind', models.CharField(default='in', max_length=5)),
                ('waits_since', models.DateTimeField(null=True)),
                ('first_answer_at', models.DateTimeField(null=True)),
                ('first_answer_seconds', models.PositiveBigIntegerField(null=True)),
                ('snoozed_until', models.DateTimeField(null=True)),
                ('done_at', models.DateTimeField(null=True)),
                ('assignee', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.agent')),
                ('merged_into', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='care.conversation')),
                ('root', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='standing_for', to='care.conversation')),
                ('correspondent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conversations', to='care.correspondent')),
            ],
        ),
        migrations.CreateModel(
            name='CorrespondentKey',
            fields=[
                ('id', models.UUIDField(default=cohive.words.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('mail', 'mail'), ('typed', 'typed'), ('member', 'member'), ('link', 'link'), ('telegram', 'telegram'), ('federation', 'federation'), ('wechat', 'wechat')], max_length=12)),
                ('value', models.CharField(max_length=254)),
                ('at', models.DateTimeField()),
                ('correspondent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='keys', to='care.correspondent')),
            ],
        ),
        migrations.CreateModel(
            name='Dispatch',
            fields=[
                ('message', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='out', serialize=False, to='care.message')),
                ('state', models.CharField(choices=[('queued', 'queued'), ('sending', 'sending'), ('unsure', 'unsure'), ('failed', 'failed'), ('sent', 'sent'), ('taken_back', 'taken_back')], max_length=10)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('next_at', models.DateTimeField()),
                ('claimed_at', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('error', models.CharField(blank=True, max_length=300)),
            ],
        ),
        migrations.AddField(
            model_name='message',
            name='conversation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='care.conversation'),
        ),
        migrations.AddField(
            model_name='message',
            name='correspondent',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='care.correspondent'),
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.UUIDField(default=cohive.words.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('media_type', models.CharField(max_length=100)),
                ('size_bytes', models.PositiveBigIntegerField()),
                ('key', models.CharField(max_length=64)),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='care.message')),
            ],
        ),
        migrations.CreateModel(
            name='InboxRules',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('promise_hours', models.PositiveSmallIntegerField(default=24)),
                ('retention_days', models.PositiveIntegerField(default=730)),
                ('has_widget', models.BooleanField(default=True)),
                ('widget_origins', models.CharField(blank=True, max_length=1000)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='inbox_rules_is_one'), models.CheckConstraint(condition=models.Q(('retention_days__gte', 30)), name='inbox_rules_keep_a_month')],
            },
        ),
        migrations.CreateModel(
            name='Label',
            fields=[
                ('id', models.UUIDField(default=cohive.words.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=40)),
                ('tone', models.CharField(blank=True, choices=[('', ''), ('good', 'good'), ('warn', 'warn'), ('bad', 'bad'), ('place', 'place'), ('lamp', 'lamp')], max_length=5)),
                ('retired_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('retired_at__isnull', True)), fields=('name',), name='label_name_once')],
            },
        ),
        migrations.CreateModel(
            name='ConversationLabel',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.agent')),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='labelled', to='care.conversation')),
                ('label', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='wearing', to='care.label')),
            ],
        ),
        migrations.CreateModel(
            name='OpeningHours',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('weekday', models.PositiveSmallIntegerField(unique=True)),
                ('opens_minute', models.PositiveSmallIntegerField()),
                ('closes_minute', models.PositiveSmallIntegerField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('weekday__lte', 6)), name='opening_weekday'), models.CheckConstraint(condition=models.Q(('closes_minute__lte', 1440), ('opens_minute__lt', models.F('closes_minute'))), name='opening_before_closing')],
            },
        ),
        migrations.CreateModel(
            name='PersonMerge',
            fields=[
                ('id', models.UUIDField(default=cohive.words.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('undone_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.agent')),
                ('into', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='care.correspondent')),
                ('taken', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='merges', to='care.correspondent')),
                ('undone_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.agent')),
            ],
        ),
        migrations.CreateModel(
            name='Presence',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('is_writing', models.BooleanField(default=False)),
                ('at', models.DateTimeField()),
                ('agent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.agent')),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='presences', to='care.conversation')),
            ],
        ),
        migrations.CreateModel(
            name='Satisfaction',
            fields=[
                ('id', models.UUIDField(default=cohive.words.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('score', models.PositiveSmallIntegerField()),
                ('comment', models.CharField(blank=True, max_length=500)),
                ('at', models.DateTimeField()),
                ('message', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='satisfaction', to='care.message')),
            ],
        ),
        migrations.CreateModel(
            name='Term',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('token', models.CharField(max_length=24)),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='care.conversation')),
            ],
        ),
        migrations.CreateModel(
            name='ConversationMerge',
            fields=[
                ('id', models.UUIDField(default=cohive.words.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('undone_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.agent')),
                ('into', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='care.conversation')),
                ('taken', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='merges', to='care.conversation')),
                ('undone_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.agent')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('undone_at__isnull', True)), fields=('taken',), name='conversation_merged_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='correspondent',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), models.Q(('merged_into', models.F('id')), _negated=True), _connector='OR'), name='correspondent_not_in_herself'),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(models.F('state'), models.OrderBy(models.F('last_at'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('merged_into__isnull', True)), name='inbox_by_state'),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(models.OrderBy(models.F('last_at'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('merged_into__isnull', True)), name='inbox_all'),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(models.F('assignee'), models.OrderBy(models.F('last_at'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('merged_into__isnull', True), ('state__in', ('open', 'waiting', 'snoozed'))), name='inbox_of_assignee'),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(models.F('channel'), models.F('state'), models.OrderBy(models.F('last_at'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('merged_into__isnull', True)), name='inbox_by_channel'),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(condition=models.Q(('merged_into__isnull', True), ('state', 'open')), fields=['waits_since'], name='inbox_oldest_waiting'),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(condition=models.Q(('state', 'snoozed')), fields=['snoozed_until'], name='inbox_snoozed'),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(models.OrderBy(models.F('first_answer_at'), descending=True), condition=models.Q(('first_answer_at__isnull', False)), name='inbox_first_answers'),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(condition=models.Q(('state', 'done')), fields=['done_at'], name='inbox_done_since'),
        ),
        migrations.AddConstraint(
            model_name='conversation',
            constraint=models.UniqueConstraint(condition=models.Q(('remote_id', ''), _negated=True), fields=('channel', 'remote_id'), name='conversation_once_per_remote'),
        ),
        migrations.AddConstraint(
            model_name='conversation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'snoozed'), _negated=True), ('snoozed_until__isnull', False), _connector='OR'), name='conversation_snoozed_until'),
        ),
        migrations.AddConstraint(
            model_name='correspondentkey',
            constraint=models.UniqueConstraint(fields=('kind', 'value'), name='correspondent_key_once'),
        ),
        migrations.AddIndex(
            model_name='dispatch',
            index=models.Index(condition=models.Q(('state', 'queued')), fields=['next_at'], name='dispatch_due'),
        ),
        migrations.AddIndex(
            model_name='dispatch',
            index=models.Index(condition=models.Q(('state', 'sending')), fields=['claimed_at'], name='dispatch_begun'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['conversation', 'at', 'id'], name='message_of_conversation'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('contribution__isnull', True), ('kind', 'out')), fields=['author', 'at'], name='message_not_logged'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.UniqueConstraint(condition=models.Q(('remote_id', ''), _negated=True), fields=('channel', 'remote_id'), name='message_once_per_remote'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'draft')), fields=('conversation', 'author'), name='message_one_draft_each'),
        ),
        migrations.AddIndex(
            model_name='conversationlabel',
            index=models.Index(fields=['label', 'conversation'], name='labelled_conversations'),
        ),
        migrations.AddConstraint(
            model_name='conversationlabel',
            constraint=models.UniqueConstraint(fields=('conversation', 'label'), name='labelled_once'),
        ),
        migrations.AddConstraint(
            model_name='personmerge',
            constraint=models.UniqueConstraint(condition=models.Q(('undone_at__isnull', True)), fields=('taken',), name='person_merged_once'),
        ),
        migrations.AddConstraint(
            model_name='presence',
            constraint=models.UniqueConstraint(fields=('conversation', 'agent'), name='presence_once'),
        ),
        migrations.AddIndex(
            model_name='satisfaction',
            index=models.Index(models.OrderBy(models.F('at'), descending=True), name='satisfaction_of_late'),
        ),
        migrations.AddConstraint(
            model_name='satisfaction',
            constraint=models.CheckConstraint(condition=models.Q(('score__in', (1, 2, 3))), name='satisfaction_score'),
        ),
        migrations.AddConstraint(
            model_name='term',
            constraint=models.UniqueConstraint(fields=('token', 'conversation'), name='term_once'),
        ),
    ]
