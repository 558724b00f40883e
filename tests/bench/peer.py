"""Another site that the same is asked of: told of by a file, or found out from its address.

A file says {"name", "base", "articles": [{"path"}], "pages": {"home", "desk_1", "desk_50", "tag",
"author", "feed", "search_common"}, "pidfiles": {"app": [], "db": []}}; what it leaves out is not
compared. Of an address the front is asked for, with what it and the site's sitemap lead to.
"""

import json
import re
import urllib.request
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from .load import Target

THEIRS = {
    "front": "home", "desk": "desk_1", "desk-50": "desk_50", "topic": "tag", "reporter": "author",
    "search": "search_common", "feed": "feed",
}  # fmt: skip
# So many stories are asked for at most, and so many sitemaps read to find them.
STORIES, SITEMAPS = 200, 5


def peer(where):
    """(its Target, what is asked of it by page) of a file's name or of a site's address."""
    told = found_out(where) if "://" in where else json.loads(Path(where).read_text())
    at = urlsplit(told["base"])
    if at.scheme != "http":
        raise SystemExit(f"{told['base']}: only http:// is measured, without a name's encryption.")
    asked = {"article": [(at.netloc, each["path"]) for each in told.get("articles", [])]}
    for name, theirs in THEIRS.items():
        asked[name] = [(at.netloc, told["pages"][theirs])] if theirs in told["pages"] else []
    roots = [
        tuple(int(Path(file).read_text().split()[0]) for file in told["pidfiles"][kind])
        if "pidfiles" in told
        else ()
        for kind in ("app", "db")
    ]
    target = Target(told["name"], at.port or 80, *roots, host=at.hostname)
    return target, {name: lines for name, lines in asked.items() if lines}


def found_out(base):
    """What a file would tell of the site at this address."""
    front = _read(base)
    pages = {"home": urlsplit(base).path or "/"}
    feed = re.search(r"<link\b[^>]*application/(?:rss|atom)\+xml[^>]*>", front)
    href = feed and re.search(r"href=[\"']?([^\"' >]+)", feed[0])
    if href:
        pages["feed"] = _path(urljoin(base, unescape(href[1])))
    waiting, stories = [urljoin(base, "/sitemap.xml")], []
    for _each in range(SITEMAPS):
        if not waiting or len(stories) >= STORIES:
            break
        text = _read(waiting.pop())
        places = [unescape(place) for place in re.findall(r"<loc>\s*([^<]+?)\s*</loc>", text)]
        if "<sitemapindex" in text:
            waiting += places
        else:
            # An address below another: what stands at the top are sections and such.
            stories += [place for place in places if urlsplit(place).path.strip("/").count("/")]
    return {
        "name": urlsplit(base).netloc,
        "base": base,
        "pages": pages,
        "articles": [{"path": _path(place)} for place in stories[:STORIES]],
    }


def _path(address):
    parts = urlsplit(address)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _read(address):
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return answer.read().decode(errors="replace")
    except OSError as error:
        raise SystemExit(f"{address} does not answer: {error}") from None
