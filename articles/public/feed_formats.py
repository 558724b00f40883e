"""RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1, on Django's own writers of feeds.

Entries are written apart from the feed: the same entry stands in feed after feed.
"""

import json
from io import StringIO

from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed, rfc3339_date
from django.utils.html import escape
from django.utils.xmlutils import SimplerXMLGenerator

from articles.models.version import FEEDS


class Dated:
    """A feed is as new as its newest entry, and an empty one has the moment it is given."""

    at = None

    def latest_post_date(self):
        """When the feed last changed, as far as its entries say: `at`."""
        return self.at


class Written:
    """Entries of XML as texts, and the feed that they are put into."""

    @classmethod
    def entry(cls, **item):
        """One entry as text. It says nothing of the feed that it will stand in."""
        feed = cls(title="", link="", description="")
        feed.add_item(**item)
        text = StringIO()
        feed.write_items(SimplerXMLGenerator(text, "utf-8", short_empty_elements=True))
        return text.getvalue()

    def with_entries(self, entries):
        """The whole feed as text; it has no items of its own."""
        head, end, _nothing = self.writeString("utf-8").rpartition(self.END)
        return "".join([head, *entries, end])


def _escaped(item):
    """The item with its summary as HTML."""
    summary = item["description"]
    return item | {"description": None if summary is None else escape(summary)}


class RSS(Dated, Written, Rss201rev2Feed):
    """RSS 2.0 with Dublin Core names, and whole texts where they are given."""

    content_type = "application/rss+xml; charset=utf-8"
    END = "</channel></rss>"

    def rss_attributes(self):
        """The namespaces of what the entries hold."""
        return super().rss_attributes() | {
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
            "xmlns:media": "http://search.yahoo.com/mrss/",
        }

    def add_root_elements(self, handler):
        """The channel, and the hub that tells of changes."""
        super().add_root_elements(handler)
        if self.feed["hub"]:
            handler.addQuickElement("atom:link", None, {"rel": "hub", "href": self.feed["hub"]})

    def add_item_elements(self, handler, item):
        """One story: the summary is HTML here, and authors are names and no mail addresses."""
        super().add_item_elements(handler, _escaped(item))
        for name, _page in item["authors"]:
            handler.addQuickElement("dc:creator", name)
        if item["content"]:
            handler.addQuickElement("content:encoded", item["content"])
        if picture := item["picture"]:
            file = {"url": picture["src"], "type": "image/jpeg", "medium": "image"}
            size = {name: str(picture[name]) for name in ("width", "height")}
            handler.startElement("media:content", file | size)
            handler.addQuickElement("media:description", picture["alt"])
            handler.addQuickElement("media:credit", picture["credit"])
            handler.endElement("media:content")


class Atom(Dated, Written, Atom1Feed):
    """Atom, each author an element of its own."""

    END = "</feed>"

    def add_root_elements(self, handler):
        """The feed, and the hub that tells of changes."""
        super().add_root_elements(handler)
        if self.feed["hub"]:
            handler.addQuickElement("link", None, {"rel": "hub", "href": self.feed["hub"]})

    def item_attributes(self, item):
        """The language of the story, which may be another than the feed's."""
        return {"xml:lang": item["language"]}

    def add_item_elements(self, handler, item):
        """One story; its summary is HTML too."""
        super().add_item_elements(handler, _escaped(item))
        for name, page in item["authors"]:
            handler.startElement("author", {})
            handler.addQuickElement("name", name)
            handler.addQuickElement("uri", page)
            handler.endElement("author")
        if item["content"]:
            handler.addQuickElement("content", item["content"], {"type": "html"})
        if picture := item["picture"]:
            link = {"rel": "enclosure", "type": "image/jpeg", "href": picture["src"]}
            handler.addQuickElement("link", None, link)


class JSON(Dated, SyndicationFeed):
    """JSON Feed 1.1."""

    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile, encoding):
        """The whole feed as one object."""
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.feed["title"],
            "home_page_url": self.feed["link"],
            "feed_url": self.feed["feed_url"],
            "description": self.feed["description"],
            "language": self.feed["language"],
            "authors": [{"name": self.feed["author_name"]}],
        }
        if self.feed["hub"]:
            feed["hubs"] = [{"type": "WebSub", "url": self.feed["hub"]}]
        json.dump(feed | {"items": []}, outfile, ensure_ascii=False)

    def with_entries(self, entries):
        """The whole feed as text; it has no items of its own."""
        return f"{self.writeString('utf-8').removesuffix(']}')}{', '.join(entries)}]}}"

    @classmethod
    def entry(cls, **item):
        """One entry as text. It says nothing of the feed that it will stand in."""
        feed = cls(title="", link="", description="")
        feed.add_item(**item)
        return json.dumps(cls._entry(*feed.items), ensure_ascii=False)

    @staticmethod
    def _entry(item):
        found = {
            "id": item["unique_id"],
            "url": item["link"],
            "title": item["title"],
            "date_published": rfc3339_date(item["pubdate"]),
            "date_modified": rfc3339_date(item["updateddate"]),
            "authors": [{"name": name, "url": page} for name, page in item["authors"]],
            "tags": item["categories"],
            "language": item["language"],
        }
        if item["description"]:
            found["summary"] = item["description"]
        if item["picture"]:
            found["image"] = item["picture"]["src"]
        if item["content"]:
            found["content_html"] = item["content"]
        else:
            found["content_text"] = item["description"] or item["title"]
        return found


READERS = dict(zip(FEEDS, (RSS, Atom, JSON), strict=True))
