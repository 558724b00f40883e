"""What a public file says of itself: whose photo it is and on which terms. Nothing else.

The files are marked by taking apart their containers, not by decoding them: all metadata goes
(place, camera, people, thumbnails) and one XMP packet comes in. So a changed credit costs
milliseconds, and pixels stay as they are.
"""

import struct
from xml.sax.saxutils import escape, quoteattr

# XML has no place for them, and words that somebody pastes may hold one.
NOT_IN_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])
XMP = b"http://ns.adobe.com/xap/1.0/\x00"
LONGEST_SEGMENT = 65533
NAMESPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" '
    'xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/" '
    'xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" '
    'xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/"'
)
# What is left of a JPEG: its frame header, tables and scan, and who wrote the colours how.
SOI, EOI, SOS, APP0, APP1, APP14, APP15, COMMENT = (
    0xD8, 0xD9, 0xDA, 0xE0, 0xE1, 0xEE, 0xEF, 0xFE
)  # fmt: skip


class Unmarkable(ValueError):
    """The file is not the container it should be."""


def packet(
    *,
    creator="",
    credit="",
    copyright_notice="",
    usage_terms="",
    digital_source_type="",
    copyright_owner="",
    web_statement="",
    data_mining="",
):
    """The XMP packet with the rights, as bytes; empty where nothing is known."""
    elements = []
    said = {
        "photoshop:Credit": credit,
        "Iptc4xmpExt:DigitalSourceType": digital_source_type,
        "xmpRights:WebStatement": web_statement,
        "plus:DataMining": data_mining,
    }
    attributes = [f"{name}={quoteattr(value)}" for name, value in said.items() if value]
    if copyright_owner:
        elements.append(
            '<plus:CopyrightOwner><rdf:Seq><rdf:li rdf:parseType="Resource">'
            f"<plus:CopyrightOwnerName>{escape(copyright_owner)}</plus:CopyrightOwnerName>"
            "</rdf:li></rdf:Seq></plus:CopyrightOwner>"
        )
    if creator:
        elements.append(
            f"<dc:creator><rdf:Seq><rdf:li>{escape(creator)}</rdf:li></rdf:Seq></dc:creator>"
        )
    for name, value in (("dc:rights", copyright_notice), ("xmpRights:UsageTerms", usage_terms)):
        if value:
            elements.append(
                f'<{name}><rdf:Alt><rdf:li xml:lang="x-default">{escape(value)}'
                f"</rdf:li></rdf:Alt></{name}>"
            )
    if not attributes and not elements:
        return b""
    whole = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about="" {" ".join([NAMESPACES, *attributes])}>'
        f"{''.join(elements)}</rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    return whole.translate(NOT_IN_XML).encode()


def marked(data, file_format, width, height, xmp):
    """The bytes of the file with the packet `xmp` as its only metadata. Raises Unmarkable."""
    try:
        if file_format == "jpeg":
            return _marked_jpeg(data, xmp)
        if file_format == "webp":
            return _marked_webp(data, width, height, xmp)
    except (IndexError, struct.error) as error:
        raise Unmarkable(str(error)) from error
    raise Unmarkable(file_format)


def _marked_jpeg(data, xmp):
    if data[:2] != bytes((0xFF, SOI)):
        raise Unmarkable("no JPEG")
    segments, place = [], 2
    while True:
        if data[place] != 0xFF:
            raise Unmarkable("no JPEG segment")
        marker = data[place + 1]
        if marker == 0xFF:  # Padding.
            place += 1
            continue
        if marker in (SOI, EOI):
            raise Unmarkable("no JPEG scan")
        (length,) = struct.unpack_from(">H", data, place + 2)
        end = place + 2 + length
        if length < 2 or end > len(data):
            raise Unmarkable("cut off")
        if marker == SOS:
            break
        is_metadata = marker == COMMENT or (APP1 <= marker <= APP15 and marker != APP14)
        if not is_metadata:
            segments.append(data[place:end])
        place = end
    heads = [segment for segment in segments if segment[1] == APP0]
    others = [segment for segment in segments if segment[1] != APP0]
    if xmp:
        content = XMP + xmp
        if len(content) + 2 > LONGEST_SEGMENT:
            raise Unmarkable("too much to say")
        heads.append(struct.pack(">BBH", 0xFF, APP1, len(content) + 2) + content)
    return b"".join([data[:2], *heads, *others, data[place:]])


ALPHA_FLAG, XMP_FLAG = 0x10, 0x04


def _marked_webp(data, width, height, xmp):
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        raise Unmarkable("no WebP")
    kept, place, flags = [], 12, 0
    while place + 8 <= len(data):
        name = data[place : place + 4]
        (size,) = struct.unpack_from("<I", data, place + 4)
        content = data[place + 8 : place + 8 + size]
        if len(content) != size:
            raise Unmarkable("cut off")
        if name in (b"VP8 ", b"VP8L", b"ALPH"):
            kept.append((name, content))
            if name == b"ALPH" or (name == b"VP8L" and content[4] & 0x10):
                flags |= ALPHA_FLAG
        place += 8 + size + size % 2
    if not kept:
        raise Unmarkable("no picture")
    if xmp:
        kept.append((b"XMP ", xmp))
        flags |= XMP_FLAG
    if flags:
        sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
        kept.insert(0, (b"VP8X", bytes((flags, 0, 0, 0)) + sides))
    body = b"WEBP" + b"".join(
        name + struct.pack("<I", len(content)) + content + b"\x00" * (len(content) % 2)
        for name, content in kept
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body
