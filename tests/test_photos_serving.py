"""Public files at /photos/…: the same on every host, cached for ever, and nothing else."""

import pytest
from django.core.files.base import ContentFile
from django.test import Client, override_settings

from newsroom.photos import serving, storing

pytestmark = pytest.mark.django_db


@pytest.fixture
def path():
    return f"/photos/{storing.keep_rendition(b'RIFF' * 500, 'webp')}"


@pytest.mark.usefixtures("desks_read_once")
def test_a_public_file_may_be_kept_for_ever_by_whoever_gets_it(
    kerinci, path, django_assert_num_queries
):
    reader = Client(HTTP_HOST=kerinci.host, headers={"accept-encoding": "gzip"})
    reader.get("/photos/nothing")  # The hosts are known now.

    # Whether its photo was taken down.
    with django_assert_num_queries(1):
        response = reader.get(path)

    assert response.status_code == 200 and response.content == b"RIFF" * 500
    assert response["Content-Type"] == "image/webp"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"
    # Compressed already: neither packed once more, nor different for anybody.
    assert "Content-Encoding" not in response and "Vary" not in response
    assert response["Content-Length"] == "2000" and not response.cookies
    assert reader.head(path)["Content-Length"] == "2000"
    digest = path.removeprefix("/photos/").replace("/", "").partition(".")[0]
    assert response["ETag"] == f'"{digest}"'


def test_whoever_has_it_is_not_sent_it_again(kerinci, path):
    reader = Client(HTTP_HOST=kerinci.host)
    etag = reader.get(path)["ETag"]
    again = reader.get(path, headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Cache-Control"] == serving.FOR_EVER
    assert reader.get(path, headers={"if-none-match": '"other"'}).status_code == 200


def test_only_public_files_are_there(kerinci):
    storing.originals().save("aa/" + "b" * 62, ContentFile(b"private"))
    reader = Client(HTTP_HOST=kerinci.host)
    for wrong in (
        "aa/" + "b" * 62,
        "aa/" + "b" * 62 + ".webp",
        "../originals/aa/" + "b" * 62,
        "..%2foriginals%2faa%2f" + "b" * 62,
        "aa/" + "B" * 62 + ".webp",
        "aa/" + "b" * 62 + ".webp/",
        "",
    ):
        assert reader.get(f"/photos/{wrong}").status_code == 404, wrong
    assert reader.post("/photos/aa/" + "b" * 62 + ".webp").status_code == 405


@override_settings(STAFF_HOST="staff.kabartepian.example")
def test_the_newsroom_sees_them_on_its_own_host_too(kerinci, path):
    staff = Client(HTTP_HOST="staff.kabartepian.example")
    assert staff.get(path).status_code == 200
    assert Client(HTTP_HOST="stranger.example").get(path).status_code == 404


def test_texts_are_compressed_as_before(kerinci):
    reader = Client(HTTP_HOST=kerinci.host, headers={"accept-encoding": "gzip"})
    assert reader.get("/")["Content-Encoding"] == "gzip"
