"""A term of a photo that is cut short: what that takes from whom is said, to all it concerns."""

from datetime import timedelta

import pytest

from articles.ending import tell_ends
from articles.talk.models import Notification
from newsroom.photos.models import Photo
from newsroom.photos.models.terms import FOREVER

from .factories import NOW, make_article, make_desk, make_user, reissue
from .markup import read
from .pictures import gallery, issue, lead, make_photo, save
from .staff import client_of, page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
DAY = timedelta(days=1)
ASKED = "Not saved yet: stories lose the picture"


@pytest.fixture
def editor(kerinci):
    return make_user("editor", kerinci, language="en")


def cut(user, photo, end, answer=None, **typed):
    """Type another end on the page of the photo, or on the page that answered before, and save."""
    path = f"/admin/photos/{photo.pk}/"
    client = client_of(user)
    forms = read(answer or client.get(path), path)[1]
    values = next(form.values for form in forms if "headline" in form.values)
    moment = end.astimezone(photo.desk.zone).strftime("%Y-%m-%dT%H:%M")
    return client.post(path, values | {"usable_until": moment} | typed)


def of(page):
    """What the page says above its form."""
    return page.text.split('<div class="nr-article">')[0]


def end_of(photo):
    return Photo.objects.get(pk=photo.pk).usable_until


def test_who_ends_a_term_is_told_which_stories_lose_it_and_saves_once_more(kerinci, editor):
    photo = make_photo(kerinci)
    live = issue(make_article(kerinci, headline="Air turun"), [lead(photo)], at=NOW - DAY)
    ahead = issue(
        make_article(kerinci, headline="Air naik"), gallery(photo), live_from=NOW + 9 * DAY
    )
    draft = make_article(kerinci, headline="Belum terbit")
    save(draft, draft.created_by, pictures=[lead(photo)])

    asked = cut(editor, photo, NOW - DAY, place="Ketikan")

    assert (asked.status_code, end_of(photo)) == (422, FOREVER)
    assert not Notification.objects.filter(kind="ended").exists()
    said = of(asked)
    assert ASKED in said and "The term that you typed is over" in said
    assert f'href="{page_of(live)}">Air turun</a>' in said
    assert f'href="{page_of(ahead)}">Air naik</a>' in said and "scheduled" in said
    assert "Belum terbit" not in said
    assert 'id="id_usable_until_error"' in asked.text and "Ketikan" in asked.text

    assert cut(editor, photo, NOW - DAY, asked, place="").status_code == 302

    assert end_of(photo) < NOW
    page = of(client_of(editor).get(f"/admin/photos/{photo.pk}/"))
    assert "2 stories are without it" in page and "Air turun" in page and "Air naik" in page


def test_another_end_than_the_one_that_was_asked_about_is_asked_about_again(kerinci, editor):
    photo = make_photo(kerinci)
    issue(make_article(kerinci), [lead(photo)], at=NOW - DAY)

    asked = cut(editor, photo, NOW + 90 * DAY)
    again = cut(editor, photo, NOW - DAY, asked)

    assert [answer.status_code for answer in (asked, again)] == [422, 422]
    assert "on readers no longer see the picture in what is named here" in of(asked)
    assert end_of(photo) == FOREVER
    assert cut(editor, photo, NOW + 90 * DAY, asked).status_code == 302
    page = of(client_of(editor).get(f"/admin/photos/{photo.pk}/"))
    assert "from then 1 story is without it" in page
    # A longer term takes it from nobody.
    assert cut(editor, photo, NOW + 99 * DAY).status_code == 302


def test_an_end_that_nobody_touched_is_asked_about_by_nobody(kerinci, editor):
    end = (NOW + 9 * DAY).replace(second=30)
    photo = make_photo(kerinci, usable_until=end)
    issue(make_article(kerinci), [lead(photo)], at=NOW - DAY)

    assert cut(editor, photo, end, place="Kerinci").status_code == 302


def test_nothing_is_asked_where_no_reader_loses_it(kerinci, editor):
    photo = make_photo(kerinci)
    story = issue(make_article(kerinci), [lead(photo)], at=NOW - DAY)
    story.pictures.all().delete()
    reissue(story, at=NOW - DAY / 2)
    draft = make_article(kerinci)
    save(draft, draft.created_by, pictures=[lead(photo)])

    assert cut(editor, photo, NOW - DAY / 4).status_code == 302
    assert "nr-losing" not in client_of(editor).get(f"/admin/photos/{photo.pk}/").text


