"""The HTML that an article's body may hold: one allow-list for every way in.

Used at the models' edge, so that the admin, the importer, the demo and a script in a shell all
store the same clean text (OWASP: sanitise with an allow-list on the server).

A picture in the text is one block that names a photo of the library and holds the caption of this
use: `<figure data-photo="12"><figcaption>words</figcaption></figure>`.
"""

import html
import re

import nh3

INLINE = {"strong", "em", "a"}
TAGS = INLINE | {
    "p", "h2", "h3", "blockquote", "ul", "ol", "li", "br", "figure", "figcaption",
}  # fmt: skip
ATTRIBUTES = {"a": {"href"}, "figure": {"data-photo"}}
SCHEMES = {"http", "https", "mailto", "tel"}
PHOTO = re.compile(r"[1-9][0-9]{0,17}")
# As nh3 writes it; the first group is the number, if there is one.
FIGURE = re.compile(r'<figure(?: data-photo="([0-9]+)")?>(.*?)</figure>', re.DOTALL)
PICTURE = re.compile(r'<figure data-photo="([0-9]+)"><figcaption>(.*?)</figcaption></figure>', re.S)


def clean(body):
    """`body` with everything outside the allow-list removed; scripts go with their content."""
    cleaned = _allowed(body or "", TAGS)
    if "<fig" not in cleaned:
        return cleaned
    made, end = [], 0
    for found in FIGURE.finditer(cleaned):
        made += [_unwrapped(cleaned[end : found.start()]), _figure(found)]
        end = found.end()
    made.append(_unwrapped(cleaned[end:]))
    # What was taken out may have held the rest together.
    return _allowed("".join(made), TAGS)


def _allowed(body, tags):
    return nh3.clean(
        body,
        tags=tags,
        attributes=ATTRIBUTES,
        attribute_filter=_known_photo,
        url_schemes=SCHEMES,
        link_rel="noopener",
    )


def _known_photo(_tag, name, value):
    """The attribute's value, or None where it is no number of a photo."""
    return value if name != "data-photo" or PHOTO.fullmatch(value) else None


def _figure(found):
    """A figure in its one form; the words of one without a photo are a paragraph."""
    number, inside = found.groups()
    words = " ".join(_allowed(re.sub(r"</p>|<br>", " ", inside), INLINE).split())
    if number is None:
        return f"<p>{words}</p>" if words else ""
    return f'<figure data-photo="{number}"><figcaption>{words}</figcaption></figure>'


def _unwrapped(text):
    """What stands outside of figures, without the parts of any."""
    text = re.sub(r"</?figure[^>]*>", "", text)
    return re.sub(r"(</?)figcaption>", r"\1p>", text)


def pictures(body):
    """The pictures in a clean body, in its order: (number of the photo, caption in plain text)."""
    return [(int(number), text(caption)) for number, caption in PICTURE.findall(body or "")]


def with_pictures(body, shown):
    """A clean body in which each picture is what `shown(number, caption)` makes of it."""
    return PICTURE.sub(lambda found: shown(int(found[1]), found[2]), body)


def text(body):
    """The words of `body` without its markup, paragraphs apart by a line break."""
    spaced = re.sub(r"</(p|h2|h3|li|blockquote|figcaption)>|<br ?/?>", "\n", body or "")
    plain = nh3.clean(spaced, tags=set())
    return html.unescape(plain).strip()


def word_count(body):
    """How many words a reader reads in `body`."""
    return len(text(body).split())
