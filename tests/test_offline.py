"""What browsers keep for reading offline, as far as the newsroom has a word in it."""

import gzip
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.utils import translation

from articles import publishing, workflow
from articles.public import offline
from newsroom.photos import taking_down

from .factories import NOW, make_desk, make_issued, make_user, reissue
from .photos import give_files, make_photo
from .readers import page, read, words

pytestmark = pytest.mark.django_db
EARLIER = NOW - timedelta(hours=1)
PAGES = ("/offline/", "/saved/", "/offline/gone.json")


@pytest.fixture
def kerinci():
    return make_desk("kerinci")


def gone(desk):
    return read(desk, "/offline/gone.json").json()


def withdraw(article, *, at=NOW):
    editor = make_user("editor", article.desk)
    workflow.perform(
        "withdraw", article, by=editor, at=at, ground="inaccurate", reason="Angkanya keliru."
    )


def test_the_worker_stands_at_the_root_of_each_host_and_names_the_desks_own_files(kerinci):
    response = read(kerinci, "/offline.js")
    text = response.content.decode()

    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Cache-Control"] == "max-age=600"
    for address in re.findall(r'"(/[^"]+)"', re.search(r"const SHELL = (.*);", text)[1]):
        if address != "/static/public/":
            found = read(kerinci, address)
            assert found.status_code == 200, address
            assert found.getvalue(), address
    assert "&quot;" not in text and "{{" not in text
    assert text != read(make_desk("ambon", accent="#2f5d8a"), "/offline.js").content.decode()


def test_a_withdrawn_story_is_told_to_every_browser_for_as_long_as_one_keeps_it(kerinci):
    live, withdrawn, back, long_ago = (
        make_issued(kerinci, at=NOW - timedelta(days=60)) for _ in range(4)
    )
    withdraw(withdrawn)
    withdraw(back, at=EARLIER)
    reissue(back, headline="Angkanya benar")
    withdraw(long_ago, at=NOW - offline.KEPT - timedelta(minutes=1))

    for desk in (kerinci, make_desk("ambon")):
        told = gone(desk)["stories"]
        assert withdrawn.pk in told
        assert live.pk not in told and long_ago.pk not in told
    assert back.pk not in gone(kerinci)["stories"]


def test_what_left_one_desk_is_told_to_its_browsers_alone(kerinci):
    ambon = make_desk("ambon")
    carried, kept_on = make_issued(kerinci, at=EARLIER), make_issued(kerinci, at=EARLIER)
    for article in (carried, kept_on):
        publishing.carry(article, desk=ambon, headline="", at=EARLIER)
    publishing.uncarry(carried, desk=ambon, at=NOW - timedelta(minutes=1))
    reissue(kept_on, headline="Angka baru", at=NOW - timedelta(minutes=1))

    assert gone(ambon)["stories"] == [carried.pk]
    assert gone(kerinci)["stories"] == []
    publishing.carry(carried, desk=ambon, headline="", at=NOW)
    assert gone(ambon)["stories"] == []


def test_a_photo_that_was_taken_down_is_told_with_every_file(kerinci):
    editor = make_user("editor", kerinci)
    kept, down = make_photo(kerinci, by=editor), make_photo(kerinci, by=editor)
    for photo in (kept, down):
        give_files(photo)
    taking_down.take_down(
        down, by=editor, at=NOW, ground="other", reason="Diminta.", original="keep"
    )

    files = {f"/photos/{name}" for name in down.renditions.values_list("file", flat=True)}
    assert files
    assert set(gone(kerinci)["photos"]) == files


def test_what_is_gone_costs_two_queries_and_may_be_kept_a_minute(
    kerinci, django_assert_num_queries
):
    for _ in range(3):
        withdraw(make_issued(kerinci, at=EARLIER))
    page(kerinci)

    with django_assert_num_queries(2):
        response = read(kerinci, "/offline/gone.json")
    assert len(response.json()["stories"]) == 3
    assert response["Cache-Control"] == "max-age=60"


def test_an_operator_may_switch_it_off_and_the_worker_goes(kerinci, settings):
    path = make_issued(kerinci, at=EARLIER).versions.get().path
    assert "data-save" in page(kerinci, path)
    assert 'href="/saved/"' in page(kerinci)

    settings.OFFLINE = False

    assert "registration.unregister()" in page(kerinci, "/offline.js")
    for each in PAGES:
        assert read(kerinci, each).status_code == 404
    for each in ("/", path):
        html = page(kerinci, each)
        assert "/saved/" not in html and "data-save" not in html and "public/save" not in html


@pytest.mark.parametrize(
    ("language", "title"), [("id", "Tidak ada koneksi"), ("en", "No connection")]
)
def test_the_page_without_a_connection_speaks_the_desks_language(language, title):
    desk = make_desk("bali", language=language)

    html = page(desk, "/offline/")

    assert f'<h1 class="page-title">{title}</h1>' in html
    assert '<meta name="robots" content="noindex">' in html
    with translation.override(language):
        sentence = translation.gettext(
            "Your browser keeps these lists itself; for that it needs JavaScript."
        )
    assert sentence in words(html)


def test_the_scripts_that_keep_and_count_are_small():
    found = Path(configured.BASE_DIR, "static/public")
    files = [found / name for name in ("read.js", "save.js")]

    assert sum(len(gzip.compress(file.read_bytes())) for file in files) < 1_500
