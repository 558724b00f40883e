"""Whether somebody tells the caches in front is seen by the newsroom, whose files they are not."""

import math
import os
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.utils import timezone

from articles.purging import nginx
from articles.purging.nginx import Nginx
from newsroom.operating.doctor import FINE, LOOK, WRONG, Patient
from newsroom.operating.doctor.caches import shared_caches
from newsroom.operating.gauges import _caches

from .healthy import closed_port

NOBODY = 65534


@pytest.fixture
def folder(settings):
    """nginx's folder as docs/operators.md has it made: all may pass, its own user may look."""
    # pytest's own folders let nobody else pass at all.
    with tempfile.TemporaryDirectory() as made:
        top = Path(made, "newsroom")
        for name in (*nginx.FOLDERS, nginx.FLIGHT):
            (top / name).mkdir(parents=True)
        Nginx(top).beat(hears=True)
        os.chmod(made, 0o711)
        settings.BEHIND_PROXY, settings.SHARED_CACHES = True, [str(top)]
        yield top
        os.chmod(top, 0o700)


@contextmanager
def by_another_user(top, mode):
    """What follows is done by somebody whose folder it is not, and who finds it with this mode."""
    folders = [top / name for name in (*nginx.FOLDERS, nginx.FLIGHT)]
    for each in folders:
        os.chmod(each, 0)
    os.chmod(top, mode)
    # root passes everywhere; of anybody else's own folders the mode keeps them out as well.
    us = os.geteuid()
    if us == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(us)
        for each in (top, *folders):
            os.chmod(each, 0o700)


def examined():
    (finding,) = shared_caches(Patient(timezone.now()))
    return finding


def told_seconds():
    """What metrics say of each cache."""
    return {labels[0][1]: value for gauge in _caches() for labels, value in gauge.values}


def test_the_doctor_sees_that_somebody_tells_a_cache_whose_files_are_anothers(folder):
    with by_another_user(folder, 0o711):
        finding = examined()
        seconds = told_seconds()

    assert finding.level == FINE
    assert "is told what changes" in finding.sentence and "may not look" in finding.sentence
    assert 0 <= seconds[str(folder)] < 5


def test_the_doctor_sees_that_nobody_tells_a_cache_whose_files_are_anothers(folder):
    os.utime(folder / nginx.TOLD, (0, time.time() - 60))
    with by_another_user(folder, 0o711):
        finding = examined()
        seconds = told_seconds()

    assert finding.level == WRONG
    assert f"Nobody has told {folder} what changes since 60 s" in finding.sentence
    assert 60 <= seconds[str(folder)] < 70


def test_a_cache_that_was_never_told_anything_is_said_to_be_that(folder):
    (folder / nginx.TOLD).unlink()
    with by_another_user(folder, 0o711):
        finding = examined()
        seconds = told_seconds()

    assert finding.level == WRONG and finding.sentence.endswith("what changes.")
    assert seconds == {str(folder): math.inf}


def test_a_folder_that_lets_nobody_pass_is_said_with_what_opens_it(folder):
    with by_another_user(folder, 0o600):
        finding = examined()
        seconds = told_seconds()

    assert finding.level == LOOK and finding.advice.endswith(f"chmod o+x {folder}")
    # Nothing is known of it, which is not that nobody tells it.
    assert seconds == {}


def test_whoever_may_look_into_the_files_is_told_that_they_were_tried(folder):
    finding = examined()

    assert finding.level == FINE and "does as it is told" in finding.sentence


def test_metrics_take_a_varnish_that_does_not_answer_for_one_that_nobody_tells(settings):
    settings.SHARED_CACHES = [f"http://127.0.0.1:{closed_port()}"]

    assert list(told_seconds().values()) == [math.inf]
