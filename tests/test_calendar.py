"""The calendar and the budget of a day: what stands on them, for whom, and how it is moved."""

import re
from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import workflow
from articles.models import Article
from articles.planning import calendar
from articles.planning.models import Assignment
from newsroom.accounts.models import User
from newsroom.desks.hosts import host_map
from newsroom.reporters.models import Membership

from .factories import (
    NOW,
    make_article,
    make_assignment,
    make_desk,
    make_in_state,
    make_issued,
    make_many_live,
    make_network,
    make_reporter,
    make_section,
    make_taker,
    make_user,
    reissue,
)
from .staff import client_of

pytestmark = pytest.mark.django_db
SOON = (NOW + timedelta(hours=5)).replace(minute=0, second=0)


@pytest.fixture
def jambi():
    return make_desk("jambi")


@pytest.fixture
def kerinci(jambi):
    return make_desk("kerinci", parent=jambi)


def kinds(user, desk, **wanted):
    """What stands around now on the calendar of `desk`: titles by kind."""
    desks = calendar.below(desk)
    found, whole = calendar.entries(
        desks, NOW - timedelta(days=3), NOW + timedelta(days=3), user=user, at=NOW,
        wanted=calendar.Wanted(**wanted),
    )  # fmt: skip
    assert whole
    tray, _all = calendar.undated(desks, user=user, wanted=calendar.Wanted(**wanted))
    shown = {}
    for entry in found + tray:
        shown.setdefault(entry.kind, []).append(entry.title)
    return shown


def test_every_state_of_a_story_has_its_place(kerinci, jambi):
    make_assignment(kerinci, idea="Direncanakan", due_at=SOON)
    make_assignment(kerinci, state="begun", idea="Dikerjakan", due_at=SOON)
    make_in_state("in_review", kerinci, headline="Menunggu")
    make_in_state("approved", kerinci, headline="Ditahan")
    make_article(kerinci, headline="Embargo", embargo_until=SOON)
    make_issued(kerinci, headline="Terjadwal", live_from=SOON)
    make_issued(kerinci, headline="Tayang")
    make_assignment(kerinci, state="called_off", idea="Batal", due_at=SOON)
    make_in_state("spiked", kerinci, headline="Dibuang")

    assert kinds(make_user("editor", jambi), jambi) == {
        "planned": ["Direncanakan"],
        "in_work": ["Dikerjakan"],
        "waiting": ["Menunggu"],
        "held": ["Ditahan"],
        "embargoed": ["Embargo"],
        "scheduled": ["Terjadwal"],
        "live": ["Tayang"],
    }


def test_a_live_story_in_work_again_is_on_the_calendar_twice(kerinci):
    editor = make_user("editor", kerinci)
    article = make_issued(kerinci, headline="Banjir")
    client_of(editor).post(f"/admin/articles/article/{article.pk}/steps/reopen/",
                            {"edit": article.edit})  # fmt: skip

    assert kinds(editor, kerinci) == {"live": ["Banjir"], "in_work": ["Banjir"]}


def test_a_desk_sees_of_another_what_readers_have_and_nothing_else(kerinci):
    secret = "Rahasia desk"
    make_assignment(kerinci, idea=secret, due_at=SOON)
    make_assignment(kerinci, state="begun", idea=secret, due_at=SOON)
    make_article(kerinci, headline=secret, embargo_until=SOON)
    make_issued(kerinci, headline=secret, live_from=SOON)
    replaced = make_issued(kerinci, headline=secret, at=NOW - timedelta(hours=4))
    reissue(replaced, headline="Sudah diperbarui", at=NOW)
    stranger = make_user("chief", make_desk("ambon"))
    client = client_of(stranger)

    assert kinds(stranger, kerinci) == {"live": ["Sudah diperbarui"]}
    for path in ("calendar/?desk=kerinci&view=month", "calendar/?desk=kerinci&view=day",
                 "calendar/?desk=nusantara", "budget/?desk=kerinci"):  # fmt: skip
        text = client.get(f"/admin/{path}").text
        assert secret not in text
    assert "Sudah diperbarui" in client.get("/admin/budget/?desk=kerinci").text
    assert "kerinci.localhost" in client.get("/admin/calendar/?desk=kerinci&view=day").text


def test_a_week_over_new_year_says_both_years(kerinci):
    client = client_of(make_user("editor", kerinci, language="en"))

    for day, heading in [("2027-01-01", "28 December 2026 – 3 January 2027"),
                         ("2027-01-08", "4 January – 10 January 2027")]:  # fmt: skip
        page = client.get(f"/admin/calendar/?desk=kerinci&view=week&day={day}").text
        assert heading in page


