"""The screen on which a front is arranged: by buttons alone, saved once, never over somebody's."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from articles import workflow
from articles.fronts.arranging import Entry, arrange
from articles.fronts.breaking import put_up
from articles.fronts.models import Change, Position, Strip
from articles.models import Placement
from newsroom.photos.models import Photo

from . import pictures
from .factories import NOW, make_article, make_desk, make_issued, make_many_live, make_user
from .plans import count_rows
from .readers import words
from .staff import client_of

pytestmark = pytest.mark.django_db
AGO = NOW - timedelta(hours=1)


@pytest.fixture
def kerinci():
    return make_desk("kerinci", parent=make_desk("jambi"), time_zone="Asia/Makassar")


@pytest.fixture
def stories(kerinci):
    return make_many_live(kerinci, 18, at=AGO)


@pytest.fixture
def editor(kerinci):
    return make_user("editor", kerinci, language="en")


@pytest.fixture
def client(editor):
    return client_of(editor)


def fields(html):
    """What the board's form holds, as a browser would send it without pressing a button."""
    form = re.search(r'<form[^>]*class="nr-front-form".*?</form>', html, flags=re.S)[0]
    found = {}
    for tag in re.findall(r"<input\b[^>]*>", form):
        name, value = re.search(r' name="([^"]*)"', tag), re.search(r' value="([^"]*)"', tag)
        if name and name[1] != "csrfmiddlewaretoken":
            found[name[1]] = value[1] if value else ""
    return found


def press(client, desk, html, do, *, at="", **typed):
    """Press a button of the board; the answer, which is the next board or leads to it."""
    data = fields(html) | {name.replace("_", "-"): value for name, value in typed.items()}
    address = f"/admin/fronts/{desk.slug}/" + (f"?at={at}" if at else "")
    return client.post(address, data | {"do": do}, follow=True)


def board(html):
    """The articles that were put somewhere, by place."""
    return {
        int(name.removeprefix("article-")): int(value)
        for name, value in fields(html).items()
        if name.startswith("article-")
    }


def saved(desk):
    """What readers have now: the screen's clock is the real one."""
    found = Position.objects.arranged(timezone.now()).on(desk)
    return {position.place: position.article_id for position in found}


def test_a_front_is_arranged_by_buttons_alone_and_saved_in_one_change(client, kerinci, stories):
    a, b, c = (story.pk for story in stories[3:6])
    html = client.get("/admin/fronts/kerinci/").text
    assert board(html) == {}

    for do, typed in ((f"put-{a}", {f"place_{a}": 1}), (f"put-{b}", {f"place_{b}": 1}),
                      (f"put-{c}-9", {}), ("up-9", {}), ("down-1", {})):  # fmt: skip
        html = press(client, kerinci, html, do, **typed).text
    assert board(html) == {1: a, 2: b, 8: c}
    assert not Change.objects.exists()
    assert "Not saved yet" in html

    said = press(client, kerinci, html, "save", headline_1="Judul depan").text

    assert "Readers have it now" in said
    assert saved(kerinci) == {1: a, 2: b, 8: c}
    assert Position.objects.get(place=1).headline == "Judul depan"
    assert Change.objects.get().by.username
    html = press(client, kerinci, said, "off-2").text
    press(client, kerinci, html, "save")
    assert saved(kerinci) == {1: a, 8: c}


def test_times_are_typed_in_the_desks_zone_and_shown_with_its_name(client, kerinci, stories):
    day = f"{NOW + timedelta(days=2):%Y-%m-%d}"
    morning, noon = f"{day}T06:00", f"{day}T09:00"
    html = client.get(f"/admin/fronts/kerinci/?at={morning}").text
    assert "WITA" in html

    html = press(client, kerinci, html, f"put-{stories[4].pk}-1", at=morning).text
    said = press(client, kerinci, html, "save", at=morning, ends=noon).text

    position = Position.objects.get()
    begins, ends = (timezone.localtime(moment, kerinci.zone)
                    for moment in (position.starts_at, position.ends_at))  # fmt: skip
    assert (f"{begins:%Y-%m-%dT%H:%M}", f"{ends:%Y-%m-%dT%H:%M}") == (morning, noon)
    assert "06:00 WITA" in words(said)
    coming = client.get("/admin/fronts/kerinci/").text.split('id="nr-coming"')[1]
    assert f"?at={morning}" in coming
    assert stories[4].headline in coming


