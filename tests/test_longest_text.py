"""A text that is too long for one article is refused at every door, and nothing of it is lost."""

import random
import re
import time

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from articles import content, editing, merging, workflow
from articles.models import Article
from articles.models.body import LARGEST, LONGEST, MOST_BLOCKS, validate_length
from articles.planning.models import StoryTemplate

from .factories import make_article, make_aside, make_desk, make_issued, make_user
from .plain_sql import refused, sql
from .printed import run_and_fail, siulak, write  # noqa: F401
from .staff import LIST, client_of, page_of, typed
from .writing import autosave, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("network", "in_english")]
SENTENCE = "This text is too long for one article: "
FULL = f"<p>{'Danau surut lagi. ' * (LONGEST // 18 - 1)}".ljust(LONGEST - 4, "a") + "</p>"
LONG = FULL.replace("</p>", "b</p>")
MANY = "<p>Sama.</p>" * MOST_BLOCKS
WORDS = "".join(f"<p>kata{number} lain{number}</p>" for number in range(8000))


@pytest.fixture
def article():
    """An article that its writer, who reads English, has open."""
    desk = make_desk(language="en")
    return make_article(desk, by=make_user("editor", desk, language="en"))


def stored_longer(article, body=LONG):
    """Put a text there that was stored before there was a limit."""
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("ALTER TABLE articles_article DISABLE TRIGGER article_grows_not_too_long")
    Article.objects.filter(pk=article.pk).update(body=body)
    sql("ALTER TABLE articles_article ENABLE TRIGGER article_grows_not_too_long")
    article.refresh_from_db()
    return article


# --- What the limit is --------------------------------------------------------------------------


@pytest.mark.parametrize("body", [FULL, MANY, ""])
def test_a_text_as_long_as_it_may_be_is_saved_by_the_page(article, body):
    page = client_of(article.created_by).post(page_of(article), typed(article, body=body))

    assert page.status_code == 302
    article.refresh_from_db()
    assert article.body == body


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (LONG, "200,001 characters with its formatting, at most 200,000. Take out 1 or more,"),
        (f"{MANY}<p>Lagi.</p>", "5,001 paragraphs, at most 5,000. Take out or join 1 or more,"),
        (f"<p>{'湖' * 120_000}</p>", "360,007 bytes in this script, at most 350,000. Take out 10,"),
    ],
)
def test_one_that_is_longer_is_told_by_how_much_and_what_to_do(body, said):
    with pytest.raises(ValidationError) as refusal:
        validate_length(body)

    assert f"{SENTENCE}{said}" in refusal.value.messages[0]
    assert refusal.value.messages[0].endswith("or split it into two articles.")


def test_what_is_counted_is_the_text_as_it_is_stored():
    validate_length(f"<p style='{'x' * LONGEST}'>Pendek.</p>")

    with pytest.raises(ValidationError):
        validate_length(f"<p>{'&amp;' * 19_000}{'a' * (LONGEST - 5 * 19_000)}</p>")


@pytest.mark.parametrize(
    "body",
    [f"repeat('a', {LONGEST + 1})", f"repeat('湖', {LARGEST // 3 + 1})"],
)
def test_postgres_refuses_it_whoever_asks(article, body):
    refused(f"UPDATE articles_article SET body = {body}", match="too long")
    sql(f"UPDATE articles_article SET body = repeat('a', {LONGEST})")


def test_the_most_words_of_any_script_are_found_by_a_search_and_refuse_no_save(article):
    chance = random.Random(3)
    parts = ["".join(chr(chance.randint(0x4E00, 0x9000)) for _ in range(3)) for _ in range(34_500)]
    pairs = " ".join("-".join(parts[each : each + 6]) for each in range(0, len(parts), 6))

    issued = make_issued(article.desk, body=f"<p>{pairs}</p>")

    assert len(issued.body.encode()) > LARGEST * 0.95
    assert issued.versions.count() == 1


# --- Every door ---------------------------------------------------------------------------------


@pytest.mark.parametrize("body", [LONG, WORDS, f"{MANY}<p>Lagi.</p>"])
def test_the_page_keeps_what_was_typed_and_says_what_is_too_long(article, body):
    before = article.body

    page = client_of(article.created_by).post(page_of(article), typed(article, body=body))

    assert page.status_code == 422
    assert SENTENCE in page.text
    assert page.context["form"]["body"].value() == body
    article.refresh_from_db()
    assert (article.body, article.edit) == (before, 1)


def test_a_new_article_is_refused_in_the_same_way(article):
    values = typed(desk=article.desk_id, headline="Baru", body=LONG)

    page = client_of(article.created_by).post(f"{LIST}add/", values)

    assert page.status_code == 422
    assert SENTENCE in page.text and "Danau surut lagi." in page.text
    assert Article.objects.count() == 1


def test_the_autosave_answers_with_the_sentence(article):
    answer = send(client_of(article.created_by), article, article.created_by, body=LONG)

    assert answer.status_code == 422
    assert answer.json()["sentence"].startswith(f"Body: {SENTENCE}200,001 characters")


def test_a_form_of_which_nothing_is_read_is_answered_in_words_too(article):
    client = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    client.force_login(article.created_by)
    client.get(page_of(article))
    values = typed(article, body="kata " * 600_000, user=article.created_by.pk)

    page = client.post(page_of(article), values)
    answer = client.post(f"{LIST}{article.pk}/autosave/", values, headers={"accept": "*/*"})

    assert (page.status_code, answer.status_code) == (413, 413)
    assert "go back in your browser" in page.text
    assert answer.json()["sentence"].startswith("This is more than the newsroom takes at once")
    assert page.text.count("kata ") < 100


