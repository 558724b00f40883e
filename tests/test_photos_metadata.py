"""What a photo says of itself comes into its fields; of that, the public files say the rights."""

import io
import struct
from xml.etree import ElementTree

import pytest
from django.utils import translation
from PIL import Image

from newsroom.photos import marking, metadata, storing
from newsroom.photos.intake import take_in
from newsroom.photos.models import Photo

from .factories import NOW, make_desk, make_user
from .photos import as_file, encoded, make_picture

MODEL_MADE = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
 xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"
 xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
 xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
 xmlns:aux="http://ns.adobe.com/exif/1.0/aux/"
 photoshop:Headline="Danau Kerinci surut" photoshop:Credit="Antara" photoshop:City="Kayu Aro"
 photoshop:Country="Indonesia" photoshop:DateCreated="2024-11-20T13:09:00+07:00"
 aux:SerialNumber="SERI-4711"
 Iptc4xmpExt:DigitalSourceType="https://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia">
<dc:description><rdf:Alt><rdf:li xml:lang="en">The lake</rdf:li>
<rdf:li xml:lang="x-default">Air danau &lt;b&gt;turun&lt;/b&gt; setengah meter.</rdf:li></rdf:Alt></dc:description>
<dc:creator><rdf:Seq><rdf:li>Ani Lestari</rdf:li><rdf:li>Budi</rdf:li></rdf:Seq></dc:creator>
<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">© 2024 Antara</rdf:li></rdf:Alt></dc:rights>
<xmpRights:UsageTerms><rdf:Alt><rdf:li xml:lang="x-default">Sekali pakai</rdf:li></rdf:Alt></xmpRights:UsageTerms>
<dc:subject><rdf:Bag><rdf:li>danau</rdf:li><rdf:li>kemarau</rdf:li><rdf:li>danau</rdf:li></rdf:Bag></dc:subject>
<Iptc4xmpCore:AltTextAccessibility><rdf:Alt><rdf:li xml:lang="x-default">Tepi danau yang kering</rdf:li></rdf:Alt></Iptc4xmpCore:AltTextAccessibility>
<Iptc4xmpExt:PersonInImage><rdf:Bag><rdf:li>Citra Rahasia</rdf:li></rdf:Bag></Iptc4xmpExt:PersonInImage>
<plus:CopyrightOwner xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/"><rdf:Seq><rdf:li rdf:parseType="Resource"><plus:CopyrightOwnerName>LKBN &lt;Antara&gt;</plus:CopyrightOwnerName></rdf:li></rdf:Seq></plus:CopyrightOwner>
<plus:DataMining xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/">https://ns.useplus.org/ldf/vocab/DMI-PROHIBITED</plus:DataMining>
<xmpRights:WebStatement>https://antara.example/hak?a=1&amp;b=2</xmpRights:WebStatement>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""  # noqa: E501


def iim(*records, charset=None):
    """A JPEG segment with IPTC-IIM as Photoshop writes it."""
    data = b""
    if charset:
        data += struct.pack(">BBBH", 0x1C, 1, 90, len(charset)) + charset
    for number, value in records:
        data += struct.pack(">BBBH", 0x1C, 2, number, len(value)) + value
    block = (
        b"8BIM\x04\x04\x00\x00" + struct.pack(">I", len(data)) + data + b"\x00" * (len(data) % 2)
    )
    content = b"Photoshop 3.0\x00" + block
    return b"\xff\xed" + struct.pack(">H", len(content) + 2) + content


def with_segment(jpeg, segment):
    return jpeg[:2] + segment + jpeg[2:]


def opened(data):
    return Image.open(io.BytesIO(data))


def exif_of(**values):
    exif = Image.Exif()
    exif[0x010E] = values.get("caption", "OLYMPUS DIGITAL CAMERA")
    exif[0x013B] = "Kamera Ani"
    exif[0x8298] = "Hak cipta kamera"
    exif[0x010F] = "MEREK-99"
    details = exif.get_ifd(0x8769)
    details[0x9003] = values.get("taken", "2024:11:20 13:09:00")
    if "offset" in values:
        details[0x9011] = values["offset"]
    details[0xA431] = "SERI-4711"
    exif.get_ifd(0x8825)[1] = "S"
    exif.get_ifd(0x8825)[2] = (2.0, 6.0, 30.0)
    return exif


# --- What a file says -------------------------------------------------------------------------


