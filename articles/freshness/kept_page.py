"""One answer to readers as it is kept: its bytes ready to send, what it depends on, and a file."""

import gzip
import hashlib
import json
import struct
import time
import zlib

# Below this, compressing gains nothing.
WORTH = 200
COMPRESSIBLE = ("text/", "application/json", "application/xml", "application/rss+xml",
                "application/atom+xml", "application/feed+json", "application/rsl+xml",
                "application/opensearchdescription+xml", "application/manifest+json",
                "application/vnd.iptc.g2", "image/svg+xml", "application/javascript")  # fmt: skip
# What is said anew of each answer.
OWN = {"content-length", "etag", "x-request-id", "surrogate-control", "surrogate-key", "age"}
MAGIC = b"NR1\n"
HEAD = struct.Struct("=4sIII")
# More bytes than these are sent piece by piece to who does not unpack, and in memory as they are
# kept alone: a sitemap of fifty thousand stories has eight million.
AT_ONCE = 2**20
PIECE = 2**16
# What zlib calls its window, in gzip's frame.
GZIP = 16 + zlib.MAX_WBITS


class Page:
    """An answer: `keys` and `until` say how long it holds, `begun` when its making began.

    `begun` is by the clock that only runs forward, `until` and `born` by that of the wall. No other
    server may keep what `is_ours_alone`; it never becomes a file.
    """

    __slots__ = (
        "begun", "body", "born", "etag", "headers", "is_ours_alone", "is_packed", "keys", "name",
        "ready", "size", "status", "until",
    )  # fmt: skip

    def __init__(
        self, *, status, headers, body, keys, until, begun, born, name, is_packed,
        is_ours_alone=False,
    ):  # fmt: skip
        self.status, self.keys, self.until = status, frozenset(keys), until
        self.begun, self.born, self.name = begun, born, name
        self.is_ours_alone = is_ours_alone
        # As it is kept: compressed where that is worth it.
        self.body, self.is_packed = body, is_packed
        self.headers = [(key, value) for key, value in headers if key.lower() not in OWN]
        given = next((value for key, value in headers if key.lower() == "etag"), None)
        self.etag = given or f'W/"{hashlib.sha256(body).hexdigest()[:24]}"'
        self.ready = {}
        # About as many bytes it takes in memory: of text unpacked for those who ask for it too.
        self.size = 2000 + len(body) * (6 if is_packed else 1)

    def sent(self, packed):
        """(headers, pieces of the body) as they are sent; `packed`: the reader unpacks gzip."""
        packed = packed and self.is_packed
        found = self.ready.get(packed)
        if found is None:
            found = self.ready[packed] = self._sent(packed)
        headers, pieces = found
        return headers, pieces or _unpacked(self.body)

    def _sent(self, packed):
        unpacks = self.is_packed and not packed
        length = _unpacked_length(self.body) if unpacks else len(self.body)
        headers = [*self.headers, ("Content-Length", str(length))]
        if packed:
            headers.append(("Content-Encoding", "gzip"))
        weak = packed and not self.etag.startswith("W/")
        headers.append(("ETag", f"W/{self.etag}" if weak else self.etag))
        if unpacks:
            return headers, [gzip.decompress(self.body)] if length <= AT_ONCE else None
        return headers, [self.body]

    def is_had(self, said):
        """Whether a reader who says If-None-Match has it."""
        own = self.etag.removeprefix("W/")
        return said.strip() == "*" or own in {
            each.strip().removeprefix("W/") for each in said.split(",")
        }

    def to_bytes(self, name):
        """The page as a file; `name` is what it is asked for by."""
        head = {
            "asked": name, "status": self.status, "headers": self.headers, "etag": self.etag,
            "keys": sorted(self.keys), "until": self.until, "begun": self.begun,
            "born": self.born, "name": self.name, "is_packed": self.is_packed,
        }  # fmt: skip
        head = json.dumps(head).encode()
        check = zlib.crc32(self.body, zlib.crc32(head))
        return HEAD.pack(MAGIC, check, len(head), len(self.body)) + head + self.body

    @classmethod
    def from_bytes(cls, data, name):
        """The page of a file; None where it is of another name, or not whole."""
        if len(data) < HEAD.size:
            return None
        magic, check, long, large = HEAD.unpack_from(data)
        head, body = data[HEAD.size : HEAD.size + long], data[HEAD.size + long :]
        if magic != MAGIC or len(body) != large or zlib.crc32(body, zlib.crc32(head)) != check:
            return None
        told = json.loads(head)
        if told.pop("asked") != name or told["begun"] > time.monotonic():
            return None
        told["name"] = tuple(told["name"])
        headers = [*map(tuple, told.pop("headers")), ("ETag", told.pop("etag"))]
        return cls(headers=headers, body=body, **told)


def gathered(pieces, headers):
    """(the body of an answer as it is kept, whether it is compressed).

    What is compressed is never held as it came: a long answer takes no more memory than its bytes
    that are kept. There is no moment in them: the same page is the same bytes.
    """
    kind = next((value for key, value in headers if key.lower() == "content-type"), "")
    if not kind.startswith(COMPRESSIBLE):
        return b"".join(pieces), False
    packer = zlib.compressobj(6, wbits=GZIP)
    packed = b"".join([*map(packer.compress, pieces), packer.flush()])
    if _unpacked_length(packed) < WORTH:
        return gzip.decompress(packed), False
    return packed, True


def _unpacked_length(packed):
    """How many bytes were compressed: gzip says it at its end (RFC 1952, 2.3.1, ISIZE)."""
    return int.from_bytes(packed[-4:], "little")


def _unpacked(packed):
    """What was compressed, piece by piece."""
    unpacker = zlib.decompressobj(wbits=GZIP)
    while not unpacker.eof:
        yield unpacker.decompress(packed, PIECE)
        packed = unpacker.unconsumed_tail
