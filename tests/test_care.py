"""Stories that the press rules ask special care for: what is assured, and what readers get."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from articles import checks, editing, said
from articles.checklist.assuring import QUESTIONS, key_of
from articles.checklist.models import Assurance
from articles.models import Article
from articles.models.care import Care
from articles.public.care import linked
from newsroom.imprint.models import Imprint, Terms

from .caring import copy_of_version
from .factories import NOW, make_desk, make_in_state, make_issued, make_network, make_user
from .pictures import lead, make_photo, save
from .plain_sql import refused as refused_by_postgres
from .plain_sql import sql
from .readers import page, read
from .staff import client_of, editor_of, page_of, take, typed
from .steps import perform, refused

pytestmark = pytest.mark.django_db
EARLIER = NOW - timedelta(hours=2)
HELP = "Layanan sehat jiwa: 119 ext. 8 (24 jam)\nhttps://bantuan.example/"


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def desk():
    make_network()
    found = make_desk("kerinci")
    Imprint.objects.create(desk=found, help_id=HELP)
    return found


def yes_to(*cares):
    """Every question of these answered with yes, but for the words that are looked for."""
    return {
        key_of(care, question): True
        for care in cares
        for question in QUESTIONS[care]
        if not question.sought
    }


def issued(desk, care=Care.SUICIDE, **values):
    """A live story that asks for that care, with all of it assured."""
    article = make_in_state("approved", desk, at=EARLIER, care=[care], **values)
    return perform("issue", article, at=EARLIER, assured=yes_to(care)).article


def test_a_story_about_a_suicide_goes_only_when_everything_is_assured(desk):
    article = make_in_state("approved", desk, care=[Care.SUICIDE])
    some = yes_to(Care.SUICIDE) | {"suicide_no_place": False}

    assert refused("issue", article).count("Not assured yet") == 5
    assert refused("issue", article, assured=some) == (
        "Not assured yet: “It names no exact place where it was done.”"
    )
    decision = perform("issue", article, assured=yes_to(Care.SUICIDE))

    kept = Assurance.objects.get()
    assert (kept.version, kept.care) == (decision.version, "suicide")
    assert kept.answers == {question.name: True for question in QUESTIONS[Care.SUICIDE]}


def test_every_version_is_assured_anew(desk):
    article = issued(desk)
    chief = make_user("chief", desk)
    for step, answers in (("reopen", {}), ("submit", {}), ("approve", {"note": "Diperbarui."})):
        perform(step, article, by=chief, **answers)

    assert "Not assured yet" in refused("issue", article)


def test_a_story_about_a_suicide_waits_for_the_words_where_help_is_found(desk):
    article = make_in_state("approved", desk, care=[Care.SUICIDE])
    Imprint.objects.all().delete()

    said = refused("issue", article, assured=yes_to(Care.SUICIDE))

    assert said.startswith("Kerinci does not say yet where readers find help")
    # Any desk above says it for all below.
    Imprint.objects.create(desk=make_network(), help_en="Call 112")
    perform("issue", article, assured=yes_to(Care.SUICIDE))


def test_postgres_refuses_a_version_of_which_nothing_was_assured(desk):
    copy_of_version(make_issued(desk), care="{suicide}")

    with pytest.raises(IntegrityError, match="Nobody assured of version"):
        sql("SET CONSTRAINTS ALL IMMEDIATE")


def test_postgres_takes_no_assurance_with_a_question_left_open(desk):
    number = issued(desk).versions.get().pk

    refused_by_postgres(
        "INSERT INTO checklist_assurance (version_id, care, answers) "
        f"""VALUES ({number}, 'child', '{{"no_method": true}}')""",
        match="assurance_is_whole",
    )
    refused_by_postgres("UPDATE checklist_assurance SET answers = '{}'", match="append-only")
    refused_by_postgres("DELETE FROM checklist_assurance", match="append-only")


def test_readers_find_help_before_and_after_the_text_on_every_desk(desk):
    article = issued(desk)
    path = article.versions.get().path

    for each in (desk, make_network()):
        html = page(each, path)
        warning, text = html.index('<a href="#help">Tempat'), html.index('class="text"')
        box = html.index('<aside class="said care" id="help"')
        assert warning < text < box
        assert '<a href="tel:119">119</a> ext. 8 (24 jam)<br><a href="https://bantuan' in html[box:]


def test_a_desk_says_where_its_own_readers_find_help_and_at_once(desk):
    article = issued(desk)
    Imprint.objects.create(desk=make_network(), help_id="Jaringan: 112")
    path = article.versions.get().path
    assert "tel:112" in page(make_network(), path)
    assert "tel:112" not in page(desk, path)

    Imprint.objects.filter(desk=desk).update(help_id="Puskesmas: 0748 21118")

    assert '<a href="tel:074821118">0748 21118</a>' in page(desk, path)


def test_help_is_in_the_language_of_the_story_where_the_desk_has_it(desk):
    article = issued(desk, language="en")
    path = article.versions.get().path
    assert '<aside class="said care" id="help" aria-labelledby="help-title">' in page(desk, path)

    Imprint.objects.filter(desk=desk).update(help_en="Somebody who listens: 119")

    html = page(desk, path)
    assert '<aside class="said care" id="help" aria-labelledby="help-title" lang="en">' in html
    assert "Where to find help" in html


def test_feeds_end_with_where_help_is_found(desk):
    issued(desk, headline="Tentang duka")
    make_issued(desk, headline="Air surut")
    terms = Terms.objects.create(desk=desk, feeds="full")

    for feeds in ("full", "summary"):
        Terms.objects.filter(pk=terms.pk).update(feeds=feeds)
        for name in ("rss.xml", "atom.xml", "feed.json", "ninjs.json", "newsml.xml"):
            text = read(desk, f"/{name}").content.decode()
            # JSON Feed says a summary twice.
            times = 2 if (feeds, name) == ("summary", "feed.json") else 1
            assert text.count("Tempat mencari bantuan") == times, (feeds, name)
            assert "119" in text.split("Tempat mencari bantuan")[1], (feeds, name)


def test_stories_that_ask_for_no_care_ask_nothing_more_of_the_database(desk):
    paths = [each.versions.get().path for each in (make_issued(desk), issued(desk))]
    asked = []
    for path in paths * 3:
        with CaptureQueriesContext(connection) as queries:
            page(desk, path)
        asked.append(len(queries))

    plain, careful = asked[-2:]
    assert careful == plain + 1


# --- Children, victims, and whoever may be harmed -------------------------------------------------


@pytest.mark.parametrize("care", [Care.CHILD, Care.SEXUAL_CRIME, Care.MISSING])
def test_who_is_protected_is_thought_of_before_the_story_goes(desk, care):
    article = make_in_state("approved", desk, care=[care])
    answers = yes_to(care)

    for name in answers:
        said = refused("issue", article, assured=answers | {name: False})
        assert said.count("Not assured yet") == 1
    version = perform("issue", article, assured=answers).version

    assert set(Assurance.objects.get(version=version).answers.values()) == {True}


@pytest.mark.parametrize(
    ("where", "place"),
    [
        (
            {"headline": "Anak bernama Melati ditemukan"},
            "headline (“Anak bernama Melati ditemukan”)",
        ),
        (
            {"body": "<p>Polisi datang.</p><p>Ibu mela<b>ti</b>, warga Siulak.</p>"},
            "paragraph 2 (“Ibu melati, warga Siulak.”)",
        ),
        ({"topics": ["melati"]}, "topics"),
        ({"dateline": "MELATI"}, "dateline"),
    ],
    ids=str,
)
def test_a_story_that_says_a_protected_name_does_not_go(desk, where, place):
    article = make_in_state("approved", desk, care=[Care.CHILD], **where)
    answers = yes_to(Care.CHILD) | {"child_words": "Melati\nSD 3 Siulak\n"}

    assert refused("issue", article, assured=answers) == (
        f"It says “Melati”, which must not be read in it: {place}."
    )


def test_protected_names_are_looked_for_as_whole_words_and_not_kept(desk):
    body = "<p>Ia menjual bunga melati-melatian dan Melatiwati.</p>"
    article = make_in_state("approved", desk, care=[Care.CHILD], body=body)
    answers = yes_to(Care.CHILD) | {"child_words": " Siti \n\nmelat"}

    perform("issue", article, assured=answers)

    assert "words" not in Assurance.objects.get().answers


def test_a_protected_name_is_looked_for_under_the_pictures_too(desk):
    article = make_in_state("draft", desk, care=[Care.CHILD])
    pictures = [lead(make_photo(desk, caption="Rumah keluarga Melati"))]
    article = save(article, article.created_by, pictures=pictures)
    for step in ("submit", "approve"):
        perform(step, article)
    answers = yes_to(Care.CHILD) | {"child_words": "Melati"}

    assert "(photo " in refused("issue", article, assured=answers)
    assert "(“Rumah keluarga Melati”)" in refused("issue", article, assured=answers)


def test_words_are_shown_with_those_around_them_and_none_is_cut():
    line = "Polisi menahan seorang tersangka di rumah Melati, warga desa yang kini mengungsi."
    text = f"Pembuka.\n{line}\nPenutup."
    start = text.index("Melati")

    shown = said.around(text, start, start + len("Melati"))

    assert shown == "… menahan seorang tersangka di rumah Melati, warga desa yang kini mengungsi."
    assert said.around("x" * 99, 50, 51) == "x" * 81


def test_a_story_that_may_harm_somebody_has_the_other_side(desk):
    article = make_in_state("approved", desk, care=[Care.HARM])
    answers = {"harm_other_side": "Dihubungi 26 November pukul 15, tidak menjawab."}

    assert refused("issue", article, assured=answers) == (
        "Not assured yet: “The story itself says so.”"
    )
    perform("issue", article, assured=answers | {"harm_in_story": True})


# --- In the newsroom ------------------------------------------------------------------------------


def test_the_form_keeps_what_is_ticked_and_the_page_of_the_step_asks(desk):
    article = make_in_state("approved", desk)
    editor = editor_of(article)
    client_of(editor).post(page_of(article), typed(article, care=["suicide"]))
    article.refresh_from_db()
    assert article.care == ["suicide"]

    asked = client_of(editor).get(f"/admin/articles/article/{article.pk}/steps/issue/").text
    names = re.findall(r'name="(assured_\w+)"', asked)
    assert len(names) == 5
    refusal = take(article, editor, "issue", when="now", **{names[0]: "on"})
    assert refusal.status_code == 422
    assert refusal.text.count("Not assured yet.") == 4
    assert f'<a href="#id_{names[1]}">It is about a suicide</a>: 4' in refusal.text
    take(article, editor, "issue", when="now", **dict.fromkeys(names, "on"))

    assert article.versions.get().care == ["suicide"]


def test_who_reviews_a_story_reads_what_it_asks_care_for_and_what_will_be_asked(desk):
    article = make_in_state("in_review", desk, care=[Care.HARM])
    client = client_of(editor_of(article))

    asked = client.get(f"/admin/articles/article/{article.pk}/steps/approve/").text

    assert "<summary>Special care: It may harm somebody</summary>" in asked
    assert "<li>The story itself says so.</li>" in asked


def test_what_was_answered_is_shown_again_where_somebody_changed_the_text_meanwhile(desk):
    article = make_in_state("approved", desk, care=[Care.HARM])
    editor = editor_of(article)
    Article.objects.filter(pk=article.pk).update(edit=article.edit + 1)

    for ticked in ({}, {"assured_harm_in_story": "on"}):
        page = take(
            article, editor, "issue", when="now", assured_harm_other_side="Dua kali", **ticked
        )

        assert page.status_code == 409
        assert "The text was changed after you opened it" in page.text
        assert "<p>Dua kali</p>" in page.text
        assert "Load it again</a>" in page.text


def test_who_may_not_issue_what_is_not_verified_is_not_told_to_load_it_again(desk):
    article = make_in_state("approved", desk, care=[Care.UNVERIFIED])
    editor = make_user("editor", desk, language="en")

    page = client_of(editor).get(f"/admin/articles/article/{article.pk}/steps/issue/")

    assert "a chief editor of the desk decides" in page.text
    assert "To the article</a>" in page.text and "Load it again" not in page.text


def test_two_people_who_tick_and_write_are_merged(desk):
    article = make_in_state("draft", desk)
    editor = make_user("editor", desk)
    stored = {name: getattr(article, name) for name in editing.FIELDS}
    credits = [(byline.reporter, byline.role) for byline in article.bylines.all()]
    for values in ({"care": ["suicide"]}, {"headline": "Duka di tepi danau"}):
        editing.save(
            article, by=editor, at=NOW, edit=1, values=stored | values, bylines=credits, topics=[]
        )

    article = Article.objects.get(pk=article.pk)
    assert (article.care, article.headline) == (["suicide"], "Duka di tepi danau")
    assert article.revisions.order_by("-pk").first().content["care"] == ["suicide"]


def test_a_text_that_speaks_of_suicide_is_asked_whether_it_is_about_one(desk):
    body = "<p>Warga menyebutnya bunuh diri, kata polisi.</p>"
    article = make_in_state("draft", desk, body=body)
    sentence = "The text speaks of a suicide: if it is about one, say so under “special care”."

    def said():
        return [each.sentence for each in checks.warnings(article, by=article.created_by, at=NOW)]

    assert sentence in said()
    article.care = [Care.SUICIDE]
    assert sentence not in said()


def test_a_relation_is_looked_at_once_more_where_somebody_is_protected(desk):
    body = "<p>Polisi menahan paman korban, warga Siulak.</p>"
    article = make_in_state("draft", desk, body=body)

    def said():
        found = checks.warnings(article, by=article.created_by, at=NOW)
        return [each.sentence for each in found if "paman" in each.sentence]

    assert said() == []
    article.care = [Care.SEXUAL_CRIME]
    (sentence,) = said()
    assert sentence.startswith("It says “Polisi menahan paman korban, warga Siulak.”: where that")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("119 ext. 8", '<a href="tel:119">119</a> ext. 8'),
        ("+62 21 500-454", '<a href="tel:+6221500454">+62 21 500-454</a>'),
        ("119 (24 jam, 08-22, 08.00)", '<a href="tel:119">119</a> (24 jam, 08-22, 08.00)'),
        ("<b>112</b>", '&lt;b&gt;<a href="tel:112">112</a>&lt;/b&gt;'),
    ],
)
def test_telephone_numbers_may_be_called_and_nothing_else_becomes_html(text, shown):
    assert linked(text) == shown
