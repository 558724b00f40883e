"""The HTML that an article's body may hold: one allow-list for every way in.

Used at the models' edge, so that the admin, the importer, the demo and a script in a shell all
store the same clean text (OWASP: sanitise with an allow-list on the server).

A picture in the text is one block that names a photo of the library and holds the caption of this
use: `<figure data-photo="12"><figcaption>words</figcaption></figure>`. A credit and an alternative
text that are not the photo's own stand beside the number, as `data-credit` and `data-alt`.

A link to another story is a block too, `<p data-story="12"></p>`: readers get the headline that the
story then has, while it is live.
"""

import html
import re
from typing import NamedTuple

import nh3

INLINE = {"strong", "em", "a"}
TAGS = INLINE | {
    "p", "h2", "h3", "blockquote", "ul", "ol", "li", "br", "figure", "figcaption",
}  # fmt: skip
# How long the credit and the alternative text of one use of a photo may be.
CREDIT, ALT = 250, 1000
ATTRIBUTES = {
    "a": {"href"},
    "figure": {"data-photo", "data-credit", "data-alt"},
    "p": {"data-story"},
}
SCHEMES = {"http", "https", "mailto", "tel"}
PHOTO = re.compile(r"[1-9][0-9]{0,17}")
# As nh3 writes it, which escapes what would end an attribute or a tag.
FIGURE = re.compile(r"<figure([^>]*)>(.*?)</figure>", re.DOTALL)
SAID = re.compile(r' data-(photo|credit|alt)="([^"]*)"')
# In its one form.
PICTURE = re.compile(
    r'<figure data-photo="([0-9]+)"(?: data-credit="([^"]*)")?(?: data-alt="([^"]*)")?>'
    r"<figcaption>(.*?)</figcaption></figure>",
    re.DOTALL,
)


# A row of a table, and a cell of it: no text holds tables, but what stood in cells stays apart.
ROW = re.compile(r"<tr\b[^<>]*>((?:(?!</?tr\b).)*)</tr>", re.DOTALL | re.IGNORECASE)
CELL = re.compile(r"<t[dh]\b[^<>]*>((?:(?!</?t[dh]\b).)*)</t[dh]>", re.DOTALL | re.IGNORECASE)
BLOCK = re.compile(r"<(?:p|div|h[1-6]|ul|ol|blockquote|figure)\b", re.IGNORECASE)
STORY = re.compile(r'<p data-story="([0-9]+)">(.*?)</p>', re.DOTALL)
# What nobody sees and no page may hold; what old programs put between lines or words is a space.
SPACES = re.compile("[\x0b\x1c-\x1f\x85]")
UNSEEN = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]")
# What Unicode calls letters and marks, and nobody sees: fillers, and what chooses a shape.
BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | set(
    map(chr, range(0xFE00, 0xFE10))
)
# What may be open inside each other, of any name: not what the next of its kind ends.
OPENED = re.compile(r"<(?!(?:p|li|br)[\s/>])[a-z]", re.IGNORECASE)
TAG = re.compile(r"<[a-z][^>]*", re.IGNORECASE)
IMAGE = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)
MARKUP = re.compile(r"<[^<>]*>|[<&]")
# Many times what a text of a hundred pages has: elements, signs of references, attributes of one.
ELEMENTS, SIGNS, ATTRIBUTES_OF_ONE = 4000, 20_000, 2000
# Whatever a text of so many letters holds, a parser is through in a moment.
SHORT = 100_000


class Figure(NamedTuple):
    """A picture in a text; what it does not say of its own is the photo's."""

    number: int
    caption: str
    credit: str
    alt: str


def clean(body):
    """`body` with everything outside the allow-list removed; scripts go with their content."""
    body = _readable(ROW.sub(_line, body or ""))
    cleaned = STORY.sub(r'<p data-story="\1"></p>', _allowed(body, TAGS))
    if "<fig" not in cleaned:
        return cleaned
    made, end = [], 0
    for found in FIGURE.finditer(cleaned):
        made += [_unwrapped(cleaned[end : found.start()]), _figure(found)]
        end = found.end()
    made.append(_unwrapped(cleaned[end:]))
    # What was taken out may have held the rest together.
    return _allowed("".join(made), TAGS)


