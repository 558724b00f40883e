"""Both shared caches in front of a newsroom that answers as the tests tell it."""

import gzip
import os
import struct
import threading
import time
from email.utils import formatdate

import pytest
from django.utils import timezone

from articles.purging.nginx import VALID_AT
from articles.purging.telling import Telling
from newsroom.operating.doctor import FINE, WRONG, Patient
from newsroom.operating.doctor.caches import shared_caches
from tests.rig import wait_until

from .front import A_MOMENT, RealNginx, RealVarnish, kept
from .origin import SHARED

FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}


def test_a_page_is_asked_for_once_and_browsers_are_told_their_own(cache, origin):
    first, later = cache.ask("/"), kept(cache)

    assert first.text == later.text
    assert len(origin.asked) == 1
    assert later.headers["cache-control"] == "no-cache"
    assert not [name for name in later.headers if "surrogate" in name or name == "xkey"]
    assert "x-newsroom-browsers" not in later.headers


def test_the_pages_of_two_hosts_are_never_mixed_up(cache, origin):
    for host in ("kerinci.test", "jambi.test", "KERINCI.test"):
        assert cache.ask("/", host=host).text.startswith(f"{host.lower()}/ ")

    assert len(origin.asked) == 2


def test_only_what_depends_on_what_changed_is_asked_for_again(cache, origin):
    for path, origin.keys in [("/a/", "all article:12 stories:3"), ("/b/", "all article:123")]:
        kept(cache, path)
    kept(cache, "/b/")
    time.sleep(A_MOMENT)

    cache.told.drop({"article:12", "section:9:9"})

    assert cache.ask("/b/").kept == "hit"
    assert cache.ask("/a/").text == "kerinci.test/a/ 3 0"


def test_while_a_page_is_made_again_readers_see_the_one_before(cache, origin):
    before = kept(cache)
    time.sleep(A_MOMENT)
    origin.seconds = 0.5
    cache.told.outdate({"all"})

    asked = time.monotonic()
    assert cache.ask("/").text == before.text
    assert time.monotonic() - asked < 0.3
    wait_until(lambda: cache.ask("/").text != before.text, "It is never made again.", 3)
    # nginx counts whole seconds: where one ends meanwhile, whoever asks then waits as well.
    assert len(origin.asked) <= (2 if cache.name == "varnish" else 3)


def test_told_again_nothing_old_is_shown_but_in_trouble(cache, origin):
    before = kept(cache)
    time.sleep(A_MOMENT)
    origin.status, origin.shared = 404, "no-store"
    cache.told.outdate({"all"})
    cache.ask("/")
    time.sleep(A_MOMENT)
    cache.told.outdate({"all"})

    assert cache.ask("/").status == 404
    origin.status = 503
    # For so long nginx lets those who ask have what is no page.
    time.sleep(4.2)
    assert cache.ask("/").text == before.text or cache.name == "varnish"


def test_a_page_that_ended_long_ago_is_not_shown_first(cache, origin):
    before = kept(cache)
    cache.told.outdate({"all"})
    time.sleep(2.2)

    assert cache.ask("/").text != before.text


def test_a_page_ends_when_the_newsroom_said_so(cache, origin):
    origin.shared = SHARED.replace("3600", "1")
    before = cache.ask("/")
    time.sleep(3.2)

    assert cache.ask("/").text != before.text


STATES = ["new", "outdated just now", "outdated long ago", "ended", "dropped"]


@pytest.mark.parametrize("state", STATES)
def test_a_thousand_readers_who_wait_are_one_request(cache, origin, state):
    if state == "ended":
        origin.shared = SHARED.replace("3600", "1")
    if state != "new":
        kept(cache)
        time.sleep(A_MOMENT)
        if state.startswith("outdated"):
            cache.told.outdate({"all"})
        elif state == "dropped":
            cache.told.drop({"all"})
        time.sleep({"outdated long ago": 2.2, "ended": 3.2}.get(state, 0))
    # A Varnish that hears nothing asks again by itself.
    telling = Telling(cache.told, hears=lambda: True)
    telling.start()
    before, origin.seconds = len(origin.asked), 3

    bodies = cache.ask_at_once(1_000, over=2.5)

    telling.stop()
    telling.join()
    assert all(body.startswith(b"kerinci.test/ ") for body in bodies)
    assert len(origin.asked) - before == 1


@pytest.mark.parametrize("status", [301, 302, 404, 410])
def test_a_thousand_readers_who_wait_for_what_is_no_page_are_one_request(cache, origin, status):
    origin.status, origin.shared, origin.seconds = status, SHARED.replace("3600", "59"), 1.5

    cache.ask_at_once(1_000, over=2.5)

    assert len(origin.asked) == 1
    assert cache.ask("/").status == status
    assert len(origin.asked) == 1


