"""What is understood of an article as it was printed, and what is said of one that is not."""

import re
from datetime import datetime

import pytest

from articles.interchange.clock import MONTHS, read_clock
from articles.interchange.files import read
from articles.interchange.printed import parse, person
from articles.interchange.refused import Refused

from .printed import ARTICLE, REAL, article, body


def test_every_element_is_read_word_for_word():
    printed = parse(ARTICLE)

    assert printed.masthead == "KABAR TEPIAN"
    assert printed.headline == "Warga Siulak Perbaiki Jembatan Gantung Bersama"
    assert printed.reporters == ("Rahmi Anggraini",)
    assert printed.host == "siulak.kabartepian.example"
    assert printed.printed_at == datetime(2024, 11, 20, 13, 9)
    assert printed.zone_name == ""
    assert printed.dateline == "SIULAK"
    assert printed.paragraphs == (
        "Puluhan warga memperbaiki jembatan gantung di atas Batang Merao, Rabu pagi.",
        "Papan yang lapuk diganti satu per satu,” kata Mardan, S.Pd., M.Si. “Semua ikut.”",
    )


@pytest.mark.skipif(not REAL.exists(), reason="the real article is not part of the project")
def test_the_real_article_is_read_as_it_was_printed():
    printed = parse(read(REAL))

    assert (printed.masthead, printed.reporters) == ("NETWORKS", ("Soni Yoner",))
    assert printed.headline.startswith("Pj.Bupati Asraf Hadiri") and len(printed.headline) == 117
    assert (printed.host, printed.dateline) == ("kerinci.networks.co.id", "JAMBI")
    assert printed.printed_at == datetime(2024, 11, 20, 13, 9)
    assert len(printed.paragraphs) == 7
    assert "Ballroom lantai 2 Swiss-Belhotel Jambi dengan kehadiran" in printed.paragraphs[0]
    assert printed.paragraphs[0].endswith("Asraf, S.Pt., M.Si.")
    words = REAL.read_text(encoding="utf-8").split("13:09")[1].replace("JAMBI-", "").split()
    assert " ".join(printed.paragraphs).split() == words


@pytest.mark.parametrize(
    ("line", "moment", "zone"),
    [
        ("Nov 20, 2024 - 13:09", (2024, 11, 20, 13, 9), ""),
        ("November 20, 2024 — 13:09", (2024, 11, 20, 13, 9), ""),
        ("20 November 2024, 13:09 WIB", (2024, 11, 20, 13, 9), "WIB"),
        ("Rabu, 20 November 2024 – 19:26 WITA", (2024, 11, 20, 19, 26), "WITA"),
        ("Rabu 20 Nop 2024 | 09.01 wit", (2024, 11, 20, 9, 1), "WIT"),
        ("Jum’at, 22 November 2024 pukul 08.00 (WIB)", (2024, 11, 22, 8, 0), "WIB"),
        ("Wednesday, Nov. 20th, 2024 at 1:09 pm", (2024, 11, 20, 13, 9), ""),
        ("12 Mei 2024 - 12:05 AM", (2024, 5, 12, 0, 5), ""),
        ("3 Agt 2024 - 7:05", (2024, 8, 3, 7, 5), ""),
        ("2024-11-20 13:09:44 UTC", (2024, 11, 20, 13, 9), "UTC"),
        ("20/11/2024 13:09", (2024, 11, 20, 13, 9), ""),
    ],
)
def test_the_clock_line_is_read_in_every_usual_form(line, moment, zone):
    assert read_clock(line) == (datetime(*moment), zone)


def test_every_month_is_known_in_both_languages_short_and_full():
    indonesian = "januari februari maret april mei juni juli agustus september oktober november"
    english = "january february march april may june july august september october november"
    short = "jan feb mar apr mei jun jul agu sep okt nov des"
    names = (indonesian.split() + ["desember"], english.split() + ["december"], short.split())
    for year in names:
        for number, name in enumerate(year, start=1):
            assert MONTHS[name] == number
            assert read_clock(f"{name.title()} 3, 2024 - 08:00")[0].month == number
    assert [MONTHS[name] for name in ("may", "agt", "ags", "aug", "oct", "dec")] == [
        5, 8, 8, 8, 10, 12,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Nov 20, 2024", "“Nov 20, 2024” is not a printed time. Write it like “Nov 20, 2024"),
        ("Nob 20, 2024 - 13:09", "“Nob” is not a month."),
        ("Feb 30, 2024 - 13:09", "is no day or no time of the day"),
        ("Nov 20, 9999 - 13:09", "9999 is not a year in which it was printed."),
        ("Nov 20, 2024 - 24:09", "is no day or no time of the day"),
        ("Nov 20, 2024 - 13:09 pm", "is no day or no time of the day"),
        ("Senin, 20 November 2024 13:09", "2024-11-20 was a Wednesday, not “Senin”."),
        ("Foo, 20 November 2024 13:09", "“Foo” is not a weekday."),
        ("20 November 2024 13:09 EST", "“EST” is not a time zone that is known here: WIB, WITA"),
    ],
)
def test_a_clock_line_that_says_nothing_is_named_with_its_line(line, reason):
    with pytest.raises(Refused) as refused:
        parse(article(clock=line))

    assert str(refused.value).startswith("line 7: ") and reason in str(refused.value)


