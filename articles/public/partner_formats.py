"""Stories for programs of other newsrooms: ninjs 3.0 and NewsML-G2 2.35 (IPTC).

Each is written as the entries of feeds are (feed_formats.py): by itself, so that the same text is
the answer for one story and a part of a desk's feed. What both may hold is decided there.
"""

import json
from html import escape
from html.parser import HTMLParser
from xml.sax.saxutils import quoteattr

from django.utils.feedgenerator import SyndicationFeed, rfc3339_date

from .feed_formats import Dated
from .tags import printable

NINJS = "http://www.iptc.org/std/ninjs/ninjs-schema_3.0.json"
RIGHTS = "https://rslstandard.org/rsl"
AI_MADE = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
CATALOGUE = "http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_33.xml"
NAR = "http://iptc.org/std/nar/2006-10-01/"
XHTML = "http://www.w3.org/1999/xhtml"


class Ninjs(Dated, SyndicationFeed):
    """News in JSON 3.0: one story, or a desk's newest as the parts of a whole."""

    content_type = story_type = "application/json; charset=utf-8"

    def with_entries(self, entries):
        """The whole feed as text; it has no items of its own."""
        whole = {
            "uri": self.feed["id"],
            "standard": _standard(),
            "type": "composite",
            "title": self.feed["title"],
            "language": self.feed["language"],
            "versionCreated": rfc3339_date(self.at),
        }
        return f'{_json(whole).removesuffix("}")}, "associations": [{", ".join(entries)}]}}'

    @staticmethod
    def entry(**item):
        """One story as a part of a feed, where it has a name."""
        return _json({"name": item["title"]} | _ninjs(item))

    @staticmethod
    def alone(entry):
        """One story as it stands by itself, where it has none."""
        found = json.loads(entry)
        del found["name"]
        return _json(found)

    @staticmethod
    def gone(**item):
        """What is left of a story that was withdrawn: nobody may use what they have of it."""
        return _json(
            {
                "uri": item["unique_id"],
                "standard": _standard(),
                "type": "text",
                "version": str(item["number"]),
                "versionCreated": rfc3339_date(item["updateddate"]),
                "pubStatus": "canceled",
                "language": item["language"],
                "copyrightHolder": item["desk"],
            }
        )


def _json(thing):
    return json.dumps(thing, ensure_ascii=False)


def _standard():
    return {"name": "ninjs", "version": "3.0", "schema": NINJS}


def _ninjs(item):
    """The story in the words of the standard; nothing that it does not know of is said."""
    wire = item["wire"]
    found = {
        "uri": item["unique_id"],
        "standard": _standard(),
        "type": "text",
        "representationType": "full" if item["content"] else "partial",
        "version": str(wire.number),
        "firstCreated": rfc3339_date(item["pubdate"]),
        "versionCreated": rfc3339_date(item["updateddate"]),
        "pubStatus": "usable",
        "language": item["language"],
        "title": item["title"],
        "headlines": [{"role": "main", "contentType": "text/plain", "value": item["title"]}],
        "by": wire.by,
        "genres": [{"name": wire.genre, "literal": wire.kind}],
        "subjects": [{"name": name, "rel": rel, "uri": uri} for rel, name, uri in wire.subjects],
        "copyrightHolder": wire.desk,
        "copyrightNotice": wire.copyright,
        "rightsInfo": {"langId": RIGHTS, "linkedRights": wire.licence},
        "trustIndicators": [
            {"role": role, "title": title, "href": href} for role, title, href in wire.trust
        ],
        "renditions": [{"name": "web", "href": wire.address, "contentType": "text/html"}],
    }
    if wire.kicker:
        kicker = {"role": "kicker", "contentType": "text/plain", "value": wire.kicker}
        found["headlines"].append(kicker)
    if item["description"]:
        summary = {"role": "summary", "contentType": "text/plain", "value": item["description"]}
        found["descriptions"] = [summary]
    if item["content"]:
        text = {"role": "main", "contentType": "text/html", "wordCount": wire.words}
        found["bodies"] = [text | {"value": item["content"]}]
    if wire.dateline:
        found["located"] = wire.dateline
    if wire.source:
        found["infoSources"] = [{"name": wire.source}]
    if wire.pictures:
        found["associations"] = [_picture(each, item["language"]) for each in wire.pictures]
    return found


def _picture(picture, language):
    """A picture as an item of its own, with its largest file of each shape."""
    texts = [("caption", picture["caption"]), ("alt", picture["alt"])]
    found = {
        "name": picture["place"],
        "uri": picture["uri"],
        "type": "picture",
        "language": language,
        "by": picture["credit"],
        "descriptions": [
            {"role": role, "contentType": "text/plain", "value": text}
            for role, text in texts
            if text
        ],
        "renditions": [
            {
                "name": crop,
                "href": href,
                "contentType": "image/jpeg",
                "width": width,
                "height": height,
            }
            for crop, href, width, height in picture["files"]
        ],
    }
    if picture["ai_made"]:
        found["genres"] = [{"name": picture["ai_made"], "uri": AI_MADE}]
    return found


