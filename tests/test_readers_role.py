"""The readers' role of Postgres: readers' pages need nothing beyond it, and it has nothing else."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, connections, transaction
from django.urls import get_resolver

from articles.public.readable import READABLE, readable
from newsroom.replicas import door
from newsroom.replicas.lag import watch

from .addresses import Browser, path_of, patterns
from .expected import EXPECTED
from .factories import make_article
from .readers import as_readers, has_role, role_name
from .test_access import world as access_world  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db
REFUSED = "permission denied"


@pytest.fixture(autouse=True)
def _role(db):
    if not has_role():
        pytest.skip("The tests' user may not make roles in Postgres.")


class Nobody:
    """Stands for the newsroom's own connection where it must not be asked."""

    ASKING = {
        "cursor",
        "chunked_cursor",
        "connection",
        "ensure_connection",
        "connect",
        "in_atomic_block",
    }

    def __init__(self, own):
        self._own = own

    def __getattr__(self, name):
        assert name not in self.ASKING, "A reader's page asks the newsroom's own database."
        return getattr(self._own, name)


@pytest.fixture
def readers_alone(monkeypatch):
    """Readers' requests ask a database of their own; the newsroom's own answers none of them."""
    own = connections["default"]
    own.alias, own.readers_role = "readers_1", role_name()
    monkeypatch.setattr(watch, "replicas", ("readers_1",))
    monkeypatch.setattr(watch, "order", lambda: (("readers_1",), 1))
    connections["readers_1"], connections["default"] = own, Nobody(own)
    yield own
    connections["default"], own.alias = own, "default"
    del connections["readers_1"]
    door.close()


def refused(statement):
    """Whether Postgres refuses this to the readers' role."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f'SET LOCAL ROLE "{role_name()}"')
            cursor.execute(statement)
    except ProgrammingError as error:
        assert REFUSED in str(error), error
        return True
    return False


def test_every_readers_address_needs_the_readers_role_alone(access_world, readers_alone):  # noqa: F811
    own, wrong = readers_alone.connection, []
    addresses = list(patterns(get_resolver("articles.public.urls")))
    paths = [(name, path_of(name, text, access_world)) for name, text in addresses]
    paths += [
        ("search", "/search/?q=danua"),
        ("search", "/search/?q=danau&order=best"),
        ("gone", "/offline/gone.json"),
    ]
    for name, path in paths:
        with own.cursor() as cursor:
            cursor.execute(f'SET ROLE "{readers_alone.readers_role}"')
        response = Browser(HTTP_HOST="localhost").get(path)
        if response.status_code != EXPECTED[name]["anonymous"]:
            wrong.append(f"{path}: {response.status_code}")
        with own.cursor() as cursor:
            cursor.execute("RESET ROLE")
    assert not wrong and len(paths) > 30


def test_of_any_other_table_or_column_the_role_reads_nothing(kerinci):
    make_article(kerinci, headline="Rahasia")
    allowed = dict(readable())
    reads = []
    for table in connection.introspection.table_names():
        if table not in allowed and not refused(f'SELECT 1 FROM "{table}"'):
            reads.append(table)
    for model, fields in READABLE.items():
        for field in model._meta.concrete_fields if fields else ():
            told = refused(f'SELECT "{field.column}" FROM "{model._meta.db_table}"')
            if told == (field.name in fields):
                reads.append(str(field))
    assert not reads
    assert "articles_article" not in allowed and "accounts_user" not in allowed


def test_the_role_writes_nowhere():
    written = []
    for model in apps.get_models(include_auto_created=True):
        table, key = model._meta.db_table, model._meta.concrete_fields[0].column
        for statement in (
            f'INSERT INTO "{table}" DEFAULT VALUES',
            f'UPDATE "{table}" SET "{key}" = NULL',
            f'DELETE FROM "{table}"',
            f'TRUNCATE "{table}"',
        ):
            if not refused(statement):
                written.append(statement)
    assert not written
    assert refused("CREATE TABLE catatan (isi text)")


@pytest.fixture
def named(settings, monkeypatch):
    """The environment names a role for readers."""
    name = f"baca_{settings.DATABASES['default']['NAME']}"[:63]
    readers = settings.DATABASES["default"] | {"USER": name, "PASSWORD": "kata sandi"}
    monkeypatch.setitem(settings.DATABASES, "readers_1", readers)
    return name


def test_the_command_makes_the_role_and_brings_it_up_to_the_code(named):
    call_command("readers_role", stdout=StringIO())
    with connection.cursor() as cursor:
        cursor.execute(f'GRANT SELECT, DELETE ON accounts_user TO "{named}"')
        cursor.execute(f'REVOKE SELECT ON articles_version FROM "{named}"')
    told = StringIO()

    call_command("readers_role", stdout=told)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_table_privilege(%s, 'accounts_user', 'SELECT, DELETE'), "
            "has_table_privilege(%s, 'articles_version', 'SELECT')",
            [named, named],
        )
        assert cursor.fetchone() == (False, True)
        cursor.execute("SELECT rolpassword FROM pg_authid WHERE rolname = %s", [named])
        assert cursor.fetchone()[0].startswith("SCRAM-SHA-256$")
    assert f"{named} reads {len(READABLE)} tables" in told.getvalue()


def test_the_command_prints_what_an_administrator_of_the_database_may_run(named):
    printed = StringIO()

    call_command("readers_role", "--print", stdout=printed)

    assert f'CREATE ROLE "{named}" LOGIN' in printed.getvalue()
    assert "kata sandi" not in printed.getvalue()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname = %s", [named])
        assert cursor.fetchone() == (0,)
        cursor.execute(printed.getvalue())
        cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname = %s", [named])
        assert cursor.fetchone() == (1,)


@pytest.mark.parametrize(
    "also", ["GRANT SELECT ON articles_note_of TO PUBLIC", 'ALTER ROLE "{}" CREATEROLE']
)
def test_a_role_that_could_do_more_is_not_taken(named, also):
    call_command("readers_role", stdout=StringIO())
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE articles_note_of (text text)")
        cursor.execute(also.format(named))

    with pytest.raises(CommandError, match="reads articles_note_of.text|rolcreaterole"):
        call_command("readers_role", stdout=StringIO())


def test_without_a_role_of_its_own_the_command_says_what_to_set(settings, monkeypatch):
    with pytest.raises(CommandError, match="Set NEWSROOM_READERS_DATABASE_URL"):
        call_command("readers_role")
    monkeypatch.setitem(settings.DATABASES, "readers_1", settings.DATABASES["default"])
    with pytest.raises(CommandError, match="another user than"):
        call_command("readers_role")


def test_the_tests_of_readers_pages_have_the_rights_of_the_role_alone():
    with (
        pytest.raises(ProgrammingError, match=REFUSED),
        transaction.atomic(),
        as_readers(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT 1 FROM articles_article")
