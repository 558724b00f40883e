"""Every role, authorship and moment of an article against every step.

The expectations are written down in matrix.py from the handbook (docs/editors.md) and never read
from STEPS: a step or state that is added without expectations fails the first test.
"""

import pytest
from django.db import transaction

from articles import workflow
from articles.models import Article, Decision
from newsroom.accounts.models import User
from newsroom.reporters.models import Reporter

from .factories import make_article, make_desk, make_in_state, make_user
from .matrix import AT, CONDITIONS, EXPECTED, Who, allowed, make_case, may_open, may_write

pytestmark = pytest.mark.django_db


def test_every_step_and_every_state_has_its_expectations():
    assert set(EXPECTED) == set(workflow.STEPS)
    assert set(CONDITIONS.values()) == set(Article.State.values)
    for step, (conditions, after) in EXPECTED.items():
        assert set(conditions) <= set(CONDITIONS), step
        assert after in {"", *Article.State.values}, step


@pytest.mark.parametrize("condition", CONDITIONS)
def test_the_buttons_of_everybody_are_those_of_the_handbook(condition):
    case = make_case(condition)
    assert case.article.state == CONDITIONS[condition]
    somebody = case.article.created_by_id

    wrong = []
    for who, user in case.users.items():
        creator = user.pk if who.part == "created" else somebody
        if creator != case.article.created_by_id:
            Article.objects.filter(pk=case.article.pk).update(created_by=creator)
            case.article.created_by_id = creator
        found = {step.name for step in workflow.available(case.article, by=user, at=AT)}
        expected = {step for step in EXPECTED if allowed(step, condition, who)}
        if found != expected:
            wrong.append((who.name, "too many", found - expected, "too few", expected - found))

    assert not wrong


# One for each kind of person, the strongest first.
SAMPLE = [
    Who("chief", "own", "stranger"),
    Who("chief", "above", "created"),
    Who("editor", "own", "stranger"),
    Who("editor", "above", "saved"),
    Who("editor", "own", "credited"),
    Who("reporter", "own", "created"),
    Who("reporter", "own", "stranger"),
    Who("reporter", "branch", "credited"),
    Who("chief", "below", "stranger"),
    Who("editor", "branch", "stranger"),
    Who("superuser", None, "created"),
    Who(None, None, "saved"),
]


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_step_changes_everything_it_should_or_nothing_at_all(condition):
    case = make_case(condition)
    wrong = []
    for step, (conditions, after) in EXPECTED.items():
        for who in SAMPLE if condition in conditions else SAMPLE[:1]:
            with transaction.atomic():
                before = _everything(case.fresh(who))
                outcome = _taken(step, case, who)
                changed = _everything(Article.objects.get(pk=case.article.pk)) != before
                state = Article.objects.get(pk=case.article.pk).state
                transaction.set_rollback(True)
            expected = allowed(step, condition, who)
            if expected and (outcome, state) != ("taken", after or CONDITIONS[condition]):
                wrong.append((step, who.name, outcome, state))
            if not expected and (outcome == "taken" or changed):
                wrong.append((step, who.name, outcome, "changed" if changed else "unchanged"))

    assert not wrong


def _taken(step, case, who):
    user = User.objects.get(pk=case.users[who].pk)
    count = Decision.objects.filter(article=case.article).count()
    try:
        decision = workflow.perform(
            step, case.article.pk, by=user, at=AT, **case.answers(step, who)
        )
    except workflow.NotAllowed as refusal:
        assert all(refusal.messages)
        return f"refused: {refusal.messages}"
    assert (decision.step, decision.by, decision.taken_at) == (step, user, AT)
    assert Decision.objects.filter(article=case.article).count() == count + 1
    return "taken"


def _everything(article):
    """All that a step might touch."""
    return (
        list(Article.objects.filter(pk=article.pk).values()),
        list(article.versions.order_by("pk").values()),
        list(article.placements.order_by("pk").values()),
        list(article.notices.order_by("pk").values()),
        list(article.decisions.order_by("pk").values()),
        sorted(article.written_by.values_list("pk", flat=True)),
    )


@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize("condition", CONDITIONS)
def test_everybody_opens_and_writes_what_the_handbook_says(condition, shared):
    case = make_case(condition, shared)
    somebody = case.article.created_by_id
    wrong = []
    for who, user in case.users.items():
        article = case.fresh(who)
        found = (
            Article.objects.visible_to(user).filter(pk=article.pk).exists(),
            workflow.may_edit_text(user, article),
        )
        Article.objects.filter(pk=article.pk).update(created_by=somebody)
        expected = (may_open(who, shared), may_write(who, condition, shared))
        if found != expected:
            wrong.append((who.name, "found", found, "expected", expected))

    assert not wrong


@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize("condition", CONDITIONS)
def test_nobody_takes_a_step_on_a_text_that_they_may_not_open(condition, shared):
    """Carrying looks at what readers have, and so at nothing that is closed to anybody."""
    case = make_case(condition, shared)
    somebody = case.article.created_by_id
    wrong = []
    for who, user in case.users.items():
        article = case.fresh(who)
        if not Article.objects.visible_to(user).filter(pk=article.pk).exists():
            steps = {step.name for step in workflow.available(article, by=user, at=AT)}
            if steps - {"carry", "uncarry"}:
                wrong.append((who.name, steps))
        Article.objects.filter(pk=article.pk).update(created_by=somebody)

    assert not wrong


def test_nobody_acts_once_their_user_is_inactive():
    article = make_in_state("approved")
    gone = make_user("chief", article.desk, is_active=False, is_superuser=True)

    assert workflow.available(article, by=gone, at=AT) == []
    assert not Article.objects.visible_to(gone).exists()
    assert not workflow.may_edit_text(gone, article)


def test_an_article_is_never_listed_twice_whatever_its_bylines():
    desk = make_desk()
    user = make_user("editor", desk)
    people = [
        Reporter.objects.create(desk=desk, name="Sari", slug="sari", user=user),
        Reporter.objects.create(desk=desk, name="Budi", slug="budi"),
    ]
    article = make_article(desk, by=user, reporters=people)

    assert list(Article.objects.visible_to(user)) == [article]
