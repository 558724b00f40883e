"""Migrations that rewrite what people wrote, on rows as they were, forward and back."""

import json
from contextlib import contextmanager

import psycopg2
import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from articles import content

from .factories import NOW

BEFORE = ("articles", "0013_preview_links")
AFTER = ("articles", "0014_revisions_of_passages")
SEARCH_BEFORE = ("articles", "0018_notices")
SEARCH_AFTER = ("articles", "0019_readers_search")
FACTS = {
    "desk": 1, "kind": "news", "section": None, "kicker": "Danau", "dateline": "KAYU ARO",
    "source": "", "embargo_until": "2026-11-25T06:00:00+00:00", "shared": True,
    "bylines": [[7, "Rahmi “Ami” Anggraini", "writer"]], "topics": ["air", "harga, pangan"],
}  # fmt: skip
LAKE, RAIN = "<p>Air turun.</p>", "<p>Nelayan menunggu hujan — 5 &lt; 7 &amp; 9.</p>"
BODIES = {
    "one paragraph": LAKE,
    "paragraphs, one of them twice": LAKE + RAIN + LAKE,
    "everything the editor knows": (
        f"<h2>Sebab</h2>{LAKE}<ul><li><p>Satu</p></li><li><p>Dua<br>tiga</p></li></ul>"
        f"<blockquote><p>“Kering.”</p><p>“Sekali.”</p></blockquote><h3>Lalu</h3>"
        f'<p>Lihat <a href="https://kabartepian.example/a">ini</a>, <strong>tebal</strong>.</p>'
    ),
    "no word": "",
    "words without a paragraph, as they once were imported": "Tanpa paragraf.",
    "words after the last paragraph": f"{LAKE} Sisa.\n",
}


@contextmanager
def instead(name):
    """The connection is one to the database `name`."""
    own = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own


def on_the_server(*statements):
    """Run these past every database of the tests."""
    connection.close()
    server = psycopg2.connect(**connection.get_connection_params() | {"dbname": "postgres"})
    server.autocommit = True
    with server.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    server.close()


def copy(original, name):
    """Make the database `name`, which is as `original` is."""
    on_the_server(
        f'DROP DATABASE IF EXISTS "{name}"',
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
        f"WHERE datname = '{original}'",
        f'CREATE DATABASE "{name}" TEMPLATE "{original}"',
    )


@pytest.fixture(scope="module")
def earlier(django_db_setup, django_db_blocker):
    """Databases as they were at some migrations: a dictionary of their names, the latest first.

    Going back takes long, and is the way from each of them to the next.
    """
    own = connection.settings_dict["NAME"]
    made = {}
    with django_db_blocker.unblock():
        last = own
        for number, target in enumerate((SEARCH_BEFORE, BEFORE)):
            made[target] = f"{own}_earlier_{number}"
            copy(last, made[target])
            last = made[target]
            with instead(last):
                MigrationExecutor(connection).migrate([target])
    yield made
    with django_db_blocker.unblock():
        on_the_server(*(f'DROP DATABASE "{name}" WITH (FORCE)' for name in made.values()))


@pytest.fixture
def scratch(request, transactional_db, earlier):
    """The connection, on a copy of an earlier database that is thrown away."""
    name = f"{connection.settings_dict['NAME']}_migrated"
    copy(earlier[request.param], name)
    with instead(name):
        yield connection
    on_the_server(f'DROP DATABASE "{name}" WITH (FORCE)')


def standing_at(target):
    """A test that begins where `target` is the last migration of its app."""
    return pytest.mark.parametrize("scratch", [target], ids="-".join, indirect=True)


def models():
    """The models of every app as they are after the migrations that are applied."""
    loader = MigrationExecutor(connection).loader
    return loader.project_state(list(loader.applied_migrations)).apps


def migrated(target):
    """The models of every app as they are after migrating to `target`."""
    MigrationExecutor(connection).migrate([target])
    return models()


def rows_of(apps):
    """What every revision says, with the facts beside it, in the order of their numbers."""
    rows = apps.get_model("articles", "Revision").objects.order_by("pk")
    return [
        (row.pk, row.article_id, row.edit, row.origin, row.by_id, row.saved_at, row.content)
        for row in rows
    ]


def said(apps, numbers):
    """The content of these passages, put together as the newsroom does."""
    texts = apps.get_model("articles", "Passage").objects.in_bulk(numbers)
    found = content.of_passages([texts[number].text for number in numbers])
    # Texts of before there were pictures are read as without one, in their desk's language, and as
    # asking for no care.
    assert (found.pop("pictures"), found.pop("language"), found.pop("care")) == ([], "", [])
    return found


