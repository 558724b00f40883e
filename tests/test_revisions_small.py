"""The history stays small: a month of heavy autosaving costs kilobytes, and loses no words."""

import random
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from articles import content, editing, thinning
from articles.models import Passage
from articles.models.revision import Revision

from .factories import NOW, make_article, make_network, make_user
from .writing import autosave

# Sittings of a quarter of an hour. At ten times as many autosaves, one in six seconds, the same
# revisions stay and the sum is the same; it only takes the test ten times as long.
DAYS, SITTINGS, AUTOSAVES, PAUSE = 22, 2, 15, timedelta(minutes=1)
STEPS = 10
SOON = timedelta(seconds=5)
WORDS = [
    "air", "danau", "nelayan", "hujan", "jalan", "warga", "desa", "pasar", "sawah", "kopi", "harga",
    "bupati", "rapat", "anggaran", "sekolah", "jembatan", "hutan", "sungai", "listrik", "pagi",
]  # fmt: skip
# Of one article, with all indexes.
MOST = 400 * 1024


def typing(seed):
    """The paragraphs of an article as they grow and change while somebody types, for ever."""
    chance = random.Random(seed)
    sentence = lambda: " ".join(chance.choices(WORDS, k=12)).capitalize() + "."  # noqa: E731
    paragraphs = [" ".join(sentence() for _ in range(3)) for _ in range(25)]
    at = 0
    while True:
        if chance.random() < 0.04:
            at = chance.randrange(len(paragraphs))
        if chance.random() < 0.01:
            paragraphs[at] = sentence()
        paragraphs[at] += " " + chance.choice(WORDS)
        if len(paragraphs[at].split()) > 45:
            paragraphs[at] = " ".join(paragraphs[at].split()[-30:])
        yield "".join(f"<p>{text}</p>" for text in paragraphs)


def month(article, writer):
    """Every autosave of the month, as `editing.write` keeps it; returns how many there were."""
    parts, texts = content.of_article(article), typing(seed=7)
    edit = article.edit
    for day in range(DAYS):
        for sitting in range(SITTINGS):
            begun = NOW + timedelta(days=day, hours=5 * sitting)
            for number in range(AUTOSAVES):
                edit += 1
                parts["body"] = [next(texts) for _ in range(STEPS)][-1]
                Revision.objects.record(
                    article, parts, by=writer, at=begun + number * PAUSE, edit=edit,
                    origin=Revision.Origin.AUTOSAVE,
                )  # fmt: skip
                thinning.thin(article)
    return edit - article.edit


def size():
    """What the rows of both tables take, without their indexes: bytes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT sum(pg_column_size(r.*)) FROM articles_revision r)"
            " + (SELECT sum(pg_column_size(p.*)) FROM articles_passage p)"
        )
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_a_month_of_heavy_autosaving_costs_kilobytes():
    make_network()
    article = make_article()
    autosaves = month(article, article.created_by)

    kept = article.revisions.count()
    used = size()
    print(f"{autosaves} autosaves: {kept} kept, {used / 1024:.0f} kB")
    assert autosaves == DAYS * SITTINGS * AUTOSAVES
    assert SITTINGS * DAYS <= kept <= 5 * SITTINGS * DAYS
    assert used < MOST


@pytest.mark.django_db
def test_the_merged_autosaves_of_two_who_write_at_once_are_thinned_as_well():
    article = make_article(body="".join(f"<p>{number}.</p>" for number in range(9)))
    people = [article.created_by, make_user("editor", article.desk)]
    for number in range(40):
        article.refresh_from_db()
        text = content.blocks(article.body)
        place = 1 if number % 2 else 7
        text[place] = text[place].replace(".</p>", f" kata{number}.</p>")
        autosave(
            article, people[number % 2], at=NOW + number * SOON, body="".join(text),
            origin=Revision.Origin.AUTOMERGE,
        )  # fmt: skip

    assert article.revisions.count() <= 8
    article.refresh_from_db()
    body = article.body
    assert all(f"kata{number}" in body for number in range(40))


@pytest.mark.django_db
def test_an_autosave_with_words_that_somebody_else_took_out_is_never_dropped():
    article = make_article(body="<p>Satu.</p><p>Dua.</p>", at=NOW - timedelta(hours=1))
    writer, editor = article.created_by, make_user("editor", article.desk)
    for number, (by, text) in enumerate(
        [(writer, "Dua ikan."), (writer, "Dua ikan besar."), (editor, "Dua.")]
        + [(each, f"Dua {n}.") for n in range(9) for each in (writer, editor)]
    ):
        autosave(article, by, at=NOW + number * SOON, body=f"<p>Satu.</p><p>{text}</p>")

    said = [revision.content["body"] for revision in article.revisions.all()]
    assert "<p>Satu.</p><p>Dua ikan besar.</p>" in said


@pytest.mark.django_db
def test_a_sitting_keeps_how_it_ended_and_what_was_decided_to_save():
    article = make_article(headline="Asal", at=NOW - timedelta(hours=1))
    writer = article.created_by
    for day in range(3):
        for number in range(9):
            at = NOW + timedelta(days=day) + number * SOON
            origin = Revision.Origin.SAVE if number == 4 else Revision.Origin.AUTOSAVE
            autosave(article, writer, at=at, headline=f"Hari {day}, {number}", origin=origin)

    said = [revision.content["headline"] for revision in article.revisions.all()]
    assert {f"Hari {day}, {number}" for day in range(3) for number in (4, 8)} <= set(said)
    assert len(said) <= 3 * 4 + 1


@pytest.mark.django_db
def test_passages_go_with_the_last_revision_that_is_made_of_them_and_not_before():
    article = make_article(body="<p>Satu.</p>")
    for number in range(8):
        autosave(article, article.created_by, at=NOW + number * SOON, body=f"<p>{number}.</p>")

    needed = {n for revision in article.revisions.all() for n in revision.passages}
    assert set(Passage.objects.values_list("pk", flat=True)) == needed
    for sql in (
        "DELETE FROM articles_passage",
        "UPDATE articles_passage SET text = 'lain'",
        "UPDATE articles_passage SET by_id = by_id",
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            connection.cursor().execute(sql)


@pytest.mark.django_db
def test_a_revision_is_made_of_passages_of_its_own_article_that_are_there():
    article, other = make_article(), make_article()
    editing.save(
        other, by=other.created_by, at=NOW, edit=1, values={"headline": "Lain"}, bylines=[],
        topics=[],
    )  # fmt: skip
    theirs = other.revisions.first().passages
    for numbers in ([0], theirs, [*theirs, 987654]):
        with pytest.raises(IntegrityError, match="lacks a passage"), transaction.atomic():
            Revision.objects.create(
                article=article, edit=1, by=article.created_by, saved_at=NOW, passages=numbers
            )
