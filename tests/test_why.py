"""Why a user sees an article and may do this or that: never another answer than the rules give."""

import pytest
from django.test import Client
from django.utils.html import escape

from articles import workflow
from articles.admin import why
from newsroom.accounts.models import User
from newsroom.reporters.models import Membership
from newsroom.reporters.reach import reach_of

from .factories import (
    NOW,
    make_article,
    make_desk,
    make_in_state,
    make_issued,
    make_network,
    make_reporter,
    make_user,
)

pytestmark = pytest.mark.django_db
NOBODYS = (
    "They have no role at Kerinci or at a desk above it. They neither created the article nor are "
    "credited on it."
)


@pytest.fixture
def province():
    make_network()
    return make_desk("jambi")


@pytest.fixture
def kerinci(province):
    return make_desk("kerinci", parent=province)


@pytest.fixture
def administrator(kerinci):
    """A browser in which a network administrator is signed in, in English."""
    user = User.objects.create_superuser("administrator", password="rahasia", language="en")
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    return client


@pytest.fixture(autouse=True)
def _english(settings):
    settings.LANGUAGE_CODE = "en"


def ask(client, user, article):
    return client.get("/admin/why/", {"username": user.username, "article": article.pk})


def answers_of(response):
    """What the page answers: each question with yes or no, and its sentences."""
    return {
        str(answer.question): (answer.may, [str(sentence) for sentence in answer.sentences])
        for answer in [*response.context["answers"], *response.context["steps"]]
    }


def sight(user, article):
    answer = why.seeing(user, article)
    return answer.may, answer.sentences


# --- Seeing -------------------------------------------------------------------------------------


def test_a_role_is_granted_at_every_desk_that_it_reaches_from_where_it_is_held(province, kerinci):
    user = make_user("reporter", province)
    Membership.objects.create(user=user, desk=kerinci, role="editor")

    reach = reach_of(user)

    assert reach.roles == {province.pk: "reporter", kerinci.pk: "editor"}
    assert set(reach.grants[kerinci.pk]) == {("reporter", province.pk), ("editor", kerinci.pk)}
    assert reach.grants[province.pk] == [("reporter", province.pk)]


def test_an_editor_sees_an_article_by_the_role_at_the_desk_above(province, kerinci):
    article = make_article(kerinci, shared=False)

    assert sight(make_user("editor", province), article) == (
        True,
        ["Role at a desk above: editor at Jambi, which reaches down to Kerinci."],
    )


def test_a_reporter_sees_what_is_shared_and_is_told_when_it_is_not(kerinci):
    reporter = make_user("reporter", kerinci)

    assert sight(reporter, make_article(kerinci)) == (
        True,
        ["Role at the article's desk: reporter at Kerinci. It is shared with the desk."],
    )
    assert sight(reporter, make_article(kerinci, shared=False)) == (
        False,
        [
            "They are a reporter at Kerinci, but the article is not shared with the desk. "
            "They neither created it nor are credited on it."
        ],
    )


def test_every_reason_that_holds_is_said(kerinci):
    user = make_user("chief", kerinci, is_superuser=True)
    person = make_reporter(kerinci, user=user, name="Rahmi")
    article = make_article(kerinci, by=user, reporters=[person])

    assert sight(user, article) == (
        True,
        [
            "They created it.",
            "They are credited on it: Rahmi, writer.",
            "Role at the article's desk: chief editor at Kerinci.",
            "They are a network administrator: they see the articles of every desk, and decide "
            "about none.",
        ],
    )


def test_whoever_has_nothing_to_do_with_an_article_is_said_not_to_see_it(kerinci):
    assert sight(make_user("editor", make_desk("ambon")), make_article(kerinci)) == (
        False,
        [NOBODYS],
    )


@pytest.mark.parametrize("values", [{"is_active": False}, {}], ids=["inactive", "without a role"])
def test_whoever_cannot_enter_does_not_even_see_their_own(kerinci, values):
    user = make_user(**values)
    article = make_article(kerinci, by=user)

    assert not why.entering(user).may
    assert sight(user, article) == (False, ["They cannot enter the newsroom."])
    assert not why.writing(user, article).may


# --- Writing and deciding -----------------------------------------------------------------------


def test_an_editor_who_wrote_a_submitted_text_may_not_correct_it(kerinci):
    editor = make_user("editor", kerinci)
    article = make_in_state("in_review", kerinci, by=editor)

    answer = why.writing(editor, article)

    assert not answer.may
    assert answer.sentences == [
        "It is submitted, and they wrote it or are credited on it: somebody else has to approve "
        "it, and so only somebody else may correct it."
    ]


