"""What Postgres refuses whoever asks: every test goes around the models with plain SQL."""

import pytest
from django.core.management import call_command
from django.db import connection

from articles.models import Version

from .emptying import allow_emptying
from .factories import make_article, make_desk, make_issued, make_network, make_user
from .plain_sql import PAST, make_withdrawn, refused, sql

pytestmark = pytest.mark.django_db
TABLES = {
    "articles_decision",
    "articles_notice",
    "articles_placement",
    "articles_reporterentry",
    "articles_topicentry",
    "articles_version",
    "articles_versionbyline",
    "articles_versiontopic",
    "pictures_versionpicture",
}


# --- Nothing published is lost ------------------------------------------------------------------


@pytest.mark.parametrize("table", sorted(TABLES))
def test_nothing_published_is_deleted(table):
    make_withdrawn()

    assert sql(f"SELECT 1 FROM {table}") > 0
    refused(f"DELETE FROM {table}", match="append-only")


def test_nothing_published_is_emptied():
    make_withdrawn()
    sql("SET CONSTRAINTS ALL IMMEDIATE")

    kept = TABLES | {"articles_revision", "articles_passage", "planning_assignmentstep"}
    kept |= {"articles_previewlink", "articles_opening"}
    kept |= {"talk_thread", "talk_reader", "talk_note", "talk_mention"}
    kept |= {"fronts_change", "fronts_position", "fronts_strip", "punctuality_entry"}
    kept |= {"complaints_complaint", "articles_noticeentry", "checklist_assurance"}
    kept |= {"photos_change", "photos_takedown", "photos_gonefile", "photos_discarded"}
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
        "articles_notice SET text = 'Lain'",
        "articles_notice SET published_at = now()",
        "articles_versionbyline SET reporter_id = reporter_id",
        "articles_versiontopic SET tag_id = tag_id",
        "pictures_versionpicture SET caption = 'Lain'",
        "pictures_versionpicture SET files = files",
    ],
)
def test_decisions_notices_credits_topics_and_pictures_of_versions_are_never_changed(change):
    make_withdrawn()

    refused(f"UPDATE {change}", match="append-only")


@pytest.mark.parametrize(
    "table",
    ["articles_article", "articles_section", "desks_desk", "reporters_reporter", "taggit_tag",
     "accounts_user"],
)  # fmt: skip
def test_what_a_version_points_at_is_not_deleted(table):
    make_withdrawn()

    refused(f"DELETE FROM {table}", match="violates foreign key constraint")


def test_a_photo_that_a_version_shows_is_not_deleted_nor_are_its_files():
    make_withdrawn()

    refused("DELETE FROM photos_photo", match="stays: only what no story ever used")
    refused("DELETE FROM photos_rendition", match="A version has rendition")


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


def test_the_rules_can_be_taken_back_and_laid_down_again():
    def rules():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal UNION "
                "SELECT md5(prosrc) FROM pg_proc WHERE proname LIKE 'newsroom%%' ORDER BY 1"
            )
            return [name for (name,) in cursor.fetchall()]

    def at_once(execute, sql, *more):
        """Inside a test's transaction nothing is built beside others' work."""
        return execute(sql.replace(" CONCURRENTLY", ""), *more)

    laid = rules()
    with connection.execute_wrapper(at_once):
        call_command("migrate", "desks", "0001", verbosity=0)
        of_desks = rules()
        assert of_desks != laid
        # What is left of the articles' own.
        call_command("migrate", "articles", "0001", verbosity=0)
        assert rules() not in (laid, of_desks)
        call_command("migrate", verbosity=0)

    assert rules() == laid
