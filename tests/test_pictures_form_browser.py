"""Pictures in the article form in a real browser: from the library, by keyboard, kept at once."""

import pytest

from articles import content, html
from newsroom.photos import taking_down
from newsroom.photos.models import Photo

from .factories import NOW, make_article, make_desk, make_user
from .photos import encoded, taken_in
from .photos import make_picture as drawn
from .pictures import WORDS, figure, gallery, lead, make_photo, save
from .staff import page_of, pass_of, text_is_ready
from .writing import until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("network")]
LABELS = {"credit": "Kredit", "alt": "Teks alternatif"}
KEPT = "Object.values(localStorage).some((each) => each.includes('Kapten'))"


@pytest.fixture
def article():
    return make_article(make_desk("kerinci"))


def brought(desk, by, seed, **words):
    """A photo of the library with its files."""
    return taken_in(encoded(drawn(640, 427, seed=seed)), desk=desk, by=by, **(WORDS | words))


def saved(page):
    """Press the button, and wait for what it answers."""
    with page.expect_navigation():
        page.click(".nr-save button >> nth=0")
    page.wait_for_selector(".messagelist")
    text_is_ready(page)


def form_of(visit, article, **options):
    """The form of the article."""
    return visit(article.created_by, page_of(article), **options)


def test_pictures_are_chosen_from_the_library_and_written_about_without_leaving(visit, article):
    reporter = article.created_by
    boat = brought(article.desk, reporter, "boat", headline="Perahu kandas", caption="Perahu.")
    lake = brought(article.desk, reporter, "lake", headline="Danau", caption="Danau.")
    page = form_of(visit, article)

    page.click("[data-choose=lead]")
    page.fill(".nr-chooser [data-search]", "kandas")
    until(page, lambda page: page.locator(".nr-chooser [data-photo]").count(), 1)
    page.click(f".nr-chooser [data-photo='{boat.pk}']")
    page.fill("[data-list=lead] [data-of=caption]", "Perahu di atas lumpur.")
    page.click("[data-choose=gallery]")
    for photo in (lake, boat):
        page.click(f".nr-chooser [data-photo='{photo.pk}']")
    page.click("[data-close]")
    page.click(".prose-editor [contenteditable] p >> nth=0")
    page.click("[data-choose=text]")
    page.click(f".nr-chooser [data-photo='{lake.pk}']")
    page.wait_for_selector(".nr-photo-node")
    page.keyboard.press("End")
    page.keyboard.type(" Di tepi.")
    saved(page)

    article.refresh_from_db()
    assert content.pictures_of(article) == [
        lead(boat, "Perahu di atas lumpur."), *gallery(lake, boat)
    ]  # fmt: skip
    first, second, third = content.blocks(article.body)
    assert second == figure(lake, "Danau. Di tepi.")
    assert first.startswith("<p>") and third.startswith("<p>")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_picture_in_the_text_gets_texts_of_its_own_by_the_keyboard_alone(visit, article, width):
    reporter = article.created_by
    photo = brought(article.desk, reporter, "satu")
    save(article, reporter, body=f"<p>Satu.</p>{figure(photo, 'Kata')}")
    page = form_of(visit, article)
    page.set_viewport_size({"width": width, "height": 844})

    page.locator(".nr-photo-node summary").press("Enter")
    for name, words in (("credit", 'Foto: "Ani" <A&B>'), ("alt", "Lumpur, perahu.")):
        field = page.locator(f".nr-photo-texts [aria-label^='{LABELS[name]}:']")
        assert field.get_attribute("placeholder") == WORDS[name]
        page.keyboard.press("Tab")
        assert field.evaluate("(field) => field === document.activeElement")
        page.keyboard.type(words)
    page.locator(".nr-photo-texts input").press("Enter")
    page.locator(".nr-photo-node button >> nth=0").press("Enter")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    saved(page)

    article.refresh_from_db()
    (shown,) = html.pictures(article.body)
    assert shown == (photo.pk, "Kata", 'Foto: "Ani" <A&B>', "Lumpur, perahu.")
    assert article.body.startswith("<figure") and article.body.endswith("<p>Satu.</p>")
    assert page.locator(".nr-photo-texts").get_attribute("open") is not None
    page.locator(".nr-photo-texts input").fill("")
    page.locator(".nr-photo-texts textarea").fill(" ")
    saved(page)
    article.refresh_from_db()
    assert article.body == f"{figure(photo, 'Kata')}<p>Satu.</p>"


