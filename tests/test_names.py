"""One name in two spellings, as the checks of an article ask about it."""

import itertools

import pytest

from articles.names import spelled_twice


def test_a_headline_that_spells_the_name_otherwise_than_the_text_is_asked_about():
    text = "Kata Soedirman, air danau naik."

    assert spelled_twice(text, headline="Sudirman Menolak") == [("Soedirman", "Sudirman")]


@pytest.mark.parametrize(
    "text",
    [
        "Di Jambi dan Jambu ada pasar. Kata Hasan dan Hasyim, ramai.",
        "Petani pulang. Pertanian tumbuh. Bagi petani, pertanian segalanya.",
        "Kata Andri, benar. Kata Andre, salah. Rahma dan Rahmi diam.",
        "Selasa dan Selatan. Di Utara dan Utama. Juni sampai Juli.",
        "Massa datang. Masa sulit lewat.",
        "Kantor BMKG dan BKMG. Kata SUDIRMAN.",
        "Ke Kerinci, di Kerincinya, dari Sungai Penuh ke Sungai Tenang.",
    ],
)
def test_two_words_that_are_merely_alike_are_left_alone(text):
    assert spelled_twice(text) == []


def test_a_list_of_everybody_who_passed_an_examination_is_read_in_one_go():
    syllables = ["ba", "di", "ku", "lo", "me", "ra", "so", "ti", "wu", "ya", "na", "ge", "pi", "ha"]
    names = ["".join(each).capitalize() for each in itertools.product(syllables, repeat=3)]
    text = f"Lulus: {' dan '.join(names)}, juga Sudirman. Kepala dinas Soedirman hadir."

    assert spelled_twice(text) == [("Sudirman", "Soedirman")]
