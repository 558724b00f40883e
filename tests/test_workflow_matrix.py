"""Every role, authorship and moment of an article against every step.

The expectations are written down in matrix.py from the handbook (docs/editors.md) and never read
from STEPS: a step or state that is added without expectations fails the first test.
"""

import pytest
from django.db import connection, transaction

from articles import workflow
from articles.models import Article, Decision, Notice, Placement, Version
from newsroom.accounts.models import User

from .matrix import AT, CONDITIONS, EXPECTED, Who, allowed, keep_case, may_open, may_write

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", params=CONDITIONS)
def case(request, django_db_setup, django_db_blocker):
    """Each condition in turn."""
    with django_db_blocker.unblock(), keep_case(request.param) as case:
        yield case


def test_every_step_and_every_state_has_its_expectations():
    assert set(EXPECTED) == set(workflow.STEPS)
    assert set(CONDITIONS.values()) == set(Article.State.values)
    for step, (conditions, after) in EXPECTED.items():
        assert set(conditions) <= set(CONDITIONS), step
        assert after in {"", *Article.State.values}, step


def test_the_buttons_of_everybody_are_those_of_the_handbook(case):
    assert case.article.state == CONDITIONS[case.condition]

    wrong = []
    for who, user in case.users.items():
        found = {step.name for step in workflow.available(case.fresh(who), by=user, at=AT)}
        expected = {step for step in EXPECTED if allowed(step, case.condition, who)}
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


def test_a_step_changes_everything_it_should_or_nothing_at_all(case):
    wrong = []
    for step, (conditions, after) in EXPECTED.items():
        for who in SAMPLE if case.condition in conditions else SAMPLE[:1]:
            with transaction.atomic():
                before = _everything(case.fresh(who))
                outcome = _taken(step, case, who)
                article = Article.objects.get(pk=case.article.pk)
                changed = _everything(article) != before
                transaction.set_rollback(True)
            expected = allowed(step, case.condition, who)
            state = after or CONDITIONS[case.condition]
            if expected and (outcome, article.state) != ("taken", state):
                wrong.append((step, who.name, outcome, article.state))
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
    """All that a step might touch, in one question: it is asked before and after each attempt."""
    touched = {
        Article: "id",
        Article.written_by.through: "article_id",
        **dict.fromkeys([Version, Placement, Notice, Decision], "article_id"),
    }
    asked = " UNION ALL ".join(
        f"SELECT '{model._meta.label}', to_jsonb(r)::text FROM {model._meta.db_table} r "
        f"WHERE {column} = {article.pk:d}"
        for model, column in touched.items()
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return sorted(cursor.fetchall())


@pytest.mark.parametrize("shared", [True, False])
def test_everybody_opens_and_writes_what_the_handbook_says(case, shared):
    case.share(shared)
    wrong = []
    for who, user in case.users.items():
        article = case.fresh(who)
        found = (
            Article.objects.visible_to(user).filter(pk=article.pk).exists(),
            workflow.may_edit_text(user, article),
        )
        expected = (may_open(who, shared), may_write(who, case.condition, shared))
        if found != expected:
            wrong.append((who.name, "found", found, "expected", expected))

    assert not wrong


@pytest.mark.parametrize("shared", [True, False])
def test_nobody_takes_a_step_on_a_text_that_they_may_not_open(case, shared):
    """Carrying looks at what readers have, and so at nothing that is closed to anybody."""
    case.share(shared)
    wrong = []
    for who, user in case.users.items():
        article = case.fresh(who)
        if not Article.objects.visible_to(user).filter(pk=article.pk).exists():
            steps = {step.name for step in workflow.available(article, by=user, at=AT)}
            if steps - {"carry", "uncarry"}:
                wrong.append((who.name, steps))

    assert not wrong
