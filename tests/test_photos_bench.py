"""What the measuring measures is what it says, and it leaves nothing behind."""

from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from PIL import Image, ImageFilter

from newsroom.photos import bench
from newsroom.photos.models import Photo

from .photos import make_picture


@pytest.fixture
def small(monkeypatch):
    """The same measures of small pictures."""
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    monkeypatch.setattr(bench, "WIDTHS", (64,))
    monkeypatch.setattr(bench, "MEMORY", (("small.jpg", 400, 300, "RGB", {"quality": 90}),))


def test_the_same_picture_is_the_most_similar_and_a_blurred_one_less():
    picture = make_picture(300, 200)
    slight, strong = (picture.filter(ImageFilter.GaussianBlur(radius)) for radius in (1, 6))

    assert bench.similarity(picture, picture) == 1
    assert 1 > bench.similarity(picture, slight) > bench.similarity(picture, strong)
    assert bench.similarity(picture, Image.new("RGB", (300, 200))) < 0.2


def test_a_format_is_measured_at_the_lowest_quality_that_is_as_similar():
    picture = make_picture(120, 80)
    data, _, quality = bench.as_alike(picture, {"format": "WEBP"}, 0.9)
    worse, _ = bench.encoded(picture, {"format": "WEBP", "quality": quality - 1})

    def similar(data):
        from io import BytesIO

        return bench.similarity(picture, Image.open(BytesIO(data)).convert("RGB"))

    assert similar(data) >= 0.9 > similar(worse)


def test_bytes_and_memory_are_printed_for_each_format(small, tmp_path):
    make_picture(200, 150).save(tmp_path / "danau.png")
    out = StringIO()
    call_command("bench_photos", tmp_path, only="formats", stdout=out)
    call_command("bench_photos", only="memory", stdout=out)

    said = out.getvalue()
    assert "1 photographs" in said and "JPEG, quality 78 100 %" in said
    assert all(f"64 px  {name}" in said for name in bench.CODECS)
    assert "small.jpg" in said and "MiB" in said
    with pytest.raises(CommandError, match="no folder"):
        call_command("bench_photos", tmp_path / "nowhere")


@pytest.mark.django_db(transaction=True)
def test_many_at_one_moment_all_come_in(tmp_path):
    wave = bench.many_at_once(tmp_path, 3)

    assert Photo.objects.count() == 3
    assert len(wave.waited) == 3 and max(wave.waited) <= wave.seconds
    assert "3 uploads at one moment" in next(wave.lines())
