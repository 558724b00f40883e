"""What Postgres refuses whoever asks: every test goes around the models with plain SQL."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from articles import workflow
from articles.models import Placement, Version

from .emptying import allow_emptying
from .factories import (
    NOW,
    make_article,
    make_desk,
    make_in_state,
    make_issued,
    make_network,
    make_section,
    make_user,
    reissue,
)
from .pictures import lead, make_photo, save

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=2)
PAST = NOW - timedelta(hours=2)
TABLES = {
    "articles_decision",
    "articles_notice",
    "articles_placement",
    "articles_version",
    "articles_versionbyline",
    "articles_versiontopic",
    "pictures_versionpicture",
}


def sql(statement, *values):
    """Run a statement in a cursor of its own; returns how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def refused(statement, *values, match, error=IntegrityError):
    """The statement fails with a message that says why, also where the check is at commit."""
    with pytest.raises(error, match=match), transaction.atomic():
        sql(statement, *values)
        sql("SET CONSTRAINTS ALL IMMEDIATE")


def withdrawn(**values):
    article = make_in_state("draft", at=PAST, topics=["danau"], **values)
    article = save(article, article.created_by, pictures=[lead(make_photo(article.desk))], at=PAST)
    editor = make_user("editor", article.desk)
    for step in ("submit", "approve", "issue"):
        article = workflow.perform(step, article, by=editor, at=PAST).article
    editor = make_user("editor", article.desk)
    workflow.perform(
        "withdraw", article, by=editor, at=NOW, ground="inaccurate", reason="Angkanya keliru."
    )
    return article


# --- Versions -----------------------------------------------------------------------------------

COPY = """
INSERT INTO articles_version (article_id, number, desk_id, kind, section_id, slug, kicker, headline,
    standfirst, dateline, body, source, bylines, topic_list, word_count, embargo_until,
    live_from, live_until, first_live_from, issued_by_id, issued_at)
SELECT article_id, number + 1, desk_id, kind, section_id, slug, kicker, headline, standfirst,
    dateline, body, source, bylines, topic_list, word_count, %s::timestamptz, %s, %s,
    first_live_from, issued_by_id, issued_at
FROM articles_version WHERE article_id = %s
"""


@pytest.mark.parametrize(
    ("live_from", "live_until"),
    [
        (PAST, LATER),
        (LATER, LATER + timedelta(days=1)),
        (PAST - timedelta(days=1), PAST + timedelta(microseconds=1)),
        (PAST - timedelta(days=1), LATER),
    ],
)
def test_two_versions_are_never_live_at_one_moment(live_from, live_until):
    article = make_issued(at=PAST)

    refused(COPY, None, live_from, live_until, article.pk, match="version_one_live_at_a_time")


def test_a_version_may_begin_the_moment_another_ends_and_an_empty_one_disturbs_nobody():
    article = make_issued(at=PAST)

    sql(COPY, None, PAST, PAST, article.pk)
    sql("UPDATE articles_version SET live_until = %s WHERE live_until > live_from", LATER)
    with connection.cursor() as cursor:
        cursor.execute(
            COPY.replace("number + 1", "number + 2") + " AND number = 1",
            [None, LATER, LATER + timedelta(days=1), article.pk],
        )

    assert Version.objects.live(LATER).get().number == 3


def test_a_version_does_not_end_before_it_begins():
    article = make_issued(at=PAST)

    refused(
        "UPDATE articles_version SET live_until = live_from - interval '1 second' "
        "WHERE article_id = %s",
        article.pk,
        match="version_span_forward|lower bound",
        error=DatabaseError,
    )


CHANGES = {
    "headline": "'Lain'",
    "kicker": "'Lain'",
    "standfirst": "'Lain'",
    "dateline": "'LAIN'",
    "body": "body || '<p>Sisipan.</p>'",
    "source": "'Lain'",
    "slug": "'lain'",
    "kind": "'opinion'",
    "number": "number + 1",
    "word_count": "1",
    "bylines": "'[]'",
    "topic_list": "'[]'",
    "embargo_until": "live_from - interval '1 day'",
    "issued_at": "now()",
    "issued_by_id": "issued_by_id + 1",
    "article_id": "article_id + 1",
    "desk_id": "desk_id + 1",
    "section_id": "section_id + 1",
    "id": "id + 1000",
}


def test_every_column_of_a_version_is_tried():
    columns = {field.column for field in Version._meta.concrete_fields}

    assert columns - {"live_from", "live_until", "first_live_from"} == set(CHANGES)


@pytest.mark.parametrize("column", CHANGES)
def test_what_a_version_says_never_changes(column):
    make_issued(live_from=LATER, topics=["danau"])

    refused(
        f"UPDATE articles_version SET {column} = {CHANGES[column]}", match="never changes: issue a"
    )


@pytest.mark.parametrize("column", ["live_from", "first_live_from"])
@pytest.mark.parametrize("shift", ["- interval '1 hour'", "+ interval '1 second'"])
def test_the_beginning_of_a_public_version_stays(column, shift):
    make_issued(at=PAST)

    refused(f"UPDATE articles_version SET {column} = {column} {shift}", match="beginning stays")