def test_pictures_are_moved_and_taken_out_by_the_keyboard_alone(visit, article):
    reporter = article.created_by
    photos = [brought(article.desk, reporter, seed) for seed in ("satu", "dua", "tiga")]
    save(
        article, reporter, pictures=[lead(photos[0]), *gallery(*photos)],
        body=f"<p>Satu.</p><p>Dua.</p>{figure(photos[0], 'Kata')}",
    )  # fmt: skip
    page = form_of(visit, article)

    def press(row, tool, key="Enter"):
        page.locator(f"[data-list=gallery] > li >> nth={row} >> {tool}").focus()
        page.keyboard.press(key)

    press(2, "[data-move=up]")
    press(1, "[data-move=up]", "Space")
    assert page.evaluate("document.activeElement.dataset.move") == "up"
    press(2, "[data-remove]")
    page.locator("[data-list=lead] [data-remove]").focus()
    page.keyboard.press("Enter")
    page.locator(".nr-photo-node figcaption").click()
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.type("!")
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("Alt+ArrowUp")
    saved(page)

    article.refresh_from_db()
    assert content.pictures_of(article) == gallery(photos[2], photos[0])
    (shown,) = html.pictures(article.body)
    assert sorted(shown.caption) == sorted("Kata!")
    assert article.body.startswith("<figure") and article.body.endswith("<p>Satu.</p><p>Dua.</p>")

    page.locator(".nr-photo-node figcaption").click()
    page.locator(".nr-photo-node button >> nth=2").press("Enter")
    saved(page)
    article.refresh_from_db()
    assert article.body == "<p>Satu.</p><p>Dua.</p>"


def test_a_photo_is_brought_from_the_form_and_used_at_once(visit, article, tmp_path):
    file = tmp_path / "perahu.jpg"
    file.write_bytes(encoded(drawn(640, 427, seed="baru")))
    page = form_of(visit, article)

    page.click("[data-choose=lead]")
    page.click(".nr-chooser summary")
    for name in ("credit", "source", "alt"):
        page.fill(f"#bring-{name}", WORDS[name])
    page.set_input_files("#bring-photos", str(file))
    page.click(".nr-brought [data-photo]")
    saved(page)

    photo = Photo.objects.get()
    assert (photo.desk, photo.credit, photo.is_ready) == (article.desk, WORDS["credit"], True)
    assert content.pictures_of(article) == [lead(photo)]


def test_a_photo_that_is_described_after_it_came_keeps_the_words_when_it_is_used(
    visit, article, tmp_path
):
    files = [tmp_path / "perahu.jpg", tmp_path / "danau.jpg"]
    for file in files:
        file.write_bytes(encoded(drawn(640, 427, seed=file.name)))
    page = form_of(visit, article)

    page.click("[data-choose=gallery]")
    page.click(".nr-chooser summary")
    page.set_input_files("#bring-photos", str(files[0]))
    page.wait_for_selector(".nr-brought [data-photo]")
    for name in ("credit", "source", "alt"):
        page.fill(f"#bring-{name}", WORDS[name])
    page.click(".nr-brought [data-photo]")
    page.wait_for_selector("[data-list=gallery] > li", state="attached")
    page.fill("#bring-alt", "Danau.")
    page.set_input_files("#bring-photos", str(files[1]))
    page.click(".nr-brought > li >> nth=1 >> [data-photo]")
    page.click("[data-close]")
    assert page.get_attribute("[data-of=alt] >> nth=0", "placeholder") == WORDS["alt"]
    saved(page)

    first, second = Photo.objects.order_by("pk")
    assert (first.credit, first.source, first.alt) == tuple(
        WORDS[name] for name in ("credit", "source", "alt")
    )
    assert (second.source, second.alt) == (WORDS["source"], "Danau.")
    assert content.pictures_of(article) == gallery(first, second)


