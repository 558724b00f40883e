"""The doctor finds nothing in a healthy newsroom, and each thing that is broken for real."""

import json
import os
import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import OperationalError, connections
from django.utils import timezone

from articles.outbox.attending import Attendance
from articles.outbox.models import Worker
from articles.purging import nginx
from articles.purging.nginx import BEGINNING, STARTS, STARTS_AT, VERSION, Nginx
from articles.talk.models import Mail
from newsroom.desks.models import Desk
from newsroom.operating import doctor, kept
from newsroom.operating.doctor import LOOK, WRONG, database, machine, work
from newsroom.operating.doctor import setup as settings_of
from newsroom.serving import health

from . import harmed
from .factories import make_desk, make_network, make_user
from .harmed import sql
from .healthy import back_up, closed_port, find
from .photos import make_photo
from .two_steps import protect

pytestmark = pytest.mark.django_db


def away(healthy):
    def refuse(*args, **kwargs):
        raise OperationalError("connection refused\nmore")

    healthy.patch(connections["default"], "cursor", refuse)


def old(healthy):
    healthy.patch(connections["default"], "pg_version", 14_00_05, raising=False)


def migrated_too_little(healthy):
    ahead = SimpleNamespace(disk_migrations={("articles", "9999_next"): 1}, replacements={})
    healthy.patch(health, "_loader", ahead)


def unfinished_index(healthy):
    sql("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'desks_desk_pkey'::regclass")


def other_user(healthy):
    sql("CREATE ROLE nobody_here", "SET LOCAL ROLE nobody_here")


def wrong_clock(healthy):
    real = database.clock_of_database
    healthy.patch(database, "clock_of_database", lambda: real() + timedelta(seconds=3))


def forgetful(healthy):
    sql("SET LOCAL synchronous_commit = off")
    healthy.patch(database, "setting", lambda name: database.ask(
        "SELECT current_setting(%s)", [name])[0][0])  # fmt: skip


def unplanned(healthy):
    sql("SET LOCAL jit = on")


def too_many_processes(healthy):
    healthy.settings.WORKERS = "400"


def lost_replica(healthy):
    def refuse():
        raise OperationalError("connection refused")

    lost = SimpleNamespace(cursor=refuse, close=lambda: None)
    healthy.patch(connections, "create_connection", lambda alias: lost)
    healthy.patch(database.watch, "replicas", ("replica",))


def unknown_zone(healthy):
    Desk.objects.filter(slug="kerinci").update(time_zone="Asia/Atlantis")


def failing_archive(healthy):
    def ask(sentence, values=None):
        if "pg_stat_archiver" in sentence:
            return [(healthy.at, None)]
        return real(sentence, values)

    real, setting = database.ask, database.setting
    healthy.patch(database, "ask", ask)
    healthy.patch(
        database, "setting", lambda name: "on" if name == "archive_mode" else setting(name)
    )


def never_cleaned(healthy):
    def ask(sentence, values=None):
        return [(10**9, 1_500_000_000)] if "datfrozenxid" in sentence else real(sentence, values)

    real = database.ask
    healthy.patch(database, "ask", ask)


def full_disk(healthy):
    usage = SimpleNamespace(total=10**12, free=10**8)
    healthy.patch(machine.shutil, "disk_usage", lambda folder: usage)


def no_folder(healthy):
    (healthy.folder / "in the way").write_text("")
    healthy.settings.DATA_DIR = healthy.folder / "in the way"


def other_static_files(healthy):
    (healthy.settings.STATIC_ROOT / "file.css").write_text("body { color: red }")


def no_photo_folder(healthy):
    (healthy.folder / "in the way").write_text("")
    healthy.settings.PHOTO_FOLDER = healthy.folder / "in the way"
    healthy.patch("newsroom.photos.storing.LocalFolder.exists", lambda self, name: False)


def lost_photo(healthy):
    make_photo(make_desk("merangin"))


def no_worker(healthy):
    Worker.objects.update(seen_at=healthy.at - timedelta(minutes=11))


def waiting_mail(healthy):
    before = healthy.at - timedelta(minutes=11)
    user = make_user("reporter", make_desk("merangin"))
    Mail.objects.create(to=user, made_at=before, next_at=before)


def old_backup(healthy):
    for manifest in kept.Path(healthy.settings.BACKUPS).iterdir():
        manifest.unlink()
    back_up(healthy.settings.BACKUPS, healthy.at - timedelta(hours=27))


def no_mail_server(healthy):
    healthy.settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    healthy.settings.EMAIL_HOST, healthy.settings.EMAIL_PORT = "127.0.0.1", closed_port()


def no_varnish(healthy):
    healthy.settings.BEHIND_PROXY = True
    healthy.settings.SHARED_CACHES = [f"http://127.0.0.1:{closed_port()}"]


