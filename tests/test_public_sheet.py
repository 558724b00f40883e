"""A story that was read before: what is made once of it, and what is asked for on every page."""

from datetime import timedelta

import pytest

from articles import workflow
from articles.models import Placement, Section
from articles.public import article as article_page
from articles.public import linked
from articles.public.frame import section_map
from newsroom.desks.hosts import host_map
from newsroom.desks.models import Desk
from newsroom.photos.models import Photo
from newsroom.reporters.models import Reporter

from .factories import NOW, make_article, make_desk, make_issued, make_reporter, make_user, reissue
from .pictures import gallery, issue, lead, make_photo
from .readers import page, words
from .test_notices import CORRECTION, EARLIER, REPLY, give

pytestmark = pytest.mark.django_db


@pytest.fixture
def kerinci(desks_read_once):
    return make_desk("kerinci")


def path_of(article):
    return article.versions.latest("number").path


def test_a_story_is_put_together_once_however_often_it_is_read(kerinci, monkeypatch):
    made, whole = [], linked.story

    def counted(request, placement, **given):
        made.append(placement.article_id)
        return whole(request, placement, **given)

    monkeypatch.setattr(linked, "story", counted)
    first, second = make_issued(kerinci), make_issued(kerinci)

    for article in (first, second, first, second):
        assert article.headline in page(kerinci, path_of(article))

    assert made == [first.pk, second.pk]


def test_the_text_of_a_known_story_comes_from_the_database_once(kerinci, monkeypatch):
    read, whole = [], article_page.WITH_NUMBER

    def counted(request, desk, *, number):
        read.append(number)
        return whole(request, desk, number=number)

    monkeypatch.setattr(article_page, "WITH_NUMBER", counted)
    first, second = make_issued(kerinci, at=EARLIER), make_issued(kerinci, at=EARLIER)

    for article in (first, second, first, second):
        assert article.headline in page(kerinci, path_of(article))
    assert read == [first.pk, second.pk]

    reissue(first, headline="Air danau naik lagi")
    assert "Air danau naik lagi" in page(kerinci, path_of(first))
    assert first.pk in read[2:]


def test_a_known_story_is_gone_when_it_is_withdrawn_and_leads_to_what_it_answers(kerinci):
    article = make_issued(kerinci, headline="Air danau surut", at=EARLIER)
    answer = make_issued(kerinci, kind="reply", headline="Kuota tidak ditahan", at=EARLIER)
    for _known in range(2):
        before = page(kerinci, path_of(answer))

    give(article, REPLY | {"text": "", "reply": answer.pk}, at=NOW - timedelta(hours=1))
    after = page(kerinci, path_of(answer))
    editor = make_user("editor", kerinci)
    workflow.perform("withdraw", answer, by=editor, at=NOW, ground="decency", reason="Keliru.")

    asks = '<aside class="said"'
    assert asks not in before
    assert "Air danau surut" in after.split(asks)[1].split("</aside>")[0]
    page(kerinci, path_of(answer), status=410)


def test_a_known_story_says_at_once_what_was_said_of_it_since(kerinci):
    ambon = make_desk("ambon")
    article = make_issued(kerinci, headline="Air danau surut", at=EARLIER)
    workflow.perform("carry", article, by=make_user("chief", ambon), at=EARLIER, desk=ambon)
    here = Placement.objects.get(article=article, desk=ambon)
    before = page(ambon, path_of(article))

    give(article, CORRECTION, at=NOW - timedelta(hours=1))
    Placement.objects.filter(pk=here.pk).update(headline="Danau Kerinci surut lagi")
    Section.objects.filter(pk=here.section_id).update(name="Lingkungan hidup")
    Desk.objects.filter(pk=kerinci.pk).update(masthead="Suara Kerinci")
    host_map.forget()
    section_map.forget()
    after = page(ambon, path_of(article))

    for said in (
        CORRECTION["text"],
        "Danau Kerinci surut lagi",
        "Lingkungan hidup",
        "Suara Kerinci",
    ):
        assert said not in words(before)
        assert said in words(after.split('<article class="story">')[1])
        assert said in after.split("</head>")[0]


def test_a_known_story_loses_the_picture_alone_whose_term_ended(kerinci, settings):
    head, below = make_photo(kerinci, alt="Perahu"), make_photo(kerinci, alt="Dermaga")
    article = issue(make_article(kerinci), [lead(head), *gallery(below)], at=NOW)
    assert 'alt="Perahu"' in page(kerinci, path_of(article))

    Photo.objects.filter(pk=head.pk).update(usable_until=NOW - timedelta(seconds=1))
    after = page(kerinci, path_of(article))

    assert 'alt="Perahu"' not in after
    assert 'alt="Dermaga"' in after


def test_the_head_of_a_known_list_has_the_words_that_were_changed_since(kerinci):
    reporter = make_reporter(kerinci)
    make_issued(kerinci, reporters=[reporter], at=EARLIER)
    path = f"/reporters/{reporter.slug}/"
    assert "Menulis tentang danau." not in page(kerinci, path)

    Reporter.objects.filter(pk=reporter.pk).update(biography="Menulis tentang danau.")

    assert "Menulis tentang danau." in page(kerinci, path).split("</head>")[0]
