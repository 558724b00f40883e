"""Brings the rehearsal into the database as fast as Postgres takes it.

The rows go in by COPY, with every rule that a trigger holds switched off (session_replication_role,
which only a superuser of the database may set: the embedded server's user is one) and most indexes
taken away and built again afterwards, those of keys too: what COPY brought in is checked then. What
else is constrained stays, and checks each row.
What triggers would have written, listings, findables and entries, is written here: a text is made
of paragraphs of which many others are made too, and the words of those are found once.
"""

import gc
import io
import os
import time
from contextlib import contextmanager, nullcontext
from multiprocessing import get_context
from random import Random

import psycopg2
from django.db import connection, transaction

from articles.models import (
    Article,
    Findable,
    Listing,
    NoticeEntry,
    ReporterEntry,
    TopicEntry,
    VersionByline,
    VersionTopic,
)
from articles.talk.models import Notification

from . import daily, indexes, rows, tables
from . import network as networks
from . import photos as library
from .wording import DAYS, SECTIONS, SENTENCES, STANDFIRSTS, TITLES, Wording

# Fewer articles than these, or than a tenth of those there are, are in sooner than indexes are
# built again.
WORTHWHILE = 2_000
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
CREATE TEMP TABLE rehearsal_told (version_id bigint, article_id bigint, paragraphs int,
    marks tsvector);
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
# As migration 0023 enters what is placed; their one index brings it into order.
ENTERED = """
INSERT INTO {entry} (desk_id, {of}, first_live_from, article_id, placement_id)
SELECT placement.desk_id, item.{of}, placement.first_live_from, placement.article_id, placement.id
FROM articles_placement placement JOIN {item} item USING (version_id)
WHERE placement.id >= {first}
"""
# As migration 0025 does it, of new articles alone.
TOLD = """
INSERT INTO articles_noticeentry (desk_id, published_at, notice_id)
SELECT DISTINCT placement.desk_id, notice.published_at, notice.id
FROM articles_notice notice JOIN articles_placement placement USING (article_id)
WHERE notice.id >= {first}
"""
# Of all that the rehearsal can say: what each version says is drawn from it.
KNOWN = """
INSERT INTO articles_word (word)
SELECT lexeme FROM unnest(to_tsvector('simple', %s)) WHERE lexeme ~ '^[[:alpha:]]{4,40}$'
    AND NOT EXISTS (SELECT FROM articles_word known WHERE known.word = lexeme)
"""
# What is left to be counted when the articles are, the largest first.
OTHERS = """
SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
    AND relname <> ALL(%s)
ORDER BY relpages DESC, relname
"""
# The quicker of Postgres's two ways to compress long texts, where this server was built with it.
QUICK = """
SELECT set_config(name, 'lz4', false) FROM pg_settings
WHERE name = 'default_toast_compression' AND 'lz4' = ANY(enumvals)
"""


class Refused(Exception):
    """It cannot be loaded here; the message says why and what to do."""


