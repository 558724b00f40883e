"""The newsroom's own Postgres, started and killed for real."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import psycopg2
import pytest

from newsroom import embedded
from newsroom.embedded import Cluster, Unavailable, find_binaries

from .rig import children, command_of, wait_until

ROOT = Path(__file__).resolve().parent.parent


def _available(source):
    try:
        return find_binaries(source)
    except Unavailable:
        return None


SOURCES = [
    pytest.param(
        source,
        marks=pytest.mark.skipif(
            _available(source) is None, reason=f"no Postgres of the {source} here"
        ),
    )
    for source in ("system", "wheel")
]


@pytest.fixture
def folder(tmp_path):
    """A folder for a server, gone afterwards with everything that still runs in it."""
    yield tmp_path / "postgres"
    for pid in _server_processes(tmp_path):
        os.kill(pid, signal.SIGKILL)


def _server_processes(folder):
    """Process ids whose command line names `folder`."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                line = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if os.fsencode(folder) in line:
                found.append(int(entry.name))
    return found


def _user(folder, source="", then="print('up', flush=True); input()"):
    """Another process that uses the server in `folder`, and then runs `then`."""
    code = (
        "from newsroom.embedded import Cluster\n"
        f"server = Cluster({str(folder)!r}, {source!r}).ensure()\n{then}\nserver.release()\n"
    )
    return subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _end(process):
    out, error = process.communicate("\n", timeout=60)
    assert process.returncode == 0, error
    return out


