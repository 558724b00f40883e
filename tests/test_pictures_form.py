"""Pictures in the article form: chosen, ordered, put into the text, and kept as what is typed."""

import json
import re

import pytest
from django.utils import translation

from articles import content, editing, html
from articles.models import Article
from articles.pictures.models import Picture
from newsroom.photos.intake import take_in
from newsroom.photos.models import Photo

from .factories import NOW, make_article, make_desk, make_in_state, make_network, make_user
from .photos import as_file, encoded
from .photos import make_picture as drawn
from .pictures import WORDS, figure, gallery, issue, lead, make_photo, save
from .staff import LIST, client_of, page_of, typed
from .writing import until

pytestmark = pytest.mark.django_db
LABELS = {"credit": "Kredit", "alt": "Teks alternatif"}
KEPT = "Object.values(localStorage).some((each) => each.includes('Kapten'))"


@pytest.fixture(autouse=True)
def network():
    return make_network()


@pytest.fixture
def article():
    return make_article(make_desk("kerinci"))


def post(article, pictures, **values):
    client = client_of(article.created_by)
    kept = pictures if isinstance(pictures, str) else json.dumps(pictures)
    return client.post(page_of(article), typed(article, pictures=kept, **values))


def test_what_is_chosen_in_the_form_is_saved_with_the_text(article):
    one, two = make_photo(article.desk), make_photo(article.desk)

    response = post(
        article, [lead(one, " Kapten "), *gallery(two)], body=f"<p>Air.</p>{figure(two)}"
    )

    article.refresh_from_db()
    assert response.status_code == 302
    assert content.pictures_of(article) == [lead(one, "Kapten"), *gallery(two)]
    assert html.pictures(article.body) == [(two.pk, "", "", "")]
    page = client_of(article.created_by).get(page_of(article)).content.decode()
    kept = re.search(r'name="pictures" value="([^"]*)"', page)[1].replace("&quot;", '"')
    assert json.loads(kept) == content.pictures_of(article)


@pytest.mark.parametrize(
    "kept",
    [
        "{", "{}", "[1]", '["x"]', "[[1]]", '[["1", "lead", "", "", ""]]',
        '[[1, "top", "", "", ""]]',
        '[[1, "lead", 1, "", ""]]', "[[0, \"lead\", \"\", \"\", \"\"]]", "[" * 9999,
        json.dumps([[2**63, "lead", "", "", ""]]), json.dumps([[1, "lead", "", "", "", ""]]),
        json.dumps([[True, "lead", "", "", ""]]), json.dumps([[1, "gallery", "", "", ""]] * 62),
        json.dumps([[1, "lead", "x" * 2001, "", ""]]), json.dumps([[1, "lead", "", "x" * 251, ""]]),
    ],
)  # fmt: skip
def test_pictures_that_no_page_sent_are_refused_and_the_text_is_kept(article, kept):
    response = post(article, kept, headline="Tetap ada")

    assert response.status_code == 422
    assert "Tetap ada" in response.content.decode()
    assert not Picture.objects.exists()


def test_two_who_change_the_gallery_at_once_are_merged_picture_by_picture(article):
    one, two, three = (make_photo(article.desk) for _ in range(3))
    save(article, [lead(one), *gallery(one)])
    other = make_user("editor", article.desk)
    opened = {name: typed(article)[name] for name in ("edit",)}
    both = [[lead(one), *gallery(one, two)], [lead(one, "Kapten"), *gallery(one, three)]]

    for user, pictures in zip((article.created_by, other), both, strict=True):
        kept = typed(article, pictures=json.dumps(pictures)) | opened
        assert client_of(user).post(page_of(article), kept).status_code == 302

    assert content.pictures_of(article) == [lead(one, "Kapten"), *gallery(one, three, two)]
    assert article.revisions.latest("pk").origin == "merge"


