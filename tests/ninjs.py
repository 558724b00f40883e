"""What ninjs 3.0 knows, as far as a desk says it: names and types as in IPTC's schema."""

from datetime import datetime
from urllib.parse import urlsplit


def text(value):
    return isinstance(value, str) and value.strip() != ""


def whole(value):
    return isinstance(value, int) and value >= 0


def moment(value):
    return datetime.fromisoformat(value).tzinfo is not None


def uri(value):
    return text(value) and urlsplit(value).scheme in ("http", "https", "urn") and " " not in value


def one_of(*values):
    return lambda value: value in values


def each(**known):
    """A list of objects that may say this and nothing else."""
    return lambda value: bool(value) and all(not unknown(item, known) for item in value)


TYPED = {"role": text, "contentType": text, "value": text, "wordCount": whole}
NAMED = {"name": text, "rel": text, "uri": uri, "literal": text}
KNOWN = {
    "uri": uri,
    "type": one_of("text", "picture", "composite"),
    "representationType": one_of("full", "partial"),
    "version": text,
    "firstCreated": moment,
    "versionCreated": moment,
    "pubStatus": one_of("usable", "withheld", "canceled"),
    "copyrightHolder": text,
    "copyrightNotice": text,
    "language": one_of("id", "en"),
    "title": text,
    "by": text,
    "located": text,
    "expires": moment,
    "headlines": each(**TYPED),
    "descriptions": each(**TYPED),
    "bodies": each(**TYPED),
    "subjects": each(**NAMED),
    "infoSources": each(name=text, role=text, uri=uri, literal=text),
    "genres": each(name=text, uri=text, literal=text),
    "trustIndicators": each(role=uri, title=text, href=uri),
    "renditions": each(name=text, href=uri, contentType=text, width=whole, height=whole),
    "rightsInfo": lambda value: not unknown(value, {"langId": uri, "linkedRights": uri}),
    "standard": lambda value: not unknown(value, {"name": text, "version": text, "schema": uri}),
    "associations": lambda value: (
        not [fault for item in value for fault in faults(item, part=True)]
    ),
}


def unknown(said, known):
    """The names that are not known, or whose values are none."""
    return [name for name, value in said.items() if name not in known or not known[name](value)]


def faults(item, *, part=False):
    """What is wrong with a ninjs object; a part of another one has a name, and no other has."""
    known = KNOWN | ({"name": text} if part else {})
    lacks = {"uri", *(["name"] if part else [])} - item.keys()
    return [*sorted(lacks), *unknown(item, known)]
