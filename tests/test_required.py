"""What a desk requires of its articles: what stops, where it comes from, and who decides."""

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles import checks, workflow
from articles.required.keeping import keep
from articles.required.models import EVERY_KIND, Requirement

from .factories import NOW, make_article, make_desk, make_in_state, make_network, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def network():
    return make_network(name="Nusantara")


@pytest.fixture
def kerinci(network):
    return make_desk("kerinci", name="Kerinci")


def require(desk, kind=EVERY_KIND, **amounts):
    return keep(desk, kind, amounts, by=make_user("chief", desk), at=NOW)


def refused(article, step="submit"):
    editor = make_user("editor", article.desk)
    return [str(each) for each in workflow.refusals(step, article, by=editor, at=NOW)]


def chief_of(desk):
    client = Client(HTTP_HOST="localhost")
    client.force_login(make_user("chief", desk, language="en"))
    return client


def test_a_text_is_told_everything_that_its_desk_requires_at_once(kerinci):
    require(kerinci, kicker=1, standfirst=1, dateline=1, source=1, topics=2, least=100)
    article = make_article(kerinci, topics=["danau"])

    assert refused(article) == [
        "Write a kicker: Kerinci requires it.",
        "Write a standfirst: Kerinci requires it.",
        "Write the dateline: Kerinci requires it.",
        "Name the source: Kerinci requires it.",
        "Topics: 1. Kerinci requires at least 2.",
        "Words: 9. Kerinci requires at least 100.",
    ]
    found = checks.findings(article, by=article.created_by, at=NOW)
    rules = [each for each in found if each.level == checks.Level.RULE]
    assert [each.field for each in rules] == [
        "kicker", "standfirst", "dateline", "source", "topics", "body",
    ]  # fmt: skip
    # What is missing is not noted a second time.
    assert [each.sentence for each in found if each.field == "kicker"] == [rules[0].sentence]


def test_a_complete_text_goes_on(kerinci):
    require(kerinci, standfirst=1, topics=1, least=5, most=20)

    assert refused(make_article(kerinci, standfirst="Surut.", topics=["danau"])) == []


def test_a_text_may_be_too_long_and_an_empty_one_is_not_also_too_short(kerinci):
    require(kerinci, "opinion", least=2, most=5)

    assert refused(make_article(kerinci, kind="opinion")) == ["Words: 9. Kerinci allows at most 5."]
    assert refused(make_article(kerinci, kind="opinion", body="")) == ["Write the body."]


def test_what_is_required_of_one_kind_is_not_required_of_another(kerinci):
    require(kerinci, "paid", source=1)

    assert refused(make_article(kerinci, kind="news")) == []
    assert refused(make_article(kerinci, kind="paid")) == ["Name the source: Kerinci requires it."]


def test_what_is_required_above_holds_below_and_the_stricter_number_counts(network, kerinci):
    require(network, topics=2, most=500)
    require(kerinci, topics=3)
    require(kerinci, "news", most=8)
    elsewhere = make_article(make_desk(name="Ambon"), topics=["laut"])

    assert refused(make_article(kerinci, topics=["danau"])) == [
        "Topics: 1. Kerinci requires at least 3.",
        "Words: 9. Kerinci allows at most 8.",
    ]
    assert refused(elsewhere) == ["Topics: 1. Nusantara requires at least 2."]


def test_what_came_to_be_required_since_the_approval_stops_the_issue(kerinci):
    article = make_in_state("approved", kerinci)
    require(kerinci, standfirst=1)

    with pytest.raises(workflow.NotAllowed, match="Write a standfirst"):
        workflow.perform("issue", article, by=make_user("editor", kerinci), at=NOW)


def test_an_article_that_moves_to_another_kind_meets_the_rules_of_that_kind(kerinci):
    require(kerinci, "paid", source=1)
    article = make_article(kerinci)
    assert refused(article) == []

    article.kind = "paid"

    assert refused(article) == ["Name the source: Kerinci requires it."]


