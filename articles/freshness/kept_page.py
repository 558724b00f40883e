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

    @classmethod
    def made(cls, *, status, headers, body, **values):
        """The page of an answer that was just made, compressed where that is worth it."""
        kind = next((value for key, value in headers if key.lower() == "content-type"), "")
        packed = len(body) >= WORTH and kind.startswith(COMPRESSIBLE)
        if packed:
            # Without a moment in it: the same page is the same bytes.
            body = gzip.compress(body, compresslevel=6, mtime=0)
        return cls(status=status, headers=headers, body=body, is_packed=packed, **values)

    def sent(self, packed):
        """(headers, body, ETag) as they are sent; `packed`: the reader unpacks gzip."""
        packed = packed and self.is_packed
        found = self.ready.get(packed)
        if found is None:
            body = self.body if packed or not self.is_packed else gzip.decompress(self.body)
            headers = [*self.headers, ("Content-Length", str(len(body)))]
            if packed:
                headers.append(("Content-Encoding", "gzip"))
            weak = packed and not self.etag.startswith("W/")
            etag = f"W/{self.etag}" if weak else self.etag
            headers.append(("ETag", etag))
            found = self.ready[packed] = (headers, body)
        return found

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
