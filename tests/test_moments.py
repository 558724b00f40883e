"""Times of a desk: refused where its clock never shows them, shown on the reader's own too."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation

from articles.admin.moments import DeskTimeField
from articles.models import Version

from .factories import NOW, make_article, make_desk, make_in_state, make_issued, make_user
from .staff import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def typed(value, zone):
    with timezone.override(ZoneInfo(zone)), translation.override("en"):
        return DeskTimeField().clean(value)


def refused(value, zone):
    with pytest.raises(ValidationError) as refusal:
        typed(value, zone)
    return refusal.value.messages[0]


def test_a_typed_time_is_on_the_clock_of_the_desk():
    for value in ("2026-11-20T06:00", "2026-11-20 06:00"):
        assert typed(value, "Asia/Jayapura") == datetime(2026, 11, 19, 21, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "value", ["2026-02-30T06:00", "2026-11-20T25:00", "2026-13-01T06:00", "tomorrow", "\0"]
)
def test_a_day_or_hour_that_no_clock_knows_is_refused_with_what_to_write(value):
    assert refused(value, "Asia/Jakarta").startswith("There is no such day or time. Write it like")


@pytest.mark.parametrize("value", ["0001-01-01T00:00", "1799-12-31T23:59", "9999-12-31T23:59"])
def test_a_year_that_cannot_be_kept_on_every_clock_is_refused(value):
    assert refused(value, "Asia/Jakarta") == "Look at the year: it is one from 1800 to 2999."


def test_an_hour_that_is_skipped_is_refused_with_the_one_to_write():
    said = refused("2026-03-29T02:30", "Europe/Berlin")

    assert said == (
        "There is no 02:30 on that day in Europe/Berlin: the clocks go forward. Write 03:30, or "
        "another time."
    )
    assert typed("2026-03-29T03:30", "Europe/Berlin") == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_an_hour_that_comes_twice_is_refused_with_two_that_come_once():
    said = refused("2026-10-25T02:30", "Europe/Berlin")

    assert "comes twice on that day" in said
    assert "Write 01:30 or 03:30" in said
    assert typed("2026-10-25T01:30", "Europe/Berlin") < typed("2026-10-25T03:30", "Europe/Berlin")


@pytest.mark.parametrize("value", ["2027-03-28T02:30", "2027-02-30T06:00", "2026-11-20T25:00"])
def test_no_story_is_issued_at_a_moment_that_is_none(value):
    desk = make_desk("berlin", time_zone="Europe/Berlin")
    article = make_in_state("approved", desk)
    client = client_of(make_user("editor", desk, language="en"))

    response = client.post(
        f"/admin/articles/article/{article.pk}/steps/issue/",
        {"edit": article.edit, "when": "later", "live_from": value},
    )

    assert response.status_code == 422
    assert "There is no" in response.text
    assert f'value="{value}"' in response.text
    assert not Version.objects.exists()


def test_an_embargo_at_a_moment_that_is_none_is_refused_and_nothing_typed_is_lost():
    desk = make_desk("berlin", time_zone="Europe/Berlin")
    article = make_article(desk)
    client = client_of(make_user("editor", desk, language="en"))
    page = f"/admin/articles/article/{article.pk}/change/"

    response = client.post(
        page,
        {
            "edit": 1, "desk": desk.pk, "kind": "news", "headline": "Baru", "body": "<p>Teks.</p>",
            "embargo_until": "2027-03-28T02:30", "zone": "Europe/Berlin",
            "bylines-TOTAL_FORMS": 0, "bylines-INITIAL_FORMS": 0,
        },
    )  # fmt: skip

    assert response.status_code == 422
    assert "the clocks go forward" in response.text
    assert "Baru" in response.text


def test_an_editor_elsewhere_sees_the_desks_time_and_their_own():
    desk = make_desk("ambon", time_zone="Asia/Jayapura")
    year = NOW.year + 2
    later = datetime(year, 1, 1, 15, 30, tzinfo=UTC)
    article = make_issued(desk, live_from=later)
    west = client_of(make_user("editor", desk, language="en", time_zone="Asia/Jakarta"))
    at_home = client_of(make_user("editor", desk, language="en", time_zone="Asia/Jayapura"))
    unsaid = client_of(make_user("editor", desk, language="en"))
    page = f"/admin/articles/article/{article.pk}/change/"

    # Past midnight at the desk, still the evening before on the editor's clock.
    shown = west.get(page).text
    assert f"2 Jan {year} 00:30 WIT" in shown
    assert "(yours: 1 Jan 22:30 WIB)" in shown
    assert "(yours: 1 Jan 22:30 WIB)" in west.get("/admin/").text
    for client in (at_home, unsaid):
        assert "yours:" not in client.get(page).text


def test_where_a_time_is_typed_both_clocks_are_told():
    desk = make_desk("ambon", time_zone="Asia/Jayapura")
    draft, approved = make_article(desk), make_in_state("approved", desk)
    client = client_of(make_user("editor", desk, language="en", time_zone="Asia/Jakarta"))

    for page in (
        f"{draft.pk}/change/",
        f"{approved.pk}/steps/issue/",
    ):
        shown = client.get(f"/admin/articles/article/{page}").text
        assert "here now, and" in shown
        assert "WIB on your clock" in shown


def test_everybody_says_their_own_time_zone_and_a_wrong_one_is_refused():
    user = make_user("editor", make_desk())
    client = client_of(user)
    form = {"first_name": "A", "last_name": "B", "language": "en"}

    assert client.post("/admin/profile/", form | {"time_zone": "Mars/Olympus"}).status_code == 200
    user.refresh_from_db()
    assert user.zone is None
    assert client.post("/admin/profile/", form | {"time_zone": "Asia/Jakarta"}).status_code == 302
    user.refresh_from_db()
    assert user.zone == ZoneInfo("Asia/Jakarta")
    assert client.post("/admin/profile/", form | {"time_zone": ""}).status_code == 302


def test_a_time_zone_that_this_machine_lost_shows_the_desks_time_alone():
    assert make_user(time_zone="Mars/Olympus").zone is None
    assert timedelta(0) == make_user(time_zone="UTC").zone.utcoffset(None)