def test_one_that_is_there_is_used_in_the_place_of_the_one_just_brought(visit, article, tmp_path):
    there = brought(article.desk, article.created_by, "baru", headline="Perahu kandas")
    file = tmp_path / "perahu.jpg"
    file.write_bytes(encoded(drawn(640, 427, seed="baru").resize((480, 320))))
    page = form_of(visit, article)

    page.click("[data-choose=lead]")
    page.click(".nr-chooser summary")
    page.set_input_files("#bring-photos", str(file))
    page.click(".nr-alike [data-discard]")
    page.wait_for_selector("[data-list=lead] > li")
    assert page.inner_text("[data-list=lead] [data-name]") == "Perahu kandas"
    saved(page)

    assert Photo.objects.get() == there
    assert content.pictures_of(article) == [lead(there)]


def test_chosen_pictures_are_offered_back_by_the_browsers_journal(visit, article):
    photo = brought(article.desk, article.created_by, "satu")
    page = form_of(visit, article, provoked="net::ERR_FAILED")
    page.route("**/autosave/", lambda route: route.abort())

    page.click("[data-choose=lead]")
    page.click(f".nr-chooser [data-photo='{photo.pk}']")
    page.fill("[data-list=lead] [data-of=caption]", "Kapten")
    until(page, lambda page: page.evaluate(KEPT), True)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    text_is_ready(page)
    page.click("[data-back]")

    assert page.input_value("[data-list=lead] [data-of=caption]") == "Kapten"
    saved(page)
    assert content.pictures_of(article) == [lead(photo, "Kapten")]


def test_without_javascript_the_form_still_sets_the_lead(browser, live_server, article):
    photo = make_photo(article.desk)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    base = live_server.url.replace("127.0.0.1", "localhost")
    context.add_cookies([pass_of(article.created_by, base)])
    page.goto(f"{base}{page_of(article)}")

    page.fill("#id_lead_number", str(photo.pk))
    page.click(".nr-save button >> nth=0")
    page.wait_for_selector(".messagelist")

    assert content.pictures_of(article) == [lead(photo)]
    assert page.input_value("#id_lead_number") == str(photo.pk)
    context.close()


def test_a_photo_that_was_taken_down_is_named_where_it_stood_and_asked_for_by_nobody(
    visit, article
):
    reporter = article.created_by
    boat = brought(article.desk, reporter, "boat", headline="Perahu kandas")
    body = f"<p>Air turun.</p>{figure(boat)}"
    save(article, reporter, pictures=[lead(boat), *gallery(boat)], body=body)
    editor = make_user("editor", article.desk)
    taking_down.take_down(
        boat, by=editor, at=NOW, ground="consent", reason="Keluarga meminta.", original="keep"
    )

    page = form_of(visit, article)

    # A file that is asked for and gone would be complained of by the browser.
    page.wait_for_selector(".nr-photo-node")
    gone = page.locator(".nr-picture-gone:visible")
    assert gone.all_inner_texts() == ["Foto ini telah diturunkan."] * 3
    assert page.locator(".nr-pictures img, .nr-photo-node img").count() == 0


def test_whoever_may_only_read_is_shown_no_photo_that_was_taken_down(visit, article):
    boat = brought(article.desk, article.created_by, "boat", headline="Perahu kandas")
    save(article, article.created_by, pictures=[lead(boat, "Kapten")])
    chief = make_user(is_superuser=True, is_staff=True)
    assert "Kapten" in visit(chief, page_of(article)).content()

    editor = make_user("editor", article.desk)
    taking_down.take_down(
        boat, by=editor, at=NOW, ground="consent", reason="Keluarga meminta.", original="keep"
    )

    assert "<picture>" not in visit(chief, page_of(article)).content()