def test_whoever_looks_sees_of_many_desks_what_they_see_of_each(jambi, kerinci):
    ambon = make_desk("ambon")
    desks = [jambi, kerinci, ambon]
    credited = make_user("reporter", ambon)
    writer = make_reporter(ambon, user=credited)
    both = make_user("reporter", jambi)
    Membership.objects.create(user=both, desk=kerinci, role="editor")
    for desk in desks:
        for shared in (True, False):
            said = {"headline": f"{desk.slug} {shared}", "shared": shared}
            make_article(desk, **said)
            make_article(desk, embargo_until=SOON, **said)
            make_issued(desk, live_from=SOON, **said)
            make_issued(desk, **said)
        make_assignment(desk, idea=f"Gagasan {desk.slug}", due_at=SOON)
    make_article(jambi, headline="Dengan nama", shared=False, reporters=[writer])
    make_article(kerinci, headline="Dari Ambon", shared=False, by=credited)
    root = host_map.root()

    def inside(*seen, ideas):
        return {"in_work": seen, "embargoed": seen, "scheduled": seen,
                "planned": [f"Gagasan {each}" for each in ideas]}  # fmt: skip

    of_all = [f"{desk.slug} {shared}" for desk in desks for shared in (True, False)]
    slugs = [desk.slug for desk in desks]
    own = ["Dengan nama", "Dari Ambon"]
    for user, expected, more in (
        (make_user("chief", root), inside(*of_all, ideas=slugs), own),
        (User.objects.create_superuser("ayu"), inside(*of_all, ideas=slugs), own),
        (make_user("reporter", root), inside(*of_all[::2], ideas=slugs), []),
        (make_user("editor", jambi), inside(*of_all[:4], ideas=slugs[:2]), own),
        (both, inside("jambi True", *of_all[2:4], ideas=slugs[:2]), own[1:]),
        (credited, inside("ambon True", ideas=slugs[2:]), own),
        (make_user(), {}, []),
    ):
        found = {kind: sorted(titles) for kind, titles in kinds(user, root).items()}
        wanted = {kind: sorted(titles) for kind, titles in expected.items()}
        if more:
            wanted["in_work"] = sorted([*wanted["in_work"], *more])
        assert found == wanted | {"live": sorted(of_all)}, user


def test_the_newest_of_what_has_no_time_is_shown_and_of_one_kind_its_own(kerinci, monkeypatch):
    monkeypatch.setattr(calendar, "UNDATED", 2)
    editor, desks = make_user("editor", kerinci), calendar.below(kerinci)
    for state, minutes in (("in_review", 4), ("draft", 3), ("approved", 2), ("draft", 1)):
        article = make_in_state(state, kerinci, headline=f"{state} {minutes}")
        Article.objects.filter(pk=article.pk).update(changed_at=NOW - timedelta(minutes=minutes))

    def tray(kind=""):
        wanted = calendar.Wanted(kind)
        found, whole = calendar.undated(desks, user=editor, wanted=wanted)
        return [entry.title for entry in found], whole

    assert tray() == (["draft 1", "approved 2"], False)
    assert tray("in_work") == (["draft 1", "draft 3"], True)
    assert tray("waiting") == (["in_review 4"], True)
    assert tray("live") == ([], True)


def test_a_calendar_is_narrowed_by_kind_section_and_reporter(kerinci):
    editor = make_user("editor", kerinci)
    rahmi = make_taker(kerinci)
    make_assignment(kerinci, idea="Cabai", reporter=rahmi, section=make_section("ekonomi"),
                    due_at=SOON)  # fmt: skip
    make_assignment(kerinci, idea="Sidang", section=make_section("hukum"), due_at=SOON)
    make_issued(kerinci, headline="Terbit", reporters=[rahmi])

    assert kinds(editor, kerinci, kind="live") == {"live": ["Terbit"]}
    assert kinds(editor, kerinci, section=make_section("hukum").pk) == {"planned": ["Sidang"]}
    assert kinds(editor, kerinci, reporter=rahmi.pk) == {"planned": ["Cabai"], "live": ["Terbit"]}


def test_days_are_the_desks_and_times_name_their_zone():
    """Late in the evening in Jakarta it is the next day in Ambon."""
    ambon = make_desk("ambon", time_zone="Asia/Jayapura")
    late = (SOON.astimezone(make_network().zone) + timedelta(days=1)).replace(hour=22, minute=30)
    make_assignment(ambon, idea="Kapal", due_at=late)
    client = client_of(make_user("editor", make_network(), language="en"))

    own = client.get(f"/admin/calendar/?desk=ambon&view=day&day={late.date() + timedelta(days=1)}")
    network = client.get(f"/admin/calendar/?desk=nusantara&view=day&day={late.date()}")

    assert "00:30 WIT" in own.text and "WIB" not in re.sub(r"<form.*?</form>", "", own.text)
    assert re.search(r"00:30 WIT\s*<small>\(22:30 WIB\)", network.text)


