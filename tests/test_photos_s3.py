"""Photos in buckets: against a real server of the protocol on the loopback, where it is installed.

`make test-s3` installs it. What is tried is what the newsroom's own settings make of the variables.
"""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from newsroom import environment as code
from newsroom.photos import checking, serving, storing
from newsroom.photos.changing import change
from newsroom.photos.intake import take_in
from newsroom.photos.models import Photo

from .factories import NOW, make_desk, make_network, make_user
from .photos import as_file, encoded, make_picture

VARIABLES = {
    "NEWSROOM_S3_BUCKET": "kabar-originals",
    "NEWSROOM_S3_PUBLIC_BUCKET": "kabar-photos",
    "NEWSROOM_S3_REGION": "us-east-1",
    "NEWSROOM_S3_KEY": "key",
    "NEWSROOM_S3_SECRET": "secret",
}


@pytest.fixture(scope="module")
def endpoint():
    pytest.importorskip("storages", reason="no packages for buckets: make test-s3")
    server = pytest.importorskip("moto.server", reason="no server for buckets: make test-s3")
    running = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture
def buckets(endpoint, monkeypatch):
    """Both storages as settings.py sets them up, over empty buckets."""
    made = code.photo_storages(Path("/nowhere"), VARIABLES | {"NEWSROOM_S3_ENDPOINT": endpoint})
    found = {}
    for name, storage in made.items():
        from newsroom.photos.bucket import Bucket

        assert storage["BACKEND"] == "newsroom.photos.bucket.Bucket"
        bucket = found[name] = Bucket(**storage["OPTIONS"])
        bucket.connection.create_bucket(Bucket=bucket.bucket_name)
        bucket.bucket.objects.all().delete()
        monkeypatch.setattr(storing, name, lambda bucket=bucket: bucket)
    monkeypatch.setattr(serving, "renditions", lambda: found["renditions"])
    return found


@pytest.mark.django_db
def test_a_photo_lies_in_both_buckets_and_is_served_from_there(buckets):
    make_network()
    desk = make_desk("kerinci")
    data = encoded(make_picture())

    photo = take_in(
        as_file(data), desk=desk, by=make_user("reporter", desk), at=NOW, credit="Foto: Ani"
    ).photo

    with buckets["originals"].open(storing.original_name(photo.original)) as file:
        assert file.read() == data
    rendition = photo.renditions.by_width().first()
    stored = buckets["renditions"].bucket.Object(rendition.file).get()
    assert (stored["ContentType"], stored["CacheControl"]) == ("image/jpeg", serving.FOR_EVER)
    assert stored["ContentLength"] == rendition.size
    response = Client(HTTP_HOST="localhost").get(f"/photos/{rendition.file}")
    assert response.status_code == 200 and len(response.content) == rendition.size
    missing = Client(HTTP_HOST="localhost").get(f"/photos/ab/{'c' * 62}.webp")
    assert missing.status_code == 404


@pytest.mark.django_db
def test_changing_and_checking_work_in_buckets(buckets):
    desk = make_desk("kerinci")
    user = make_user("reporter", desk)
    photo = take_in(as_file(encoded(make_picture())), desk=desk, by=user, at=NOW).photo
    changed = change(photo, credit="Foto: Ani")
    assert change(changed, focal_x=900, focal_y=100).generation == 3
    assert checking.check(at=NOW, contents=True).wrong == []

    lost = photo.renditions.current().first()
    buckets["renditions"].delete(lost.file)
    orphan = storing.keep_rendition(b"RIFF", "webp")
    later = NOW + timedelta(days=2)
    assert len(checking.check(at=later).wrong) == 2
    report = checking.check(at=later, mend=True)
    assert (report.wrong, len(report.mended)) == ([], 2)
    assert not buckets["renditions"].exists(orphan) and buckets["renditions"].exists(lost.file)
    assert Photo.objects.get().generation == 3


def test_settings_say_what_is_missing(monkeypatch):
    folders = code.photo_storages(Path("/srv/photos"), {})
    assert folders["originals"]["OPTIONS"]["location"] == Path("/srv/photos/originals")
    for wrong in ({}, {"NEWSROOM_S3_PUBLIC_BUCKET": "kabar-originals"}):
        with pytest.raises(ImproperlyConfigured, match="NEWSROOM_S3_PUBLIC_BUCKET"):
            code.photo_storages(Path("/srv"), {"NEWSROOM_S3_BUCKET": "kabar-originals"} | wrong)
    monkeypatch.setattr(code, "find_spec", lambda name: None)
    with pytest.raises(ImproperlyConfigured, match="requirements-s3.txt"):
        code.photo_storages(Path("/srv"), VARIABLES)
