"""What readers have late, too early or not at all, and who is told of it."""

from datetime import timedelta
from unittest.mock import Mock

import pytest

from articles import workflow
from articles.fronts import breaking
from articles.punctuality import due
from articles.punctuality import watching as watching_module
from articles.punctuality.figures import figures
from articles.punctuality.models import Change, Entry

from .factories import NOW, make_desk, make_issued, make_user, reissue
from .staff import page_of
from .watched import Cache, awaited, cache_before, late, now, settled, until, watching

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(network):
    """A desk below the network."""
    return make_desk("kerinci")


def test_a_page_that_a_cache_keeps_too_long_is_told_once_and_seen_when_it_is_fresh(
    door, desk, settings, caplog
):
    settings.LATE_AFTER = 1
    chief, admin = (
        make_user("chief", desk, language="id"),
        make_user(is_superuser=True, language="en"),
    )
    make_user("editor", desk), make_user("chief", make_desk("ambon"))
    article = make_issued(desk, at=NOW - timedelta(days=1), headline="Danau surut")
    with cache_before(door) as cache, watching(cache.url) as watcher:
        cache.fetched(desk.host, "/")
        for path in ("/", article.versions.get().path):
            cache.kept[desk.host, path] = cache.fetched(desk.host, path)
        reissue(article, at=now(), headline="Danau naik")
        path = article.versions.get(number=2).path
        cache.kept[desk.host, path] = cache.kept[desk.host, article.versions.get(number=1).path]

        until(watcher, late)
        # On a machine with much to do others are awaited as well, for a while.
        until(watcher, lambda: awaited() == {(desk.pk, "/"), (desk.pk, path)})
        for _ in range(20):
            watcher.step()
        assert awaited() == {(desk.pk, "/"), (desk.pk, path)}
        cache.kept.clear()
        until(watcher, settled)

    told = late()
    assert {row.to for row in told} >= {chief, admin}
    assert {row.to for row in told} == {
        member.user for member in desk.memberships.filter(role="chief")
    } | {admin}
    assert len(told) == len({row.to for row in told})
    assert all(f"{desk.host}{path}" in row.text and "Danau naik" in row.text for row in told)
    # With what to do, in each one's language, and where it is said page by page.
    texts = {row.to: row.text for row in told}
    assert "Some pages still show what was before. Story comes, due " in texts[admin]
    assert "keeps looking; if it lasts, tell whoever runs the servers." in texts[admin]
    assert "Beberapa halaman masih menampilkan yang lama. Berita tayang" in texts[chief]
    assert {row.url for row in told} == {page_of(article)}
    assert [record.levelname for record in caplog.records if "LATE" in record.message] == ["ERROR"]
    entry = Entry.objects.get(desk=desk)
    assert entry.outcome == "seen" and 1000 < entry.stale_ms <= entry.lateness_ms


def test_a_page_that_stays_stale_is_given_up_and_written_down_so(door, desk, monkeypatch):
    monkeypatch.setattr(watching_module, "GIVE_UP", timedelta(seconds=0.3))
    article = make_issued(desk, at=NOW - timedelta(days=1))
    with cache_before(door) as cache, watching(cache.url) as watcher:
        cache.kept[desk.host, "/"] = (200, b"<main></main>")
        reissue(article, at=now(), headline="Danau naik")
        until(watcher, settled)

    page = next(each for each in Change.objects.get().pages if each["state"] != "seen")
    assert (page["desk"], page["path"], page["state"]) == (desk.pk, "/", "never")
    assert Entry.objects.get(desk=desk).outcome == "never"


class Ahead(Cache):
    """A door that shows tomorrow's page today."""

    def fetched(self, host, path):
        return (200, b'<script type="application/ld+json">{"version":1}</script>')


def test_a_story_that_is_out_before_its_moment_is_told_at_once(door, desk, caplog, monkeypatch):
    # Looked at as soon as it is taken up, long before.
    monkeypatch.setattr(watching_module, "BEFORE", due.AHEAD)
    chief = make_user("chief", desk, language="en")
    planned = now() + due.AHEAD
    make_issued(desk, at=now(), live_from=planned, headline="Danau surut")

    with cache_before(door, Ahead) as cache, watching(cache.url) as watcher:
        until(watcher, late)
        assert now() < planned

    assert [row.to for row in late()] == [chief]
    assert late()[0].text.startswith("Danau surut\nReaders had it before its time.")
    assert "TOO EARLY" in caplog.text


