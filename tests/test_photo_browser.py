"""Photos in a real browser: brought by picker and by drag, cropped by click and by keyboard."""

import pytest

from articles.admin import photo_upload
from newsroom.photos.models import Photo

from .factories import make_desk, make_user
from .photos import encoded, give_files, make_photo, make_picture, no_room, taken_in
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


def test_what_is_typed_after_the_photos_came_is_given_to_them_by_a_button(visit):
    reporter = make_user("reporter", make_desk("kerinci"), language="en")
    page = visit(reporter, f"{LIBRARY}/upload/")
    later = page.get_by_role("button", name="Give it to those that came in, too")
    page.set_input_files(
        "#id_photos",
        [
            {
                "name": f"{seed}.jpg",
                "mimeType": "image/jpeg",
                "buffer": encoded(make_picture(seed=seed)),
            }
            for seed in ("satu", "dua")
        ],
    )
    page.wait_for_selector("text=2 of 2 are done")
    assert not later.is_visible()

    page.fill("#id_credit", "Foto: Ani")
    later.click()
    page.wait_for_selector("text=Saved with those that came in.")

    assert [photo.credit for photo in Photo.objects.all()] == ["Foto: Ani", "Foto: Ani"]
    assert not later.is_visible()


def test_what_the_server_or_the_network_has_no_room_for_is_sent_again_by_itself(
    visit,
    monkeypatch,
):
    reporter = make_user("reporter", make_desk("kerinci"), language="en")
    monkeypatch.setattr(photo_upload, "AGAIN", 1)
    refusals, free = [no_room, no_room], photo_upload.room
    monkeypatch.setattr(photo_upload, "room", lambda: (refusals.pop() if refusals else free)())
    broken = []
    page = visit(reporter, f"{LIBRARY}/upload/", provoked="Failed to load resource")

    def breaks(route):
        if route.request.method == "POST" and not refusals and not broken:
            broken.append(True)
            route.abort()
        else:
            route.continue_()

    page.route("**/upload/", breaks)
    files = [encoded(make_picture(400, 300, seed=seed)) for seed in ("satu", "dua")]
    page.set_input_files(
        "#id_photos",
        [{"name": f"{len(f)}.jpg", "mimeType": "image/jpeg", "buffer": f} for f in files],
    )
    page.wait_for_selector("text=Many photos arrive at this moment: it is tried again by itself.")
    page.wait_for_selector("text=The connection broke: it is tried again by itself.")
    page.wait_for_selector("text=2 of 2 are done", timeout=60_000)

    assert Photo.objects.count() == 2 and broken


def test_one_that_looks_like_another_is_dropped_for_it_by_one_button(visit):
    desk = make_desk("kerinci")
    reporter = make_user("reporter", desk, language="en")
    picture = make_picture(1200, 800)
    there = taken_in(encoded(picture), desk=desk, by=reporter, headline="Danau")
    page = visit(reporter, f"{LIBRARY}/upload/")

    small = encoded(picture.resize((600, 400)))
    page.set_input_files(
        "#id_photos", [{"name": "kecil.jpg", "mimeType": "image/jpeg", "buffer": small}]
    )
    page.click("text=Use this one, drop mine")
    page.wait_for_selector("text=Yours is dropped.")

    assert Photo.objects.get() == there
    assert page.evaluate("document.activeElement.textContent") == "Danau"


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
    photo = taken_in(encoded(make_picture(1600, 800)), desk=desk, by=reporter)
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


def test_photos_of_several_stay_shared_where_nobody_said_otherwise(visit):
    desk = make_desk("kerinci")
    photos = [make_photo(desk, shared=True) for _ in range(2)]
    for photo in photos:
        give_files(photo)
    editor = make_user("editor", desk, language="en")
    chosen = "&".join(f"photo={photo.pk}" for photo in photos)
    page = visit(editor, f"{LIBRARY}/many/?{chosen}")
    assert page.locator("[name=ticked]:checked").count() == 0, "nothing is ticked by itself"

    page.fill("#id_credit", "Foto: Ani")
    with page.expect_navigation():
        page.get_by_role("button", name="Save to all of them").click()

    assert set(Photo.objects.values_list("credit", "shared")) == {("Foto: Ani", True)}
