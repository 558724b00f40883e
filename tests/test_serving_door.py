"""What stands at the server's door: a number for each request, health, and metrics."""

import io
import json
import logging
import math
import re
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError, connection, connections
from django.test import Client

from articles.freshness.listening import Listener
from articles.outbox.models import Worker
from articles.public import fronts
from articles.punctuality.models import Change
from articles.talk.models import Mail
from newsroom.logs import JsonLine, Line
from newsroom.operating.gauges import gauges
from newsroom.photos.intake import take_in
from newsroom.photos.refused import Refused
from newsroom.serving import counters, metrics
from newsroom.serving.numbers import NUMBER, asked, number_questions
from newsroom.serving.patient import PatientWorker

from .door import ask, broken, counts, hello, site
from .factories import NOW, make_desk, make_user

NUMBERED = re.compile(r"[0-9a-f]{16}")
MINUTE = timedelta(minutes=1)
ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.usefixtures("counted")


class FromPostgres(Exception):
    """As psycopg2's, whose code cannot be written."""

    def __init__(self, pgcode=None):
        super().__init__()
        self.pgcode = pgcode


def test_each_answer_has_a_number_of_its_own():
    application = site(hello)
    first, second = (ask(application, "/")[1]["X-Request-ID"] for _ in range(2))

    assert NUMBERED.fullmatch(first) and NUMBERED.fullmatch(second)
    assert first != second


@pytest.mark.parametrize(
    ("given", "trusted", "kept"),
    [
        ("01JABCDEF-proxy.7", True, True),
        ("01JABCDEF-proxy.7", False, False),
        ("short", True, False),
        ("*/ DROP TABLE articles; --", True, False),
        ("two\r\nlines-of-header", True, False),
    ],
)
def test_only_a_trusted_proxy_gives_a_number_and_only_a_harmless_one(
    settings, given, trusted, kept
):
    settings.BEHIND_PROXY = trusted
    number = ask(site(hello), "/", HTTP_X_REQUEST_ID=given)[1]["X-Request-ID"]

    assert (number == given) is kept
    assert kept or NUMBERED.fullmatch(number)


def test_every_log_line_of_a_request_has_its_number(caplog):
    number = ask(site(hello), "/")[1]["X-Request-ID"]
    record = caplog.records[-1]

    assert Line().format(record).endswith(f"WARNING hello said hello [{number}]")
    line = json.loads(JsonLine().format(record))
    assert (line["request"], line["level"], line["message"]) == (number, "WARNING", "said hello")
    assert line["at"].endswith("Z")


def test_a_log_line_of_machines_is_one_line_with_the_error_and_no_secret():
    try:
        raise RuntimeError("cannot reach postgres://app:S3cret@db/x")
    except RuntimeError as error:
        told = (type(error), error, error.__traceback__)
    record = logging.makeLogRecord(
        {"name": "x", "levelname": "ERROR", "msg": "GET /preview/%s/", "args": ("tok3n",),
         "exc_info": told}
    )  # fmt: skip
    for formatter in (JsonLine(), Line()):
        line = formatter.format(record)
        assert "/preview/…/" in line and "RuntimeError" in line
        assert "S3cret" not in line and "tok3n" not in line
    assert "\n" not in JsonLine().format(record)
    record = logging.makeLogRecord({"name": "x", "msg": "GET /admin/password_reset/MQ/tok3n/ 500"})
    assert "GET /admin/password_reset/…/ 500" in Line().format(record)


def test_no_address_writes_a_log_line_of_its_own():
    path = "/x\n2026-11-26 ERROR made up\x1b[2J\u2028"
    record = logging.makeLogRecord({"name": "x", "msg": "GET %s", "args": (path,)})

    line = Line().format(record)
    assert len(line.splitlines()) == 1 and "\x1b" not in line
    assert r"/x\n2026-11-26 ERROR made up\x1b[2J\u2028" in line


