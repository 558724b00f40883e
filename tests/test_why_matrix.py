"""Why everybody sees an article and may do this or that, against the rules themselves.

Every role, authorship and moment of matrix.py.
"""

import pytest

from articles import workflow
from articles.admin import why
from articles.admin.sign_in import may_enter
from articles.models import Article
from articles.models.article import seen_because

from .matrix import AT, CONDITIONS, keep_case

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", params=CONDITIONS)
def case(request, django_db_setup, django_db_blocker):
    """The article of the matrix in each condition, and everybody who might act on it."""
    with django_db_blocker.unblock(), keep_case(request.param) as case:
        yield case


@pytest.mark.parametrize("shared", [True, False])
def test_the_answers_are_those_of_the_rules_for_everybody(case, shared):
    case.share(shared)
    wrong = []
    for who, user in case.users.items():
        article = case.fresh(who)
        seen = Article.objects.visible_to(user).filter(pk=article.pk).exists()
        expected = (
            seen,
            seen and may_enter(user),
            workflow.may_edit_text(user, article),
            [step.label for step in workflow.available(article, by=user, at=AT)],
        )
        answers = (why.seeing(user, article), why.writing(user, article))
        steps = why.steps(user, article, at=AT)
        found = (
            bool(seen_because(user, article)),
            *(answer.may for answer in answers),
            [answer.question for answer in steps if answer.may],
        )
        if found != expected:
            wrong.append((who.name, "found", found, "expected", expected))
        refused = [answer for answer in steps if not answer.may]
        if not all(answer.sentences and all(answer.sentences) for answer in [*answers, *refused]):
            wrong.append((who.name, "is given no reason"))

    assert not wrong
