"""What cannot come in is named with its reason, and leaves nothing behind."""

import pytest

from articles import workflow
from articles.models import Article, Decision
from newsroom.desks.models import Desk
from newsroom.reporters.models import Reporter

from .printed import run_and_fail, write

pytestmark = pytest.mark.django_db


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


def test_a_path_that_is_missing_is_an_error_before_anything_comes_in(siulak, tmp_path):
    _, error = run_and_fail(write(tmp_path), tmp_path / "nowhere")

    assert error == f"There is no file or folder {tmp_path}/nowhere."
    assert not Article.objects.exists()


def test_a_folder_without_text_files_is_an_error(siulak, tmp_path):
    said, _ = run_and_fail(tmp_path)

    assert f"{tmp_path}: The folder holds no .txt file." in said
