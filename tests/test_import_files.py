"""Files as people have them: every encoding, folders, and dirt that keeps no word out."""

import contextlib
import random
import re
import time

import pytest

from articles.interchange.files import LARGEST, decode, find, read
from articles.interchange.printed import parse
from articles.interchange.refused import Refused

from .printed import ARTICLE, article


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r", "\u2028"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_every_encoding_and_line_end_gives_the_same_article(ends, encoding):
    if encoding == "cp1252" and ends == "\u2028":
        pytest.skip("Windows-1252 has no such sign")

    assert parse(decode(ARTICLE.replace("\n", ends).encode(encoding))) == parse(ARTICLE)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "It is empty."),
        (b"\xef\xbb\xbf \r\n\t", "It is empty."),
        (b"satu\ndua\0tiga", "line 2: It holds the control character NUL, which no text has."),
        ("abc".encode("utf-16-le"), "line 1: It holds the control character NUL"),
        (b"satu\n\ndua\x01", "line 3: It holds the control character U+0001"),
        (b"%PDF-1.7 ...", "It is a PDF file. Save it as plain text."),
        (b"PK\x03\x04...", "It is a Word, OpenDocument or zip file. Save it as plain text."),
        (b"{\\rtf1 ...", "It is an RTF file. Save it as plain text."),
        (b"\xff\xfea", "It begins as UTF-16-LE but is damaged after that."),
        (b"satu \x81 dua", "It is neither UTF-8 nor Windows-1252."),
    ],
)
def test_a_file_that_is_no_text_is_refused_with_what_to_do(data, reason):
    with pytest.raises(Refused) as refused:
        decode(data)

    assert reason in str(refused.value)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<p>Pasar baru dibuka.</p>", "It holds the source of a web page: “<p>”."),
        ("Pasar baru dibuka.<br />", "“<br />”"),
        (
            "<a href='http://a.example/x?y=1'>Pasar</a> dibuka.",
            "“<a href='http://a.example/x?y=1'>”",
        ),
        ("<!-- wp:paragraph -->\nPasar", "“<!--”"),
        ("Gubernur berkata &#8220;Baik.&#8221;", "“&#8220;”"),
        ("Pasar&nbsp;baru", "“&nbsp;”"),
        ('[caption id="attachment_12" align="left"]Pasar[/caption]', "“[caption id="),
        ("Gubernur berkata â€œBaik.â€ Lalu pergi.", "“â€œ” stands where a letter"),
        ("CafÃ© Kopi buka.", "“Ã©” stands where a letter"),
        ("Gubernur berkata \ufffdBaik\ufffd.", "“\ufffd” stands where a letter"),
    ],
)
def test_what_readers_would_see_as_rubbish_is_refused_with_its_line(text, reason):
    with pytest.raises(Refused) as refused:
        decode(article(text=f"JAMBI- Rabu.\n{text}").encode())

    assert reason in str(refused.value)
    assert str(refused.value).startswith("line 10: ")


def test_a_letter_that_is_lost_in_utf_8_turns_no_other_into_rubbish():
    """One byte that is no UTF-8 would make Windows-1252 of all that is."""
    with pytest.raises(Refused, match="Save it anew from its source, in UTF-8."):
        decode(article(text="JAMBI – Kata “baik“ pun terdengar.").encode() + b"\xff")


@pytest.mark.parametrize(
    "text", ["Harga 5 < 10 & 20 > 15.", "Kata <b> & R&D, a<p dan p>a.", "ÂNGELA dan SÃO [baca]"]
)
def test_signs_that_people_write_come_in(text):
    assert text in decode(article(text=f"JAMBI- {text}").encode())


def test_a_file_of_invisible_characters_is_empty():
    with pytest.raises(Refused, match="It is empty."):
        parse(decode("\u200b\n\ufeff".encode()))


def test_a_huge_file_is_refused_without_reading_it_all(tmp_path):
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(5 * LARGEST)

    with pytest.raises(Refused, match="It has 5.0 MB; an article has at most 1 MB."):
        read(path)


