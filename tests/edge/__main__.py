"""What a shared cache answers beside nginx with the same bytes as a file: `python -m tests.edge`.

In alternate rounds: a page that the cache has, and a file of nginx's own with the same bytes and
about the same headers. Prints medians of rates and of processor time for an answer, which says more
where the machine has other work, and the ratios.
"""

import contextlib
import gzip
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from articles.purging.telling import Telling
from tests.rig import children, free_port, wait_until

from .origin import SHARED, Origin

ROUNDS, SECONDS, CONNECTIONS = 5, 4, 16
HOST = "kerinci.test"


def main():
    """Measure each of them that is installed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    from .front import RealNginx, RealVarnish

    if not shutil.which("wrk"):
        print("SKIPPED: wrk is needed to measure.")
        return
    page = gzip.compress(b"".join(os.urandom(15).hex().encode() + b"\n" for _ in range(750)))
    for kind in (RealNginx, RealVarnish):
        if not kind.program or not RealNginx.program:
            print(f"SKIPPED: {kind.name} is not installed.")
            continue
        with tempfile.TemporaryDirectory(prefix="edge-", ignore_cleanup_errors=True) as folder:
            os.chmod(folder, 0o755)
            measure(kind, Path(folder), page)


def measure(kind, folder, page):
    """One cache: its line."""
    origin = Origin()
    origin.body, origin.headers = page, {"Content-Encoding": "gzip", "Content-Type": "text/html"}
    origin.shared = SHARED
    cache = kind(folder, origin.port)
    telling = Telling(cache.told, hears=lambda: True)
    telling.start()
    port, file_server = serve_file(folder / "file", page)
    try:
        wait_until(
            lambda: cache.ask("/", Accept_Encoding="gzip").kept == "hit", "It keeps nothing."
        )
        rates, costs = {"cache": [], "file": []}, {"cache": [], "file": []}
        for number in range(ROUNDS):
            pairs = [("cache", cache.port, cache.process), ("file", port, file_server)]
            for name, at, process in pairs if number % 2 else pairs[::-1]:
                before = spent(process.pid)
                rate = ask(at)
                rates[name].append(rate)
                costs[name].append((spent(process.pid) - before) / (rate * SECONDS) * 1e6)
        (kept, file), (cost, least) = (
            [median(each["cache"]), median(each["file"])] for each in (rates, costs)
        )
        print(
            f"{kind.name}: {kept:,.0f} a second of what it keeps; nginx, of a file with the same "
            f"{len(page):,} bytes: {file:,.0f}; {kept / file:.2f} times. Processor time for "
            f"one: {cost:.1f} and {least:.1f} µs; {least / cost:.2f} times. The newsroom was "
            f"asked {len(origin.paths('/'))} times.",
            flush=True,
        )
    finally:
        telling.stop()
        telling.join()
        cache.stop()
        file_server.terminate()
        file_server.wait(20)
        origin.close()


def serve_file(folder, page):
    """An nginx that has the page as a file: its port, its process."""
    from .front import RealNginx

    port = free_port()
    folder.mkdir()
    (folder / "index.html").write_bytes(page)
    conf = folder / "file.conf"
    conf.write_text(
        f"{'user root;' if os.geteuid() == 0 else ''} worker_processes 1; daemon off; "
        f"pid {folder}/file.pid; error_log {folder}/file.log; "
        "events { worker_connections 4096; } http { access_log off; sendfile on; tcp_nopush on; "
        f"server {{ listen 127.0.0.1:{port}; root {folder}; default_type text/html; "
        "add_header Content-Encoding gzip; add_header Cache-Control no-cache; } }"
    )
    process = subprocess.Popen([RealNginx.program, "-c", str(conf), "-p", str(folder)])

    def answers():
        with contextlib.suppress(SystemExit):
            return ask(port, seconds=1) > 0

    wait_until(answers, "nginx does not serve a file.", 20)
    return port, process


def spent(pid):
    """Seconds that a program and what it started took of processors so far."""
    ticks = 0
    for each in (pid, *children(pid)):
        told = Path(f"/proc/{each}/stat").read_text().rsplit(")", 1)[1].split()
        ticks += int(told[11]) + int(told[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def ask(port, seconds=SECONDS):
    """Answers a second, all of them 200."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s"]
    headers = ["-H", f"Host: {HOST}", "-H", "Accept-Encoding: gzip"]
    done = subprocess.run(
        [*command, *headers, f"http://127.0.0.1:{port}/"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    found = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    if not found or "Non-2xx" in done.stdout:
        raise SystemExit(f"wrk failed: {done.stdout}{done.stderr}")
    return float(found[1])


if __name__ == "__main__":
    sys.exit(main())
