"""What an article said before: kept, compared by word, put back; and two people at one text."""

import re

import pytest

from articles import content, editing
from articles.models.revision import Revision
from newsroom.photos import discarding

from .factories import NOW, make_article, make_desk, make_issued, make_user, reissue
from .pictures import figure, lead, make_photo
from .staff import LIST, client_of, page_of, typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("network")]


def revisions_of(article):
    return f"{LIST}{article.pk}/revisions/"


def write(article, user, **values):
    """Save through the form."""
    response = client_of(user).post(page_of(article), typed(article, **values), follow=True)
    article.refresh_from_db()
    return response


def test_two_saves_are_compared_by_word():
    article = make_article(headline="Air surut", body="<p>Nelayan diam saja.</p>", topics=["air"])
    editor = make_user("editor", article.desk, language="en")
    write(article, editor, body="<p>Nelayan pergi saja.</p>", topics="air, danau")

    page = client_of(editor).get(revisions_of(article)).text

    assert "Nelayan <del>diam </del><ins>pergi </ins>saja." in page
    assert "<h3>Topics</h3>" in page
    assert "air<ins><br>danau</ins>" in page
    assert "<h3>Headline</h3>" not in page


def test_two_saves_of_one_minute_are_told_apart_where_one_is_put_back():
    article = make_article(headline="Satu")
    editor = make_user("editor", article.desk, language="en")
    for headline, second in (("Dua", 3), ("Tiga", 41)):
        kept = content.of_article(article) | {"headline": headline}
        Revision.objects.record(
            article, kept, by=editor, at=NOW.replace(second=second), origin=Revision.Origin.SAVE
        )

    page = client_of(editor).get(revisions_of(article)).text

    labels = re.findall(r"Put back: ([^<]+)</button>", page)
    assert len(set(labels)) == 2 and ":03 WIB" in page and ":41 WIB" in page


def test_the_working_copy_is_compared_with_what_readers_have():
    article = make_issued(body="<p>Versi lama.</p>", headline="Tayang")
    chief = make_user("chief", article.desk, language="en")
    client_of(chief).post(f"{LIST}{article.pk}/steps/reopen/", {"edit": article.edit})
    article.refresh_from_db()
    write(article, chief, body="<p>Versi baru.</p>", care=["harm"])
    newest = article.revisions.latest("pk")

    page = client_of(chief).get(f"{revisions_of(article)}?old=live&new={newest.pk}").text

    assert "From Version 1, as readers have it to" in page
    assert "Versi <del>lama.</del><ins>baru.</ins>" in page
    assert "<h3>Special care</h3>" in page and "<ins>It may harm somebody</ins>" in page


def test_a_revision_is_put_back_with_one_button_and_readers_see_no_change():
    article = make_article(headline="Asli", topics=["air"])
    editor = make_user("editor", article.desk, language="en")
    write(article, editor, headline="Ganti", topics="lain")
    first = article.revisions.get(edit=1)

    page = client_of(editor).post(
        revisions_of(article), {"revision": first.pk, "edit": article.edit}, follow=True
    )

    article.refresh_from_db()
    assert "Put back. What stood there before is still a revision." in page.text
    assert (article.headline, list(article.topics.names())) == ("Asli", ["air"])
    assert article.revisions.count() == 3


def test_who_puts_a_revision_back_beside_what_another_changed_is_told_that_both_stand_there():
    article = make_article(body="<p>Satu.</p><p>Dua.</p><p>Tiga.</p>")
    first, second = (make_user("editor", article.desk, language="en") for _ in range(2))
    write(article, first, body="<p>Satu lama.</p><p>Dua.</p><p>Tiga.</p>")
    old = article.revisions.earliest("pk")
    seen = article.edit
    write(article, second, body="<p>Satu lama.</p><p>Dua.</p><p>Tiga baru.</p>")

    page = client_of(first).post(
        revisions_of(article), {"revision": old.pk, "edit": seen}, follow=True
    )

    article.refresh_from_db()
    assert article.body == "<p>Satu.</p><p>Dua.</p><p>Tiga baru.</p>"
    assert "Put back, together with what somebody else changed in the meantime" in page.text


