"""Two people at the same words: a person chooses, and what is not chosen is found again."""

import json
import re

import pytest
from django.db import IntegrityError, connection, transaction

from articles import workflow
from articles.models import Article
from articles.models.revision import Revision
from newsroom.photos import discarding

from .factories import NOW, make_article, make_aside, make_desk, make_user
from .pictures import figure, lead, make_photo
from .staff import LIST, client_of, page_of, typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("network")]
OPENED = "<p>Satu.</p><p>Dua.</p><p>Tiga.</p>"
THEIRS = "<p>Satu.</p><p>Dua di Kerinci.</p><p>Tiga baru.</p>"
MINE = "<p>Satu saya.</p><p>Dua di Jambi.</p><p>Tiga.</p>"


@pytest.fixture
def met():
    """An article whose second paragraph two editors changed: the second one's page of choices."""
    article = make_article(body=OPENED, headline="Air surut", kicker="Lama")
    article.first = make_user("editor", article.desk, language="en", first_name="Sari")
    article.second = make_user("editor", article.desk, language="en", first_name="Rahmi")
    opened = typed(article, kicker="Lama")
    client_of(article.first).post(page_of(article), opened | {"body": THEIRS, "kicker": "Danau"})
    article.page = client_of(article.second).post(
        page_of(article), opened | {"body": MINE, "journal": "abc", "headline": "Air turun"}
    )
    article.refresh_from_db()
    return article


def address(article):
    aside = article.revisions.filter(origin="aside").earliest("pk")
    return f"{LIST}{article.pk}/conflict/{aside.pk}/"


def keys(page):
    """The names of the choices on a page, each once."""
    return list(dict.fromkeys(re.findall(r'name="(choice-[0-9a-f-]+)"', page.text)))


def choose(article, *choices, edit=None, page=None):
    """Send these choices, in the order of the page."""
    sent = dict(zip(keys(page or article.page), choices, strict=True))
    sent |= {"edit": edit or article.edit, "journal": "abc"}
    response = client_of(article.second).post(address(article), sent)
    article.refresh_from_db()
    return response


def test_both_texts_of_the_same_paragraph_are_shown_and_nothing_is_saved_yet(met):
    assert met.page.status_code == 409
    assert len(keys(met.page)) == 1
    assert "<legend>Paragraph 2</legend>" in met.page.text
    assert "Dua di <mark>Kerinci.</mark>" in met.page.text
    assert "Dua di <mark>Jambi.</mark>" in met.page.text
    assert "Sari’s, saved" in met.page.text
    assert 'value="abc"' in met.page.text
    assert (met.body, met.headline) == (THEIRS, "Air surut")


def test_who_wrote_the_same_words_in_two_windows_is_told_that_both_are_theirs():
    article = make_article(body=OPENED)
    editor = make_user("editor", article.desk, language="en", first_name="Sari")
    opened = typed(article)
    client = client_of(editor)
    client.post(page_of(article), opened | {"body": THEIRS})

    page = client.post(page_of(article), opened | {"body": MINE}).text

    assert "Yours, saved in another window" in page
    assert "while you were writing the same words in another window" in page
    assert "Sari’s" not in page and "Sari saved" not in page


def test_of_two_pictures_at_one_place_both_are_seen_and_not_only_their_numbers():
    article = make_article(body="<p>Satu.</p>")
    one, other = make_photo(article.desk), make_photo(article.desk)
    first, second = (make_user("editor", article.desk, language="en") for _ in range(2))
    opened = typed(article)

    def send(user, photo):
        pictures = json.dumps([lead(photo)])
        body = f"<p>Satu.</p>{figure(photo)}"
        sent = opened | {"pictures": pictures, "body": body}
        return client_of(user).post(page_of(article), sent)

    send(first, one)
    page = send(second, other)

    assert page.status_code == 409
    seen = re.findall(r'<img src="/admin/articles/article/photo/(\d+)/" alt="Photo', page.text)
    # In the text, and above it.
    assert seen == [str(one.pk), str(other.pk)] * 2


