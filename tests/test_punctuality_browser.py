"""Whether readers have it, told in a real browser that nobody loads again."""

import pytest

from articles.punctuality.models import Change

from .factories import NOW, make_desk, make_issued, make_user
from .test_punctuality_pages import looked_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("network")]


def test_the_pages_are_ticked_while_an_editor_looks_on(visit):
    article = make_issued(make_desk("kerinci"))
    change = looked_for(article, "seen", "awaited", settled=False)
    editor = make_user("editor", article.desk, language="en")

    page = visit(editor, f"/admin/articles/article/{article.pk}/change/")
    panel = page.locator(".nr-everywhere")
    assert panel.locator("[role=status]").inner_text() == "1 of 2 pages show it so far."
    panel.locator("summary").press("Enter")
    for each in change.pages:
        each.update(state="seen", ms=400)
    Change.objects.filter(pk=change.pk).update(pages=change.pages, settled_at=NOW)

    panel.get_by_text("Live everywhere after 0.4 s.").wait_for()
    assert panel.locator("details[open] [data-state=seen]").count() == 2
    assert page.evaluate("document.activeElement.localName") == "summary"
