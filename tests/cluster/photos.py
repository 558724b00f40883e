"""A photo in buckets: brought at one node, read without it at the other, and gone at once."""

import hashlib
import http.client
import re
import time
from urllib.parse import urlencode

from tests.drills.counting import asked_anew, lost_and_double
from tests.drills.people import TOKEN, Editor, Ledger
from tests.drills.photos import send
from tests.rig import get, wait_until

from .deeds import settle
from .machines import Buckets
from .town import SLACK, Onlooker, Row

HOST = "kerinci.localhost"
ADDRESS = re.compile(rb"/photos/([0-9a-f]{2}/[0-9a-f]{62}\.(?:webp|jpg))")
SAID = {
    "credit": "Foto: Rara Lestari",
    "source": "Rara Lestari",
    "alt": "Bintik-bintik dari semua warna.",
    "caption": "Tidak ada yang terlihat.",
}
# Seconds after a take-down in which its files answer 410, wherever they are asked for.
GONE_WITHIN = 1


def photos(town):
    """Upload, issue, read; the node that took it in is lost; taken down everywhere."""
    row = Row("a photo brought at a node that is then lost (kill -9), read, and taken down")
    (first, second), cache = town.ports, town.cache.port
    editor = _editor(town)
    told = send(editor.login, first, **SAID)
    if not isinstance(told, dict) or not told.get("new"):
        row.wrong.append(f"the photo was not taken in: {told}")
        return row
    row.confirmed += 1
    path, names = _issued(editor, told["number"], cache)
    held = town.buckets.names(Buckets.PUBLIC)
    row.lost += len(set(names) - held)
    # Half of the files Varnish has by then; the others it asks the node for that is left.
    row.wrong += [each for name in names[::2] for each in _broken(name, second, cache)]
    with town.readers(row, second, cache):
        town.sites[0].kill()
        row.wrong += [each for name in names for each in _broken(name, second, cache)]
        row.wrong += [f"without its picture: {path}"] * (_names_on(path, cache) != names)
        time.sleep(2)
    town.sites[0].start()
    row.wrong += [each for name in names for each in _broken(name, first)]
    row.told = f"{len(names)} files on its page, {len(held)} in the bucket{row.told}"
    _taken_down(town, row, editor.login, told["number"], names)
    gone = _names_on(path, cache) or _names_on(path, first) or _names_on(path, second)
    row.wrong += [f"the page still names {gone}"] * bool(gone)
    left = town.buckets.names(Buckets.PUBLIC) | town.buckets.names(Buckets.ORIGINALS)
    row.wrong += [f"still in a bucket: {left}"] * bool(left)
    row.confirmed += editor.ledger.total()
    lost, double, sentences = lost_and_double(editor.ledger)
    row.lost += lost
    row.wrong += sentences + ["twice"] * double
    return settle(row)


def _editor(town):
    """Somebody who works at the first node."""
    from threading import Event

    editor = Editor(next(town.logins_in_turn), town.ports[0], Ledger(), Event(), pause=0)
    editor.number = next(town.numbers)
    return editor


def _issued(editor, number, port):
    """Issue a story with the photo above it: its path, and the files that readers' page names."""
    from articles.models import Version

    editor.pictures = [[number, "lead", "", "", ""]]
    article = editor.write_one()
    version = asked_anew(lambda: Version.objects.filter(article=article).first())
    assert version, f"A story with a photo is not issued: {editor.ledger.refused}"
    wait_until(lambda: _names_on(version.path, port), "Its page shows no picture.")
    return version.path, _names_on(version.path, port)


def _names_on(path, port):
    """The files of photos that a page names, in its order."""
    status, _headers, body = get(port, HOST, path)
    assert status == 200, f"{path} answers {status}"
    return list(dict.fromkeys(name.decode() for name in ADDRESS.findall(body)))


def _broken(name, *ports):
    """Sentences on each port that does not answer with the very bytes that the file is named by."""
    for port in ports:
        status, headers, body = get(port, HOST, f"/photos/{name}")
        if status != 200 or not headers["Content-Type"].startswith("image/"):
            yield f"/photos/{name} answers {status}"
        elif hashlib.sha256(body).hexdigest() != name.replace("/", "").partition(".")[0]:
            yield f"/photos/{name} is not what it is named by"


def _taken_down(town, row, login, number, names):
    """Take the photo down at the second node: how long until no process shows a file of it."""
    status = _post_takedown(login, town.ports[1], number)
    done = time.monotonic()
    if status != 302:
        row.wrong.append(f"the take-down answered {status}")
        return
    row.confirmed += 1
    # Each node has several processes; every address is asked for at each of them.
    looks = [
        Onlooker(port, HOST, f"/photos/{name}", lambda status, _body: status == 410, done)
        for port in (*town.ports, town.cache.port)
        for name in (names[0], names[-1])
        for _ in range(3)
    ]
    for each in looks:
        each.start()
    for each in looks:
        each.join()
    longest = max(each.PATIENCE if each.took is None else each.took for each in looks)
    row.told = f"taken down, 410 everywhere after {longest:.1f} s; {row.told}"
    if longest > GONE_WITHIN + SLACK:
        row.wrong.append(f"a file was shown for {longest:.1f} s more")
    for name in names:
        for port in (*town.ports, town.cache.port):
            if (status := get(port, HOST, f"/photos/{name}")[0]) != 410:
                row.wrong.append(f"/photos/{name} answers {status} afterwards")


def _post_takedown(login, port, number):
    """The status with which the newsroom answers a take-down."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(
            "POST",
            f"/admin/photos/{number}/takedown/",
            urlencode(
                {
                    "csrfmiddlewaretoken": TOKEN,
                    "ground": "consent",
                    "reason": "Keluarga meminta.",
                    "original": "erase",
                }
            ),
            {
                "Host": f"localhost:{port}",
                "Cookie": f"newsroom_session={login.session}; newsroom_csrf={TOKEN}",
                "Content-Type": "application/x-www-form-urlencoded",
            },
        )
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()