def written(apps):
    """Two articles with a revision of every kind and body; returns the articles' numbers."""
    desk = apps.get_model("desks", "Desk").objects.create(
        slug="kerinci", name="Kerinci", masthead="Kabar Kerinci", host="kerinci.example"
    )
    people = [
        apps.get_model("accounts", "User").objects.create(username=name) for name in ("ayu", "budi")
    ]
    articles = []
    for headline in ("Danau surut", "Danau naik"):
        article = apps.get_model("articles", "Article").objects.create(
            desk=desk, headline=headline, created_by=people[0], created_at=NOW, changed_at=NOW
        )
        articles.append(article.pk)
        origins = ["save", "autosave", "autosave", "merge", "restore", "aside"]
        for number, (origin, body) in enumerate(zip(origins, BODIES.values(), strict=True), 1):
            apps.get_model("articles", "Revision").objects.create(
                article=article,
                edit=None if origin == "aside" else number,
                origin=origin,
                by=people[number % 2],
                saved_at=NOW,
                content=FACTS | {"headline": headline, "standfirst": "", "body": body},
            )
    return articles


@standing_at(BEFORE)
def test_revisions_become_passages_and_whole_texts_again_letter_by_letter(scratch):
    old = models()
    articles = written(old)
    before = rows_of(old)
    assert len(before) == 12

    new = migrated(AFTER)
    Revision, Passage = (new.get_model("articles", name) for name in ("Revision", "Passage"))
    after = [
        (row.pk, row.article_id, row.edit, row.origin, row.by_id, row.saved_at,
         said(new, row.passages))
        for row in Revision.objects.order_by("pk")
    ]  # fmt: skip
    assert after == before
    # A paragraph is kept once for an article, and by whoever wrote it first.
    lakes = Passage.objects.filter(text=LAKE)
    assert sorted(lakes.values_list("article_id", flat=True)) == articles
    first = Revision.objects.order_by("pk").first()
    assert lakes.get(article_id=articles[0]).by_id == first.by_id
    assert not Revision.objects.exclude(name="", over=None).exists()

    # What only the new rows know is left out on the way back; every text stays.
    row = Revision.objects.filter(origin="aside").first()
    Revision.objects.filter(pk=row.pk).update(name="Not chosen: body, Budi")
    Revision.objects.create(
        article_id=articles[0], edit=9, origin="automerge", by_id=row.by_id, saved_at=NOW,
        name="", passages=first.passages,
    )  # fmt: skip
    back = rows_of(migrated(BEFORE))
    assert back[:-1] == before
    assert (back[-1][3], back[-1][6]) == ("merge", before[0][6])

    again = migrated(AFTER).get_model("articles", "Revision").objects.order_by("pk")
    assert [said(new, row.passages) for row in again] == [row[6] for row in back]


def refused(sql):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    return True


@standing_at(BEFORE)
def test_what_is_kept_is_refused_to_whoever_changes_it_before_and_after(scratch):
    written(models())
    changed = json.dumps(FACTS)
    assert refused(f"UPDATE articles_revision SET content = '{changed}' WHERE origin = 'save'")
    assert refused("DELETE FROM articles_revision WHERE origin = 'save'")

    migrated(AFTER)
    assert refused("UPDATE articles_revision SET passages = '{}' WHERE origin = 'save'")
    assert refused("DELETE FROM articles_revision WHERE origin = 'save'")
    assert refused("UPDATE articles_passage SET text = ''")
    assert refused("DELETE FROM articles_passage")

    migrated(BEFORE)
    assert refused(f"UPDATE articles_revision SET content = '{changed}' WHERE origin = 'save'")


@standing_at(SEARCH_BEFORE)
def test_versions_that_were_public_before_are_found_by_readers_search(scratch):
    old = models()
    model = old.get_model
    desk = model("desks", "Desk").objects.create(
        slug="kerinci", name="Kerinci", masthead="Kabar Kerinci", host="kerinci.example"
    )
    article = model("articles", "Article").objects.create(
        desk=desk, headline="Danau surut", created_at=NOW, changed_at=NOW,
        created_by=model("accounts", "User").objects.create(username="ayu"),
    )  # fmt: skip
    section = model("articles", "Section").objects.create(slug="ekonomi", name="Ekonomi")
    version = model("articles", "Version").objects.create(
        article=article, number=1, desk=article.desk, kind="news", section=section, slug="danau",
        headline="Danau surut", body=LAKE, bylines=[], topic_list=[{"name": "air", "slug": "air"}],
        word_count=2, live_from=NOW, first_live_from=NOW, issued_by=article.created_by,
        issued_at=NOW,
    )  # fmt: skip

    new = migrated(SEARCH_AFTER)

    row = new.get_model("articles", "Findable").objects.get(version_id=version.pk)
    marks = {f"from:{article.desk_id}", f"section:{section.pk}", f"month:{NOW:%Y%m}"}
    assert all(mark in row.words for mark in marks) and "'surut'" in row.head
    words = new.get_model("articles", "Word").objects.values_list("word", flat=True)
    assert {"danau", "surut", "turun"} <= set(words)
    migrated(SEARCH_BEFORE)
