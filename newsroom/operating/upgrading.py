"""Migrations that the newsroom would notice: those that lock what is read or written, and those
that the code of before, which runs on beside them, cannot live with.

What a migration does is read from its SQL, so raw SQL is judged as Django's own operations are.
"""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.db.migrations.loader import MigrationLoader

# The last migration of each room at the last release, written by `check_migrations --release`.
RELEASED = Path(__file__).parent / "released.toml"
OURS = ("newsroom", "articles")
PYTHON = "THIS OPERATION CANNOT BE WRITTEN AS SQL"
NAME = r'(?:ONLY\s+)?(?:IF\s+(?:NOT\s+)?EXISTS\s+)?"?([\w.]+)"?'

LOCKS = "Nobody can write while it runs: "
OLD_CODE = "The code that still runs cannot live with it: "

# Of statements on their own.
ALONE = (
    (r"^(UPDATE|DELETE)\b", LOCKS + "change rows in batches, outside of a migration."),
    (r"^INSERT\b.*\bSELECT\b", LOCKS + "fill tables in batches, outside of a migration."),
    (r"^(LOCK|TRUNCATE|CLUSTER)\b|^VACUUM\b.*\bFULL\b", LOCKS + "this takes the whole table."),
    (r"^REINDEX\b(?!.*\bCONCURRENTLY\b)", LOCKS + "say CONCURRENTLY."),
    (r"^DO\b", "What a DO block does cannot be judged."),
    (r"^DROP TABLE\b", OLD_CODE + "drop the table in the release after."),
)
# Of parts of ALTER TABLE, for tables that were there before.
PARTS = (
    (r"\bALTER COLUMN \S+ DROP DEFAULT", OLD_CODE + "give the field a db_default."),
    (r"\bADD COLUMN\b.*\bGENERATED ALWAYS AS\b", LOCKS + "the whole table is written anew."),
    (
        r"\bADD COLUMN\b.*\bDEFAULT\b[^,]*\b(random|gen_random_uuid|clock_timestamp|nextval)\b",
        LOCKS + "the whole table is written anew.",
    ),
    (r"\bADD COLUMN\b.*\bUNIQUE\b", LOCKS + "add the column, then an index CONCURRENTLY."),
    (r"\bALTER COLUMN \S+ (SET DATA )?TYPE\b", LOCKS + "the whole table may be written anew."),
    (
        r"\bALTER COLUMN \S+ SET NOT NULL\b",
        LOCKS + "add a check NOT VALID, validate it, then this.",
    ),
    (
        r"\bADD CONSTRAINT \S+ (CHECK|FOREIGN KEY)\b(?!.*\bNOT VALID\b)",
        LOCKS + "add it NOT VALID (AddConstraintNotValid), and validate it in another migration.",
    ),
    (
        r"\bADD CONSTRAINT \S+ (UNIQUE|PRIMARY KEY|EXCLUDE)\b(?!.*\bUSING INDEX\b)",
        LOCKS + "build the index CONCURRENTLY first (AddIndexConcurrently).",
    ),
    (r"\bDROP COLUMN\b", OLD_CODE + "drop the column in the release after."),
    (r"\bRENAME\b", OLD_CODE + "add the new name, and drop the old one in the release after."),
)
NO_DEFAULT = OLD_CODE + "give the field a db_default, or let it be null."


@dataclass(frozen=True)
class Danger:
    """One statement of a migration that the newsroom would notice."""

    migration: str
    statement: str
    why: str


def release(loader):
    """Write down that all migrations of now are released: from here on new ones are judged."""
    last = {app: name for app, name in sorted(loader.graph.leaf_nodes()) if app in labels_of_ours()}
    RELEASED.write_text("".join(f'{app} = "{name}"\n' for app, name in last.items()))


def labels_of_ours():
    """What the rooms of this project are called in the names of migrations."""
    return {each.label for each in apps.get_app_configs() if each.name.startswith(OURS)}


def new_migrations(loader):
    """Migrations of ours that came after the released ones, in the order in which they run."""
    released = set()
    for app, name in tomllib.loads(RELEASED.read_text()).items():
        if (app, name) in loader.graph.nodes:
            released |= set(loader.graph.forwards_plan((app, name)))
    labels = labels_of_ours()
    plan = []
    for leaf in sorted(loader.graph.leaf_nodes()):
        plan += [node for node in loader.graph.forwards_plan(leaf) if node not in plan]
    return [node for node in plan if node[0] in labels and node not in released]


def examine(connection):
    """(dangers, pauses): what is to be mended, and {migration: why} of those that say so.

    A migration that cannot do without says why in its attribute `pause`.
    """
    loader = MigrationLoader(connection, replace_migrations=False)
    dangers, pauses = [], {}
    for node in new_migrations(loader):
        migration = loader.graph.nodes[node]
        name = ".".join(node)
        if reason := getattr(migration, "pause", ""):
            pauses[name] = reason
            continue
        statements = loader.collect_sql([(migration, False)])
        dangers += [Danger(name, *found) for found in judge(statements)]
    return dangers, pauses


def judge(statements):
    """(statement, why) of each that would be noticed."""
    made = set()
    for statement in statements:
        if statement.startswith("--"):
            if PYTHON in statement:
                yield "Python", "What Python does in a migration cannot be judged."
            continue
        plain = " ".join(_without_bodies(statement).split()).rstrip(";")
        if found := re.match(rf"CREATE TABLE {NAME}", plain, re.IGNORECASE):
            made.add(found[1].lower())
        elif (why := _why(plain, made)) is not None:
            yield plain[:160], why


def _why(plain, made):
    index = re.match(
        rf"CREATE (?:UNIQUE )?INDEX (?!CONCURRENTLY).*? ON {NAME}", plain, re.IGNORECASE
    )
    if index:
        return None if index[1].lower() in made else LOCKS + "use AddIndexConcurrently."
    table = re.match(rf"ALTER TABLE {NAME}", plain, re.IGNORECASE)
    if table:
        return None if table[1].lower() in made else _why_altered(plain)
    for pattern, why in ALONE:
        if re.search(pattern, plain, re.IGNORECASE):
            return why
    return None


def _why_altered(plain):
    adds = re.search(r"\bADD COLUMN\b", plain, re.IGNORECASE)
    if adds and re.search(r"\bNOT NULL\b", plain, re.IGNORECASE):
        has_default = re.search(r"\bDEFAULT\b|\bGENERATED\b", plain, re.IGNORECASE)
        if not has_default:
            return NO_DEFAULT
    for pattern, why in PARTS:
        if re.search(pattern, plain, re.IGNORECASE):
            return why
    return None


def _without_bodies(statement):
    """The statement without the bodies of functions, which run later, and without comments."""
    if not re.match(r"\s*DO\b", statement, re.IGNORECASE):
        statement = re.sub(r"\$(\w*)\$.*?\$\1\$", "''", statement, flags=re.DOTALL)
    return re.sub(r"--[^\n]*", "", statement)
