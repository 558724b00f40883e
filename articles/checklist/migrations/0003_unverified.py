"""What is assured of a story that still needs verification: its three grounds, in words."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q

WORDS = r"\S"
SUICIDE = {
    name: True for name in ("no_method", "no_place", "no_identity", "no_traces", "no_pictures")
}


class Migration(migrations.Migration):
    dependencies = [("checklist", "0002_assurances"), ("articles", "0034_update_stories")]

    operations = [
        migrations.RemoveConstraint(model_name="assurance", name="assurance_is_whole"),
        # What was assured before was so of a suicide, and whole.
        AddConstraintNotValid(
            model_name="assurance",
            constraint=models.CheckConstraint(
                condition=Q(care="suicide", answers__contains=SUICIDE)
                | Q(
                    care="unverified",
                    answers__interest__regex=WORDS,
                    answers__source__regex=WORDS,
                    answers__subject__regex=WORDS,
                ),
                name="assurance_is_whole",
            ),
        ),
    ]
