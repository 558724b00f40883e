"""Stories that still need verification: on which grounds they go, and what becomes of them."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import translation

from articles.checklist.assuring import UNVERIFIED
from articles.checklist.models import Assurance
from articles.models import Version
from articles.models.care import Care
from newsroom.imprint.models import Terms

from .caring import copy_of_version, issue_again
from .factories import NOW, make_desk, make_in_state, make_issued, make_network, make_user
from .plain_sql import refused as refused_by_postgres
from .plain_sql import sql
from .readers import page, read
from .staff import client_of, editor_of, page_of
from .steps import perform, refused
from .test_notices import CLARIFICATION, UPDATE

pytestmark = pytest.mark.django_db
EARLIER = NOW - timedelta(hours=2)
GROUNDS = {
    "unverified_interest": "Warga di hilir harus mengungsi malam ini.",
    "unverified_source": "Kepala BPBD Kerinci, disebut namanya.",
    "unverified_subject": "Pengelola bendungan, tidak menjawab sejak pukul 17.",
}
IN_BRACKETS = (
    "<p><em>(Berita ini masih memerlukan verifikasi lebih lanjut, yang diupayakan dalam waktu "
    "secepatnya.)</em></p>"
)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def desk():
    make_network()
    return make_desk("kerinci")


def unverified(desk, **values):
    """A live story that a chief editor issued on its grounds, though it is not verified yet."""
    article = make_in_state("approved", desk, at=EARLIER, care=[Care.UNVERIFIED], **values)
    chief = make_user("chief", desk)
    return perform("issue", article, by=chief, at=EARLIER, assured=GROUNDS).article


def verified(article, **answers):
    """Issue the next version, which is verified."""
    return issue_again(article, care=[], **answers)


def test_only_a_chief_editor_issues_what_is_not_verified_and_on_all_grounds(desk):
    article = make_in_state("approved", desk, care=[Care.UNVERIFIED])
    chief = make_user("chief", desk)

    assert refused("issue", article, assured=GROUNDS) == str(UNVERIFIED)
    for name in GROUNDS:
        said = refused("issue", article, by=chief, assured=GROUNDS | {name: " \n"})
        assert said.count("Not assured yet") == 1
    perform("issue", article, by=chief, assured=GROUNDS)

    grounds = {name.removeprefix("unverified_"): text for name, text in GROUNDS.items()}
    assert Assurance.objects.get().answers == grounds


def test_the_editors_of_a_desk_read_on_which_grounds_a_version_went_out(desk):
    article = unverified(desk)
    editor = make_user("editor", desk, language="en")
    reporter = article.created_by

    said = client_of(editor).get(page_of(article)).text

    assert "<summary>What was assured</summary>" in said
    for ground in GROUNDS.values():
        assert f"<blockquote>{ground}</blockquote>" in said
        assert ground not in client_of(reporter).get(page_of(article)).text


def test_postgres_takes_no_ground_without_a_word(desk):
    number = unverified(desk).versions.get().pk
    refused_by_postgres(
        "INSERT INTO checklist_assurance (version_id, care, answers) "
        f"VALUES ({number}, 'unverified', "
        """'{"interest": "x", "source": "x", "subject": " "}')""",
        match="assurance_is_whole",
    )


def test_the_story_ends_with_the_notice_in_brackets_and_italics_wherever_it_is_read(desk):
    article = unverified(desk, source="Antara")
    terms = Terms.objects.create(desk=desk, feeds="full")

    html = page(desk, article.versions.get().path)
    assert re.search(r"Antara</p>\s*" + re.escape(IN_BRACKETS) + r"\s*</div>", html)
    for feeds in ("full", "summary"):
        Terms.objects.filter(pk=terms.pk).update(feeds=feeds)
        for name in ("rss.xml", "feed.json", "ninjs.json", "newsml.xml"):
            text = read(desk, f"/{name}").content.decode()
            assert "masih memerlukan verifikasi lebih lanjut" in text, (feeds, name)


def test_what_was_not_verified_is_verified_with_a_notice_of_what_was_found(desk):
    article = unverified(desk)

    with pytest.raises(ValidationError, match="Readers have it as not verified"):
        verified(article)
    with pytest.raises(ValidationError, match="Readers have it as not verified"):
        verified(article, notice=CLARIFICATION)
    verified(article, notice=UPDATE)

    html = page(desk, article.versions.get(number=2).path)
    assert IN_BRACKETS not in html
    assert UPDATE["text"] in html


def test_postgres_refuses_a_verified_version_without_a_word_of_what_was_found(desk):
    article = unverified(desk)
    with pytest.raises(IntegrityError, match="are not told what became of it"):
        copy_of_version(article, care="{}")
        sql("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_story_that_says_what_was_found_and_the_first_one_link_to_each_other(desk):
    first, second = unverified(desk, headline="Bendungan retak"), make_issued(desk, at=EARLIER)
    paths = [each.versions.get().path for each in (first, second)]

    with pytest.raises(ValidationError, match="No article with the number 999 is live then."):
        perform("notice", first, at=NOW, notice=UPDATE | {"reply": 999})
    perform("notice", first, at=NOW, notice=UPDATE | {"reply": second.pk})

    before = page(desk, paths[0]).split('class="text"')[0]
    assert UPDATE["text"] in before
    assert f'{paths[1]}">{second.headline}</a>' in before
    assert re.search(
        rf"<b>Pembaruan dari</b> <a [^>]*{paths[0]}\">Bendungan retak", page(desk, paths[1])
    )
    verified(first)


def test_the_first_page_says_how_long_a_story_is_out_that_is_not_verified(desk):
    article = unverified(desk, headline="Bendungan retak")
    editor = editor_of(article)

    def first_page():
        return client_of(editor).get("/admin/").text

    shown = first_page().split("Not verified yet")[1].split("</section>")[0]
    assert "Bendungan retak" in shown
    assert "out for 2" in shown
    perform("notice", article, at=NOW, notice=UPDATE | {"reply": make_issued(desk).pk})

    assert "Not verified yet" not in first_page()


def test_what_is_not_verified_has_an_index_of_its_own():
    sql("SET LOCAL enable_seqscan = off")
    found = Version.objects.filter(care__contains=[Care.UNVERIFIED]).order_by("first_live_from")

    assert "version_unverified" in found.explain()
