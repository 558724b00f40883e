"""The punctuality ledger as it is read, and what stands beside an article about its pages."""

import csv
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.admin import everywhere, punctuality
from articles.punctuality import keeping
from articles.punctuality.models import Change, Entry
from newsroom.accounts.models import User

from .addresses import browser_of
from .factories import NOW, make_desk, make_issued, make_user
from .plain_sql import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english", "desks_read_once")]


@pytest.fixture
def desk(network):
    """A desk below the network."""
    return make_desk("kerinci")


def reader(role, desk):
    """The browser of somebody with a role who reads English."""
    return browser_of(make_user(role, desk, language="en"))


def entry(desk, *, ms=120, outcome="seen", at=NOW, **values):
    """A line of the ledger."""
    values = {"kind": "came", "ahead": True, "surface": "story", "stale_ms": 0, "pages": 3} | values
    seen = {} if ms is None else {
        "lateness_ms": ms, "seen_at": at + timedelta(milliseconds=ms), "slowest": "feed",
        "slowest_ms": ms + 300,
    }  # fmt: skip
    return Entry.objects.create(desk=desk, planned_at=at, outcome=outcome, **seen, **values)


def looked_for(article, *states, kind="came", at=NOW, stale=0, settled=True):
    """A change of an article with pages in these states."""
    pages = [
        {
            "desk": article.desk_id, "what": what, "path": path, "state": state,
            "ms": 400 if state == "seen" else None, "stale": stale, "said": "",
        }
        for state, (what, path) in zip(
            states, [("story", f"/articles/{article.pk}/x/"), ("front", "/"),
                     ("topic", "/topics/danau/")], strict=False,
        )
    ]  # fmt: skip
    return Change.objects.create(
        source="version", number=article.versions.latest("number").pk, kind=kind, article=article,
        desk=article.desk, planned_at=at, ahead=True, found_at=at, pages=pages,
        leased_until=at, settled_at=at if settled else None,
    )  # fmt: skip


# --- The ledger ---------------------------------------------------------------------------------


def test_a_chief_reads_how_punctual_the_desk_was_in_a_month(desk):
    for ms in (100, 200, 900):
        entry(desk, ms=ms, article=make_issued(desk, headline="Danau surut"))
    entry(desk, ms=None, outcome="never")
    entry(desk, ms=7_200_000, outcome="unwatched")
    entry(desk, ms=50, ahead=False)
    entry(desk.parent, ms=99_999)

    month = timezone.localtime(NOW, desk.zone)
    text = reader("chief", desk).get(f"/admin/punctuality/?month={month:%Y-%m}").text

    scheduled, at_once = text.split("<h3>")[1:3]
    for figure in ("<dd>5</dd>", "<dd>200 ms</dd>", "<dd>900 ms</dd>"):
        assert figure in scheduled
    assert scheduled.count('<dd class="nr-ledger-bad">1</dd>') == 1
    assert "<dd>50 ms</dd>" in at_once
    assert "Nobody looked" not in text
    assert "Danau surut" in text and "99999" not in text and "99,999" not in text


def test_what_nobody_looked_for_is_no_punctual_change(desk):
    entry(desk, ms=100)
    for _ in range(2):
        entry(desk, ms=None, outcome="missed")

    month = f"{NOW.astimezone(desk.zone):%Y-%m}"
    text = reader("chief", desk).get(f"/admin/punctuality/?month={month}").text

    assert '<dt>Nobody looked</dt><dd class="nr-ledger-bad">2</dd>' in text
    assert '<span class="nr-ledger-outcome">nobody looked</span>' in text


def test_lines_are_paged_by_key_and_cost_the_same_on_every_page(
    desk, django_assert_max_num_queries
):
    article = make_issued(desk)
    for number in range(120):
        entry(desk, at=NOW.replace(day=15) - timedelta(minutes=number), article=article)
    browser, seen, path = reader("chief", desk), [], f"?desk=kerinci&month={NOW:%Y-%m}"
    browser.get("/admin/punctuality/")
    while path:
        with django_assert_max_num_queries(16):
            answer = browser.get(f"/admin/punctuality/{path}")
        seen += [row.pk for row in answer.context["rows"]]
        path = answer.context["older"].removeprefix("/admin/punctuality/")

    assert seen == list(Entry.objects.order_by("-planned_at").values_list("pk", flat=True))


def test_the_file_has_every_line_of_the_month_in_the_desks_own_time(desk):
    first = entry(desk, at=NOW.replace(day=2, hour=23), ms=1234)
    entry(desk, at=NOW.replace(day=2) + timedelta(days=45))

    answer = reader("chief", desk).get(f"/admin/punctuality/?desk=kerinci&month={NOW:%Y-%m}&as=csv")

    (row,) = csv.DictReader(answer.text.splitlines())
    assert row["desk"] == "kerinci" and row["lateness_ms"] == "1234"
    assert row["planned_at"].endswith("+07:00")
    assert row["planned_at"].startswith(f"{first.planned_at + timedelta(hours=7):%Y-%m-%dT%H}")
    assert row["article"] == "" and row["outcome"] == "seen"


