"""The HTML that an article's body may hold: one allow-list for every way in.

Used at the models' edge, so that the admin, the importer, the demo and a script in a shell all
store the same clean text (OWASP: sanitise with an allow-list on the server).
"""

import html
import re

import nh3

TAGS = {"p", "h2", "h3", "blockquote", "ul", "ol", "li", "strong", "em", "a", "br"}
ATTRIBUTES = {"a": {"href"}}
SCHEMES = {"http", "https", "mailto", "tel"}


def clean(body):
    """`body` with everything outside the allow-list removed; scripts go with their content."""
    return nh3.clean(
        body or "", tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener"
    )


def text(body):
    """The words of `body` without its markup, paragraphs apart by a line break."""
    spaced = re.sub(r"</(p|h2|h3|li|blockquote)>|<br ?/?>", "\n", body or "")
    plain = nh3.clean(spaced, tags=set())
    return html.unescape(plain).strip()


def word_count(body):
    """How many words a reader reads in `body`."""
    return len(text(body).split())
