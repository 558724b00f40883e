"""Printed articles come in through the command: whole, once, and onto the right desk."""

import re
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command

from articles import workflow
from articles.interchange.printed import parse
from articles.models import Article, Decision, Placement, Version
from newsroom.desks.models import Desk
from newsroom.reporters.models import Membership, Reporter

from .factories import NOW, make_desk, make_network, make_reporter, make_section, make_user

pytestmark = pytest.mark.django_db
REAL = Path(__file__).parents[2] / "shared" / "seeds" / "kerinci-article.txt"
HEADLINE = "Warga Siulak Perbaiki Jembatan Gantung & Jalan <Desa>"
TEXT = """KABAR SIULAK

{headline}

{byline} - {host}

{clock}


{opening}

Papan yang lapuk diganti,” kata Mardan, S.Pd., M.Si. “Semua ikut.”
"""


def write(folder, name="siulak.txt", **parts):
    """A file with a printed article, some of its parts changed."""
    parts = {
        "headline": HEADLINE,
        "byline": "Rahmi Anggraini",
        "host": "SIULAK.KABARTEPIAN.EXAMPLE",
        "clock": "Nov 20, 2024 - 13:09",
        "opening": "KAYU ARO- Puluhan warga memperbaiki jembatan “gantung”.",
    } | parts
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(TEXT.format(**parts), encoding="utf-8")
    return path


def run(*arguments, **options):
    """Run the command; what it said on both ways out, together."""
    out = StringIO()
    call_command("import_articles", *map(str, arguments), stdout=out, stderr=out, **options)
    return out.getvalue()


def run_and_fail(*arguments):
    """Run the command where something fails: (what it said, the error it ended with)."""
    out = StringIO()
    with pytest.raises(CommandError) as error:
        call_command("import_articles", *map(str, arguments), stdout=out, stderr=out)
    return out.getvalue(), str(error.value)


@pytest.fixture
def siulak():
    """A desk under the network, with its reporter, a section, and a chief above it."""
    make_section("sosial")
    chief = make_user("chief", make_network(), username="kepala")
    desk = make_desk("siulak", masthead="Kabar Siulak", time_zone="Asia/Jakarta")
    desk.chief = chief
    make_reporter(desk, name="Rahmi Anggraini", slug="rahmi-anggraini")
    return desk


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
    assert f"live at http://siulak.localhost:8000{version.path}" in said


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
    assert f"scheduled for {clock} WIB, then at http://siulak.localhost" in said


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
    assert "live at http://sungai-penuh.localhost:8000/articles/" in said


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


def test_a_bad_file_is_named_and_the_others_come_in(siulak, tmp_path):
    write(tmp_path, "a.txt", headline="Satu")
    write(tmp_path, "b/bad.txt", clock="Nob 20, 2024 - 13:09")
    write(tmp_path, "c.txt", headline="Dua")
    (tmp_path / "d.txt").write_bytes(b"ELF\0\0")
    (tmp_path / "notes.md").write_text("no article")

    said, error = run_and_fail(tmp_path)

    assert set(Article.objects.values_list("headline", flat=True)) == {"Satu", "Dua"}
    assert f"{tmp_path}/b/bad.txt: line 7: “Nob” is not a month." in said
    assert f"{tmp_path}/d.txt: line 1: It holds the control character NUL" in said
    assert "2 new, 0 already here, 2 failed." in said
    assert error == "Not everything came in: 2 failed, see above."


def test_nothing_of_a_file_that_fails_is_kept_not_even_its_desk(siulak, tmp_path):
    siulak.chief.memberships.all().delete()
    bad = write(tmp_path, host="new.example")

    said, _ = run_and_fail(bad, "--create-desks", "--create-reporters")

    assert "New has no chief editor, nor has a desk above it." in said
    assert (Desk.objects.count(), Reporter.objects.count(), Article.objects.count()) == (2, 1, 0)


