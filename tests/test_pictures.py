"""Pictures in the working copy: beside the text and inside it, saved, merged, put back."""

from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from articles import content, editing, html, merging, said
from articles.models import Article
from articles.models.revision import Revision
from articles.pictures.models import Picture
from articles.pictures.using import used
from newsroom.photos.models import Photo

from .at_once import at_once
from .factories import NOW, make_article, make_desk, make_user
from .pictures import figure, gallery, lead, make_photo, save
from .steps import lacking

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def article():
    return make_article(make_desk("kerinci"))


# --- In the text -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (
            '<figure data-photo="12" class="x"><figcaption>Di <em>danau</em></figcaption></figure>',
            '<figure data-photo="12"><figcaption>Di <em>danau</em></figcaption></figure>',
        ),
        (
            '<figure data-photo="12"><img src="x" onerror="y"></figure>',
            '<figure data-photo="12"><figcaption></figcaption></figure>',
        ),
        (
            '<figure data-photo="12"><figcaption><p>Satu</p><h2>dua</h2></figcaption></figure>',
            '<figure data-photo="12"><figcaption>Satu dua</figcaption></figure>',
        ),
        ('<figure data-photo="12x"><figcaption>kata</figcaption></figure>', "<p>kata</p>"),
        ('<figure data-photo="-1"></figure>', ""),
        ("<figure><figcaption>kata</figcaption></figure>", "<p>kata</p>"),
        ("<p>a</p><figcaption>kata</figcaption>", "<p>a</p><p>kata</p>"),
        (
            '<figure data-photo="1"><figure data-photo="2">a</figure></figure>b',
            '<figure data-photo="1"><figcaption>a</figcaption></figure>b',
        ),
        (
            '<p>a<figure data-photo="3">b</p>',
            '<p>a</p><figure data-photo="3"><figcaption>b</figcaption></figure>',
        ),
        (
            '<figure data-alt=" a  &quot;b&quot; > c " data-photo="4" data-credit="Foto: A&amp;B">'
            "</figure>",
            '<figure data-photo="4" data-credit="Foto: A&amp;B" data-alt="a &quot;b&quot; &gt; c">'
            "<figcaption></figcaption></figure>",
        ),
        (
            '<figure data-photo="5" data-credit=" " data-alt="" data-other="x"></figure>',
            '<figure data-photo="5"><figcaption></figcaption></figure>',
        ),
        (
            f'<figure data-photo="6" data-credit="{"a" * 300}" data-alt="{"b" * 1100}"></figure>',
            f'<figure data-photo="6" data-credit="{"a" * 250}" data-alt="{"b" * 1000}">'
            "<figcaption></figcaption></figure>",
        ),
        ('<figure data-credit="a">kata</figure>', "<p>kata</p>"),
        ('<p data-alt="a" data-credit="b">kata</p>', "<p>kata</p>"),
    ],
)
def test_a_picture_in_a_text_is_a_number_and_its_own_texts_and_nothing_else(typed, stored):
    assert html.clean(typed) == stored
    assert html.clean(stored) == stored


def test_a_picture_in_a_text_is_a_block_like_any_other():
    body = '<p>a</p><figure data-photo="7"><figcaption>b <a href="https://c.d" rel="noopener">c</a></figcaption></figure><p>d</p>'  # fmt: skip # noqa: E501

    assert html.clean(body) == body
    assert len(content.blocks(body)) == 3
    assert html.pictures(body) == [(7, "b c", "", "")]
    assert html.text(body) == "a\nb c\nd"
    assert html.word_count(body) == 4


def test_what_a_picture_in_a_text_says_of_its_own_counts_and_the_rest_is_the_photos(article):
    photo = make_photo(article.desk)
    body = "".join([
        figure(photo, "Satu", "Foto: &quot;Ani&quot; &lt;3", "Lumpur &amp; perahu"),
        figure(photo, "Dua", "", "Perahu dari dekat"),
        figure(photo),
    ])  # fmt: skip

    saved = save(article, article.created_by, body=f"<p>Air turun.</p>{body}")

    assert len(content.blocks(saved.body)) == 4
    assert html.word_count(saved.body) == 4
    assert [(use.caption, use.credit, use.alt) for use in used(saved)] == [
        ("Satu", 'Foto: "Ani" <3', "Lumpur & perahu"),
        ("Dua", photo.credit, "Perahu dari dekat"),
        ("", photo.credit, photo.alt),
    ]
    Photo.objects.update(credit="", alt="")
    saved = Article.objects.get(pk=saved.pk)
    assert [s for s in lacking(saved) if "write the" in s] == [
        f"Picture in the text (photo {photo.pk}): write the credit.",
        f"Picture in the text (photo {photo.pk}): write the alternative text.",
    ]


