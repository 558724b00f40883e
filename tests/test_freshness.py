"""What readers have is kept until it is another, and no longer: told by keys, and by the clock."""

from datetime import timedelta

import pytest
from django.db import connection

from articles import workflow
from articles.fronts import breaking
from articles.models import Placement
from newsroom.imprint.models import Imprint, Terms
from newsroom.photos import taking_down
from newsroom.photos.models import AllowedDesk, Photo

from .factories import NOW, make_issued, reissue
from .freshness import Ear, World, forget_everything, read_all
from .fronts import put

AT = NOW + timedelta(seconds=1)
REPLY = {"kind": "reply", "who": "Kepala dinas", "text": "Danau tidak surut."}


@pytest.fixture
def strict(desks_read_once, monkeypatch):
    """What is kept in memory is believed until it is told that it changed."""
    monkeypatch.setattr("articles.public.most_read.MAX_AGE", 3600)


@pytest.fixture
def clock(monkeypatch):
    """The moment at which readers ask, as a test sets it."""

    class Clock:
        at = NOW + timedelta(seconds=2)

    found = Clock()
    monkeypatch.setattr("newsroom.clock.now", lambda: found.at)
    return found


def changes(world):
    """Everything that changes what readers have: (name, what is done, whether Maluku shows it).

    Maluku has a story of its own, carries one for a while, and is told of that one afterwards.
    """
    made, by = {}, world.editor

    def step(name, story=lambda: world.draft, own=False, **answers):
        def take():
            article = type(world.draft).objects.get(pk=story().pk)
            taker = article.created_by if own else by
            return workflow.perform(name, article, by=taker, at=AT, **answers)

        return name, take, False

    def sql(text, *params):
        def run():
            with connection.cursor() as cursor:
                cursor.execute(text, params)

        return run

    def scheduled():
        made["ahead"] = make_issued(world.kerinci, live_from=AT + timedelta(hours=9))

    def reply():
        held = make_issued(world.kerinci, kind="reply", headline="Hak jawab")
        made["reply"] = held
        workflow.perform(
            "notice", world.live, by=by, at=AT, notice=REPLY | {"text": "", "reply": held.pk}
        )

    def changed(row, **values):
        def save():
            type(row).objects.filter(pk=row.pk).update(**values)

        return save

    live, ahead = (lambda: world.live), (lambda: made["ahead"])
    later = AT + timedelta(hours=20)
    yield step("spike", note="Basi.")
    yield step("revive")
    yield step("submit")
    yield step("return", note="Tambah narasumber.")
    yield step("submit")
    yield step("take_back", own=True)
    yield step("submit")
    yield step("approve", note="Ya.")
    yield step("issue")
    yield step("notice", live, notice={"kind": "clarification", "text": "Maksudnya air."})
    yield step("reopen", live)
    yield "a next version", lambda: reissue(world.pictured, headline="Berfoto lagi", at=AT), False
    yield "a schedule", scheduled, False
    yield step("reschedule", ahead, live_from=later)
    yield step("recall", ahead)
    yield step("carry", live, desk=world.maluku, headline="Dari Kerinci"), True
    yield step("carry", live, desk=world.jambi, headline="Kata Jambi"), True
    yield step("uncarry", live, desk=world.maluku), True
    yield "a reply in a story of its own", reply, True
    yield "an update of the reply", lambda: reissue(made["reply"], headline="Jawaban"), True
    yield "a story linked to", lambda: reissue(world.other, headline="Maluku lagi"), True
    yield step("withdraw", live, ground="inaccurate", reason="Angkanya keliru."), True
    yield "a front", lambda: put(world.kerinci, by, (1, world.old.pk), at=NOW), False
    yield "a front of above", lambda: put(world.jambi, by, (1, world.old.pk), at=NOW), False
    strip = {"by": by, "at": AT, "text": "Gempa", "ends_at": later}
    yield "a strip", lambda: breaking.put_up(world.kerinci, **strip), False
    yield "a strip below", lambda: breaking.put_up(world.jambi, below=True, **strip), False
    yield "a photo's term", changed(world.photo, usable_until=NOW - timedelta(days=1)), False
    yield "its return", changed(world.photo, usable_until=later), False
    yield (
        "a photo's desks",
        lambda: AllowedDesk.objects.create(photo=world.photo, desk=world.kerinci),
        False,
    )
    yield "a photo for all", AllowedDesk.objects.all().delete, False
    yield (
        "a take-down",
        lambda: taking_down.take_down(
            world.photo, by=by, at=NOW, ground="court", reason="Perintah.", original="keep"
        ),
        False,
    )
    yield "a reporter's name", changed(world.writer, name="Rara L."), False
    yield "a reporter who left", changed(world.writer, active=False), False
    yield "a topic's name", changed(world.tag, name="Banjir bandang"), False
    yield "a topic's address", changed(world.tag, slug="banjir-bandang"), False
    yield "a reporter's address", changed(world.writer, slug="rara-lestari"), False
    yield "an imprint", lambda: Imprint.objects.create(desk=world.jambi, company="PT Jambi"), False
    yield "terms", lambda: Terms.objects.create(desk=world.jambi, feeds="summary"), False
    yield "a section", changed(world.politics, name="Politik dan hukum"), True
    yield "a desk's name", changed(world.kerinci, masthead="Kabar Baru"), True
    yield (
        "a headline by hand",
        sql(
            "UPDATE articles_placement SET headline = 'Dengan tangan' WHERE article_id = %s",
            world.old.pk,
        ),
        False,
    )
    # The last: what comes after makes most of what is in memory anew.
    yield "a section's address", changed(world.politics, slug="hukum"), True


