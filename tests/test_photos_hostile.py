"""Broken and hostile files: each gets a sentence or comes in, and nothing else happens.

Pillow's source archive holds a thousand pictures that once broke it. They are fetched through pip
where that works; `make test` sends a sample of them, `make hostile` every one.
"""

import random
import resource
import subprocess
import sys
import tarfile
from pathlib import Path

import PIL
import pytest
from django.test import Client

from newsroom.photos import decoding, intake
from newsroom.photos.models import Photo, Rendition

from .factories import make_desk, make_user
from .photos import as_file, encoded, make_picture

pytestmark = pytest.mark.django_db
SAMPLE = 24
FETCHING = 120  # seconds
DAMAGED = 6  # of each format


@pytest.fixture
def send():
    """Uploads one file and returns its answer."""
    desk = make_desk("kerinci")
    client = Client(HTTP_HOST="localhost")
    client.force_login(make_user("reporter", desk, language="en"))

    def send(data, name):
        response = client.post(
            "/admin/photos/upload/", {"desk": "kerinci", "photos": [as_file(data, name)]}
        )
        assert response.status_code == 200, name
        (answer,) = response.json()["photos"]
        return answer

    return send


@pytest.fixture
def small_pictures_too(monkeypatch):
    """Most of the pictures that break decoders are small: they are to be decoded, not refused."""
    limits = decoding.Limits(least_side=1)
    take_in = intake._take_in
    monkeypatch.setattr(take_in, "__kwdefaults__", take_in.__kwdefaults__ | {"limits": limits})


@pytest.fixture(scope="session")
def archive(request):
    """The source archive of the Pillow that is installed; fetched once and kept."""
    folder = Path(request.config.cache.mkdir("pillow-source"))
    name = f"pillow-{PIL.__version__}.tar.gz"
    if not (folder / name).exists():
        command = [
            sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary",
            "pillow", f"pillow=={PIL.__version__}", "--dest", str(folder),
        ]  # fmt: skip
        try:
            subprocess.run(command, capture_output=True, timeout=FETCHING, check=True)
        except (OSError, subprocess.SubprocessError):
            pytest.skip("Pillow's source archive could not be fetched: hostile pictures not tried")
    return folder / name


def checked(answer, name):
    """Whether the picture came in; either way the answer says which."""
    if "refused" in answer:
        assert answer["refused"].endswith((".", "!")) and "number" not in answer, name
        return False
    photo = Photo.objects.get(pk=answer["number"])
    assert photo.width * photo.height <= decoding.LIMITS.pixels
    assert photo.renditions.exists()
    return True


def test_pictures_that_broke_decoders_come_in_or_are_refused(
    send, small_pictures_too, archive, request
):
    came_in = refused = 0
    with tarfile.open(archive) as tar:
        pictures = [m for m in tar.getmembers() if "/Tests/images/" in m.name and m.isfile()]
        assert len(pictures) > 500
        if not request.config.getoption("every_hostile_picture"):
            pictures = random.Random(4).sample(pictures, SAMPLE)
        for member in pictures:
            name = Path(member.name).name
            if checked(send(tar.extractfile(member).read(), name), name):
                came_in += 1
            else:
                refused += 1

    assert came_in and refused and came_in + refused == len(pictures)
    assert not Rendition.objects.filter(size__gt=decoding.LARGEST_RENDITION).exists()
    # In kilobytes, of the largest process that was ever waited for.
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    assert peak <= decoding.LIMITS.memory


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "AVIF", "HEIC"])
def test_damaged_photos_come_in_or_are_refused(send, small_pictures_too, file_format):
    if file_format == "HEIC":
        whole = (Path(__file__).parent / "files" / "red-left.heic").read_bytes()
    else:
        whole = encoded(make_picture(240, 200), file_format)
    chance = random.Random(file_format)
    for number in range(DAMAGED):
        damaged = bytearray(whole)
        for _ in range(chance.choice((1, 5, 50))):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        if number % 3 == 2:
            damaged = damaged[: chance.randrange(len(damaged))] + b"\xff" * chance.randrange(500)
        checked(send(bytes(damaged), f"{number}.{file_format}"), file_format)
