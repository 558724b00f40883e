"""The database: whether it is new enough, complete, allowed, and set as it should be."""

import time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection
from django.db import connections as databases
from django.utils import timezone

from articles.public.readable import readable
from newsroom.binaries import EXTENSIONS, OLDEST
from newsroom.desks.models import Desk
from newsroom.replicas.lag import HOW_FAR, watch
from newsroom.serving import counters
from newsroom.serving.health import missing

from .findings import FINE, LOOK, WRONG, examination, size

MIGRATE = "Run: python manage.py migrate"
# Seconds by which two clocks may differ.
DRIFT = 0.5
# Each process of `make run` and of the documented gunicorn has so many connections at most: one for
# each thread, for readers' pages, for all other requests, and those that read long bodies
# (newsroom/serving/patient.py), and one on which it hears what changes.
OF_A_PROCESS = 4 + 4 + 2 + 1


# Tables, and columns of those of which readers may see some alone.
REFUSED = """
SELECT concat_ws('.', tab, col) FROM unnest(%s::text[], %s::text[]) AS wanted(tab, col)
WHERE NOT CASE WHEN col IS NULL THEN has_table_privilege(tab, 'SELECT')
ELSE has_column_privilege(tab, col, 'SELECT') END
"""


def ask(sentence, values=None):
    """All rows that answer a question."""
    with connection.cursor() as cursor:
        cursor.execute(sentence, values)
        return cursor.fetchall()


@examination("database")
def answers(patient):
    begun = time.perf_counter()
    try:
        ask("SELECT 1")
    except DatabaseError as error:
        said = str(error).strip().splitlines()[0]
        yield WRONG, f"The database does not answer: {said}", "Look at DATABASE_URL and the server."
        return
    took = (time.perf_counter() - begun) * 1000
    yield FINE, f"It answers within {took:.0f} ms."


@examination("version", needs_database=True)
def version(patient):
    major = connection.pg_version // 10000
    if major < OLDEST:
        yield WRONG, f"It is Postgres {major}.", f"Move to Postgres {OLDEST} or newer."
    else:
        yield FINE, f"Postgres {major}."


@examination("extensions", needs_database=True)
def extensions(patient):
    there = {name for (name,) in ask("SELECT extname FROM pg_extension")}
    for name in EXTENSIONS:
        if name not in there:
            yield (
                WRONG,
                f"The extension {name} is missing, and with it the rules that need it.",
                f"Run: CREATE EXTENSION {name}; then the doctor names the rules that went with it.",
            )
    if there >= set(EXTENSIONS):
        yield FINE, "All extensions are there."


@examination("migrations", needs_database=True)
def migrations(patient):
    if not ask("SELECT to_regclass('django_migrations')::text")[0][0]:
        yield WRONG, "The database is empty.", MIGRATE
        return
    lacking = missing(set(ask("SELECT app, name FROM django_migrations")))
    if lacking:
        names = ", ".join(".".join(each) for each in lacking[:3])
        yield WRONG, f"{len(lacking)} migrations are missing in the database: {names}.", MIGRATE
    else:
        yield FINE, "No migration is missing."


@examination("indexes", needs_database=True)
def indexes(patient):
    found = ask("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid")
    for (name,) in found:
        yield (
            WRONG,
            f"The index {name} is not finished: what was to build it was stopped.",
            f"Run: REINDEX INDEX CONCURRENTLY {name};",
        )
    if not found:
        yield FINE, "Every index is whole."


