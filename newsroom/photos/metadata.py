"""What a photo says of itself, in IPTC-IIM, XMP and EXIF, read into our fields.

Whatever it says is a stranger's text: bounded, without control characters, never HTML. Place of the
camera (GPS), serial numbers and names of people in the picture are not read at all. Runs in the
child process, so it knows nothing of Django.
"""

import re
from datetime import datetime

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

# The longest text of each field; the columns of Photo are as wide.
LONGEST = {
    "headline": 250,
    "caption": 4000,
    "alt": 1000,
    "credit": 250,
    "creator": 250,
    "copyright_notice": 500,
    "usage_terms": 2000,
    "source": 250,
    "place": 250,
    "digital_source_type": 200,
    "copyright_owner": 250,
    "web_statement": 500,
    "data_mining": 100,
}
KEYWORDS, KEYWORD_LENGTH = 50, 64
LARGEST_XMP = 4_000_000
SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
SOURCE_TYPE = re.compile(r"https?://cv\.iptc\.org/newscodes/digitalsourcetype/([A-Za-z]{3,60})/?")
# The PLUS coalition's list of what a photo may be mined for; any other word is none.
DATA_MINING = re.compile(r"https?://ns\.useplus\.org/ldf/vocab/(DMI-[A-Z-]{3,60})/?")
LINE = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
STATEMENT = re.compile(r"https?://[^\s<>\"]+")
# What cameras write where a caption belongs.
EMPTY_WORDS = re.compile(
    r"(OLYMPUS|SONY|KONICA|MINOLTA|SAMSUNG|CASIO|NIKON|DIGITAL CAMERA|DCIM|DSC|default|untitled|"
    r"charset=|processed with|screenshot|\W|\d)+",
    re.IGNORECASE,
)
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
DC = "{http://purl.org/dc/elements/1.1/}"
PHOTOSHOP = "{http://ns.adobe.com/photoshop/1.0/}"
RIGHTS = "{http://ns.adobe.com/xap/1.0/rights/}"
CORE = "{http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/}"
EXTENSION = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}"
EXIF = "{http://ns.adobe.com/exif/1.0/}"
BASIC = "{http://ns.adobe.com/xap/1.0/}"
PLUS = "{http://ns.useplus.org/ldf/xmp/1.0/}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def fields_of(image):
    """The fields that an opened image of Pillow has something for, each bounded.

    XMP is believed before IPTC-IIM, and that before EXIF. `taken_at` is an ISO moment, without an
    offset where the camera said none; `keywords` is a list.
    """
    readings = []
    for read in (_xmp, _iim, _exif):
        try:
            readings.append(read(image))
        # A stranger's bytes break each reader in ways of their own; a photo without them is fine.
        except Exception:  # noqa: BLE001
            readings.append({})
    fields = {}
    for name, longest in LONGEST.items():
        for reading in readings:
            text = clean(reading.get(name), longest, lines=name in ("caption", "usage_terms"))
            if name in IN_ONE_SPELLING:
                text = IN_ONE_SPELLING[name](text)
            if text and not (name in ("caption", "headline") and EMPTY_WORDS.fullmatch(text)):
                fields[name] = text
                break
    for reading in readings:
        words = dict.fromkeys(clean(word, KEYWORD_LENGTH) for word in reading.get("keywords", ()))
        words.pop("", None)
        if words:
            fields["keywords"] = list(words)[:KEYWORDS]
            break
    moments = [m for reading in readings for m in map(moment, reading.get("taken", ())) if m]
    # A day and a clock time says more than the day alone.
    moments.sort(key=lambda found: "T" not in found)
    if moments:
        fields["taken_at"] = moments[0]
    return fields


def clean(text, longest, *, lines=False):
    """Plain text of at most `longest` characters, from whatever was there."""
    if isinstance(text, bytes):
        text = decoded(text)
    if not isinstance(text, str):
        return ""
    text = LINE.sub("\n", text)
    # A tab or a fixed space stands between two words, which are to stay two.
    text = "".join(" " if c.isspace() and c != "\n" else c for c in text)
    text = "".join(c for c in text if c == "\n" or (c.isprintable() and c != "\ufffd"))
    if lines:
        text = re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in text.split("\n")))
    else:
        text = re.sub(r"\s+", " ", text)
    text = text.strip()
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def decoded(data):
    """Bytes as the text that they most likely are: UTF-8, else Windows' Western alphabet."""
    data = data.rstrip(b"\x00")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def source_type(text):
    """The address of a digital source type of the IPTC, in its one spelling; else empty."""
    found = SOURCE_TYPE.fullmatch(text)
    return SOURCE_TYPES + found[1] if found else ""


def data_mining(text):
    """The address of what a photo may be mined for, in its one spelling; else empty."""
    found = DATA_MINING.fullmatch(text)
    return f"http://ns.useplus.org/ldf/vocab/{found[1]}" if found else ""


def web_statement(text):
    """The address of a statement of rights; else empty."""
    return text if STATEMENT.fullmatch(text) else ""


IN_ONE_SPELLING = {
    "digital_source_type": source_type,
    "data_mining": data_mining,
    "web_statement": web_statement,
}


