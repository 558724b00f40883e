"""Editors are told that the term of a photo in their stories ends, while something can be done."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from articles import workflow
from articles.ending import tell_ends
from articles.management.commands import deliver
from articles.talk.models import MailWishes, Notification
from newsroom.accounts.models import User
from newsroom.photos.models import Photo

from .factories import NOW, make_article, make_desk, make_network, make_user
from .pictures import figure, issue, lead, make_photo, save
from .staff import client_of, page_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
IN_A_WEEK = NOW + 7 * DAY


@pytest.fixture
def kerinci():
    make_network()
    return make_desk("kerinci", time_zone="Asia/Jakarta")


@pytest.fixture
def editor(kerinci):
    return make_user("editor", kerinci, language="en")


def told(user):
    """What the user is shown of terms, as (text, address), the first first."""
    rows = Notification.objects.visible_to(User.objects.get(pk=user.pk)).filter(kind="ending")
    return list(rows.order_by("pk").values_list("text", "url"))


def test_editors_of_the_desk_are_told_a_week_and_a_day_before_once_each(kerinci, editor):
    photo = make_photo(kerinci, usable_until=IN_A_WEEK)
    issue(make_article(kerinci, headline="Air turun"), [lead(photo)], at=NOW)
    draft = make_article(kerinci, headline="Air naik")
    save(draft, draft.created_by, body=f"<p>Air.</p>{figure(photo)}")

    assert tell_ends(at=NOW - timedelta(seconds=1)) == 0
    assert [tell_ends(at=NOW), tell_ends(at=NOW + DAY)] == [1, 0]

    ((text, url),) = told(editor)
    title, end, *places = text.split("\n")
    assert title == f"Danau Kerinci surut ({photo.pk})" and end.endswith(" WIB")
    assert places == ["Air turun (Kerinci)", "Air naik (Kerinci)"]
    page = Client(HTTP_HOST="localhost")
    page.force_login(editor)
    listed = page.get(url.partition("#")[0]).content.decode()
    assert 'id="nr-used"' in listed and listed.count("/change/") >= 2
    assert told(draft.created_by) == []

    assert [tell_ends(at=IN_A_WEEK - DAY), tell_ends(at=IN_A_WEEK - DAY / 2)] == [1, 0]
    assert len(told(editor)) == 2
    assert tell_ends(at=IN_A_WEEK) == 0


def test_a_network_chooses_how_many_days_before_editors_are_told(kerinci, editor, settings):
    settings.TERM_DAYS = [3, 30, 14]
    photo = make_photo(kerinci, usable_until=NOW + 40 * DAY)
    issue(make_article(kerinci), [lead(photo)], at=NOW)

    days = [day for day in range(41) if tell_ends(at=NOW + day * DAY)]

    assert days == [10, 26, 37]
    assert len(told(editor)) == 3


def test_of_another_end_it_is_told_again(kerinci, editor):
    photo = make_photo(kerinci, usable_until=NOW + DAY / 2)
    issue(make_article(kerinci), [lead(photo)], at=NOW)

    assert tell_ends(at=NOW) == 1
    Photo.objects.update(usable_until=IN_A_WEEK - DAY)
    assert [tell_ends(at=NOW), tell_ends(at=NOW + DAY)] == [1, 0]
    assert tell_ends(at=IN_A_WEEK - DAY - DAY / 2) == 1

    assert len(told(editor)) == 3


def test_nobody_is_told_of_what_stands_nowhere_or_does_so_no_longer(kerinci, editor):
    make_photo(kerinci, usable_until=IN_A_WEEK)
    left, withdrawn = (make_photo(kerinci, usable_until=IN_A_WEEK) for _ in range(2))
    draft = make_article(kerinci)
    save(save(draft, draft.created_by, pictures=[lead(left)]), draft.created_by, pictures=[])
    story = issue(make_article(kerinci), [lead(withdrawn)], at=NOW)
    workflow.perform(
        "withdraw", story, by=make_user("editor", kerinci), at=NOW + DAY, ground="inaccurate",
        reason="Angkanya keliru.",
    )  # fmt: skip

    tell_ends(at=NOW + DAY)

    assert told(editor) == []
    assert tell_ends(at=NOW + DAY) == 0


def test_each_is_told_what_they_may_know_where_the_story_stands(kerinci, editor):
    ambon, jambi = make_desk("ambon"), make_desk("jambi")
    photo = make_photo(ambon, shared=True, usable_until=IN_A_WEEK)
    story = issue(make_article(kerinci, headline="Air turun"), [lead(photo)], at=NOW)
    carrying, owning = make_user("editor", jambi), make_user("chief", ambon)
    stranger = make_user("editor", make_desk("maluku"))
    workflow.perform("carry", story, by=carrying, at=NOW, desk=jambi)
    draft = make_article(kerinci, headline="Belum terbit", shared=False)
    save(draft, draft.created_by, pictures=[lead(photo)])
    Photo.objects.update(shared=False)

    tell_ends(at=NOW)

    ((text, url),) = told(editor)
    assert "Belum terbit (Kerinci)" in text
    # The photo's page is its own desk's: these are led to the story.
    assert url.startswith("/admin/articles/article/")
    ((text, url),) = told(owning)
    assert "Air turun (Kerinci)" in text and "Belum terbit" not in text
    assert url == f"/admin/photos/{photo.pk}/#nr-used"
    assert [each for each, _url in told(carrying)] == [] or "Belum" not in told(carrying)[0][0]
    assert told(stranger) == []


def test_a_desk_without_an_editor_is_told_of_by_the_nearest_above(kerinci):
    network_editor = make_user("editor", make_network())
    photo = make_photo(kerinci, usable_until=IN_A_WEEK)
    issue(make_article(kerinci), [lead(photo)], at=NOW)
    Notification.objects.all().delete()
    User.objects.filter(memberships__desk=kerinci, memberships__role="editor").update(
        is_active=False
    )
    for user in User.objects.filter(memberships__desk=kerinci):
        user.memberships.filter(role="editor").delete()

    tell_ends(at=NOW)

    assert len(told(network_editor)) == 1


def test_the_worker_tells_and_each_chooses_how_soon_by_mail(kerinci, editor, settings):
    settings.MAILS = True
    never = make_user("editor", kerinci)
    MailWishes.objects.create(user=never, paces={"ending": "never"})
    photo = make_photo(kerinci, usable_until=IN_A_WEEK)
    issue(make_article(kerinci), [lead(photo)], at=NOW)

    deliver.work(clock=lambda: NOW)

    rows = Notification.objects.filter(kind="ending")
    assert rows.get(to=never).mail_at is None
    assert rows.get(to=editor).mail_at is not None
    assert str(rows.get(to=editor).get_kind_display())


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_once():
    desk = make_desk("kerinci")
    editors = [make_user("editor", desk) for _ in range(2)]
    for _ in range(3):
        photo = make_photo(desk, usable_until=IN_A_WEEK)
        issue(make_article(desk), [lead(photo)], at=NOW)
    start, counts = threading.Barrier(2), []

    def work():
        try:
            start.wait()
            counts.append(tell_ends(at=NOW))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(counts) == 3
    assert [len(told(each)) for each in editors] == [3, 3]


def test_editors_of_the_stories_that_lose_a_photo_that_is_taken_down_are_told_and_led_to_them(
    kerinci, editor
):
    photo = make_photo(kerinci, shared=True)
    ambon = make_desk("ambon")
    colleague, other = make_user("editor", kerinci), make_user("editor", ambon)
    theirs = make_article(ambon, headline="Air naik")
    save(theirs, theirs.created_by, pictures=[lead(photo)])
    issue(make_article(kerinci, headline="Air turun"), [lead(photo)])
    answers = {"ground": "consent", "reason": "Diminta.", "original": "keep"}

    client_of(editor).post(f"/admin/photos/{photo.pk}/takedown/", answers)

    rows = Notification.objects.filter(kind="taken_down").order_by("to")
    told = {row.to: row for row in rows}
    assert editor not in told
    # Of another desk's work nobody learns.
    assert told[colleague].text == f"Danau Kerinci surut ({photo.pk})\nAir turun (Kerinci)"
    assert told[colleague].url == f"/admin/photos/{photo.pk}/#nr-used"
    assert "Air naik (Ambon)" in told[other].text and told[other].url == page_of(theirs)
    assert rows.visible_to(other).exists()
