"""The archive to rehearse with: as the newsroom would have left it, and never over a real one."""

import io
from datetime import timedelta
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from taggit.models import Tag

from articles import content, editing, publishing, workflow
from articles.fronts.models import Change, Position
from articles.models import (
    Article,
    Decision,
    Findable,
    Listing,
    Notice,
    NoticeEntry,
    Placement,
    Revision,
    Section,
    Version,
)
from articles.outbox.models import Delivery
from articles.pictures.models import VersionPicture
from articles.planning.models import Assignment
from articles.public.pictures import files_for
from articles.rehearsal import (
    indexes,
    load,
    network,
    rows,
    tables,
    work,
)
from articles.rehearsal.plan import Plan
from articles.rehearsal.wording import Wording
from articles.talk.models import Mail, Notification, Thread
from newsroom.accounts.models import User
from newsroom.desks.hosts import host_map
from newsroom.desks.models import Desk
from newsroom.photos.models import Photo, Rendition
from newsroom.reporters.models import Membership, Reporter

from .archives import SIZE
from .factories import NOW, make_network

pytestmark = pytest.mark.django_db
SMALL = SIZE | {"articles": 20, "photos": 0}
PRINTED = ("desk", "kind", "section", "slug", "headline", "standfirst", "dateline", "body",
           "bylines", "topic_list", "word_count", "first_live_from")  # fmt: skip
PICTURED = ("photo_id", "place", "position", "caption", "credit", "alt", "ai_made", "files")
# What triggers would have refused: a note without its readers, a step that no assignment is at.
BROKEN = (
    "SELECT t.id FROM talk_thread t "
    "WHERE NOT EXISTS (SELECT FROM talk_note WHERE thread_id = t.id)",
    "SELECT n.id FROM talk_note n WHERE NOT talk_is_for(thread_id, by_id)",
    "SELECT m.id FROM talk_mention m JOIN talk_note n ON n.id = note_id "
    "WHERE NOT talk_is_for(thread_id, user_id)",
    "SELECT m.id FROM talk_notification m JOIN talk_note n ON n.id = note_id "
    "WHERE NOT talk_is_for(thread_id, to_id) OR m.text <> '' OR m.to_id = m.by_id",
    "SELECT t.id FROM talk_thread t WHERE (resolved_at IS NULL) = EXISTS "
    "(SELECT FROM talk_note WHERE thread_id = t.id AND act = 'resolve')",
    "SELECT a.id FROM planning_assignment a WHERE state <> 'proposed' AND state <> "
    "(SELECT to_state FROM planning_assignmentstep s WHERE assignment_id = a.id "
    "ORDER BY s.id DESC LIMIT 1)",
    "SELECT a.id FROM planning_assignment a JOIN articles_article b ON b.id = a.article_id "
    "WHERE a.desk_id <> b.desk_id",
    "SELECT p.id FROM fronts_position p "
    "JOIN fronts_change c ON c.id IN (made_by_id, replaced_by_id) "
    "WHERE c.desk_id <> p.desk_id OR replaced_by_id <= made_by_id",
    "SELECT p.id FROM fronts_position p WHERE NOT EXISTS (SELECT FROM articles_placement s "
    "WHERE (s.desk_id, s.article_id) = (p.desk_id, p.article_id))",
)
ENTRIES = (
    ("articles_topicentry", "articles_versiontopic", "tag_id"),
    ("articles_reporterentry", "articles_versionbyline", "reporter_id"),
)
TOLD = """SELECT DISTINCT desk_id, published_at, n.id AS notice_id FROM articles_notice n
JOIN articles_placement USING (article_id) WHERE published_at IS NOT NULL"""
FOREIGN_KEYS = """
SELECT conrelid::regclass::text, a.attname, confrelid::regclass::text, b.attname
FROM pg_constraint
JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = conkey[1]
JOIN pg_attribute b ON b.attrelid = confrelid AND b.attnum = confkey[1]
WHERE contype = 'f' AND conrelid::regclass::text ~
    '^(articles|taggit|reporters|desks|photos|talk|planning|fronts|outbox|imprint)_'
"""


def sql(text):
    with connection.cursor() as cursor:
        cursor.execute(text)
        return cursor.fetchall()


