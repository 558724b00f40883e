"""Printed articles come in through the command: whole, once, and with their moment."""

import socket
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from articles.models import Article, Decision, Placement, Version
from newsroom.desks.models import Desk

from .factories import NOW
from .printed import HEADLINE, REAL, run, run_and_fail, write

pytestmark = pytest.mark.django_db


def test_a_printed_article_becomes_a_draft_of_the_desk_of_its_host(siulak, tmp_path):
    said = run(write(tmp_path))

    article = Article.objects.get()
    assert (article.state, article.desk, article.section) == ("draft", siulak, None)
    assert article.headline == HEADLINE
    assert article.dateline == "KAYU ARO"
    assert article.body == (
        "<p>Puluhan warga memperbaiki jembatan “gantung”.</p>"
        "<p>Papan yang lapuk diganti,” kata Mardan, S.Pd., M.Si. “Semua ikut.”</p>"
    )
    assert [byline.reporter.slug for byline in article.bylines.all()] == ["rahmi-anggraini"]
    assert article.created_by.username == "kepala"
    assert not Version.objects.exists()
    assert "1 new, 0 already here, 0 failed." in said
    assert f"draft: article {article.pk} of Siulak" in said


def test_a_draft_keeps_the_printed_masthead_and_clock_as_its_source(siulak, tmp_path):
    run(write(tmp_path, clock="20 November 2024, 15:09 WIT"))

    assert Article.objects.get().source == "KABAR SIULAK, 20 November 2024, 13:09 WIB"


def test_an_issued_article_is_live_from_the_printed_moment_on(siulak, tmp_path):
    said = run(write(tmp_path), "--issue", "--section", "sosial")

    version = Version.objects.get()
    printed = datetime(2024, 11, 20, 6, 9, tzinfo=UTC)
    assert (version.live_from, version.first_live_from) == (printed, printed)
    assert (version.headline, version.dateline) == (HEADLINE, "KAYU ARO")
    assert (version.section.slug, version.source) == ("sosial", "")
    assert version.bylines == [
        {"name": "Rahmi Anggraini", "slug": "rahmi-anggraini", "role": "writer"}
    ]
    assert set(Placement.objects.live(NOW).values_list("desk__slug", "kind")) == {
        ("siulak", "home"),
        ("nusantara", "rolled_up"),
    }
    assert f"live at {version.path} on the host of Siulak" in said


def test_an_address_is_told_with_the_port_at_which_the_newsroom_is_served(
    siulak, tmp_path, settings
):
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as served:
        port = served.getsockname()[1]
        (settings.DATA_DIR / "port").write_text(str(port))
        said = run(write(tmp_path), "--issue", "--section", "sosial")
    closed = run(write(tmp_path, headline="Lain"), "--issue", "--section", "sosial")

    first, second = Version.objects.order_by("pk")
    assert f"live at http://siulak.localhost:{port}{first.path}" in said
    assert f"live at {second.path} on the host of Siulak" in closed


def test_the_record_says_who_let_it_out_and_from_which_file(siulak, tmp_path):
    run(write(tmp_path), "--issue", "--section", "sosial")

    decisions = list(Decision.objects.order_by("pk").values_list("step", "by__username", "note"))
    assert [step for step, _, _ in decisions] == ["submit", "approve", "issue"]
    assert {by for _, by, _ in decisions} == {"kepala"}
    assert "siulak.txt" in decisions[1][2] and str(tmp_path) not in decisions[1][2]


def test_what_is_printed_ahead_is_scheduled_and_said_so(siulak, tmp_path):
    ahead = (NOW + timedelta(days=400)).astimezone(ZoneInfo("Asia/Jakarta"))
    clock = f"{ahead:%Y-%m-%d} 06:00"

    said = run(write(tmp_path, clock=clock), "--issue", "--section", "sosial")

    version = Version.objects.get()
    assert version.is_scheduled(NOW)
    assert f"scheduled for {clock} WIB, then at {version.path}" in said


