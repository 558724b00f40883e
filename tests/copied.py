"""The tests' database is migrated once: each worker has a copy.

Migrating takes ten seconds of a processor. The process that starts the workers has it begun, and
while they collect their tests it goes on; who needs the database before waits for it. Where it
fails the workers migrate for themselves, and say what is wrong.
"""

import fcntl
import os
import secrets
import subprocess
import sys
from pathlib import Path

# The file that says what to copy, once it is there; it is locked until then.
VARIABLE = "NEWSROOM_TESTS_MIGRATED"
_begun = []


def begin(folder):
    """Have a database migrated, for workers that are started after this."""
    told = Path(folder) / "migrated"
    os.environ[VARIABLE] = str(told)
    with told.open("w") as file:
        # The lock belongs to what is open in both processes, and ends with the other one.
        fcntl.flock(file, fcntl.LOCK_EX)
        migrating = subprocess.Popen(
            [sys.executable, "-m", "tests.copied"],
            cwd=Path(__file__).parent.parent,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "newsroom.settings"},
        )
    _begun.append(migrating)


def name():
    """The database to copy; None where there is none. Waits while it is made."""
    if VARIABLE not in os.environ:
        return None
    with open(os.environ[VARIABLE]) as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        return file.read().strip() or None


def end():
    """Leave no database behind on a server that is not the tests' own."""
    while _begun:
        _begun.pop().wait()
        made = name()
        if not made:
            continue
        from django.db import connection

        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{made}"')


def migrate():
    """Make the database, and print its name."""
    import gc

    import django

    # Each migration makes models anew that hold themselves; looking for them takes a third of the
    # time, and this process ends soon.
    gc.disable()
    django.setup()
    from django.db import connection

    made = connection.settings_dict["TEST"]["NAME"] = f"test_newsroom_{secrets.token_hex(4)}"
    connection.creation.create_test_db(verbosity=0, serialize=False)
    connection.close()
    print(made)


if __name__ == "__main__":
    migrate()