def test_an_archive_keeps_every_rule_that_was_switched_off_for_it(archive):
    assert Article.objects.count() == 300
    assert Desk.objects.count() == 60
    assert (User.objects.count(), Membership.objects.count()) == (81, 80)
    assert Reporter.objects.count() >= 90
    assert 800 <= Version.objects.count() + Revision.objects.count() <= 1000
    assert sql("SHOW session_replication_role") == [("origin",)]
    for table, column, other, key in sql(FOREIGN_KEYS):
        lost = sql(
            f"SELECT count(*) FROM {table} t WHERE {column} IS NOT NULL "
            f"AND NOT EXISTS (SELECT FROM {other} o WHERE o.{key} = t.{column})"
        )
        assert lost == [(0,)], (table, column)
    assert sql(
        "SELECT count(*) FROM articles_placement p JOIN articles_version v ON v.id = p.version_id "
        "WHERE (p.article_id, p.section_id, p.live_from, p.live_until, p.first_live_from) IS "
        "DISTINCT FROM (v.article_id, v.section_id, v.live_from, v.live_until, v.first_live_from)"
    ) == [(0,)]
    assert sql(
        "SELECT count(*) FROM articles_article a LEFT JOIN articles_listing l "
        "ON l.article_id = a.id WHERE l.words IS DISTINCT FROM newsroom_words(a) "
        "OR (a.desk_id, a.state, a.changed_at) IS DISTINCT FROM (l.desk_id, l.state, l.changed_at)"
    ) == [(0,)]
    assert Listing.objects.count() == 300
    for broken in BROKEN:
        assert sql(broken) == [], broken
    assert sql(
        "SELECT count(*) FROM articles_version v LEFT JOIN articles_findable f "
        "ON f.version_id = v.id, newsroom_findable(v) made "
        "WHERE (f.head, f.words) IS DISTINCT FROM (made.head, made.words) "
        "OR (v.article_id, v.live_from, v.live_until, v.first_live_from) IS DISTINCT FROM "
        "(f.article_id, f.live_from, f.live_until, f.first_live_from)"
    ) == [(0,)]
    assert Findable.objects.count() == Version.objects.count()
    for entry, item, of in ENTRIES:
        assert sql(
            f"SELECT count(*) FROM {entry} FULL JOIN (SELECT desk_id, {of}, first_live_from, "
            f"article_id, p.id AS placement_id FROM articles_placement p JOIN {item} "
            f"USING (version_id)) made USING (desk_id, {of}, first_live_from, article_id, "
            f"placement_id) WHERE {entry} IS NULL OR made IS NULL"
        ) == [(0,)]
        assert sql(f"SELECT count(*) > 300 FROM {entry}") == [(True,)]
    assert sql(
        f"SELECT count(*) FROM articles_noticeentry FULL JOIN ({TOLD}) told USING "
        "(desk_id, published_at, notice_id) WHERE articles_noticeentry IS NULL OR told IS NULL"
    ) == [(0,)]
    assert sql(
        "SELECT count(*) FROM (SELECT DISTINCT lexeme FROM articles_version v, unnest("
        "to_tsvector('simple', concat_ws(' . ', kicker, headline, standfirst, dateline, body)))) f "
        "WHERE lexeme ~ '^[[:alpha:]]{4,40}$' "
        "AND NOT EXISTS (SELECT FROM articles_word w WHERE w.word = lexeme)"
    ) == [(0,)]
    assert Photo.objects.count() == 200 == len(Photo.objects.values("original").distinct())
    for photo in Photo.objects.all():
        photo.clean_fields()
        photo.validate_constraints()
    assert Rendition.objects.current().filter(crop="full", width=320).count() == 200
    led = VersionPicture.objects.select_related("photo", "version")
    assert led.count() > 100
    for picture in led:
        photo, version = picture.photo, picture.version
        assert photo.used and photo.desk_id == version.desk_id
        assert photo.uploaded_at <= version.issued_at < photo.usable_until
        assert files_for(picture.__dict__, "front") and files_for(picture.__dict__, "card")
    for version in Version.objects.select_related("desk"):
        places = {version.desk_id: "home"} | {d.pk: "rolled_up" for d in version.desk.ancestors()}
        assert dict(version.placements.values_list("desk", "kind")) == places


