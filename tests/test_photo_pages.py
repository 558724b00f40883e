"""One photo, several, bringing them and taking one down, as people meet it on the screen."""

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from newsroom.photos import storing, taking_down
from newsroom.photos.intake import take_in
from newsroom.photos.models import AllowedDesk, Change, Photo, Takedown
from newsroom.photos.models.terms import FOREVER
from newsroom.reporters.models import Membership

from .factories import NOW, make_desk, make_network, make_user
from .markup import read
from .photos import as_file, encoded, give_files, make_photo, make_picture
from .staff import client_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8"


@pytest.fixture
def kerinci():
    make_network()
    return make_desk("kerinci", time_zone="Asia/Jakarta")


@pytest.fixture
def reporter(kerinci):
    return make_user("reporter", kerinci, language="en", first_name="Ani")


@pytest.fixture
def client(reporter):
    return client_of(reporter)


@pytest.fixture
def editor(kerinci):
    return client_of(make_user("editor", kerinci, language="en"))


def typed(photo, client, **changes):
    """The form of the page as a browser sends it, with some fields typed over."""
    path = f"/admin/photos/{photo.pk}/"
    forms = read(client.get(path), path)[1]
    values = next(form.values for form in forms if "headline" in form.values)
    return values | changes


# --- One photo ----------------------------------------------------------------------------------


def test_everything_that_is_known_of_a_photo_is_typed_on_its_page(client, kerinci):
    photo = make_photo(kerinci)
    give_files(photo)
    make_desk("ambon", name="Ambon")

    response = client.post(
        f"/admin/photos/{photo.pk}/",
        typed(
            photo, client, headline="Panen", keywords="kopi, Panen raya, kopi", shared="on",
            usable_until="2090-01-01T06:00", desks="Ambon, kerinci", allowed_use="once",
            digital_source_type="http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
        ),
    )  # fmt: skip

    assert response.status_code == 302
    photo.refresh_from_db()
    assert (photo.headline, photo.shared, photo.allowed_use) == ("Panen", True, "once")
    assert photo.keywords == ["kopi", "Panen raya"] and photo.is_ai_made
    # On the desk's clock.
    assert photo.usable_until.isoformat() == "2089-12-31T23:00:00+00:00"
    assert {row.desk.slug for row in photo.allowed.all()} == {"ambon", "kerinci"}
    page = client.get(f"/admin/photos/{photo.pk}/")
    for words in ("Ani", "Shown at these desks alone", "Ambon, Kerinci", "2090-01-01 06:00",
                  "made by AI", "once: in one article"):  # fmt: skip
        assert words in page.text
    response = client.post(
        f"/admin/photos/{photo.pk}/", typed(photo, client, usable_until="", desks="")
    )
    photo.refresh_from_db()
    assert (photo.usable_until, photo.allowed.count(), photo.edit) == (FOREVER, 0, 3)


def test_what_is_typed_wrong_is_said_beside_it_and_stays(client, kerinci):
    photo = make_photo(kerinci)
    give_files(photo)
    for change, sentence in (
        ({"desks": "Atlantis"}, "There is no desk “Atlantis”."),
        ({"usable_from": "2090-01-02T06:00", "usable_until": "2090-01-01T06:00"},
         "The term ends before it begins."),
        ({"origin": "handout", "source": ""}, "Of a handout, say where it came from."),
        ({"keywords": ", ".join(map(str, range(60)))}, "At most 50 keywords"),
        ({"headline": "x" * 251}, "at most 250 characters"),
    ):  # fmt: skip
        response = client.post(
            f"/admin/photos/{photo.pk}/", typed(photo, client, caption="Ketikan", **change)
        )
        assert response.status_code == 422, change
        assert sentence in response.text and "Ketikan" in response.text
    assert not Change.objects.exists()


