"""A real Varnish and a real nginx on ports of the loopback, with the configurations of the docs."""

import asyncio
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
from pathlib import Path

from articles.purging.nginx import Nginx
from articles.purging.varnish import Varnish
from tests.rig import free_port, has_varnish_modules, wait_until

MASK = re.compile(r"vsl_mask=-\S+")
# nginx looks anew in each third of a second, and Varnish at each change.
A_MOMENT = 0.4
DEPLOY = Path(__file__).resolve().parents[2] / "docs" / "deploy"


def changed(text, **changes):
    """The configuration with other addresses: each has to be in it."""
    for old, new in changes.values():
        assert old in text, old
        text = text.replace(old, new)
    return text


class Answer:
    """What came back: status, headers (by lower-case name) and body."""

    def __init__(self, response):
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.body = response.read()

    @property
    def text(self):
        """The body as text."""
        return self.body.decode()

    @property
    def kept(self):
        """Whether and how the cache had it."""
        return self.headers["cache-status"].partition("; ")[2]


class Front:
    """What both caches have in common."""

    port = None
    process = None

    def ask(self, path="/", host="kerinci.test", method="GET", body=None, **headers):
        """One request as a reader makes it."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body=body, headers={"Host": host} | told)
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def ask_at_once(self, number, path="/", host="kerinci.test", over=0.0):
        """The bodies that as many readers get who ask at one moment, or in so many seconds."""

        async def one(place):
            await asyncio.sleep(over * place / number)
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            writer.write(
                f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()
            )
            told = await reader.read(-1)
            writer.close()
            await writer.wait_closed()
            return told.split(b"\r\n\r\n", 1)[1]

        async def all_of_them():
            return await asyncio.gather(*(one(place) for place in range(number)))

        return asyncio.run(all_of_them())

    def stop(self):
        """Stop it."""
        self.told.close()
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(20)

    def answers(self):
        """Whether it listens."""
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        except OSError:
            return False
        return True


class RealVarnish(Front):
    """varnishd in front of the origin at `port`."""

    name = "varnish"
    program = has_varnish_modules() and (
        shutil.which("varnishd") or shutil.which("varnishd", path="/usr/sbin")
    )

    def __init__(self, folder, origin, proxy="192.0.2.1", room="64m"):
        self.port, self.purges = free_port(), free_port()
        vcl = folder / "newsroom.vcl"
        told = (DEPLOY / "varnish.vcl").read_text()
        told = changed(
            told,
            port=('.port = "8000"', f'.port = "{origin}"'),
            proxies=('    "localhost";', f'    "{proxy}";'),
        )
        vcl.write_text(told)
        self.process = subprocess.Popen(
            [
                *(self.program, "-F", "-n", str(folder / "varnish"), "-f", str(vcl)),
                *("-a", f"readers=127.0.0.1:{self.port}", "-a", f"purge=127.0.0.1:{self.purges}"),
                *(
                    "-s",
                    f"pages=malloc,{room}",
                    "-s",
                    f"nowhere=malloc,{room}",
                    "-T",
                    "none",
                    "-p",
                    "thread_pool_min=50",
                ),
                *("-p", MASK.search((DEPLOY / "varnish.conf").read_text())[0]),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_until(self.answers, "varnishd does not start: try its command by hand", 8)
        self.told = Varnish(f"http://127.0.0.1:{self.purges}")
        self.told.beat(hears=True)


class RealNginx(Front):
    """nginx in front of the origin at `port`."""

    name = "nginx"
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")

    def __init__(self, folder, origin, proxy=None):
        self.port, kept = free_port(), folder / "kept"
        kept.mkdir()
        told = changed(
            (DEPLOY / "nginx.conf").read_text(),
            origin=("server 127.0.0.1:8000;", f"server 127.0.0.1:{origin};"),
            port=("listen 80 default_server", f"listen 127.0.0.1:{self.port} default_server"),
            inner=("127.0.0.1:8009", f"127.0.0.1:{free_port()}"),
            kept=("/var/cache/nginx/newsroom", str(kept)),
        )
        if proxy:
            told = changed(
                told,
                scheme=("# 10.0.0.2 1;", f"{proxy} 1;"),
                address=("# set_real_ip_from 10.0.0.2;", f"set_real_ip_from {proxy};"),
            )
        user = "user root;\n" if os.geteuid() == 0 else ""
        conf = folder / "nginx.conf"
        conf.write_text(
            f"{user}worker_processes 1;\npid {folder}/nginx.pid;\ndaemon off;\n"
            f"error_log {folder}/error.log;\nevents {{ worker_connections 4096; }}\n"
            f"http {{ access_log off;\nsendfile on;\ntcp_nopush on;\n"
            f"client_body_temp_path {folder}/body;\n"
            f"proxy_temp_path {folder}/proxy;\n{told}\n}}\n"
        )
        self.process = subprocess.Popen([self.program, "-c", str(conf), "-p", str(folder)])
        wait_until(self.answers, "nginx does not start: see its error.log", 8)
        self.told = Nginx(kept)


def kept(cache, path="/", **asked):
    """Ask until the page is kept; the last answer."""
    return wait_until(
        lambda: (answer := cache.ask(path, **asked)).kept == "hit" and answer, "It is never kept."
    )