def rules():
    """What the database has of indexes, constraints, triggers and settings of tables."""
    return [
        sql("SELECT pg_get_indexdef(indexrelid), indisvalid FROM pg_index ORDER BY 1"),
        sql(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated "
            "FROM pg_constraint WHERE conname !~ '^pg_' ORDER BY 1, 2"
        ),
        sql("SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger ORDER BY 1, 2"),
        sql(
            "SELECT oid::regclass::text, reloptions, relpersistence FROM pg_class "
            "WHERE relnamespace = 'public'::regnamespace ORDER BY 1"
        ),
    ]


def assert_lists_are_whole():
    for entry, item, _of in ENTRIES:
        placed = f"SELECT count(*) FROM articles_placement JOIN {item} USING (version_id)"
        assert sql(f"SELECT count(*) FROM {entry}") == sql(placed) != [(0,)]
    assert set(sql(TOLD)) == set(
        NoticeEntry.objects.values_list("desk_id", "published_at", "notice_id")
    )


def test_what_was_taken_away_to_load_an_archive_is_there_again(monkeypatch):
    before, made, make_keys = rules(), [], indexes.make_keys
    monkeypatch.setattr(load, "WORTHWHILE", 1)

    def noting():
        made.extend(key for (key,) in sql("SELECT work FROM rehearsal_unfinished WHERE is_key"))
        make_keys()

    monkeypatch.setattr(indexes, "make_keys", noting)

    call_command("generate_archive", at=NOW.isoformat(), stdout=io.StringIO(), **SMALL)

    assert rules() == before
    assert_lists_are_whole()
    assert any("passage_once" in key for key in made)
    assert any("PRIMARY KEY" in key for key in made)


def test_an_archive_that_ended_in_the_middle_says_how_to_go_on(monkeypatch):
    class Ended(Exception):
        pass

    def ending(cursor, plan, place):
        if place == indexes.waiting()[-1]:
            raise Ended
        work.built(cursor, plan, place)

    before = rules()
    monkeypatch.setattr(load, "WORTHWHILE", 1)
    monkeypatch.setattr(load, "built", ending)
    with pytest.raises(Ended):
        call_command("generate_archive", at=NOW.isoformat(), stdout=io.StringIO(), **SMALL)
    assert rules() != before
    with pytest.raises(CommandError, match="generate_archive --mend"):
        call_command("generate_archive", "--into-this-network", **SMALL)
    monkeypatch.setattr(load, "built", work.built)

    said = io.StringIO()
    call_command("generate_archive", "--mend", workers=0, stdout=said)

    assert "20 articles are here" in said.getvalue()
    assert rules() == before
    assert_lists_are_whole()
    with pytest.raises(CommandError, match="Nothing is missing"):
        call_command("generate_archive", "--mend", workers=0)


def test_an_archive_says_what_the_newsroom_itself_would_have_written(archive):
    states = set()
    for article in Article.objects.select_related("desk", "section"):
        states.add(article.state)
        revisions = list(article.revisions.order_by("edit"))
        assert [revision.edit for revision in revisions] == list(range(1, article.edit + 1))
        assert revisions[-1].content == content.of_article(article)
        assert revisions[-1].saved_at <= article.changed_at <= NOW
        version = publishing.newest_version(article)
        if article.state == "issued":
            editor = version.issued_by
            drawn, credits, topics, pictures = publishing.drawn_up(
                article, by=editor, at=version.issued_at, live_from=version.live_from
            )
            for name in PRINTED:
                assert getattr(drawn, name) == getattr(version, name), name
            assert {c.reporter_id for c in credits} == set(
                version.byline_items.values_list("reporter", flat=True)
            )
            assert [t.pk for t in topics] == list(
                version.topic_items.order_by("pk").values_list("tag", flat=True)
            )
            assert [{name: getattr(p, name) for name in PICTURED} for p in pictures] == list(
                version.pictures.values(*PICTURED)
            )
        state = "draft"
        for decision in article.decisions.order_by("pk"):
            step = workflow.STEPS[decision.step]
            assert decision.from_state == state and state in step.states
            state = decision.to_state
            assert state == (step.to or decision.from_state)
            assert decision.taken_at <= NOW
        assert state == article.state
    assert {"draft", "issued", "spiked"} <= states
    assert Decision.objects.filter(step="reopen").exists()


