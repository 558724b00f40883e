"""Saving the working copy: by whom, and never over somebody else's text."""

from functools import partial

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from articles import editing, workflow
from articles.models import Article
from articles.models.version import FOREVER

from .at_once import at_once
from .factories import (
    NOW,
    make_article,
    make_desk,
    make_in_state,
    make_issued,
    make_reporter,
    make_user,
)


def save(article, by, *, edit=None, bylines=None, topics=("danau",), **values):
    """Save as the form does: every part is given."""
    if article is not None:
        stored = {name: getattr(article, name) for name in editing.FIELDS}
        values = stored | values
        if bylines is None:
            bylines = [
                (byline.reporter, byline.role)
                for byline in article.bylines.order_by("position").select_related("reporter")
            ]
        edit = article.edit if edit is None else edit
    return editing.save(
        article,
        by=by,
        at=NOW,
        edit=edit or 0,
        values=values,
        bylines=bylines or [],
        topics=list(topics),
    )


@pytest.mark.django_db
def test_a_reporter_begins_an_article_at_their_own_desk():
    desk = make_desk()
    reporter = make_user("reporter", desk)
    person = make_reporter(desk, user=reporter)

    article = save(
        None, reporter, desk=desk, headline="Air surut", body="<p>Air.</p>",
        bylines=[(person, "writer")], topics=["danau", "air"],
    )  # fmt: skip

    article = Article.objects.get(pk=article.pk)
    assert (article.state, article.edit, article.created_by) == ("draft", 1, reporter)
    assert list(article.bylines.values_list("reporter", "role", "position")) == [
        (person.pk, "writer", 1)
    ]
    assert sorted(article.topics.names()) == ["air", "danau"]
    assert list(article.written_by.all()) == [reporter]


@pytest.mark.django_db
def test_nobody_begins_an_article_at_a_desk_without_a_role_there():
    reporter = make_user("reporter", make_desk())

    with pytest.raises(PermissionDenied):
        save(None, reporter, desk=make_desk(), headline="Air surut")

    assert not Article.objects.exists()


@pytest.mark.django_db
def test_what_is_not_allowed_in_a_text_is_taken_out_whoever_writes_it():
    desk = make_desk()
    article = save(
        None,
        make_user("reporter", desk),
        desk=desk,
        headline="<b>Judul</b>",
        body='<p onclick="x()">Air <script>alert(1)</script><a href="javascript:x">surut</a></p>'
        '<iframe src="https://example.com"></iframe><img src="x" onerror="y">',
    )

    article.refresh_from_db()
    assert article.body == '<p>Air <a rel="noopener">surut</a></p>'
    assert article.headline == "<b>Judul</b>"


@pytest.mark.django_db
def test_what_no_page_may_hold_is_in_no_text_that_was_saved():
    desk = make_desk()
    reporter = make_user("reporter", desk)

    article = save(
        None, reporter, desk=desk, headline="Air\x07 surut\x85lagi\ufffe",
        standfirst="\x1fPagi\x0bini",
        body="<p>Air\x01 &#1;surut\x0blagi.&#x7f;</p>", topics=["da\x02nau", "\x03"],
    )  # fmt: skip

    article = Article.objects.get(pk=article.pk)
    assert (article.headline, article.standfirst) == ("Air surut lagi", "Pagi ini")
    assert article.body == "<p>Air surut lagi.</p>"
    assert list(article.topics.values_list("name", flat=True)) == ["danau"]


@pytest.mark.django_db
def test_a_save_over_a_newer_one_is_refused_and_changes_nothing():
    article = make_article()
    editor, other = make_user("editor", article.desk), make_user("editor", article.desk)
    save(Article.objects.get(pk=article.pk), editor, headline="Yang pertama")

    with pytest.raises(editing.Stale) as refused:
        save(article, other, headline="Yang kedua")

    assert refused.value.article.headline == "Yang pertama"
    article.refresh_from_db()
    assert article.headline == "Yang pertama"


@pytest.mark.django_db
def test_a_save_that_changes_nothing_counts_as_none():
    article = make_article(topics=["danau"])
    editor = make_user("editor", article.desk)

    again = save(article, editor)

    assert again.edit == article.edit
    assert editor not in again.written_by.all()


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["issued", "spiked"])
def test_an_issued_or_spiked_text_stays_until_it_is_taken_up_again(state):
    article = make_in_state(state)
    chief = make_user("chief", article.desk)

    with pytest.raises(PermissionDenied):
        save(article, chief, headline="Diam-diam")


@pytest.mark.django_db
def test_an_article_that_went_out_keeps_its_home_desk():
    article, elsewhere = make_issued(), make_desk()
    chief = make_user("chief", elsewhere.parent)
    article = workflow.perform("reopen", article, by=chief, at=NOW).article

    with pytest.raises(ValidationError, match="issued at its desk|diterbitkan"):
        save(article, chief, desk=elsewhere)


@pytest.mark.django_db
def test_bylines_are_kept_in_the_order_in_which_they_are_to_be_printed():
    article = make_article()
    people = [make_reporter(article.desk, name=name) for name in ("Rahmi", "Deri", "Yulia")]
    editor = make_user("editor", article.desk)

    save(article, editor, bylines=[(people[2], "writer"), (people[0], "photographer")])

    assert list(article.bylines.order_by("position").values_list("reporter__name", "role")) == [
        ("Yulia", "writer"),
        ("Rahmi", "photographer"),
    ]