@examination("rights", needs_database=True)
def rights(patient):
    tables = sorted({model._meta.db_table for model in apps.get_models(include_auto_created=True)})
    refused = ask(
        "SELECT name FROM unnest(%s) name WHERE CASE WHEN to_regclass(name) IS NULL THEN false "
        "ELSE NOT (has_table_privilege(name, 'SELECT') AND has_table_privilege(name, 'INSERT')) "
        "END",
        [tables],
    )
    user = ask("SELECT current_user, rolsuper FROM pg_roles WHERE rolname = current_user")
    name, is_superuser = user[0] if user else ("?", False)
    if refused:
        yield (
            WRONG,
            f"The user {name} may not read and write {refused[0][0]} and {len(refused) - 1} more.",
            "Give the tables to this user (ALTER TABLE … OWNER TO), or use their owner.",
        )
    elif is_superuser and settings.EMBEDDED is None:
        yield (
            LOOK,
            f"The user {name} is a superuser: triggers can be switched off with it.",
            "Make a user of its own that owns the database and nothing more.",
        )
    else:
        yield FINE, f"The user {name} may read and write every table."


@examination("clock", needs_database=True)
def clock(patient):
    apart = abs((clock_of_database() - timezone.now()).total_seconds())
    if apart > DRIFT:
        yield (
            WRONG,
            f"This machine's clock and the database's are {apart:.1f} seconds apart.",
            "Let a time service (chrony, systemd-timesyncd) keep both: stories go by the clock.",
        )
    else:
        yield FINE, f"This machine's clock and the database's agree within {DRIFT} seconds."


def clock_of_database():
    """What the database's clock says."""
    return ask("SELECT clock_timestamp()")[0][0]


@examination("durability", needs_database=True)
def durability(patient):
    names = ("fsync", "full_page_writes", "synchronous_commit")
    off = [name for name in names if setting(name) == "off"]
    for name in off:
        yield (
            WRONG,
            f"{name} is off: what was saved may be lost with the power.",
            f"Run: ALTER SYSTEM SET {name} = on; SELECT pg_reload_conf();",
        )
    if not off:
        yield FINE, "What is committed is on the disk."


def setting(name):
    """What the server's setting is in this session."""
    return ask("SELECT current_setting(%s)", [name])[0][0]


@examination("planner", needs_database=True)
def planner(patient):
    if setting("jit") == "on":
        yield (
            LOOK,
            "jit is on: compiling a short question takes longer than answering it.",
            "Run: ALTER DATABASE … SET jit = off;",
        )
    unread = ask(
        "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND reltuples = -1 AND "
        "relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 10000000"
    )[0][0]
    if unread:
        yield LOOK, f"{unread} large tables were never analysed.", "Run: ANALYZE;"
    elif setting("jit") != "on":
        yield FINE, "It knows its tables, and compiles nothing."


@examination("connections", needs_database=True)
def connections(patient):
    most = connections_at_most()
    now = ask("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'")[0][0]
    # The settings know those of `make run` alone; gunicorn's own option says how many it has.
    there = list(counters.holders(settings.DATA_DIR / "counters").values()).count("web")
    processes = max(int(settings.WORKERS), there)
    wanted = processes * OF_A_PROCESS + 4
    if wanted > most:
        yield (
            WRONG,
            f"{processes} processes may want {wanted} connections; the server gives {most}.",
            "Let fewer processes run (--workers of gunicorn, NEWSROOM_WORKERS of make run), raise "
            "max_connections (or CONNECTION LIMIT of the user and the database), or put a pooler "
            "in between.",
        )
    elif now > most * 0.8:
        yield LOOK, f"{now} of {most} connections are taken.", "Raise max_connections."
    else:
        yield FINE, f"{now} of {most} connections are taken."


def connections_at_most():
    """As many the server gives this user in this database."""
    limits = ask(
        "SELECT rolconnlimit, datconnlimit FROM pg_roles, pg_database "
        "WHERE rolname = current_user AND datname = current_database()"
    )
    everybody = int(setting("max_connections")) - int(setting("superuser_reserved_connections"))
    # Minus one is no limit.
    return min([everybody, *(limit for limit in limits[0] if limit >= 0)])