def test_the_file_is_sent_while_it_is_read_and_holds_a_part_of_it_at_a_time(desk, monkeypatch):
    monkeypatch.setattr(punctuality, "IN_FILE_AT_ONCE", 5)
    for number in range(23):
        entry(desk, at=NOW.replace(day=15) - timedelta(minutes=number))
    client = Client(HTTP_HOST="localhost")
    client.force_login(make_user("chief", desk))
    answer = client.get(f"/admin/punctuality/?desk=kerinci&month={NOW:%Y-%m}&as=csv")
    asked = []
    with CaptureQueriesContext(connection) as queries:
        for line in answer.streaming_content:
            if line.startswith(b"kerinci,"):
                asked.append(sum("LIMIT 5" in query["sql"] for query in queries))

    assert asked == [1] * 5 + [2] * 5 + [3] * 5 + [4] * 5 + [5] * 3


def test_nobody_reads_the_ledger_of_a_desk_that_is_not_theirs(desk):
    elsewhere = make_desk("ambon")
    entry(elsewhere, ms=4321, at=timezone.now())

    chief = reader("chief", desk)
    assert chief.get("/admin/punctuality/?desk=ambon").status_code == 404
    assert chief.get("/admin/punctuality/?desk=ambon&as=csv").status_code == 404
    assert "Ambon" not in chief.get("/admin/punctuality/").text
    assert reader("editor", desk).get("/admin/punctuality/").status_code == 403
    admin = browser_of(User.objects.create_superuser("kepala", password="rahasia"))
    assert "4321" in admin.get("/admin/punctuality/?desk=ambon").text


@pytest.mark.parametrize(
    "query", ["month=2026-13", "month=0001-01", "before=x-1", "before=9e99-1", "before=-", "desk="]
)
def test_an_address_that_makes_no_sense_shows_this_month(desk, query):
    entry(desk, ms=77, at=timezone.now())

    assert (
        "<strong>77 ms</strong>" in reader("chief", desk).get(f"/admin/punctuality/?{query}").text
    )


def test_the_ledger_is_only_written_on(desk):
    entry(desk)

    refused("UPDATE punctuality_entry SET lateness_ms = 1", match="append-only")
    refused("DELETE FROM punctuality_entry", match="append-only")


def test_what_was_looked_for_goes_after_a_month_and_the_ledger_stays(desk):
    article = make_issued(desk)
    looked_for(article, "seen")
    entry(desk, article=article)

    assert keeping.clear(at=NOW + timedelta(days=29)) == 0
    assert keeping.clear(at=NOW + timedelta(days=31)) == 1
    assert Entry.objects.exists() and not Change.objects.exists()


# --- Beside an article, and in lists --------------------------------------------------------------


@pytest.mark.parametrize(
    ("states", "more", "sentence"),
    [
        (("seen", "seen"), {}, "Live everywhere after 0.4 s."),
        (("seen", "seen"), {"kind": "withdrawn"}, "Off everywhere after 0.4 s."),
        (("seen", "seen"), {"kind": "ended"}, "Off everywhere after 0.4 s."),
        (
            ("seen", "seen"),
            {"kind": "photo_ends"},
            "The photo was off everywhere 0.4 s after its term.",
        ),
        (("seen", "awaited"), {"settled": False}, "1 of 2 pages show it so far."),
        (
            ("seen", "awaited"),
            {"kind": "withdrawn", "settled": False},
            "It is off 1 of 2 pages so far.",
        ),
        (
            ("seen", "awaited"),
            {"kind": "photo_ends", "settled": False},
            "The photo is off 1 of 2 pages so far.",
        ),
        (("seen", "never"), {}, "1 of 2 pages show it; the others were given up."),
        (
            ("seen", "never"),
            {"kind": "ended"},
            "It is off 1 of 2 pages; the others were given up.",
        ),
        (
            ("seen", "never"),
            {"kind": "photo_ends"},
            "The photo is off 1 of 2 pages; the others were given up.",
        ),
        # Its home still shows what another desk stopped carrying.
        (
            ("seen", "seen"),
            {"kind": "uncarried"},
            "Carrying stopped: in effect on every page after 0.4 s.",
        ),
        (
            ("seen", "awaited"),
            {"kind": "uncarried", "settled": False},
            "Carrying stopped: in effect on 1 of 2 pages so far.",
        ),
        (
            ("seen", "never"),
            {"kind": "uncarried"},
            "Carrying stopped: in effect on 1 of 2 pages; the others were given up.",
        ),
        (("early", "seen"), {}, "Readers had it before its time."),
        (("seen", "awaited"), {}, "No longer looked for: it was recalled or changed since."),
        (("seen", "off"), {}, "Live everywhere after 0.4 s."),
    ],
)
def test_an_editor_reads_beside_the_article_where_readers_have_it(desk, states, more, sentence):
    article = make_issued(desk)
    looked_for(article, *states, **more)
    browser = reader("editor", desk)

    page = browser.get(reverse("admin:articles_article_change", args=[article.pk])).text
    told = browser.get(reverse("admin:articles_article_everywhere", args=[article.pk])).json()

    assert sentence in page and told["sentence"] == sentence
    assert 'data-state="seen"' in told["pages"] or "early" in states