def test_while_the_database_is_away_a_log_line_says_so_without_a_traceback():
    def refuse(cause):
        try:
            raise OperationalError("connection refused\n\tIs it running?") from cause
        except OperationalError as error:
            record = logging.makeLogRecord(
                {"name": "x", "msg": "GET /", "exc_info": (type(error), error, error.__traceback__)}
            )
            return json.loads(JsonLine().format(record))["error"], Line().format(record)

    short, line = refuse(FromPostgres())
    assert short == "OperationalError: connection refused Is it running?"
    assert "Traceback" not in line
    # What Postgres itself refuses has a code, and a place where it was asked.
    assert "Traceback" in refuse(FromPostgres("40P01"))[0]


def test_requests_are_logged_where_that_is_asked_for_without_what_was_searched(caplog):
    caplog.set_level(logging.INFO, "newsroom.requests")
    ask(site(hello), "/search/", QUERY_STRING="q=rahasia")
    record = next(each for each in caplog.records if each.name == "newsroom.requests")
    line = json.loads(JsonLine().format(record))

    assert (line["status"], line["page"]) == (200, "none")
    assert "GET /search/ 200" in line["message"]
    assert "rahasia" not in JsonLine().format(record) and "127.0.0.1" not in str(line)


@pytest.mark.django_db
def test_a_reader_is_told_the_number_of_what_broke(monkeypatch, caplog):
    def fails(*args, **kwargs):
        raise RuntimeError("broken")

    monkeypatch.setattr(fronts, "FRONT", fails)
    desk = make_desk("kerinci", language="en")
    status, headers, body = ask(site(), "/", HTTP_HOST=desk.host)

    assert status == 500
    assert f"tell us this number: <code>{headers['X-Request-ID']}</code>" in body
    assert "RuntimeError" in caplog.text
    # Outside the server there is no number to tell.
    NUMBER.set("")
    page = Client(raise_request_exception=False).get("/", headers={"host": desk.host})
    assert "this number" not in page.text


@pytest.mark.django_db
def test_postgres_sees_the_number_in_front_of_each_question(monkeypatch):
    monkeypatch.setattr(connections["default"], "execute_wrappers", [])
    for _twice in range(2):
        number_questions(connection)
    before = asked.count
    NUMBER.set("0123456789abcdef")
    with connection.cursor() as cursor:
        cursor.execute("SELECT query FROM pg_stat_activity WHERE pid = pg_backend_pid()")
        assert cursor.fetchone()[0].startswith("/* 0123456789abcdef */ SELECT")
    assert asked.count == before + 1


@pytest.mark.django_db
def test_requests_are_counted_by_site_page_status_and_questions(counted, monkeypatch):
    monkeypatch.setattr(connections["default"], "execute_wrappers", [])
    number_questions(connection)
    desk = make_desk("kerinci")
    application = site()
    for path in ("/", "/", "/articles/999999/"):
        ask(application, path, HTTP_HOST=desk.host)
    ask(application, "/", HTTP_HOST="nobody.example")

    def number(**labels):
        return sum(counts(counted, metrics.REQUESTS, **labels)[:-1])

    assert number(site="readers", page="front", status="200") == 2
    assert number(site="readers", page="article-number", status="404") == 1
    assert number(site="none", page="none", status="404") == 1
    assert counts(counted, metrics.ASKED, page="front")[-1] >= 2


@pytest.mark.parametrize(
    ("said", "had"),
    [
        ("newsroom; hit", "hit"),
        ("newsroom; hit; detail=stale", "stale"),
        ("newsroom; fwd=miss; stored", "miss"),
        ("newsroom; fwd=bypass", "bypass"),
    ],
)
def test_what_the_page_cache_had_is_counted(counted, said, had):
    def kept(environ, start_response):
        start_response("200 OK", [("Cache-Status", said)])
        return []

    ask(site(kept), "/")

    assert counts(counted, metrics.CACHE, had=had) == [1]


def test_what_breaks_in_the_server_itself_is_counted_too(counted):
    with pytest.raises(RuntimeError):
        ask(site(broken), "/")

    assert sum(counts(counted, metrics.REQUESTS, status="500")[:-1]) == 1


