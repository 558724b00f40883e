"""A photo that was brought by mistake is discarded: only who did it and when is left of it."""

import threading

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import translation

from articles.models import Article
from newsroom.photos import checking, editing, storing
from newsroom.photos.discarding import discard
from newsroom.photos.intake import take_in
from newsroom.photos.models import AllowedDesk, Change, Discarded, Photo, Rendition

from .factories import NOW, make_article, make_desk, make_user
from .photos import as_file, encoded, make_picture
from .pictures import figure, gallery, issue, lead, make_photo, save

pytestmark = pytest.mark.django_db
SCRIPT = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def kerinci():
    return make_desk("kerinci")


@pytest.fixture
def reporter(kerinci):
    return make_user("reporter", kerinci, language="en", first_name="Ani")


def bring(desk, by, *, seed="kerinci", quality=90, **values):
    data = encoded(make_picture(seed=seed), quality=quality)
    return take_in(as_file(data), desk=desk, by=by, at=NOW, **values).photo


def browser_of(user):
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    return client


def files_of(photo):
    names = photo.renditions.values_list("file", flat=True)
    return storing.original_name(photo.original), set(names)


def test_rows_and_files_go_and_who_did_it_stays(kerinci, reporter):
    photo, other = bring(kerinci, reporter), make_photo(kerinci)
    editing.edit(
        photo, by=reporter, at=NOW, edit=1, values={"caption": "Danau."}, desks=[kerinci]
    )  # fmt: skip
    original, files = files_of(Photo.objects.get(pk=photo.pk))

    discard(photo, by=reporter, at=NOW, instead=other)

    assert not Photo.objects.filter(pk=photo.pk).exists()
    for rows in (Rendition, Change, AllowedDesk):
        assert not rows.objects.filter(photo_id=photo.pk).exists()
    assert not storing.originals().exists(original)
    assert not any(storing.renditions().exists(name) for name in files)
    kept = Discarded.objects.get(pk=photo.pk)
    assert (kept.by, kept.at, kept.uploaded_by, kept.uploaded_at) == (reporter, NOW, reporter, NOW)
    assert (kept.original, kept.instead) == (photo.original, other.pk)
    again = bring(kerinci, reporter)
    assert again.pk != photo.pk and storing.originals().exists(original)
    assert not any("Nobody" in line for line in checking.check(at=NOW).wrong)


def test_a_file_that_another_photo_has_too_stays(kerinci, reporter):
    data = encoded(make_picture())
    kept = take_in(as_file(data), desk=kerinci, by=reporter, at=NOW).photo
    # The same picture in another file: what is made of it is the same, byte for byte.
    mine = take_in(as_file(data + b"\x00"), desk=kerinci, by=reporter, at=NOW).photo
    assert files_of(kept)[1] == files_of(mine)[1]

    discard(mine, by=reporter, at=NOW)

    assert all(storing.renditions().exists(name) for name in files_of(kept)[1])
    assert storing.originals().exists(files_of(kept)[0])


def use_as_lead(article, photo):
    return save(article, article.created_by, pictures=[lead(photo)])


def use_in_gallery(article, photo):
    return save(article, article.created_by, pictures=gallery(photo))


def use_in_text(article, photo):
    return save(article, article.created_by, body=f"<p>Air.</p>{figure(photo)}")


@pytest.mark.parametrize("use", [use_as_lead, use_in_gallery, use_in_text])
@pytest.mark.parametrize("is_left", [True, False])
def test_what_a_story_uses_or_ever_did_stays(kerinci, reporter, use, is_left):
    article, photo = make_article(kerinci), make_photo(kerinci, by=reporter)
    saved = use(article, photo)
    if not is_left:
        save(saved, article.created_by, pictures=[], body="<p>Air turun.</p>")

    with pytest.raises(ValidationError, match="A story uses this photo, or did"):
        discard(photo, by=reporter, at=NOW)
    assert Photo.objects.get(pk=photo.pk).used


def test_only_whoever_brought_it_discards_it_and_not_over_the_work_of_others(kerinci, reporter):
    photo = make_photo(kerinci, by=reporter)
    chief = make_user("chief", kerinci)

    for other in (chief, make_user("reporter", kerinci), make_user(is_superuser=True)):
        with pytest.raises(PermissionDenied):
            discard(photo, by=other, at=NOW)
    editing.edit(photo, by=chief, at=NOW, edit=1, values={"caption": "Danau."})
    with pytest.raises(ValidationError, match="Others have worked"):
        discard(photo, by=reporter, at=NOW)
    mine = make_photo(kerinci, by=reporter)
    reporter.memberships.all().delete()
    with pytest.raises(PermissionDenied):
        discard(mine, by=type(reporter).objects.get(pk=reporter.pk), at=NOW)


