"""A newsroom and a shared cache in front. These tests run where their folder is asked for."""

import os
import tempfile
from pathlib import Path

import pytest

from .front import RealNginx, RealVarnish
from .origin import Origin


def pytest_ignore_collect(collection_path, config):
    """Leave this folder out of a run of everything."""
    return None if any("tests/edge" in given for given in config.args) else True


@pytest.fixture
def origin():
    """The newsroom behind the cache."""
    found = Origin()
    yield found
    found.close()


@pytest.fixture
def folder():
    """A folder that the user of varnishd may enter as well."""
    with tempfile.TemporaryDirectory(prefix="edge-", ignore_cleanup_errors=True) as name:
        os.chmod(name, 0o755)
        yield Path(name)


@pytest.fixture(params=[RealVarnish, RealNginx], ids=lambda kind: kind.name)
def cache(request, folder, origin):
    """Each of them, freshly started."""
    if not request.param.program:
        pytest.skip(
            f"{request.param.name} is not installed: apt-get install nginx varnish varnish-modules"
        )
    found = request.param(folder, origin.port)
    yield found
    found.stop()
