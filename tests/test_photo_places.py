"""Where a photo is used, past and present, as far as whoever asks may know."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import photo_places
from articles.photo_places import When
from newsroom.photos.models import Photo, Takedown

from .factories import NOW, make_article, make_desk, make_user, reissue
from .pictures import figure, gallery, issue, lead, make_photo, save
from .staff import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
LATER = NOW + timedelta(hours=2)


@pytest.fixture
def editor(kerinci):
    return make_user("editor", kerinci, language="en")


def places(photo, user, at=NOW):
    return photo_places.of([photo], user, at=at)[photo.pk]


def test_texts_in_work_and_versions_past_live_and_ahead_are_in_one_list(kerinci, editor):
    photo = make_photo(kerinci)
    live = issue(make_article(kerinci, by=editor), [lead(photo)])
    past = issue(make_article(kerinci, by=editor), [lead(photo)])
    reissue(past, at=NOW, live_from=NOW + timedelta(hours=1))
    ahead = issue(
        make_article(kerinci, by=editor), gallery(photo), live_from=NOW + timedelta(days=1)
    )
    draft = make_article(kerinci, by=editor)
    draft = save(draft, editor, pictures=[lead(photo)])
    inside = make_article(kerinci, by=editor)
    inside = save(inside, editor, body=f"<p>Danau.</p>{figure(photo)}<p>Surut.</p>")

    found = places(photo, editor)

    stand = {(place.article, place.when, str(place.place)) for place in found.shown}
    assert (live.pk, When.LIVE, "lead picture") in stand
    assert (ahead.pk, When.AHEAD, "gallery") in stand
    assert (draft.pk, When.WORK, "lead picture") in stand
    assert (inside.pk, When.WORK, "in the text") in stand
    shown = next(place for place in found.shown if place.article == live.pk)
    assert shown.public.endswith(live.versions.get().path)
    assert shown.desks == ["Kerinci", "Nusantara"]
    assert found.hidden == 0
    later = {(place.article, place.when) for place in places(photo, editor, at=LATER).shown}
    assert (past.pk, When.PAST) in later


def test_what_is_not_public_is_told_to_those_who_see_the_article_alone(kerinci, editor):
    ambon = make_desk("ambon")
    photo = make_photo(kerinci, shared=True)
    theirs = make_user("reporter", ambon)
    secret = make_article(ambon, by=theirs, headline="Sandi brankas")
    save(secret, theirs, pictures=[lead(photo)], body=f"<p>x</p>{figure(photo)}")
    ahead = issue(make_article(ambon, headline="Sandi brankas"), [lead(photo)], live_from=LATER)

    found = places(photo, editor)
    assert (found.shown, found.hidden) == ([], 3)
    page = client_of(editor).get(f"/admin/photos/{photo.pk}/")
    assert "brankas" not in page.text and "3 texts that are not public" in page.text
    # Readers have it by then: it is told, without a way into their newsroom.
    found = places(photo, editor, at=LATER)
    assert [(place.article, place.url) for place in found.shown] == [(ahead.pk, "")]
    assert len(places(photo, theirs, at=NOW).shown) == 3


def test_the_receipt_keeps_where_readers_saw_it(kerinci, editor):
    photo = make_photo(kerinci)
    article = issue(make_article(kerinci, by=editor, headline="Danau surut"), [lead(photo)])
    client = client_of(editor)
    page = client.get(f"/admin/photos/{photo.pk}/takedown/")
    assert "Danau surut" in page.text

    client.post(
        f"/admin/photos/{photo.pk}/takedown/",
        {"ground": "court", "reason": "Putusan.", "original": "keep"},
    )

    (place,) = Takedown.objects.get().places
    version = article.versions.get()
    assert (place["article"], place["version"]) == (article.pk, 1)
    assert place["address"].endswith(version.path) and place["desks"] == ["Kerinci", "Nusantara"]
    receipt = client.get(f"/admin/photos/{photo.pk}/receipt/")
    assert "Danau surut" in receipt.text and place["address"] in receipt.text
    assert not Photo.objects.usable(LATER, kerinci).exists()


def test_terms_that_end_say_where_the_photo_is_used(kerinci, editor):
    photo = make_photo(kerinci, usable_until=NOW + timedelta(days=9))
    issue(make_article(kerinci, by=editor, headline="Danau surut"), [lead(photo)])

    page = client_of(editor).get("/admin/photos/ending/")

    assert "Danau surut" in page.text and "live" in page.text


@pytest.mark.usefixtures("desks_read_once")
def test_places_cost_the_same_however_many_there_are(kerinci, editor):
    def queries():
        photos = list(Photo.objects.all())
        with CaptureQueriesContext(connection) as asked:
            photo_places.of(photos, editor, at=NOW)
        return len(asked)

    issue(make_article(kerinci, by=editor), [lead(make_photo(kerinci))])
    before = queries()
    for _ in range(3):
        photo = make_photo(kerinci)
        issue(make_article(kerinci, by=editor), [lead(photo), *gallery(photo)])
        save(make_article(kerinci, by=editor), editor, pictures=[lead(photo)])
    assert queries() == before <= 6