@pytest.mark.parametrize("moment", ["besok", "2026-13-01T06:00", "9999-01-01T00:00", "0001-01-01"])
def test_a_time_that_is_none_is_refused_and_everything_typed_is_kept(
    moment, client, kerinci, stories
):
    html = client.get("/admin/fronts/kerinci/").text
    html = press(client, kerinci, html, f"put-{stories[4].pk}-1").text

    refused = press(client, kerinci, html, "save", until_1=moment, headline_1="Judul depan")

    assert refused.status_code == 422
    assert fields(refused.text)["headline-1"] == "Judul depan"
    assert board(refused.text) == {1: stories[4].pk}
    assert not Change.objects.exists()
    assert client.get(f"/admin/fronts/kerinci/?at={moment}").status_code in (200, 422)


def test_what_somebody_else_arranged_meanwhile_is_shown_and_not_overwritten(
    client, kerinci, stories
):
    mine, theirs = stories[4], stories[5]
    html = client.get("/admin/fronts/kerinci/").text
    html = press(client, kerinci, html, f"put-{mine.pk}-1").text
    other = make_user("chief", kerinci, first_name="Ratna", last_name="Kusuma")
    arrange(kerinci, [Entry(1, theirs.pk)], by=other, at=NOW, seen=0)

    refused = press(client, kerinci, html, "save")

    assert refused.status_code == 409
    assert saved(kerinci) == {1: theirs.pk}
    shown = refused.text.split('class="nr-panel nr-theirs"')[1]
    assert theirs.headline in shown.split("</section>")[0]
    assert "Ratna Kusuma" in shown.split("</section>")[0]
    assert board(refused.text) == {1: mine.pk}
    press(client, kerinci, refused.text, "save")
    assert saved(kerinci) == {1: mine.pk}


def test_save_pressed_twice_makes_one_change(client, kerinci, stories):
    html = client.get("/admin/fronts/kerinci/").text
    html = press(client, kerinci, html, f"put-{stories[4].pk}-1").text

    for _ in range(2):
        assert press(client, kerinci, html, "save").status_code == 200

    assert Change.objects.count() == 1


def test_the_last_change_is_undone_by_one_button(client, kerinci, stories):
    html = client.get("/admin/fronts/kerinci/").text
    html = press(client, kerinci, html, f"put-{stories[4].pk}-1").text
    press(client, kerinci, html, "save")

    said = client.post("/admin/fronts/kerinci/", {"do": "undo-1", "seen": 1}, follow=True)

    assert "again what it was" in said.text
    assert saved(kerinci) == {}
    assert client.post("/admin/fronts/kerinci/", {"do": "undo-1", "seen": 1}).status_code == 302
    assert client.post("/admin/fronts/kerinci/", {"do": "undo-9", "seen": 2}).status_code == 422


def test_what_is_coming_is_moved_by_its_own_form_and_the_history_says_so(client, kerinci, stories):
    day = f"{NOW + timedelta(days=2):%Y-%m-%d}"
    address = "/admin/fronts/kerinci/"
    html = client.get(f"{address}?at={day}T06:00").text
    html = press(client, kerinci, html, f"put-{stories[4].pk}-1", at=f"{day}T06:00").text
    press(client, kerinci, html, "save", at=f"{day}T06:00")

    def move(to, **more):
        coming = client.get(address).text.split('id="nr-coming"')[1]
        moment = re.search(r'name="moment" value="([^"]+)"', coming)[1]
        sent = {"do": "shift", "moment": moment, "to": to, "seen": Change.objects.count()} | more
        return client.post(address, sent, follow=True)

    said = move(f"{day}T07:30")

    assert "07:30 WITA" in words(said.text)
    begins = timezone.localtime(Position.objects.get(replaced_by=None).starts_at, kerinci.zone)
    assert f"{begins:%Y-%m-%dT%H:%M}" == f"{day}T07:30"
    assert "was moved to" in said.text.split('id="nr-changes"')[1]
    for to, more, status in (
        ("", {}, 422), ("besok", {}, 422), ("2020-01-01T06:00", {}, 422), (f"{day}T08:00",
        {"seen": 1}, 409), (f"{day}T08:00", {"moment": "2026-13-01T00:00:00Z"}, 422),
        (f"{day}T08:00", {"moment": ""}, 422),
    ):  # fmt: skip
        refused = move(to, **more)
        assert refused.status_code == status, to
        assert 'class="errornote"' in refused.text
        assert 'data-changed="no"' in refused.text
    assert Change.objects.count() == 2