@pytest.mark.parametrize("place", ["body", "pictures"])
def test_a_picture_that_was_discarded_before_it_was_decided_for_is_not_left_out_unsaid(place):
    article = make_article(body="<p>Satu.</p>")
    one, other = make_photo(article.desk), make_photo(article.desk)
    first, second = (make_user("editor", article.desk, language="en") for _ in range(2))
    opened = typed(article)

    def send(user, photo):
        said = {
            "body": f"<p>Satu.</p>{figure(photo)}",
            "pictures": json.dumps([lead(photo)]),
        }
        return client_of(user).post(page_of(article), opened | {place: said[place]})

    send(first, one)
    article.second, article.page = second, send(second, other)
    article.refresh_from_db()
    number = other.pk
    discarding.discard(other, by=other.uploaded_by, at=NOW)

    told = choose(article, "mine")

    assert told.status_code == 422
    assert f"(photo {number}): it is not in the library any more" in told.text
    # On this page there is nothing to take out, and no broken picture.
    assert "Here that means: choose the other one." in told.text
    assert f"Photo {number} is not in the library any more, or not open to you." in told.text
    assert f"/photo/{number}/" not in told.text and f"/photo/{one.pk}/" in told.text
    assert article.edit == 2
    assert choose(article, "theirs").status_code == 302
    stored = (article.body, list(article.pictures.values_list("photo", flat=True)))
    assert stored in ((f"<p>Satu.</p>{figure(one)}", []), ("<p>Satu.</p>", [one.pk]))


@pytest.mark.parametrize(
    ("choice", "paragraphs", "names"),
    [
        ("theirs", ["Dua di Kerinci."], ["Not chosen: paragraph 2, Rahmi"]),
        (
            "mine",
            ["Dua di Jambi."],
            ["Chosen: paragraph 2, Rahmi", "Not chosen: paragraph 2, Sari"],
        ),
        ("both", ["Dua di Kerinci.", "Dua di Jambi."], ["Chosen: paragraph 2, Rahmi"]),
    ],
)
def test_what_is_chosen_is_saved_with_all_else_and_the_other_text_keeps_a_name(
    met, choice, paragraphs, names
):
    response = choose(met, choice)

    assert response["Location"] == page_of(met)
    assert response.cookies["newsroom_saved"].value == "abc"
    middle = "".join(f"<p>{text}</p>" for text in paragraphs)
    assert met.body == f"<p>Satu saya.</p>{middle}<p>Tiga baru.</p>"
    assert (met.kicker, met.headline, met.edit) == ("Danau", "Air turun", 3)
    asides = met.revisions.filter(origin="aside").order_by("pk")
    assert [aside.name for aside in asides] == names
    page = client_of(met.second).get(f"{LIST}{met.pk}/revisions/?new={asides.last().pk}").text
    assert all(name in page for name in names)
    said = " ".join(each.content["body"] for each in met.revisions.all())
    assert "Dua di Kerinci." in said
    assert "Dua di Jambi." in said


def test_pressed_twice_the_choice_is_saved_once(met):
    choose(met, "both")

    again = choose(met, "theirs", edit=2)

    assert again["Location"] == page_of(met)
    assert met.edit == 3
    assert met.revisions.filter(origin="aside").count() == 1


def test_a_choice_that_lacks_is_asked_for_and_nothing_is_saved(met):
    response = client_of(met.second).post(address(met), {"edit": met.edit, "choice-x": "mine"})

    assert response.status_code == 422
    assert "Choose one for each" in response.text
    met.refresh_from_db()
    assert met.edit == 2


def test_a_third_save_meanwhile_leads_to_the_page_again_with_what_was_chosen(met):
    third = make_user("editor", met.desk)
    met.kicker = "Danau"
    client_of(third).post(
        page_of(met), typed(met, body=THEIRS.replace("Tiga baru.", "Tiga lagi."), kicker="Danau")
    )

    refused = choose(met, "mine")

    assert refused.status_code == 409
    assert "Somebody saved once more" in refused.text
    assert re.search(r'value="mine"[^>]* checked', refused.text)
    choose(met, "mine", page=refused)
    assert met.body == "<p>Satu saya.</p><p>Dua di Jambi.</p><p>Tiga lagi.</p>"