def test_the_page_asks_no_more_when_nothing_is_to_come(desk):
    article = make_issued(desk, at=NOW - timedelta(hours=1))
    looked_for(article, "seen")
    browser = reader("editor", desk)

    path = reverse("admin:articles_article_everywhere", args=[article.pk])
    assert browser.get(path).json()["again"] == 0


def test_before_its_time_the_page_waits_for_it(desk):
    article = make_issued(desk, at=NOW - timedelta(hours=1), live_from=NOW + timedelta(days=1))
    browser = reader("editor", desk)

    told = browser.get(reverse("admin:articles_article_everywhere", args=[article.pk])).json()

    assert told["sentence"] == "" and told["again"] == everywhere.SELDOM


def test_a_page_that_is_late_is_said_to_be_still_the_old_one(desk):
    article = make_issued(desk)
    looked_for(article, "seen", "awaited", stale=6000, settled=False)

    told = reader("editor", desk).get(
        reverse("admin:articles_article_everywhere", args=[article.pk])
    )

    assert told.json()["look"] == "bad" and "still the old one" in told.json()["pages"]


def test_the_first_page_says_it_of_what_is_scheduled_and_of_what_is_out(desk):
    out = make_issued(desk)
    looked_for(out, "seen", "seen")
    ahead = make_issued(desk, live_from=NOW + timedelta(days=1))
    browser = reader("editor", desk)

    page = browser.get("/admin/").text
    told = browser.get(f"/admin/everywhere/?article={out.pk}&article={ahead.pk}").json()

    assert "Live everywhere after 0.4 s." in page
    assert f'data-everywhere-of="{ahead.pk}" hidden' in page
    assert list(told["rows"]) == [str(out.pk)]


def test_lists_say_nothing_of_what_nobody_looked_at_when_it_was_due(desk):
    article = make_issued(desk)
    change = looked_for(article, "seen", "seen", stale=0)
    Change.objects.filter(pk=change.pk).update(planned_at=NOW - timedelta(hours=2))
    change.refresh_from_db()
    assert everywhere.said(change, NOW) == (
        "Every page shows it; nobody looked when it was due.",
        "quiet",
    )

    assert everywhere.said_in_lists(change, NOW) == ("", "quiet")
    for kind, sentence in (
        ("withdrawn", "It is off every page; nobody looked when it was due."),
        ("photo_ends", "The photo is off every page; nobody looked when it was due."),
        ("uncarried", "Carrying stopped: in effect on every page; nobody looked when it was due."),
    ):
        change.kind = kind
        assert everywhere.said(change, NOW) == (sentence, "quiet")


def test_a_chief_editor_finds_the_desk_of_the_membership_first(network, desk):
    make_desk("ambon")

    page = reader("chief", network).get(reverse("admin:punctuality"))

    assert page.context["desk"] == network


def test_of_what_no_page_was_looked_at_for_nothing_is_awaited(desk):
    change = looked_for(make_issued(desk))

    assert everywhere.said(change, NOW) == ("It was looked for on no page.", "quiet")
    assert everywhere.said_in_lists(change, NOW) == ("", "quiet")


def test_lists_say_nothing_of_another_desks_articles(desk):
    article = make_issued(make_desk("ambon"))
    looked_for(article, "seen")

    told = reader("chief", desk).get(f"/admin/everywhere/?article={article.pk}&article=x").json()
    assert told["rows"] == {}


def test_where_the_newsroom_does_not_look_nothing_is_said(desk, settings):
    settings.PROBE_ADDRESS = ""
    article = make_issued(desk)
    looked_for(article, "seen")
    browser = reader("editor", desk)

    path = reverse("admin:articles_article_everywhere", args=[article.pk])
    assert browser.get(path).json() == {"again": 0}
    assert "Live everywhere" not in browser.get("/admin/").text
    assert "switched off" in reader("chief", desk).get("/admin/punctuality/").text