def test_the_database_lets_nothing_else_leave_the_library(kerinci, reporter):
    photo, used = make_photo(kerinci, by=reporter), make_photo(kerinci, by=reporter)
    issue(make_article(kerinci), [lead(used)])
    row = (
        "INSERT INTO photos_discarded (number, desk_id, name, original, uploaded_by_id, "
        "uploaded_at, by_id, at) SELECT number, desk_id, '', {original}, uploaded_by_id, "
        "uploaded_at, uploaded_by_id, now() FROM photos_photo WHERE number = {number}"
    )

    def refused(statement, match):
        with (
            pytest.raises(IntegrityError, match=match),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)

    refused(f"DELETE FROM photos_photo WHERE number = {photo.pk}", "stays")
    refused("UPDATE photos_photo SET used = false WHERE used", "was used: that stays")
    refused(row.format(original="original", number=used.pk), "stays|A version has")
    refused(row.format(original="repeat('0', 64)", number=photo.pk), "no photo")
    refused("DELETE FROM photos_rendition", "A version has")
    discard(photo, by=reporter, at=NOW)
    refused("DELETE FROM photos_discarded", "append-only")
    refused("UPDATE photos_discarded SET name = 'x'", "append-only")


# --- On the screen --------------------------------------------------------------------------------


def test_it_is_asked_once_more_and_its_desk_is_told_afterwards(kerinci, reporter):
    photo = bring(kerinci, reporter, headline="Salah kirim")
    client, page = browser_of(reporter), f"/admin/photos/{photo.pk}/"

    assert f'href="{page}discard/"' in client.get(page).content.decode()
    assert "There is no way back" in client.get(f"{page}discard/").content.decode()
    assert client.post(f"{page}discard/").url == "/admin/photos/"

    gone = client.get(page)
    assert gone.status_code == 410
    assert "Discarded by Ani" in gone.content.decode() and "Salah kirim" in gone.content.decode()
    assert client.get(f"{page}discard/").status_code == 404
    stranger = browser_of(make_user("chief", make_desk("ambon")))
    assert stranger.get(page).status_code == 404


def test_a_story_that_was_faster_is_said_on_the_page(kerinci, reporter):
    photo = make_photo(kerinci, by=reporter)
    use_in_text(make_article(kerinci), photo)
    client, page = browser_of(reporter), f"/admin/photos/{photo.pk}/discard/"

    assert "It stays" in client.get(page).content.decode()
    refused = client.post(page)
    assert (refused.status_code, Photo.objects.count()) == (409, 1)
    assert "A story uses this photo" in refused.content.decode()
    assert "A story uses" in client.post(page, **SCRIPT).json()["refused"]


def test_at_upload_the_one_that_is_there_is_used_and_mine_dropped_in_one_step(kerinci, reporter):
    there, hidden = bring(kerinci, reporter), make_photo(make_desk("ambon"))
    client = browser_of(reporter)
    data = encoded(make_picture(), quality=60)
    sent = {"desk": "kerinci", "photos": as_file(data)}

    answer = client.post("/admin/photos/upload/", sent, **SCRIPT).json()["photos"][0]
    assert [each["number"] for each in answer["alike"]] == [there.pk]
    dropped = client.post(answer["discard"], {"instead": there.pk}, **SCRIPT)

    assert (dropped.status_code, dropped.json()) == (200, {"instead": there.pk})
    assert Photo.objects.get(desk=kerinci) == there
    for instead in (hidden.pk, "x", 2**64, "9" * 5000, ""):
        mine = bring(kerinci, reporter, seed=f"lain {instead}"[:40])
        client.post(f"/admin/photos/{mine.pk}/discard/", {"instead": instead})
        assert Discarded.objects.get(pk=mine.pk).instead is None
    assert client.post("/admin/photos/upload/", sent | {"photos": as_file(data)}).json()


# --- Races ----------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("use", [use_as_lead, use_in_text])
@pytest.mark.parametrize("first", ["story", "discard"])
def test_placing_it_and_discarding_it_at_one_moment_never_both_happen(use, first):
    desk = make_desk("kerinci")
    reporter = make_user("reporter", desk)
    article, photo = make_article(desk), make_photo(desk, by=reporter)
    holds, goes_on = threading.Event(), threading.Event()
    outcomes = {}

    def apart(name, do):
        def work():
            try:
                with translation.override("en"):
                    if name == first:
                        with transaction.atomic():
                            do()
                            holds.set()
                            goes_on.wait(10)
                    else:
                        holds.wait(10)
                        do()
                outcomes[name] = "done"
            except (ValidationError, IntegrityError) as error:
                outcomes[name] = error
            finally:
                holds.set()
                connection.close()

        return threading.Thread(target=work)

    threads = [
        apart("story", lambda: use(Article.objects.get(pk=article.pk), photo)),
        apart("discard", lambda: discard(photo, by=reporter, at=NOW)),
    ]
    for thread in threads:
        thread.start()
    holds.wait(10)
    # The second waits for the first: only then may that one end.
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    for _ in range(500):
        with connection.cursor() as cursor:
            cursor.execute(f"{waiting} AND datname = current_database()")
            if cursor.fetchone()[0]:
                break
        threading.Event().wait(0.01)
    goes_on.set()
    for thread in threads:
        thread.join()

    (second,) = {"story", "discard"} - {first}
    assert outcomes[first] == "done"
    assert isinstance(outcomes[second], ValidationError)
    assert Photo.objects.filter(pk=photo.pk).exists() == (first == "story")
    assert Discarded.objects.exists() == (first == "discard")
    article.refresh_from_db()
    assert (str(photo.pk) in article.body or article.pictures.exists()) == (first == "story")
