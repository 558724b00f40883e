"""Notes while somebody else saves the article or writes in the thread."""

from uuid import uuid4

import pytest
from django.db import transaction

from articles.models import Article
from articles.talk import notes
from articles.talk.models import Note, Notification, Thread
from articles.talk.telling import settle, tell

from .factories import NOW, make_article, make_desk, make_note, make_user
from .waiting import PATIENCE, Person, behind, wait_for

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_thread_is_resolved_while_somebody_saves_the_article():
    article = make_article(make_desk())
    editor = make_user("editor", article.desk)
    thread = make_note(article, by=editor).thread

    with transaction.atomic():
        Article.objects.select_for_update().get(pk=article.pk)
        person = Person(lambda: notes.resolve(thread, by=editor, at=NOW, key=uuid4()))
        person.start()
        person.join(PATIENCE)
        assert not person.is_alive(), "It waits for the save."

    assert person.error is None
    thread.refresh_from_db()
    assert thread.resolved_by == editor


def test_a_reply_that_waited_tells_the_writers_that_the_article_has_by_then():
    article = make_article(make_desk())
    first, editor, later = (make_user("editor", article.desk) for _ in range(3))
    thread = make_note(article, by=first).thread

    person = Person(
        lambda: notes.reply(thread, by=editor, at=NOW, text="Sudah dicek.", key=uuid4())
    )
    with transaction.atomic():
        Thread.objects.select_for_update().get(pk=thread.pk)
        person.start()
        assert person.connected.wait(PATIENCE)
        wait_for([person])
        Article.objects.filter(pk=article.pk).update(created_by=later)
    person.join(PATIENCE)

    assert person.error is None
    told = Notification.objects.filter(note=person.result, to=later)
    assert told.get().kind == "noted"


def test_two_who_resolve_at_once_say_so_once():
    article = make_article(make_desk())
    editors = [make_user("editor", article.desk) for _ in range(2)]
    thread = make_note(article, by=editors[0]).thread

    def resolves(editor):
        return lambda: notes.resolve(thread, by=editor, at=NOW, key=uuid4())

    people = behind(
        lambda: Thread.objects.select_for_update().get(pk=thread.pk),
        [resolves(editor) for editor in editors],
    )

    assert [person.error for person in people] == [None, None]
    assert Note.objects.filter(thread=thread, act="resolve").count() == 1


def test_notifications_that_two_mark_as_read_are_taken_in_one_order():
    article = make_article(make_desk())
    *editors, other = (make_user("editor", article.desk) for _ in range(3))
    tell("submitted", to=editors, by=None, at=NOW, article=article)
    first, second = Notification.objects.order_by("pk")
    # In the table and its indexes it comes after the second now.
    Notification.objects.filter(pk=first.pk).update(to=other)

    settling = Person(lambda: settle("submitted", article, at=NOW))
    with transaction.atomic():
        Notification.objects.select_for_update().get(pk=first.pk)
        settling.start()
        assert settling.connected.wait(PATIENCE)
        wait_for([settling])
        # Whoever waits for the first does not hold the second.
        assert Notification.objects.select_for_update(nowait=True).get(pk=second.pk)
    settling.join(PATIENCE)

    assert settling.error is None
    assert not Notification.objects.unread().exists()