def test_whoever_comes_second_sees_both_and_may_save_again(client, editor, kerinci):
    photo = make_photo(kerinci)
    give_files(photo)
    first = typed(photo, client, headline="Yang pertama")
    second = typed(photo, editor, headline="Yang kedua", caption="Ketikan")
    assert client.post(f"/admin/photos/{photo.pk}/", first).status_code == 302

    response = editor.post(f"/admin/photos/{photo.pk}/", second)

    assert response.status_code == 409
    assert "Somebody else changed it meanwhile" in response.text
    assert "Yang pertama" in response.text and "Ketikan" in response.text
    photo.refresh_from_db()
    assert photo.headline == "Yang pertama"
    second["edit"] = str(response.context["form"]["edit"].value())
    assert editor.post(f"/admin/photos/{photo.pk}/", second).status_code == 302
    photo.refresh_from_db()
    assert (photo.headline, photo.caption) == ("Yang kedua", "Ketikan")


def test_a_photo_from_a_day_that_is_still_ahead_is_saved_and_its_page_says_so(client, kerinci):
    photo = make_photo(kerinci)
    give_files(photo)
    path, warning = f"/admin/photos/{photo.pk}/", "that is still ahead"
    tomorrow, yesterday = (
        (NOW + days).astimezone(kerinci.zone).strftime("%Y-%m-%dT06:00") for days in (2 * DAY, -DAY)
    )

    saved = client.post(path, typed(photo, client, taken_at=tomorrow), follow=True)

    photo.refresh_from_db()
    assert saved.status_code == 200 and photo.taken_at > NOW
    assert warning in saved.text and "06:00 WIB" in saved.text
    assert f"{tomorrow.replace('T', ' ')} WIB" in saved.text, "the history names the zone"
    saved = client.post(path, typed(photo, client, taken_at=yesterday), follow=True)
    assert saved.status_code == 200 and warning not in saved.text


def test_another_desks_shared_photo_is_read_and_not_changed(kerinci):
    ambon = make_desk("ambon")
    shared, hidden = make_photo(kerinci, shared=True), make_photo(kerinci)
    outsider = client_of(make_user("chief", ambon, language="en"))

    page = outsider.get(f"/admin/photos/{shared.pk}/")

    assert page.status_code == 200 and page.context["form"] is None
    assert "Download the original" not in page.text and "Take down" not in page.text
    for path in (f"{hidden.pk}/", f"{hidden.pk}/original/", f"{shared.pk}/original/",
                 f"{shared.pk}/takedown/", f"{shared.pk}/receipt/",
                 f"{hidden.pk}/?file=1"):  # fmt: skip
        assert outsider.get(f"/admin/photos/{path}").status_code == 404, path
        assert outsider.post(f"/admin/photos/{path}", {"headline": "x"}).status_code == 404, path
    assert not Change.objects.exists() and not Takedown.objects.exists()


def test_the_original_and_what_it_says_are_for_its_desk(client, kerinci, reporter):
    data = encoded(make_picture(), comment=b"x")
    photo = take_in(as_file(data), desk=kerinci, by=reporter, at=NOW, caption="Danau").photo

    response = client.get(f"/admin/photos/{photo.pk}/original/")

    assert b"".join(response.streaming_content) == data
    assert response["Content-Disposition"] == f'attachment; filename="photo-{photo.pk}.jpg"'
    assert "private" in response["Cache-Control"] and "no-store" in response["Cache-Control"]
    page = client.get(f"/admin/photos/{photo.pk}/?file=1")
    assert "What the file says of itself" in page.text and "Nothing." in page.text
    storing.originals().delete(storing.original_name(photo.original))
    assert client.get(f"/admin/photos/{photo.pk}/original/").status_code == 404
    assert "missing from the storage" in client.get(f"/admin/photos/{photo.pk}/?file=1").text


def test_the_program_suggests_the_focal_point_anew(client, kerinci, reporter):
    photo = take_in(
        as_file(encoded(make_picture())), desk=kerinci, by=reporter, at=NOW, focal_x=3, focal_y=3
    ).photo

    client.post(f"/admin/photos/{photo.pk}/", typed(photo, client, suggest="on", headline="Baru"))

    photo.refresh_from_db()
    assert photo.focal_by == "suggested" and photo.focal != (3, 3)
    assert photo.headline == "Baru"