def moment(text):
    """An ISO moment, or an ISO day where no clock time is given, of the ways that dates come."""
    text = clean(text, 40)
    found = re.fullmatch(
        r"(\d{4})[:-]?(\d\d)[:-]?(\d\d)"
        r"(?:[T ](\d\d):?(\d\d)(?::?(\d\d)(?:\.\d+)?)?\s?(Z|[+-]\d\d:?\d\d)?)?",
        text,
    )
    if not found:
        return None
    year, month, day, hour, minute, second, zone = found.groups()
    iso = f"{year}-{month}-{day}"
    if hour is not None:
        zone = "+00:00" if zone == "Z" else zone or ""
        zone = zone if ":" in zone or not zone else f"{zone[:3]}:{zone[3:]}"
        iso += f"T{hour}:{minute}:{second or '00'}{zone}"
    try:
        when = datetime.fromisoformat(iso)
    except ValueError:
        return None
    return iso if 1826 <= when.year <= 2100 else None  # The first photograph that is left: 1826.


def _xmp(image):
    data = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp")
    if not data or len(data) > LARGEST_XMP:
        return {}
    if isinstance(data, bytes):
        data = data.strip(b"\x00 \n\r\t")
    try:
        root = ElementTree.fromstring(data, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, ValueError):
        return {}
    values = {}
    for description in root.iter(f"{RDF}Description"):
        for name, value in description.attrib.items():
            values.setdefault(name, [value])
        for element in description:
            values.setdefault(element.tag, _values(element))

    def first(name):
        return next(iter(values.get(name, [])), "")

    location = [first(CORE + "Location"), first(PHOTOSHOP + "City")]
    location += [first(PHOTOSHOP + "State"), first(PHOTOSHOP + "Country")]
    return {
        "headline": first(PHOTOSHOP + "Headline") or first(DC + "title"),
        "caption": first(DC + "description"),
        "alt": first(CORE + "AltTextAccessibility"),
        "credit": first(PHOTOSHOP + "Credit"),
        "creator": ", ".join(values.get(DC + "creator", [])),
        "copyright_notice": first(DC + "rights"),
        "usage_terms": first(RIGHTS + "UsageTerms"),
        "source": first(PHOTOSHOP + "Source"),
        "place": _place(location),
        "digital_source_type": first(EXTENSION + "DigitalSourceType"),
        "copyright_owner": ", ".join(_owners(root)),
        "web_statement": first(RIGHTS + "WebStatement"),
        "data_mining": first(PLUS + "DataMining"),
        "keywords": values.get(DC + "subject", []),
        "taken": [
            first(PHOTOSHOP + "DateCreated"),
            first(EXIF + "DateTimeOriginal"),
            first(BASIC + "CreateDate"),
        ],
    }


def _owners(root):
    """Whose the copyright is, as elements or as attributes of them."""
    name = PLUS + "CopyrightOwnerName"
    found = [element.text or "" for element in root.iter(name)]
    found += [element.get(name, "") for element in root.iter()]
    return [text.strip() for text in found if text.strip()]


def _values(element):
    """The texts of one property, that in the default language first."""
    items = [item for item in element.iter(f"{RDF}li") if item.text]
    items.sort(key=lambda item: item.get(LANG, "x-default") != "x-default")
    if items:
        return [item.text for item in items]
    resource = element.get(f"{RDF}resource")
    return [text for text in (element.text or resource,) if text]


def _iim(image):
    from PIL import IptcImagePlugin

    found = IptcImagePlugin.getiptcinfo(image) or {}
    is_utf8 = found.get((1, 90)) == b"\x1b%G"

    def texts(number):
        values = found.get((2, number), [])
        values = [values] if isinstance(values, bytes) else values
        return [v.decode("utf-8", "replace") if is_utf8 else decoded(v) for v in values]

    def first(number):
        return next(iter(texts(number)), "")

    taken = f"{first(55)}T{first(60)}" if first(60) else first(55)
    return {
        "headline": first(105) or first(5),
        "caption": first(120),
        "credit": first(110),
        "creator": ", ".join(texts(80)),
        "copyright_notice": first(116),
        "source": first(115),
        "usage_terms": first(40),
        "place": _place([first(92), first(90), first(95), first(101)]),
        "keywords": texts(25),
        "taken": [taken, first(55)],
    }


def _exif(image):
    exif = image.getexif()
    details = exif.get_ifd(0x8769)

    def when(tag, offset):
        time, zone = clean(details.get(tag), 40), clean(details.get(offset), 10)
        return time + zone if re.fullmatch(r"[+-]\d\d:\d\d|Z", zone) else time

    # Photographer and editor stand behind one another, a zero between them.
    rights = exif.get(0x8298, "")
    rights = rights.replace("\x00", " ") if isinstance(rights, str) else rights
    return {
        "caption": exif.get(0x010E),
        "creator": exif.get(0x013B),
        "copyright_notice": rights,
        "taken": [when(0x9003, 0x9011), when(0x9004, 0x9012)],
    }


def _place(parts):
    return ", ".join(dict.fromkeys(part.strip() for part in parts if part and part.strip()))
