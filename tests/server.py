"""Loaded with `-p tests.server`, before Django's settings are read.

Gives the tests their environment and, unless DATABASE_URL names a Postgres, an embedded server in
a data folder of their own, so that `make test` and `make run` never meet.
"""

import atexit
import os
import secrets
import tempfile
from pathlib import Path

import pytest

from . import copied
from .quick import quicken

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
    """Django's test set-up reads ALLOWED_HOSTS before there is a database: it gets none yet."""
    from django.conf import settings

    settings.ALLOWED_HOSTS = []
    quicken(settings)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers():
    """One more than there are processors: a worker waits every so often, for a server or a line."""
    return len(os.sched_getaffinity(0)) + 1


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes():
    """Before the workers are started."""
    copied.begin(folder.name)


def pytest_unconfigure():
    """After they ended."""
    copied.end()