def _ask(cluster, sql):
    connection = psycopg2.connect(cluster.url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(sql)
        row = cursor.fetchone() if cursor.description else None
    connection.close()
    return row[0] if row else None


@pytest.mark.parametrize("source", SOURCES)
def test_the_server_starts_in_an_empty_folder_and_stops_with_its_last_user(folder, source):
    cluster = Cluster(folder, source).ensure()
    other = _user(folder, source)
    assert other.stdout.readline() == "up\n"

    cluster.release()
    assert _ask(cluster, "SELECT 1") == 1
    _end(other)

    with pytest.raises(psycopg2.OperationalError):
        _ask(cluster, "SELECT 1")
    assert _server_processes(folder) == []


@pytest.mark.parametrize("source", SOURCES)
def test_the_server_brings_the_extensions_and_the_language_that_the_newsroom_needs(folder, source):
    cluster = Cluster(folder, source).ensure()
    try:
        for name in ("btree_gist", "pg_trgm", "unaccent"):
            _ask(cluster, f"CREATE EXTENSION {name}")
        assert _ask(cluster, "SELECT to_tsvector('indonesian', 'membaca')::text") == "'baca':1"
        assert _ask(cluster, "SHOW listen_addresses") == ""
        assert int(_ask(cluster, "SHOW server_version_num")) >= 150000
    finally:
        cluster.release()


@pytest.mark.parametrize("source", SOURCES)
def test_what_was_committed_is_there_after_everything_was_killed(folder, source):
    other = _user(folder, source)
    assert other.stdout.readline() == "up\n"
    cluster = Cluster(folder, source)
    _ask(cluster, "CREATE TABLE kept (n integer)")
    _ask(cluster, "INSERT INTO kept VALUES (7)")

    other.kill()
    other.communicate()
    for pid in _server_processes(folder):
        os.kill(pid, signal.SIGKILL)

    cluster.ensure()
    try:
        assert _ask(cluster, "SELECT n FROM kept") == 7
    finally:
        cluster.release()


def test_a_user_that_was_killed_does_not_keep_the_server_up_for_ever(folder):
    killed = _user(folder)
    assert killed.stdout.readline() == "up\n"
    killed.kill()
    killed.communicate()

    _end(_user(folder))

    assert _server_processes(folder) == []


def test_who_is_killed_before_there_is_a_database_leaves_a_server_that_gets_one(folder):
    dies = f"""
import os, signal
from newsroom.embedded import Cluster
Cluster._make_database = lambda self: os.kill(os.getpid(), signal.SIGKILL)
Cluster({str(folder)!r}).ensure()
"""
    subprocess.run([sys.executable, "-c", dies], cwd=ROOT, check=False)
    assert _server_processes(folder) != []

    cluster = Cluster(folder).ensure()
    assert _ask(cluster, "SELECT 1") == 1
    cluster.release()
    assert _server_processes(folder) == []


def test_files_that_a_killed_start_is_still_making_are_waited_for_and_made_anew(folder):
    killed = _user(folder)
    makes = wait_until(
        lambda: [pid for pid in _server_processes(folder) if "initdb" in command_of(pid)[0]],
        "No files are made.",
    )
    killed.kill()
    killed.communicate()
    for pid in makes:
        os.kill(pid, signal.SIGSTOP)

    cluster = Cluster(folder)
    waits = threading.Thread(target=cluster.ensure)
    waits.start()
    waits.join(1)
    assert waits.is_alive() and not cluster.data.exists()

    for pid in makes:
        os.kill(pid, signal.SIGCONT)
    waits.join(60)
    assert _ask(cluster, "SELECT 1") == 1
    cluster.release()


def _first_process(folder):
    return int((folder / "data" / "postmaster.pid").read_text().split()[0])


def test_a_server_that_is_still_stopping_is_waited_for_and_followed(folder, monkeypatch):
    monkeypatch.setattr("newsroom.embedded.RETRY_SECONDS", 0)
    cluster = Cluster(folder).ensure()
    old = _first_process(folder)
    # Who writes everything out at the end is held.
    writes = next(pid for pid in children(old) if "checkpointer" in command_of(pid)[0])
    os.kill(writes, signal.SIGSTOP)
    os.kill(old, signal.SIGINT)
    wait_until(lambda: not cluster._answers(), "The server does not stop.")

    other = Cluster(folder)
    waits = threading.Thread(target=other.ensure)
    waits.start()
    waits.join(1)
    assert waits.is_alive() and _first_process(folder) == old

    os.kill(writes, signal.SIGCONT)
    waits.join(30)
    assert _ask(other, "SELECT 1") == 1
    assert _first_process(folder) != old
    cluster.release()
    other.release()


def test_a_server_whose_socket_was_removed_is_started_again(folder):
    cluster = Cluster(folder).ensure()
    old = _first_process(folder)
    (cluster.sockets / ".s.PGSQL.5432").unlink()

    cluster.keep()

    assert _ask(cluster, "SELECT 1") == 1
    assert _first_process(folder) != old
    cluster.release()
    assert _server_processes(folder) == []


@pytest.mark.parametrize("works_there", [False, True])
def test_a_lock_is_removed_where_its_number_is_another_programs_by_now(
    folder, monkeypatch, works_there
):
    """Unless somebody works in the folder: a killed server's processes may not have ended."""
    monkeypatch.setattr("newsroom.embedded.RETRY_SECONDS", 1)
    Cluster(folder).ensure().release()
    lock = folder / "data" / "postmaster.pid"
    other = subprocess.Popen(["sleep", "60"])
    last = subprocess.Popen(["sleep", "60"], cwd=folder / "data") if works_there else None
    try:
        lock.write_text(f"{other.pid}\n{folder / 'data'}\n1700000000\n5432\n\n\n")
        if works_there:
            with pytest.raises(Unavailable, match="lock file"):
                Cluster(folder).ensure()
            assert lock.exists()
        else:
            cluster = Cluster(folder).ensure()
            assert _ask(cluster, "SELECT 1") == 1
            cluster.release()
        assert other.poll() is None
    finally:
        for each in filter(None, (other, last)):
            each.kill()
            each.wait()


def test_six_users_that_start_at_once_share_one_server(folder):
    users = [_user(folder, then="print('up', flush=True)") for _ in range(6)]

    assert [_end(user) for user in users] == ["up\n"] * 6
    assert _server_processes(folder) == []


def test_a_second_copy_runs_beside_the_first(tmp_path):
    first, second = Cluster(tmp_path / "a").ensure(), Cluster(tmp_path / "b").ensure()
    try:
        _ask(first, "CREATE TABLE here (n integer)")
        assert _ask(second, "SELECT to_regclass('here')::text") is None
    finally:
        first.release()
        second.release()


def test_a_folder_with_a_long_and_odd_name_is_no_obstacle(tmp_path):
    folder = tmp_path / ("kabar tepian's 'desa', " * 5) / "data"
    cluster = Cluster(folder).ensure()
    try:
        assert _ask(cluster, "SELECT 1") == 1
        assert cluster.sockets.stat().st_mode & 0o777 == 0o700
        assert folder not in cluster.sockets.parents
    finally:
        cluster.release()
        shutil.rmtree(cluster.sockets)


def test_two_users_of_one_process_share_one_server(folder):
    """Two clusters of one process, as in `make run` with a command beside it."""
    clusters = [Cluster(folder), Cluster(folder)]
    threads = [threading.Thread(target=cluster.ensure) for cluster in clusters]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [_ask(cluster, "SELECT 1") for cluster in clusters] == [1, 1]
    for cluster in clusters:
        cluster.release()
    assert _server_processes(folder) == []


def test_data_of_another_major_version_is_left_alone_with_a_sentence(folder):
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "PG_VERSION").write_text("9\n")

    with pytest.raises(Unavailable, match="made by Postgres 9, whose server is not installed"):
        Cluster(folder).ensure()