def test_a_story_of_another_desk_is_carried_and_put_in_one_step(client, kerinci, stories):
    merangin = make_desk("merangin", parent=kerinci.parent)
    near = make_issued(merangin, headline="Arung jeram", at=AGO)
    html = client.get("/admin/fronts/kerinci/").text
    assert "Arung jeram" in html.split('id="nr-offers-title"')[1]

    html = press(client, kerinci, html, f"carry-{near.pk}", **{f"place_{near.pk}": 2}).text

    assert board(html) == {2: near.pk}
    assert Placement.objects.get(article=near, desk=kerinci).kind == "carried"
    press(client, kerinci, html, "save")
    assert saved(kerinci) == {2: near.pk}


def test_a_story_that_is_not_on_the_desks_pages_cannot_be_put_on_its_front(
    client, kerinci, stories
):
    elsewhere = make_issued(make_desk("ambon"), headline="Rahasia Ambon")
    secret = make_issued(make_desk("maluku"), live_from=NOW + timedelta(hours=3),
                         headline="Rahasia besok")  # fmt: skip
    html = client.get("/admin/fronts/kerinci/").text

    for article in (elsewhere, secret):
        board_with = press(client, kerinci, html, f"put-{article.pk}-1").text
        assert "Rahasia besok" not in board_with
        refused = press(client, kerinci, board_with, "save")
        assert refused.status_code == 422
        assert "carry it first" in refused.text
    # Nobody knows stories by their numbers; what readers do not have yet has no other name.
    assert f"“Article {secret.pk}” is not on this desk" in refused.text
    board_with = press(client, kerinci, html, f"put-{elsewhere.pk}-1").text
    refused = press(client, kerinci, board_with, "save")
    assert "“Rahasia Ambon” is not on this desk" in refused.text
    assert not Position.objects.exists()


def test_what_other_desks_have_scheduled_is_not_offered_or_named(client, kerinci, stories):
    merangin = make_desk("merangin", parent=kerinci.parent)
    carried = make_issued(merangin, headline="Sudah terbit", at=AGO)
    workflow.perform("carry", carried, by=make_user("editor", kerinci), at=NOW, desk=kerinci)
    chief = make_user("chief", merangin)
    reopened = workflow.perform("reopen", carried, by=chief, at=NOW).article
    reopened.headline = "Rahasia besok"
    reopened.save()
    for step, more in (("submit", {}), ("approve", {"note": "Ya."}),
                       ("issue", {"live_from": NOW + timedelta(hours=3)})):  # fmt: skip
        workflow.perform(step, reopened, by=chief, at=NOW, **more)

    later = timezone.localtime(NOW + timedelta(hours=5), kerinci.zone)
    for address in ("", f"?at={later:%Y-%m-%dT%H:%M}"):
        html = client.get(f"/admin/fronts/kerinci/{address}").text
        assert "Rahasia" not in html
        assert "Sudah terbit" in html
        html = press(client, kerinci, html, "search", q="Rahasia").text
        assert "besok" not in html


def test_damaged_forms_are_refused_with_a_sentence(client, kerinci, stories):
    for data in (
        {},
        {"seen": "x", "do": "save"},
        {"seen": 0, "do": "save", "article-1": "x"},
        {"seen": 0, "do": "save", "article-1": str(2**70)},
    ):
        assert client.post("/admin/fronts/kerinci/", data).status_code == 422
    for do in ("up-99", "put-x", "put-" + "9" * 30, "nix", "undo-x", "", "\0"):
        answer = client.post("/admin/fronts/kerinci/", {"seen": 0, "do": do})
        assert answer.status_code in (200, 422), do
    assert client.get("/admin/fronts/nix/").status_code == 404


@pytest.mark.usefixtures("desks_read_once")
@pytest.mark.parametrize("many", [20, 200])
def test_the_screen_costs_the_same_for_any_number_of_stories(
    many, client, kerinci, editor, django_assert_max_num_queries
):
    stories = make_many_live(kerinci, many, at=AGO)
    count_rows()
    for number in range(12):
        entries = [Entry(place, stories[(number + place) % 20].pk) for place in range(1, 16)]
        arrange(kerinci, entries, by=editor, at=NOW, seen=number,
                starts_at=NOW + timedelta(hours=number))  # fmt: skip
    client.get("/admin/fronts/kerinci/")

    with django_assert_max_num_queries(20):
        client.get("/admin/fronts/kerinci/")