def nginx_of(healthy):
    """The folder of an nginx in front, whose pages somebody looks after."""
    for name in (*nginx.FOLDERS, nginx.FLIGHT):
        (healthy.folder / "nginx" / name).mkdir(parents=True)
    healthy.settings.BEHIND_PROXY = True
    healthy.settings.SHARED_CACHES = [str(healthy.folder / "nginx")]
    Nginx(healthy.folder / "nginx").beat(hears=True)
    return healthy.folder / "nginx"


def nobody_tells_nginx(healthy):
    os.utime(nginx_of(healthy) / "told", (0, time.time() - 60))


def no_nginx(healthy):
    (nginx_of(healthy) / "pages").rmdir()


def pages_without_keys(healthy):
    told = BEGINNING.pack(VERSION, 0).ljust(STARTS_AT, b"\0") + STARTS.pack(0, 0, 60, 60)
    (nginx_of(healthy) / "pages" / ("a" * 32)).write_bytes(told.ljust(200, b"\0"))


def closed_nginx(healthy):
    def refuse(cache):
        raise PermissionError(13, "Permission denied", cache.address)

    nginx_of(healthy)
    healthy.patch(Nginx, "heard", refuse)


def no_door(healthy):
    healthy.settings.PROBE_ADDRESS = f"http://127.0.0.1:{closed_port()}"


def door_that_leads_elsewhere(healthy):
    healthy.settings.PROBE_ADDRESS = "http://127.0.0.1:8000"
    healthy.patch(work.Door, "get", lambda *_asked: SimpleNamespace(status=301))


def without_a_factor(healthy):
    make_user("editor", make_desk("merangin"), username="sari")
    healthy.settings.SECOND_FACTOR = "editors"


def setting_of(**values):
    def change(healthy):
        for name, value in values.items():
            setattr(healthy.settings, name, value)

    return change


BROKEN = [
    ("database", away, WRONG),
    ("version", old, WRONG),
    ("extensions", lambda _: sql("DROP EXTENSION pg_trgm CASCADE"), WRONG),
    ("migrations", migrated_too_little, WRONG),
    ("migrations", lambda _: sql("ALTER TABLE django_migrations RENAME TO other"), WRONG),
    ("indexes", unfinished_index, WRONG),
    ("rights", other_user, WRONG),
    ("rights", setting_of(EMBEDDED=None), LOOK),
    ("clock", wrong_clock, WRONG),
    ("durability", forgetful, WRONG),
    ("planner", unplanned, LOOK),
    ("connections", too_many_processes, WRONG),
    ("readers' databases", lost_replica, LOOK),
    ("zones", unknown_zone, WRONG),
    ("archive", failing_archive, WRONG),
    ("growth", never_cleaned, WRONG),
    ("disk", full_disk, WRONG),
    ("data", no_folder, WRONG),
    ("time service", lambda healthy: healthy.patch(machine, "kernel_clock", lambda: 5), LOOK),
    ("time service", lambda healthy: healthy.patch(machine, "kernel_clock", lambda: -1), LOOK),
    ("static files", other_static_files, WRONG),
    ("secret key", setting_of(SECRET_KEY="secret"), WRONG),
    ("secret key", setting_of(SECRET_KEY="a" * 60), WRONG),
    ("debug", setting_of(DEBUG=True), WRONG),
    ("https", setting_of(HTTPS=True, BEHIND_PROXY=False), WRONG),
    ("https", setting_of(HTTPS=False, LOCAL_HOSTS=False), WRONG),
    ("hosts", lambda _: Desk.objects.update(active=False), WRONG),
    ("hosts", setting_of(LOCAL_HOSTS=True, EMBEDDED=None), LOOK),
    ("metrics", setting_of(METRICS_TOKEN="rahasia"), WRONG),
    ("mail", setting_of(MAILS=False), LOOK),
    ("mail", no_mail_server, WRONG),
    ("photos' storage", no_photo_folder, WRONG),
    ("photos' files", lost_photo, WRONG),
    ("shared caches", no_varnish, WRONG),
    ("shared caches", nobody_tells_nginx, WRONG),
    ("shared caches", no_nginx, WRONG),
    ("shared caches", pages_without_keys, WRONG),
    ("shared caches", closed_nginx, LOOK),
    ("shared caches", setting_of(SHARED_CACHES=["/"], BEHIND_PROXY=False), WRONG),
    ("worker", no_worker, WRONG),
    ("worker", lambda _: Worker.objects.all().delete(), WRONG),
    ("queues", waiting_mail, WRONG),
    ("backups", old_backup, WRONG),
    ("backups", setting_of(BACKUPS=""), LOOK),
    ("readers' door", no_door, WRONG),
    ("readers' door", door_that_leads_elsewhere, WRONG),
    ("second factor", without_a_factor, LOOK),
    *harmed.BROKEN,
]


