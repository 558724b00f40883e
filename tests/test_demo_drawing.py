"""The pictures of the demo newsroom: drawn the same each time, each with all its texts."""

import io
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from PIL import Image, ImageStat, IptcImagePlugin

from articles.demo import fronts, load
from articles.demo.drawing import printing, scenes
from articles.demo.drawing.scenes import SCENES

SMALL = (300, 200)


@pytest.mark.parametrize("name", SCENES)
def test_a_picture_is_drawn_the_same_each_time(name):
    first, second = SCENES[name].draw(SMALL), SCENES[name].draw(SMALL)

    assert first.size == SMALL
    assert first.tobytes() == second.tobytes()
    # Drawn, and not grain on one colour.
    assert len(first.getcolors(SMALL[0] * SMALL[1])) > 100


def test_a_picture_of_another_shape_shows_the_middle_of_the_scene():
    scene = SCENES["teh-kayu-aro-fajar"]

    wide, square = scene.draw((300, 200)), scene.draw((200, 200))

    assert square.size == (200, 200)
    middle = wide.crop((50, 0, 250, 200))
    apart = ImageStat.Stat(Image.blend(middle, square, 0.5)).mean
    assert apart == pytest.approx(ImageStat.Stat(square).mean, abs=4)


def test_every_drawing_has_texts_and_every_text_a_drawing():
    drawn = {name for desk in scenes.DESKS for name in desk.PICTURES}

    assert drawn == set(SCENES)


@pytest.mark.parametrize("name", SCENES)
def test_a_picture_has_all_that_a_desk_must_know(name):
    scene = SCENES[name]

    assert scene.headline and not scene.headline.endswith(".")
    assert len(scene.caption) > 60 and scene.caption.endswith(".")
    assert 60 < len(scene.alt) < 200 and scene.alt.endswith(".")
    assert scene.alt != scene.caption
    assert scene.credit.endswith(": Kabar Tepian")
    assert len(scene.keywords) >= 3
    # The oldest of the three records allows no more.
    assert len(scene.place.encode()) <= 32
    assert all(0 < place < 1000 for place in scene.focal)


def test_no_two_pictures_say_the_same():
    for text in ("alt", "caption", "headline"):
        assert len({getattr(scene, text) for scene in SCENES.values()}) == len(SCENES)


def test_pictures_belong_to_stories_and_people_of_the_demo():
    slugs = {story["slug"] for _, story in load.stories()}
    network = (load.FOLDER / "network.toml").read_text(encoding="utf-8")

    for scene in SCENES.values():
        assert scene.story in slugs
        assert f'"{scene.creator}"' in network


def test_the_first_picture_of_a_story_is_no_chart():
    stories = {scene.story for scene in SCENES.values()}
    first = {
        scenes.of_story(story)[0].credit for story in stories if len(scenes.of_story(story)) > 1
    }

    assert first == {"Ilustrasi: Kabar Tepian"}


def test_whatever_may_lead_a_front_of_the_demo_has_a_picture():
    arranged = {place for _, places in fronts.FRONTS for number, place, _ in places if number == 1}
    led = set()
    for desk, story in load.stories():
        public = story["state"] in {"live", "superseded", "reworking"}
        fresh = story["state"] == "scheduled" or (public and story["days_ago"] <= 2)
        # Opinions and leaders stand without a picture.
        reported = story.get("kind", "news") in {"news", "analysis"}
        if story["slug"] in arranged or (fresh and reported):
            assert scenes.of_story(story["slug"]), f"{story['slug']} has no picture."
            led |= {desk, *story.get("carried_by", [])}

    # So the newest of every desk is among them, whatever the time of day.
    assert led == {path.stem for path in (load.FOLDER / "stories").glob("*.toml")}


def test_the_file_carries_what_a_photo_desk_would_have_written_into_it():
    scene = SCENES["longsor-sungai-penuh-tapan"]
    made_at = datetime(2026, 11, 24, 8, 50, tzinfo=ZoneInfo("Asia/Jakarta"))

    data = printing.jpeg(scene, size=SMALL, made_at=made_at)

    picture = Image.open(io.BytesIO(data))
    picture.load()
    assert picture.size == SMALL
    exif = picture.getexif()
    assert exif[0x010E].encode("latin-1").decode() == scene.caption
    assert exif.get_ifd(0x8769)[0x9003] == "2026:11:24 08:50:00"
    assert exif.get_ifd(0x8769)[0x9011] == "+07:00"
    records = IptcImagePlugin.getiptcinfo(picture)
    assert records[2, 105].decode() == scene.headline
    assert records[2, 120].decode() == scene.caption
    assert records[2, 80].decode() == scene.creator
    assert [word.decode() for word in records[2, 25]] == list(scene.keywords)
    packet = picture.info["xmp"].decode()
    for said in (scene.alt, scene.credit, scene.place, "2026-11-24T08:50:00+07:00"):
        assert said in packet
    assert f"<Iptc4xmpExt:DigitalSourceType>{printing.DIGITAL_CREATION}<" in packet
