"""The rehearsal's work on many batches, tables and indexes, in this process or in several."""

import gc
import io
import os
from contextlib import nullcontext
from multiprocessing import get_context

import psycopg2
from django.db import connection, transaction

from . import indexes, rows, tables

# Bytes of rows that are handed to Postgres at once.
AT_ONCE = 1 << 18
# Megabytes in which an index of words is put together: what fits a processor's cache is sorted a
# quarter faster than what does not.
WORDS_MEMORY = 8
OFF = "SET session_replication_role = replica"
ON = "SET session_replication_role = origin"
# What was said in a batch beside the columns of articles and versions, and the pool's words.
STAGE = """
CREATE TEMP TABLE rehearsal_said (article_id bigint, topics text, names text, marks tsvector,
    lead text, first int, second int, third int, fourth int);
CREATE TEMP TABLE rehearsal_told (version_id bigint, article_id bigint, photo_id bigint,
    paragraphs int, marks tsvector);
CREATE TEMP TABLE rehearsal_paragraph AS
    SELECT place - 1 AS place, to_tsvector('indonesian', text) AS words
    FROM unnest(%s::text[]) WITH ORDINALITY AS pool (text, place);
CREATE UNIQUE INDEX ON rehearsal_paragraph (place);
ANALYZE rehearsal_paragraph
"""
UNSTAGE = """
DROP TABLE IF EXISTS pg_temp.rehearsal_said, pg_temp.rehearsal_told,
    pg_temp.rehearsal_paragraph
"""
# newsroom_words (migration 0011) and newsroom_findable (0019), put together from parts of which
# each is parsed once, and the long ones joined last; a test holds them together. Of rows as wholes
# they are asked for what is English alone.
FOUND = """
WITH made AS MATERIALIZED (
    SELECT article.id, desk.language = 'en' AS english, said.marks, first, second, third, fourth,
        num_nonnulls(first, second, third, fourth) AS paragraphs, title,
        setweight(CASE kicker WHEN '' THEN title ELSE to_tsvector(stemmer, headline) END, 'A')
            || setweight(to_tsvector(stemmer, concat_ws(' . ', kicker, topics)), 'B')
            || setweight(to_tsvector(stemmer, concat_ws(' . ', dateline, names)), 'C') AS head,
        setweight(to_tsvector(stemmer, concat_ws(
            ' . ', standfirst, dateline, topics, names)), 'B') AS under,
        to_tsvector('simple', concat_ws(' . ', kicker, headline, topics, names)) AS written,
        begins.lead, begins.lead || (coalesce(a.words, '') || coalesce(b.words, ''))
            || (coalesce(c.words, '') || coalesce(d.words, '')) AS said_all
    FROM rehearsal_said said JOIN articles_article article ON article.id = said.article_id
        JOIN desks_desk desk ON desk.id = article.desk_id
        CROSS JOIN (SELECT 'indonesian'::regconfig AS stemmer) language
        CROSS JOIN LATERAL (SELECT
            setweight(to_tsvector(stemmer, kicker || ' . ' || headline), 'A') AS title,
            to_tsvector(stemmer, said.lead) AS lead OFFSET 0) begins
        LEFT JOIN rehearsal_paragraph a ON a.place = first
        LEFT JOIN rehearsal_paragraph b ON b.place = second
        LEFT JOIN rehearsal_paragraph c ON c.place = third
        LEFT JOIN rehearsal_paragraph d ON d.place = fourth
    ORDER BY article.id
), listed AS (
    INSERT INTO articles_listing (article_id, desk_id, section_id, created_by_id, created_at,
        changed_at, state, kind, shared, words)
    SELECT article.id, desk_id, section_id, created_by_id, created_at, changed_at, state, kind,
        shared, CASE WHEN english
            THEN (SELECT newsroom_words(a) FROM articles_article a WHERE a.id = made.id)
            ELSE (title || under || written) || said_all
                || (to_tsvector('simple', article.id::text) || marks) END
    FROM made JOIN articles_article article USING (id)
    ORDER BY article.id
)
INSERT INTO articles_findable (version_id, article_id, first_live_from, live_from, live_until,
    head, words)
SELECT version.id, version.article_id, first_live_from, live_from, live_until,
    CASE WHEN english THEN (SELECT (newsroom_findable(v)).head FROM articles_version v
        WHERE v.id = version.id) ELSE made.head END,
    CASE WHEN english THEN (SELECT (newsroom_findable(v)).words FROM articles_version v
        WHERE v.id = version.id) ELSE
        (title || gap || under || gap)
        || CASE WHEN told.paragraphs = made.paragraphs THEN said_all ELSE
            lead || coalesce((SELECT words FROM rehearsal_paragraph WHERE place = first
                AND told.paragraphs > 0), '')
            || coalesce((SELECT words FROM rehearsal_paragraph WHERE place = second
                AND told.paragraphs > 1), '')
            || coalesce((SELECT words FROM rehearsal_paragraph WHERE place = third
                AND told.paragraphs > 2), '') END
        || (gap || strip(written) || made.marks || told.marks)
    END
FROM rehearsal_told told JOIN made ON made.id = told.article_id
    CROSS JOIN (SELECT $$'|':2$$::tsvector AS gap) between_parts
    JOIN articles_version version ON version.id = told.version_id
ORDER BY version.first_live_from
"""
# As articles/pictures/using.py prints the lead of a text that says nothing of it itself.
PICTURED = """
INSERT INTO pictures_versionpicture (version_id, photo_id, place, position, caption, credit, alt,
    ai_made, files)
SELECT version_id, photo_id, 'lead', 1, caption, credit, alt, false, files
FROM rehearsal_told JOIN photos_photo ON number = photo_id JOIN rehearsal_files USING (photo_id)
ORDER BY version_id
"""
# The quicker of Postgres's two ways to compress long texts, where this server was built with it.
QUICK = """
SELECT set_config(name, 'lz4', false) FROM pg_settings
WHERE name = 'default_toast_compression' AND 'lz4' = ANY(enumvals)
"""


