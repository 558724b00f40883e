"""Who asks for the head of an answer alone."""

import pytest

from .door import ask, site

pytestmark = pytest.mark.usefixtures("counted")


class Body(list):
    """What an application answers with, and whether it was let go."""

    is_closed = False

    def close(self):
        self.is_closed = True


@pytest.mark.parametrize("body", [Body([b"not found"]), [b"not found"]], ids=["closed", "plain"])
def test_the_door_sends_no_body_to_who_asks_for_the_head_alone(body):
    def application(environ, start_response):
        start_response("404 Not Found", [("Content-Length", "9")])
        return body

    status, headers, sent = ask(site(application), "/static/nowhere.css", method="HEAD")

    assert (status, headers["Content-Length"], sent) == (404, "9", "")
    assert getattr(body, "is_closed", True)
    assert ask(site(application), "/static/nowhere.css")[2] == "not found"
