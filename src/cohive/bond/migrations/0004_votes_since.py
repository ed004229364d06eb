"""From when somebody votes in a circle: who came in while it was for a tier does not."""

from django.db import migrations, models


def since_joined(apps, schema_editor):
    """Everybody since she joined, but for those who joined while a tier was asked for."""
    act, membership = apps.get_model("journal", "Act"), apps.get_model("bond", "Membership")
    membership.objects.update(votes_since=models.F("joined_at"))
    asked_since = {}
    for set_ in act.objects.filter(kind="bond.tier.circle_set").order_by("at", "id"):
        circle, is_asked = set_.object_id, bool(set_.payload.get("tier"))
        if is_asked:
            asked_since.setdefault(circle, set_.at)
        elif circle in asked_since:
            within = (asked_since.pop(circle), set_.at)
            membership.objects.filter(
                circle=circle, joined_at__gte=within[0], joined_at__lt=within[1]
            ).update(votes_since=None)
    for circle, since in asked_since.items():
        membership.objects.filter(circle=circle, joined_at__gte=since).update(votes_since=None)


class Migration(migrations.Migration):
    dependencies = [
        ("bond", "0003_terms"),
        ("journal", "0002_stamp"),
    ]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="votes_since",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(since_joined, migrations.RunPython.noop),
    ]
