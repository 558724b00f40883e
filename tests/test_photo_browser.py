"""Photos in a real browser: brought by picker and by drag, cropped by click and by keyboard."""

import pytest

from newsroom.photos.intake import take_in
from newsroom.photos.models import Photo

from .factories import NOW, make_desk, make_user
from .photos import as_file, encoded, give_files, make_photo, make_picture
from .staff import DESKTOP, PHONE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("network")]
LIBRARY = "/admin/photos"


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_many_files_are_brought_at_once_and_each_is_answered_for(visit, viewport):
    desk = make_desk("kerinci")
    reporter = make_user("reporter", desk, language="en")
    picture = make_picture(1200, 800)
    page = visit(reporter, f"{LIBRARY}/upload/", viewport)
    page.fill("#id_credit", "Foto: Ani")

    page.set_input_files(
        "#id_photos",
        [
            {"name": "danau.jpg", "mimeType": "image/jpeg", "buffer": encoded(picture)},
            {"name": "peta.svg", "mimeType": "image/svg+xml", "buffer": b"<svg/>"},
            {"name": "lagi.jpg", "mimeType": "image/jpeg", "buffer": encoded(picture)},
            {
                "name": "kecil.jpg",
                "mimeType": "image/jpeg",
                "buffer": encoded(picture.resize((700, 466))),
            },
        ],
    )
    page.wait_for_selector("text=4 of 4 are done")

    said = [text.replace("\n", " ") for text in page.locator("[data-list] > li").all_inner_texts()]
    for text, words in zip(
        said,
        ("It is in. Complete it", "SVG", "This very file was there already. Use this one",
         "It looks nearly the same as:"),
        strict=True,
    ):  # fmt: skip
        assert words in text
    first, second = Photo.objects.order_by("pk")
    assert (first.credit, second.credit) == ("Foto: Ani", "Foto: Ani")
    assert page.locator(f"a[href='/admin/photos/{first.pk}/']").count() == 3
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def test_a_file_is_dropped_on_the_field(visit):
    reporter = make_user("reporter", make_desk("kerinci"), language="en")
    page = visit(reporter, f"{LIBRARY}/upload/")

    page.evaluate(
        """(bytes) => {
            const data = new DataTransfer();
            data.items.add(new File([new Uint8Array(bytes)], "seret.jpg", { type: "image/jpeg" }));
            const drop = document.querySelector("[data-drop]");
            drop.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
        }""",  # noqa: E501
        list(encoded(make_picture(400, 300))),
    )
    page.wait_for_selector("[data-list] img")

    assert Photo.objects.get().width == 400


def test_the_focal_point_is_set_by_click_and_by_arrow_keys_and_every_crop_shows_it(
    visit,
):
    desk = make_desk("kerinci")
    reporter = make_user("reporter", desk, language="en")
    photo = take_in(as_file(encoded(make_picture(1600, 800))), desk=desk, by=reporter, at=NOW).photo
    page = visit(reporter, f"{LIBRARY}/{photo.pk}/")

    box = page.locator(".nr-focal-photo img").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.5)
    assert abs(int(page.input_value("#id_focal_x")) - 400) <= 10
    before = page.evaluate(
        "document.querySelector('[data-ratio=\"1:1\"] img').style.objectPosition"
    )
    page.focus("#id_focal_x")
    for _ in range(4):
        page.keyboard.press("ArrowLeft")
    chosen = int(page.input_value("#id_focal_x"))
    after = page.evaluate("document.querySelector('[data-ratio=\"1:1\"] img').style.objectPosition")
    assert chosen < 400 and before != after
    page.click("button:text-is('Save')")
    page.wait_for_selector(".messagelist")

    photo.refresh_from_db()
    assert (photo.focal_x, photo.focal_by, photo.generation) == (chosen, "person", 2)


def test_photos_are_chosen_on_the_grid_and_typing_ticks_the_part(visit):
    desk = make_desk("kerinci")
    reporter = make_user("reporter", desk, language="en")
    for _ in range(3):
        give_files(make_photo(desk))
    page = visit(reporter, f"{LIBRARY}/")

    page.click("[data-all]")
    assert page.inner_text("[data-chosen]") == "3 chosen"
    page.click("button:text-is('Edit the chosen photos')")
    page.fill("#id_credit", "Foto: Budi")
    page.click("button:text-is('Save to all of them')")
    page.wait_for_selector(".messagelist")

    assert set(Photo.objects.values_list("credit", "source")) == {("Foto: Budi", "Ani")}
