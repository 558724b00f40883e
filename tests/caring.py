"""Stories that ask for special care, as far as a test of them needs more versions."""

from articles.models import Article, Version

from .factories import NOW, make_user
from .plain_sql import sql
from .steps import perform


def issue_again(article, *, care, **answers):
    """Issue the next version of a live story, which asks for this care."""
    chief = make_user("chief", article.desk)
    if article.state == "issued":
        perform("reopen", article, by=chief, at=NOW)
        Article.objects.filter(pk=article.pk).update(care=care)
        perform("submit", article, by=chief, at=NOW)
        perform("approve", article, by=chief, at=NOW, note="Diperbarui.")
        article.refresh_from_db()
    return perform("issue", article, by=chief, at=NOW, **answers).article


def copy_of_version(article, *, care):
    """Write one more version of a story, which asks for this care, past all of our code."""
    columns = ", ".join(
        field.column for field in Version._meta.concrete_fields
        if field.column not in ("id", "number", "care", "live_from", "live_until")
    )  # fmt: skip
    sql(
        f"INSERT INTO articles_version ({columns}, number, care, live_from, live_until) "
        f"SELECT {columns}, 2, '{care}', live_from, live_from FROM articles_version "
        f"WHERE article_id = {article.pk}"
    )