@pytest.mark.parametrize("file_format", ["JPEG", "WEBP", "PNG", "AVIF"])
def test_xmp_comes_into_the_fields_in_every_format(file_format):
    if file_format == "PNG":
        from PIL.PngImagePlugin import PngInfo

        info = PngInfo()
        info.add_itxt("XML:com.adobe.xmp", XMP)
        data = encoded(make_picture(), "PNG", pnginfo=info)
    else:
        data = encoded(make_picture(), file_format, xmp=XMP.encode())

    assert metadata.fields_of(opened(data)) == {
        "headline": "Danau Kerinci surut",
        "caption": "Air danau <b>turun</b> setengah meter.",
        "alt": "Tepi danau yang kering",
        "credit": "Antara",
        "creator": "Ani Lestari, Budi",
        "copyright_notice": "© 2024 Antara",
        "usage_terms": "Sekali pakai",
        "place": "Kayu Aro, Indonesia",
        "digital_source_type": MODEL_MADE,
        "copyright_owner": "LKBN <Antara>",
        "web_statement": "https://antara.example/hak?a=1&b=2",
        "data_mining": "http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED",
        "keywords": ["danau", "kemarau"],
        "taken_at": "2024-11-20T13:09:00+07:00",
    }


def test_iptc_comes_into_the_fields_in_each_alphabet():
    records = [
        (105, "Pasar Sungai Penuh"),
        (120, "Pedagang “menunggu” – pembeli."),
        (80, "Ani Lestari"),
        (110, "Antara"),
        (115, "Kantor Berita Antara"),
        (116, "© Antara"),
        (40, "Tidak untuk dijual"),
        (90, "Sungai Penuh"),
        (25, "pasar"),
        (25, "harga"),
        (55, "20241120"),
        (60, "130900+0700"),
    ]
    for alphabet, charset in (("utf-8", b"\x1b%G"), ("utf-8", None), ("cp1252", None)):
        segment = iim(*((n, text.encode(alphabet)) for n, text in records), charset=charset)
        found = metadata.fields_of(opened(with_segment(encoded(make_picture()), segment)))
        assert found == {
            "headline": "Pasar Sungai Penuh",
            "caption": "Pedagang “menunggu” – pembeli.",
            "creator": "Ani Lestari",
            "credit": "Antara",
            "source": "Kantor Berita Antara",
            "copyright_notice": "© Antara",
            "usage_terms": "Tidak untuk dijual",
            "place": "Sungai Penuh",
            "keywords": ["pasar", "harga"],
            "taken_at": "2024-11-20T13:09:00+07:00",
        }


def test_exif_is_read_last_and_what_cameras_write_is_no_caption():
    found = metadata.fields_of(opened(encoded(make_picture(), exif=exif_of(offset="+08:00"))))
    assert found == {
        "creator": "Kamera Ani",
        "copyright_notice": "Hak cipta kamera",
        "taken_at": "2024-11-20T13:09:00+08:00",
    }
    both = encoded(make_picture(), exif=exif_of(caption="Dari kamera"), xmp=XMP.encode())
    found = metadata.fields_of(opened(with_segment(both, iim((110, b"Kredit lain")))))
    assert (found["creator"], found["credit"]) == ("Ani Lestari, Budi", "Antara")
    assert found["caption"].startswith("Air danau")


def test_what_strangers_write_is_bounded_and_has_no_control_characters():
    words = [(25, b"kata" * 50), *((25, b"%d" % number) for number in range(90))]
    segment = iim((120, b"A\x00\x07\x1b[31m" + b"\xff" * 30000), *words)
    found = metadata.fields_of(opened(with_segment(encoded(make_picture()), segment)))
    assert len(found["caption"]) <= metadata.LONGEST["caption"]
    assert all(letter.isprintable() or letter == "\n" for letter in found["caption"])
    assert len(found["keywords"]) == metadata.KEYWORDS
    assert max(map(len, found["keywords"])) <= metadata.KEYWORD_LENGTH


def test_words_apart_by_any_space_or_line_stay_apart():
    caption = "Foto:\u00a0Ani\tLestari\u2028Air surut.\x0bWarga"

    assert metadata.clean(caption, 200) == "Foto: Ani Lestari Air surut. Warga"
    assert metadata.clean(caption, 200, lines=True) == "Foto: Ani Lestari\nAir surut.\nWarga"


@pytest.mark.parametrize(
    "xmp",
    [
        b"<x",
        b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><a>&c;</a>',
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        b"\xff\xfe\x00",
        b"<a>" * 20000,
        XMP.encode("utf-16"),
    ],
)
def test_xmp_that_is_broken_or_a_trap_says_nothing(xmp):
    assert metadata.fields_of(opened(encoded(make_picture(), xmp=xmp))) == {}


def test_moments_are_read_in_the_ways_that_they_come():
    for written, read in {
        "2024:11:20 13:09:00": "2024-11-20T13:09:00",
        "2024-11-20T13:09": "2024-11-20T13:09:00",
        "2024-11-20T13:09:00.25Z": "2024-11-20T13:09:00+00:00",
        "20241120T130900+0700": "2024-11-20T13:09:00+07:00",
        "20241120": "2024-11-20",
        "0000:00:00 00:00:00": None,
        "2024:13:40 13:09:00": None,
        "1024:01:01 00:00:00": None,
        "kemarin": None,
        "": None,
    }.items():
        assert metadata.moment(written) == read, written