def test_a_picture_in_a_text_is_compared_with_its_own_texts():
    bare, own = (
        said.shown("body", f'<figure data-photo="7"{texts}><figcaption>Kata</figcaption></figure>')
        for texts in ("", ' data-credit="A &amp; B" data-alt="Perahu"')
    )

    assert bare == "[Picture 7] Kata"
    assert own == "[Picture 7] Kata\nCredit: A & B\nAlternative text: Perahu"


def test_two_people_who_change_a_caption_and_a_paragraph_are_merged():
    def body(caption, words):
        return f'<figure data-photo="7"><figcaption>{caption}</figcaption></figure><p>{words}</p>'

    empty = dict.fromkeys(content.PARTS)

    def merged(theirs, mine):
        return merging.merge(
            empty | {"body": body("a", "b")}, empty | {"body": theirs}, empty | {"body": mine}
        )

    assert merged(body("aa", "b"), body("a", "bb")).decided({})["body"] == body("aa", "bb")
    assert merged(body("aa", "b"), body("ab", "b")).names == ["body"]
    own = body("a", "b").replace('"7"', '"7" data-alt="Perahu"')
    assert merged(own, body("a", "bb")).decided({})["body"] == own.replace("<p>b<", "<p>bb<")
    assert merged(own, body("aa", "b")).names == ["body"]


def test_a_text_of_a_picture_alone_is_not_empty_and_not_a_text(article):
    photo = make_photo(article.desk)

    save(article, article.created_by, body=figure(photo))

    article.refresh_from_db()
    assert html.pictures(article.body) == [(photo.pk, "", "", "")]
    assert "Write the body." in lacking(article)


# --- Beside the text ---------------------------------------------------------------------------


def test_pictures_are_kept_in_their_order_with_their_texts(article):
    one, two, three = (make_photo(article.desk) for _ in range(3))
    before = article.edit

    saved = save(
        article, article.created_by,
        body=f"<p>Air turun.</p>{figure(two, 'Di tepi')}",
        pictures=[*gallery(three, one), lead(one, "Kapten", "Foto: Ani", "Perahu")],
    )  # fmt: skip

    assert saved.edit == before + 1
    assert [(u.place, u.photo, u.caption, u.credit, u.alt) for u in used(saved)] == [
        ("lead", one, "Kapten", "Foto: Ani", "Perahu"),
        ("text", two, "Di tepi", two.credit, two.alt),
        ("gallery", three, three.caption, three.credit, three.alt),
        ("gallery", one, one.caption, one.credit, one.alt),
    ]
    assert save(saved, article.created_by).edit == saved.edit


def test_there_is_one_lead_picture_and_each_photo_stands_in_the_gallery_once(article):
    one, two = make_photo(article.desk), make_photo(article.desk)

    save(article, article.created_by, pictures=[lead(one), lead(two), *gallery(two, one, two)])

    places = article.pictures.order_by("-place", "position").values_list("place", "photo")
    assert list(places) == [("lead", one.pk), ("gallery", two.pk), ("gallery", one.pk)]
    with pytest.raises(IntegrityError, match="picture_one_lead"), transaction.atomic():
        Picture.objects.create(article=article, photo=two, place="lead")
    with pytest.raises(ValidationError, match="At most 60"):
        save(
            article, article.created_by,
            pictures=[[number, "gallery", "", "", ""] for number in range(1, 62)],
        )  # fmt: skip


def test_a_photo_of_another_desk_is_used_only_where_it_is_shared(article):
    private = make_photo(make_desk("ambon"))
    reporter = article.created_by

    for changes in (
        {"pictures": [lead(private)]},
        {"body": figure(private)},
        {"pictures": gallery(private)},
    ):
        with pytest.raises(ValidationError, match="not open to you"):
            save(article, reporter, **changes)
    with pytest.raises(ValidationError, match=r"Picture in the text \(photo 999999\)"):
        save(article, reporter, body='<figure data-photo="999999"></figure>')
    assert not article.pictures.exists()

    Photo.objects.update(shared=True)
    saved = save(article, reporter, pictures=[lead(private)])
    Photo.objects.update(shared=False)
    saved = save(saved, reporter, headline="Baru", pictures=[lead(private, "Kapten")])
    assert used(saved)[0].caption == "Kapten"


