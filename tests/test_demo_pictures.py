"""The demo's pictures come in by the one door, and stand where their stories want them."""

import pytest

from articles import html
from articles.demo import pictures
from articles.demo.drawing import scenes
from articles.demo.load import stories
from newsroom.photos.models import Photo

from .factories import NOW, make_article, make_desk, make_user

pytestmark = pytest.mark.django_db
IN_THE_TEXT = "rob-kapuas-merendam-gang-di-tepian-pontianak"
IN_A_GALLERY = "longsor-tutup-separuh-jalan-sungai-penuh-tapan"


def body_of(slug):
    return next(story["body"].strip() for _desk, story in stories() if story["slug"] == slug)


def test_a_story_of_the_demo_gets_its_pictures_complete_and_in_their_places():
    desk = make_desk("kerinci")
    reporter = make_user("reporter", desk)
    flood, slide = (
        make_article(desk, body=body_of(slug), by=reporter) for slug in (IN_THE_TEXT, IN_A_GALLERY)
    )

    with pictures.printing_all([IN_THE_TEXT, IN_A_GALLERY], at=NOW) as prints:
        pictures.give(flood, IN_THE_TEXT, prints, by=reporter, at=NOW)
        pictures.give(slide, IN_A_GALLERY, prints, by=reporter, at=NOW)

    assert list(flood.pictures.values_list("place", flat=True)) == ["lead"]
    flood.refresh_from_db()
    ((number, caption, _credit, _alt),) = html.pictures(flood.body)
    assert caption == Photo.objects.get(pk=number).caption
    assert html.clean(flood.body) == flood.body
    places = slide.pictures.order_by("position").values_list("place", flat=True)
    assert list(places) == ["lead", "gallery", "gallery"]
    assert Photo.objects.ready().count() == 5
    scene = scenes.of_story(IN_A_GALLERY)[0]
    photo = slide.pictures.get(place="lead").photo
    assert (photo.headline, photo.alt, photo.focal) == (scene.headline, scene.alt, scene.focal)
    assert (photo.creator, photo.credit) == (scene.creator, scene.credit)
    assert not photo.is_ai_made