def test_a_version_that_ended_does_not_come_back():
    withdrawn()

    refused("UPDATE articles_version SET live_until = '9999-12-31Z'", match="does not come back")


@pytest.mark.parametrize("end", ["live_from", "live_until - interval '1 second'"])
def test_the_end_of_a_version_that_ended_stays_so_that_none_looks_as_if_recalled(end):
    make_issued(at=PAST)
    sql("UPDATE articles_version SET live_until = %s", NOW)

    refused(f"UPDATE articles_version SET live_until = {end}", match="its end stays")


def test_what_is_public_is_judged_by_the_clock_and_not_by_when_a_transaction_began():
    make_issued(live_from=LATER)
    sql("UPDATE articles_version SET live_from = clock_timestamp() + interval '20 ms'")
    sql("SELECT pg_sleep(0.03)")

    refused("UPDATE articles_version SET live_from = %s", LATER, match="beginning stays")


def test_an_embargo_bounds_the_beginning_of_a_version():
    make_issued(live_from=LATER, embargo_until=LATER)

    refused(
        "UPDATE articles_version SET live_from = live_from - interval '1 second'",
        match="version_respects_embargo",
    )
    refused(
        COPY,
        LATER + timedelta(days=9),
        LATER + timedelta(days=8),
        LATER + timedelta(days=10),
        Version.objects.get().article_id,
        match="version_respects_embargo|one_live",
    )


def test_no_two_versions_of_an_article_have_one_number():
    article = make_issued(at=PAST)

    refused(
        COPY.replace("number + 1", "number"), None, PAST, PAST, article.pk,
        match="version_number_unique",
    )  # fmt: skip


# --- Nothing published is lost ------------------------------------------------------------------


@pytest.mark.parametrize("table", sorted(TABLES))
def test_nothing_published_is_deleted(table):
    withdrawn()

    assert sql(f"SELECT 1 FROM {table}") > 0
    refused(f"DELETE FROM {table}", match="append-only")


def test_nothing_published_is_emptied():
    withdrawn()
    sql("SET CONSTRAINTS ALL IMMEDIATE")

    kept = TABLES | {"articles_revision", "articles_passage", "planning_assignmentstep"}
    kept |= {"articles_previewlink", "articles_opening"}
    kept |= {"talk_thread", "talk_reader", "talk_note", "talk_mention"}
    kept |= {"fronts_change", "fronts_position", "fronts_strip"}
    kept |= {"photos_change", "photos_takedown", "photos_gonefile"}
    assert set(allow_emptying(connection, allowed=False)) == kept
    for table in [*sorted(kept), "articles_article", "desks_desk", "accounts_user"]:
        refused(f"TRUNCATE {table} CASCADE", match="append-only")
        assert Version.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        "articles_decision SET note = 'Lain'",
        "articles_decision SET by_id = by_id",
        "articles_decision SET taken_at = now()",
        "articles_notice SET reason = 'Lain'",
        "articles_notice SET published_at = now()",
        "articles_versionbyline SET reporter_id = reporter_id",
        "articles_versiontopic SET tag_id = tag_id",
        "pictures_versionpicture SET caption = 'Lain'",
        "pictures_versionpicture SET files = files",
    ],
)
def test_decisions_notices_credits_topics_and_pictures_of_versions_are_never_changed(change):
    withdrawn()

    refused(f"UPDATE {change}", match="append-only")


@pytest.mark.parametrize(
    "table",
    ["articles_article", "articles_section", "desks_desk", "reporters_reporter", "taggit_tag",
     "accounts_user", "photos_photo"],
)  # fmt: skip
def test_what_a_version_points_at_is_not_deleted(table):
    withdrawn()

    refused(f"DELETE FROM {table}", match="violates foreign key constraint")


def test_an_issued_article_keeps_its_home():
    article, elsewhere = make_issued(at=PAST), make_desk()

    refused(
        "UPDATE articles_article SET desk_id = %s WHERE id = %s",
        elsewhere.pk, article.pk, match="stays its home",
    )  # fmt: skip
    sql("UPDATE articles_article SET desk_id = desk_id, edit = edit + 1")


def test_an_article_that_was_never_issued_may_move_to_another_desk():
    article, elsewhere = make_article(), make_desk()

    assert sql("UPDATE articles_article SET desk_id = %s WHERE id = %s", elsewhere.pk, article.pk)


def test_a_state_that_nobody_has_heard_of_is_refused():
    make_article()

    refused("UPDATE articles_article SET state = 'printed'", match="article_state_known")


# --- Placements ---------------------------------------------------------------------------------


def test_placements_follow_their_version():
    make_issued(live_from=LATER)

    sql("UPDATE articles_version SET live_from = %s, first_live_from = %s", NOW, NOW)
    sql("UPDATE articles_version SET live_until = %s", LATER)

    spans = set(Placement.objects.values_list("live_from", "live_until", "first_live_from"))
    assert spans == {(NOW, LATER, NOW)}