@pytest.mark.parametrize(
    ("opening", "dateline", "text"),
    [
        ("JAMBI- Rabu pagi.", "JAMBI", "Rabu pagi."),
        ("JAMBI – Rabu pagi.", "JAMBI", "Rabu pagi."),
        ("JAMBI —Rabu pagi.", "JAMBI", "Rabu pagi."),
        ("JAMBI ‒ Rabu pagi.", "JAMBI", "Rabu pagi."),
        ("JAMBI − Rabu pagi.", "JAMBI", "Rabu pagi."),
        ("JAMBI -- Rabu pagi.", "JAMBI", "Rabu pagi."),
        ("SUNGAI PENUH - Rabu pagi.", "SUNGAI PENUH", "Rabu pagi."),
        ("MUARO-JAMBI - Rabu pagi.", "MUARO-JAMBI", "Rabu pagi."),
        ("KERINCI, MERDEKAPOST.COM – Rabu pagi.", "KERINCI, MERDEKAPOST.COM", "Rabu pagi."),
        ("TRIBUNJAMBI.COM,JAMBI - Rabu pagi.", "TRIBUNJAMBI.COM,JAMBI", "Rabu pagi."),
        ("JAMBI (SR28) - Rabu pagi.", "JAMBI (SR28)", "Rabu pagi."),
        ("Jambi (ANTARA) - Rabu pagi.", "Jambi (ANTARA)", "Rabu pagi."),
        ("JAMBI -\n\nRabu pagi.", "JAMBI", "Rabu pagi."),
        ("KPU-RI datang Rabu pagi.", "", "KPU-RI datang Rabu pagi."),
        ("SUHU -5 derajat Rabu pagi.", "", "SUHU -5 derajat Rabu pagi."),
        ("Indonesia - Malaysia main Rabu.", "", "Indonesia - Malaysia main Rabu."),
        ("“JAMBI - kota kami,” katanya.", "", "“JAMBI - kota kami,” katanya."),
        ("Rabu pagi - seperti biasa - ramai.", "", "Rabu pagi - seperti biasa - ramai."),
    ],
)
def test_the_dateline_is_told_from_the_text_whatever_the_dash(opening, dateline, text):
    printed = parse(article(text=opening))

    assert (printed.dateline, printed.paragraphs) == (dateline, (text,))


@pytest.mark.parametrize(
    ("names", "reporters"),
    [
        ("Soni Yoner", ["Soni Yoner"]),
        ("Oleh: Soni Yoner", ["Soni Yoner"]),
        ("Siti Nur-Aini", ["Siti Nur-Aini"]),
        ("Ruby Ani", ["Ruby Ani"]),
        ("Asraf, S.Pt., M.Si.", ["Asraf, S.Pt., M.Si."]),
        ("Asraf, S.Pt., M.Si., Soni Yoner", ["Asraf, S.Pt., M.Si.", "Soni Yoner"]),
        ("Dr. Sudirman, SH, MH dan Budi", ["Dr. Sudirman, SH, MH", "Budi"]),
        ("BUDI, ANI", ["BUDI", "ANI"]),
        ("Budi/Ani & Umar; Tono", ["Budi", "Ani", "Umar", "Tono"]),
        ("Budi, Budi", ["Budi"]),
    ],
)
def test_several_reporters_are_told_apart_but_never_from_their_titles(names, reporters):
    printed = parse(article(byline=f"{names} - SIULAK.KABARTEPIAN.EXAMPLE"))

    assert list(printed.reporters) == reporters


@pytest.mark.parametrize(
    ("byline", "host"),
    [
        ("Soni – sungai-penuh.kabar.example", "sungai-penuh.kabar.example"),
        ("Soni | KABAR.EXAMPLE", "kabar.example"),
        ("Soni-KABAR.EXAMPLE", "kabar.example"),
        ("Soni — https://kabar.example/", "kabar.example"),
        ("Soni\u00a0- \u200bKERINCI.localhost", "kerinci.localhost"),
    ],
)
def test_the_host_is_found_behind_any_dash(byline, host):
    assert parse(article(byline=byline)).host == host


