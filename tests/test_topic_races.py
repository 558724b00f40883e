"""Topics that are new to the newsroom, typed by two people at once."""

import pytest
from django.db import connection
from taggit.models import Tag

from articles import editing

from .factories import NOW, make_article, make_desk, make_user
from .waiting import behind

pytestmark = pytest.mark.django_db(transaction=True)

# Whoever has made a topic stops until the lock 7 is let go.
STOP = """
CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_advisory_xact_lock_shared(7); RETURN NULL; END $$;
CREATE TRIGGER stop AFTER INSERT ON taggit_tag FOR EACH ROW EXECUTE FUNCTION stop();
"""


@pytest.fixture
def stopped():
    """Each new topic is made while others are being made."""
    with connection.cursor() as cursor:
        cursor.execute(STOP)
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER stop ON taggit_tag; DROP FUNCTION stop()")


def saved_at_once(*lists):
    """Articles that got these topics at one moment, and the people who saved them."""
    desk = make_desk()
    articles = [make_article(desk) for _ in lists]
    people = behind(
        hold,
        [
            saving(article, make_user("editor", desk), topics)
            for article, topics in zip(articles, lists, strict=True)
        ],
    )
    return articles, people


def hold():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(7)")


def saving(article, by, topics):
    credits = [(byline.reporter, byline.role) for byline in article.bylines.all()]
    return lambda: editing.save(
        article, by=by, at=NOW, edit=article.edit, values={}, bylines=credits, topics=topics
    )


def topics_of(article):
    return list(article.topic_items.order_by("pk").values_list("tag__name", flat=True))


def test_two_who_type_the_same_new_topics_in_two_orders_both_save_them(stopped):
    (one, other), people = saved_at_once(["gempa", "tsunami"], ["tsunami", "gempa"])

    assert [person.error for person in people] == [None, None]
    assert topics_of(one) == ["gempa", "tsunami"]
    assert topics_of(other) == ["tsunami", "gempa"]


def test_a_new_topic_that_two_type_in_two_cases_is_one(stopped):
    (one, other), _people = saved_at_once(["Gempa"], ["gempa"])

    topic = Tag.objects.get()
    assert topics_of(one) == topics_of(other) == [topic.name]
