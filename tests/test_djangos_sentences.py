"""What Django's own forms and histories say: in the newsroom's words, and in good Indonesian."""

import importlib.util
from pathlib import Path

import polib
import pytest

from newsroom import djangos_sentences
from newsroom.desks.models import Desk

from .factories import make_desk, make_section, make_user
from .staff import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("network")]
DJANGO = Path(importlib.util.find_spec("django").origin).parent


@pytest.fixture
def keeper():
    """The browser of a network administrator who reads Indonesian."""
    return client_of(make_user(is_superuser=True, language="id"))


def said_by_django():
    """Every sentence of Django's that has Indonesian of its own."""
    return {
        entry.msgid
        for path in DJANGO.glob("**/locale/id/LC_MESSAGES/django.po")
        for entry in polib.pofile(str(path))
    }


def test_every_sentence_that_is_replaced_is_one_that_django_still_says():
    named = [getattr(djangos_sentences, name) for name in dir(djangos_sentences)]
    ours = {each for group in named if isinstance(group, list) for each in group}
    singly = {each for each in ours if isinstance(each, str)}

    assert len(singly) > 20
    assert singly <= said_by_django()


def test_a_form_that_is_refused_says_so_in_good_indonesian(keeper):
    page = keeper.post("/admin/desks/desk/add/", {"name": "Kerinci"}).text

    assert "Belum tersimpan: perbaiki yang ditandai di bawah." in page
    assert "dibawah" not in page
    assert not Desk.objects.filter(name="Kerinci").exists()


def test_a_user_who_is_there_already_is_refused_in_the_newsrooms_words(keeper):
    make_user("editor", make_desk(), username="rahmi")
    typed = {"username": "rahmi", "password1": "1234", "password2": "12345", "language": "id"}

    page = keeper.post("/admin/accounts/user/add/", typed).text

    assert "Nama pengguna ini sudah dipakai orang lain." in page
    assert "Kedua kata sandi tidak sama." in page
    assert "Kata sandi, sekali lagi" in page
    assert "Paling banyak 150 karakter: huruf, angka, dan tanda" in page


def test_who_changes_their_password_reads_one_word_for_it():
    client = client_of(make_user("reporter", make_desk(), language="id"))
    typed = {"old_password": "salah", "new_password1": "1234", "new_password2": "1234"}

    page = client.post("/admin/password_change/", typed).text

    for sentence in (
        "Kata sandi lama ini salah. Tulis sekali lagi.",
        "Kata sandi ini terlalu pendek: paling sedikit 8 karakter.",
        "Kata sandi ini hanya terdiri dari angka.",
        "Jangan memakai kata sandi yang umum dipakai orang.",
    ):
        assert sentence in page
    for label in ("Kata sandi lama", "Kata sandi baru", "Kata sandi baru, sekali lagi"):
        assert f">{label}</label>" in page


def test_a_history_is_headed_as_one(keeper):
    section = make_section()
    page = keeper.get(f"/admin/articles/section/{section.pk}/history/").text

    assert "Riwayat perubahan: " in page
    assert "Belum ada perubahan yang tercatat di sini." in page
    assert ">Redaksi</a>" in page
    assert "Beranda" not in page


def test_a_place_in_an_order_that_is_no_number_is_refused_plainly(keeper):
    section = make_section()
    typed = {"name": section.name, "slug": section.slug, "position": "satu"}

    page = keeper.post(f"/admin/articles/section/{section.pk}/change/", typed).text

    assert "Tulis bilangan bulat." in page
