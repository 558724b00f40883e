"""The people and the stories that each drill begins with."""

import json
from dataclasses import asdict
from datetime import timedelta

from .people import Login

EDITORS = 20
STORIES = 30


def sow():
    """Put them into the database: (logins, pages that are there from the beginning)."""
    from articles.models import Version
    from tests.factories import (
        make_desk,
        make_many_live,
        make_network,
        make_reporter,
        make_section,
        make_user,
    )
    from tests.staff import client_of

    make_network()
    province = make_desk("jambi", time_zone="Asia/Jakarta")
    desk = make_desk("kerinci", parent=province, time_zone="Asia/Jakarta")
    section = make_section()
    # Whoever writes for others to approve, and is told of it.
    rahmi = make_user("reporter", desk, username="rahmi")
    reporter = make_reporter(desk, user=rahmi, name="Rahmi Anggraini")
    logins = []
    for number in range(EDITORS):
        user = make_user("chief", desk, username=f"chief{number}", language="en")
        session = client_of(user).cookies["newsroom_session"].value
        logins.append(Login(user.username, session, user.pk, desk.pk, section.pk, reporter.pk))
    make_many_live(desk, STORIES, section=section)
    stories = Version.objects.order_by("pk")[:10]
    pages = [("kerinci.localhost", story.path) for story in stories]
    pages += [(f"{name}localhost", "/") for name in ("kerinci.", "jambi.", "")]
    pages += [("kerinci.localhost", f"/sections/{section.slug}/")]
    pages += [("kerinci.localhost", "/rss.xml"), ("localhost", "/sitemap.xml")]
    return logins, pages


def save(file, logins, pages):
    """Write down what a drill has to know of them."""
    file.write_text(json.dumps({"logins": [asdict(each) for each in logins], "pages": pages}))


def load(file):
    """What was written down: (logins, pages)."""
    found = json.loads(file.read_text())
    logins = [Login(**each) for each in found["logins"]]
    return logins, [tuple(page) for page in found["pages"]]


def schedule(at, seconds):
    """A story that is due so many seconds after `at`: its version."""
    from articles.models import Version
    from newsroom.desks.models import Desk
    from tests.factories import make_issued

    desk = Desk.objects.get(slug="kerinci")
    article = make_issued(desk, live_from=at + timedelta(seconds=seconds), at=at)
    return Version.objects.get(article=article)
