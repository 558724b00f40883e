"""A page cache, what it hears, and what it has its pages from."""

import pytest

from articles.freshness.serving import PageCache
from articles.freshness.shelf import Shelf

from .rig import Ears, Newsroom


@pytest.fixture
def newsroom():
    return Newsroom()


@pytest.fixture
def ears():
    return Ears()


@pytest.fixture
def make(tmp_path, newsroom, ears):
    """A page cache of a process; all of them share a folder."""

    def made(own_ears=None, folder=tmp_path / "pages", disk=2**20, **more):
        shelf = Shelf(folder, disk=disk, memory=2**20)
        return PageCache(newsroom, shelf, own_ears or ears, **more)

    return made


@pytest.fixture
def cache(make):
    return make()