def test_a_whole_text_to_begin_with_is_shown_again_where_it_is_too_long(article):
    text = "Banjir di Siulak\n" + "Air naik lagi & lagi.\n" * (LONGEST // 20)

    page = client_of(article.created_by).post(
        f"{LIST}add/", {"whole_text": text, "desk": article.desk_id}
    )

    assert page.status_code == 422
    assert f"{SENTENCE}{len(text):,} characters, at most 200,000. Split it" in page.text
    shown = re.search(r'<textarea id="id_whole_text"[^>]*>\n(.*?)</textarea>', page.text, re.S)
    assert shown[1] == text.replace("&", "&amp;")


@pytest.mark.parametrize("opening", ["Danau surut lagi. " * 12_000, "Sama.\n\n" * 4_999])
def test_an_import_reports_it_and_brings_the_others_in(siulak, tmp_path, opening):  # noqa: F811
    write(tmp_path, "a.txt", opening=opening)
    write(tmp_path, "b.txt", headline="Dua")

    said, error = run_and_fail(tmp_path)

    assert "a.txt: " in said and "1 new, 0 already here, 1 failed." in said
    assert error == "Not everything came in: 1 failed, see above."
    assert [each.headline for each in Article.objects.all()] == ["Dua"]


def test_an_import_says_how_much_is_too_long(siulak, tmp_path):  # noqa: F811
    said, _error = run_and_fail(write(tmp_path, opening="Danau surut lagi. " * 12_000))

    assert f"{SENTENCE}216,0" in said and "split it into two articles." in said


def test_a_story_template_is_no_longer_than_an_article(article):
    with pytest.raises(ValidationError, match="too long for one article"):
        StoryTemplate(desk=article.desk, name="Cuaca", body=LONG).clean_fields()


def test_two_who_write_it_too_long_together_are_told_and_nothing_is_saved(article):
    half = "<p>Dua.</p>" * (MOST_BLOCKS // 2)
    autosave(article, article.created_by, body=f"<p>Satu.</p>{half}")
    opened = Article.objects.get(pk=article.pk)
    more = "<p>Tiga.</p>" * (MOST_BLOCKS // 4 + 1)
    autosave(article, article.created_by, body=f"{more}<p>Satu.</p>{half}")

    with pytest.raises(ValidationError, match="paragraphs"):
        autosave(article, article.created_by, edit=opened.edit, body=f"<p>Satu.</p>{half}{more}")

    assert Article.objects.get(pk=article.pk).body == f"{more}<p>Satu.</p>{half}"


def test_a_decision_that_would_be_too_long_changes_nothing(article):
    stored = content.of_article(stored_longer(article, "<p>Lama.</p>"))
    over = stored | {"body": "<p>Semula.</p>"}
    make_aside(article, by=article.created_by, over=over, body=LONG)
    aside = article.revisions.get(origin="aside")
    address = f"{LIST}{article.pk}/conflict/{aside.pk}/"
    client = client_of(article.created_by)
    names = re.findall(r'name="(choice-[0-9a-f-]+)"', client.get(address).text)

    page = client.post(address, dict.fromkeys(names, "mine") | {"edit": article.edit})

    assert page.status_code == 422 and SENTENCE in page.text
    article.refresh_from_db()
    assert article.body == "<p>Lama.</p>"


# --- What is longer from before -----------------------------------------------------------------


def test_a_longer_text_of_before_is_read_goes_its_way_and_is_made_shorter(article):
    stored_longer(article)
    editor = make_user("editor", article.desk)
    client = client_of(editor)

    assert client.get(page_of(article)).status_code == 200
    workflow.perform("submit", article, by=article.created_by, at=article.changed_at)
    article.refresh_from_db()
    assert article.state == "in_review" and len(article.body) > LONGEST

    page = client.post(page_of(article), typed(article, body="<p>Bagian pertama.</p>"))

    assert page.status_code == 302
    article.refresh_from_db()
    assert article.body == "<p>Bagian pertama.</p>"
    longer = article.revisions.order_by("pk").first()
    assert longer.content["body"] == LONG
    with pytest.raises(ValidationError, match="too long for one article"):
        editing.restore(longer, by=editor, at=article.changed_at, edit=article.edit)


# --- Merging stays quick ------------------------------------------------------------------------


def shapes():
    """The (base, theirs, mine) that took difflib minutes, each as long as a text may be."""
    equal = ["<p>Sama.</p>"] * MOST_BLOCKS
    chance = random.Random(2)
    some = [[f"<p>{chance.choice('abc')}</p>" for _ in equal] for _side in range(3)]
    every = [[f"<p>{side}{n}</p>" if n % 2 else "<p>Sama.</p>" for n, _ in enumerate(equal)]
             for side in "tm"]  # fmt: skip
    yield equal, ["<p>Awal.</p>", *equal[2:]], [*equal[2:], "<p>Akhir.</p>"]
    yield equal, *every
    yield some


@pytest.mark.parametrize("number", range(3))
def test_two_who_wrote_the_longest_texts_are_merged_in_a_moment(number):
    sides = ["".join(each) for each in list(shapes())[number]]
    base, theirs, mine = (dict.fromkeys(content.PARTS, "") | {"body": each} for each in sides)

    began = time.process_time()
    merging.merge(base, theirs, mine)
    merging.merge(None, theirs, mine)
    content.words(sides[1].replace("</p>", "\n"), sides[2].replace("</p>", "\n"))

    assert time.process_time() - began < 1.5