def test_the_desk_of_a_failed_file_is_created_for_the_next_one(siulak, tmp_path):
    # The clock is looked at once the desk, and with it the zone, is there.
    bad = write(tmp_path, "a.txt", host="new.example", clock="10 March 2024, 02:30")
    good = write(tmp_path, "b.txt", host="new.example")
    zone = ("--time-zone", "America/New_York")

    said, _ = run_and_fail(
        bad,
        good,
        bad,
        "--create-desks",
        "--create-reporters",
        *zone,
        "--issue",
        "--section",
        "sosial",
    )

    assert "1 new, 0 already here, 2 failed." in said
    desk = Desk.objects.get(host="new.example")
    assert (desk.slug, desk.versions.count(), desk.reporters.count()) == ("new", 1, 1)


def test_a_step_that_is_refused_takes_the_article_with_it(siulak, tmp_path, monkeypatch):
    def perform(name, article, **answers):
        if name == "issue":
            raise workflow.NotAllowed(["The press is broken."])
        return step(name, article, **answers)

    step = workflow.perform
    monkeypatch.setattr(workflow, "perform", perform)

    said, _ = run_and_fail(write(tmp_path), "--create-reporters", "--issue", "--section", "sosial")

    assert "siulak.txt: The press is broken." in said
    assert not Article.objects.exists() and not Decision.objects.exists()


def test_a_dry_run_checks_everything_and_changes_nothing(siulak, tmp_path):
    write(tmp_path, "a.txt", host="new.example")
    write(tmp_path, "b.txt", host="new.example", headline="Dua")
    write(tmp_path, "c.txt", clock="kemarin")

    said, _ = run_and_fail(
        tmp_path,
        "--dry-run",
        "--create-desks",
        "--create-reporters",
        "--issue",
        "--section",
        "sosial",
    )

    assert "2 new, 0 already here, 1 failed." in said
    assert "This was a dry run: nothing was changed." in said
    assert (Desk.objects.count(), Reporter.objects.count(), Article.objects.count()) == (2, 1, 0)


def test_who_brings_it_in_may_be_named(siulak, tmp_path):
    make_user("reporter", siulak, username="rahmi")

    run(write(tmp_path), "--by", "rahmi")

    assert Article.objects.get().created_by.username == "rahmi"


def test_the_nearest_chief_editor_who_is_active_brings_it_in(siulak, tmp_path):
    make_user("chief", siulak, username="pensiun", is_active=False)
    make_user("editor", siulak, username="redaktur")
    make_user("chief", siulak, username="dekat")
    make_user("chief", make_desk("ambon"), username="jauh")

    run(write(tmp_path))

    assert Article.objects.get().created_by.username == "dekat"


@pytest.mark.parametrize(
    ("role", "options", "reason"),
    [
        (None, (), "tamu has no role at Siulak or above it."),
        ("editor", ("--issue", "--section", "sosial"), "tamu is not chief editor at Siulak or abo"),
    ],
)
def test_somebody_who_may_not_brings_nothing_in(siulak, tmp_path, role, options, reason):
    make_user(role, siulak, username="tamu")

    said, _ = run_and_fail(write(tmp_path), "--by", "tamu", *options)

    assert reason in said
    assert not Article.objects.exists()


def test_without_a_chief_editor_the_command_says_what_to_do(siulak, tmp_path):
    Membership.objects.all().delete()

    said, _ = run_and_fail(write(tmp_path))

    assert "Make somebody its chief editor, or name who imports with --by USERNAME." in said


