"""Two archives in alternate rounds: what is asked of both, in which order, and what has grown."""

import io
import json

import pytest
from django.core.management import call_command
from django.http import HttpResponse

from articles.rehearsal import beside, reading, rounds
from articles.rehearsal.rounds import Measure, Page, Took

from .factories import make_network, make_section


class Reader:
    """Asks nobody, and remembers for what; answers come from `answers`, 404 where it has none."""

    cookies = ()

    def __init__(self, heard, name, answers):
        self.heard, self.name, self.answers = heard, name, answers

    def get(self, address):
        self.heard.append((self.name, address))
        found = self.answers.get(address)
        return HttpResponse(found or "", status=200 if found else 404)


def here(heard, name, found, *, page="front"):
    reader = Reader(heard, name, dict.fromkeys(found, "x" * 10))
    return rounds.Here([Page(page, "network", reader, found)])


@pytest.fixture
def _desks(db):
    make_network()


@pytest.mark.usefixtures("_desks")
def test_garbage_is_looked_for_before_the_rounds_of_a_page_and_not_in_them(monkeypatch):
    heard = []
    monkeypatch.setattr(rounds, "settle", lambda: heard.append("settled"))

    list(rounds.measure(here(heard, "here", ["/a"]), 2))

    assert heard == [*[("here", "/a")] * 2, "settled", *[("here", "/a")] * 2]


@pytest.mark.usefixtures("_desks")
def test_both_archives_are_asked_in_turn_for_addresses_that_both_have():
    heard = []
    ours, theirs = here(heard, "here", ["/a", "/b", "/c"]), here(heard, "there", ["/b", "/d", "/a"])

    (found,) = rounds.measure(ours, 4, theirs)

    asked = heard[4:]
    assert {address for _who, address in asked} == {"/a", "/b"}
    pairs = [asked[n : n + 2] for n in range(0, 8, 2)]
    assert all(one[1] == other[1] and one[0] != other[0] for one, other in pairs)
    assert [one[0] for one, _other in pairs] == ["there", "here", "there", "here"]
    assert len(found.took) == len(found.there.took) == 4


@pytest.mark.usefixtures("_desks")
def test_where_no_address_is_in_both_each_is_asked_for_its_own():
    heard = []

    (found,) = rounds.measure(here(heard, "here", ["/a"]), 1, here(heard, "there", ["/z"]))

    assert set(heard) == {("here", "/a"), ("there", "/z")}
    assert found.there


@pytest.mark.usefixtures("_desks")
def test_a_page_that_is_refused_here_is_left_out_and_one_that_is_not_there_has_no_ratio():
    refused = here([], "here", ["/a"])
    refused.pages["front | network"].client.answers = {}
    alone = list(rounds.measure(here([], "here", ["/a"]), 1, here([], "there", ["/a"], page="x")))

    assert list(rounds.measure(refused, 1, here([], "there", ["/a"]))) == []
    assert [each.there for each in alone] == [None]
    lines = list(rounds.table(alone, processor=False, there=True, budget=None))
    assert lines[-1].endswith("|  |  |  |  |")


@pytest.mark.usefixtures("_desks")
def test_the_other_archive_answers_a_line_at_a_time_as_this_one_does():
    theirs = here([], "there", ["/a"])
    key = "front | network"
    asked = [["addresses", key], ["addresses", "no such page"], ["begin", key, "/a"],
             ["begin", key, "/gone"], ["ask", key, "/a"]]  # fmt: skip
    said = io.StringIO()

    beside.answer(theirs, io.StringIO("".join(f"{json.dumps(each)}\n" for each in asked)), said)
    there = beside.There(io.StringIO(), io.StringIO(said.getvalue()))

    assert there.addresses(key) == ["/a"]
    assert there.addresses("no such page") is None
    assert there.begin(key, "/a") == 0
    assert there.begin(key, "/gone") is None
    assert there.ask(key, "/a").size == 10
    with pytest.raises(EOFError, match="ended"):
        there.ask(key, "/a")


@pytest.mark.usefixtures("_desks")
def test_what_another_archive_is_asked_comes_from_a_process_with_its_database(
    monkeypatch, capfd, settings, tmp_path
):
    make_section("olahraga")
    program = tmp_path / "manage.py"
    program.write_text(
        "import json, os, sys\n"
        "print(sys.argv[1:], os.environ.get('NEWSROOM_DATA'), file=sys.stderr)\n"
        "for line in sys.stdin:\n"
        "    print(json.dumps({'addresses': None}[json.loads(line)[0]]), flush=True)\n"
    )
    settings.BASE_DIR = tmp_path
    monkeypatch.setenv("DATABASE_URL", "postgres://ours")
    monkeypatch.setenv("NEWSROOM_DATA", "/ours")
    monkeypatch.setattr("articles.management.measuring.collect_static", lambda settings: None)

    call_command("bench_pages", "--rounds", "1", "--only", "robots", "--against", "/theirs")

    told = capfd.readouterr()
    assert "['bench_pages', '--only', 'robots', '--answering'] /theirs" in told.err
    assert "robots | network" in told.out
    assert "1 measures; 0 grown (clock)." in told.out


def test_a_page_has_grown_when_it_takes_longer_than_what_it_holds_explains():
    def measure(milliseconds, size, there=None):
        return Measure("front", "network", 3, [Took(milliseconds, milliseconds / 2, size)], there)

    def is_grown(each, of="clock"):
        return reading.grown([each], of) == [each]

    then = measure(10, 5000)

    assert not is_grown(measure(14, 5000, then))
    assert not is_grown(measure(40, 50_000, then))
    assert is_grown(measure(40, 10_000, then))
    assert is_grown(measure(16, 5000, then))
    assert is_grown(measure(16, 5000, then), of="processor")
    assert not is_grown(measure(3.8, 5000, measure(1, 5000)), of="processor")
    assert not is_grown(measure(40, 5000))
    line = list(rounds.table([measure(40, 10_000, then)], processor=True, there=True, budget=30))[
        -1
    ]
    assert (
        "| 10 | 40.0 | 40.0 ! | 10.0 | 4.00 | 2.00 | 4.00 | 20.0 | 20.0 | 5.0 | 4.00 | 2.00 |"
        in line
    )


def test_questions_of_all_kinds_are_shown_as_one_after_the_others():
    def measure(page, who, *milliseconds, there=None):
        took = [Took(each, None, 1000) for each in milliseconds]
        return Measure(page, who, len(milliseconds), took, there)

    one = measure("search: one", "network", 1, 2, there=measure("search: one", "network", 1, 1))
    two = measure("search: two", "network", 9, 9, 9, there=measure("search: two", "network", 3, 3))
    alone = measure("search: one", "largest desk", 5)
    front = measure("front", "network", 5)

    *before, both = rounds.together([one, two, alone, front], "search:")

    assert before == [one, two, alone, front]
    assert (both.page, both.who, both.queries) == ("search: all 2 kinds", "network", 3)
    assert [each.clock for each in both.took] == [1, 2, 9, 9, 9]
    assert (both.median(), both.p95(), both.times(), both.there.p95()) == (9, 9, 4.5, 3)
    assert list(rounds.together([one, two], "")) == [one, two]