def test_a_person_is_the_same_with_and_without_titles_case_and_spaces():
    assert {
        person(name)
        for name in (
            "Dr. H. Asraf  Umar, S.Pt., M.Si.",
            "asraf umar",
            "ASRAF\u00a0UMAR",
            "Asraf Umar",
        )
    } == {"asraf umar"}


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("Acara berlangsung pagi. Tempatnya Ballroom Swiss-Belhotel", "Jambi dengan ratusan tamu."),
        ("Rapat itu dihadiri bupati dan", "Wakil Bupati Kerinci."),
        ("Rapat itu dihadiri para kepala", "desa se-kecamatan."),
        ("“Kita jaga bersama,”", "ujar Iron."),
        ("Hadir pula Asraf, S.Pt., M.Si.", "bersama jajarannya."),
        ("Rapat dipimpin Pj.", "Bupati Kerinci."),
    ],
)
def test_a_paragraph_torn_in_mid_sentence_is_one_again(above, below):
    assert body(above, below) == [f"{above} {below}"]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("Rapat selesai.", "Warga pulang."),
        ("“Kita jaga bersama.”", "Iron lalu pulang."),
        ("“Kita jaga bersama,”", "Ia lalu pulang."),
        ("Bukan soal harga", "Dua kali program serupa dicoba."),
        ("Warga membawa tiga hal:", "beras, garam dan ikan."),
        ("Rapat dihadiri Asraf, S.Pt., M.Si.", "Ia pulang malam."),
        ("1. Jembatan Gantung Siulak", "2. Jembatan Gantung Siulak"),
        ("Warga pulang. Jalan ke Kayu Aro", "Baca juga: Jembatan Putus"),
    ],
)
def test_paragraphs_that_only_look_torn_stay_apart(above, below):
    assert body(above, below) == [above, below]


def test_the_lines_that_a_program_wrapped_are_one_paragraph():
    text = (
        "SIULAK - Puluhan warga memperbaiki jembatan gantung di atas\n"
        "Batang Merao. Papan yang lapuk diganti satu demi satu. Yang\n"
        "tua memasak. Anak-anak mengangkut paku dari balai desa itu.\n"
        "Semua ikut.\n\n"
        "Jembatan dibuka Kamis."
    )

    assert list(parse(article(text=text)).paragraphs) == [
        "Puluhan warga memperbaiki jembatan gantung di atas Batang Merao. Papan yang lapuk "
        "diganti satu demi satu. Yang tua memasak. Anak-anak mengangkut paku dari balai desa "
        "itu. Semua ikut.",
        "Jembatan dibuka Kamis.",
    ]


def test_lines_without_empty_lines_between_them_are_paragraphs():
    printed = parse(re.sub(r"\n+", "\n", ARTICLE))

    assert printed == parse(ARTICLE)


def test_a_headline_of_two_lines_is_one():
    assert parse(article(headline="Warga Siulak\nBergotong Royong")).headline == (
        "Warga Siulak Bergotong Royong"
    )


def test_a_headline_that_ends_in_a_host_is_not_the_byline():
    printed = parse(article(headline="Warga Mengadu - LAPOR.EXAMPLE"))

    assert printed.headline == "Warga Mengadu - LAPOR.EXAMPLE"
    assert printed.reporters == ("Rahmi Anggraini",)


def test_a_headline_of_250_characters_fits_and_a_longer_one_is_refused():
    assert len(parse(article(headline="a" * 250)).headline) == 250

    with pytest.raises(Refused, match="line 3: The headline has 251 characters, at most 250 fit."):
        parse(article(headline="a" * 251))


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"byline": "Rahmi Anggraini"}, "line 5: “Rahmi Anggraini” stands where the byline should"),
        ({"byline": None}, "line 3: “Warga Siulak Perbaiki Jembatan Gantung Bersama” stands where"),
        ({"byline": None, "clock": None}, "line 5: No byline is found from here on. The form is"),
        ({"masthead": None}, "line 3: Above the byline stand two things"),
        ({"clock": None}, "line 7: “SIULAK- Puluhan warga bekerja sejak pagi.” is not a printed"),
        ({"clock": None, "text": None}, "line 5: Nothing follows the byline"),
        ({"text": None}, "line 7: There is no text below the clock."),
        ({"masthead": "K" * 81}, "line 1: The masthead has 81 characters, at most 80 fit."),
        ({"headline": "Satu\n\nDua"}, "line 5: “Dua” stands between the headline and the byline."),
        ({"byline": "Editor: Rahmi - A.EXAMPLE"}, "line 5: “Editor: Rahmi” in the byline is not"),
        ({"byline": "123 - A.EXAMPLE"}, "line 5: “123” in the byline is not a name."),
        ({"byline": f"{'R' * 121} - A.EXAMPLE"}, "has 121 characters, a name has at most 120."),
    ],
)
def test_what_is_missing_or_wrong_is_said_with_its_line(parts, reason):
    with pytest.raises(Refused) as refused:
        parse(article(**parts))

    assert reason in str(refused.value)
