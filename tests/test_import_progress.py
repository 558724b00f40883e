"""What a long import says while it runs, and what stays of one that is stopped."""

import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from articles.interchange.printed import parse
from articles.models import Article, Decision

from .printed import HEADLINE, run, run_and_fail, write

pytestmark = pytest.mark.django_db


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


def test_a_dry_run_counts_an_article_that_is_there_twice_as_the_import_does(siulak, tmp_path):
    write(tmp_path, "a.txt")
    write(tmp_path, "b.txt")

    counted = "1 new, 1 already here, 0 failed."
    assert counted in run(tmp_path, "--dry-run")
    assert counted in run(tmp_path)


def test_a_file_name_that_is_no_text_is_still_printed(siulak, tmp_path):
    path = write(tmp_path)
    odd = Path(
        str(tmp_path).encode().decode() + "/" + b"x\xff.txt".decode(errors="surrogateescape")
    )
    path.rename(odd)

    run(odd, "--issue", "--section", "sosial")

    assert "x\\udcff.txt" in Decision.objects.get(step="approve").note