def test_a_step_is_refused_in_the_very_words_of_the_workflow(administrator, kerinci):
    editor = make_user("editor", kerinci)
    article = make_in_state("in_review", kerinci, by=editor)

    answers = answers_of(ask(administrator, editor, article))

    assert answers["Approve"] == (
        False,
        ["Somebody who neither wrote it nor is credited on it has to approve it."],
    )
    assert answers["Issue"] == (
        False,
        [
            "This article is now “in review”: somebody may have been faster. Load it again.",
        ],
    )
    assert answers["Return to the reporter"] == (True, [])


def test_a_chief_is_said_to_be_asked_for_a_note_on_their_own_text(kerinci):
    chief = make_user("chief", kerinci)
    article = make_in_state("in_review", kerinci, by=chief)

    approve = next(
        answer for answer in why.steps(chief, article, at=NOW) if answer.question == "Approve"
    )

    assert (approve.may, approve.sentences) == (True, [])
    assert approve.asked == [
        "You wrote this text: as chief editor, note why you approve it yourself."
    ]


# --- The page -----------------------------------------------------------------------------------


def test_the_page_answers_for_a_username_and_a_number(administrator, kerinci):
    reporter = make_user("reporter", kerinci, username="rahmi")
    article = make_issued(kerinci, headline="Air <danau> surut")

    response = ask(administrator, reporter, article)

    assert response.status_code == 200
    assert "Reporter, Kerinci" in response.text
    assert "Air &lt;danau&gt; surut" in response.text
    answers = answers_of(response)
    assert answers["Do they see this article?"][0]
    assert answers["May they write in it?"] == (
        False,
        ["It is issued: nobody changes the text until it is reopened."],
    )
    assert set(answers) >= {str(step.label) for step in workflow.STEPS.values()}
    for _may, sentences in answers.values():
        assert all(escape(sentence) in response.text for sentence in sentences)


def test_a_link_may_give_the_users_id_and_the_form_then_shows_the_name(administrator, kerinci):
    reporter = make_user("reporter", kerinci, username="rahmi")
    article = make_article(kerinci)

    response = administrator.get("/admin/why/", {"user": reporter.pk, "article": article.pk})

    assert response.status_code == 200
    assert response.context["person"] == reporter
    assert 'value="rahmi"' in response.text


def test_the_page_is_in_the_navigation_of_administrators_alone(administrator, kerinci):
    chief = Client(HTTP_HOST="localhost")
    chief.force_login(make_user("chief", kerinci))

    assert 'href="/admin/why/"' in administrator.get("/admin/").text
    assert 'href="/admin/why/"' not in chief.get("/admin/").text


def test_whoever_is_no_administrator_is_told_who_may_ask(kerinci):
    chief = make_user("chief", kerinci, language="en")
    client = Client(HTTP_HOST="localhost")
    client.force_login(chief)

    response = ask(client, chief, make_article(kerinci))

    assert response.status_code == 403
    assert "Network administrators look up what somebody may do, and why." in response.text


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"username": "rahmi", "article": "999999"}, "There is no article of this number."),
        ({"username": "rahmi", "article": ""}, "Write the number of an article or of a photo."),
        ({"username": "rahmi", "photo": "999999"}, "There is no photo of this number."),
        ({"username": "rahmi", "photo": "9" * 40}, "less than or equal to"),
        ({"username": "rahmi", "article": "9" * 40}, "less than or equal to"),
        ({"username": "rahmi", "article": "seven"}, "Enter a whole number."),
        ({"username": "nobody", "article": "1"}, "There is no such user"),
        ({"user": "seven", "article": "1"}, "There is no such user"),
        ({"user": "999999", "article": "1"}, "There is no such user"),
        ({"article": "1"}, "Write the username."),
    ],
)
def test_a_question_that_names_nobody_or_nothing_is_told_so(
    administrator, kerinci, query, sentence
):
    make_user("reporter", kerinci, username="rahmi")

    response = administrator.get("/admin/why/", query)

    assert response.status_code == 422
    assert sentence in response.text
    assert "answers" not in response.context


def test_the_empty_form_complains_of_nothing_and_nothing_is_ever_posted(administrator):
    response = administrator.get("/admin/why/")

    assert response.status_code == 200
    assert "errorlist" not in response.text
    assert administrator.post("/admin/why/").status_code == 405


def test_a_reason_that_several_steps_share_is_said_once_below_all_of_them(administrator, kerinci):
    article = make_issued(kerinci)
    elsewhere = make_user("editor", make_desk("ambon"))

    page = ask(administrator, elsewhere, article)

    refused = [each for each in page.context["steps"] if each.sentences == [REFUSED]]
    assert len(refused) > 2
    assert page.text.count(f'<dd class="nr-why-said">{REFUSED}</dd>') == 1
    for answer in page.context["steps"]:
        assert page.text.count(f"<dt>{answer.question}</dt>") == 1


REFUSED = "Your role at this desk does not allow this step."