@examination("readers' databases", needs_database=True)
def readers(patient):
    ailing = False
    for alias in watch.replicas:
        asking = databases.create_connection(alias)
        try:
            with asking.cursor() as cursor:
                found = [*_ailments(alias, cursor)]
        except DatabaseError as error:
            said = str(error).strip().splitlines()[0]
            found = [
                (
                    f"The readers' database “{alias}” does not answer: {said} Others answer "
                    "for it.",
                    "Look at NEWSROOM_READERS_DATABASE_URL and the server; run readers_role.",
                )
            ]
        finally:
            asking.close()
        for sentence, advice in found:
            ailing = True
            yield LOOK, sentence, advice
    if not watch.replicas:
        yield FINE, "Readers' pages ask the newsroom's own database."
    elif not ailing:
        yield FINE, f"All {len(watch.replicas)} readers' databases answer, and are not behind."


def _ailments(alias, cursor):
    """(sentence, advice) of each thing that makes others answer in place of this database."""
    wanted = [(table, name) for table, columns in readable() for name in columns or [None]]
    cursor.execute(REFUSED, [[table for table, _ in wanted], [name for _, name in wanted]])
    if refused := [name for (name,) in cursor.fetchall()]:
        yield (
            f"The role of the readers' database “{alias}” may not read {refused[0]} and "
            f"{len(refused) - 1} more, which readers' pages read.",
            "Run: python manage.py readers_role (after every migrate)",
        )
    if is_behind(cursor):
        yield (
            f"The readers' database “{alias}” is more than {settings.READERS_MAX_LAG:g} seconds "
            "behind. Others answer for it.",
            "Look at pg_stat_replication on the primary, and at pg_stat_wal_receiver and the log "
            "of that server: it may be cut off, or not keep up.",
        )


def is_behind(cursor):
    """Whether what is there now does not come to that database within the time it is given."""
    wanted = ask(HOW_FAR)[0][0]
    end = time.monotonic() + settings.READERS_MAX_LAG
    while True:
        cursor.execute(HOW_FAR)
        if cursor.fetchone()[0] >= wanted:
            return False
        if time.monotonic() > end:
            return True
        time.sleep(0.1)


@examination("zones", needs_database=True)
def zones(patient):
    named = set(Desk.objects.active().values_list("time_zone", flat=True))
    known = {name for (name,) in ask("SELECT name FROM pg_timezone_names")}
    lacking = sorted(named - known) + sorted(name for name in named if not _is_known_here(name))
    for name in lacking:
        yield WRONG, f"The time zone {name} is unknown here.", "Install the package tzdata."
    if not lacking:
        yield FINE, "The time zones of all desks are known here and to the database."


def _is_known_here(name):
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return False
    return True


@examination("archive", needs_database=True)
def archive(patient):
    if setting("archive_mode") == "off":
        yield FINE, "The server keeps no archive: a backup is as far back as one can go."
        return
    failed, well = ask("SELECT last_failed_time, last_archived_time FROM pg_stat_archiver")[0]
    if well is None and failed is None:
        yield (
            LOOK,
            "The server keeps an archive, and has put nothing there yet.",
            "Run: SELECT pg_switch_wal(); and ask again after a minute.",
        )
        return
    if failed and (well is None or failed > well):
        yield (
            WRONG,
            f"The server cannot archive what it writes since {failed:%d.%m. %H:%M} UTC, and keeps "
            "all of it on its own disk.",
            "Look at the server's log: the folder may be full or not writable.",
        )
    else:
        yield FINE, "What the server writes is archived."


@examination("growth", needs_database=True)
def growth(patient):
    bytes_, age = ask(
        "SELECT pg_database_size(current_database()), age(datfrozenxid) FROM pg_database "
        "WHERE datname = current_database()"
    )[0]
    if age > 1_000_000_000:
        yield (
            WRONG,
            "The server has not cleaned up for a billion transactions, and stops at two.",
            "Run VACUUM (FREEZE), and look for transactions that never end.",
        )
    else:
        yield FINE, f"The database has {size(bytes_)}."


EXAMINATIONS = (
    answers, version, extensions, migrations, indexes, rights, clock, durability, planner,
    connections, readers, zones, archive, growth,
)  # fmt: skip