def test_the_board_and_what_may_be_put_there_show_lead_pictures_in_small(client, kerinci, editor):
    photos = [pictures.make_photo(kerinci) for _ in range(3)]
    put, by_itself, ahead = (make_article(kerinci, at=AGO) for _ in photos)
    for story, photo in zip((put, by_itself), photos, strict=False):
        pictures.issue(story, [pictures.lead(photo)], at=AGO)
    later = NOW + timedelta(hours=5)
    pictures.issue(ahead, [pictures.lead(photos[2])], at=AGO, live_from=later)
    arrange(kerinci, [Entry(1, put.pk)], by=editor, at=NOW, seen=0)
    squares = [
        photo.renditions.get(crop="1x1", format="webp", width=160).file for photo in photos
    ]  # fmt: skip

    def shown():
        return re.findall(
            r'<img class="nr-place-picture" src="/photos/([^"]+)" width="56" height="56" alt=""',
            client.get("/admin/fronts/kerinci/").text,
        )

    assert shown() == squares
    Photo.objects.filter(pk=photos[0].pk).update(usable_until=NOW)
    assert shown() == squares[1:]


def test_looking_ahead_shows_the_front_and_the_strip_of_that_moment(
    client, kerinci, editor, stories
):
    later, ends = NOW + timedelta(hours=5), NOW + timedelta(hours=8)
    arrange(kerinci, [Entry(1, stories[9].pk)], by=editor, at=NOW, seen=0, starts_at=later)
    put_up(kerinci, by=editor, at=NOW, text="Gempa", starts_at=later, ends_at=ends)
    mother = make_user("editor", kerinci.parent)
    put_up(kerinci.parent, by=mother, at=NOW, text="Rahasia ibu", starts_at=later, ends_at=ends,
           below=True)  # fmt: skip

    def ahead(moment):
        local = timezone.localtime(moment, kerinci.zone)
        page = client.get(f"/admin/preview/?desk=kerinci&at={local:%Y-%m-%dT%H:%M}&frame=1").text
        return page, page.split('class="lead"')[1].split("</section>")[0]

    page, lead = ahead(later + timedelta(minutes=1))
    assert f"{stories[9].headline}</a>" in lead
    assert "Gempa" in page
    # What the desk above has ahead is not this editor's to know.
    assert "Rahasia" not in page
    page, lead = ahead(later - timedelta(hours=1))
    assert f"{stories[0].headline}</a>" in lead
    assert "Gempa" not in page
    assert "Gempa" not in ahead(ends + timedelta(minutes=1))[0]


def test_a_strip_is_put_up_changed_and_taken_down_on_its_page(client, kerinci, stories):
    address = "/admin/fronts/kerinci/breaking/"
    ends = timezone.localtime(NOW + timedelta(hours=3), kerinci.zone)
    typed = {"text": "Gempa terasa di Kerinci", "ends_at": f"{ends:%Y-%m-%dT%H:%M}",
             "article": f"{stories[2].pk} – {stories[2].headline}"}  # fmt: skip

    for _ in range(2):
        said = client.post(address, typed, follow=True)
        assert said.status_code == 200
    strip = Strip.objects.get()
    assert (strip.article_id, strip.text) == (stories[2].pk, typed["text"])
    assert f"{ends:%H:%M} WITA" in said.text
    assert typed["text"] in client.get("/admin/").text

    overtaken = client.post(address, typed | {"text": "Lain"})
    assert (overtaken.status_code, "look at it first" in overtaken.text) == (409, True)
    assert 'value="Lain"' in overtaken.text
    assert typed["text"] in overtaken.text
    client.post(address, typed | {"text": "Gempa 6,1", "article": "", "seen": strip.pk})
    up = Strip.objects.standing().get()
    assert (up.text, up.article_id) == ("Gempa 6,1", None)

    client.post(address, {"do": "down", "seen": up.pk})
    assert not Strip.objects.standing().exists()
    assert Strip.objects.count() == 2


def test_a_strip_that_cannot_be_is_refused_with_a_sentence(client, kerinci):
    address = "/admin/fronts/kerinci/breaking/"
    ends = f"{timezone.localtime(NOW + timedelta(hours=30), kerinci.zone):%Y-%m-%dT%H:%M}"
    for typed, says in (
        ({"text": "x", "ends_at": ends}, "24 hours"),
        ({"text": "", "ends_at": ends}, "in one line"),
        ({"text": "x"}, "Choose when it ends"),
        ({"text": "x", "ends_at": ends, "article": "danau"}, "number or its address"),
        ({"text": "x" * 141, "ends_at": ends}, "140"),
    ):
        refused = client.post(address, typed)
        assert (refused.status_code, says in refused.text) == (422, True), says
    assert not Strip.objects.exists()