def test_work_goes_on_in_an_archive(archive):
    article = Article.objects.filter(state="issued", versions__live_until__year=9999).first()
    chief = User.objects.filter(memberships__role="chief", memberships__desk__parent=None).first()

    workflow.perform("reopen", article, by=chief, at=NOW)
    article.refresh_from_db()
    values = {name: getattr(article, name) for name in content.FIELDS} | {"headline": "Baru"}
    credited = [(byline.reporter, byline.role) for byline in article.bylines.all()]
    article = editing.save(article, by=chief, at=NOW, edit=article.edit, values=values,
                           bylines=credited, topics=["danau"])  # fmt: skip
    workflow.perform("submit", article, by=chief, at=NOW)
    workflow.perform("approve", article, by=chief, at=NOW, note="Saya tulis sendiri.")
    workflow.perform("issue", article, by=chief, at=NOW)
    workflow.perform("withdraw", article, by=chief, at=NOW, ground="child", reason="Anak.")

    assert article.versions.order_by("-number").first().headline == "Baru"
    assert Notice.objects.filter(article=article).exists()
    assert Placement.objects.filter(version__headline="Baru").exists()


def test_an_archive_has_what_the_days_of_a_newsroom_leave(archive):
    root = host_map.root()
    assert Thread.objects.count() == 30
    assert Assignment.objects.values("state").distinct().count() > 3
    assert Assignment.objects.filter(article__isnull=False).exists()
    assert Change.objects.filter(desk=root).count() == 4
    assert len(Position.objects.arranged(NOW).on(root)) == 6
    lead, later = (
        Position.objects.arranged(at).on(root).get(place=1).article_id
        for at in (NOW, NOW + timedelta(hours=10))
    )
    assert lead != later
    assert Delivery.objects.exists() and Mail.objects.exists()
    for user in User.objects.filter(pk__in=Notification.objects.values("to")):
        told = Notification.objects.filter(to=user)
        assert set(told) == set(Notification.objects.visible_to(user)), user
        moments = list(told.order_by("pk").values_list("told_at", flat=True))
        assert moments == sorted(moments)
    assert Notification.objects.filter(note__isnull=False).exists()


def test_the_same_seed_makes_the_same_batch_in_any_order():
    def plan():
        wording = Wording(Random(7), paragraphs=100, places=20, people=40)
        made = network.Network(
            root=(desk := Desk(pk=1, name="Nusantara")), desks=[desk], weights=[1.0], above={1: []},
            reporters={1: [Reporter(pk=1, name="Sari", slug="sari", user_id=5)]}, writers={1: [5]},
            editors={1: [6]}, sections=[], tags=[], tags_of={},
        )  # fmt: skip
        made.sections = [Section(pk=1, slug="ekonomi", name="Ekonomi")]
        made.tags = [Tag(pk=1, name="beras", slug="beras")]
        made.tags_of = {"ekonomi": made.tags}
        return Plan(made, wording, 30, NOW, 7, dict.fromkeys(tables.COLUMNS, 1), batch=10)

    one, other = plan(), plan()
    rows.batch(other, 0)

    assert rows.batch(one, 2) == rows.batch(other, 2)
    assert rows.batch(one, 1) != rows.batch(other, 2)


def test_an_archive_is_never_made_over_a_newsroom_by_mistake():
    make_network()

    with pytest.raises(CommandError, match="could never be taken out of it again"):
        call_command("generate_archive", **SIZE)
    assert not Article.objects.exists()


def test_a_user_of_the_database_who_may_not_switch_triggers_off_is_told_so():
    sql_role = "newsroom_plain_user"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {sql_role}")
        cursor.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {sql_role}")
        cursor.execute(f"SET ROLE {sql_role}")
        try:
            with pytest.raises(load.Refused, match="superuser"):
                load._may_switch_off()
        finally:
            cursor.execute("RESET ROLE")


def test_whoever_writes_belongs_to_the_desk_or_to_the_nearest_above_that_has_anybody(archive):
    members = {}
    for desk, user in Membership.objects.values_list("desk", "user"):
        members.setdefault(desk, set()).add(user)

    for article in Article.objects.select_related("desk"):
        branch = [article.desk, *article.desk.ancestors()]
        assert article.created_by_id in next(members[d.pk] for d in branch if d.pk in members)