@pytest.mark.parametrize(
    ("zone", "clock", "hour"),
    [
        ("Asia/Jakarta", "Nov 20, 2024 - 13:09", 6),
        ("Asia/Makassar", "Nov 20, 2024 - 13:09", 5),
        ("Asia/Jayapura", "Nov 20, 2024 - 13:09", 4),
        ("Asia/Jayapura", "20 November 2024, 13:09 WIB", 6),
        ("Asia/Jayapura", "20 November 2024, 13:09 WITA", 5),
        ("Asia/Jakarta", "20 November 2024, 13:09 WIT", 4),
        ("Asia/Jakarta", "20 November 2024, 13:09 UTC", 13),
    ],
)
def test_the_clock_is_the_desks_own_unless_a_zone_is_printed(siulak, tmp_path, zone, clock, hour):
    Desk.objects.filter(pk=siulak.pk).update(time_zone=zone)

    run(write(tmp_path, clock=clock), "--issue", "--section", "sosial")

    assert Version.objects.get().live_from == datetime(2024, 11, 20, hour, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("clock", "reason"),
    [
        ("31 Mar 2024, 02:30", "2024-03-31 02:30 does not exist in Europe/Berlin: clocks went"),
        ("27 Oct 2024, 02:30", "2024-10-27 02:30 exists twice in Europe/Berlin: clocks went back"),
    ],
)
def test_a_clock_that_does_not_exist_or_exists_twice_is_refused(siulak, tmp_path, clock, reason):
    Desk.objects.filter(pk=siulak.pk).update(time_zone="Europe/Berlin")

    said, _ = run_and_fail(write(tmp_path, clock=clock))

    assert reason in said
    assert "Print it in another zone, such as UTC." in said


@pytest.mark.parametrize("options", [(), ("--issue", "--section", "sosial")])
def test_an_article_comes_in_once_however_often_it_is_imported(siulak, tmp_path, options):
    path = write(tmp_path)
    run(path, *options)
    before = list(Article.objects.values())
    untidy = tmp_path / "again.txt"
    untidy.write_bytes(
        b"\xff\xfe" + path.read_text().replace("\n\n", "\r\n \r\n\r\n").encode("utf-16-le")
    )

    said = run(path, untidy, *options)

    assert "0 new, 2 already here, 0 failed." in said
    assert f"already here: article {before[0]['id']} of Siulak, {before[0]['state']}" in said
    assert list(Article.objects.values()) == before
    assert Decision.objects.count() == (3 if options else 0)


def test_other_words_at_the_same_moment_are_another_article(siulak, tmp_path):
    run(write(tmp_path), write(tmp_path, "b.txt", headline="Jembatan Kedua"))

    assert Article.objects.count() == 2


def test_readers_see_every_printed_element_at_the_desks_host(siulak, tmp_path, client):
    run(write(tmp_path), "--issue", "--section", "sosial")
    version = Version.objects.get()

    page = client.get(version.path, headers={"host": "siulak.localhost"}).content.decode()

    for element in (
        "Kabar Siulak",
        "Warga Siulak Perbaiki Jembatan Gantung &amp; Jalan &lt;Desa&gt;",
        "Rahmi Anggraini",
        "siulak.kabartepian.example",
        "Rabu, 20 November 2024, 13:09 WIB",
        "KAYU ARO",
        "Puluhan warga memperbaiki jembatan “gantung”.",
        "Papan yang lapuk diganti,” kata Mardan, S.Pd., M.Si. “Semua ikut.”",
    ):
        assert element in page


@pytest.mark.skipif(not REAL.exists(), reason="the real article is not part of the project")
def test_the_real_article_is_live_with_all_its_elements(siulak, client):
    said = run(REAL, "--create-desks", "--create-reporters", "--issue", "--section", "sosial")
    version = Version.objects.get()
    assert f"live at {version.path} on the host of Kerinci" in said

    page = client.get(version.path, headers={"host": "kerinci.localhost"}).content.decode()

    for element in (
        "NETWORKS",
        "Pj.Bupati Asraf Hadiri Rapat Koordinasi Persiapan Pemilihan Kepala Daerah Serentak dan "
        "Isu Aktual Provinsi Jambi 2024",
        "Soni Yoner",
        "kerinci.networks.co.id",
        "Rabu, 20 November 2024, 13:09 WIB",
        "JAMBI",
        "Swiss-Belhotel Jambi dengan kehadiran Pj. Gubernur Jambi",
        "“Kami berkomitmen mendukung penuh",
    ):
        assert element in page