@pytest.mark.parametrize(
    "query",
    ["view=year", "day=2026-13-45", "day=0001-01-01&view=month", "day=9999-12-31&view=month",
     "section=x&reporter=9999999999999999999999", "kind=spiked", "day=2026-11-25T10"],
)  # fmt: skip
def test_an_address_that_makes_no_sense_shows_a_calendar(kerinci, query):
    client = client_of(make_user("editor", kerinci))

    assert client.get(f"/admin/calendar/?{query}").status_code == 200
    assert client.get(f"/admin/budget/?{query}").status_code == 200


def move(client, item, to, was, *, json=True):
    headers = {"HTTP_ACCEPT": "application/json"} if json else {}
    local = to.strftime("%Y-%m-%dT%H:%M")
    values = {"item": item, "to": local, "was": was.isoformat()}
    return client.post("/admin/calendar/move/", values, **headers)


def test_a_calendar_leads_down_to_today_where_other_days_stand_above_it(kerinci):
    client = client_of(make_user("editor", kerinci))
    month = client.get("/admin/calendar/?desk=kerinci&view=month").text
    today = re.search(r'nr-day--today[^>]*data-day="([\d-]+)"', month)[1]
    first = re.search(r'data-day="([\d-]+)"', month)[1]

    assert (f'href="#day-{today}"' in month) == (today != first)
    assert 'href="#day-' not in client.get("/admin/calendar/?desk=kerinci&view=day").text


def test_an_editor_moves_what_is_due_and_what_is_scheduled_in_the_desks_own_zone(kerinci):
    client = client_of(make_user("editor", kerinci, language="en"))
    assignment = make_assignment(kerinci, due_at=SOON)
    article = make_issued(kerinci, live_from=SOON)
    to = SOON.astimezone(kerinci.zone) + timedelta(days=2)

    answer = move(client, f"assignment-{assignment.pk}", to, SOON)
    page = move(client, f"article-{article.pk}", to, SOON, json=False)

    assert datetime.fromisoformat(answer.json()["moment"]) == to
    assert "WIB" in answer.json()["sentence"]
    assert (page.status_code, page["Location"]) == (302, "/admin/calendar/")
    assignment.refresh_from_db()
    assert (assignment.due_at, article.versions.get().live_from) == (to, to)
    assert article.decisions.filter(step="reschedule").count() == 1
    # The same form once more moves nothing.
    assert move(client, f"article-{article.pk}", to, SOON).status_code == 200
    assert article.decisions.filter(step="reschedule").count() == 1


def test_a_move_over_somebody_elses_is_refused_with_a_sentence(kerinci):
    client = client_of(make_user("editor", kerinci, language="en"))
    assignment = make_assignment(kerinci, due_at=SOON)
    article = make_issued(kerinci, live_from=SOON)
    to = SOON.astimezone(kerinci.zone) + timedelta(days=2)
    seen_before = SOON - timedelta(hours=1)

    for item in (f"assignment-{assignment.pk}", f"article-{article.pk}"):
        answer = move(client, item, to, seen_before)
        assert answer.status_code == 409
        assert "Somebody" in answer.json()["sentence"]
        assert "Somebody" in move(client, item, to, seen_before, json=False).text
    assert article.versions.get().live_from == SOON


def test_what_may_not_be_moved_stays_and_says_why(kerinci):
    rahmi = make_taker(kerinci)
    assignment = make_assignment(kerinci, reporter=rahmi, due_at=SOON)
    embargoed = make_issued(kerinci, embargo_until=SOON, live_from=SOON + timedelta(hours=1))
    live = make_issued(kerinci)
    editor = client_of(make_user("editor", kerinci, language="en"))
    stranger = client_of(make_user("chief", make_desk("ambon")))
    item, to = f"assignment-{assignment.pk}", SOON.astimezone(kerinci.zone)

    assert move(client_of(rahmi.user), item, to, SOON).status_code == 403
    assert move(stranger, item, to, SOON).status_code == 404
    assert move(editor, f"article-{live.pk}", to, NOW).status_code == 404
    assert move(editor, "article-x", to, NOW).status_code == 404
    assert move(editor, item, to - timedelta(days=9), SOON).status_code == 409
    early = move(editor, f"article-{embargoed.pk}", to - timedelta(hours=1),
                 SOON + timedelta(hours=1))  # fmt: skip
    assert (early.status_code, "embargo" in early.json()["sentence"]) == (409, True)
    garbage = editor.post("/admin/calendar/move/", {"item": item, "to": "x", "was": "\0"})
    assert garbage.status_code == 422
    assert Assignment.objects.get().due_at == SOON


