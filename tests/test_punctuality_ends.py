"""What ends by the clock is looked for like what comes: a photo's term, and a story's own end."""

from datetime import timedelta
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from articles.models import Version
from articles.punctuality.models import Change, Entry
from newsroom.photos.models import Photo

from .factories import make_article, make_desk, make_issued
from .pictures import gallery, issue, lead, make_photo
from .watched import AN_HOUR, MOMENT, cache_before, late, now, settled, states, until, watching

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(network):
    """A desk below the network."""
    return make_desk("kerinci")


def read(url, desk, path):
    """What a reader gets at that door."""
    connection = HTTPConnection(urlsplit(url).netloc)
    connection.request("GET", path, headers={"Host": desk.host, "Connection": "close"})
    found = connection.getresponse().read().decode()
    connection.close()
    return found


def test_a_photo_that_a_cache_shows_beyond_its_term_is_late_until_it_is_gone(door, desk):
    photo = make_photo(desk)
    article = issue(make_article(desk), [lead(photo), *gallery(photo)], at=now())
    path = article.versions.get().path

    with cache_before(door) as cache:
        assert photo.renditions.get(crop="share").file in read(cache.url, desk, path)
        ends = now() + MOMENT
        Photo.objects.update(usable_until=ends)
        with watching(cache.url) as watcher:
            ending = Change.objects.filter(kind="photo_ends")
            until(watcher, lambda: ending.filter(pages__0__stale__gt=0).exists())
            assert ending.get().pages[0]["state"] == "awaited"
            cache.kept.clear()
            until(watcher, settled)

    change = ending.get()
    assert (change.article, change.planned_at, change.ahead) == (article, ends, True)
    assert {page["what"] for page in change.pages} >= {"story", "front", "section", "feed"}
    assert states(change) == {"seen"}
    lines = Entry.objects.filter(kind="photo_ends").order_by("pk")
    assert [line.desk for line in lines] == [desk, desk.parent]
    assert lines[0].outcome == "seen" and 0 < lines[0].stale_ms <= lines[0].lateness_ms < AN_HOUR
    assert not late()


def test_a_term_that_is_prolonged_at_the_last_moment_is_neither_late_nor_told(door, desk, settings):
    settings.LATE_AFTER = 1
    ends = now() + timedelta(hours=8)
    photo = make_photo(desk, usable_until=ends)
    issue(make_article(desk), [lead(photo)], at=now())
    ahead = ends - 2 * MOMENT - now()

    with watching(door, lambda: now() + ahead) as watcher:
        until(watcher, Change.objects.exists)
        Photo.objects.update(usable_until=ends + timedelta(days=30))
        until(watcher, settled)

    assert Change.objects.get().kind == "photo_ends"
    assert set(Entry.objects.values_list("outcome", "lateness_ms")) == {("overtaken", None)}
    assert not late()


def test_a_story_that_ends_by_the_clock_is_seen_to_be_gone(door, desk):
    article = make_issued(desk, at=now() - timedelta(days=1))
    ends = now() + MOMENT
    Version.objects.update(live_until=ends)

    with watching(door) as watcher:
        until(watcher, lambda: settled() and now() > ends)

    change = Change.objects.get()
    assert (change.kind, change.article, change.planned_at) == ("ended", article, ends)
    assert change.pages[0]["what"] == "story" and states(change) == {"seen"}
    assert all(0 <= line.lateness_ms < AN_HOUR for line in Entry.objects.all())
