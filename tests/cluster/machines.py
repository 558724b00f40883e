"""What runs beside the application: Debian's etcd, Postgres under Patroni, Varnish; buckets."""

import contextlib
import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from importlib.util import find_spec

import psycopg2

from newsroom.binaries import find_binaries
from newsroom.server_user import server_user
from tests.rig import ROOT, children, free_port, get, has_varnish_modules, kill, wait_until

# As one would set them, but for shorter times: seconds until a lost primary's place is taken.
TTL, LOOP, RETRY = 20, 2, 5
SECRET = "kata-sandi-gugus"
NAME = "newsroom"
NEEDED = ("etcd", "patroni", "varnishd")

PATRONI = """
scope: newsroom
name: {name}
restapi: {{listen: "127.0.0.1:{api}", connect_address: "127.0.0.1:{api}"}}
etcd3: {{hosts: "{etcd}"}}
bootstrap:
  dcs:
    ttl: {ttl}
    loop_wait: {loop}
    retry_timeout: {retry}
    synchronous_mode: true
    postgresql:
      use_pg_rewind: true
      parameters: {{max_connections: 150, jit: "off", random_page_cost: 1.1, shared_buffers: 128MB}}
  initdb: [encoding: UTF8, locale: C.UTF-8, data-checksums]
postgresql:
  listen: "127.0.0.1:{port}"
  connect_address: "127.0.0.1:{port}"
  data_dir: {folder}/data
  bin_dir: {binaries}
  pgpass: {folder}/pgpass
  basebackup:
    - checkpoint: fast
  authentication:
    superuser: {{username: postgres, password: "{secret}"}}
    replication: {{username: follows, password: "{secret}"}}
    rewind: {{username: rewinds, password: "{secret}"}}
  parameters: {{unix_socket_directories: "{folder}"}}
  pg_hba:
    - host all all 127.0.0.1/32 scram-sha-256
    - host replication all 127.0.0.1/32 scram-sha-256
"""

# What docs/deploy/varnish.vcl says of one backend, for two of them. A page is always the same
# node's. Where that breaks before its probe has noticed, the restart asks the other one: where they
# take turns it may meet the dead one again, as others ask in between.
NODES = """
import directors;
sub vcl_init {
    new nodes = directors.shard();
    nodes.add_backend(one);
    nodes.add_backend(two);
    nodes.reconfigure();
}
sub vcl_recv {
    set req.backend_hint = nodes.backend(
        by=KEY, key=nodes.key(req.http.Host + req.url), alt=req.restarts);
}
"""
BACKEND = re.compile(r"^backend newsroom \{\n.*?^\}\n", re.M | re.S)


def lacking():
    """The programs that are not installed here."""
    lacks = [name for name in NEEDED if not shutil.which(name)]
    return lacks if has_varnish_modules() else [*lacks, "varnish-modules"]


def lacking_packages():
    """The Python packages that are not installed here: of the server that has the buckets."""
    return [name for name in ("moto", "flask", "storages") if find_spec(name) is None]