def test_a_photo_that_was_discarded_since_is_left_out_of_what_is_put_back_and_named():
    article = make_article(body="<p>Satu.</p>")
    editor = make_user("editor", article.desk, language="en")
    one, other = make_photo(article.desk), make_photo(article.desk)
    kept = content.of_article(article) | {
        "body": f"<p>Dua.</p>{figure(one)}<p>Tiga.</p>",
        "pictures": [lead(other)],
    }
    aside = Revision.objects.record(
        article, kept, by=editor, at=NOW, origin=Revision.Origin.ASIDE, name="Tidak dipilih"
    )
    number, numbers = other.pk, f"{one.pk}, {other.pk}"
    for photo in (one, other):
        discarding.discard(photo, by=photo.uploaded_by, at=NOW)

    page = client_of(editor).post(
        revisions_of(article), {"revision": aside.pk, "edit": article.edit}, follow=True
    )

    article.refresh_from_db()
    assert article.body == "<p>Dua.</p><p>Tiga.</p>"
    assert f"as the library does not have them any more: photos {numbers}." in page.text
    # Of what is gone there is no broken picture either.
    sides = {"old": article.revisions.latest("pk").pk, "new": aside.pk}
    compared = client_of(editor).get(revisions_of(article), sides).text
    assert f"Photo {number} is not in the library any more" in compared
    assert f"/photo/{number}/" not in compared


def test_own_words_that_another_put_back_are_not_called_saved_in_another_window():
    article = make_article(body="<p>Satu.</p>")
    first, second = (
        make_user("editor", article.desk, language="en", first_name=name)
        for name in ("Rahmi", "Sari")
    )
    write(article, first, body="<p>Satu lama.</p>")
    old = article.revisions.latest("pk")
    write(article, first, body="<p>Satu baru.</p>")
    opened = typed(article)
    client_of(second).post(revisions_of(article), {"revision": old.pk, "edit": article.edit})

    page = client_of(first).post(page_of(article), opened | {"body": "<p>Satu lagi.</p>"}).text

    assert "Put back by Sari" in page
    assert "in another window" not in page


@pytest.mark.parametrize("revision", ["0", "999999", "x", "", "99999999999999999999"])
def test_a_revision_that_is_not_there_is_not_found(revision):
    article = make_article()
    client = client_of(make_user("editor", article.desk))

    assert client.post(revisions_of(article), {"revision": revision}).status_code == 404


def test_a_revision_of_another_article_is_not_found():
    article, other = make_article(), make_article(body="<p>Rahasia.</p>")
    write(other, make_user("editor", other.desk), headline="Lain")
    editor = make_user("editor", article.desk)
    theirs = other.revisions.first()

    for response in (
        client_of(editor).get(f"{revisions_of(article)}?old={theirs.pk}&new={theirs.pk}"),
        client_of(editor).post(revisions_of(article), {"revision": theirs.pk, "edit": 1}),
        client_of(editor).get(revisions_of(other)),
    ):
        assert response.status_code == 404
        assert "Rahasia" not in response.text


def test_a_reporter_reads_the_revisions_of_a_submitted_text_and_puts_none_back():
    article = make_article(make_desk())
    reporter = make_user("reporter", article.desk, language="en")
    write(article, reporter, headline="Ganti")
    client = client_of(reporter)
    client.post(page_of(article), typed(article, _step="submit"))
    first = article.revisions.get(edit=1)

    page = client.get(revisions_of(article))
    refused = client.post(revisions_of(article), {"revision": first.pk, "edit": 2})

    assert page.status_code == 200
    assert "Put one back" not in page.text
    assert refused.status_code == 403
    article.refresh_from_db()
    assert article.headline == "Ganti"


def test_changes_of_different_paragraphs_are_merged_and_the_page_says_so():
    article = make_article(body="<p>Satu.</p><p>Dua.</p>")
    first, second = (make_user("editor", article.desk, language="en") for _ in range(2))
    opened = typed(article)
    client_of(first).post(page_of(article), opened | {"body": "<p>Satu lagi.</p><p>Dua.</p>"})

    page = client_of(second).post(
        page_of(article), opened | {"body": "<p>Satu.</p><p>Dua lagi.</p>"}, follow=True
    )

    article.refresh_from_db()
    assert article.body == "<p>Satu lagi.</p><p>Dua lagi.</p>"
    assert "together with what somebody else changed" in page.text


def test_the_list_of_revisions_costs_the_same_however_many_there_are(
    django_assert_num_queries, desks_read_once
):
    article = make_article()
    editor = make_user("editor", article.desk)
    client = client_of(editor)
    write(article, editor, headline="Judul 0")
    client.get(revisions_of(article))

    def save(number):
        values = {name: getattr(article, name) for name in editing.FIELDS}
        return editing.save(
            article, by=editor, at=NOW, edit=article.edit,
            values=values | {"headline": f"Judul {number}"}, bylines=[], topics=[],
        )  # fmt: skip

    for number in range(1, 4):
        article = save(number)
    with django_assert_num_queries(16):
        client.get(revisions_of(article))
    for number in range(4, 64):
        article = save(number)
    with django_assert_num_queries(16):
        page = client.get(revisions_of(article)).text
    assert "?before=" in page


def test_a_reissued_article_keeps_all_that_it_ever_said():
    article = reissue(make_issued(headline="Satu"), headline="Dua")
    editor = make_user("editor", article.desk)

    assert client_of(editor).get(revisions_of(article)).status_code == 200
