"""The running demo newsroom of the audit, with what its first hour has not got yet."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from datetime import timedelta


def free_port():
    """A port that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(folder):
    """The port of a demo newsroom whose data lie in `folder`; stopped at the end."""
    port = free_port()
    os.environ.pop("DATABASE_URL", None)
    os.environ |= {"NEWSROOM_DATA": str(folder), "PORT": str(port), "NEWSROOM_LOCAL_HOSTS": "1"}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with open(folder / "server.log", "wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "newsroom.run"], stdout=log, stderr=log, start_new_session=True
        )
    try:
        _wait(server, port, folder)
        yield port
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)


def _wait(server, port, folder):
    until = time.monotonic() + 300
    while time.monotonic() < until and server.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/admin/login/", timeout=5)
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise RuntimeError((folder / "server.log").read_text()[-2000:])


# A desk without stories, and one with a single story.
EMPTY, SINGLE = "sepi", "tunggal"
LONG = 120


def unusual(*, at):
    """What few newsrooms have on their first day: desks with little, and a story with much.

    The long story is written in another language than its desk's pages.
    """
    from newsroom.desks.models import Desk
    from tests.factories import make_desk, make_issued, make_section

    make_desk(EMPTY)
    said = {"section": make_section("hukum"), "topics": ["danau"], "standfirst": "Half a metre."}
    make_issued(make_desk(SINGLE), at=at - timedelta(days=1), **said)
    words = "The water of the lake fell by half a metre, say those who measure it every morning. "
    longest = "<p>Pertanggungjawabanpertanggungjawabanpertanggungjawabanpertanggungjawaban.</p>"
    make_issued(
        Desk.objects.get(slug="kerinci"),
        at=at - timedelta(minutes=20),
        language="en",
        kind="paid",
        source="Tirta Kerinci",
        headline="A story of more than a hundred paragraphs",
        body=longest + f"<p>{words * 4}</p><h2>And on</h2><p>{words}</p>" * (LONG // 2),
        **said,
    )


def prepare(*, at):
    """Make what no link of the demo leads to; returns addresses (person -> list of paths).

    An article of every state, a conflict that waits for a decision, and secret links: one that
    works, one that was revoked. A complaint of a reader. A forgotten password, with a link that
    holds and one that does not. And a desk whose pages are in English.
    """
    from articles import content, preview_links
    from articles.complaints.receiving import receive
    from articles.demo.logins import ADMINISTRATOR, LOGINS
    from articles.models import Article
    from articles.models.revision import Revision
    from articles.talk import forgotten
    from newsroom.accounts.models import User
    from newsroom.desks.models import Desk
    from tests.factories import make_user

    Desk.objects.filter(slug="maluku").update(language="en")
    logins = [ADMINISTRATOR, *(name for name, _role, _desk in LOGINS)]
    people = {user.username: user for user in User.objects.filter(username__in=logins)}
    seeds = {name: ["/admin/password_change/done/"] for name in people}
    found = {}
    for state in Article.State.values:
        for number in Article.objects.filter(state=state).order_by("-pk").values_list("pk")[:2]:
            for name in people:
                seeds[name].append(f"/admin/articles/article/{number[0]}/change/")
    draft = Article.objects.filter(desk__slug="kerinci", state="draft", shared=True).first()
    receive(
        press="audit", desk=draft.desk, article=None, kind="reply", story="Danau surut",
        who="Rosmini", contact="0812 0000 0000", wrong="Bukan lima meter.",
        reply="Setengah meter.", at=at,
    )  # fmt: skip
    stored = content.of_article(draft)
    first, *others = stored["body"].split("</p>", 1)
    typed = stored | {
        "headline": f"{stored['headline']}, kata warga",
        "body": "</p>".join([f"{first} Begitu kata warga.", *others]),
    }
    for name in ("editor", "chief"):
        aside = Revision.objects.record(
            draft,
            typed,
            by=people[name],
            at=at - timedelta(minutes=3),
            origin=Revision.Origin.ASIDE,
            over=stored | {"headline": "Semula", "body": f"{first} Semula.</p>" + others[0]},
        )
        seeds[name].append(f"/admin/articles/article/{draft.pk}/conflict/{aside.pk}/")
    for label in ("Pengacara redaksi", "Narasumber"):
        press = f"audit-{label}-a-press-of-the-button"
        link, token = preview_links.make(
            draft, label=label, lasts=timedelta(days=2), by=people["editor"], at=at, press=press
        )
        found[label] = f"/preview/{token}/"
    seeds["reporter"].append(f"/admin/articles/article/{draft.pk}/notes/")
    # In the session of somebody else: a sign-in of the user's own would end the link.
    seeds["reporter"].append(forgotten.link_path(make_user(username="pelupa")))
    for path in ("", "sent/", "MQ/none/"):
        found[f"Lupa {path}"] = f"/admin/password_reset/{path}"
    preview_links.revoke(link, by=people["editor"], at=at)
    seeds["editor"].append(f"/admin/articles/article/{draft.pk}/links/")
    for path in _photos(people["editor"], at):
        for name in people:
            seeds[name].append(path)
    return seeds, found


def _photos(editor, at):
    """Addresses of photos that stand in every way: one is taken down, and a file of it is left."""
    from newsroom.photos import editing, taking_down
    from newsroom.photos.models import Photo

    photos = list(Photo.objects.filter(desk__slug="kerinci").order_by("pk")[:4])
    plain, ending, incomplete, down = photos
    for photo, values in (
        (ending, {"usable_until": at + timedelta(days=9), "origin": Photo.Origin.GENERATED}),
        (incomplete, {"headline": ""}),
    ):
        editing.edit(photo, by=editor, at=at, edit=photo.edit, values=values)
    Photo.objects.filter(pk=incomplete.pk).update(alt="", credit="")
    taking_down.take_down(
        down, by=editor, at=at, ground="consent", reason="Keluarga meminta.", original="keep"
    )
    chosen = "&".join(f"photo={photo.pk}" for photo in photos[:3])
    return [
        *(f"/admin/photos/{photo.pk}/" for photo in photos),
        f"/admin/photos/{plain.pk}/?file=1",
        f"/admin/photos/{plain.pk}/takedown/",
        f"/admin/photos/{down.pk}/receipt/",
        f"/admin/photos/many/?{chosen}",
    ]


def two_steps():
    """(path, status, HTML) of the pages of a second factor: on, off, asked for and taken away."""
    from articles.demo.logins import ADMINISTRATOR
    from newsroom.accounts.models import User
    from newsroom.desks.models import Desk
    from tests import two_steps
    from tests.factories import make_user
    from tests.staff import client_of

    user = make_user("editor", Desk.objects.get(slug="kerinci"), username="berdua")
    client, nobody = client_of(user), two_steps.browser()
    place = two_steps.PAGE
    secret = two_steps.secret_on(client.get(place))
    confirm = {"code": two_steps.shown(secret), "password": "rahasia"}
    wrong = {"username": "berdua", "code": "12", "password": ""}
    pages = [
        (f"{place}?wrong", client.post(place, wrong)),
        (f"{place}?codes", client.post(place, confirm)),
        (place, client.get(place)),
        (f"{place}off/", client.post(f"{place}off/", wrong)),
        (f"{place}codes/", client.get(f"{place}codes/")),
    ]
    two_steps.first_step(nobody, user)
    away = f"/admin/accounts/user/{user.pk}/second-factor/"
    pages += [
        (two_steps.CODE, nobody.get(two_steps.CODE)),
        (f"{two_steps.CODE}?wrong", nobody.post(two_steps.CODE, wrong)),
        (f"{two_steps.CODE}?recovery", two_steps.rescued(nobody, user, "salah")),
        (away, client_of(User.objects.get(username=ADMINISTRATOR)).get(away)),
    ]
    return [(path, page.status_code, page.text) for path, page in pages]


def withdrawn(host):
    """Addresses of withdrawn stories on a desk's host: they answer 410."""
    from articles.models import Notice

    slug = host.split("//")[1].partition(".")[0] if "." in host else ""
    notices = Notice.objects.filter(kind=Notice.Kind.WITHDRAWAL).select_related("article__desk")
    return [
        f"{host}/articles/{notice.article_id}/"
        for notice in notices
        if notice.article.desk.slug == (slug or "nusantara")
    ]
