"""Stories to carry: what is offered to a desk and why, and one button that carries."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from taggit.models import Tag

from articles import workflow
from articles.fronts import offers
from articles.models import Decision, Placement

from .factories import NOW, make_desk, make_issued, make_many_live, make_user
from .staff import client_of, take

pytestmark = pytest.mark.django_db
PAGE = "/admin/articles/article/carry/"
AGO = NOW - timedelta(hours=1)


def headlines(found):
    return [offer.placement.version.headline for offer in found]


def carry(client, desk, article, do="carry", **values):
    return client.post(
        f"{PAGE}?desk={desk.slug}", {"do": do, "article": article.pk} | values, follow=True
    )


def test_stories_of_desks_near_by_and_those_that_name_the_place_are_offered_newest_first():
    jambi, maluku = make_desk("jambi"), make_desk("maluku")
    kerinci, merangin = make_desk("kerinci", parent=jambi), make_desk("merangin", parent=jambi)
    ambon = make_desk("ambon", parent=maluku)
    make_issued(merangin, headline="Dari tetangga", at=AGO)
    make_issued(ambon, headline="Petani Kerinci di Ambon", at=AGO + timedelta(minutes=5))
    make_issued(ambon, headline="Kapal sandar", body="<p>Kapal sandar.</p>", at=AGO)
    make_issued(ambon, headline="Kopi", body="<p>Kopi dari Kerinci laku.</p>", at=AGO)
    make_issued(kerinci, headline="Kami sendiri dari Kerinci", at=AGO)

    found, _topical = offers.offered(kerinci, at=NOW)

    assert headlines(found)[0] == "Petani Kerinci di Ambon"
    assert set(headlines(found)[1:]) == {"Dari tetangga", "Kopi"}


def test_stories_on_the_topics_that_a_desk_uses_most_are_offered():
    kerinci, ambon = make_desk("kerinci"), make_desk("ambon", parent=make_desk("maluku"))
    coffee = Tag.objects.create(name="kopi", slug="kopi")
    make_many_live(kerinci, 3, topic=coffee)
    body = "<p>Harga naik.</p>"
    make_issued(ambon, headline="Harga kopi", topics=["kopi", "pasar"], body=body, at=AGO)
    make_issued(ambon, headline="Pasar ikan", topics=["pasar"], body=body, at=AGO)

    near, found = offers.offered(kerinci, at=NOW)

    assert near == []
    assert [(o.placement.version.headline, o.reasons) for o in found] == [("Harga kopi", ["kopi"])]


def test_what_a_desk_shows_already_and_what_is_not_public_is_not_offered():
    jambi = make_desk("jambi")
    kerinci, merangin = make_desk("kerinci", parent=jambi), make_desk("merangin", parent=jambi)
    mine = make_issued(merangin, headline="Sudah dimuat", at=AGO)
    editor = make_user("editor", kerinci)
    workflow.perform("carry", mine, by=editor, at=NOW, desk=kerinci)
    make_issued(merangin, headline="Rahasia besok", live_from=NOW + timedelta(days=1))
    make_issued(merangin, headline="Belum dimuat", at=AGO)

    assert headlines(offers.offered(kerinci, at=NOW)[0]) == ["Belum dimuat"]
    assert headlines(offers.by_words(kerinci, "dimuat", at=NOW)) == ["Belum dimuat"]
    assert "Rahasia" not in client_of(editor).get(f"{PAGE}?q=besok").text
    # Everything that stands on a daughter's pages stands on the mother's already.
    assert offers.offered(jambi, at=NOW) == ([], [])


def test_one_button_carries_and_pressed_twice_carries_once():
    kerinci, ambon = make_desk("kerinci"), make_desk("ambon")
    article = make_issued(kerinci, headline="Danau surut", at=AGO)
    client = client_of(make_user("editor", ambon, language="en"))

    for _ in range(2):
        said = carry(client, ambon, article, headline="Danau di barat")
        assert f"On the pages of {ambon.name}: “Danau di barat”." in said.text

    assert Placement.objects.get(desk=ambon).headline == "Danau di barat"
    assert Decision.objects.filter(step="carry").count() == 1
    assert "Danau di barat" in said.text


def test_the_own_headline_is_changed_afterwards_and_the_story_taken_off_again():
    kerinci, ambon = make_desk("kerinci"), make_desk("ambon")
    article = make_issued(kerinci, at=AGO)
    client = client_of(make_user("editor", ambon, language="en"))
    carry(client, ambon, article)

    carry(client, ambon, article, headline="Judul kami", seen="")
    assert Placement.objects.get(desk=ambon).headline == "Judul kami"
    for _ in range(2):
        said = carry(client, ambon, article, do="uncarry")
        assert f"No longer on the pages of {ambon.name}: “{article.headline}”." in said.text

    assert not Placement.objects.on(ambon).standing().exists()
    assert Decision.objects.filter(step="uncarry").count() == 1


def test_what_cannot_be_carried_is_refused_with_a_sentence_and_the_headline_is_kept():
    kerinci, ambon = make_desk("kerinci"), make_desk("ambon")
    article = make_issued(kerinci, at=AGO)
    client = client_of(make_user("editor", ambon, language="en"))
    chief = make_user("chief", kerinci)

    too_long = carry(client, ambon, article, headline="x" * 251)
    assert (too_long.status_code, "250" in too_long.text) == (409, True)
    assert "x" * 251 in too_long.text
    workflow.perform("withdraw", article, by=chief, at=NOW, ground="inaccurate", reason="Keliru.")
    gone = carry(client, ambon, article, headline="Judul yang diketik")
    assert (gone.status_code, "is not live any more" in gone.text) == (409, True)
    # The story is on the page no more, and neither is the field in which it was typed: it is a
    # text, which a phone shows whole.
    assert "<p>Judul yang diketik</p>" in gone.text
    assert client.post(f"{PAGE}?desk=kerinci", {"do": "carry"}).status_code == 404
    for bad in ({"do": "spike", "article": article.pk}, {"do": "carry", "article": "x"}, {}):
        assert client.post(PAGE, bad).status_code == 409
    assert not Placement.objects.on(ambon).exists()


def test_what_a_colleague_did_since_the_page_was_opened_is_never_undone_unseen():
    kerinci, ambon = make_desk("kerinci"), make_desk("ambon")
    article = make_issued(kerinci, headline="Danau surut", at=AGO)
    first, second = (client_of(make_user("editor", ambon, language="en")) for _ in range(2))

    def stands():
        return [each.headline for each in Placement.objects.on(ambon).standing()]

    carry(first, ambon, article, headline="Danau di barat")
    # Whoever only wants it there has what they want.
    said = carry(second, ambon, article)
    assert f"On the pages of {ambon.name}: “Danau di barat”." in said.text
    assert stands() == ["Danau di barat"]

    for seen in ({}, {"seen": ""}):
        late = carry(second, ambon, article, headline="Judul kedua", **seen)
        assert (late.status_code, stands()) == (409, ["Danau di barat"])
        assert "it stands under “Danau di barat” now" in late.text
        assert 'value="Judul kedua"' in late.text
    assert 'name="seen" value="Danau di barat"' in late.text
    carry(second, ambon, article, headline="Judul kedua", seen="Danau di barat")
    assert stands() == ["Judul kedua"]

    carry(first, ambon, article, do="uncarry")
    off = carry(second, ambon, article, headline="Judul ketiga", seen="Judul kedua")
    assert (off.status_code, stands()) == (409, [])
    assert "Somebody stopped carrying this story" in off.text
    assert 'value="Judul ketiga"' in off.text


def test_the_page_of_the_step_replaces_no_colleagues_headline_unseen_either():
    kerinci, ambon = make_desk("kerinci"), make_desk("ambon")
    article = make_issued(kerinci, headline="Danau surut", at=AGO)
    first, second = (make_user("editor", ambon, language="en") for _ in range(2))
    address = f"/admin/articles/article/{article.pk}/steps/carry/"
    opened = client_of(second).get(address).context["form"]["stands"].value()
    take(article, first, "carry", desk=ambon.pk, headline="Danau di barat")

    late = take(article, second, "carry", desk=ambon.pk, headline="", stands=opened)

    assert late.status_code == 422
    assert "it stands under “Danau di barat” now" in late.text
    assert "if the article&#x27;s own headline is to replace that one" in late.text
    assert f"On {ambon.name} it stands under “Danau di barat”." in late.text
    assert Placement.objects.get(desk=ambon).headline == "Danau di barat"
    # Pressed once more it is meant.
    again = late.context["form"]["stands"].value()
    take(article, second, "carry", desk=ambon.pk, headline="", stands=again)
    assert Placement.objects.get(desk=ambon).headline == ""

    take(article, first, "uncarry", desk=ambon.pk)
    off = take(article, second, "carry", desk=ambon.pk, headline="Baru", stands=again)
    assert "Somebody stopped carrying this story" in off.text
    assert not Placement.objects.on(ambon).standing().exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_press_at_the_same_moment_the_second_is_told_of_the_first():
    kerinci, ambon = make_desk("kerinci"), make_desk("ambon")
    article = make_issued(kerinci, headline="Danau surut", at=AGO)
    first, second = (make_user("editor", ambon, language="en") for _ in range(2))
    answers = []

    def press():
        answers.append(take(article, second, "carry", desk=ambon.pk, headline="Baru", stands="{}"))
        connection.close()

    late = threading.Thread(target=press)
    with transaction.atomic():
        workflow.perform("carry", article, by=first, at=NOW, desk=ambon, headline="Di barat")
        late.start()
        late.join(1)
    late.join()

    assert answers[0].status_code == 422
    assert "it stands under “Di barat” now" in answers[0].text
    assert Placement.objects.get(desk=ambon).headline == "Di barat"


def test_what_is_carried_ahead_says_from_when_it_stands_there():
    jambi = make_desk("jambi")
    kerinci, ambon = make_desk("kerinci", parent=jambi), make_desk("ambon", parent=jambi)
    article = make_issued(kerinci, headline="Hasil besok", live_from=NOW + timedelta(days=3650))
    chief = make_user("chief", jambi, language="en")

    said = take(article, chief, "carry", desk=ambon.pk)

    assert f"On the pages of {ambon.name}: “Hasil besok”. Live from" in said.text


@pytest.mark.usefixtures("desks_read_once")
def test_the_page_costs_the_same_for_any_number_of_stories(django_assert_max_num_queries):
    kerinci, ambon = make_desk("kerinci"), make_desk("ambon")
    client = client_of(make_user("editor", kerinci))
    for number in (2, 30):
        make_many_live(ambon, number)
        client.get(PAGE)
        with django_assert_max_num_queries(12):
            assert client.get(PAGE).status_code == 200
