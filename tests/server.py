"""Loaded with `-p tests.server`, before Django's settings are read.

Gives the tests their environment and, unless DATABASE_URL names a Postgres, an embedded server in
a data folder of their own, so that `make test` and `make run` never meet.
"""

import atexit
import os
import secrets
import tempfile
from pathlib import Path

os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(50))
os.environ.setdefault("NEWSROOM_LOCAL_HOSTS", "1")
os.environ.setdefault("NEWSROOM_MAIL_URL", "console:")
folder = tempfile.TemporaryDirectory(prefix="newsroom-tests-", ignore_cleanup_errors=True)
os.environ["NEWSROOM_DATA"] = folder.name
if not os.environ.get("DATABASE_URL"):
    from newsroom.embedded import Cluster

    server = Cluster(
        Path(folder.name) / "postgres", os.environ.get("NEWSROOM_POSTGRES", ""), durable=False
    ).ensure()
    os.environ["DATABASE_URL"] = server.url
    atexit.register(server.release)


def pytest_configure(config):
    """Django's test set-up reads ALLOWED_HOSTS before there is a database: it gets none yet.

    Hashing passwords slowly is the point in production and most of the time of a test. Static
    files are served from where they lie: nothing is collected.
    """
    from django.conf import settings

    settings.ALLOWED_HOSTS = []
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    settings.WHITENOISE_AUTOREFRESH = True
