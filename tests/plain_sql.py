"""Around the models: plain SQL that goes through or is refused, and what it is tried on."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from articles import workflow

from .factories import NOW, make_in_state, make_user
from .pictures import lead, make_photo, save

LATER = NOW + timedelta(hours=2)
PAST = NOW - timedelta(hours=2)


def sql(statement, *values):
    """Run a statement in a cursor of its own; returns how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def refused(statement, *values, match, error=IntegrityError):
    """The statement fails with a message that says why, also where the check is at commit."""
    with pytest.raises(error, match=match), transaction.atomic():
        sql(statement, *values)
        sql("SET CONSTRAINTS ALL IMMEDIATE")


def make_withdrawn(**values):
    """A story with a topic, a credit and a picture that was withdrawn again."""
    article = make_in_state("draft", at=PAST, topics=["danau"], **values)
    article = save(article, article.created_by, pictures=[lead(make_photo(article.desk))], at=PAST)
    editor = make_user("editor", article.desk)
    for step in ("submit", "approve", "issue"):
        article = workflow.perform(step, article, by=editor, at=PAST).article
    editor = make_user("editor", article.desk)
    workflow.perform(
        "withdraw", article, by=editor, at=NOW, ground="inaccurate", reason="Angkanya keliru."
    )
    return article