def test_where_no_server_is_installed_a_sentence_says_what_to_do(monkeypatch):
    monkeypatch.setattr("newsroom.binaries._system", set)
    monkeypatch.setattr("newsroom.binaries._wheel", list)

    with pytest.raises(Unavailable, match="postgresql, or set DATABASE_URL"):
        find_binaries()


def test_a_socket_folder_that_somebody_else_made_is_refused(folder, monkeypatch, tmp_path):
    theirs = tmp_path / "theirs"
    theirs.symlink_to(tmp_path)
    monkeypatch.setattr(Cluster, "sockets", theirs)

    with pytest.raises(Unavailable, match="belongs to somebody else"):
        Cluster(folder).ensure()


def test_a_server_that_cannot_start_says_where_the_reason_stands(folder, monkeypatch):
    monkeypatch.setattr("newsroom.embedded.RETRY_SECONDS", 0)
    Cluster(folder).ensure().release()
    (folder / "data" / "postgresql.conf").write_text("shared_buffers = lots\n")

    with pytest.raises(Unavailable, match="(?s)does not start.*server.log.*shared_buffers"):
        Cluster(folder).ensure()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_a_normal_user_runs_it_too(tmp_path):
    """The whole of it as the user nobody, who owns the folder and nothing else."""
    # Not below pytest's own folder, which only its owner may enter.
    folder = Path(tempfile.mkdtemp(prefix="newsroom-nobody-"))
    os.chown(folder, 65534, 65534)
    code = (
        "from newsroom.embedded import Cluster\n"
        f"server = Cluster('{folder}/postgres').ensure()\nprint(server.url)\nserver.release()\n"
    )
    try:
        done = subprocess.run(
            ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", sys.executable, "-c",
             code],
            cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        if "Permission denied" in done.stderr and "python" in done.stderr:
            pytest.skip("Python itself lies where only root may read")
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith("postgres://newsroom@")
        assert (folder / "postgres" / "data").stat().st_uid == 65534
    finally:
        shutil.rmtree(folder)


def test_the_server_takes_an_eighth_of_the_memory_and_two_gigabytes_at_most():
    def buffers(memory):
        return next(line for line in embedded._tuning(memory) if "shared_buffers" in line)

    assert [buffers(each) for each in (0, 8_000, 64_000)] == [
        "shared_buffers = '128MB'",
        "shared_buffers = '1000MB'",
        "shared_buffers = '2048MB'",
    ]