def test_of_a_healthy_newsroom_nothing_is_wrong(healthy):
    found = find(healthy.at)

    assert [each for each in found if each.level == WRONG] == []
    assert {each.about for each in found} == {each.about for each in doctor.EXAMINATIONS}


@pytest.mark.parametrize(("about", "harm", "level"), BROKEN)
def test_what_is_broken_is_found_and_told_what_to_do(healthy, about, harm, level):
    harm(healthy)
    found = [each for each in find(healthy.at, about) if each.level == level]

    assert found
    assert all(each.advice for each in found)


def test_every_examination_is_tried_with_something_broken():
    assert {about for about, _harm, _level in BROKEN} == {
        each.about for each in doctor.EXAMINATIONS
    }


def test_without_a_database_the_doctor_still_examines_the_rest(healthy):
    away(healthy)
    found = find(healthy.at)

    assert [each.about for each in found if each.level == WRONG] == ["database"]
    assert {"disk", "secret key", "backups"} <= {each.about for each in found}
    assert "worker" not in {each.about for each in found}


def test_the_staff_host_is_no_desks_host(healthy):
    healthy.settings.STAFF_HOST = make_network().host.lower()

    assert "it has no readers" in find(healthy.at, "hosts")[-1].sentence


def test_whoever_lacks_a_factor_that_is_asked_of_them_is_named(healthy):
    desk = make_desk("merangin")
    make_user("editor", desk, username="sari")
    make_user("reporter", desk, username="rahmi")
    make_user("editor", desk, username="lama", is_active=False)
    protect(make_user("editor", desk, username="budi"))
    assert find(healthy.at, "second factor")[0].level == "fine"

    for asked, named in (("editors", "sari."), ("everyone", "rahmi, sari.")):
        healthy.settings.SECOND_FACTOR = asked
        assert find(healthy.at, "second factor")[0].sentence.endswith(f"as yet: {named}")


def test_the_command_says_it_in_sentences_and_for_machines_and_fails(healthy, capsys):
    call_command("doctor", "--quiet")
    assert capsys.readouterr().out.endswith("Nothing is wrong.\n")

    healthy.settings.SECRET_KEY = "secret"
    with pytest.raises(SystemExit, match="1"):
        call_command("doctor")
    out = capsys.readouterr().out
    assert "WRONG secret key: SECRET_KEY is short or simple" in out
    assert "fine  version: Postgres" in out
    assert out.endswith("1 things are wrong.\n")

    with pytest.raises(SystemExit, match="1"):
        call_command("doctor", "--json", "--quiet")
    told = json.loads(capsys.readouterr().out)
    assert told["wrong"] == 1
    assert [each for each in told["findings"] if each["level"] == "wrong"][0]["about"] == (
        "secret key"
    )


def test_one_examination_may_be_asked_for_alone(healthy, capsys):
    call_command("doctor", "--only", "shared caches")

    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in lines[:-1]] == ["fine  database", "fine  shared caches"]


def test_what_somebody_may_not_read_is_said_and_the_rest_examined(healthy, monkeypatch):
    def refuse(path, collected):
        raise PermissionError(13, "Permission denied", collected)

    monkeypatch.setattr(machine, "_is_same", refuse)
    found = find(healthy.at)

    assert [(each.about, each.level) for each in found if "Permission denied" in each.sentence] == [
        ("static files", LOOK)
    ]
    assert {each.about for each in found} == {each.about for each in doctor.EXAMINATIONS}


def test_a_worker_says_that_it_is_there_now_and_then_and_leaves_in_order():
    at = timezone.now()
    attendance = Attendance(at=at)
    for seconds in (0, 5, 25):
        attendance.say(at=at + timedelta(seconds=seconds))
    row = Worker.objects.get()
    assert (row.began_at, row.seen_at) == (at, at + timedelta(seconds=25))

    Worker.objects.create(host="other", pid=1, began_at=at, seen_at=at - timedelta(days=8))
    attendance.say(at=at + timedelta(seconds=50))
    assert Worker.objects.count() == 1
    attendance.end()
    assert not Worker.objects.exists()


def test_the_mail_server_is_greeted_and_sent_nothing(healthy, monkeypatch):
    class Server:
        def __init__(self, **options):
            self.said = []

        def open(self):
            self.said.append("open")

        def close(self):
            self.said.append("close")

    server = Server()
    monkeypatch.setattr(settings_of, "get_connection", lambda **options: server)
    healthy.settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"

    assert "answers" in find(healthy.at, "mail")[-1].sentence
    assert server.said == ["open", "close"]