@pytest.mark.usefixtures("desks_read_once")
def test_the_page_of_a_photo_asks_the_same_questions_however_long_its_history(
    client, kerinci, reporter
):
    photo = make_photo(kerinci)
    give_files(photo)

    def queries():
        client.get(f"/admin/photos/{photo.pk}/")
        with CaptureQueriesContext(connection) as found:
            assert client.get(f"/admin/photos/{photo.pk}/").status_code == 200
        return len(found)

    before = queries()
    for number in range(2, 40):
        Change.objects.create(
            photo=photo, edit=number, by=reporter, at=NOW, fields={"credit": ["a", "b"]}
        )
    for desk in (kerinci, make_desk("ambon")):
        AllowedDesk.objects.create(photo=photo, desk=desk)
    assert queries() == before <= 15
    assert "Older changes are kept" in client.get(f"/admin/photos/{photo.pk}/").text


# --- Several ------------------------------------------------------------------------------------


def test_chosen_photos_get_the_same_in_one_step(client, kerinci):
    photos = [make_photo(kerinci) for _ in range(3)]
    for photo in photos:
        give_files(photo)
    page = client.get("/admin/photos/many/", {"photo": [photo.pk for photo in photos]})
    assert "3 photos are chosen" in page.text
    data = {"photo": [photo.pk for photo in photos]}
    data |= {f"edit-{photo.pk}": 1 for photo in photos}

    nothing = client.post("/admin/photos/many/", data | {"credit": "Foto: Budi"})
    assert nothing.status_code == 422 and "Tick what is to be changed." in nothing.text
    data |= {
        "ticked": ["credit", "keywords", "usable_until", "desks", "shared"],
        "credit": "Foto: Budi", "keywords": "banjir", "source": "tidak dicentang",
        "usable_until": "2090-01-01T06:00", "desks": "Kerinci", "shared": "on",
    }  # fmt: skip
    assert client.post("/admin/photos/many/", data).status_code == 302

    for photo in Photo.objects.all():
        assert (photo.credit, photo.source, photo.shared) == ("Foto: Budi", "Ani", True)
        assert photo.keywords == ["banjir"] and photo.usable_until < FOREVER
        assert [row.desk for row in photo.allowed.all()] == [kerinci]
    stale = client.post("/admin/photos/many/", data)
    assert stale.status_code == 409 and "Nothing was saved" in stale.text
    assert Change.objects.count() == 3


@pytest.mark.parametrize(
    ("names", "zone", "until"),
    [
        (["ambon", "ambon"], "WIT", "2090-01-01T06:00:00+09:00"),
        (["ambon", "kerinci"], "WIB", "2090-01-01T06:00:00+07:00"),
    ],
)
def test_times_for_several_photos_are_of_their_one_zone_or_else_of_the_network(
    kerinci, names, zone, until
):
    make_network()
    desks = {"kerinci": kerinci, "ambon": make_desk("ambon", time_zone="Asia/Jayapura")}
    photos = [make_photo(desks[name]) for name in names]
    user = make_user("chief", desks["ambon"], language="en")
    Membership.objects.create(user=user, desk=kerinci, role="chief")
    client = client_of(user)
    data = {"photo": [photo.pk for photo in photos]}
    page = client.get("/admin/photos/many/", data).text
    assert set(re.findall(r"\((WI[BT]A?)\)", page)) == {zone}

    data |= {"ticked": ["usable_until"], "usable_until": "2090-01-01T06:00"}
    data |= {f"edit-{photo.pk}": 1 for photo in photos}
    assert client.post("/admin/photos/many/", data).status_code == 302

    ends = set(Photo.objects.values_list("usable_until", flat=True))
    assert ends == {datetime.fromisoformat(until)}


def test_several_photos_are_changed_only_where_all_of_them_are_ones_own(client, kerinci):
    own, shared = make_photo(kerinci), make_photo(make_desk("ambon"), shared=True)
    data = {"photo": [own.pk, shared.pk], "ticked": ["headline"], "credit": "x"}

    assert client.get("/admin/photos/many/", data).status_code == 403
    assert client.post("/admin/photos/many/", data).status_code == 403
    assert client.get("/admin/photos/many/")["Location"] == "/admin/photos/"
    assert client.get("/admin/photos/many/?photo=x&photo=%C2%B2")["Location"] == "/admin/photos/"