@pytest.mark.django_db
def test_topics_are_kept_in_the_order_in_which_they_were_typed_and_once_each():
    article = make_article(topics=["kopi", "banjir"])
    editor = make_user("editor", article.desk)

    save(article, editor, topics=["sawah", "Banjir", "adat", "banjir", "Zakat"])

    names = article.topic_items.order_by("pk").values_list("tag__name", flat=True)
    assert list(names) == ["sawah", "banjir", "adat", "Zakat"]


@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_once_one_wins_and_the_other_is_told():
    article = make_article()
    editors = [make_user("editor", article.desk) for _ in range(2)]
    copies = [Article.objects.get(pk=article.pk) for _ in editors]

    told = at_once(
        *(
            partial(save, copy, editor, headline=f"Dari {editor}")
            for copy, editor in zip(copies, editors, strict=True)
        )
    )

    assert len([each for each in told if isinstance(each, editing.Stale)]) == 1
    assert len([each for each in told if isinstance(each, Exception)]) == 1
    article.refresh_from_db()
    assert article.edit == 2


@pytest.mark.django_db
def test_an_embargo_until_a_year_mistyped_is_refused_with_a_sentence():
    article = make_article()

    with pytest.raises(ValidationError) as refused:
        save(article, make_user("editor", article.desk), embargo_until=FOREVER)

    with translation.override("en"):
        assert refused.value.message_dict == {
            "embargo_until": ["This moment is more than ten years ahead: look at the year."]
        }
    article.refresh_from_db()
    assert article.embargo_until is None


@pytest.mark.django_db
def test_changes_of_different_paragraphs_and_parts_are_both_kept():
    article = make_article(body="<p>Satu.</p><p>Dua.</p>", kicker="Lama")
    first, second = make_user("editor", article.desk), make_user("editor", article.desk)
    opened = Article.objects.get(pk=article.pk)
    save(Article.objects.get(pk=article.pk), first, body="<p>Satu lagi.</p><p>Dua.</p>")

    merged = save(opened, second, body="<p>Satu.</p><p>Dua lagi.</p>", kicker="Baru", edit=1)

    merged.refresh_from_db()
    assert merged.body == "<p>Satu lagi.</p><p>Dua lagi.</p>"
    assert merged.kicker == "Baru"
    assert [
        (revision.edit, revision.origin, revision.by)
        for revision in merged.revisions.order_by("pk")
    ] == [(1, "save", article.created_by), (2, "save", first), (3, "merge", second)]


@pytest.mark.django_db
def test_what_was_typed_over_the_same_paragraph_is_kept_aside_once():
    article = make_article(body="<p>Satu.</p>")
    first, second = make_user("editor", article.desk), make_user("editor", article.desk)
    opened = Article.objects.get(pk=article.pk)
    save(Article.objects.get(pk=article.pk), first, body="<p>Pertama.</p>")

    for _ in range(2):
        with pytest.raises(editing.Stale) as refused:
            save(opened, second, body="<p>Kedua.</p>", edit=1)

    assert refused.value.clashes == ["body"]
    aside = article.revisions.get(origin="aside")
    assert (aside.by, aside.edit, aside.content["body"]) == (second, None, "<p>Kedua.</p>")


@pytest.mark.django_db
def test_every_save_is_a_revision_with_all_of_its_parts():
    article = make_article(topics=["air"])
    editor, person = make_user("editor", article.desk), make_reporter(article.desk, name="Deri")

    save(article, editor, headline="Baru", topics=["danau"], bylines=[(person, "photographer")])

    revision = article.revisions.get(edit=2)
    assert revision.content["headline"] == "Baru"
    assert revision.content["topics"] == ["danau"]
    assert revision.content["bylines"] == [[person.pk, "Deri", "photographer"]]
    assert revision.by == editor
    assert article.revisions.get(edit=1).content["topics"] == ["air"]


@pytest.mark.django_db
def test_a_revision_is_put_back_and_that_is_a_revision_too():
    article = make_article(headline="Asli", body="<p>Asli.</p>", topics=["air"])
    editor = make_user("editor", article.desk)
    credited = article.bylines.get().reporter
    save(article, editor, headline="Ganti", body="", topics=[], bylines=[])

    back = editing.restore(article.revisions.get(edit=1), by=editor, at=NOW, edit=2)

    back.refresh_from_db()
    assert (back.headline, back.body, back.edit) == ("Asli", "<p>Asli.</p>", 3)
    assert list(back.topics.names()) == ["air"]
    assert back.bylines.get().reporter == credited
    assert back.revisions.get(edit=3).origin == "restore"


@pytest.mark.django_db
def test_nobody_puts_back_what_they_may_not_write():
    article = make_article()
    editor = make_user("editor", article.desk)
    save(article, editor, headline="Ganti")

    with pytest.raises(PermissionDenied):
        editing.restore(
            article.revisions.get(edit=1), by=make_user("chief", make_desk()), at=NOW, edit=2
        )


@pytest.mark.django_db
def test_revisions_stay_whatever_is_tried():
    article = make_article()
    save(article, make_user("editor", article.desk), headline="Ganti")

    for sql in ("UPDATE articles_revision SET passages = '{}'", "DELETE FROM articles_revision"):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            connection.cursor().execute(sql)