def test_a_placement_has_no_span_section_or_article_of_its_own():
    make_issued(at=PAST)
    before = list(Placement.objects.order_by("pk").values())

    sql(
        "UPDATE articles_placement SET live_from = %s, first_live_from = %s, live_until = now(), "
        "section_id = %s, article_id = article_id + 1",
        LATER, LATER, make_section("olahraga").pk,
    )  # fmt: skip

    assert list(Placement.objects.order_by("pk").values()) == before


def test_a_placement_made_by_hand_has_the_span_of_its_version():
    article, ambon = make_issued(live_from=LATER), make_desk("ambon")

    sql(
        "INSERT INTO articles_placement (version_id, article_id, desk_id, kind, headline, "
        "section_id, first_live_from, live_from, live_until) "
        "SELECT id, 0, %s, 'carried', '', 0, now(), now(), '9999-12-31Z' FROM articles_version",
        ambon.pk,
    )

    placement = Placement.objects.get(desk=ambon)
    assert (placement.live_from, placement.article_id) == (LATER, article.pk)


@pytest.mark.parametrize(
    "change", ["desk_id = %s", "kind = 'carried', headline = %s", "version_id = %s"]
)
def test_a_placement_stays_on_its_desk_with_its_version(change):
    article = reissue(make_issued(at=PAST), at=NOW, headline="Kabar baru")
    other = {"desk_id = %s": make_desk().pk, "version_id = %s": 0}.get(change, "")

    refused(
        f"UPDATE articles_placement SET {change} WHERE desk_id = {article.desk_id} AND kind='home'",
        other,
        match="stays where it is",
    )


def test_a_desk_may_change_the_headline_of_its_placement():
    make_issued(at=PAST)

    assert sql("UPDATE articles_placement SET headline = 'Dari Kerinci'") == 2


def test_a_placement_that_its_desk_ended_does_not_come_back_and_the_home_never_ends_so():
    article, ambon = make_issued(at=PAST), make_desk("ambon")
    workflow.perform("carry", article, by=make_user("editor", ambon), at=NOW, desk=ambon)
    of_ambon = f"UPDATE articles_placement SET {{}} WHERE desk_id = {ambon.pk}"

    assert sql(of_ambon.format("carried_until = now()")) == 1
    for change in ("carried_until = NULL", "carried_until = '2999-01-01Z'", "headline = 'x'"):
        refused(of_ambon.format(change), match="has ended")
    refused(
        "UPDATE articles_placement SET carried_until = now() WHERE kind = 'home'",
        match="placement_ends_where_carried",
    )


def test_a_version_has_one_home_and_is_once_on_a_desk():
    make_issued(at=PAST)
    again = (
        "INSERT INTO articles_placement (version_id, article_id, desk_id, kind, headline, "
        "section_id, first_live_from, live_from, live_until) SELECT version_id, article_id, {desk},"
        " 'home', '', section_id, live_from, live_from, live_until FROM articles_placement LIMIT 1"
    )

    refused(again.format(desk="desk_id"), match="placement_once_per_desk|placement_one_home")
    refused(again.format(desk=make_desk().pk), match="placement_one_home")


# --- Desks --------------------------------------------------------------------------------------


def test_a_host_belongs_to_one_desk_whatever_its_case():
    make_desk("kerinci", host="kerinci.example")
    make_desk("ambon")

    refused(
        "UPDATE desks_desk SET host = 'KERINCI.Example' WHERE slug = 'ambon'",
        match="desk_host_unique",
    )


def test_there_is_one_network():
    make_desk("kerinci")

    refused("UPDATE desks_desk SET parent_id = NULL", match="desk_one_network")


def test_no_desk_is_above_itself():
    network = make_network()
    province = make_desk("jambi")
    kerinci = make_desk("kerinci", parent=province)

    for above in (province, kerinci):
        refused(
            "UPDATE desks_desk SET parent_id = %s WHERE id = %s",
            above.pk, province.pk, match="above itself",
        )  # fmt: skip
    refused(
        "UPDATE desks_desk SET parent_id = %s WHERE id = %s",
        kerinci.pk, network.pk, match="above itself",
    )  # fmt: skip


def test_a_user_has_one_role_at_a_desk_and_a_known_one():
    desk = make_desk()
    user = make_user("editor", desk)
    insert = "INSERT INTO reporters_membership (user_id, desk_id, role) VALUES (%s, %s, %s)"

    refused(insert, user.pk, desk.pk, "chief", match="membership_once_per_desk")
    refused(insert, make_user().pk, desk.pk, "owner", match="membership_role_known")


# --- The rules themselves -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("app", "back"), [("articles", "0001"), ("articles", "0002"), ("desks", "0001")]
)
def test_the_rules_can_be_taken_back_and_laid_down_again(app, back):
    def rules():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal UNION "
                "SELECT md5(prosrc) FROM pg_proc WHERE proname LIKE 'newsroom%%' ORDER BY 1"
            )
            return [name for (name,) in cursor.fetchall()]

    laid = rules()
    call_command("migrate", app, back, verbosity=0)
    assert rules() != laid
    call_command("migrate", verbosity=0)

    assert rules() == laid
    assert (app, back) not in MigrationRecorder(connection).applied_migrations()