def test_nobody_begins_an_article_with_a_photo_that_is_not_open_to_them():
    desk = make_desk("kerinci")
    private = make_photo(make_desk("ambon"))

    with pytest.raises(ValidationError, match="not open to you"):
        editing.save(
            None, by=make_user("reporter", desk), at=NOW, edit=0,
            values={"desk": desk, "headline": "Air", "body": figure(private)},
            bylines=[], topics=[],
        )  # fmt: skip
    assert not Article.objects.exists()


def test_a_photo_that_a_story_uses_is_not_deleted(article):
    photo = make_photo(article.desk)
    save(article, article.created_by, pictures=[lead(photo)])

    with (
        connection.cursor() as cursor,
        pytest.raises(IntegrityError, match="no story ever used"),
        transaction.atomic(),
    ):
        cursor.execute("DELETE FROM photos_rendition")
        cursor.execute("DELETE FROM photos_photo")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


# --- Revisions, merging, putting back ----------------------------------------------------------


def test_a_revision_holds_the_pictures_and_puts_them_back(article):
    one, two = make_photo(article.desk), make_photo(article.desk)
    reporter = article.created_by
    saved = save(article, reporter, pictures=[lead(one, "Satu"), *gallery(two)])
    first = article.revisions.get(edit=saved.edit)
    saved = save(saved, reporter, pictures=[])

    saved = editing.restore(first, by=reporter, at=NOW, edit=saved.edit)

    assert content.pictures_of(saved) == [lead(one, "Satu"), *gallery(two)]
    assert article.revisions.latest("pk").content == first.content


def test_a_revision_from_before_there_were_pictures_has_none(article):
    parts = content.of_article(article)
    texts = content.passages({name: parts[name] for name in parts if name != "pictures"})

    assert "pictures" not in texts[0]
    assert content.of_passages(texts) == parts


def test_somebody_who_changes_the_pictures_and_somebody_who_changes_the_text_are_merged(article):
    photo = make_photo(article.desk)
    editor, reporter = make_user("editor", article.desk), article.created_by
    opened = article.edit
    editing.remember(article)
    save(article, editor, pictures=[lead(photo)])

    saved = save(article, reporter, edit=opened, headline="Air naik", pictures=[])

    assert (saved.headline, content.pictures_of(saved)) == ("Air naik", [lead(photo)])
    assert saved.revisions.latest("pk").origin == Revision.Origin.MERGE


def test_two_people_who_choose_different_leads_decide_it(article):
    one, two = make_photo(article.desk), make_photo(article.desk)
    editor, reporter = make_user("editor", article.desk), article.created_by
    opened = article.edit
    editing.remember(article)
    save(article, editor, pictures=[lead(one)])

    with pytest.raises(editing.Stale) as stale:
        save(article, reporter, edit=opened, pictures=[lead(two)])

    assert stale.value.clashes == ["pictures"]
    assert stale.value.aside.content["pictures"] == [lead(two)]


def test_pictures_are_compared_as_a_person_reads_them():
    pictures = [[3, "lead", "Kapten", "Foto: Ani", ""], [4, "gallery", "", "", "Perahu"]]

    assert said.shown("pictures", pictures).splitlines() == [
        "Lead picture 3", "Kapten", "Credit: Foto: Ani",
        "Picture 4 of the gallery", "Alternative text: Perahu",
    ]  # fmt: skip
    assert said.shown("pictures", []) == ""
    body = '<p>a</p><figure data-photo="3"><figcaption>b</figcaption></figure>'
    assert said.shown("body", body) == "a\n[Picture 3] b"
    assert said.label_of("pictures") == "pictures"


@pytest.mark.django_db(transaction=True)
def test_pictures_chosen_by_two_people_at_once_are_never_mixed():
    article = make_article(make_desk("kerinci"))
    editing.remember(article)
    people = [make_user("editor", article.desk) for _ in range(2)]
    photos = [make_photo(article.desk) for _ in range(2)]

    def choose(user, photo):
        try:
            save(article, user, edit=article.edit, pictures=[lead(photo), *gallery(photo)])
            return photo
        except editing.Stale as stale:
            return stale.aside

    outcomes = at_once(*(partial(choose, *pair) for pair in zip(people, photos, strict=True)))

    saved = [each for each in outcomes if isinstance(each, Photo)]
    aside = [each for each in outcomes if isinstance(each, Revision)]
    assert len(saved) == len(aside) == 1
    assert content.pictures_of(article) == [lead(saved[0]), *gallery(saved[0])]
    other = next(photo for photo in photos if photo != saved[0])
    assert aside[0].content["pictures"] == [lead(other), *gallery(other)]