def test_a_field_that_both_changed_is_chosen_as_a_whole():
    article = make_article(headline="Air surut", body=OPENED)
    article.second = make_user("editor", article.desk, language="en")
    opened = typed(article, topics="air")
    other = client_of(make_user("editor", article.desk))
    other.post(page_of(article), opened | {"headline": "Air surut jauh", "topics": "air, danau"})
    article.page = client_of(article.second).post(
        page_of(article), opened | {"headline": "Air turun", "topics": "sawah"}
    )
    article.refresh_from_db()

    assert 'value="both"' not in article.page.text
    choose(article, "mine", "theirs")

    assert article.headline == "Air turun"
    assert list(article.topics.names()) == ["air", "danau"]
    assert article.revisions.filter(name__startswith="Not chosen: headline").exists()
    assert article.revisions.filter(name__startswith="Not chosen: topics").exists()


def test_a_text_kept_aside_is_for_whoever_wrote_it_and_waits_on_the_article(met):
    other = client_of(met.first)
    assert other.get(address(met)).status_code == 404
    assert other.post(address(met), {"edit": 2}).status_code == 404
    assert address(met) not in other.get(page_of(met)).text
    assert address(met) in client_of(met.second).get(page_of(met)).text
    save = met.revisions.get(edit=2)
    assert client_of(met.first).get(f"{LIST}{met.pk}/conflict/{save.pk}/").status_code == 404
    elsewhere = make_aside(make_article(make_desk()), by=met.second)
    path = f"{LIST}{met.pk}/conflict/{elsewhere.pk}/"
    assert client_of(met.second).get(path).status_code == 404

    choose(met, "theirs")
    assert address(met) not in client_of(met.second).get(page_of(met)).text


def test_a_text_that_went_to_the_editors_meanwhile_is_not_changed_by_a_choice():
    article = make_article(body=OPENED)
    writer = article.created_by
    aside = make_aside(article, by=writer, body=MINE)
    workflow.perform("submit", article, by=make_user("editor", article.desk), at=NOW)

    path = f"{LIST}{article.pk}/conflict/{aside.pk}/"
    assert client_of(writer).post(path, {"edit": 1}).status_code == 403
    assert Article.objects.get(pk=article.pk).body == OPENED
    assert Revision.objects.get(pk=aside.pk).name == ""


def test_the_database_lets_a_text_kept_aside_be_named_once_and_never_changed(met):
    choose(met, "theirs")
    for change in ("name = 'Lain'", "name = '', passages = '{}'", "by_id = by_id"):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            connection.cursor().execute(
                f"UPDATE articles_revision SET {change} WHERE origin = 'aside'"
            )


def test_a_difference_of_formatting_alone_is_shown_as_it_looks():
    article = make_article(body="<p>Air surut.</p>")
    second = make_user("editor", article.desk, language="en")
    aside = make_aside(article, by=second, body="<p>Air <strong>surut</strong>.</p>")
    Article.objects.filter(pk=article.pk).update(body="<p>Air <em>surut</em>.</p>")

    page = client_of(second).get(f"{LIST}{article.pk}/conflict/{aside.pk}/").text

    assert "Air <em>surut</em>." in page
    assert "Air <strong>surut</strong>." in page
    assert "only their formatting or a link differs" in page


def test_a_form_that_does_not_say_what_it_was_filled_in_over_is_for_a_person_to_decide(met):
    # It is not taken for one filled in over what somebody else typed and was refused.
    damaged = typed(met, headline="Air turun")
    del damaged["edit"]

    page = client_of(met.first).post(page_of(met), damaged)

    assert page.status_code == 409
    assert "Air <mark>turun</mark>" in page.text
