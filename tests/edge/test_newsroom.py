"""Both shared caches in front of the newsroom itself, told by `manage.py purge_caches`."""

import re
import signal
import subprocess
import sys
import time
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.utils import timezone

from articles import workflow
from articles.purging.telling import AGAIN
from tests.factories import make_desk, make_in_state, make_issued, make_network, make_user, reissue
from tests.rig import ROOT, wait_until
from tests.served import Served

from .front import RealNginx, RealVarnish

pytestmark = pytest.mark.django_db(transaction=True)
SECOND = 1.0


@pytest.fixture(params=[RealVarnish, RealNginx], ids=lambda kind: kind.name)
def paper(request, folder):
    """Two desks on two hosts, their newsroom, a cache in front, and who tells it."""
    if not request.param.program:
        pytest.skip(
            f"{request.param.name} is not installed: apt-get install nginx varnish varnish-modules"
        )
    found = Paper(request.param, folder)
    yield found
    found.close()


class Paper:
    """A newsroom behind a cache."""

    def __init__(self, kind, folder):
        make_network()
        self.kerinci, self.maluku = make_desk("kerinci"), make_desk("maluku")
        make_issued(self.maluku, at=_ago(), headline="Kabar Maluku")
        self.story = make_issued(self.kerinci, at=_ago(), headline="Danau surut")
        self.site = Served(connection.settings_dict["NAME"])
        self.site.start()
        self.cache = kind(folder, self.site.port)
        told = (
            str(folder / "kept") if kind is RealNginx else f"http://127.0.0.1:{self.cache.purges}"
        )
        log = folder / "purging.log"
        with log.open("wb") as written:
            self.purging = subprocess.Popen(
                [sys.executable, "manage.py", "purge_caches"],
                cwd=ROOT,
                env=self.site.environment
                | {"NEWSROOM_SHARED_CACHES": told, "NEWSROOM_LOG_LEVEL": "INFO"},
                stderr=written,
            )
        wait_until(lambda: "is told what changes" in log.read_text(), "Nobody tells.", 40)
        # What it says when it begins it says again.
        time.sleep(AGAIN[-1] + 2)

    def close(self):
        """Stop all of it."""
        self.purging.send_signal(signal.SIGTERM)
        assert self.purging.wait(20) == 0
        self.cache.stop()
        self.site.kill()

    def read(self, path="/", desk=None):
        """What a reader gets, where a story was renamed at its new address."""
        host = (desk or self.kerinci).host
        answer = self.cache.ask(path, host=host)
        if answer.status == 301:
            answer = self.cache.ask(urlsplit(answer.headers["location"]).path, host=host)
        return answer

    def keep(self, *paths, desk=None):
        """Ask for the pages until the cache has them."""
        for path in paths:
            wait_until(lambda: self.read(path, desk).kept == "hit", f"{path} is never kept.", 20)  # noqa: B023

    def seen(self, words, *paths):
        """Seconds after which each of the pages says so."""
        began, found = time.monotonic(), {}
        while len(found) < len(paths):
            for path in paths:
                if path not in found and words in self.read(path).text:
                    found[path] = time.monotonic() - began
            assert time.monotonic() - began < 10, f"Not on {set(paths) - set(found)}"
            time.sleep(0.01)
        return found


def _ago():
    return timezone.now() - timedelta(days=2)


def test_what_an_editor_changes_is_seen_within_a_second_and_nothing_else_is_asked_for(paper):
    path = paper.story.versions.get().path
    pages = [path, "/", f"/sections/{paper.story.section.slug}/", "/rss.xml"]
    paper.keep(*pages)
    paper.keep("/", desk=paper.maluku)
    maluku = paper.read("/", paper.maluku).text

    reissue(paper.story, at=timezone.now(), headline="Danau naik lagi")
    found = paper.seen("Danau naik lagi", *pages)

    print(paper.cache.name, {page: round(seconds, 2) for page, seconds in found.items()})
    assert max(found.values()) < SECOND
    time.sleep(5)
    said = {page: paper.read(page) for page in pages}
    old = {page: (each.status, each.headers) for page, each in said.items()
           if "Danau naik lagi" not in each.text}  # fmt: skip
    assert not old
    answer = paper.read("/", paper.maluku)
    assert (answer.kept, answer.text) == ("hit", maluku)


def test_what_is_withdrawn_is_gone_within_a_second(paper):
    path = paper.story.versions.get().path
    paper.keep(path, "/")

    began = time.monotonic()
    answers = {"ground": "inaccurate", "reason": "Angkanya keliru."}
    chief = make_user("chief", paper.kerinci)
    workflow.perform("withdraw", paper.story, by=chief, at=timezone.now(), **answers)
    done = time.monotonic()
    wait_until(lambda: paper.read(path).status == 410, "It is still there.", 10)
    wait_until(lambda: "Danau surut" not in paper.read("/").text, "It is on the front.", 10)

    print(paper.cache.name, round(time.monotonic() - done, 2), "after", round(done - began, 2))
    assert time.monotonic() - done < SECOND
    time.sleep(5)
    assert paper.read(path).status == 410


def test_an_address_that_was_nobody_s_is_a_story_within_a_second_of_its_issue(paper):
    draft = make_in_state("approved", paper.kerinci, at=_ago(), headline="Baru saja")
    path = f"/articles/{draft.pk}/"
    wait_until(lambda: paper.cache.ask(path, host=paper.kerinci.host).kept == "hit", "404.", 20)

    editor = make_user("editor", paper.kerinci)
    workflow.perform("issue", draft, by=editor, at=timezone.now())
    found = paper.seen("Baru saja", path)

    print(paper.cache.name, {page: round(seconds, 2) for page, seconds in found.items()})
    assert max(found.values()) < SECOND


def test_what_is_due_at_a_moment_is_there_then_and_not_before(paper):
    paper.keep("/")
    due = timezone.now() + timedelta(seconds=6)
    make_issued(paper.kerinci, at=timezone.now(), live_from=due, headline="Pukul enam")

    before = after = None
    while after is None:
        began = timezone.now()
        if "Pukul enam" in paper.read("/").text:
            before, after = began, timezone.now()
        assert timezone.now() < due + timedelta(seconds=10)

    print(paper.cache.name, round((after - due).total_seconds(), 2))
    assert before >= due - timedelta(milliseconds=5)
    assert after < due + timedelta(seconds=SECOND)


def test_a_newsroom_that_is_gone_is_still_read(paper):
    path = paper.story.versions.get().path
    paper.keep(path)
    paper.site.kill()
    time.sleep(4)

    answer = paper.read(path)

    assert (answer.status, answer.kept.startswith("hit")) == (200, True)
    assert re.search("Danau surut", answer.text)
