"""What the page cache keeps, and what goes past it."""

from datetime import timedelta

import pytest

from .rig import Answer


@pytest.mark.parametrize(
    "asked",
    [
        {"method": "POST"},
        {"path": "/admin/"},
        {"path": "/preview/abc/"},
        {"path": "/corrections/ask/", "query": "story=12"},
        {"authorization": "Bearer x"},
    ],
)
def test_what_is_no_readers_page_goes_straight_on(cache, newsroom, asked):
    for _ in range(2):
        assert "Cache-Status" not in Answer(cache, **asked).headers
    assert newsroom.made == 2


def test_what_nobody_may_keep_is_made_each_time(cache, newsroom):
    newsroom.status = "404 Not Found"
    newsroom.keys = set()
    assert [Answer(cache).status for _ in range(3)] == [404] * 3
    newsroom.keys = {"article:1"}
    newsroom.status, newsroom.headers = "200 OK", [("Set-Cookie", "a=b")]
    Answer(cache)
    newsroom.headers = []
    assert not Answer(cache).is_hit
    assert Answer(cache).is_hit


@pytest.mark.parametrize("status", ["301 Moved Permanently", "404 Not Found"])
def test_what_is_no_page_is_kept_once_somebody_comes_back_and_ends_when_there_is_one(
    cache, newsroom, ears, status
):
    newsroom.status = status

    assert [Answer(cache).status for _ in range(4)] == [int(status[:3])] * 4
    assert newsroom.made == 2
    newsroom.status = "200 OK"
    ears.hears("article:1")
    assert Answer(cache).status == 200


def test_made_up_addresses_push_no_page_out_and_come_into_no_folder(cache, newsroom, tmp_path):
    Answer(cache)
    files = [*tmp_path.rglob("*")]
    newsroom.status, newsroom.text = "404 Not Found", "x" * 3000

    for number in range(300):
        for _ in range(2):
            Answer(cache, path=f"/articles/{number}/x/")

    assert newsroom.made == 1 + 600
    assert 10 < len(cache.shelf._pages) < 40
    assert [*tmp_path.rglob("*")] == files
    assert Answer(cache).is_hit


def test_what_pages_do_not_know_of_an_address_makes_no_page_of_its_own(cache, newsroom):
    Answer(cache, query="utm_source=wa")
    for number in range(50):
        assert Answer(cache, query=f"fbclid={number}").is_hit
    assert newsroom.asked == [("", None)]

    # A page of a list is kept from the second time on: made-up ones leave nothing behind.
    for number in range(50):
        Answer(cache, "/", query=f"before={number}-1")
    assert len(cache.shelf._pages) == 1
    Answer(cache, "/", query="before=7-1&x=y")
    assert Answer(cache, "/", query="before=7-1").is_hit


@pytest.mark.parametrize("made_up", ["KERINCI.example", "kerinci.example.", "Kerinci.example.:80"])
def test_a_host_is_one_however_it_is_spelt(cache, newsroom, made_up):
    Answer(cache)

    assert Answer(cache, host=made_up).is_hit
    for port in range(20):
        assert Answer(cache, host=f"kerinci.example:{port}").is_hit
    assert (newsroom.made, len(cache.shelf._pages)) == (1, 1)


def test_what_is_searched_for_again_is_kept_in_memory_alone(cache, newsroom, ears, tmp_path):
    def search(query, **headers):
        return Answer(cache, "/search/", query=query, **headers)

    newsroom.in_memory_alone = True
    edge = {"surrogate_capability": 'edge="Surrogate/1.0"'}

    answers = [search("q=gempa&order=newest&utm_source=wa", **edge) for _ in range(3)]

    assert [each.is_hit for each in answers] == [False, False, True]
    assert {each.headers["Surrogate-Control"] for each in answers} == {"no-store"}
    assert not search("q=banjir&order=newest").is_hit
    assert not search("q=gempa").is_hit
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == [
        tmp_path / "pages" / "locks"
    ]
    ears.hears("article:1")
    assert not search("q=gempa&order=newest").is_hit


def test_made_up_searches_push_no_page_out(cache, newsroom):
    Answer(cache)
    newsroom.in_memory_alone, newsroom.text = True, "x" * 3000

    for number in range(300):
        for _ in range(2):
            Answer(cache, "/search/", query=f"q={number}")

    assert 10 < len(cache.shelf._pages) < 40
    assert Answer(cache).is_hit


def test_what_a_page_asks_its_address_for_comes_to_it(cache, newsroom):
    asked = [("/search/", "q=danau"), ("/archive/", "day=2026-11-20"),
             ("/corrections/ask/", "story=12"), ("/", "before=7-1")]  # fmt: skip
    for path, query in asked:
        Answer(cache, path, query=query)

    assert [query for query, _none in newsroom.asked] == [query for _path, query in asked]


def test_plain_http_is_sent_on_where_https_is_expected(make, newsroom):
    cache = make(https=True, proxied=True)
    Answer(cache, x_forwarded_proto="https")
    assert Answer(cache, x_forwarded_proto="https").is_hit
    assert "Cache-Status" not in Answer(cache).headers


def test_shared_caches_are_told_what_is_left_of_it_and_by_what_to_purge_it(cache, newsroom):
    newsroom.keys, newsroom.ends = {"stories:3", "article:1"}, timedelta(seconds=100.5)
    Answer(cache)
    told = Answer(cache, surrogate_capability='edge="Surrogate/1.0"').headers

    assert told["Surrogate-Key"] == "article:1 stories:3"
    assert told["Surrogate-Control"].startswith("max-age=100, stale-while-revalidate=1, ")
    assert "Surrogate-Key" not in Answer(cache).headers
    newsroom.status = "403 Forbidden"
    told = Answer(cache, "/none/", surrogate_capability='edge="Surrogate/1.0"').headers
    assert told["Surrogate-Control"] == "no-store"