def load(*, number, desks, reporters, users, seed, at, workers, say, photos=0):
    """Load a network with `number` articles; `say` gets one line for each stage.

    With `workers` 0 everything happens in Django's own connection (and transaction). Returns the
    seconds of each stage by name.
    """
    _may_switch_off()
    spent = {}
    with _timed(spent, "people"), transaction.atomic():
        wording = Wording(Random(seed), paragraphs=min(4000, 200 + number // 10))
        network = networks.build(wording, desks=desks, reporters=reporters, users=users)
        total, summed = 0, []
        for weight in network.weights:
            total += weight
            summed.append(total)
        network.weights = summed
        plan = rows.Plan(network, wording, number, at, seed, _first_ids())
        _execute(KNOWN, [" . ".join(_all_said(plan))])
    say(f"  {len(network.desks)} desks, {users} users: {spent['people']:.1f} s")
    run = _Run(plan, workers)
    many = number >= max(WORTHWHILE, Article.objects.count() // 10)
    taken, keys = indexes.take(_tables()) if many else ([], [])
    try:
        with _timed(spent, "articles"):
            # Postgres would tidy up behind each batch; it is done once, at the end.
            _tidied_by_itself(not taken)
            run.each(_copied, range(plan.batches()))
        rate = number / spent["articles"]
        say(f"  {number} articles: {spent['articles']:.1f} s, {rate:.0f} articles a second")
        taken = _entered(plan, taken)
    finally:
        with _timed(spent, "indexes"):
            # The one of all words is the longest work by far, and begun first.
            run.each(_built, taken)
            indexes.make_keys(keys)
    say(f"  indexes: {spent['indexes']:.1f} s")
    with _timed(spent, "statistics"):
        _sequences(tables.MODELS.values())
        _tidied_by_itself(True)
        run.each(_tidied if workers else _counted, _tables())
    say(f"  statistics: {spent['statistics']:.1f} s")
    with _timed(spent, "days"):
        *stages, told = daily.stages(plan)
        for stage in stages:
            run.each(_left, stage)
        taken, keys = indexes.take([Notification._meta.db_table]) if many else ([], [])
        try:
            run.each(_left, told)
        finally:
            run.each(_built, taken)
            indexes.make_keys(keys)
        _sequences(daily.MODELS)
        run.each(_counted, [name for (name,) in _execute(OTHERS, [_tables()])])
    say(f"  notes, assignments, fronts, notifications: {spent['days']:.1f} s")
    if photos:
        with _timed(spent, "photos"):
            library.load(wording, network, number=photos, seed=seed, at=at)
            _execute("ANALYZE photos_photo, photos_rendition")
        rate = photos / spent["photos"]
        say(f"  {photos} photos: {spent['photos']:.1f} s, {rate:.0f} photos a second")
    rate = number / (sum(spent.values()) - spent.get("photos", 0))
    say(f"  {rate:.0f} articles a second from beginning to end")
    return spent


@contextmanager
def _timed(spent, name):
    begun = time.monotonic()
    yield
    spent[name] = time.monotonic() - begun


def _execute(sql, params=None):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else []


def _all_said(plan):
    """Every text that the articles of the plan can be made of."""
    network, wording = plan.network, plan.wording
    yield from (paragraph.text for paragraph in wording.paragraphs)
    yield from (*SENTENCES, *STANDFIRSTS, *TITLES, *DAYS, *wording.places, *wording.people)
    for parts in SECTIONS.values():
        yield from parts["headlines"]
    yield from (tag.name for tag in network.tags)
    for people in network.reporters.values():
        yield from (reporter.name for reporter in people)


def _may_switch_off():
    """Raise Refused unless this user of the database may switch its triggers off."""
    try:
        with transaction.atomic():
            _execute(OFF)
            _execute(ON)
    except Exception as error:
        if not isinstance(error.__cause__, psycopg2.errors.InsufficientPrivilege):
            raise
        raise Refused(
            "Loading a million articles in minutes switches triggers off, which only a superuser "
            "of the database may do. Use the embedded server, or name a superuser in DATABASE_URL."
        ) from error


def _first_ids():
    """The first free id of each table."""
    models = tables.MODELS | {model._meta.model_name: model for model in daily.MODELS}
    return {
        name: _execute(f'SELECT coalesce(max(id), 0) + 1 FROM "{model._meta.db_table}"')[0][0]
        for name, model in models.items()
    }


def _tables():
    """The tables that are filled, the largest work of tidying first."""
    entries = (TopicEntry, ReporterEntry, NoticeEntry)
    models = [Findable, Listing, *entries, *tables.MODELS.values()]
    return [model._meta.db_table for model in models]


def _entered(plan, taken):
    """What is to be built, where the new placements come into lists before their index is built."""
    enters = {NoticeEntry: TOLD.format(first=plan.first_ids["notice"])}
    kinds = ((TopicEntry, VersionTopic, "tag_id"), (ReporterEntry, VersionByline, "reporter_id"))
    first = plan.first_ids["placement"]
    for entry, item, of in kinds:
        enters[entry] = ENTERED.format(
            entry=entry._meta.db_table, item=item._meta.db_table, of=of, first=first
        )
    for entry, enter in enters.items():
        table = entry._meta.db_table
        theirs = [build for build in taken if f" ON public.{table} " in build]
        taken = ["; ".join([enter, *theirs]), *(build for build in taken if build not in theirs)]
    return taken


def _tidied_by_itself(wanted):
    change = "RESET (autovacuum_enabled)" if wanted else "SET (autovacuum_enabled = off)"
    for table in _tables():
        _execute(f'ALTER TABLE "{table}" {change}')


def _sequences(models):
    for model in models:
        table = model._meta.db_table
        _execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), "
            f'(SELECT coalesce(max(id), 1) FROM "{table}"))'
        )


# --- The work, in this process or in several ----------------------------------------------------


class _Run:
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
    _connection.autocommit = work is _tidied
    with nullcontext() if work is _tidied else _connection, _connection.cursor() as cursor:
        work(cursor, _plan, argument)
    return os.getpid()


def _memory():
    """Megabytes for building an index: an eighth of the machine's, a gigabyte at most."""
    return min(1024, os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**23)


def _copied(cursor, plan, number):
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
    cursor.execute("TRUNCATE rehearsal_said, rehearsal_told")


def _tidied(cursor, plan, table):
    """Say which of its pages everybody sees, so that an index alone answers."""
    cursor.execute(f'VACUUM (ANALYZE) "{table}"')


def _counted(cursor, plan, table):
    """What of it works inside a transaction too."""
    cursor.execute(f'ANALYZE "{table}"')


def _left(cursor, plan, work):
    """Make what the days of the newsroom left, in one go."""
    cursor.execute(*work)


def _built(cursor, plan, definition):
    """Build one index that was taken away, of lists after what is placed was entered in them."""
    memory = WORDS_MEMORY if "USING gin" in definition else _memory()
    cursor.execute(f"SET maintenance_work_mem = '{memory}MB'")
    cursor.execute(definition)
