"""Backing up: the database as it was at one moment, and the files of photos that it names.

Nothing is held in memory, however large the newsroom. Stopped halfway it begins the dump anew and
goes on with the photos: a file that is there is not copied again, because its name says what is
in it.
"""

import fcntl
import gzip
import hashlib
import json
import os
import re
import threading
from contextlib import contextmanager
from pathlib import Path

from django.core.files.storage import storages
from django.db import connection, transaction

from newsroom.photos import checking
from newsroom.photos.storing import original_name

from . import programs
from .kept import (
    CHUNK,
    FORMAT,
    Backup,
    Damaged,
    backups,
    digest_of,
    hash_file,
    name_of,
    settle,
    unread,
    write_whole,
)
from .tables import contents

# A dump or a list of files, by the name that `name_of` gives: nothing else in the folder is ours.
LEFT = re.compile(r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.(?:dump|files\.gz)")


class Busy(Exception):
    """Another backup is being made in this folder."""


def back_up(folder, *, at, public_files=True, say=lambda line: None):
    """Make one backup in `folder`; returns it. `at` names it.

    Raises Busy, and programs.Missing where pg_dump is.
    """
    folder = Path(folder).absolute()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with alone(folder):
        backup = Backup(folder, name_of(at), {"newsroom_backup": FORMAT, "at": at.isoformat()})
        with transaction.atomic(), connection.cursor() as cursor:
            # Everything below sees one and the same moment, pg_dump as well.
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot(), current_setting('server_version')")
            snapshot, backup.told["postgres"] = cursor.fetchone()
            dumping = _Dumping(backup, snapshot)
            dumping.start()
            try:
                backup.told["tables"] = contents(cursor)
                say(f"Read {len(backup.told['tables'])} tables.")
                names = _list_files(folder, public_files)
            finally:
                dumping.join()
        if dumping.failed:
            raise dumping.failed
        say("Dumped the database.")
        # No transaction waits for the photos, which may take hours the first time.
        _copy_files(backup, names, say)
        for path, key in ((backup.dump, "dump"), (backup.listing, "listing")):
            told = {"sha256": hash_file(path), "bytes": path.stat().st_size}
            backup.told[key] = told
        write_whole(backup.manifest, json.dumps(backup.told, indent=1).encode())
    return backup


@contextmanager
def alone(folder):
    """One at a time works in a folder. Raises Busy."""
    with open(folder / ".lock", "a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(f"Another backup is being made in {folder}.") from None
        yield


class _Dumping(threading.Thread):
    """pg_dump at the moment of a snapshot, beside everything else."""

    def __init__(self, backup, snapshot):
        super().__init__()
        major = connection.pg_version // 10000
        self.backup, self.failed = backup, None
        self.unfinished = backup.folder / ".unfinished-dump"
        dsn, self.environment = programs.address(programs.parameters_of(connection))
        self.command = [
            *(programs.find("pg_dump", major), f"--dbname={dsn}", f"--snapshot={snapshot}"),
            *("--format=custom", "--compress=3", f"--file={self.unfinished}"),
        ]

    def run(self):
        """Ends with the dump in its place, or with `failed`."""
        try:
            programs.run(self.command, self.environment)
            with open(self.unfinished, "rb") as file:
                os.fsync(file.fileno())
            settle(self.unfinished, self.backup.dump)
        except (programs.Missing, OSError) as error:
            self.failed = error


def _list_files(folder, public_files):
    """Write down which files the rows of this moment name; returns where."""
    names = folder / ".unfinished-names"
    with open(names, "w") as file:
        file.writelines(f"{kind}/{name}\n" for kind, name in _wanted(public_files))
    return names


def _copy_files(backup, names, say):
    """Copy what is not there yet, and write the list of all; `missing` tells what could not be."""
    told = backup.told
    told |= {"files": 0, "bytes": 0, "missing": []}
    unfinished = backup.folder / ".unfinished-files"
    copied = 0
    with open(names) as wanted, gzip.open(unfinished, "wt", encoding="ascii") as listing:
        for line in wanted:
            kind, _slash, name = line.strip().partition("/")
            path = backup.folder / kind / name
            try:
                copied += _copy(storages[kind], name, path)
            except (FileNotFoundError, ValueError):
                told["missing"].append(f"{kind}/{name}")
                continue
            size = path.stat().st_size
            listing.write(f"{kind}/{name} {size}\n")
            told["files"] += 1
            told["bytes"] += size
            if told["files"] % 10_000 == 0:
                say(f"{told['files']} files, {copied} of them new.")
    with open(unfinished, "rb") as file:
        os.fsync(file.fileno())
    settle(unfinished, backup.listing)
    names.unlink()
    say(f"{told['files']} files, {copied} of them new.")


def _wanted(public_files):
    """(storage, name) of each file that the rows of this moment name."""
    rows = checking.with_originals().order_by("original").values_list("original", flat=True)
    for digest in rows.iterator():
        yield "originals", original_name(digest)
    if public_files:
        rows = checking.shown_files().order_by("file").values_list("file", flat=True).distinct()
        for name in rows.iterator():
            yield "renditions", name


def _copy(storage, name, path):
    """True where the file was copied, False where it was there. Raises ValueError where damaged."""
    if path.exists():
        return False
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_name(f".unfinished-{path.name}")
    digest = hashlib.sha256()
    with storage.open(name) as file, open(unfinished, "wb") as copy:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            copy.write(chunk)
        copy.flush()
        os.fsync(copy.fileno())
    if digest.hexdigest() != digest_of(f"x/{name}"):
        unfinished.unlink()
        raise ValueError(name)
    settle(unfinished, path)
    return True


def missing_still(backup):
    """Of the files that were missing, those that the rows of now name: not taken down meanwhile."""
    missing = set(backup.told["missing"])
    originals = {f"originals/{original_name(digest)}": digest for digest in _digests(missing)}
    there = checking.with_originals().filter(original__in=originals.values())
    digests = set(there.values_list("original", flat=True))
    names = {name.partition("/")[2] for name in missing if name.startswith("renditions/")}
    files = set(checking.shown_files().filter(file__in=names).values_list("file", flat=True))
    still = {name for name, digest in originals.items() if digest in digests}
    return sorted(still | {f"renditions/{name}" for name in files})


def _digests(missing):
    return [digest_of(name) for name in missing if name.startswith("originals/")]


def forget(folder, *, keep):
    """Delete all but the newest `keep` backups, and the files that no kept one names.

    What is left of backups that were stopped goes too: they have no manifest, and a dump each.
    Returns (backups, files) that were deleted. Raises Damaged, with nothing deleted, where the
    folder holds a manifest that cannot be read: nobody knows what its backup needs.
    """
    folder = Path(folder)
    with alone(folder):
        if names := unread(folder):
            raise Damaged(
                f"Nothing was deleted: {', '.join(names)} in {folder} cannot be read, and what its "
                "backup needs is not known. A newer newsroom may have written it; if it is "
                "damaged, move it away."
            )
        found = backups(folder)
        for backup in found[keep:]:
            for path in (backup.manifest, backup.dump, backup.listing):
                path.unlink(missing_ok=True)
        whole = {path for backup in found[:keep] for path in (backup.dump, backup.listing)}
        for path in folder.iterdir():
            if LEFT.fullmatch(path.name) and path not in whole:
                path.unlink()
        named = set()
        for backup in found[:keep]:
            # Twenty bytes of a digest tell a million files apart in 80 MB.
            named |= {bytes.fromhex(digest_of(name))[:20] for name, _size in backup.files()}
        deleted = 0
        for kind in ("originals", "renditions"):
            for path in (folder / kind).glob("[0-9a-f][0-9a-f]/*"):
                digest = digest_of(f"{kind}/{path.parent.name}/{path.name}")
                is_unfinished = path.name.startswith(".unfinished-")
                if is_unfinished or bytes.fromhex(digest)[:20] not in named:
                    path.unlink()
                    deleted += 1
    return max(len(found) - keep, 0), deleted