class Program:
    """A process with a folder and a log of its own."""

    def __init__(self, folder, name):
        self.folder, self.name, self.process = folder, name, None
        folder.mkdir(parents=True, exist_ok=True)

    def run(self, command, **options):
        """Start it."""
        with open(self.folder / f"{self.name}.log", "ab") as log:
            self.process = subprocess.Popen(
                [str(word) for word in command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **{"cwd": self.folder} | options,
            )

    def stop(self):
        """End it in order, or else at once."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None


class Etcd(Program):
    """One of those who decide together which Postgres is the primary."""

    def __init__(self, folder, name):
        super().__init__(folder, name)
        self.port, self.peers = free_port(), free_port()

    def start(self, council):
        """Start it as one of the `council`."""
        here, peers = f"http://127.0.0.1:{self.port}", f"http://127.0.0.1:{self.peers}"
        all_of_them = ",".join(f"{each.name}=http://127.0.0.1:{each.peers}" for each in council)
        self.run(
            [
                *("etcd", "--name", self.name, "--data-dir", self.folder / "data"),
                *("--listen-client-urls", here, "--advertise-client-urls", here),
                *("--listen-peer-urls", peers, "--initial-advertise-peer-urls", peers),
                *("--initial-cluster", all_of_them, "--log-level", "error"),
            ]
        )

    def lose(self):
        """The machine is gone."""
        self.process.kill()
        self.process.wait()
        self.process = None


class Member(Program):
    """A machine with Postgres, and Patroni that looks after it."""

    def __init__(self, folder, name, council):
        super().__init__(folder, name)
        self.port, self.api, self.council = free_port(), free_port(), council

    def start(self):
        """Start it, or start it again after it was lost."""
        config = PATRONI.format(
            name=self.name,
            folder=self.folder,
            port=self.port,
            api=self.api,
            etcd=",".join(f"127.0.0.1:{each.port}" for each in self.council),
            binaries=find_binaries("system"),
            secret=SECRET,
            ttl=TTL,
            loop=LOOP,
            retry=RETRY,
        )
        (self.folder / "patroni.yml").write_text(config)
        user = server_user(self.folder)
        self.run([*user.prefix, "patroni", self.folder / "patroni.yml"])
        return self

    def ask(self, question, params=None, *, database="postgres"):
        """The first column of the first row of the answer; an administrator asks."""
        with contextlib.closing(
            psycopg2.connect(
                host="127.0.0.1",
                port=self.port,
                user="postgres",
                password=SECRET,
                dbname=database,
                connect_timeout=3,
                # It may be frozen.
                options="-c statement_timeout=5000",
            )
        ) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(question, params)
                return cursor.fetchone()[0] if cursor.description else None

    def is_primary(self):
        """Whether it takes what is written."""
        try:
            return not self.ask("SELECT pg_is_in_recovery()")
        except psycopg2.Error:
            return False

    def follows(self):
        """Whether it is a replica to which the primary sends what is written."""
        try:
            return bool(
                self.ask("SELECT count(*) FROM pg_stat_wal_receiver WHERE status = 'streaming'")
            )
        except psycopg2.Error:
            return False

    def is_synchronous(self):
        """Whether Patroni lets the primary confirm nothing before this replica has it."""
        with contextlib.suppress(OSError, http.client.HTTPException):
            return get(self.api, "localhost", "/synchronous")[0] == 200
        return False

    def waits_for(self):
        """The names of those without whom this primary confirms nothing; "" for none."""
        return self.ask("SHOW synchronous_standby_names")

    def processes(self):
        """All processes of its Postgres."""
        try:
            first = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError):
            return []
        return [first, *children(first)]

    def lose(self):
        """The machine is gone: SIGKILL to Patroni and to all of Postgres at one moment."""
        found = self.processes()
        os.killpg(self.process.pid, signal.SIGKILL)
        self._signal(found, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def freeze(self):
        """Its Postgres answers nothing any more, and breaks no connection either."""
        self._signal(self.processes(), signal.SIGSTOP)

    def thaw(self):
        """It goes on."""
        self._signal(self.processes(), signal.SIGCONT)

    def stop(self):
        """Patroni stops its Postgres when it is stopped."""
        super().stop()
        self._signal(self.processes(), signal.SIGKILL)

    @staticmethod
    def _signal(processes, number):
        for pid in processes:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)


class Buckets(Program):
    """A storage that speaks S3, with the bucket of originals and that of public files."""

    ORIGINALS, PUBLIC = "originals", "renditions"

    def __init__(self, folder, name):
        super().__init__(folder, name)
        self.port = free_port()

    @property
    def environment(self):
        """What the application's environment says of it."""
        return {
            "NEWSROOM_S3_BUCKET": self.ORIGINALS,
            "NEWSROOM_S3_PUBLIC_BUCKET": self.PUBLIC,
            "NEWSROOM_S3_ENDPOINT": f"http://127.0.0.1:{self.port}",
            "NEWSROOM_S3_REGION": "us-east-1",
            "NEWSROOM_S3_KEY": NAME,
            "NEWSROOM_S3_SECRET": SECRET,
        }

    def start(self):
        """Start it, with both buckets empty."""
        self.run([sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", self.port])
        wait_until(self._has_both, f"The storage does not start: see {self.folder}")
        return self

    def names(self, bucket):
        """The names of all files in a bucket."""
        return {each.key for each in self._storage().Bucket(bucket).objects.all()}

    def _has_both(self):
        from botocore.exceptions import BotoCoreError

        try:
            for name in (self.ORIGINALS, self.PUBLIC):
                self._storage().create_bucket(Bucket=name)
        except BotoCoreError:
            return False
        return True

    def _storage(self):
        import boto3

        return boto3.resource(
            "s3",
            endpoint_url=f"http://127.0.0.1:{self.port}",
            region_name="us-east-1",
            aws_access_key_id=NAME,
            aws_secret_access_key=SECRET,
        )


class Cache(Program):
    """Varnish in front of two nodes, as docs/deploy/varnish.vcl sets it up."""

    def __init__(self, folder, one, two):
        super().__init__(folder, "varnish")
        self.port, self.purges, self.nodes = free_port(), free_port(), {"one": one, "two": two}

    def start(self):
        """Start it."""
        vcl = self.folder / "newsroom.vcl"
        vcl.write_text(self._configuration())
        self.run(
            [
                *("varnishd", "-F", "-j", "none", "-f", vcl, "-n", self.folder / "work"),
                *("-a", f"readers=127.0.0.1:{self.port}", "-a", f"purge=127.0.0.1:{self.purges}"),
                *("-s", "pages=malloc,64m", "-s", "nowhere=malloc,4m"),
            ]
        )
        return self

    def lose(self):
        """It is killed, with all that it kept."""
        found = children(self.process.pid)
        self.process.kill()
        kill(*found)
        self.process.wait()
        self.process = None

    def _configuration(self):
        text = (ROOT / "docs" / "deploy" / "varnish.vcl").read_text()
        backend = BACKEND.search(text)[0]
        nodes = [
            backend.replace("backend newsroom", f"backend {name}")
            .replace('"8000"', f'"{port}"')
            .replace("/health/live", "/health/ready")
            for name, port in self.nodes.items()
        ]
        return text.replace(backend, "".join(nodes) + NODES)


def primary_of(members, seconds=60):
    """The member that is the primary, once there is one."""
    return wait_until(
        lambda: next((each for each in members if each.process and each.is_primary()), None),
        "No primary.",
        seconds,
    )


def all_follow(members, seconds=120):
    """Wait until every other member follows the primary; returns (primary, the others)."""
    primary = primary_of(members, seconds)
    others = [each for each in members if each is not primary]
    for each in others:
        wait_until(each.follows, f"{each.name} follows nobody: see {each.folder}", seconds)
    # With a synchronous one, so that nothing that was confirmed is on one machine alone.
    wait_until(
        lambda: primary.ask(
            "SELECT count(*) FROM pg_stat_replication WHERE sync_state IN ('sync', 'quorum')"
        ),
        "No replica is synchronous.",
        seconds,
    )
    time.sleep(LOOP)
    return primary, others
