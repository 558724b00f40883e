"""What stands around the page cache while it is tested: who hears, who makes, and who reads."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

from articles.freshness.keys import GONE
from articles.freshness.noting import PLACE

HTML = "text/html; charset=utf-8"


class Ears:
    """Stands for the listener: what a test says was heard."""

    def __init__(self):
        self.is_listening, self.is_down, self.hearing = True, False, []

    def tell(self, hear):
        self.hearing.append(hear)
        hear(None)
        hear({GONE})

    def at_times(self, do):
        self.sweep = do

    def start(self):
        pass

    def hears(self, *keys):
        for hear in self.hearing:
            hear(set(keys) or None)


class Newsroom:
    """Stands for Django: a page of one story, and how often it was made.

    `text` is what it says, or makes the pieces in which a file comes.
    """

    def __init__(self):
        self.text, self.made, self.status, self.keys = "satu " * 100, 0, "200 OK", {"article:1"}
        self.ends, self.in_memory_alone = timedelta(hours=1), False
        self.meanwhile, self.asked, self.headers = lambda: None, [], []

    def __call__(self, environ, start_response):
        self.made += 1
        self.asked.append((environ["QUERY_STRING"], environ.get("HTTP_ACCEPT_ENCODING")))
        text = self.text
        self.meanwhile()
        environ["newsroom.page"] = ("readers", "article")
        found = environ.get(PLACE)
        if found is not None and self.keys:
            found.add(self.keys, datetime.now(UTC) + self.ends)
            found.in_memory_alone = self.in_memory_alone
            found.is_kept = self.status[:3] in ("200", "301", "404", "410")
        start_response(self.status, [("Content-Type", HTML), *self.headers])
        return [text.encode()] if isinstance(text, str) else text()


class Answer:
    """What a reader gets."""

    def __init__(self, cache, path="/articles/1/satu/", method="GET", query="", **headers):
        environ = {
            "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query,
            "HTTP_HOST": "kerinci.example", "wsgi.url_scheme": "http", "wsgi.input": BytesIO(),
        } | {f"HTTP_{key.upper()}": value for key, value in headers.items()}  # fmt: skip
        told = []
        self.body = b"".join(cache(environ, lambda *head: told.append(head)))
        # What the page is called is counted by the server's door.
        self.page = environ.get("newsroom.page")
        ((status, given),) = told
        self.status, self.headers = int(status[:3]), dict(given)
        assert len(self.headers) == len(given), given
        self.text = self.body.decode() if "Content-Encoding" not in self.headers else ""
        self.is_hit = "hit" in self.headers.get("Cache-Status", "")
