"""The links and forms of a page, as a browser finds them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qs, urljoin, urlsplit

from articles.admin.required import EVERY
from articles.models.kind import Kind

# In addresses; what a desk requires of each kind has a form of its own, and all of them are alike.
KINDS = {*Kind.values, EVERY}


def shape_of(address):
    """(path without what varies, names of its questions): the same for pages of one kind."""
    parts = urlsplit(address)
    words = ("kind" if word in KINDS else word for word in parts.path.split("/"))
    path = "".join("0" if letter.isdigit() else letter for letter in "/".join(words))
    return path, tuple(sorted(parse_qs(parts.query, keep_blank_values=True)))


@dataclass
class Form:
    """One form: where it goes, and for each named field the value it has and those it offers.

    `by_hand` are the fields whose value is a row's number or another fixed word: a select, a
    hidden field, a radio or a checkbox; they are what a forger changes.
    """

    method: str
    action: str
    values: dict = field(default_factory=dict)
    offered: dict = field(default_factory=dict)
    by_hand: set = field(default_factory=set)

    @property
    def shape(self):
        """What makes it the same form for another row: its address without numbers, its fields."""
        return self.method, shape_of(self.action)[0], tuple(sorted(self.values))


class _Reader(HTMLParser):
    def __init__(self, at):
        super().__init__()
        self.at, self.links, self.forms = at, [], []
        self.form = self.select = self.area = self.option = None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        for name in ("href", "data-url", "formaction"):
            if attrs.get(name):
                self.links.append(urljoin(self.at, attrs[name]))
        if tag == "form":
            action = urljoin(self.at, attrs.get("action") or self.at)
            self.form = Form((attrs.get("method") or "get").lower(), action)
            self.forms.append(self.form)
        name = attrs.get("name")
        if self.form is None or not name and tag != "option":
            return
        if tag in ("input", "button"):
            self._input(name, attrs)
        elif tag == "textarea":
            self.area = name
            self.form.values.setdefault(name, "")
        elif tag == "select":
            self.select = name
            self.form.by_hand.add(name)
            self.form.offered.setdefault(name, [])
            self.form.values.setdefault(name, "")
        elif tag == "option" and self.select:
            value = attrs.get("value", "")
            self.form.offered[self.select].append(value)
            if "selected" in attrs or len(self.form.offered[self.select]) == 1:
                self.form.values[self.select] = value

    def _input(self, name, attrs):
        kind, value = attrs.get("type", "text"), attrs.get("value", "")
        if kind in ("hidden", "radio", "checkbox", "submit", "number") or attrs.get("list"):
            self.form.by_hand.add(name)
        if kind in ("radio", "checkbox", "submit"):
            self.form.offered.setdefault(name, []).append(value)
            if "checked" not in attrs and kind != "submit":
                return
        self.form.values[name] = value

    def handle_data(self, data):
        if self.area and self.form:
            self.form.values[self.area] += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = None
        elif tag == "textarea":
            self.area = None


def read(response, path):
    """(addresses within this host, forms) of a page that was read at `path`."""
    reader = _Reader(path)
    reader.feed(response.text)
    links = []
    for link in reader.links:
        parts = urlsplit(link)
        if not parts.netloc and not parts.scheme:
            links.append(parts.path + (f"?{parts.query}" if parts.query else ""))
    return links, reader.forms