# --- Bringing them ------------------------------------------------------------------------------


def test_a_browser_without_scripts_gets_the_answers_as_a_page(client, kerinci):
    assert 'capture="environment"' in client.get("/admin/photos/upload/").text
    picture = make_picture(1200, 800)
    good = encoded(picture)
    near = encoded(picture.resize((700, 466)))

    response = client.post(
        "/admin/photos/upload/",
        {
            "desk": "kerinci",
            "photos": [as_file(good, "danau.jpg"), as_file(b"<svg/>", "peta.svg"),
                       as_file(good, "lagi.jpg"), as_file(near, "kecil.jpg")],
        },
        headers={"accept": BROWSER},
    )  # fmt: skip

    assert response.status_code == 200
    for words in ("danau.jpg", "It is in. Complete it", "SVG", "This very file was there already.",
                  "It looks nearly the same as:"):  # fmt: skip
        assert words in response.text
    first, second = Photo.objects.order_by("pk")
    assert response.text.count(f'href="/admin/photos/{first.pk}/"') == 3
    assert f'href="/admin/photos/{second.pk}/"' in response.text


def test_whoever_has_no_desk_brings_nothing(kerinci):
    nobody = make_user(username="nobody", is_superuser=True)
    assert client_of(nobody).get("/admin/photos/upload/").status_code == 403


# --- Taking down --------------------------------------------------------------------------------


def test_an_editor_takes_a_photo_down_and_prints_the_receipt(
    editor, kerinci, django_capture_on_commit_callbacks
):
    photo = make_photo(kerinci, likeness=5)
    files = give_files(photo)
    alike = make_photo(kerinci, likeness=4)
    page = editor.get(f"/admin/photos/{photo.pk}/takedown/")
    assert f"/admin/photos/{alike.pk}/" in page.text
    lacking = editor.post(f"/admin/photos/{photo.pk}/takedown/", {"ground": "child"})
    assert lacking.status_code == 422 and "Say why it is taken down." in lacking.text

    data = {"ground": "child", "reason": "Wajah anak.", "original": "keep"}
    with django_capture_on_commit_callbacks(execute=True):
        response = editor.post(f"/admin/photos/{photo.pk}/takedown/", data)

    assert response["Location"] == f"/admin/photos/{photo.pk}/receipt/"
    receipt = editor.get(response["Location"])
    for words in ("2 public files are gone", files[0].url, files[1].url, "Wajah anak.",
                  "a child or a victim must not be recognised", photo.original, "WIB"):  # fmt: skip
        assert words in receipt.text
    assert editor.get(f"/admin/photos/{photo.pk}/takedown/")["Location"] == response["Location"]
    page = editor.get(f"/admin/photos/{photo.pk}/")
    assert page.context["form"] is None and "Taken down on" in page.text
    assert files[0].url not in page.text
    assert files[0].url not in editor.get("/admin/photos/").text
    assert not storing.renditions().exists(files[0].file)


def test_the_receipt_says_what_is_left_and_tries_again(editor, client, kerinci, monkeypatch):
    photo = make_photo(kerinci)
    give_files(photo)
    user = make_user("editor", kerinci)
    takedown = taking_down.take_down(
        photo, by=user, at=NOW, ground="court", reason="Putusan.", original="erase"
    )

    def fails(_name):
        raise OSError("the bucket is away")

    monkeypatch.setattr(storing.renditions(), "delete", fails)
    assert not taking_down.clear(takedown, clock=lambda: NOW)
    address = f"/admin/photos/{photo.pk}/receipt/"
    page = editor.get(address)
    assert "2 files are still to be deleted" in page.text and "the bucket is away" in page.text
    assert "Try now" not in client.get(address).text
    assert client.post(address).status_code == 404
    monkeypatch.undo()

    assert editor.post(address).status_code == 302
    page = editor.get(address)
    assert "2 public files are gone" in page.text and "erased, gone at" in page.text
    assert "still to be deleted" not in page.text
