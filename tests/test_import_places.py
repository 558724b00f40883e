"""Printed articles come onto the right desk, and under the names of the right reporters."""

import re

import pytest

from articles.models import Article, Version
from newsroom.desks.models import Desk
from newsroom.reporters.models import Reporter

from .factories import make_desk, make_network, make_reporter
from .printed import run, run_and_fail, write

pytestmark = pytest.mark.django_db


def test_the_desk_is_found_by_its_local_host_too(siulak, tmp_path):
    run(
        write(tmp_path, host="Siulak.localhost"),
        "--issue",
        "--section",
        "sosial",
    )

    assert Version.objects.get().desk == siulak
    assert Version.objects.get().source == ""


def test_an_unknown_desk_is_refused_with_those_most_like_it(siulak, tmp_path):
    for number in range(20):
        make_desk(f"pulau-{number}")

    said, error = run_and_fail(write(tmp_path, host="siulag.kabartepian.example"))

    assert re.search(
        r"siulak\.txt: No desk answers at siulag\.kabartepian\.example\. "
        r"Known: siulak\.kabartepian\.example, (\S+, ){8}\S+ and 12 more\. "
        r"Create it with --create-desks, or put everything on one desk with --desk SLUG\.",
        said,
    )
    assert error == "Not everything came in: 1 failed, see above."


def test_an_unknown_reporter_is_refused_with_those_most_like_them(siulak, tmp_path):
    make_reporter(siulak, name="Zainal Abidin")
    make_reporter(make_desk("ambon"), name="Rahmi Anggraeni")

    said, _ = run_and_fail(write(tmp_path, byline="Rahmi Anggraeni"))

    assert "No reporter near Siulak is called “Rahmi Anggraeni”." in said
    assert "Known: Rahmi Anggraini, Zainal Abidin." in said
    assert "Elsewhere in the network: Rahmi Anggraeni of Ambon." in said
    assert "Create them with --create-reporters, or in the admin." in said
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    "printed", ["RAHMI  ANGGRAINI", "rahmi anggraini", "Dr. Rahmi Anggraini, S.Sos., M.Si."]
)
def test_a_reporter_is_known_whatever_the_case_spaces_and_titles(siulak, tmp_path, printed):
    run(write(tmp_path, byline=printed))

    assert Article.objects.get().bylines.get().reporter.name == "Rahmi Anggraini"


def test_the_nearest_of_two_namesakes_is_credited(siulak, tmp_path):
    make_reporter(make_network(), name="Rahmi Anggraini", slug="rahmi-di-pusat")
    make_reporter(make_desk("ambon"), name="Rahmi Anggraini", slug="rahmi-di-ambon")

    run(write(tmp_path))

    assert Article.objects.get().bylines.get().reporter.slug == "rahmi-anggraini"


def test_two_namesakes_at_one_desk_are_refused_rather_than_guessed(siulak, tmp_path):
    make_reporter(siulak, name="Rahmi Anggraini, S.H.", slug="rahmi-kedua")

    said, _ = run_and_fail(write(tmp_path))

    assert (
        "2 reporters near Siulak are called “Rahmi Anggraini” (rahmi-anggraini, rahmi-ked" in said
    )


def test_several_reporters_are_credited_in_the_printed_order(siulak, tmp_path):
    make_reporter(siulak, name="Ani Wulandari", slug="ani")

    run(
        write(tmp_path, byline="Zainal Abidin, S.Pt., M.Si., Ani Wulandari dan Rahmi Anggraini"),
        "--create-reporters",
    )

    credits = Article.objects.get().bylines.order_by("position")
    assert [credit.reporter.name for credit in credits] == [
        "Zainal Abidin, S.Pt., M.Si.",
        "Ani Wulandari",
        "Rahmi Anggraini",
    ]


def test_a_created_desk_is_as_printed_and_below_the_network(siulak, tmp_path):
    path = write(tmp_path, host="SUNGAI-PENUH.NETWORKS.EXAMPLE")

    said = run(path, "--create-desks", "--create-reporters", "--issue", "--section", "sosial")

    desk = Desk.objects.get(host="sungai-penuh.networks.example")
    assert (desk.slug, desk.name, desk.masthead) == ("sungai-penuh", "Sungai Penuh", "KABAR SIULAK")
    assert (desk.parent, desk.time_zone) == (make_network(), "Asia/Jakarta")
    assert Reporter.objects.get(desk=desk).name == "Rahmi Anggraini"
    assert Version.objects.get().source == ""
    assert "live at /articles/" in said and "on the host of Sungai Penuh" in said


def test_a_created_desk_stands_where_and_in_the_zone_that_is_wished(siulak, tmp_path):
    maluku = make_desk("maluku", time_zone="Asia/Jayapura")
    there = ("--create-desks", "--create-reporters", "--under", "maluku")

    run(write(tmp_path, host="ambon.example"), *there)
    run(write(tmp_path, host="bali.example"), *there, "--time-zone", "Asia/Makassar")

    desks = Desk.objects.filter(parent=maluku).order_by("slug")
    assert list(desks.values_list("slug", "time_zone")) == [
        ("ambon", "Asia/Jayapura"),
        ("bali", "Asia/Makassar"),
    ]


def test_the_slugs_of_what_is_created_are_made_unique(siulak, tmp_path):
    make_reporter(make_desk("ambon"), name="Soni Yoner", slug="soni-yoner")
    path = write(tmp_path, host="SIULAK.NETWORKS.EXAMPLE", byline="Soni Yoner")

    run(path, "--create-desks", "--create-reporters")

    desk = Desk.objects.get(host="siulak.networks.example")
    assert desk.slug == "siulak-2"
    assert desk.reporters.get().slug == "soni-yoner-2"


def test_a_host_that_cannot_be_is_refused_and_leaves_no_desk(siulak, tmp_path):
    host = ".".join(["a" * 60] * 5)

    said, _ = run_and_fail(write(tmp_path, host=host), "--create-desks")

    assert "cannot be created:" in said
    assert Desk.objects.count() == 2


def test_everything_goes_to_one_desk_and_keeps_where_it_was_printed(siulak, tmp_path):
    run(
        write(tmp_path, host="KERINCI.NETWORKS.EXAMPLE"),
        "--desk",
        "siulak",
        "--issue",
        "--section",
        "sosial",
    )

    version = Version.objects.get()
    assert version.desk == siulak
    assert version.source == "KABAR SIULAK (kerinci.networks.example)"


def test_another_masthead_than_the_desks_is_kept_as_the_source(siulak, tmp_path):
    Desk.objects.filter(pk=siulak.pk).update(masthead="Kabar Tepian Siulak")

    run(write(tmp_path), "--issue", "--section", "sosial")

    assert Version.objects.get().source == "KABAR SIULAK"
