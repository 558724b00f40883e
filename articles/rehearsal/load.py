"""Brings the rehearsal into the database as fast as Postgres takes it.

The rows go in by COPY, with every rule that a trigger holds switched off (session_replication_role,
which only a superuser of the database may set: the embedded server's user is one) and most indexes
taken away and built again afterwards, those of keys too: what COPY brought in is checked then. What
else is constrained stays, and checks each row. Where it ends in the middle, `mend` builds them.
What triggers would have written, listings, findables and entries, is written here: a text is made
of paragraphs of which many others are made too, and the words of those are found once
(articles/rehearsal/work.py).
"""

import time
from contextlib import contextmanager
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
from articles.pictures.models import VersionPicture
from articles.talk.models import Notification
from newsroom.photos.models import Photo, Rendition

from . import daily, indexes, tables
from . import network as networks
from . import photos as library
from .plan import Plan
from .wording import DAYS, SECTIONS, SENTENCES, STANDFIRSTS, TITLES, Wording
from .work import OFF, ON, Run, built, copied, counted, left, tidied

# Fewer articles than these, or than a tenth of those there are, are in sooner than indexes are
# built again.
WORTHWHILE = 2_000
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
        plan = Plan(network, wording, number, at, seed, _first_ids())
        plan.library = library.drawn(
            network, number=photos, seed=seed, moment=lambda share: plan.second(share) // 60
        )
        _execute(KNOWN, [" . ".join(_all_said(plan))])
    say(f"  {len(network.desks)} desks, {users} users: {spent['people']:.1f} s")
    run = Run(plan, workers)
    many = number >= max(WORTHWHILE, Article.objects.count() // 10)
    with transaction.atomic():
        # Postgres would tidy up behind each batch; it is done once, at the end.
        _tidied_by_itself(not many)
        indexes.take(_tables() if many else [], _enters(plan))
        _execute(library.NO_FILES)
        _execute(library.FILES)
    try:
        with _timed(spent, "photos"):
            run.each(left, library.stage(plan.library, wording, network, seed=seed))
            run.each(counted, ["rehearsal_files", Photo._meta.db_table])
        say(f"  {photos} photos: {spent['photos']:.1f} s")
        with _timed(spent, "articles"):
            run.each(copied, range(plan.batches()))
        rate = number / spent["articles"]
        say(f"  {number} articles: {spent['articles']:.1f} s, {rate:.0f} articles a second")
    finally:
        _built_again(run, spent)
    say(f"  indexes: {spent['indexes']:.1f} s")
    _counted_again(run, spent)
    say(f"  statistics: {spent['statistics']:.1f} s")
    with _timed(spent, "days"):
        *stages, told = daily.stages(plan)
        for stage in stages:
            run.each(left, stage)
        indexes.take([Notification._meta.db_table] if many else [])
        try:
            run.each(left, told)
        finally:
            run.each(built, indexes.waiting())
            indexes.make_keys()
        _sequences(daily.MODELS)
        run.each(counted, [name for (name,) in _execute(OTHERS, [_tables()])])
        _execute(library.NO_FILES)
        indexes.finished()
    say(f"  notes, assignments, fronts, notifications: {spent['days']:.1f} s")
    rate = number / sum(spent.values())
    say(f"  {rate:.0f} articles a second from beginning to end")
    return spent


def mend(*, workers, say):
    """Build what is missing where loading ended in the middle.

    Articles that were in stay, with all that belongs to them.
    """
    _may_switch_off()
    run, spent = Run(None, workers), {}
    with transaction.atomic():
        # Whoever still brings a batch in does it first, and no other after it.
        _execute(f'LOCK TABLE "{Article._meta.db_table}" IN SHARE MODE')
    _built_again(run, spent)
    _sequences(daily.MODELS)
    _counted_again(run, spent)
    _execute(library.NO_FILES)
    indexes.finished()
    say(f"  indexes: {spent['indexes']:.1f} s, statistics: {spent['statistics']:.1f} s")


def _built_again(run, spent):
    with _timed(spent, "indexes"):
        run.each(built, indexes.waiting())
        indexes.make_keys()


def _counted_again(run, spent):
    with _timed(spent, "statistics"):
        _sequences([Photo, *tables.MODELS.values()])
        _tidied_by_itself(True)
        run.each(tidied if run.workers else counted, _tables())


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
    pictures = (VersionPicture, Photo, Rendition)
    models = [Findable, Listing, *entries, *pictures, *tables.MODELS.values()]
    return [model._meta.db_table for model in models]


def _enters(plan):
    """How the new placements come into each list, by its table: before its index is built."""
    enters = {NoticeEntry._meta.db_table: TOLD.format(first=plan.first_ids["notice"])}
    kinds = ((TopicEntry, VersionTopic, "tag_id"), (ReporterEntry, VersionByline, "reporter_id"))
    first = plan.first_ids["placement"]
    for entry, item, of in kinds:
        table = entry._meta.db_table
        enters[table] = ENTERED.format(entry=table, item=item._meta.db_table, of=of, first=first)
    return enters


def _tidied_by_itself(wanted):
    change = "RESET (autovacuum_enabled)" if wanted else "SET (autovacuum_enabled = off)"
    for table in _tables():
        _execute(f'ALTER TABLE "{table}" {change}')


def _sequences(models):
    for model in models:
        table, key = model._meta.db_table, model._meta.pk.column
        _execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', '{key}'), "
            f'(SELECT coalesce(max({key}), 1) FROM "{table}"))'
        )