@pytest.mark.django_db(transaction=True)
def test_whatever_changes_tells_the_keys_of_what_shows_it_and_of_no_other_desk(strict):
    world = World()
    done, wrong, told_for_nothing = set(), [], []
    with Ear() as ear:
        ear.heard()
        before = read_all(world.addresses())
        for change in changes(world):
            (name, act, *_), shown_there = (
                (change[0], change[1]) if isinstance(change[0], tuple) else (change, change[-1])
            )
            act()
            done.add(name)
            keys = ear.heard()
            places = [*dict.fromkeys([*before, *world.addresses()])]
            # Where nothing was told, nothing may be another: some of all pages will do.
            after = read_all(places if keys else places[len(done) % 4 :: 4])
            for place in after.keys() & before.keys():
                was = before[place]
                purged = not was.keys.isdisjoint(keys)
                if was.body != after[place].body and was.is_kept and not purged:
                    wrong.append((name, place, keys))
                if place[0] == world.maluku and purged and not shown_there:
                    told_for_nothing.append((name, place, was.keys & keys))
            before |= after

    assert not wrong
    assert not told_for_nothing
    # Nor does a process that has read all of it before say anything else than one that has not.
    forget_everything()
    assert not [place for place, now in read_all(before).items() if now.body != before[place].body]
    assert set(workflow.STEPS) <= done
    kept = {path for (_desk, path), each in before.items() if each.is_kept}
    assert {"/search/?q=danau", "/search/?q=kabar+lma", "/search/?q=la*"} <= kept
    assert {"/", "/search/", "/sitemap.xml", "/corrections/", "/rss.xml"} <= kept
    # What says that a page is elsewhere or nowhere is kept as well.
    assert {f"/articles/{world.live.pk}/danau/", "/nowhere/", "/topics/banjir/"} <= kept


@pytest.mark.django_db
def test_nothing_changes_by_the_clock_before_the_moment_that_a_page_names(clock, strict):
    world, by = World(), None
    by = world.editor

    def soon(minutes):
        return NOW + timedelta(minutes=minutes)

    make_issued(world.kerinci, live_from=soon(3), topics=["Banjir"], reporters=[world.writer])
    reissue(world.old, live_from=soon(5), headline="Diperbarui")
    update = {"kind": "correction", "wrong": "Salah", "text": "Benar", "apology": "Maaf."}
    chief = by
    again = workflow.perform("reopen", world.live, by=chief, at=NOW).article
    workflow.perform("submit", again, by=chief, at=NOW)
    workflow.perform("approve", again, by=chief, at=NOW, note="Ya.")
    workflow.perform("issue", again, by=chief, at=NOW, live_from=soon(7), notice=update)
    put(world.kerinci, by, (1, world.pictured.pk), starts_at=soon(9), ends_at=soon(11))
    put(world.jambi, by, (1, world.old.pk), starts_at=soon(13), ends_at=soon(15))
    strip = {"by": by, "at": NOW, "text": "Gempa"}
    breaking.put_up(
        world.kerinci, starts_at=soon(17), ends_at=soon(21), article=world.other.pk, **strip
    )
    breaking.put_up(world.jambi, starts_at=soon(19), ends_at=soon(23), below=True, **strip)
    Photo.objects.filter(pk=world.photo.pk).update(usable_until=soon(25))
    Placement.objects.filter(article=world.other).update(live_until=soon(20))
    day = timedelta(days=1)
    moments = [soon(each) for each in sorted((*range(3, 27, 2), 20))] + [NOW + day, NOW + 2 * day]
    before = read_all(world.addresses())

    wrong, changed = [], set()
    for moment in moments:
        clock.at = moment
        after = read_all(before)
        for place, was in before.items():
            if was.body != after[place].body:
                changed.add((moment - NOW) // timedelta(minutes=1))
                if was.is_kept and was.until > moment:
                    wrong.append((place, moment - NOW, was.until - NOW))
        before = after

    assert not wrong
    assert {3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25} <= changed


def test_more_than_a_notification_holds_is_told_in_several_and_very_much_as_everything(db):
    def told(keys):
        with connection.cursor() as cursor:
            cursor.execute("SELECT newsroom_tell(%s)", [keys])
            return True

    assert told([f"article:{number}" for number in range(1999)])
    assert told([f"article:{number}" for number in range(20_000)])