def test_two_who_choose_another_lead_at_once_are_asked_about_the_lead_alone(article):
    one, two, three = (make_photo(article.desk) for _ in range(3))
    save(article, gallery(one))
    other = make_user("editor", article.desk, language="en")
    opened = {"edit": article.edit}
    client = client_of(other)
    both = [[lead(two), *gallery(one)], [lead(three), *gallery(one, three)]]

    client_of(article.created_by).post(
        page_of(article), typed(article, pictures=json.dumps(both[0])) | opened
    )
    page = client.post(page_of(article), typed(article, pictures=json.dumps(both[1])) | opened)

    assert page.status_code == 409
    assert "<legend>Lead picture</legend>" in page.text
    (choice,) = set(re.findall(r'name="(choice-[0-9a-f-]+)"', page.text))
    aside = article.revisions.get(origin="aside")
    article.refresh_from_db()
    client.post(f"{LIST}{article.pk}/conflict/{aside.pk}/", {choice: "mine", "edit": article.edit})
    assert content.pictures_of(article) == [lead(three), *gallery(one, three)]
    assert article.revisions.filter(name__startswith="Not chosen: lead picture").exists()


def test_pictures_of_two_people_that_are_too_many_together_are_refused_with_a_sentence(
    article, monkeypatch
):
    monkeypatch.setattr(editing, "PICTURES_AT_MOST", 2)
    one, two, three = (make_photo(article.desk) for _ in range(3))
    save(article, gallery(one))
    opened = {"edit": article.edit}
    client = client_of(make_user("editor", article.desk, language="en"))

    for each in (two, three):
        kept = typed(article, pictures=json.dumps(gallery(one, each))) | opened
        page = client.post(page_of(article), kept)

    assert "At most 2 pictures in a gallery" in page.text
    assert content.pictures_of(article) == gallery(one, two)


def test_a_form_that_does_not_have_the_part_leaves_the_pictures_as_they_are(article):
    photo = make_photo(article.desk)
    article = save(article, article.created_by, pictures=[lead(photo)])

    client_of(article.created_by).post(page_of(article), typed(article, headline="Baru"))

    article.refresh_from_db()
    assert (article.headline, content.pictures_of(article)) == ("Baru", [lead(photo)])


def test_without_javascript_the_lead_is_set_by_its_number(article):
    one, two = make_photo(article.desk), make_photo(article.desk)
    article = save(article, article.created_by, pictures=[lead(one, "Kapten"), *gallery(two)])

    def leads(number):
        stored = content.pictures_of(Article.objects.get(pk=article.pk))
        article.refresh_from_db()
        status = post(article, stored, lead_number=number).status_code
        return status, content.pictures_of(Article.objects.get(pk=article.pk))

    page = client_of(article.created_by).get(page_of(article)).content.decode()
    assert f'name="lead_number" id="id_lead_number" inputmode="numeric" maxlength="18" value="{one.pk}"' in page  # fmt: skip # noqa: E501
    assert leads(str(one.pk)) == (302, [lead(one, "Kapten"), *gallery(two)])
    assert leads(str(two.pk)) == (302, [lead(two), *gallery(two)])
    assert leads("") == (302, gallery(two))
    assert leads("dua")[0] == leads("999999")[0] == 422


def test_a_photo_of_another_desk_is_refused_with_a_sentence(article):
    private = make_photo(make_desk("ambon"))

    with translation.override("en"):
        response = post(article, [lead(private)])

    assert response.status_code == 422
    with translation.override("id"):
        sentence = translation.gettext("Photo %(number)s is not there, or not open to you.")
    assert sentence % {"number": private.pk} in response.content.decode()


def test_the_autosave_keeps_pictures_too(article):
    photo = make_photo(article.desk)
    client = client_of(article.created_by)

    def send(pictures):
        article.refresh_from_db()
        return client.post(
            f"{LIST}{article.pk}/autosave/",
            typed(
                article, user=article.created_by.pk, zone="Asia/Jakarta",
                pictures=json.dumps(pictures),
            ),
        )  # fmt: skip

    answer = send([lead(photo)]).json()

    assert answer["merged"] is False
    assert content.pictures_of(article) == [lead(photo)]
    assert article.revisions.latest("pk").content["pictures"] == [lead(photo)]
    assert send([[9**15, "lead", "", "", ""]]).status_code == 422