def test_an_address_that_was_nobody_s_is_a_page_as_soon_as_there_is_one(cache, origin):
    # Asked for once; and so often that it is kept.
    for path, number in (("/once/", 1), ("/often/", 20)):
        origin.status, origin.keys = 404, "all article:12"
        assert {cache.ask(path).status for _ in range(number)} == {404}
        time.sleep(A_MOMENT)
        origin.status = 200
        cache.told.outdate({"article:12"})

        assert cache.ask(path).status == 200


def test_what_became_no_page_does_not_come_back_as_the_page_that_it_was(cache, origin):
    kept(cache)
    time.sleep(A_MOMENT)
    origin.status = 301
    for _ in range(2):
        cache.told.outdate({"all"})
        cache.ask("/")
        time.sleep(A_MOMENT)
    assert {cache.ask("/").status for _ in range(3)} == {301}

    # What is told again a moment later ends what is no page as well.
    cache.told.outdate({"all"})

    assert cache.ask("/").status == 301


@pytest.mark.parametrize("kind", [RealVarnish, RealNginx], ids=lambda kind: kind.name)
def test_made_up_addresses_push_no_page_out(folder, origin, kind):
    if not kind.program:
        pytest.skip(f"{kind.name} is not installed: apt-get install nginx varnish varnish-modules")
    room = {"room": "1m"} if kind is RealVarnish else {}
    cache = kind(folder, origin.port, **room)
    origin.body = gzip.compress(os.urandom(20_000))
    kept(cache)
    origin.status, origin.keys = 404, "all"

    for number in range(200):
        assert cache.ask(f"/articles/{number}/").status == 404

    cache.told.beat(hears=True)
    assert cache.ask("/").kept == "hit"
    if kind is RealNginx:
        assert len([*(folder / "kept" / "pages").iterdir()]) == 1
    cache.stop()


@pytest.mark.parametrize("status", [301, 404, 500])
def test_readers_who_wait_for_what_nobody_may_keep_are_few_requests(cache, origin, status):
    origin.status, origin.shared, origin.seconds = status, "no-store", 0.1

    began = time.monotonic()
    cache.ask_at_once(1_000, over=1)

    took = time.monotonic() - began
    print(cache.name, status, f"{len(origin.asked)} requests in {took:.1f} s")
    # Errors nginx asks for three times a second, and Varnish for each reader.
    assert len(origin.asked) <= (3 * took + 6 if cache.name == "nginx" or status < 500 else 2_000)


def test_what_a_reader_sends_is_sent_once(cache, origin):
    origin.status, origin.headers = 302, {"Location": "/"}

    answers = [cache.ask("/letters/", method="POST", body=b"name=1") for _ in range(2)]

    assert [answer.status for answer in answers] == [302, 302]
    assert [each[0] for each in origin.paths("/letters/")] == ["POST", "POST"]
    assert answers[0].text.endswith(" 6")


def test_a_page_begun_before_a_change_and_ready_after_it_does_not_stay(cache, origin):
    telling = Telling(cache.told, hears=lambda: True)
    telling.start()
    origin.seconds, origin.body = 0.8, b"before"
    old = cache.ask_at_once

    def change():
        time.sleep(0.3)
        origin.body, origin.seconds = b"after", 0
        telling.tell({"all"})

    threading.Thread(target=change).start()
    assert old(1) == [b"before"]
    wait_until(lambda: cache.ask("/").text == "after", "What was before is shown.", 6)
    time.sleep(1.5)
    assert cache.ask("/").text == "after"
    telling.stop()
    telling.join()


def test_readers_see_an_old_page_rather_than_none(cache, origin):
    before = kept(cache)
    cache.told.outdate({"all"})
    time.sleep(2.2)

    origin.status = 500
    assert cache.ask("/").text == before.text
    origin.close()
    time.sleep(A_MOMENT)
    assert cache.ask("/").text == before.text
    assert cache.ask("/never-seen/").status in (502, 503)


def test_what_must_not_be_seen_again_is_not_even_shown_in_trouble(cache, origin):
    kept(cache)
    time.sleep(A_MOMENT)
    cache.told.drop({"all"})
    origin.close()

    assert cache.ask("/").status in (502, 503)


