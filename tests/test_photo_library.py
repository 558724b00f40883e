"""The library of photos: found, narrowed and paged, and never more than one may see."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from newsroom.accounts.models import User
from newsroom.photos.models import AllowedDesk, Photo, Takedown
from newsroom.photos.models.terms import FOREVER

from .factories import NOW, make_desk, make_user
from .photos import give_files, make_photo
from .staff import client_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def ambon(kerinci):
    return make_desk("ambon")


@pytest.fixture
def reporter(kerinci):
    return make_user("reporter", kerinci, language="en")


@pytest.fixture
def look(reporter):
    client = client_of(reporter)

    def look(client=client, **asked):
        return client.get(f"/admin/photos/?{urlencode(asked)}")

    return look


def numbers(response):
    return [card.photo.pk for card in response.context["cards"]]


def take_down(photo):
    return Takedown.objects.create(
        photo=photo, ground="other", reason="Salah.", original="keep", by=photo.uploaded_by, at=NOW
    )


def test_the_newest_come_first_and_each_says_how_it_stands(look, kerinci):
    first = make_photo(kerinci)
    give_files(first)
    second = make_photo(kerinci, alt="", credit="", origin="generated")

    response = look()

    assert numbers(response) == [second.pk, first.pk]
    assert "Missing: credit, alternative text" in response.text
    for words in ("incomplete", "usable", "made by AI", "2 photos", "Foto: Ani · Kerinci"):
        assert words in response.text
    assert first.renditions.get(crop="full").url in response.text


def test_words_are_found_in_any_form_in_every_field(look, kerinci):
    lake = make_photo(
        kerinci, headline="Nelayan", caption="Perahu di tepi danau", place="Sungai Penuh",
        keywords=["panen raya"], creator="Rahmi Anggraini",
    )  # fmt: skip
    market = make_photo(kerinci, headline="Pasar", caption="Harga beras naik", alt="Pedagang")

    for words, found in (
        ("danau", [lake]), ("perahu danau", [lake]), ("beras", [market]), ("naik -beras", []),
        ('"tepi danau"', [lake]), ("sungai", [lake]), ("anggraini", [lake]), ("panen", [lake]),
        ("pedagang", [market]), (str(market.pk), [market]), ("xylofon", []),
    ):  # fmt: skip
        assert numbers(look(q=words)) == [photo.pk for photo in found], words
    assert numbers(look(by="rahmi ang")) == [lake.pk]
    assert numbers(look(by="danau")) == []
    assert numbers(look(keyword="panen raya")) == [lake.pk]
    assert numbers(look(keyword="raya panen")) == []
    assert numbers(look(keyword="danau")) == []
    assert numbers(look(keyword="Panen Raya")) == [lake.pk]
    for odd in ("'", "\\", "a\\' & b", "' | 'by:rahmi", ":*", "!!"):
        assert numbers(look(keyword=odd)) == [] == numbers(look(by=f"{odd} x"))
    assert numbers(look(q="danau", by="rahmi", keyword="panen raya")) == [lake.pk]
    assert "only leave out" in look(q="-danau").text


def test_photos_are_narrowed_by_desk_day_shape_and_whose_they_are(look, kerinci, ambon, reporter):
    wide = make_photo(kerinci, by=reporter, at=NOW - 9 * DAY)
    tall = make_photo(kerinci, width=600, height=900)
    square = make_photo(ambon, shared=True, width=600, height=640)

    today, before = f"{NOW:%Y-%m-%d}", f"{NOW - 2 * DAY:%Y-%m-%d}"
    for asked, found in (
        ({"shape": "wide"}, [wide]), ({"shape": "tall"}, [tall]), ({"shape": "square"}, [square]),
        ({"whose": "mine"}, [wide]), ({"whose": "own"}, [tall, wide]),
        ({"whose": "shared"}, [square]), ({"desk": "Kerinci"}, [tall, wide]),
        ({"to": before}, [wide]), ({"from": before}, [square, tall]),
        ({"shape": "wide", "from": today}, []),
    ):  # fmt: skip
        assert numbers(look(**asked)) == [photo.pk for photo in found], asked
    for wrong in ({"shape": "round"}, {"desk": "Ambon"}, {"from": "kemarin"}, {"rights": "x"}):
        response = look(**wrong)
        assert numbers(response) in ([], [square.pk, tall.pk, wide.pk])
        assert response.context["wanted"].problems and 'role="alert"' in response.text


def test_photos_are_narrowed_by_what_may_be_done_with_them(look, kerinci):
    at = NOW + timedelta(hours=1)
    usable = make_photo(kerinci)
    soon = make_photo(kerinci, usable_until=at + 10 * DAY)
    ended = make_photo(kerinci, usable_until=NOW - DAY)
    ahead = make_photo(kerinci, usable_from=at + DAY)
    incomplete = make_photo(kerinci, source="")
    down = make_photo(kerinci)
    take_down(down)

    for rights, found in (
        ("now", [soon, usable]), ("ending", [soon]), ("ended", [ended]), ("ahead", [ahead]),
        ("incomplete", [incomplete]), ("taken_down", [down]),
    ):  # fmt: skip
        assert numbers(look(rights=rights)) == [photo.pk for photo in found], rights


def test_pages_are_found_from_either_side_and_none_is_left_out(look, kerinci, monkeypatch):
    monkeypatch.setattr("articles.admin.photo_search.SIZE", 3)
    made = [make_photo(kerinci).pk for _ in range(8)][::-1]

    for asked in ({}, {"q": "danau"}):
        seen, response = [], look(**asked)
        assert response.context["page"].count == 8
        while True:
            seen.append(numbers(response))
            older = response.context["page"].older
            if older is None:
                break
            response = look(**asked, before=older)
        assert [n for page in seen for n in page] == made
        back = look(**asked, after=response.context["page"].newer)
        assert numbers(back) == seen[-2]
        again = look(**asked, after=back.context["page"].newer)
        assert again.status_code == 302 and "after" not in again["Location"]
    assert look(before="x").status_code == 404
    for long in (30, 5000):
        assert look(before="9" * long).status_code == 404


def test_words_are_found_however_far_back_they_are(look, kerinci, monkeypatch):
    monkeypatch.setattr("articles.admin.photo_search.STRETCHES", (1, 2))
    made = [make_photo(kerinci).pk for _ in range(6)][::-1]

    assert numbers(look(q="danau")) == made
    assert numbers(look(q="danau", before=made[2])) == made[3:]


@pytest.mark.parametrize("role", ["reporter", "editor", "chief"])
def test_another_desks_photos_are_in_no_count_search_or_choice(look, kerinci, ambon, role):
    secret = make_photo(
        ambon, headline="Brankas", caption="Brankas", keywords=["brankas"], creator="Brankas"
    )
    give_files(secret)
    client = client_of(make_user(role, kerinci, language="en"))

    for asked in (
        {}, {"q": "brankas"}, {"by": "brankas"}, {"keyword": "brankas"}, {"q": str(secret.pk)},
        {"desk": "ambon"}, {"shape": "wide"}, {"rights": "now"}, {"whose": "shared"},
        {"pick": "1"}, {"pick": "1", "q": "brankas", "for": "ambon"},
        {"before": secret.pk + 1}, {"after": secret.pk - 1},
    ):  # fmt: skip
        response = client.get(f"/admin/photos/?{urlencode(asked)}", follow=True)
        assert numbers(response) == [], asked
        assert secret.renditions.first().url not in response.text
        if "brankas" not in asked.values():
            assert "rankas" not in response.text
    Photo.objects.filter(pk=secret.pk).update(shared=True)
    assert numbers(client.get("/admin/photos/?q=brankas")) == [secret.pk]


def test_an_administrator_sees_every_desks_photos_and_chooses_none_to_edit(kerinci, ambon):
    made = [make_photo(kerinci), make_photo(ambon)]
    client = client_of(User.objects.create_superuser("administrator", language="en"))

    response = client.get("/admin/photos/")

    assert numbers(response) == [photo.pk for photo in made[::-1]]
    assert 'name="photo"' not in response.text


def test_what_is_chosen_from_is_buttons_of_what_a_story_of_the_desk_may_show(look, kerinci, ambon):
    usable = make_photo(kerinci, caption='Danau "besar"')
    give_files(usable)
    elsewhere = make_photo(kerinci)
    AllowedDesk.objects.create(photo=elsewhere, desk=ambon)
    make_photo(kerinci, usable_until=NOW - DAY)
    take_down(make_photo(kerinci))

    response = look(pick="1", **{"for": "kerinci"})

    assert numbers(response) == [usable.pk]
    small = usable.renditions.get(crop="full")
    for words in (
        f'data-photo="{usable.pk}"', 'data-alt="Perahu di danau"', f'data-src="{small.url}"',
        'data-caption="Danau &quot;besar&quot;"', 'data-credit="Foto: Ani"',
    ):  # fmt: skip
        assert words in response.text
    assert "<html" not in response.text
    assert numbers(look(pick="1")) == [elsewhere.pk, usable.pk]


@pytest.mark.usefixtures("desks_read_once")
@pytest.mark.parametrize("asked", ["", "?q=danau&rights=now&shape=wide", "?pick=1"])
def test_the_library_asks_the_same_questions_however_many_photos_it_shows(kerinci, reporter, asked):
    client = client_of(reporter)

    def queries():
        client.get(f"/admin/photos/{asked}")
        with CaptureQueriesContext(connection) as found:
            assert client.get(f"/admin/photos/{asked}").status_code == 200
        return len(found)

    give_files(make_photo(kerinci))
    before = queries()
    for _ in range(5):
        give_files(make_photo(kerinci))
    assert queries() == before <= 10


def test_terms_that_end_are_listed_for_the_desk_the_next_first(kerinci, ambon, reporter):
    at = NOW + timedelta(hours=1)
    later = make_photo(kerinci, usable_until=at + 20 * DAY)
    sooner = make_photo(kerinci, usable_until=at + 2 * DAY)
    make_photo(kerinci, usable_until=at + 40 * DAY)
    make_photo(kerinci, usable_until=FOREVER)
    make_photo(ambon, usable_until=at + 2 * DAY, shared=True)
    down = make_photo(kerinci, usable_until=at + 3 * DAY)
    take_down(down)
    client = client_of(reporter)

    response = client.get("/admin/photos/ending/")

    found = [card.photo.pk for card, _places in response.context["endings"]]
    assert found == [sooner.pk, later.pk]
