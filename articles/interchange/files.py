"""From paths to text: which files of a folder are read, and what their bytes say."""

import codecs
import os
import re
from pathlib import Path

from .refused import Refused

# The longest article of a newspaper has some 100 kB; a larger file is something else.
LARGEST = 1_000_000
SUFFIX = ".txt"

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    # Before UTF-16, whose mark is the beginning of this one.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
OTHER_FORMATS = (
    (b"%PDF", "a PDF file"),
    (b"PK\x03\x04", "a Word, OpenDocument or zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Word file"),
    (b"{\\rtf", "an RTF file"),
)
LINE_BREAKS = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
CONTROL_CHARACTER = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
# What is in the source of a web page and never on paper; a bare "<b>" or "&" may be meant.
MARKUP = re.compile(
    r"</?(?:p|br|hr|div|span|a|strong|em|img|figure|iframe|script|style|h[1-6]|ul|ol|li|table|tr|td"
    r"|blockquote)(?:\s+[\w:-]+\s*=[^<>\n]*|\s*/?)>|<!--"
    r"|&(?:nbsp|quot|[lr][sd]quo|[nm]dash|hellip|#\d{2,6}|#x[0-9a-f]{2,5});"
    r"|\[/?(?:caption|gallery|embed)\b[^\]\n]*\]",
    re.IGNORECASE,
)
# UTF-8 that was taken for Windows-1252, here or by whoever wrote the file: “ is now â€œ, é is Ã©.
TWICE = re.compile("â€.?|ï»¿|Ã[¡-ª¬-º¼-¿]|Â\u00a0|\ufffd")


def find(path):
    """The files that `path` names: itself, or the text files of the folder and those below it.

    One after the other and in the order of their names, so that a folder of any size costs no
    memory. Hidden files and folders are left alone.
    """
    if not path.is_dir():
        yield path
        return
    for folder, below, names in os.walk(path):
        below[:] = sorted(name for name in below if not name.startswith("."))
        for name in sorted(names):
            if name.lower().endswith(SUFFIX) and not name.startswith("."):
                yield Path(folder, name)


def read(path):
    """The text of the file at `path`, its lines apart by a line feed. Raises Refused."""
    if not path.is_file():
        raise Refused("It is not a file.")  # A pipe or a device would keep us waiting.
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise Refused(f"It cannot be read: {error.strerror}.") from error
    if len(data) > LARGEST:
        size = path.stat().st_size / 1_000_000
        raise Refused(
            f"It has {size:.1f} MB; an article has at most {LARGEST / 1_000_000:.0f} MB. "
            "Put each article into a file of its own."
        )
    return decode(data)


def decode(data):
    """The text that `data` holds, its lines apart by a line feed. Raises Refused.

    A byte order mark decides; without one it is UTF-8, and what is not is Windows-1252.
    """
    for start, name in OTHER_FORMATS:
        if data.startswith(start):
            raise Refused(f"It is {name}. Save it as plain text.")
    text = LINE_BREAKS.sub("\n", _characters(data))
    # The sign with which old programs end a file.
    text = text.rstrip("\x1a")
    if not text.strip():
        raise Refused("It is empty.")
    if found := CONTROL_CHARACTER.search(text):
        line = text.count("\n", 0, found.start()) + 1
        name = "NUL" if found[0] == "\0" else f"U+{ord(found[0]):04X}"
        raise Refused(
            f"It holds the control character {name}, which no text has. "
            "Save it as plain text in UTF-8.",
            line=line,
        )
    if found := TWICE.search(text):
        raise Refused(
            f"“{found[0]}” stands where a letter or a quotation mark was: the file is damaged, or "
            "was saved in another encoding than it says. Save it anew from its source, in UTF-8.",
            line=text.count("\n", 0, found.start()) + 1,
        )
    if found := MARKUP.search(text):
        raise Refused(
            f"It holds the source of a web page: “{found[0][:60]}”. Readers would see that. "
            "Save what the page shows, as plain text.",
            line=text.count("\n", 0, found.start()) + 1,
        )
    return text


def _characters(data):
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            try:
                return data.removeprefix(mark).decode(encoding)
            except UnicodeDecodeError as error:
                raise Refused(
                    f"It begins as {encoding.upper()} but is damaged after that. Save it as UTF-8."
                ) from error
    for encoding in ("utf-8", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("It is neither UTF-8 nor Windows-1252. Save it as plain text in UTF-8.")