def test_a_photo_in_small_is_shown_to_whoever_may_see_it_alone(article):
    photo = make_photo(article.desk)
    stranger = make_user("reporter", make_desk("ambon"))

    mine = client_of(article.created_by).get(f"{LIST}photo/{photo.pk}/")

    file = photo.renditions.get(crop="full", format="webp", width=640)
    assert (mine.status_code, mine["Location"]) == (302, f"/photos/{file.file}")
    assert mine["Cache-Control"] == "private, max-age=300"
    assert client_of(stranger).get(f"{LIST}photo/{photo.pk}/").status_code == 404
    assert client_of(stranger).get(f"{LIST}photo/{2**63}/").status_code == 404


def test_whoever_may_only_read_sees_the_pictures_in_their_places():
    article = make_in_state("draft", make_desk("kerinci"))
    photo, other = make_photo(article.desk), make_photo(article.desk)
    save(
        article, article.created_by, pictures=[lead(photo, "Kapten"), *gallery(other)],
        body=f"<p>Air turun.</p>{figure(other, 'Di tepi')}",
    )  # fmt: skip
    admin = make_user(is_superuser=True, is_staff=True)

    page = client_of(admin).get(page_of(article)).content.decode()

    assert page.count("<picture>") == 3
    assert page.index("Kapten") < page.index("Air turun.") < page.index("Di tepi")


def test_two_revisions_with_different_pictures_are_told_apart(article):
    one, two = make_photo(article.desk), make_photo(article.desk)
    first = save(article, article.created_by, pictures=[lead(one)])
    save(first, article.created_by, pictures=[lead(two, "Kapten"), *gallery(one)])

    page = client_of(article.created_by).get(f"{LIST}{article.pk}/revisions/").content.decode()

    assert "<ins>" in page and "Kapten" in page
    compared = re.findall(r'nr-compared--(\w+)"><img src="[^"]*/photo/(\d+)/"', page)
    assert compared == [("same", str(one.pk)), ("in", str(two.pk))]


def test_a_version_and_the_text_it_was_made_of_show_the_same_pictures():
    article = make_article(make_desk("kerinci"))
    photo, other = make_photo(article.desk), make_photo(article.desk)
    issue(article, [lead(photo, "Kapten"), *gallery(other)])
    chief = make_user("chief", article.desk)
    newest = article.revisions.latest("pk").pk

    page = client_of(chief).get(f"{LIST}{article.pk}/revisions/?old=live&new={newest}")

    assert "nr-compared" not in page.content.decode().split("</head>")[1]


def test_the_list_of_articles_shows_lead_pictures_in_small(article):
    photo, other = make_photo(article.desk), make_photo(article.desk)
    save(article, article.created_by, pictures=[lead(photo), *gallery(other)])
    square = photo.renditions.get(crop="1x1", format="webp", width=160).file

    page = client_of(article.created_by).get(LIST).content.decode()

    assert f'<img class="nr-square" src="/photos/{square}"' in page
    assert page.count("nr-square") == 1


def test_a_preview_shows_the_pictures_that_are_not_public_yet(article):
    photo = make_photo(article.desk)
    save(article, article.created_by, pictures=[lead(photo, "Kapten")])

    page = client_of(article.created_by).get(f"{LIST}{article.pk}/preview/?frame=1")

    html = page.content.decode()
    assert "Kapten" in html and "<picture>" in html


# --- In a browser --------------------------------------------------------------------------------


@pytest.fixture
def visit(browser, live_server):
    """Opens the form for a user; at the end the browser must have had nothing to complain about."""
    base = live_server.url.replace("127.0.0.1", "localhost")
    complaints, opened = [], []

    def visit(user, address, **options):
        page = browser.new_page(viewport={"width": 1280, "height": 900}, **options)
        opened.append(page)
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{base}/admin/")
        page.fill("#id_username", user.username)
        page.fill("#id_password", "rahasia")
        page.press("#id_password", "Enter")
        page.wait_for_url("**/admin/")
        page.goto(f"{base}{address}")
        page.wait_for_selector(".prose-editor [contenteditable]")
        return page

    yield visit
    for page in opened:
        page.close()
    # What a test cuts off on purpose.
    assert [each for each in complaints if "net::ERR_FAILED" not in each] == []


