"""A step of the workflow as tests take it, and what one that is refused must leave alone."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from articles import needs, workflow
from articles.models import Article, Decision

from .factories import NOW, make_user

LATER = NOW + timedelta(hours=2)
SOON = NOW + timedelta(minutes=1)


def perform(name, article, by=None, at=SOON, **answers):
    """Take the step, as an editor of the article's desk unless said otherwise."""
    by = by or make_user("editor", article.desk)
    return workflow.perform(name, article, by=by, at=at, **answers)


def refused(name, article, by=None, at=SOON, **answers):
    """The sentences of a refusal, after looking that nothing was changed."""
    before = list(Article.objects.filter(pk=article.pk).values())
    count = Decision.objects.count()
    with pytest.raises(ValidationError) as refusal:
        perform(name, article, by, at, **answers)
    assert list(Article.objects.filter(pk=article.pk).values()) == before
    assert Decision.objects.count() == count
    return " ".join(refusal.value.messages)


def lacking(article, at=NOW):
    """The sentences about what an article lacks before it may go on."""
    return [sentence for _field, sentence in needs.missing_parts(article, at=at)]