def test_pages_are_kept_compressed_and_unpacked_for_those_who_cannot(cache, origin):
    origin.body = gzip.compress(b"Danau surut. " * 100)
    origin.headers = {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    origin.headers |= {"Content-Type": "text/html"}

    packed = kept(cache, Accept_Encoding="gzip, deflate, br")
    plain = cache.ask("/")

    assert packed.body == origin.body
    assert packed.headers["content-encoding"] == "gzip"
    assert plain.text == "Danau surut. " * 100
    assert len(origin.asked) == 1


def test_a_head_and_a_question_whether_it_changed_are_answered_from_what_is_kept(cache, origin):
    origin.headers = {"ETag": '"7"', "Last-Modified": formatdate(0, usegmt=True)}
    kept(cache)

    head = cache.ask("/", method="HEAD")
    unchanged = cache.ask("/", If_None_Match='"7"')

    assert (head.status, head.body) == (200, b"")
    assert (unchanged.status, unchanged.body) == (304, b"")
    assert cache.ask("/", If_None_Match='"6"').status == 200
    assert len(origin.asked) == 1


@pytest.mark.parametrize("path", ["/photos/ab/cd.webp", "/static/news.0123456789ab.css"])
def test_photos_and_static_files_are_kept_for_ever_and_in_parts(cache, origin, path):
    origin.headers, origin.shared = FOR_EVER, SHARED.replace("3600", "1")
    if path.startswith("/static"):
        origin.shared = None
    whole = cache.ask(path)
    time.sleep(2.5)

    part = cache.ask(path, Range="bytes=0-6")

    assert whole.headers["cache-control"] == FOR_EVER["Cache-Control"]
    assert (part.status, part.body) == (206, whole.body[:7])
    assert len(origin.asked) == 1


def test_a_photo_that_is_taken_down_is_gone_at_once(cache, origin):
    origin.headers, origin.keys = FOR_EVER, "all file:abcd"
    for _ in range(3):
        cache.ask("/photos/ab/cd.webp")
    time.sleep(A_MOMENT)
    origin.status, origin.headers = 410, {"Cache-Control": "no-store"}

    cache.told.drop({"file:abcd", "gone"})

    assert cache.ask("/photos/ab/cd.webp").status == 410


def test_a_cache_that_nobody_tells_what_changes_asks_again(cache, origin):
    before = kept(cache)
    if cache.name == "nginx":
        (file,) = cache.told._folders[0].folder.iterdir()
        valid = struct.unpack_from("@q", file.read_bytes(), VALID_AT)[0]
        assert valid <= time.time() + 60
        cache.told.beat(hears=False)
        time.sleep(2.2)
    else:
        time.sleep(6)

    wait_until(lambda: cache.ask("/").text != before.text, "It believes what it has.", 3)


def test_the_doctor_tells_a_cache_that_is_told_from_one_that_is_not(cache, origin, settings):
    settings.BEHIND_PROXY, settings.SHARED_CACHES = True, [cache.told.address]
    before = kept(cache)

    def found():
        return {each.level for each in shared_caches(Patient(timezone.now()))}

    cache.told.beat(hears=True)
    assert found() == {FINE}
    time.sleep(5.2)
    assert found() == {WRONG}
    # It was tried, and nothing ended.
    if cache.name == "nginx":
        assert (cache.ask("/").text, len(origin.asked)) == (before.text, 1)
    else:
        settings.SHARED_CACHES = [f"http://127.0.0.1:{cache.port}"]
        (one,) = shared_caches(Patient(timezone.now()))
        assert one.level == WRONG and "cannot be told" in one.sentence


def test_a_cache_that_was_not_reached_is_told_when_it_is(folder, origin):
    if not RealVarnish.program:
        pytest.skip("varnish is not installed: apt-get install varnish varnish-modules")
    cache = RealVarnish(folder, origin.port)
    telling = Telling(cache.told, hears=lambda: True)
    before = kept(cache)
    cache.told.address, address = "http://127.0.0.1:9", cache.told.address
    cache.told.close()
    telling.start()
    telling.tell({"all"})
    wait_until(lambda: telling.is_reached is False, "It is reached.", 5)
    time.sleep(5)

    cache.told.address = address
    wait_until(lambda: cache.ask("/").text != before.text, "What it missed is lost.", 5)
    telling.stop()
    telling.join()
    cache.stop()


def test_what_nginx_kept_before_is_known_to_whoever_begins_to_tell_it(folder, origin):
    if not RealNginx.program:
        pytest.skip("nginx is not installed: apt-get install nginx")
    cache = RealNginx(folder, origin.port)
    before = kept(cache)
    time.sleep(A_MOMENT)

    type(cache.told)(folder / "kept").drop({"all"})

    assert cache.ask("/").text != before.text
    cache.stop()