def brought(desk, by, seed, **words):
    """A photo of the library with its files."""
    data = encoded(drawn(640, 427, seed=seed))
    return take_in(as_file(data), desk=desk, by=by, at=NOW, **(WORDS | words)).photo


def saved(page):
    """Press the button, and wait for what it answers."""
    page.click(".nr-save button >> nth=0")
    page.wait_for_selector(".messagelist")


@pytest.mark.django_db(transaction=True)
def test_pictures_are_chosen_from_the_library_and_written_about_without_leaving(visit, article):
    reporter = article.created_by
    boat = brought(article.desk, reporter, "boat", headline="Perahu kandas", caption="Perahu.")
    lake = brought(article.desk, reporter, "lake", headline="Danau", caption="Danau.")
    page = visit(reporter, page_of(article))

    page.click("[data-choose=lead]")
    page.fill("[data-search]", "kandas")
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


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [1280, 390])
def test_a_picture_in_the_text_gets_texts_of_its_own_by_the_keyboard_alone(visit, article, width):
    reporter = article.created_by
    photo = brought(article.desk, reporter, "satu")
    save(article, reporter, body=f"<p>Satu.</p>{figure(photo, 'Kata')}")
    page = visit(reporter, page_of(article))
    page.set_viewport_size({"width": width, "height": 844})

    page.locator(".nr-photo-node summary").press("Enter")
    for name, words in (("credit", 'Foto: "Ani" <A&B>'), ("alt", "Lumpur, perahu.")):
        field = page.locator(f".nr-photo-texts [aria-label^='{LABELS[name]}']")
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


@pytest.mark.django_db(transaction=True)
def test_pictures_are_moved_and_taken_out_by_the_keyboard_alone(visit, article):
    reporter = article.created_by
    photos = [brought(article.desk, reporter, seed) for seed in ("satu", "dua", "tiga")]
    save(
        article, reporter, pictures=[lead(photos[0]), *gallery(*photos)],
        body=f"<p>Satu.</p><p>Dua.</p>{figure(photos[0], 'Kata')}",
    )  # fmt: skip
    page = visit(reporter, page_of(article))

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


@pytest.mark.django_db(transaction=True)
def test_a_photo_is_brought_from_the_form_and_used_at_once(visit, article, tmp_path):
    file = tmp_path / "perahu.jpg"
    file.write_bytes(encoded(drawn(640, 427, seed="baru")))
    page = visit(article.created_by, page_of(article))

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


@pytest.mark.django_db(transaction=True)
def test_chosen_pictures_are_offered_back_by_the_browsers_journal(visit, article):
    photo = brought(article.desk, article.created_by, "satu")
    page = visit(article.created_by, page_of(article))
    page.route("**/autosave/", lambda route: route.abort())

    page.click("[data-choose=lead]")
    page.click(f".nr-chooser [data-photo='{photo.pk}']")
    page.fill("[data-list=lead] [data-of=caption]", "Kapten")
    until(page, lambda page: page.evaluate(KEPT), True)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.click("[data-back]")

    assert page.input_value("[data-list=lead] [data-of=caption]") == "Kapten"
    saved(page)
    assert content.pictures_of(article) == [lead(photo, "Kapten")]


@pytest.mark.django_db(transaction=True)
def test_without_javascript_the_form_still_sets_the_lead(browser, live_server, article):
    photo = make_photo(article.desk)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    base = live_server.url.replace("127.0.0.1", "localhost")
    page.goto(f"{base}/admin/")
    page.fill("#id_username", article.created_by.username)
    page.fill("#id_password", "rahasia")
    page.press("#id_password", "Enter")
    page.goto(f"{base}{page_of(article)}")

    page.fill("#id_lead_number", str(photo.pk))
    page.click(".nr-save button >> nth=0")
    page.wait_for_selector(".messagelist")

    assert content.pictures_of(article) == [lead(photo)]
    assert page.input_value("#id_lead_number") == str(photo.pk)
    context.close()