@pytest.mark.parametrize(
    ("environ", "seen"),
    [
        ({"HTTP_HOST": "localhost:8000"}, True),
        ({"HTTP_HOST": "[::1]:8000", "REMOTE_ADDR": "::1"}, True),
        ({"HTTP_HOST": "localhost", "REMOTE_ADDR": "203.0.113.7"}, False),
        ({"HTTP_HOST": "kerinci.example"}, False),
        ({"HTTP_HOST": "localhost", "HTTP_X_FORWARDED_FOR": "203.0.113.7"}, False),
        ({"HTTP_HOST": "localhost", "REMOTE_ADDR": ""}, False),
        ({"HTTP_HOST": "kerinci.example", "REMOTE_ADDR": "203.0.113.7",
          "HTTP_AUTHORIZATION": "Bearer rahasia-panjang"}, True),
        ({"REMOTE_ADDR": "203.0.113.7", "HTTP_AUTHORIZATION": "Bearer rahasia"}, False),
        ({"REMOTE_ADDR": "203.0.113.7", "HTTP_AUTHORIZATION": "Bearer raha\u00e9"}, False),
    ],
)  # fmt: skip
def test_metrics_are_for_this_machine_and_for_whoever_has_the_token(settings, environ, seen):
    settings.METRICS_TOKEN = "rahasia-panjang"
    _status, _headers, body = ask(site(hello), "/metrics", **environ)

    assert (body != "hello") is seen


def test_without_a_token_of_the_newsroom_no_token_opens_metrics(settings):
    settings.METRICS_TOKEN = ""
    asked_for = {"REMOTE_ADDR": "203.0.113.7", "HTTP_AUTHORIZATION": "Bearer "}

    assert ask(site(hello), "/metrics", **asked_for)[2] == "hello"


@pytest.mark.django_db
def test_metrics_are_what_prometheus_reads():
    application = site(hello, gauges=gauges)
    counters.shared().count(metrics.PHOTOS, (("outcome", 'odd "one"\n'),))
    ask(application, "/")
    _status, headers, body = ask(application, "/metrics", HTTP_HOST="localhost")

    assert headers["Content-Type"].startswith("text/plain; version=0.0.4")
    line = re.compile(r'[a-z_]+(\{([a-z]+="([^"\\\n]|\\.)*",?)+\})? ([0-9.e+-]+|\+Inf)')
    for each in body.splitlines():
        assert each.startswith(("# HELP ", "# TYPE ")) or line.fullmatch(each), each
    buckets = [int(each) for each in re.findall(r"request_seconds_bucket\{.*\} (\d+)", body)]
    assert buckets == sorted(buckets) and buckets[-1] == 1
    for words in (
        'newsroom_request_seconds_count{site="none",page="none",status="200"} 1',
        'newsroom_processes{what="web"} 1',
        'newsroom_queue_due{queue="mail"} 0',
        'newsroom_database_connections{state="active"}',
        "newsroom_database_up 1",
    ):
        assert words in body


@pytest.mark.django_db
def test_metrics_say_what_is_due_and_since_when(monkeypatch):
    monkeypatch.setattr("newsroom.clock.now", lambda: NOW)
    user = make_user("reporter", make_desk("kerinci"))
    for minutes in (90, 30, -5):
        Mail.objects.create(to=user, made_at=NOW, next_at=NOW - MINUTE * minutes)
    found = {gauge.name: dict(gauge.values) for gauge in gauges()}

    assert found["newsroom_queue_due"][(("queue", "mail"),)] == 2
    assert found["newsroom_queue_oldest_seconds"][(("queue", "mail"),)] == 5400


@pytest.mark.django_db
def test_metrics_say_when_a_worker_was_last_seen_and_what_readers_do_not_have_yet(
    monkeypatch, settings
):
    monkeypatch.setattr("newsroom.clock.now", lambda: NOW)

    def measured(name):
        return next(dict(each.values)[()] for each in gauges() if each.name == name)

    assert measured("newsroom_worker_seen_seconds") == math.inf
    assert "newsroom_x +Inf" in metrics.text({}, {}, [("newsroom_x", "", [((), math.inf)])])
    for minutes in (5, 3):
        Worker.objects.create(
            host="here", pid=minutes, began_at=NOW, seen_at=NOW - MINUTE * minutes
        )
    assert measured("newsroom_worker_seen_seconds") == 180

    late = timedelta(seconds=settings.LATE_AFTER)
    desk = make_desk("kerinci")
    for number, (planned, settled) in enumerate(
        [(NOW - 2 * late, None), (NOW - 2 * late, NOW), (NOW - late / 2, None), (NOW + late, None)]
    ):
        Change.objects.create(
            source="strip", number=number, kind="strip", desk=desk, planned_at=planned, ahead=True,
            found_at=planned, leased_until=planned, settled_at=settled,
        )  # fmt: skip
    assert measured("newsroom_changes_awaited_late") == 1


