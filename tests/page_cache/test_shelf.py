"""The folder and the memory in which pages are kept."""

import time
from datetime import timedelta

from newsroom import clock

from .rig import Answer, Ears


def test_a_folder_that_is_gone_torn_or_no_folder_costs_pages_and_nothing_else(
    make, newsroom, tmp_path
):
    one = make(Ears())
    Answer(one)
    (file,) = [each for each in (tmp_path / "pages").rglob("*") if each.parent.name != "pages"
               and each.is_file()]  # fmt: skip
    whole = file.read_bytes()
    for torn in (whole[:-5], b"", b"\0" * 500, whole.replace(b"article:1", b"article:9")):
        file.write_bytes(torn)
        assert Answer(make(Ears())).text == newsroom.text
        assert Answer(one).is_hit
    for each in sorted((tmp_path / "pages").rglob("*"), reverse=True):
        each.unlink() if each.is_file() else each.rmdir()
    Answer(one, "/articles/2/dua/")
    assert Answer(one, "/articles/2/dua/").is_hit
    (tmp_path / "file").write_text("")
    nowhere = make(Ears(), folder=tmp_path / "file")
    Answer(nowhere)
    assert Answer(nowhere).is_hit


def test_the_folder_and_the_memory_stay_as_large_as_they_may_be(make, newsroom, ears, tmp_path):
    cache = make(disk=200_000)
    cache.shelf.memory = 20_000
    for number in range(100):
        Answer(cache, f"/articles/{number}/")
    ears.sweep()

    taken = [each for each in (tmp_path / "pages").glob("*/*") if each.is_file()]
    assert 20 <= len(taken) <= 200_000 // 4096
    assert len(cache.shelf._pages) < 20
    assert Answer(cache, "/articles/99/").is_hit


def test_what_was_made_while_the_clock_was_ahead_is_not_shown_once_it_is_right(
    make, newsroom, ears, monkeypatch
):
    """It shows what is still to come: by the clock of then it was public."""
    cache, real = make(), time.time
    newsroom.ends = timedelta(hours=25)
    with monkeypatch.context() as ahead:
        # A day ahead, and believed.
        ahead.setattr(time, "time", lambda: real() + 86_400)
        ahead.setattr(clock, "steady", clock.Steady())
        Answer(cache)
        assert Answer(cache).is_hit
    monkeypatch.setattr(clock, "steady", clock.Steady())

    newsroom.text, newsroom.ends = "dua " * 100, timedelta(hours=1)
    for each in (cache, make(Ears())):
        assert Answer(each).text == newsroom.text
        assert Answer(each).is_hit


def test_a_jump_of_the_clock_that_is_not_believed_costs_no_page(make, newsroom, monkeypatch):
    cache, real = make(), time.time
    monkeypatch.setattr(clock, "steady", clock.Steady(wall=lambda: time.time()))
    Answer(cache)
    for hours in (1, -1, 0):
        monkeypatch.setattr(time, "time", lambda hours=hours: real() + hours * 3600)
        assert Answer(cache).is_hit
        Answer(cache, f"/articles/{hours + 2}/")
        assert Answer(cache, f"/articles/{hours + 2}/").is_hit
    assert newsroom.made == 4
