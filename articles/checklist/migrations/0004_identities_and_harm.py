"""What is assured of stories with children, victims of sexual crimes, and of those that may harm."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q

WORDS = r"\S"
SUICIDE = ("no_method", "no_place", "no_identity", "no_traces", "no_pictures")
PROTECTED = ("no_name", "no_way", "no_family", "earlier")


def yes(*names):
    return {name: True for name in names}


class Migration(migrations.Migration):
    dependencies = [("checklist", "0003_unverified")]

    operations = [
        migrations.RemoveConstraint(model_name="assurance", name="assurance_is_whole"),
        # What was assured before keeps to it.
        AddConstraintNotValid(
            model_name="assurance",
            constraint=models.CheckConstraint(
                condition=Q(care="suicide", answers__contains=yes(*SUICIDE))
                | Q(
                    care="unverified",
                    answers__interest__regex=WORDS,
                    answers__source__regex=WORDS,
                    answers__subject__regex=WORDS,
                )
                | Q(
                    care__in=["child", "sexual_crime"],
                    answers__contains=yes(*PROTECTED),
                )
                | Q(care="missing", answers__contains=yes("still", "no_crime"))
                | Q(
                    care="harm",
                    answers__other_side__regex=WORDS,
                    answers__contains=yes("in_story"),
                ),
                name="assurance_is_whole",
            ),
        ),
    ]
