"""What is looked up has an index, and nothing is written into two that answer the same."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db

# Each index whose columns another one, of all rows too, begins with.
COVERED = """
WITH plain AS (
    SELECT indrelid::regclass::text AS at, indexrelid::regclass::text AS name, indisunique,
        array_to_string(indkey::int2[], ' ') || ' ' AS columns,
        array_to_string(indclass::oid[], ' ') || ' ' AS classes
    FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid JOIN pg_am ON pg_am.oid = relam
    WHERE relnamespace = 'public'::regnamespace AND amname = 'btree' AND indpred IS NULL
        AND indexprs IS NULL
)
SELECT one.name, other.name FROM plain one JOIN plain other
    ON other.at = one.at AND other.name <> one.name AND starts_with(other.columns, one.columns)
        AND starts_with(other.classes, one.classes)
WHERE NOT one.indisunique AND one.at !~ %s ORDER BY 1, 2
"""
# Tables of others, and those that no archive makes long.
SHORT = (
    "^(auth|axes|django|taggit|account|mfa|usersessions|socialaccount)_|^accounts_user_"
    "|^(checklist_line|complaints_complaint|reporters_membership)$"
    "|^required_requirement$"
)


def test_no_index_says_what_another_one_says_too():
    """Every version and every save would write both."""
    with connection.cursor() as cursor:
        cursor.execute(COVERED, [SHORT])
        assert cursor.fetchall() == []


@pytest.mark.parametrize(
    "asked",
    [
        "articles_version WHERE article_id = 1",
        "articles_version WHERE slug = 'banjir'",
        "articles_placement WHERE desk_id = 1",
        "articles_placement WHERE article_id = 1",
        "articles_placement WHERE desk_id = 1 AND kind = 'carried'",
        "articles_decision WHERE article_id = 1",
        "articles_article WHERE desk_id = 1",
        "articles_article_written_by WHERE article_id = 1",
        "articles_versiontopic WHERE tag_id = 1",
        "articles_versiontopic WHERE version_id = 1",
        "articles_versionbyline WHERE reporter_id = 1",
        "articles_versionbyline WHERE version_id = 1",
        "talk_notification WHERE to_id = 1",
        "photos_rendition WHERE photo_id = 1",
        "photos_photo WHERE uploaded_by_id = 1",
    ],
)
def test_what_has_no_index_of_its_own_is_found_in_one_that_begins_with_it(asked):
    with connection.cursor() as cursor:
        # Of a table without rows any index is as soon gone through as another one is looked into.
        for way in ("seqscan", "indexonlyscan"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute(f"EXPLAIN SELECT 1 FROM {asked}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Index Cond" in plan, plan
