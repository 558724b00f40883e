"""The language of a story: its own, whatever the desk around it speaks."""

import re
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse
from django.utils import translation

from articles import editing, workflow
from articles.content import of_article
from articles.models import Version
from newsroom.desks.hosts import host_map
from newsroom.desks.models import Desk
from newsroom.reporters.models import Reporter

from .factories import (
    NOW,
    make_article,
    make_desk,
    make_in_state,
    make_issued,
    make_network,
    make_user,
    reissue,
)
from .plain_sql import refused, sql
from .readers import card, linked, page
from .staff import client_of, typed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def desk():
    return make_desk("kerinci")


def speaks(desk, language):
    Desk.objects.filter(pk=desk.pk).update(language=language)
    host_map.forget()


def text_of(desk, article):
    """The opening tag of the text on the story's page."""
    html = page(desk, article.versions.latest("number").path)
    return re.search(r'<div class="text"[^>]*>', html)[0], html


def languages(article):
    return list(article.versions.order_by("number").values_list("language", flat=True))


def test_a_story_keeps_its_language_when_its_desk_speaks_another(desk):
    article = make_issued(desk, headline="Nelayan memperbaiki perahu")
    tag, html = text_of(desk, article)
    assert tag == '<div class="text">'
    assert linked(html)["NewsArticle"]["inLanguage"] == "id"

    speaks(desk, "en")

    tag, html = text_of(desk, article)
    assert tag == '<div class="text" lang="id">'
    assert linked(html)["NewsArticle"]["inLanguage"] == "id"
    assert card(html)["og:locale"] == ["id_ID"]
    assert '<html lang="en">' in html
    assert '"language": "id"' in page(desk, "/feed.json").replace('":"', '": "')
    # And so does what is put right in it afterwards, while a new story speaks as the desk does.
    reissue(article, headline="Nelayan selesai memperbaiki perahu")
    assert languages(article) == ["id", "id"]
    assert languages(make_issued(desk)) == ["en"]


def test_a_story_is_found_by_the_forms_of_its_own_language(desk):
    ours = make_issued(desk, headline="Nelayan memperbaiki perahu")
    theirs = make_issued(desk, headline="Fishermen were repairing boats", language="en")

    for now_spoken in ("id", "en"):
        speaks(desk, now_spoken)
        # What is carried is put together anew, in the language that it has.
        other = make_desk(f"ambon-{now_spoken}")
        chief = make_user("chief", other)
        workflow.perform("carry", ours, by=chief, at=NOW, desk=other, headline="Perahu")
        for words, story in (("baiki", ours), ("repairs boat", theirs)):
            html = page(desk, f"/search/?q={words.replace(' ', '+')}")
            assert re.findall(r'href="/articles/(\d+)/', html)[0] == str(story.pk)
            assert "<mark>" in html


def test_an_opinion_in_another_language_says_so_on_the_page_and_to_machines(desk):
    article = make_issued(desk, headline="The lake is falling", language="en")

    tag, html = text_of(desk, article)

    assert languages(article) == ["en"]
    assert tag == '<div class="text" lang="en">'
    assert '<h1 lang="en">The lake is falling</h1>' in html
    assert linked(html)["NewsArticle"]["inLanguage"] == "en"
    assert card(html)["og:locale"] == ["en_US"]
    assert 'lang="en">The lake is falling</a>' in page(desk)


def test_the_language_is_chosen_among_the_facts_and_kept_with_every_revision(desk):
    article = make_article(desk)
    reporter = make_user("reporter", desk, language="en")
    article.created_by = reporter
    article.save()
    client = client_of(reporter)
    address = reverse("admin:articles_article_change", args=[article.pk])
    form = client.get(address).text
    assert re.search(r'<option value="" selected>the desk.{1,6}s</option>', form)

    response = client.post(address, typed(article, language="en"))

    assert response.status_code == 302
    article.refresh_from_db()
    assert article.language == "en"
    assert article.revisions.latest("pk").content["language"] == "en"
    changes = client.get(reverse("admin:articles_article_revisions", args=[article.pk])).text
    assert "English" in changes and "desk" in changes
    # Revisions of before said nothing of it.
    before = article.revisions.earliest("pk")
    editing.restore(before, by=reporter, at=NOW, edit=article.edit)
    article.refresh_from_db()
    assert article.language == ""


def test_the_language_that_one_chose_is_merged_with_what_another_wrote(desk):
    article = make_article(desk)
    editor = make_user("editor", desk)
    parts = of_article(article)
    credits = [(Reporter.objects.get(pk=pk), role) for pk, _name, role in parts["bylines"]]
    for values in ({"language": "en"}, {"dateline": "KERINCI"}):
        values = {
            name: getattr(article, name) for name in ("headline", "language", "dateline")
        } | values
        editing.save(article, by=editor, at=NOW, edit=1, values=values, bylines=credits, topics=[])

    article.refresh_from_db()
    assert (article.language, article.dateline) == ("en", "KERINCI")


def test_postgres_never_lets_the_language_of_a_version_change(desk):
    article = make_issued(desk)

    refused("UPDATE articles_version SET language = 'en'", match="never changes")
    assert languages(article) == ["id"]


def test_a_version_whose_writer_says_no_language_has_its_desks():
    """The processes of before write some while new ones take over."""
    english = make_desk("bali", language="en")
    article = make_in_state("approved", english)
    version = make_issued(english).versions.get()
    version.pk, version.article, version.language = None, article, ""

    version.save()

    assert Version.objects.get(pk=version.pk).language == "en"


def test_versions_of_before_are_in_the_language_of_their_desk():
    """Those of most desks are without a row being written."""
    network, bali = make_network(), make_desk("bali", language="en")
    articles = [make_issued(network), make_issued(bali), make_issued(bali)]
    added = import_module("articles.migrations.0028_languages")
    filled = import_module("articles.migrations.0029_languages_of_before")
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    with connection.schema_editor() as editor:
        editor.execute(added.SILENT, None)
        added.drop(apps, editor)
        added.add(apps, editor)
        assert [languages(each) for each in articles] == [["en"]] * 3
        editor.execute(added.SPEAKS + added.OPEN_GUARD, None)
        filled.fill(apps, editor)
        editor.execute(added.GUARD, None)

    assert [languages(each) for each in articles] == [["id"], ["en"], ["en"]]
    refused("UPDATE articles_version SET language = 'en'", match="never changes")
