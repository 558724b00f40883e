"""A folder of backups: what lies in it, and whether it is whole.

Each backup is a dump of the database, a list of the photos' files, and a manifest that is written
last: without one there is no backup. Files lie once for all backups, each named by its SHA-256.
"""

import gzip
import hashlib
import json
import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

FORMAT = 1
CHUNK = 1024 * 1024
NAMED = "%Y-%m-%dT%H-%M-%SZ"
OF_A_BACKUP = re.compile(r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ")


class Damaged(Exception):
    """A backup cannot be used; the message says why."""


@dataclass(frozen=True)
class Backup:
    """One backup in `folder`, as its manifest tells it."""

    folder: Path
    name: str
    told: dict

    @property
    def at(self):
        """The moment whose state it holds."""
        return datetime.fromisoformat(self.told["at"])

    @property
    def dump(self):
        """The dump of the database."""
        return self.folder / f"{self.name}.dump"

    @property
    def listing(self):
        """The list of the photos' files."""
        return self.folder / f"{self.name}.files.gz"

    @property
    def manifest(self):
        """What is written last."""
        return self.folder / f"{self.name}.json"

    def files(self):
        """Each file of photos as (name below the folder, its size), from the list."""
        with gzip.open(self.listing, "rt", encoding="ascii") as lines:
            for line in lines:
                name, size = line.split()
                yield name, int(size)


def name_of(at):
    """What a backup of a moment is called."""
    return at.astimezone(UTC).strftime(NAMED)


def backups(folder):
    """All finished backups of a folder, the newest first."""
    found = []
    for path in Path(folder).glob("*.json"):
        try:
            told = json.loads(path.read_text())
        except ValueError:
            continue
        if isinstance(told, dict) and told.get("newsroom_backup") == FORMAT:
            found.append(Backup(Path(folder), path.stem, told))
    return sorted(found, key=lambda backup: backup.at, reverse=True)


def unread(folder):
    """Names of manifests that cannot be read: damaged, or of a newer newsroom's backup."""
    known = {backup.name for backup in backups(folder)}
    named = {path.stem for path in Path(folder).glob("*.json") if OF_A_BACKUP.fullmatch(path.stem)}
    return sorted(f"{name}.json" for name in named - known)


def chosen(folder, name=""):
    """The backup called `name`, else the newest. Raises Damaged without one."""
    found = [backup for backup in backups(folder) if name in ("", backup.name)]
    if not found:
        raise Damaged(f"There is no finished backup{f' {name}' if name else ''} in {folder}.")
    return found[0]


def digest_of(name):
    """The SHA-256 that a file's name promises."""
    return name.partition("/")[2].replace("/", "").partition(".")[0]


def hash_file(path):
    """The SHA-256 of a file, read piece by piece."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def check(backup, *, contents=False):
    """A sentence for each thing that is wrong with a backup; with `contents` every file is read."""
    for path, key in ((backup.dump, "dump"), (backup.listing, "listing")):
        if not path.exists():
            yield f"{path.name} is missing."
        elif hash_file(path) != backup.told[key]["sha256"]:
            yield f"{path.name} is damaged."
        elif key == "listing":
            yield from _check_files(backup, contents)


def _check_files(backup, contents):
    for name, size in backup.files():
        path = backup.folder / name
        if not path.exists():
            yield f"{name} is missing."
        elif path.stat().st_size != size:
            yield f"{name} has {path.stat().st_size} bytes instead of {size}."
        elif contents and hash_file(path) != digest_of(name):
            yield f"{name} is damaged."


def write_whole(path, data):
    """Write a small file so that it is there whole or not at all, also after a power cut."""
    unfinished = path.with_name(f".unfinished-{path.name}")
    with open(unfinished, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    settle(unfinished, path)


def settle(unfinished, path):
    """Give a finished file its name, and make sure that the folder knows it."""
    os.replace(unfinished, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
