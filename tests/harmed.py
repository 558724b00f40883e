"""Ways in which a machine, its processes and rules of its database are broken for the doctor."""

import os
from types import SimpleNamespace

from django.db import connection, connections

from newsroom.operating.doctor import LOOK, WRONG, database, machine, processes
from newsroom.serving import counters


def sql(*sentences):
    with connection.cursor() as cursor:
        for sentence in sentences:
            cursor.execute(sentence)


def rule_went_with_its_extension(healthy):
    sql("DROP EXTENSION btree_gist CASCADE", "CREATE EXTENSION btree_gist")


def triggers_off(healthy):
    sql("ALTER TABLE articles_article DISABLE TRIGGER article_home")


def few_connections_for_this_user(healthy):
    sql("ALTER ROLE CURRENT_USER CONNECTION LIMIT 8")


def many_processes_of_gunicorn(healthy):
    web = dict.fromkeys(range(400), "web")
    healthy.patch(counters, "holders", lambda folder: web)


def answering(healthy, *, come, refused):
    """A readers' database that has come so far, and refuses these tables."""

    class Cursor:
        def __enter__(self):
            return self

        def __exit__(self, *raised):
            pass

        def execute(self, sentence, values=None):
            pass

        def fetchone(self):
            return (come,)

        def fetchall(self):
            return [(table,) for table in refused]

    healthy.settings.READERS_MAX_LAG = 0
    there = SimpleNamespace(cursor=Cursor, close=lambda: None)
    healthy.patch(connections, "create_connection", lambda alias: there)
    healthy.patch(database.watch, "replicas", ("replica",))


def replica_that_does_not_keep_up(healthy):
    answering(healthy, come=0, refused=[])


def readers_role_of_before(healthy):
    answering(healthy, come=2**62, refused=["imprint_terms"])


def archive_that_never_began(healthy):
    real, setting = database.ask, database.setting
    healthy.patch(
        database, "ask",
        lambda sentence, values=None: [(None, None)]
        if "pg_stat_archiver" in sentence else real(sentence, values),
    )  # fmt: skip
    healthy.patch(
        database, "setting", lambda name: "on" if name == "archive_mode" else setting(name)
    )


def no_more_files(healthy):
    healthy.patch(machine, "files_of", lambda folder: (3, 1000))


def full_logs(healthy):
    """On a disk of their own."""
    real = machine.shutil.disk_usage
    full = SimpleNamespace(total=10**12, free=10**6)

    def usage(folder):
        return full if str(folder) == "/var/log" else real(folder)

    healthy.patch(machine.shutil, "disk_usage", usage)
    healthy.patch(machine, "device_of", str)


def left_by_root(healthy):
    lane = healthy.folder / "counters" / "003"
    lane.parent.mkdir()
    lane.write_bytes(b"")
    healthy.settings.DATA_DIR = healthy.folder
    if os.geteuid() == 0:
        os.chown(lane, 65534, 65534)
    else:
        lane.chmod(0)
        healthy.patch(machine, "mine", lambda: -1)


def no_translation(healthy):
    healthy.settings.LOCALE_PATHS = [healthy.folder]


def not_reloaded(healthy):
    healthy.patch(processes, "served", lambda: {os.getpid(): "worker"})
    healthy.patch(processes, "begun_at", lambda pid: 0.0)


def not_restarted(healthy):
    healthy.settings.EMBEDDED = None
    healthy.patch(processes, "served", lambda: {os.getpid(): "web"})
    healthy.patch(processes, "environment_of", lambda pid: {"SECRET_KEY": "of before"})


def misspelt(healthy):
    healthy.settings.UNREAD = {"NEWSROOM_STAF_HOST": "NEWSROOM_STAFF_HOST"}


BROKEN = [
    ("rules", rule_went_with_its_extension, WRONG),
    ("rules", triggers_off, WRONG),
    ("connections", few_connections_for_this_user, WRONG),
    ("connections", many_processes_of_gunicorn, WRONG),
    ("readers' databases", replica_that_does_not_keep_up, LOOK),
    ("readers' databases", readers_role_of_before, LOOK),
    ("archive", archive_that_never_began, LOOK),
    ("disk", no_more_files, WRONG),
    ("disk", full_logs, WRONG),
    ("owner", left_by_root, WRONG),
    ("translations", no_translation, WRONG),
    ("code", not_reloaded, LOOK),
    ("environment", not_restarted, LOOK),
    ("variables", misspelt, LOOK),
]