def test_what_other_code_counted_beside_this_one_breaks_no_metrics(counted):
    ask(site(hello), "/")
    counters.shared().count("newsroom_of_tomorrow_total", (("what", "new"),))

    body = ask(site(hello), "/metrics", HTTP_HOST="localhost")[2]
    assert "newsroom_processes" in body and "tomorrow" not in body


def test_the_time_of_an_answer_begins_before_its_wait_for_a_thread(counted):
    application = site(hello)
    PatientWorker.timed(time.perf_counter() - 3, ask, application, "/")
    ask(application, "/")

    *_buckets, seconds = counts(counted, metrics.REQUESTS)
    assert 3 <= seconds < 5.9


def test_processes_that_serve_say_whether_they_hear_what_changes(counted):
    listener = Listener()
    listener._say_whether(1)
    assert not counts(counted, metrics.HEARING)

    counters.shared().begin("web")
    for it_hears in (1, 0):
        listener._say_whether(it_hears)
        assert counts(counted, metrics.HEARING, what="web") == [it_hears]


def test_metrics_are_given_while_the_database_is_away(monkeypatch):
    def away(**_at):
        raise OperationalError("gone")

    monkeypatch.setattr("newsroom.operating.gauges._queues", away)

    assert [(gauge.name, gauge.values) for gauge in gauges()] == [
        ("newsroom_database_up", [((), 0)])
    ]


@pytest.mark.django_db
def test_what_the_worker_did_and_which_photos_arrived_is_counted(counted):
    desk = make_desk("kerinci")
    user = make_user("reporter", desk)
    for values in (
        {"sent_at": NOW, "error": ""},
        {"dropped_at": NOW, "error": ""},
        {"dropped_at": NOW, "error": "550 No such user."},
        {"next_at": NOW, "error": "Connection refused"},
    ):
        Mail.objects.create(to=user, made_at=NOW, next_at=NOW).settle(**values)
    with pytest.raises(Refused):
        take_in(io.BytesIO(b"no picture"), desk=desk, by=user, at=NOW)

    for outcome in ("done", "not_needed", "given_up", "failed"):
        assert counts(counted, metrics.DELIVERIES, channel="mail", outcome=outcome) == [1]
    assert counts(counted, metrics.PHOTOS, outcome="refused") == [1]


def test_what_the_cache_had_asked_nothing_and_is_not_counted_among_those_that_did(counted):
    def kept(environ, start_response):
        environ["newsroom.page"] = ("readers", "front")
        start_response("200 OK", [("Cache-Status", environ["said"]), ("Age", "3")])
        return []

    for said in ("newsroom; hit", "newsroom; hit; detail=stale", "newsroom; fwd=miss; stored"):
        ask(site(kept), "/", said=said)

    assert sum(counts(counted, metrics.ASKED, page="front")[:-1]) == 1
    assert sum(counts(counted, metrics.REQUESTS, page="front")[:-1]) == 3


def test_a_child_gives_other_numbers_than_its_parent():
    forking = (
        "import os\n"
        "from newsroom.serving.numbers import number_of\n"
        "child = os.fork()\n"
        "child and os.waitpid(child, 0)\n"
        "print(number_of({}, trusted=False), flush=True)\n"
        "child or os._exit(0)\n"
    )
    told = subprocess.run([sys.executable, "-c", forking], cwd=ROOT, capture_output=True, text=True)
    theirs, ours = told.stdout.split()

    assert NUMBERED.fullmatch(theirs) and NUMBERED.fullmatch(ours)
    assert theirs[:8] != ours[:8]