class Run:
    """Does one thing with many arguments, in `workers` processes or in Django's connection."""

    def __init__(self, plan, workers):
        self.plan, self.workers = plan, workers

    def each(self, work, arguments):
        """Call `work(cursor, plan, argument)` for each; an error of any stops it."""
        arguments = list(arguments)
        if not self.workers:
            with connection.cursor() as cursor:
                cursor.execute(OFF)
                try:
                    for argument in arguments:
                        with transaction.atomic():
                            work(cursor, self.plan, argument)
                finally:
                    if not connection.needs_rollback:
                        cursor.execute(UNSTAGE)
                        cursor.execute(ON)
            return
        global _plan, _parameters
        _plan, _parameters = self.plan, connection.get_connection_params()
        connection.close()
        with get_context("fork").Pool(self.workers) as pool:
            for _done in pool.imap_unordered(_in_worker, [(work, each) for each in arguments]):
                pass


_plan = _parameters = _connection = None


def _in_worker(task):
    work, argument = task
    global _connection
    if _connection is None:
        known = {k: v for k, v in _parameters.items() if k not in ("cursor_factory", "context")}
        _connection = psycopg2.connect(**known)
        with _connection.cursor() as cursor:
            cursor.execute(OFF)
            cursor.execute("SET synchronous_commit = off")
            cursor.execute("SET wal_compression = off")
            cursor.execute("SET work_mem = '64MB'")
            # The workers have the processors between them already.
            cursor.execute("SET max_parallel_maintenance_workers = 0")
            cursor.execute(QUICK)
        _connection.commit()
        # Nothing made here holds itself; looking for what does takes a tenth of the time.
        gc.disable()
    # What tidies up takes no part in a transaction.
    _connection.autocommit = work is tidied
    with nullcontext() if work is tidied else _connection, _connection.cursor() as cursor:
        work(cursor, _plan, argument)
    return os.getpid()


def _memory():
    """Megabytes for building an index: an eighth of the machine's, a gigabyte at most."""
    return min(1024, os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**23)


def copied(cursor, plan, number):
    """Bring one batch in, list it, and let it be found."""
    cursor.execute("SELECT to_regclass('pg_temp.rehearsal_said')")
    if cursor.fetchone() == (None,):
        cursor.execute(STAGE, [[paragraph.text for paragraph in plan.wording.paragraphs]])
    for name, lines in rows.batch(plan, number).items():
        table = tables.MODELS[name]._meta.db_table if name in tables.MODELS else f"rehearsal_{name}"
        columns = ", ".join(f'"{column}"' for column in tables.columns(name))
        text = io.BytesIO(("\n".join(lines) + "\n").encode())
        getattr(cursor, "cursor", cursor).copy_expert(
            f'COPY "{table}" ({columns}) FROM STDIN', text, size=AT_ONCE
        )
    cursor.execute(FOUND)
    cursor.execute(PICTURED)
    cursor.execute("TRUNCATE rehearsal_said, rehearsal_told")


def tidied(cursor, plan, table):
    """Say which of its pages everybody sees, so that an index alone answers."""
    cursor.execute(f'VACUUM (ANALYZE) "{table}"')


def counted(cursor, plan, table):
    """What of it works inside a transaction too."""
    cursor.execute(f'ANALYZE "{table}"')


def left(cursor, plan, work):
    """Make what the days of the newsroom left, in one go."""
    cursor.execute(*work)


def built(cursor, plan, place):
    """Build one index that was taken away, of lists after what is placed was entered in them."""
    definition = indexes.noted(cursor, place)
    if definition is None:
        return
    memory = WORDS_MEMORY if "USING gin" in definition else _memory()
    cursor.execute(f"SET maintenance_work_mem = '{memory}MB'")
    cursor.execute(definition)
