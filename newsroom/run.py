"""What `make run` does: database, migrations, demo, gunicorn on the loopback, and the worker.

`python -m newsroom.run`. Everything it starts ends with it.
"""

import gc
import hashlib
import os
import socket
import subprocess
import sys
import time

os.environ.setdefault("NEWSROOM_LOCAL_HOSTS", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

OLDEST_POSTGRES = 15_00_00
# In the data folder: the port at which the newsroom was served last.
SERVED = "port"
# Seconds before a worker that ended at once is started again.
AGAIN_AFTER = 5


class Refused(Exception):
    """It cannot run like this; the message is for the terminal."""


def main():
    """Serve the newsroom until Ctrl-C; the exit status says whether it could start."""
    from django.core.exceptions import ImproperlyConfigured

    from newsroom.embedded import Unavailable

    try:
        from newsroom import settings
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    started = os.getpid()
    try:
        addresses = free_addresses(settings.PORT)
        if settings.EMBEDDED:
            say("Starting Postgres in", settings.EMBEDDED.folder)
            settings.EMBEDDED.ensure()
        beside = Beside(settings)
        try:
            prepare(settings)
            beside.keep()
            serve(addresses, settings, beside)
        finally:
            # A worker that ends comes through here as well, and leaves the others alone.
            if os.getpid() == started:
                beside.stop()
                if settings.EMBEDDED:
                    settings.EMBEDDED.release()
    except (Refused, Unavailable) as error:
        sys.exit(f"{error}")
    except KeyboardInterrupt:
        sys.exit(130)


def say(*words):
    """A line on the terminal, at once."""
    print(*words, flush=True)


def free_addresses(port):
    """The loopback addresses to serve at, as gunicorn takes them. Raises Refused."""
    addresses = []
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family, socket.SOCK_STREAM) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((host, int(port)))
        except PermissionError as error:
            raise Refused(f"Port {port} is not allowed here: PORT=8123 make run") from error
        except OSError as error:
            if family == socket.AF_INET6 and error.errno not in (98, 48):  # EADDRINUSE
                continue  # A machine without IPv6.
            raise Refused(
                f"Port {port} is busy: something else answers there. Choose another, for example "
                "PORT=8123 make run"
            ) from error
        addresses.append(f"[{host}]:{port}" if family == socket.AF_INET6 else f"{host}:{port}")
    return addresses


def prepare(settings):
    """Bring the database and the static files up to the code, and load the demo where empty."""
    import django
    from django.core.management import call_command
    from django.db import OperationalError, connection, connections

    from newsroom.serving.garbage import settle

    django.setup()
    try:
        connection.ensure_connection()
    except OperationalError as error:
        raise Refused(
            f"The database does not answer; look at DATABASE_URL. It says: {error}"
        ) from None
    version = connection.pg_version
    if version < OLDEST_POSTGRES:
        raise Refused(f"The database is Postgres {version // 10000}: 15 or newer is needed.")
    say("Migrating the database")
    # Each migration makes models anew, in circles: they are looked for as seldom as in a server.
    settle()
    call_command("migrate", verbosity=0, interactive=False)
    gc.collect()
    collect_static(settings)
    call_command("load_demo")
    connections.close_all()


def collect_static(settings):
    """Collect the static files where they changed since the last time."""
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    state = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = os.stat(storage.path(path))
            state.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    stamp = settings.DATA_DIR / "static.stamp"
    if stamp.exists() and stamp.read_text() == state.hexdigest() and settings.STATIC_ROOT.is_dir():
        return
    say("Collecting static files")
    # Until all of them are there it stands for none: whoever is killed meanwhile begins anew.
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(state.hexdigest())


class Beside:
    """What runs beside the server: the embedded Postgres, and the worker (`manage.py deliver`).

    The worker ends where this process is killed.
    """

    def __init__(self, settings):
        self.settings = settings
        self.worker, self.started_at = None, float("-inf")

    def keep(self):
        """Start what was killed, or ended; a worker that ends at once not again and again.

        Server processes count on from here, so that one that follows another has the same clock.
        """
        from newsroom import clock
        from newsroom.embedded import Unavailable

        clock.steady.jump()
        try:
            if self.settings.EMBEDDED:
                self.settings.EMBEDDED.keep()
        except (Unavailable, OSError) as error:
            # On a full disk as well readers have the pages that are kept.
            say(error)
        now = time.monotonic()
        if now - self.started_at < AGAIN_AFTER or (self.worker and self.worker.poll() is None):
            return
        self.started_at = now
        command = [sys.executable, self.settings.BASE_DIR / "manage.py", "deliver"]
        try:
            self.worker = subprocess.Popen([*command, "--beside", str(os.getpid())])
        except OSError as error:
            say("The worker cannot be started:", error)

    def stop(self):
        """End the worker, once it has done what it is doing."""
        if self.worker:
            self.worker.terminate()
            self.worker.wait()


def port_served(settings):
    """The port at which this newsroom is served on this machine now; None where it is not."""
    try:
        port = int((settings.DATA_DIR / SERVED).read_text())
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except (OSError, ValueError, OverflowError):
        return None
    return port


def serve(addresses, settings, beside):
    """Run gunicorn in this process, so that nothing is left when this process is killed.

    It looks after what runs `beside` it as often as after its own processes.
    """
    from django.core.management import call_command
    from gunicorn.app.base import BaseApplication
    from gunicorn.arbiter import Arbiter

    from newsroom.serving import patient

    def ready(server):
        (settings.DATA_DIR / SERVED).write_text(settings.PORT)
        call_command("show_addresses", port=settings.PORT)

    class Site(BaseApplication):
        """The newsroom as gunicorn's application."""

        def load_config(self):
            for name, value in {
                "bind": addresses,
                "workers": int(settings.WORKERS),
                "worker_class": patient.PatientWorker,
                "worker_connections": patient.as_many_as_allowed() // 2,
                "threads": 4,
                "proc_name": "newsroom",
                "loglevel": "warning",
                "graceful_timeout": 5,
                "control_socket_disable": True,
                "when_ready": ready,
            }.items():
                if name in self.cfg.settings:
                    self.cfg.set(name, value)

        def load(self):
            from newsroom.wsgi import application

            return application

    class Keeper(Arbiter):
        """gunicorn's first process, which starts again what ended."""

        def murder_workers(self):
            super().murder_workers()
            beside.keep()

    Keeper(Site()).run()


if __name__ == "__main__":
    main()
