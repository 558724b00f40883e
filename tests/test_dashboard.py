"""The newsroom's first page: what waits for whom, in which order, and at what cost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles import workflow
from articles.admin import dashboard
from articles.models import Article, Byline, Decision

from .factories import (
    NOW,
    make_article,
    make_desk,
    make_in_state,
    make_issued,
    make_network,
    make_reporter,
    make_section,
    make_user,
    reissue,
)
from .plans import count_rows

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=3)


@pytest.fixture
def kerinci():
    return make_desk("kerinci", parent=make_desk("jambi"))


def page(user):
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    return client.get("/admin/")


def queues(user, at=NOW):
    """The queues of `user` by name, the most urgent first."""
    found = dashboard.of(user, at=at)
    return {queue.name: queue for queue in found["main"] + found["side"]}


def headlines(user, name, at=NOW):
    return [row.article.headline for row in queues(user, at)[name].rows]


def give_back(article, note="Sebutkan sumbernya."):
    editor = make_user("editor", article.desk, first_name="Mulyadi")
    workflow.perform("submit", article, by=editor, at=NOW)
    return workflow.perform("return", article, by=editor, at=NOW, note=note).article


def test_a_reporter_finds_what_came_back_first_with_the_editors_note(kerinci):
    reporter = make_user("reporter", kerinci)
    make_article(kerinci, by=reporter, headline="Masih ditulis")
    give_back(make_article(kerinci, by=reporter, headline="Dikembalikan"))

    assert list(queues(reporter)) == ["returned", "drafts", "submitted", "scheduled"]
    row = queues(reporter)["returned"].rows[0]
    assert (row.article.headline, row.note, row.note_by) == (
        "Dikembalikan",
        "Sebutkan sumbernya.",
        "Mulyadi",
    )
    assert headlines(reporter, "drafts") == ["Masih ditulis"]
    text = page(reporter).text
    assert text.index("Dikembalikan") < text.index("Sebutkan sumbernya.")
    assert text.index("Sebutkan sumbernya.") < text.index("Masih ditulis")


def test_the_newest_note_stands_at_what_came_back_twice(kerinci):
    reporter = make_user("reporter", kerinci)
    article = give_back(make_article(kerinci, by=reporter), note="Pertama.")
    give_back(article, note="Kedua.")

    assert [row.note for row in queues(reporter)["returned"].rows] == ["Kedua."]


def test_a_live_story_that_was_reopened_has_not_come_back(kerinci):
    reporter = make_user("reporter", kerinci)
    article = make_issued(kerinci, by=reporter)
    workflow.perform("reopen", article, by=make_user("editor", kerinci), at=NOW)

    assert headlines(reporter, "returned") == []
    assert headlines(reporter, "drafts") == [article.headline]


def test_a_story_that_was_carried_after_it_came_back_has_still_come_back(kerinci):
    reporter, ambon = make_user("reporter", kerinci), make_desk("ambon")
    article = make_issued(kerinci, by=reporter)
    workflow.perform("reopen", article, by=make_user("editor", kerinci), at=NOW)
    article = give_back(article)
    workflow.perform("carry", article, by=make_user("editor", ambon), at=NOW, desk=ambon)

    assert headlines(reporter, "returned") == [article.headline]


def test_a_credited_reporter_follows_the_story_that_somebody_else_began(kerinci):
    user = make_user("reporter", kerinci)
    credited = make_reporter(kerinci, user=user)
    make_article(kerinci, reporters=[credited], headline="Ditulis berdua")

    assert headlines(user, "drafts") == ["Ditulis berdua"]


def test_a_reporter_follows_what_is_with_the_editors_until_its_moment(kerinci):
    reporter = make_user("reporter", kerinci)
    submitted = make_in_state("in_review", kerinci, by=reporter)
    approved = make_in_state("approved", kerinci, by=reporter)
    scheduled = make_issued(kerinci, by=reporter, live_from=LATER)

    assert set(headlines(reporter, "submitted")) == {submitted.headline, approved.headline}
    assert headlines(reporter, "scheduled") == [scheduled.headline]


def test_an_editor_reviews_the_longest_wait_first_and_sees_its_age(kerinci):
    editor = make_user("editor", kerinci)
    make_in_state("in_review", kerinci, at=NOW - timedelta(hours=1), headline="Baru masuk")
    old = make_in_state("in_review", kerinci, at=NOW - timedelta(hours=5), headline="Lama menunggu")
    # An editor who mends a comma does not send it to the end of the queue.
    Article.objects.filter(pk=old.pk).update(changed_at=NOW)

    assert headlines(editor, "waiting") == ["Lama menunggu", "Baru masuk"]
    assert "5" in queues(editor)["waiting"].rows[0].age


def test_a_chief_of_the_network_sees_what_waits_at_every_desk(kerinci):
    article = make_in_state("in_review", kerinci)

    assert headlines(make_user("chief", make_network()), "waiting") == [article.headline]


def test_an_editor_sees_what_is_held_scheduled_reworked_issued_and_withdrawn(kerinci):
    editor = make_user("editor", kerinci)
    held = make_in_state("approved", kerinci)
    scheduled = make_issued(kerinci, live_from=LATER)
    reworked = make_issued(kerinci)
    workflow.perform("reopen", reworked, by=editor, at=NOW)
    issued = make_issued(kerinci)
    withdrawn = make_issued(kerinci)
    workflow.perform(
        "withdraw", withdrawn, by=editor, at=NOW, ground="child", reason="Anak di bawah umur."
    )

    assert headlines(editor, "held") == [held.headline]
    assert headlines(editor, "scheduled") == [scheduled.headline]
    assert headlines(editor, "reworked") == [reworked.headline]
    assert headlines(editor, "issued") == [issued.headline]
    assert headlines(editor, "withdrawn") == [withdrawn.headline]
    assert queues(editor)["withdrawn"].rows[0].note == "Anak di bawah umur."


def test_the_next_scheduled_story_shows_its_desks_clock_zone_and_address():
    ambon = make_desk("ambon", name="Ambon", time_zone="Asia/Jayapura")
    moment = (NOW + timedelta(days=1)).replace(hour=0, minute=5)
    make_issued(ambon, live_from=moment + timedelta(days=1))
    make_issued(ambon, live_from=moment, headline="Terbit lebih dulu")
    editor = make_user("editor", make_network(), language="en")

    text = page(editor).text

    assert headlines(editor, "scheduled")[0] == "Terbit lebih dulu"
    assert "09:05 WIT<" in text
    assert "ambon.kabartepian.example" in text


def test_an_update_that_is_ahead_is_scheduled_while_the_old_one_is_live(kerinci):
    article = reissue(make_issued(kerinci), live_from=LATER)
    editor = make_user("editor", kerinci)

    assert headlines(editor, "scheduled") == [article.headline]
    assert headlines(editor, "scheduled", at=LATER) == []


def test_nobody_sees_the_work_of_a_desk_that_is_not_theirs(kerinci):
    ambon = make_desk("ambon")
    stranger = make_user("editor", ambon)
    secret = "Rahasia desk Kerinci"
    make_article(kerinci, headline=secret)
    make_in_state("in_review", kerinci, headline=secret)
    make_in_state("approved", kerinci, headline=secret)
    make_issued(kerinci, live_from=LATER, headline=secret)
    live = make_issued(kerinci, headline=secret)
    workflow.perform("reopen", live, by=make_user("editor", kerinci), at=NOW)
    give_back(make_article(kerinci, headline=secret), note=secret)
    withdrawn = make_issued(kerinci, headline=secret)
    workflow.perform(
        "withdraw", withdrawn, by=make_user("editor", kerinci), at=NOW, ground="child", reason="x"
    )

    assert secret not in page(stranger).text
    assert secret in page(make_user("editor", kerinci)).text
    assert secret not in page(make_user("reporter", kerinci)).text


def test_empty_queues_say_what_to_do():
    reporter = make_user("reporter", make_desk(), language="en")
    editor = make_user("editor", make_desk(), language="en")

    assert "You have no draft. Begin one with “New article”." in page(reporter).text
    assert "What reporters submit stands here, the oldest first." in page(editor).text


def test_a_network_administrator_sees_the_size_of_the_network_and_no_queue(kerinci):
    make_in_state("in_review", kerinci, headline="Menunggu")
    administrator = make_user(is_superuser=True, language="en")

    text = page(administrator).text

    assert "<strong>3</strong> active desks" in text
    assert "<strong>1</strong> active reporters" in text
    assert "Menunggu" not in text
    assert 'href="/admin/desks/desk/add/"' in text


def test_counts_are_capped_and_the_rest_is_one_link_away(kerinci):
    reporter = make_user("reporter", kerinci)
    for _ in range(10):
        make_article(kerinci, by=reporter)
    assert queues(reporter)["drafts"].all == ""

    for _ in range(11):
        make_article(kerinci, by=reporter)

    drafts = queues(reporter)["drafts"]
    assert (len(drafts.rows), drafts.counted) == (10, "20+")
    assert drafts.all == "/admin/articles/article/?state=draft"
    assert drafts.all in page(reporter).text


def many(desk, user, number):
    """`number` articles of `user` in every queue, without walking each through the workflow."""
    section, reporter = make_section(), make_reporter(desk)
    for state, step in (
        ("draft", None),
        ("draft", "return"),
        ("in_review", "submit"),
        ("approved", "approve"),
    ):
        articles = Article.objects.bulk_create(
            Article(
                desk=desk,
                state=state,
                section=section,
                headline=f"Kabar {state} {number}",
                body="<p>Isi.</p>",
                created_by=user,
                created_at=NOW,
                changed_at=NOW,
            )
            for number in range(number // 4)
        )
        Byline.objects.bulk_create(Byline(article=a, reporter=reporter) for a in articles)
        if step:
            Decision.objects.bulk_create(
                Decision(
                    article=article,
                    step=step,
                    by=user,
                    taken_at=NOW,
                    from_state="in_review" if step == "return" else "draft",
                    to_state=state,
                    note="Sebutkan sumbernya.",
                )
                for article in articles
            )


@pytest.mark.parametrize("role", ["reporter", "editor"])
def test_the_page_costs_the_same_with_ten_articles_and_with_a_thousand(
    kerinci, role, desks_read_once
):
    user = make_user(role, kerinci)
    make_issued(kerinci, by=user)
    make_issued(kerinci, by=user, live_from=LATER)
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    client.get("/admin/profile/")  # The map of hosts is read.
    costs = []
    for number in (12, 1000):
        many(kerinci, user, number)
        count_rows()
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/admin/").status_code == 200
        costs.append(len(queries))

    assert costs[0] == costs[1]
    assert costs[0] <= 27
