"""The archive: a desk's days, in its own zone."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from .factories import make_desk, make_many_live, make_network
from .readers import link, numbers, page, read, words

pytestmark = pytest.mark.django_db
# Half past eleven in the evening of the 19th in Jakarta, half past one of the 20th in Jayapura.
LATE = datetime(2024, 11, 19, 16, 30, tzinfo=UTC)


def main(html):
    return html.split("<main")[1].split("</main>")[0]


def test_an_empty_day_of_the_past_is_not_called_today():
    """In Indonesian, hari ini is today, whatever day the page is about."""
    html = main(page(make_desk("kerinci", language="id"), "/archive/2024/11/20/"))
    assert "Tidak ada yang terbit pada tanggal ini." in html


def test_a_day_ends_when_it_ends_at_the_desk():
    jakarta = make_network(time_zone="Asia/Jakarta")
    ambon = make_desk("ambon", time_zone="Asia/Jayapura")
    story = make_many_live(ambon, 1, at=LATE)[0].pk

    assert numbers(page(jakarta, "/archive/2024/11/19/")) == [story]
    assert numbers(page(jakarta, "/archive/2024/11/20/")) == []
    assert numbers(page(ambon, "/archive/2024/11/19/")) == []
    assert numbers(page(ambon, "/archive/2024/11/20/")) == [story]


def test_midnight_belongs_to_the_day_that_begins():
    desk = make_desk("kerinci", time_zone="Asia/Jakarta")
    midnight = datetime(2024, 11, 19, 17, tzinfo=UTC)
    first = make_many_live(desk, 1, at=midnight)[0].pk
    last = make_many_live(desk, 1, at=midnight - timedelta(microseconds=1))[0].pk

    assert numbers(page(desk, "/archive/2024/11/20/")) == [first]
    assert numbers(page(desk, "/archive/2024/11/19/")) == [last]


def test_the_neighbours_are_the_nearest_days_that_have_stories():
    desk = make_desk("kerinci", time_zone="Asia/Jayapura")
    for moment in (datetime(2023, 12, 31, 20, tzinfo=UTC), LATE, LATE + timedelta(days=40)):
        make_many_live(desk, 1, at=moment)

    html = main(page(desk, "/archive/2024/11/20/"))
    first = main(page(desk, "/archive/2024/01/01/"))
    last = main(page(desk, "/archive/2024/12/30/"))

    assert (link(html, "prev"), link(html, "next")) == (
        "/archive/2024/01/01/",
        "/archive/2024/12/30/",
    )
    assert (link(first, "prev"), link(first, "next")) == (None, "/archive/2024/11/20/")
    assert (link(last, "prev"), link(last, "next")) == ("/archive/2024/11/20/", None)


def test_the_month_links_the_days_that_have_stories():
    desk = make_desk("kerinci", time_zone="Asia/Jayapura")
    make_many_live(desk, 1, at=LATE)
    make_many_live(desk, 1, at=LATE + timedelta(days=5))

    month = page(desk, "/archive/2024/11/03/").split("<table>")[1].split("</table>")[0]

    assert month.count("<a ") == 2
    assert '<a href="/archive/2024/11/20/">20</a>' in month
    assert '<a href="/archive/2024/11/25/">25</a>' in month
    assert '<span aria-current="date">3</span>' in month
    assert month.count("<th ") == 7
    assert "November 2024" in month


def test_a_day_with_many_stories_has_pages_of_its_own():
    desk = make_desk("kerinci", time_zone="Asia/Jakarta")
    expected = [article.pk for article in make_many_live(desk, 60, at=LATE)]
    make_many_live(desk, 3, at=LATE - timedelta(days=1))
    day = "/archive/2024/11/19/"

    first = main(page(desk, day))
    query = link(first.split('class="paging"')[1], "next")
    second = main(page(desk, day + query))
    back = read(desk, day + link(second, "prev"))

    assert numbers(first) + numbers(second) == expected
    assert (back.status_code, back["Location"]) == (302, day)


def test_today_is_the_day_at_the_desk():
    desk = make_desk("kerinci", time_zone="Pacific/Kiritimati")
    now = timezone.now()
    make_many_live(desk, 1, at=now - timedelta(days=3))
    today = timezone.localtime(now, desk.zone).date()

    html = page(desk, "/archive/")

    assert f'aria-current="date">{today.day}</span>' in html
    assert f'name="day" value="{today}" max="{today}"' in html
    assert 'class="empty"' in html


@pytest.mark.parametrize(
    "day",
    ["0000/1/1", "1/1/1", "9999/12/31", "9999/99/99", "2024/02/30", "2024/00/01", "2024/11/00"]
    + ["99999/1/1", f"{'9' * 40}/1/1", f"2024/{'9' * 40}/1", f"{'9' * 5000}/1/1", "2024/11/x"]
    + ["-2024/1/1", "2024/11", "2024"],
)
def test_a_day_that_is_none_is_not_found(day):
    assert 'class="notice"' in page(make_desk("kerinci"), f"/archive/{day}/", status=404)


def test_a_day_that_has_not_come_at_the_desk_is_not_found_there():
    kiritimati = make_desk("kiritimati", time_zone="Pacific/Kiritimati", language="en")
    samoa = make_desk("samoa", time_zone="Pacific/Pago_Pago", language="en")
    today = timezone.localtime(timezone.now(), kiritimati.zone).date()
    path = f"/archive/{today:%Y/%m/%d}/"

    assert "<table>" in page(kiritimati, path)
    assert "This day has not come yet." in page(samoa, path, status=404)


def test_a_day_has_one_address():
    response = read(make_desk("kerinci"), "/archive/2024/1/5/")

    assert (response.status_code, response["Location"]) == (301, "/archive/2024/01/05/")


def test_the_form_leads_to_the_day_that_was_asked_for():
    kerinci = make_desk("kerinci", language="en")

    asked = read(kerinci, "/archive/?day=2024-11-20")

    assert (asked.status_code, asked["Location"]) == (302, "/archive/2024/11/20/")
    for nonsense in ("", "x", "2024-02-30", "99999-01-01", "%00", "%ff"):
        html = page(kerinci, f"/archive/?day={nonsense}", status=404)
        assert "There is no such day." in html


@pytest.mark.parametrize("day", ["0001/01/01", "1883/06/09", "2024/02/29"])
@pytest.mark.parametrize("zone", ["Asia/Jayapura", "America/New_York", "UTC"])
def test_any_other_day_is_a_page_in_any_zone(day, zone):
    assert "<table>" in page(make_desk("kerinci", time_zone=zone), f"/archive/{day}/")


def test_the_days_are_named_in_the_desks_language():
    assert "Wednesday, 20 November 2024" in words(
        page(make_desk("bali", language="en"), "/archive/2024/11/20/")
    )
    assert "Rabu, 20 November 2024" in words(page(make_desk("kerinci"), "/archive/2024/11/20/"))
