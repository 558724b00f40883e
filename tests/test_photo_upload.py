"""The address that photos are uploaded to: each file is answered for by itself."""

import contextlib
from contextlib import ExitStack

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.admin import photo_upload
from newsroom.photos import decoding, uploading
from newsroom.photos.models import Photo

from .factories import make_desk, make_user
from .photos import as_file, encoded, make_picture, no_room
from .staff import client_of

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/photos/upload/"


@pytest.fixture
def send(kerinci):
    client = client_of(make_user("reporter", kerinci, language="en"))

    def send(*files, desk="kerinci", client=client, HTTP_ACCEPT="application/json", **said):
        data = {"desk": desk, "photos": list(files)} | said
        return client.post(ADDRESS, data, HTTP_ACCEPT=HTTP_ACCEPT)

    return send


def test_each_file_of_many_is_answered_for_in_its_order(send, kerinci):
    good = encoded(make_picture())

    response = send(
        as_file(good, "danau.jpg"),
        as_file(b"<svg/>", "peta.svg"),
        as_file(good, "danau-lagi.jpg"),
        credit=" Foto: Ani ",
    )

    assert response.status_code == 200
    first, drawing, again = response.json()["photos"]
    photo = Photo.objects.get()
    assert (photo.desk, photo.credit) == (kerinci, "Foto: Ani")
    assert (first["name"], first["new"], first["number"]) == ("danau.jpg", True, photo.pk)
    assert (first["ready"], first["credit"], first["alike"]) == (False, "Foto: Ani", [])
    assert "SVG" in drawing["refused"] and "number" not in drawing
    assert (again["name"], again["new"], again["number"]) == ("danau-lagi.jpg", False, photo.pk)
    shown = Client(HTTP_HOST="localhost").get(first["src"])
    assert shown.status_code == 200 and shown["Content-Type"] == "image/webp"


def test_what_is_typed_after_a_photo_came_is_given_to_it_and_only_by_whoever_brought_it(
    send, kerinci
):
    send(as_file(encoded(make_picture()), "danau.jpg"), source="Warga")
    photo = Photo.objects.get()
    other = client_of(make_user("reporter", kerinci, language="en"))

    told = send(of=[photo.pk], credit=" Foto: Ani ", alt="Danau")
    refused = send(of=[photo.pk], credit="Foto: Budi", client=other)
    unknown = send(of=[photo.pk, 10**30], credit="Foto: Budi")

    (now,) = told.json()["photos"]
    assert (now["number"], now["credit"], now["alt"]) == (photo.pk, "Foto: Ani", "Danau")
    for answer in (refused, unknown):
        assert answer.status_code == 409
        assert "whoever brought them" in answer.json()["refused"]
    photo.refresh_from_db()
    assert (photo.credit, photo.source) == ("Foto: Ani", "Warga")
    assert photo.changes.count() == 1


def test_another_file_costs_no_more_queries_than_the_one_before(send, desks_read_once):
    def queries(*seeds):
        with CaptureQueriesContext(connection) as taken:
            send(*(as_file(encoded(make_picture(seed=seed))) for seed in seeds))
        return len(taken)

    send()  # What is asked once for each desk or process is known now.
    one, two, three = queries(1), queries(2, 3), queries(4, 5, 6)
    assert three - two <= two - one <= 9


def test_photos_that_look_alike_are_offered_where_the_uploader_may_see_them(send):
    picture = make_picture(1200, 800)
    own = send(as_file(encoded(picture))).json()["photos"][0]
    elsewhere = make_desk("ambon")
    stranger = client_of(make_user("reporter", elsewhere, language="en"))
    other = encoded(picture, quality=60)
    hidden = send(as_file(other), desk="ambon", client=stranger).json()["photos"][0]
    assert hidden["new"] and hidden["alike"] == []

    brought = send(as_file(encoded(picture.resize((600, 400)), "PNG"))).json()["photos"][0]
    assert [photo["number"] for photo in brought["alike"]] == [own["number"]]

    refused = send(as_file(other)).json()["photos"][0]
    assert refused == {
        "name": "foto.jpg",
        "refused": "The desk Ambon has this photo already: ask there to share it.",
    }
    Photo.objects.filter(pk=hidden["number"]).update(shared=True)
    assert send(as_file(other)).json()["photos"][0]["number"] == hidden["number"]


def test_photos_come_only_to_desks_where_one_has_a_role(send, kerinci):
    make_desk("ambon")
    data = encoded(make_picture())
    for desk in ("ambon", "nowhere", ""):
        assert send(as_file(data), desk=desk).status_code == 403
    assert send(as_file(data), client=Client(HTTP_HOST="localhost")).status_code == 302
    assert not Photo.objects.exists()


def test_a_file_that_is_too_large_is_dropped_while_it_arrives(send, monkeypatch):
    small = decoding.Limits(bytes=200_000)
    monkeypatch.setattr(uploading, "LIMITS", small)
    good = encoded(make_picture())
    assert len(good) < small.bytes

    answers = send(as_file(b"x" * 300_000, "besar.jpg"), as_file(good)).json()["photos"]

    assert [answer["name"] for answer in answers] == ["foto.jpg", "besar.jpg"]
    assert answers[0]["new"]
    assert answers[1]["refused"] == "The file is larger than 50 MB. Export it as JPEG."

    monkeypatch.setattr(uploading, "LARGEST_REQUEST", 1000)
    assert send(as_file(good)).status_code == 413


def test_where_too_many_are_being_opened_the_browser_is_asked_to_come_again(send):
    data = encoded(make_picture())
    with ExitStack() as others:
        for _ in range(2 * decoding._places()):
            others.enter_context(decoding.room())

        busy = send(as_file(data), as_file(encoded(make_picture(seed="2"))))

        assert (busy.status_code, busy["Retry-After"]) == (503, str(photo_upload.AGAIN))
        assert all("try again" in answer["refused"] for answer in busy.json()["photos"])
        page = send(as_file(data), HTTP_ACCEPT="text/html")
        assert page.status_code == 200 and "try again" in page.content.decode()
    assert not Photo.objects.exists()
    assert send(as_file(data)).json()["photos"][0]["new"]


def test_what_came_in_beside_one_that_did_not_is_answered_for(send, monkeypatch):
    rooms = [contextlib.nullcontext]

    def room():
        return rooms.pop()() if rooms else no_room()

    monkeypatch.setattr(photo_upload, "room", room)
    first, second = send(
        *(as_file(encoded(make_picture(seed=seed))) for seed in "ab")
    ).json()["photos"]  # fmt: skip

    assert first["new"] and second["busy"]


def test_no_answer_is_an_error_of_the_server_whatever_the_name_of_a_file_is(send):
    names = ["../../etc/passwd", "<b>.jpg", "a" * 300 + ".jpg", "foto.php", "🙂.jpg"]
    files = [as_file(encoded(make_picture(seed=name)), name) for name in names]
    assert all(answer["new"] for answer in send(*files).json()["photos"])
