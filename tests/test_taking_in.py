"""A new article that begins with a text somebody has: printed, or sent by mail or chat."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article

from .factories import make_article, make_desk, make_issued, make_reporter, make_user
from .printed import TEXT
from .staff import LIST, client_of, page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("network")]
ADD = f"{LIST}add/"
PRINTED = TEXT.format(
    headline="Warga Siulak Perbaiki Jembatan",
    byline="Rahmi Anggraini, S.Pd., Orang Luar",
    host="KERINCI.KABARTEPIAN.EXAMPLE",
    clock="Nov 20, 2024 - 13:09",
    opening="KAYU ARO- Mereka bekerja. Papan diganti dari Batang\n\nMerao dengan <tali> baru.",
)
CHAT = """

*Banjir Rendam 40 Rumah di Siulak*
Oleh: Rahmi Anggraini

SIULAK — Air naik sejak pukul 02.00.

“Kami mengungsi,” kata Mardan."""


@pytest.fixture
def desk():
    """Kerinci with one reporter, beside another desk whose reporter has another name."""
    kerinci = make_desk("kerinci", host="kerinci.kabartepian.example", language="en")
    make_reporter(kerinci, name="Rahmi Anggraini")
    return kerinci


def begun(user, text, desk):
    """The page that a text is taken into."""
    page = client_of(user).post(ADD, {"whole_text": text, "desk": desk.pk})
    assert page.status_code == 200
    assert not Article.objects.exists(), "nothing is saved before somebody saves it"
    return page


def field(page, name):
    """What a field of the form holds."""
    return page.context["form"][name].value()


def credited(page):
    """The names of the reporters that the form credits."""
    shown = re.findall(r'<option value="\d+" selected>(.*?)</option>', page.text)
    return [name for name in shown if name in ("Rahmi Anggraini", "Penulis Sendiri")]


def test_a_printed_story_fills_the_form_and_names_the_desk(desk):
    other = make_desk("bungo")
    user = make_user("reporter", desk, language="en")
    user.memberships.create(desk=other, role="reporter")

    page = begun(user, PRINTED, other)

    assert field(page, "headline") == "Warga Siulak Perbaiki Jembatan"
    assert field(page, "dateline") == "KAYU ARO"
    assert page.context["desk"] == desk, "the printed host names the desk"
    assert field(page, "body").startswith(
        "<p>Mereka bekerja. Papan diganti dari Batang Merao dengan &lt;tali&gt; baru.</p>"
    ), "a paragraph that was torn is whole, and what looks like markup is words"
    assert credited(page) == ["Rahmi Anggraini"]
    assert "Nobody near this desk is called so, or several are: Orang Luar." in page.text
    assert field(page, "source") == "KABAR SIULAK"


def test_a_message_gives_its_headline_its_reporter_and_its_paragraphs(desk):
    user = make_user("reporter", desk, language="en")
    make_reporter(desk, name="Penulis Sendiri", user=user)

    page = begun(user, CHAT, desk)

    assert field(page, "headline") == "Banjir Rendam 40 Rumah di Siulak"
    assert field(page, "dateline") == "SIULAK"
    assert credited(page) == ["Rahmi Anggraini"]
    assert field(page, "body") == (
        "<p>Air naik sejak pukul 02.00.</p><p>“Kami mengungsi,” kata Mardan.</p>"
    )
    bare = begun(user, "Air naik sejak pukul 02.00.\r\nWarga mengungsi.", desk)
    assert field(bare, "headline") == ""
    assert field(bare, "body") == "<p>Air naik sejak pukul 02.00.</p><p>Warga mengungsi.</p>"
    assert credited(bare) == ["Penulis Sendiri"], "where nobody is named, whoever brings it"


def test_messages_of_a_chat_begin_an_article_without_who_wrote_them_and_when(desk):
    user = make_user("reporter", desk, language="en")

    page = begun(
        user,
        "[20/11, 13.09] Pak RT: Banjir Rendam 40 Rumah\n[20/11, 13.10] Pak RT: Air naik: tiga jam.",
        desk,
    )

    assert field(page, "headline") == "Banjir Rendam 40 Rumah"
    assert field(page, "body") == "<p>Air naik: tiga jam.</p>"


def test_a_long_line_of_names_costs_no_more_than_one_and_too_long_a_one_is_text(desk):
    user = make_user("reporter", desk, language="en")

    def asked(names):
        with CaptureQueriesContext(connection) as queries:
            page = begun(user, f"Banjir di Siulak\nOleh: {', '.join(names)}\nAir naik.", desk)
        return len(queries), page

    asked(["Rahmi Anggraini"])
    few, _page = asked(["Rahmi Anggraini", "Orang Luar"])
    many, page = asked(["Rahmi Anggraini", *(f"Orang {number}" for number in range(70))])
    assert many == few
    assert credited(page) == ["Rahmi Anggraini"] and "Orang 69. Credit them" in page.text
    _many, page = asked([f"Orang {number}" for number in range(1000)])
    assert credited(page) == [] and "Orang 999" in field(page, "body")


def test_every_sign_for_a_new_line_begins_one_and_what_no_text_has_is_left_out(desk):
    user = make_user("reporter", desk)

    page = begun(user, "Banjir di Siulak\u2028Air\x07 naik.\x0bWarga mengungsi.\x85Semua.", desk)

    assert field(page, "headline") == "Banjir di Siulak"
    assert field(page, "body") == "<p>Air naik.</p><p>Warga mengungsi.</p><p>Semua.</p>"


def test_a_text_is_taken_in_at_a_desk_of_ones_own_and_its_reporters_are_no_others(desk):
    elsewhere = make_desk("bungo")
    user = make_user("reporter", elsewhere, language="en")

    page = begun(user, PRINTED, desk)

    assert page.context["desk"] == elsewhere, "not the printed host's, where they have no role"


def test_a_follow_up_begins_with_what_its_story_is_about_and_a_link_to_it(desk):
    story = make_issued(desk, kicker="Banjir", dateline="SIULAK", topics=["banjir", "Siulak, Desa"])
    secret = make_article(make_desk("bungo"), kicker="Rahasia")
    user = make_user("reporter", desk, language="en")
    client = client_of(user)

    page = client.get(ADD, {"after": story.pk})

    assert f'href="{ADD}?after={story.pk}"' in client.get(page_of(story)).text
    assert field(page, "section") == story.section_id
    assert (field(page, "kicker"), field(page, "dateline")) == ("Banjir", "SIULAK")
    assert field(page, "topics") == 'banjir, "Siulak, Desa"'
    assert field(page, "body") == f'<p></p><p data-story="{story.pk}"></p>'
    assert field(page, "headline") == ""
    for number in (secret.pk, 999999, "x", "9" * 30):
        other = client.get(ADD, {"after": number})
        assert field(other, "kicker") == "" and "Rahasia" not in other.text


def test_the_text_is_asked_for_on_a_page_that_has_nothing_else_to_save(desk):
    user = make_user("reporter", desk, language="en")
    client = client_of(user)

    empty = client.get(ADD, {"desk": desk.pk}).text
    place = re.search(r'<a [^>]*href="([^"]*)">Begin with a text that you have</a>', empty)[1]
    page = client.get(ADD + place.replace("&amp;", "&"))

    assert 'name="whole_text"' not in empty
    assert page.status_code == 200
    assert re.findall(r'<form method="post" [^>]*action="([^"]*)"', page.text)[-1:] == [ADD]
    assert 'name="whole_text"' in page.text and 'name="headline"' not in page.text
    assert f'href="{ADD}?desk={desk.pk}">Back</a>' in page.text
    # Beside what is filled in already nothing else is offered.
    assert "Begin with a text" not in begun(user, PRINTED, desk).text


def test_a_text_without_words_is_asked_for_once_more(desk):
    page = client_of(make_user("reporter", desk, language="en")).post(
        ADD, {"whole_text": " \n\u200b\n", "desk": desk.pk}
    )

    assert page.status_code == 422
    assert "There are no words in this text." in page.text
    assert 'name="whole_text"' in page.text