def test_a_folder_gives_its_text_files_in_order_and_leaves_the_others(tmp_path):
    for name in ("b.txt", "a.TXT", "c.docx", ".d.txt", "z/e.txt", "y/f.txt", ".git/g.txt", "h"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")

    found = [str(path.relative_to(tmp_path)) for path in find(tmp_path)]

    assert found == ["a.TXT", "b.txt", "y/f.txt", "z/e.txt"]


@pytest.mark.parametrize(
    "text",
    [
        "-" * 900_000,
        "a\n" * 400_000,
        "a" + " " * 900_000 + "b",
        ".”" * 300_000,
        "Satu. " * 150_000,
        "\u200b \n" * 150_000,
        "A-" * 400_000,
        "(" * 900_000,
    ],
    ids=["dashes", "lines", "spaces", "quotes", "sentences", "invisible", "hyphens", "brackets"],
)
def test_a_nonsense_file_keeps_nobody_waiting(text):
    began = time.process_time()
    for whole in (text, article(text=text), article(byline=text), article(clock=text)):
        with contextlib.suppress(Refused):
            parse(decode(whole.encode()))

    assert time.process_time() - began < 8


WORDS = re.split(
    " ",
    "warga jembatan sungai papan lapuk pagi hujan bupati rapat desa sawah kopi “semua” 2.695.348 "
    "(DPT) S.H., Swiss-Belhotel e-KTP 97 Rp4.500 Jum’at aman, dan/atau é <b> &amp; 50%",
)


def _sentence(random):
    words = [random.choice(WORDS) for _ in range(random.randint(4, 14))]
    return f"Kata {' '.join(words)} selesai" + random.choice((".", ".”", "!", "?", "…"))


@pytest.mark.parametrize("seed", range(150))
def test_whatever_the_dirt_the_words_that_go_in_come_out(seed):
    """The same small article under random dirt; a failing seed shows the same dirt again."""
    dice = random.Random(seed)
    paragraphs = [
        " ".join(_sentence(dice) for _ in range(dice.randint(1, 4)))
        for _ in range(dice.randint(1, 6))
    ]
    lines = []
    for paragraph in paragraphs:
        words = paragraph.split()
        # Torn before a small word, where the word above does not look like an end.
        tears = [
            i
            for i, (above, below) in enumerate(zip(words, words[1:], strict=False), start=1)
            if above.isalpha() and above.islower() and below.isalpha() and below.islower()
        ]
        if tears and dice.random() < 0.5:
            tear = dice.choice(tears)
            lines += [" ".join(words[:tear]), " ".join(words[tear:])]
        else:
            lines.append(paragraph)
    dash = dice.choice(["- ", " - ", " – ", " — ", " ‒ ", " −", " -- "])
    place = dice.choice(["JAMBI", "SUNGAI PENUH", "KERINCI, KABAR.COM", "JAMBI (SR28)"])
    space = dice.choice(["", " ", "\u00a0", "\ufeff", "\t"])
    clock = dice.choice(["Nov 20, 2024 - 13:09", "Rabu, 20 November 2024 – 13.09"])
    head = ["KABAR", "Judul “yang tidak ditutup", "Asraf, S.Pt., M.Si. - A.EXAMPLE", clock]
    text = ""
    for line in [*head, place + dash + lines[0], *lines[1:]]:
        text += "\n" * dice.randint(2, 4) + space + line + space
    encoding = dice.choice(["utf-8", "utf-8-sig", "utf-16"])
    data = text.replace("\n", dice.choice(["\n", "\r\n", "\r"])).encode(encoding)

    printed = parse(decode(data))

    assert (printed.dateline, printed.headline) == (place, "Judul “yang tidak ditutup")
    assert printed.reporters == ("Asraf, S.Pt., M.Si.",)
    assert list(printed.paragraphs) == paragraphs