def test_where_nobody_answers_administrators_are_told_once_and_nobody_of_each_story(
    door, desk, settings, caplog
):
    settings.LATE_AFTER = 0.2
    make_user("chief", desk)
    admin = make_user(is_superuser=True, language="en")
    make_issued(desk, at=now())
    make_issued(desk, at=now())

    with watching("http://127.0.0.1:9") as watcher:
        until(watcher, late)
        for _ in range(20):
            watcher.step()

    assert [row.to for row in late()] == [admin]
    assert late()[0].text.startswith("Nobody answers at http://127.0.0.1:9, where the newsroom")
    assert caplog.text.count("LATE") == 1
    assert all("Refused" in page["said"] for page in Change.objects.first().pages[:2])


# --- What nobody saw in time, and what came to nothing ------------------------------------------


def test_what_came_while_nobody_looked_for_a_day_stands_in_the_ledger_as_that(door, desk, caplog):
    day, moment = timedelta(days=1), now()
    elsewhere, editor = make_desk("ambon"), make_user("editor", desk.parent)
    Entry.objects.create(
        kind="came", desk=desk, planned_at=moment - 2 * day, ahead=True, outcome="missed",
        surface="story", stale_ms=0, pages=0,
    )  # fmt: skip
    before = make_issued(desk, at=moment - 3 * day)
    missed = make_issued(desk, at=moment - 2 * day, live_from=moment - day)
    workflow.perform("carry", missed, by=editor, at=moment - 2 * day, desk=elsewhere)
    breaking.put_up(
        desk, by=editor, at=moment - 2 * day, text="Gempa",
        starts_at=moment - day, ends_at=moment - day + due.CATCH_UP,
    )  # fmt: skip

    with watching(door) as watcher:
        watcher.step()
    with watching(door) as watcher:
        watcher.step()

    found = Entry.objects.filter(planned_at__gt=moment - 2 * day).order_by("planned_at", "kind")
    assert [(line.kind, line.outcome, line.lateness_ms) for line in found] == [
        *[("came", "missed", None)] * 3, ("strip", "missed", None), ("strip_ends", "missed", None)
    ]  # fmt: skip
    assert {line.desk for line in found if line.article == missed} == {
        desk, desk.parent, elsewhere
    }  # fmt: skip
    assert {line.article for line in found} == {missed, None}
    assert Change.objects.exclude(kind="came").count() == 2 and before not in set(
        Change.objects.values_list("article", flat=True)
    )
    assert "5 lines of the ledger" in caplog.text and not late()


def test_a_newsroom_in_which_nobody_ever_looked_has_missed_nothing(desk):
    make_issued(desk, at=now() - timedelta(days=2))

    assert due.write_missed(at=now()) == 0
    assert not Entry.objects.exists()


def test_what_a_busy_newsroom_decided_while_nobody_looked_is_caught_up_with(desk, monkeypatch):
    monkeypatch.setattr(due, "DECISIONS", 1)
    moment, editor = now(), make_user("editor", desk)
    article = make_issued(desk, at=moment - timedelta(hours=3))
    notice = {"kind": "clarification", "text": "Bukan satu meter."}
    early = moment - timedelta(hours=2)
    workflow.perform("notice", article, by=editor, at=early, notice=notice)
    make_issued(desk, at=moment - timedelta(hours=1))

    found = due.take_up(at=moment, within=due.CATCH_UP)

    assert (early, "noticed") in {(each.planned_at, each.kind) for each in found}


def test_what_was_told_as_late_counts_as_late_also_where_it_was_withdrawn_then(
    door, desk, settings
):
    settings.LATE_AFTER = 0.2
    moment, editor = now(), make_user("chief", desk)
    article = make_issued(desk, at=moment)
    path = article.versions.get().path
    with cache_before(door) as cache, watching(cache.url) as watcher:
        cache.kept[desk.host, path] = (404, b"")
        until(watcher, late)
        workflow.perform(
            "withdraw", article, by=editor, at=now(), ground="inaccurate", reason="Salah danau."
        )
        cache.kept.clear()
        until(watcher, settled)

    came = Entry.objects.get(desk=desk, kind="came")
    assert came.outcome == "overtaken" and came.stale_ms > 200
    day = timedelta(days=1)
    counted = {each.ahead: each for each in figures(desk, moment - day, moment + day, late=0.2)}
    assert counted[False].late >= 1


def test_a_watcher_that_breaks_says_so_in_the_log_and_lets_another_begin(desk, monkeypatch, caplog):
    def breaks(watcher):
        raise RuntimeError("broken")

    monkeypatch.setattr(watching_module.Watcher, "step", breaks)
    monkeypatch.setattr(watching_module, "listener", Mock())
    watching_module.watch(clock=now, stopped=lambda: False)

    (line,) = [each for each in caplog.records if each.levelname == "ERROR"]
    assert "broke off" in line.message and "broken" in str(line.exc_info[1])
