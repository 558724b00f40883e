"""The file of a picture as a photo desk would hand it in: JPEG with EXIF, XMP and IPTC-IIM."""

import io
import struct
from xml.sax.saxutils import escape

from PIL import Image

from .scenes import NETWORK

QUALITY = 88
DIGITAL_CREATION = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCreation"
COPYRIGHT = f"© {NETWORK}"
TERMS = f"Hanya untuk desk {NETWORK}; tidak untuk dijual kembali."

_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
 xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"
 xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
 xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">
{properties}
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""


def jpeg(scene, *, size=(1600, 1067), made_at=None):
    """The bytes of `scene` as JPEG; `made_at` is when it was drawn, an aware moment."""
    file = io.BytesIO()
    scene.draw(size).save(
        file,
        "JPEG",
        quality=QUALITY,
        optimize=True,
        exif=_exif(scene, made_at),
        xmp=_xmp(scene, made_at).encode(),
        extra=_iim(scene, made_at),
    )
    return file.getvalue()


def _exif(scene, made_at):
    exif = Image.Exif()
    # Bytes, because Pillow would turn what is not ASCII into question marks.
    exif[0x010E] = scene.caption.encode()
    exif[0x013B] = scene.creator.encode()
    exif[0x8298] = COPYRIGHT.encode()
    if made_at:
        details = exif.get_ifd(0x8769)
        details[0x9003] = made_at.strftime("%Y:%m:%d %H:%M:%S")
        details[0x9011] = made_at.isoformat()[-6:]
    return exif


def _xmp(scene, made_at):
    def text(name, value):
        return f"<{name}>{escape(value)}</{name}>"

    def listed(name, kind, values, attributes=""):
        items = "".join(f"<rdf:li{attributes}>{escape(value)}</rdf:li>" for value in values)
        return f"<{name}><rdf:{kind}>{items}</rdf:{kind}></{name}>"

    def spoken(name, value):
        return listed(name, "Alt", [value], ' xml:lang="x-default"')

    properties = [
        spoken("dc:title", scene.headline),
        spoken("dc:description", scene.caption),
        spoken("dc:rights", COPYRIGHT),
        listed("dc:creator", "Seq", [scene.creator]),
        listed("dc:subject", "Bag", scene.keywords),
        text("photoshop:Headline", scene.headline),
        text("photoshop:Credit", scene.credit),
        text("photoshop:Source", NETWORK),
        text("photoshop:Country", "Indonesia"),
        text("Iptc4xmpCore:Location", scene.place),
        spoken("Iptc4xmpCore:AltTextAccessibility", scene.alt),
        spoken("xmpRights:UsageTerms", TERMS),
        text("Iptc4xmpExt:DigitalSourceType", DIGITAL_CREATION),
    ]
    if made_at:
        properties.append(text("photoshop:DateCreated", made_at.isoformat(timespec="seconds")))
    return _PACKET.format(properties="\n".join(properties))


def _iim(scene, made_at):
    """The marker APP13 with the older IPTC records, which many systems still read first."""
    records = [(1, 90, "\x1b%G"), (2, 5, scene.name)]
    records += [(2, 25, word) for word in scene.keywords]
    if made_at:
        records += [(2, 55, made_at.strftime("%Y%m%d")), (2, 60, made_at.strftime("%H%M%S%z"))]
    records += [
        (2, 80, scene.creator),
        (2, 92, scene.place),
        (2, 101, "Indonesia"),
        (2, 105, scene.headline),
        (2, 110, scene.credit),
        (2, 115, NETWORK),
        (2, 116, COPYRIGHT),
        (2, 120, scene.caption),
    ]
    block = b"".join(
        struct.pack(">BBBH", 0x1C, record, number, len(value.encode())) + value.encode()
        for record, number, value in records
    )
    resource = (
        b"8BIM" + struct.pack(">HHI", 0x0404, 0, len(block)) + block + b"\0" * (len(block) % 2)
    )
    payload = b"Photoshop 3.0\0" + resource
    return b"\xff\xed" + struct.pack(">H", len(payload) + 2) + payload