def _readable(body):
    """`body`; of what a parser would take minutes for, which no text is, the words alone.

    Of elements inside each other, references in a row and attributes it takes the square.
    """
    elements, signs = body.count("<"), body.count("&")
    if len(body) <= SHORT and elements <= ELEMENTS and signs <= SIGNS:
        return body
    # No text keeps one, and what is pasted may have all of it in an attribute.
    body = IMAGE.sub("", body)
    if elements > ELEMENTS and "<table" not in body.lower():
        # What stands in a table by mistake is put before it, which is a search each time.
        elements = len(OPENED.findall(body))
    if (
        elements <= ELEMENTS
        and signs <= SIGNS
        and all(
            tag.count("/") + sum(map(str.isspace, tag)) <= ATTRIBUTES_OF_ONE
            for tag in TAG.findall(body)
            if len(tag) > ATTRIBUTES_OF_ONE
        )
    ):
        return body
    return MARKUP.sub(" ", body)


def _line(row):
    """A row of words as a paragraph, its cells apart; one that lays blocks out stays as it is."""
    cells = [cell.strip() for cell in CELL.findall(row[1])]
    if not any(cells) or BLOCK.search(row[1]):
        return row[0]
    return f"<p>{' – '.join(cell for cell in cells if cell)}</p>"


def _allowed(body, tags):
    return seen(
        nh3.clean(
            body,
            tags=tags,
            attributes=ATTRIBUTES,
            attribute_filter=_kept,
            url_schemes=SCHEMES,
            link_rel="noopener",
        )
    )


def seen(text):
    """`text` without the characters that a page may not hold (HTML's control characters)."""
    return UNSEEN.sub("", SPACES.sub(" ", text))


def _kept(_tag, name, value):
    """The attribute's value as it is kept, or None where it says nothing."""
    if name in ("data-photo", "data-story"):
        return value if PHOTO.fullmatch(value) else None
    if name in ("data-credit", "data-alt"):
        longest = CREDIT if name == "data-credit" else ALT
        return " ".join(value.split())[:longest].strip() or None
    return value


def _figure(found):
    """A figure in its one form; the words of one without a photo are a paragraph."""
    attributes, inside = found.groups()
    said = dict(SAID.findall(attributes))
    words = " ".join(_allowed(re.sub(r"</p>|<br>", " ", inside), INLINE).split())
    if "photo" not in said:
        return f"<p>{words}</p>" if words else ""
    texts = "".join(f' data-{name}="{said[name]}"' for name in ("credit", "alt") if name in said)
    opening = f'<figure data-photo="{said["photo"]}"{texts}>'
    return f"{opening}<figcaption>{words}</figcaption></figure>"


def _unwrapped(text):
    """What stands outside of figures, without the parts of any."""
    text = re.sub(r"</?figure[^>]*>", "", text)
    return re.sub(r"(</?)figcaption>", r"\1p>", text)


def pictures(body):
    """The Figures in a clean body, in its order, their captions in plain text."""
    found = [_described(each) for each in PICTURE.finditer(body or "")]
    return [each._replace(caption=text(each.caption)) for each in found]


def with_pictures(body, shown):
    """A clean body in which each Figure is what `shown` makes of it; its caption has markup."""
    return PICTURE.sub(lambda found: shown(_described(found)), body)


def without_pictures(body, numbers):
    """A clean body without the pictures of these photos."""
    return PICTURE.sub(lambda found: "" if int(found[1]) in numbers else found[0], body)


def stories(body):
    """The numbers of the articles that a clean body links to as stories, in its order."""
    return list(dict.fromkeys(int(number) for number, _ in STORY.findall(body or "")))


def with_stories(body, shown):
    """A clean body in which each link to a story is what `shown` makes of its number."""
    return STORY.sub(lambda found: shown(int(found[1])), body)


def _described(found):
    number, credit, alt, caption = found.groups(default="")
    return Figure(int(number), caption, html.unescape(credit), html.unescape(alt))


def text(body):
    """The words of `body` without its markup, paragraphs apart by a line break."""
    spaced = re.sub(r"</(p|h2|h3|li|blockquote|figcaption)>|<br ?/?>", "\n", body or "")
    plain = nh3.clean(_readable(spaced), tags=set())
    return html.unescape(plain).strip()


def is_blank(plain):
    """Whether nobody sees anything of a plain text: blanks, and signs without a width."""
    return not any(
        letter.isprintable() and not letter.isspace() and letter not in BLANKS for letter in plain
    )


def word_count(body):
    """How many words a reader reads in `body`."""
    return len(text(body).split())
