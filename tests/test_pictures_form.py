"""Pictures in the article form: chosen, ordered, put into the text, and kept as what is typed."""

import json
import re

import pytest

from articles import content, editing, html
from articles.models import Article
from articles.pictures.models import Picture
from newsroom.photos import discarding, taking_down
from newsroom.photos.models import Photo

from .factories import NOW, make_article, make_desk, make_in_state, make_user
from .pictures import figure, gallery, issue, lead, make_photo, save
from .staff import LIST, client_of, page_of, typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("network")]


@pytest.fixture
def article():
    article = make_article(make_desk("kerinci"))
    article.created_by.language = "en"
    article.created_by.save()
    return article


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


def test_half_an_emoji_at_the_end_of_a_caption_keeps_nobody_from_saving(article):
    photo = make_photo(article.desk)

    assert post(article, [lead(photo, "Kapten \ud83d")]).status_code == 302
    assert content.pictures_of(article) == [lead(photo, "Kapten")]


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


def test_pictures_that_may_not_be_used_are_each_named_where_they_stand_and_with_what_to_do(article):
    private, gone, shared = make_photo(make_desk("ambon")), make_photo(), make_photo()
    number = gone.pk
    discarding.discard(gone, by=gone.uploaded_by, at=NOW)
    Photo.objects.filter(pk=shared.pk).update(shared=True)
    taking_down.take_down(
        shared, by=make_user("editor", shared.desk), at=NOW,
        ground="consent", reason="Ia menarik izinnya.", original="keep",
    )  # fmt: skip
    rows = [[number, "lead", "Keterangan saya", "", ""], *gallery(private)]

    response = post(article, rows, body=f"<p>Air.</p>{figure(shared)}")

    assert response.status_code == 422
    form = response.context["form"]
    closed = "it is not in the library any more, or not open to you. Take it out of the story, or "
    assert form.errors == {
        "pictures": [
            f"Lead picture (photo {number}): {closed}choose another.",
            f"Picture of the gallery (photo {private.pk}): {closed}choose another.",
        ],
        "body": [
            f"Picture in the text (photo {shared.pk}): it was taken down. Take it out of the "
            "story, or choose another."
        ],
    }
    assert "Keterangan saya" in response.text


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