def test_an_inactive_desk_takes_drafts_and_issues_nothing(siulak, tmp_path):
    Desk.objects.filter(pk=siulak.pk).update(active=False)

    said, _ = run_and_fail(write(tmp_path), "--issue", "--section", "sosial")
    run(write(tmp_path))

    assert "Siulak is not active: its host answers nobody. Activate the desk first" in said
    assert Article.objects.get().state == "draft"


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--issue"], "--issue needs --section SLUG. Known: sosial."),
        (["--section", "sosail"], "There is no section “sosail”. Known: sosial."),
        (["--by", "siapa"], "There is no user “siapa”."),
        (["--desk", "siulag"], "There is no desk “siulag”. Known: siulak, nusantara."),
        (["--create-desks", "--under", "x"], "There is no desk “x”. Known: "),
        (["--under", "siulak"], "--under and --time-zone say how desks are created: add --create"),
        (["--time-zone", "UTC"], "--under and --time-zone say how desks are created: add --creat"),
        (["--desk", "siulak", "--create-desks"], "--desk puts everything on one desk"),
        (["--create-desks", "--time-zone", "Kerinci"], "Kerinci is not a time zone. Use an IANA"),
    ],
)
def test_a_wish_that_cannot_be_is_refused_before_anything_is_read(
    siulak, tmp_path, options, reason
):
    said, error = run_and_fail(write(tmp_path), *options)

    assert error.startswith(reason)
    assert said == ""
    assert not Article.objects.exists()


def test_an_inactive_user_brings_nothing_in(siulak, tmp_path):
    make_user("chief", siulak, username="pensiun", is_active=False)

    _, error = run_and_fail(write(tmp_path), "--by", "pensiun")

    assert error == "The user “pensiun” is not active."


def test_a_path_that_is_missing_is_an_error_before_anything_comes_in(siulak, tmp_path):
    _, error = run_and_fail(write(tmp_path), tmp_path / "nowhere")

    assert error == f"There is no file or folder {tmp_path}/nowhere."
    assert not Article.objects.exists()


def test_a_folder_without_text_files_is_an_error(siulak, tmp_path):
    said, _ = run_and_fail(tmp_path)

    assert f"{tmp_path}: The folder holds no .txt file." in said


def test_a_long_import_says_how_far_it_is(siulak, tmp_path, monkeypatch):
    monkeypatch.setattr("articles.management.commands.import_articles.PROGRESS", 3)
    for number in range(7):
        write(tmp_path, f"{number}.txt", headline=f"Kabar {number}")

    said = run(tmp_path)

    assert re.findall(r"\d new, .*", said) == [
        f"{number} new, 0 already here, 0 failed." for number in (3, 6, 7)
    ]
    assert said.count("draft: article") == 5
    assert "  and 2 more" in said


def test_on_a_terminal_the_count_is_one_line_that_gives_way_to_failures(siulak, tmp_path):
    class Terminal(StringIO):
        def isatty(self):
            return True

    for number in range(20):
        write(tmp_path, f"{number:02}.txt", headline=f"Kabar {number}")
    write(tmp_path, "21.txt", clock="kemarin")
    out = Terminal()

    with pytest.raises(CommandError):
        call_command("import_articles", str(tmp_path), stdout=out, stderr=out, no_color=True)

    assert "\r20 new, 0 already here, 0 failed.\r\x1b[K" in out.getvalue()
    assert f"\x1b[K{tmp_path}/21.txt: line 7:" in out.getvalue()


def test_an_import_that_is_stopped_keeps_what_came_in(siulak, tmp_path, monkeypatch):
    write(tmp_path, "a.txt")
    write(tmp_path, "b.txt", headline="Stop")

    def stopped_at_the_second(text):
        if "Stop" in text:
            raise KeyboardInterrupt
        return parse(text)

    command = "articles.management.commands.import_articles.parse"
    monkeypatch.setattr(command, stopped_at_the_second)

    _, error = run_and_fail(tmp_path)

    assert error == "Stopped. What came in stays; run it again for the rest."
    assert Article.objects.get().headline == HEADLINE


def test_a_file_name_that_is_no_text_is_still_printed(siulak, tmp_path):
    path = write(tmp_path)
    odd = Path(
        str(tmp_path).encode().decode() + "/" + b"x\xff.txt".decode(errors="surrogateescape")
    )
    path.rename(odd)

    run(odd, "--issue", "--section", "sosial")

    assert "x\\udcff.txt" in Decision.objects.get(step="approve").note


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
    assert f"live at http://kerinci.localhost:8000{version.path}" in said

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
