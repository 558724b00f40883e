"""Postgres' archive of what it wrote: one piece in, one piece out, whole or not at all.

Postgres runs this file as a program of its own (`archive_command`, `restore_command`), so it needs
nothing but Python: `python archiving.py keep PATH FOLDER` and `python archiving.py fetch NAME PATH
FOLDER`. Pieces are compressed: one that is hardly used takes little room.
"""

import gzip
import os
import shlex
import shutil
import sys
from pathlib import Path

CHUNK = 1024 * 1024


def command(verb, folder):
    """What Postgres is to run: `keep` for archive_command, `fetch` for restore_command."""
    given = {"keep": ("%p",), "fetch": ("%f", "%p")}[verb]
    words = (sys.executable, os.path.abspath(__file__), verb)
    return " ".join([*(shlex.quote(word) for word in words), *given, shlex.quote(str(folder))])


def keep(path, folder):
    """Put a finished piece into the archive; the same one twice is right, another is refused."""
    path, folder = Path(path), Path(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = folder / f"{path.name}.gz"
    if target.exists():
        with gzip.open(target) as kept, open(path, "rb") as file:
            if _same(kept, file):
                return
        raise SystemExit(f"{target} is there and holds something else: two servers archive there.")
    unfinished = folder / f".unfinished-{path.name}"
    with open(path, "rb") as file, open(unfinished, "wb") as copy:
        with gzip.GzipFile(fileobj=copy, mode="wb", compresslevel=1, mtime=0) as packed:
            shutil.copyfileobj(file, packed, CHUNK)
        copy.flush()
        os.fsync(copy.fileno())
    os.replace(unfinished, target)
    entry = os.open(folder, os.O_RDONLY)
    os.fsync(entry)
    os.close(entry)


def _same(one, other):
    while True:
        ours, theirs = one.read(CHUNK), other.read(CHUNK)
        if ours != theirs:
            return False
        if not ours:
            return True


def fetch(name, path, folder):
    """Bring a piece back to where the server wants it; fails where there is none, as it expects."""
    source = Path(folder) / f"{name}.gz"
    if not source.exists():
        raise SystemExit(1)
    with gzip.open(source) as kept, open(path, "wb") as file:
        shutil.copyfileobj(kept, file, CHUNK)


if __name__ == "__main__":
    {"keep": keep, "fetch": fetch}[sys.argv[1]](*sys.argv[2:])
