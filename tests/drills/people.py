"""Editors at their browsers: they save and issue over HTTP, and remember what was confirmed."""

import http.client
import json
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlencode

from tests.rig import get

LIST = "/admin/articles/article/"
TOKEN = "a" * 32
# Of a person: so long until they press again.
PRESSED_AGAIN = 0.4
ANSWER = 30


@dataclass
class Ledger:
    """What the newsroom confirmed to somebody: from then on it may not be lost."""

    begun: dict = field(default_factory=dict)  # headline: number of the article
    tried: set = field(default_factory=set)  # headlines that were sent at least once
    words: list = field(default_factory=list)  # (number of the article, word)
    steps: list = field(default_factory=list)  # (number of the article, step)
    refused: list = field(default_factory=list)
    pressed_again: int = 0  # after no answer, or one that says that something broke

    def total(self):
        """How many things were confirmed."""
        return len(self.begun) + len(self.words) + len(self.steps)


@dataclass(frozen=True)
class Login:
    """What an editor needs to work: made while the database is whole."""

    name: str
    session: str
    user: int
    desk: int
    section: int
    reporter: int


class Unanswered(Exception):
    """Nobody answered until the end."""


class Editor(threading.Thread):
    """A chief editor who writes article after article and issues each, until `over`."""

    def __init__(self, login, port, ledger, over, *, pause=0.2):
        super().__init__(daemon=True)
        self.login, self.port, self.ledger = login, port, ledger
        self.over, self.pause, self.number = over, pause, 0
        # What the form says of pictures, where an article is to have some.
        self.pictures = []

    def run(self):
        try:
            while not self.over.is_set():
                self.write_one()
        except Unanswered:
            return

    def write_one(self):
        """An article from its first word to its readers; returns its number."""
        article, edit = self.begin()
        for _ in range(3):
            edit = self.type_on(article, edit)
        self.take(article, "submit", edit)
        self.take(article, "approve", edit, note="Saya baca sendiri.")
        self.issue(article, edit)
        return article

    def begin(self):
        """A new article: (number, edit)."""
        self.number += 1
        headline = f"Kabar {self.login.name} {self.number}"
        self.body = [f"Mulai{self.login.name}n{self.number}."]
        self.headline = headline
        self.ledger.tried.add(headline)
        status, headers, body = self.insist(f"{LIST}add/", self.form(0))
        if status != 302:
            self.ledger.refused.append((headline, "begin", status, body[:2000]))
            raise AssertionError(f"A new article was refused: {status} {body[:2000]!r}")
        article = int(headers["Location"].split("/")[-3])
        self.ledger.begun[headline] = article
        return article, 1

    def type_on(self, article, edit):
        """One word more, saved by itself; returns the number of the save."""
        word = f"kata{self.login.name}n{self.number}k{len(self.body)}."
        self.body.append(word)
        status, _headers, body = self.insist(f"{LIST}{article}/autosave/", self.form(edit))
        if status == 200:
            self.ledger.words.append((article, word))
            return json.loads(body)["edit"]
        self.ledger.refused.append((article, "autosave", status, body[:300]))
        return edit

    def issue(self, article, edit):
        """Now."""
        self.take(article, "issue", edit, when="now")

    def take(self, article, step, edit, **answers):
        """A step; what is refused was taken before, by a press whose answer was lost."""
        status, _headers, _body = self.insist(
            f"{LIST}{article}/steps/{step}/", {"edit": edit, **answers}
        )
        if status == 302:
            self.ledger.steps.append((article, step))
        else:
            self.ledger.refused.append((article, step, status, ""))

    def form(self, edit):
        """What the article's form sends."""
        return {
            "edit": edit,
            "user": self.login.user,
            "zone": "Asia/Jakarta",
            "desk": self.login.desk,
            "kind": "news",
            "section": self.login.section,
            "headline": self.headline,
            "body": "".join(f"<p>{word}</p>" for word in self.body),
            "topics": "",
            "pictures": json.dumps(self.pictures),
            "shared": "on",
            "bylines-TOTAL_FORMS": "1",
            "bylines-INITIAL_FORMS": "0",
            "bylines-0-reporter": self.login.reporter,
            "bylines-0-role": "writer",
            "bylines-0-position": "1",
        }

    def insist(self, path, data):
        """Send it until somebody answers: whoever has no answer presses again."""
        while not self.over.is_set():
            time.sleep(self.pause)
            try:
                status, headers, body = self.post(path, data)
            except (OSError, http.client.HTTPException):
                status = None
            if status is not None and status < 500:
                return status, headers, body
            self.ledger.pressed_again += 1
            time.sleep(PRESSED_AGAIN)
        raise Unanswered

    def post(self, path, data):
        """One try: (status, headers, body)."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER)
        cookie = f"newsroom_session={self.login.session}; newsroom_csrf={TOKEN}"
        try:
            connection.request(
                "POST",
                path,
                urlencode(data | {"csrfmiddlewaretoken": TOKEN}),
                {
                    "Host": f"localhost:{self.port}",
                    "Cookie": cookie,
                    "Content-Type": "application/x-www-form-urlencoded",
                },
            )
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()


class Watch(threading.Thread):
    """Somebody who looks for a story that is still ahead, until `over` or until it is there.

    At its address, and in the feed of its desk.
    """

    PAUSE = 0.2

    def __init__(self, port, host, version):
        super().__init__(daemon=True)
        self.port, self.host, self.version = port, host, version
        self.over, self.early, self.first = threading.Event(), 0, None

    def run(self):
        while self.first is None and not self.over.wait(self.PAUSE):
            if self._finds("/rss.xml") and self._is_early():
                self.early += 1
            if self._finds(self.version.path):
                if self._is_early():
                    self.early += 1
                else:
                    self.first = datetime.now(UTC)

    def _is_early(self):
        return datetime.now(UTC) < self.version.live_from

    def _finds(self, path):
        try:
            status, _headers, body = get(self.port, self.host, path)
        except (OSError, http.client.HTTPException):
            return False
        return status == 200 and self.version.headline.encode() in body
