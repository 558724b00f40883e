"""Counting readings at the server's door: what is one, and what is taken from the request."""

import pytest

from articles.readings import counting as counted
from articles.readings.counting import Tally, counting

PHONE = (
    "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 Chrome/142.0.0.0 Mobile Safari/537.36"
)
HOST = "kerinci.kabartepian.example"


class Door:
    """The counting in front of a newsroom that answers everything with its own words."""

    def __init__(self, tally):
        self.answers = counting(self.newsroom, tally)
        self.status = None

    def newsroom(self, environ, start_response):
        start_response("200 OK", [])
        return [b"Newsroom"]

    def ask(self, path="/read/17", method="POST", **headers):
        said = {
            "HTTP_HOST": HOST,
            "HTTP_ORIGIN": f"https://{HOST}",
            "HTTP_SEC_FETCH_SITE": "same-origin",
            "HTTP_USER_AGENT": PHONE,
            "REMOTE_ADDR": "203.0.113.9",
            "HTTP_COOKIE": "newsroom_session=rahasia",
        } | {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        environ = {"PATH_INFO": path, "REQUEST_METHOD": method}
        environ |= {name: value for name, value in said.items() if value is not None}

        def start_response(status, found):
            self.status, self.headers = status, dict(found)

        return b"".join(self.answers(environ, start_response))


@pytest.fixture
def written():
    return []


@pytest.fixture
def tally(written):
    # The writer sleeps through the test.
    return Tally(written.append, pause=3600)


@pytest.fixture
def door(tally):
    return Door(tally)


def test_a_reading_is_the_host_and_the_number_and_nothing_of_who_reads(door, tally, written):
    assert door.ask() == b""
    assert door.ask(cookie=None) == b""
    door.ask("/read/4")

    tally.write()

    assert door.status == "204 No Content"
    assert door.headers == {"Cache-Control": "no-store"}
    assert written == [{(HOST, 17): 2, (HOST, 4): 1}]


@pytest.mark.parametrize(
    "said",
    [
        {"user_agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"user_agent": "Mozilla/5.0 AppleWebKit/537.36 HeadlessChrome/142.0.0.0 Safari/537.36"},
        {"user_agent": "curl/8.5.0"},
        {"user_agent": "python-requests/2.32"},
        {"user_agent": "facebookexternalhit/1.1"},
        {"user_agent": ""},
        {"user_agent": None},
        {"origin": "https://lain.example"},
        {"origin": f"https://{HOST}.lain.example"},
        {"origin": "null"},
        {"origin": None},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": "none"},
        {"host": None},
        {"host": "x" * 400, "origin": "https://" + "x" * 400},
    ],
    ids=str,
)
def test_a_robot_or_another_site_gets_the_same_answer_and_is_not_counted(
    door, tally, written, said
):
    assert door.ask(**said) == b""

    tally.write()

    assert (door.status, written) == ("204 No Content", [])


def test_a_browser_without_the_newer_headers_is_counted_by_its_origin(door, tally, written):
    door.ask(sec_fetch_site=None)
    tally.write()

    assert written == [{(HOST, 17): 1}]


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("/read/17", "GET"),
        ("/read/17", "HEAD"),
        ("/read/", "POST"),
        ("/read/x", "POST"),
        ("/read/-1", "POST"),
        ("/read/17/", "POST"),
        ("/read/١٧", "POST"),
        ("/read/" + "9" * 19, "POST"),
        ("/", "POST"),
    ],
)
def test_everything_else_is_the_newsrooms_to_answer(door, tally, written, path, method):
    assert door.ask(path, method) == b"Newsroom"

    tally.write()

    assert written == []


def test_what_could_not_be_written_is_kept_for_the_next_time():
    answers, written = [False, None], []

    def write(counts):
        written.append(dict(counts))
        return answers.pop(0)

    tally = Tally(write, pause=3600)
    tally.add(HOST, 17)
    tally.write()
    tally.add(HOST, 17)
    tally.write()
    tally.write()

    assert written == [{(HOST, 17): 1}, {(HOST, 17): 2}]


def test_made_up_numbers_fill_no_memory(tally, written, monkeypatch):
    monkeypatch.setattr(counted, "STORIES_AT_MOST", 3)
    for number in (1, 2, 3, 4, 5, 1):
        tally.add(HOST, number)
    tally.write()

    assert written == [{(HOST, 1): 2, (HOST, 2): 1, (HOST, 3): 1}]