def test_the_budget_has_what_the_conference_asks_for(kerinci):
    editor = make_user("editor", kerinci, language="en")
    rahmi = make_taker(kerinci, name="Rahmi Anggraini")
    begun = make_assignment(
        kerinci, state="begun", idea="Harga cabai", reporter=rahmi, due_at=SOON, words=500,
        photos="2 foto", place="Siulak", section=make_section("ekonomi"),
    )  # fmt: skip
    Article.objects.filter(pk=begun.article_id).update(body="<p>Satu dua tiga.</p>")
    day = SOON.astimezone(kerinci.zone).date()

    text = client_of(editor).get(f"/admin/budget/?desk=kerinci&day={day}").text

    row = re.sub(r"<[^>]+>|\s+", " ", text[text.index("Harga cabai") :])
    for part in ("Rahmi Anggraini", "Ekonomi", "3/500", "in work", "2 foto", "Siulak"):
        assert part in row


def many(desk, number, editor):
    """`number` of everything that a calendar shows."""
    for _ in range(number):
        make_assignment(desk, due_at=SOON)
        make_article(desk, embargo_until=SOON)
        make_in_state("in_review", desk)
        # What an assignment became, out by now.
        planned = make_assignment(desk, state="begun", due_at=SOON).article
        Article.objects.filter(pk=planned.pk).update(
            headline="Harga ikan", body="<p>Naik.</p>", section=make_section(), state="approved"
        )
        workflow.perform("issue", planned.pk, by=editor, at=NOW)
    make_many_live(desk, number)


@pytest.mark.usefixtures("desks_read_once")
@pytest.mark.parametrize("page", ["calendar/?desk=jambi&view=month", "calendar/?desk=jambi",
                                  "budget/?desk=jambi", "assignments/"])  # fmt: skip
def test_a_page_costs_the_same_with_little_and_with_much(jambi, kerinci, page):
    editor = make_user("editor", jambi)
    client = client_of(editor)
    client.get("/admin/profile/")
    costs = []
    for number in (1, 6):
        many(kerinci, number, editor)
        host_map.desks()  # The map of hosts is read, should it have become too old.
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/admin/{page}").status_code == 200
        costs.append(len(queries))

    assert costs[0] == costs[1]
    assert costs[0] <= 16


def test_a_full_day_shows_what_is_ahead_and_counts_the_rest_a_link_away(jambi, kerinci):
    client = client_of(make_user("editor", jambi, language="en"))
    day = NOW.astimezone(jambi.zone).date()
    for _ in range(20):
        make_many_live(kerinci, 1)  # All at one moment: a minute apart they may span midnight.
    for _ in range(18):
        make_assignment(kerinci, due_at=NOW)

    def shown(view):
        text = client.get(f"/admin/calendar/?desk=jambi&view={view}&day={day}").text
        found = re.search(rf'data-day="{day}".*?</section>', text, re.DOTALL)[0]
        more = {kind: int(number) for number, kind in re.findall(r"(\d+) more: (\w+)", found)}
        return Counter(re.findall(r'"nr-entry nr-entry--(\w+)', found)), more, found

    for view, most in (("month", 6), ("week", 16)):
        kinds, more, found = shown(view)
        assert kinds == {"planned": most}
        assert more == {"planned": 18 - most, "live": 20}
    assert shown("day")[:2] == ({"planned": 18, "live": 20}, {})
    link = re.search(r'href="([^"]+)">\d+ more: planned', found)[1]
    narrowed = client.get(link.replace("&amp;", "&")).text
    assert narrowed.count('"nr-entry nr-entry--planned') == 18


def test_a_day_of_more_than_a_calendar_finds_loses_no_other_day(jambi, kerinci, monkeypatch):
    """Where Monday has more than fits, the days behind it have their own all the same."""
    monkeypatch.setattr(calendar, "MOST", 5)
    client = client_of(make_user("editor", jambi))
    for _ in range(8):
        make_assignment(kerinci, due_at=SOON)
    make_assignment(kerinci, idea="Hari sesudahnya", due_at=SOON + timedelta(days=1))
    first = SOON.astimezone(jambi.zone).date()

    text = client.get(f"/admin/calendar/?desk=jambi&view=month&day={first}").text

    assert "Hari sesudahnya" in text