class NewsML(Dated, SyndicationFeed):
    """NewsML-G2 2.35: one news item, or a message with a desk's newest."""

    content_type = "application/vnd.iptc.g2.newsmessage+xml; charset=utf-8"
    story_type = "application/vnd.iptc.g2.newsitem+xml; charset=utf-8"
    HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'

    def with_entries(self, entries):
        """The whole message as text; it has no items of its own."""
        header = f"<sent>{rfc3339_date(self.at)}</sent>{_e('sender', self.feed['author_name'])}"
        items = "".join(entries) or self._nothing()
        return (
            f'{self.HEAD}<newsMessage xmlns="{NAR}"><header>{header}</header>'
            f"<itemSet>{items}</itemSet></newsMessage>\n"
        )

    def _nothing(self):
        """What stands where a desk has no story: in a message the schema wants an item."""
        meta = (
            '<itemMeta><itemClass qcode="ninat:composite"/>'
            f"{_named('provider', self.feed['author_name'])}"
            f"<versionCreated>{rfc3339_date(self.at)}</versionCreated>"
            f'<pubStatus qcode="stat:withheld"/>{_e("title", self.feed["title"])}</itemMeta>'
        )
        return _news_item(self.feed["id"], 1, self.feed["language"], meta)

    @staticmethod
    def entry(**item):
        """One news item."""
        parts = [_rights(item), _item_meta(item), _content_meta(item), _content(item)]
        wire = item["wire"]
        return _news_item(item["unique_id"], wire.number, item["language"], "".join(parts))

    @classmethod
    def alone(cls, entry):
        """One news item as a file of its own."""
        return f"{cls.HEAD}{entry}\n"

    @classmethod
    def gone(cls, **item):
        """What is left of a story that was withdrawn: nobody may use what they have of it."""
        meta = (
            '<itemMeta><itemClass qcode="ninat:text"/>'
            f"{_named('provider', item['desk'], uri=item['site'])}"
            f"<versionCreated>{rfc3339_date(item['updateddate'])}</versionCreated>"
            '<pubStatus qcode="stat:canceled"/></itemMeta>'
        )
        return cls.alone(_news_item(item["unique_id"], item["number"], item["language"], meta))


def _news_item(name, number, language, inside):
    return (
        f'<newsItem xmlns="{NAR}" guid={quoteattr(name)} version="{number}" standard="NewsML-G2" '
        f'standardversion="2.35" conformance="power" xml:lang={quoteattr(language)}>'
        f'<catalogRef href="{CATALOGUE}"/>{inside}</newsItem>'
    )


def _e(name, text, **attributes):
    said = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    return f"<{name}{said}>{escape(text, quote=False)}</{name}>"


def _named(name, text, **attributes):
    """A concept with the name that people know it by."""
    said = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items() if value)
    return f"<{name}{said}>{_e('name', text)}</{name}>"


def _rights(item):
    wire = item["wire"]
    return (
        f"<rightsInfo>{_named('copyrightHolder', wire.desk, uri=wire.site)}"
        f"{_e('copyrightNotice', wire.copyright, href=wire.licence)}</rightsInfo>"
    )


def _item_meta(item):
    wire = item["wire"]
    return (
        '<itemMeta><itemClass qcode="ninat:text"/>'
        f"{_named('provider', wire.desk, uri=wire.site)}"
        f"<versionCreated>{rfc3339_date(item['updateddate'])}</versionCreated>"
        f"<firstCreated>{rfc3339_date(item['pubdate'])}</firstCreated>"
        f'<pubStatus qcode="stat:usable"/>{_e("title", item["title"])}'
        f'<link rel="irel:seeAlso" href={quoteattr(wire.address)} contenttype="text/html"/>'
        "</itemMeta>"
    )


def _content_meta(item):
    """In the order of the standard: who and where, then what it is and is about."""
    wire = item["wire"]
    parts = [f"<contentCreated>{rfc3339_date(item['pubdate'])}</contentCreated>"]
    if wire.dateline:
        parts.append(_named("located", wire.dateline))
    if wire.source:
        parts.append(_named("infoSource", wire.source))
    for name, page in item["authors"]:
        parts.append(_named("creator" if name in wire.writers else "contributor", name, uri=page))
    parts.append(f"<language tag={quoteattr(item['language'])}/>")
    parts.append(_named("genre", wire.genre, literal=wire.kind))
    parts += [_named("subject", name, uri=uri) for _rel, name, uri in wire.subjects]
    if wire.kicker:
        parts.append(_e("slugline", wire.kicker))
    parts.append(_e("headline", item["title"]))
    if wire.dateline:
        parts.append(_e("dateline", wire.dateline))
    parts.append(_e("by", wire.by))
    if item["description"]:
        parts.append(_e("description", item["description"], role="drol:summary"))
    return f"<contentMeta>{''.join(parts)}</contentMeta>"


def _content(item):
    """The text, with its pictures as links: none where feeds hold summaries."""
    if not item["content"]:
        return ""
    words = f'wordcount="{item["wire"].words}"'
    return (
        f'<contentSet><inlineXML contenttype="application/xhtml+xml" {words}>'
        f'<html xmlns="{XHTML}"><head>{_e("title", item["title"])}</head>'
        f"<body>{as_xml(item['content'])}</body></html></inlineXML></contentSet>"
    )


class _AsXML(HTMLParser):
    """Our own HTML, which is balanced, as XML: elements without an end are closed at once."""

    VOID = {"br", "img", "source"}

    def __init__(self):
        super().__init__()
        self.parts = []

    def handle_starttag(self, tag, attrs):
        said = "".join(f" {name}={quoteattr(value or '')}" for name, value in attrs)
        self.parts.append(f"<{tag}{said}{'/' if tag in self.VOID else ''}>")

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            self.parts.append(f"</{tag}>")

    def handle_data(self, data):
        self.parts.append(escape(data, quote=False))


def as_xml(text):
    """A piece of our HTML as well-formed XML."""
    parser = _AsXML()
    parser.feed(text)
    parser.close()
    return printable("".join(parser.parts))


PARTNERS = {"ninjs.json": Ninjs, "newsml.xml": NewsML}