@pytest.mark.django_db
def test_without_an_offset_a_camera_is_on_the_clock_of_the_desk():
    with translation.override("en"):
        desk = make_desk("ambon", time_zone="Asia/Jayapura")
        user = make_user("reporter", desk)
        data = encoded(make_picture(), exif=exif_of(caption="Pelabuhan Ambon"))
        photo = take_in(as_file(data), desk=desk, by=user, at=NOW, creator="Budi").photo
    photo.refresh_from_db()
    assert photo.taken_at.isoformat() == "2024-11-20T04:09:00+00:00"
    assert (photo.caption, photo.creator) == ("Pelabuhan Ambon", "Budi")


# --- What a public file says ------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("file_format", ["JPEG", "WEBP"])
def test_public_files_keep_the_rights_and_lose_everything_else(file_format):
    desk = make_desk()
    user = make_user("reporter", desk)
    data = encoded(
        make_picture(), file_format, exif=exif_of(), xmp=XMP.encode(), icc_profile=srgb()
    )
    if file_format == "JPEG":
        data = with_segment(data, iim((120, b"Rahasia dapur"), (90, b"Kayu Aro")))

    photo = take_in(as_file(data), desk=desk, by=user, at=NOW).photo

    assert Photo.objects.get().is_ai_made
    files = list(photo.renditions.all())
    assert {rendition.format for rendition in files} == {"webp", "jpeg"}
    for rendition in files:
        with storing.renditions().open(rendition.file) as file:
            public = file.read()
        for private in (b"SERI-4711", b"MEREK-99", b"Citra", b"Rahasia", b"Kayu Aro", b"Exif",
                        b"Photoshop 3.0", b"ICC_PROFILE", b"GPS", b"danau", b"Danau"):  # fmt: skip
            assert private not in public
        image = opened(public)
        assert dict(image.getexif()) == {}
        assert set(image.info) <= {"xmp", "jfif", "jfif_version", "jfif_unit", "jfif_density",
                                   "progressive", "progression", "dpi", "background", "timestamp",
                                   "duration", "loop"}  # fmt: skip
        assert metadata.fields_of(image) == {
            "creator": "Ani Lestari, Budi",
            "credit": "Antara",
            "copyright_notice": "© 2024 Antara",
            "usage_terms": "Sekali pakai",
            "digital_source_type": MODEL_MADE,
            "copyright_owner": "LKBN <Antara>",
            "web_statement": "https://antara.example/hak?a=1&b=2",
            "data_mining": "http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED",
        }


def test_no_credit_that_somebody_pastes_breaks_what_a_public_file_says():
    said = ElementTree.fromstring(marking.packet(credit="Antara\x0b\x01", creator="Ani\x0c <b>"))

    assert "".join(said.itertext()) == "Ani <b>"
    assert list(said[0][0].attrib.values())[-1] == "Antara"


def srgb():
    from PIL import ImageCms

    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


@pytest.mark.parametrize("word", ["no", "javascript:alert(1)", "http://ns.useplus.org/x", "a b"])
def test_only_addresses_are_taken_for_what_a_photo_may_be_mined_for_or_stands_written(word):
    assert metadata.data_mining(word) == ""
    assert metadata.web_statement(word) in ("", "http://ns.useplus.org/x")


@pytest.mark.parametrize("file_format", ["jpeg", "webp"])
def test_a_file_is_marked_anew_without_changing_a_pixel_or_growing(file_format):
    data = encoded(make_picture(401, 301), file_format.upper())
    first = marking.marked(data, file_format, 401, 301, marking.packet(credit="<Ani> & “Budi”"))
    again = marking.marked(first, file_format, 401, 301, marking.packet(credit="<Ani> & “Budi”"))
    bare = marking.marked(first, file_format, 401, 301, marking.packet())

    assert again == first and len(bare) <= len(data)
    assert metadata.fields_of(opened(first)) == {"credit": "<Ani> & “Budi”"}
    assert metadata.fields_of(opened(bare)) == {}
    pixels = opened(data).convert("RGB").tobytes()
    assert opened(first).convert("RGB").tobytes() == opened(bare).convert("RGB").tobytes() == pixels


def test_what_is_not_the_container_that_it_should_be_is_not_marked():
    jpeg, webp = encoded(make_picture()), encoded(make_picture(), "WEBP")
    for data, file_format in (
        (webp, "jpeg"),
        (jpeg, "webp"),
        (jpeg[:30], "jpeg"),
        (b"\xff\xd8\xff\xd9", "jpeg"),
        (b"\xff\xd8\xff\xe1\xff\xff", "jpeg"),
        (webp[:60], "webp"),
        (b"RIFF\x00\x00\x00\x00WEBP", "webp"),
        (b"", "webp"),
        (b"", "jpeg"),
        (jpeg, "gif"),
    ):
        with pytest.raises(marking.Unmarkable):
            marking.marked(data, file_format, 900, 600, b"")