def test_the_people_of_its_stories_are_told_that_a_term_was_ended_as_of_a_take_down(
    kerinci, editor
):
    ambon = make_desk("ambon")
    photo = make_photo(kerinci, shared=True)
    colleague, other = make_user("editor", kerinci), make_user("editor", ambon, language="en")
    issue(make_article(kerinci, headline="Air turun"), [lead(photo)], at=NOW - DAY)
    theirs = issue(
        make_article(ambon, headline="Rahasia ombak"), [lead(photo)], live_from=NOW + 9 * DAY
    )

    asked = cut(editor, photo, NOW - DAY)
    # Of another desk's work that is not public one learns how much there is.
    assert "Rahasia ombak" not in asked.text
    assert "1 text that is not public, and not yours to see" in of(asked)
    assert cut(editor, photo, NOW - DAY, asked).status_code == 302

    told = {row.to: row for row in Notification.objects.filter(kind="ended")}
    assert editor not in told and {row.by for row in told.values()} == {editor}
    title, moment, *stories = told[colleague].text.split("\n")
    assert title == f"Danau Kerinci surut ({photo.pk})" and moment.endswith(" WIB")
    assert stories == ["Air turun (Kerinci)"]
    assert "Rahasia ombak (Ambon)" in told[other].text and told[other].url == page_of(theirs)
    page = client_of(other).get("/admin/notifications/").text
    assert "Rahasia ombak" in page and "Term of a photo ended" in page

    # A term that was over ends for nobody once more.
    count = Notification.objects.filter(kind="ended").count()
    assert cut(editor, photo, NOW - 2 * DAY).status_code == 302
    assert Notification.objects.filter(kind="ended").count() == count


def test_of_a_term_that_is_cut_to_a_moment_ahead_they_are_told_before_it_ends(kerinci, editor):
    photo = make_photo(kerinci)
    colleague = make_user("editor", kerinci)
    issue(make_article(kerinci), [lead(photo)], at=NOW - DAY)

    cut(editor, photo, NOW + 3 * DAY, cut(editor, photo, NOW + 3 * DAY))

    assert not Notification.objects.filter(kind="ended").exists()
    assert tell_ends(at=NOW) == 1
    assert Notification.objects.filter(kind="ending", to=colleague).exists()


def test_who_ends_the_terms_of_several_is_asked_and_tells_in_the_same_way(kerinci, editor):
    photos = [make_photo(kerinci, headline=name) for name in ("Danau", "Sawah", "Pasar")]
    colleague = make_user("editor", kerinci)
    for photo, headline in zip(photos, ("Air turun", "Air naik"), strict=False):
        issue(make_article(kerinci, headline=headline), [lead(photo)], at=NOW - DAY)
    path = "/admin/photos/many/"
    client = client_of(editor)
    sent = {
        "photo": [photo.pk for photo in photos],
        **{f"edit-{photo.pk}": photo.edit for photo in photos},
        "usable_until": (NOW - DAY).strftime("%Y-%m-%dT%H:%M"),
        "allowed_use": "any",
    }

    # What is not ticked stays as it is.
    assert client.post(path, sent | {"ticked": ["allowed_use"]}).status_code == 302
    sent |= {f"edit-{photo.pk}": end for photo, end in zip(photos, edits(photos), strict=True)}
    asked = client.post(path, sent | {"ticked": ["usable_until"]})

    assert (asked.status_code, {end_of(photo) for photo in photos}) == (422, {FOREVER})
    said = asked.text.split("<form", 1)[0] + asked.text.split(ASKED)[1].split("<form")[0]
    assert "Air turun" in said and "<h3>Danau</h3>" in said and "<h3>Pasar</h3>" not in said
    known = read(asked, path)[1]
    known = next(form.values for form in known if "known_end" in form.values)["known_end"]

    saved = client.post(path, sent | {"ticked": ["usable_until"], "known_end": known})

    assert saved.status_code == 302 and all(end_of(photo) < NOW for photo in photos)
    told = Notification.objects.filter(kind="ended", to=colleague)
    assert sorted(row.text.split(" (")[0] for row in told) == ["Danau", "Sawah"]


def edits(photos):
    """The number of the last save of each."""
    return [Photo.objects.get(pk=photo.pk).edit for photo in photos]