def test_only_chief_editors_of_the_desk_or_above_decide(network, kerinci):
    for role, desk in (("editor", kerinci), ("chief", make_desk("ambon"))):
        with pytest.raises(PermissionDenied):
            keep(kerinci, "news", {"kicker": 1}, by=make_user(role, desk), at=NOW)

    assert keep(kerinci, "news", {"kicker": 1}, by=make_user("chief", network), at=NOW)


def test_nobody_makes_rules_that_no_text_could_meet_here_or_below(network, kerinci):
    require(kerinci, "news", most=200)

    with pytest.raises(ValidationError, match="At Kerinci no text could meet this"):
        require(network, least=300)

    assert Requirement.objects.get().amount == 200


def test_a_change_is_in_the_history_of_the_desk_and_none_is_not(kerinci):
    assert require(kerinci, "paid", source=1, topics=2)
    assert not require(kerinci, "paid", source=1, topics=2)
    assert require(kerinci, "paid")

    said = LogEntry.objects.order_by("pk").values_list("change_message", flat=True)
    assert list(said) == [
        "Required parts (advertorial): source, topics, at least 2.",
        "Required parts (advertorial): none.",
    ]


@pytest.mark.parametrize(("part", "amount"), [("kicker", 2), ("topics", 21), ("photo", 1)])
def test_the_database_keeps_no_requirement_that_makes_no_sense(kerinci, part, amount):
    row = Requirement(
        desk=kerinci, part=part, amount=amount, set_by=make_user("chief", kerinci), set_at=NOW
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


# --- The screens ----------------------------------------------------------------------------------


def test_a_chief_sets_and_takes_back_what_the_desk_requires(kerinci):
    client = chief_of(kerinci)
    page = "/admin/required/kerinci/news/"

    response = client.post(page, {"kicker": "on", "topics": "3", "least": "", "most": ""})
    assert response["Location"] == "/admin/required/?desk=kerinci"
    overview = client.get(response["Location"]).text
    assert "Kicker" in overview
    assert "Topics, at least 3" in overview
    client.post(page, {"topics": "", "least": "", "most": ""})

    assert not Requirement.objects.exists()


def test_what_holds_from_above_is_ticked_and_not_this_desks_to_take_away(network, kerinci):
    require(network, "paid", source=1, topics=2)
    client = chief_of(kerinci)

    page = client.get("/admin/required/kerinci/paid/").text
    assert "Holds already: source, from Nusantara (advertorial)." in page
    weaker = client.post("/admin/required/kerinci/paid/", {"topics": "1"})
    assert weaker.status_code == 422
    assert "This would require less than what holds already." in weaker.text
    assert client.post("/admin/required/kerinci/paid/", {}).status_code == 302

    assert refused(make_article(kerinci, kind="paid")) == [
        "Name the source: Nusantara requires it.",
        "Topics: 0. Nusantara requires at least 2.",
    ]


@pytest.mark.parametrize("typed", [{"topics": "0"}, {"least": "x"}, {"least": "9", "most": "3"}])
def test_numbers_that_cannot_be_are_refused_and_stay_on_the_screen(kerinci, typed):
    response = chief_of(kerinci).post("/admin/required/kerinci/news/", typed)

    assert response.status_code == 422
    assert all(f'value="{value}"' in response.text for value in typed.values())
    assert not Requirement.objects.exists()


@pytest.mark.usefixtures("desks_read_once")
def test_the_overview_costs_the_same_however_much_is_required(network, kerinci):
    client = chief_of(kerinci)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/admin/required/?desk=kerinci").status_code == 200
        return len(captured)

    queries()
    before = queries()
    for desk in (network, kerinci):
        for kind in ("", "news", "paid"):
            require(desk, kind, kicker=1, topics=2)

    assert queries() <= before
    assert before <= 8
