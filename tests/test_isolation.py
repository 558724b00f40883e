"""What belongs to another desk: not in any page, choice or answer.

Nothing here names a page. A person of another desk follows every link that the newsroom gives
them, reads every page, and tries every choice of every form; test_isolation_forged.py forges every
field with the numbers of what is not theirs. A page or a form that is added is tried by being
there.
"""

from functools import cache
from urllib.parse import urlencode, urlsplit

import pytest
from django.db import transaction
from django.test import Client, override_settings

from .addresses import browser_of
from .expected import OUTSIDE, SECRET
from .test_access import reads_secret
from .walking import forms_of, make_world_of_two, numbers_of, walk

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """The world of two desks: each test reads it inside a transaction of its own in this one's."""
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(MAILS=True):
        yield make_world_of_two()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def pages_of(world):
    """The pages that a person reaches, read once: a test asks before it does anything else."""
    return cache(lambda person: walk(browser_of(world["people"][person])))


@pytest.mark.parametrize("person", [*OUTSIDE, "own-reporter", "no-role"])
def test_following_every_link_leads_to_nothing_of_another_desk(pages_of, person):
    pages = pages_of(person)
    found = []
    for page in pages:
        assert page.status < 500, page.path
        if reads_secret(person, page.text):
            found.append(page.path)
    assert not found
    assert person == "no-role" or len(pages) > 8


@pytest.mark.parametrize("person", OUTSIDE)
def test_no_choice_of_any_form_offers_what_belongs_to_another_desk(world, pages_of, person):
    """Choices carry the number of a row: none of an article that one does not see."""
    draft = world["draft"]
    offered = []
    for path, form in forms_of(pages_of(person)):
        for name, values in form.offered.items():
            if name.endswith("article") and str(draft.pk) in values:
                offered.append((path, name))
            if form.method == "post" and name == "desk" and str(draft.desk_id) in values:
                offered.append((path, name))
    assert not offered


@pytest.mark.parametrize("person", [*OUTSIDE, "own-reporter"])
def test_every_choice_of_every_question_answers_with_nothing_of_another_desk(
    world, pages_of, person
):
    forms = forms_of(pages_of(person))
    browser = browser_of(world["people"][person])
    found, tried = [], set()
    for path, form in forms:
        if form.method != "get":
            continue
        asked = [(name, value) for name in form.offered for value in form.offered[name][:8]]
        asked += [(name, number) for name in form.by_hand for number in numbers_of(world)]
        asked += [(name, "sandi brankas") for name in form.values]
        for name, value in asked:
            question = f"{urlsplit(form.action).path}?{urlencode(form.values | {name: value})}"
            # What is chosen already is the same question for every field.
            if question in tried:
                continue
            tried.add(question)
            response = browser.get(question, follow=True)
            assert response.status_code < 500, (path, name, value)
            # The question itself is shown again: only what nobody typed counts.
            if reads_secret(person, response.text):
                found.append((path, name, value))
    assert not found


@pytest.mark.parametrize("person", [*OUTSIDE, "own-reporter"])
def test_a_page_that_is_told_anothers_number_shows_nothing(world, pages_of, person):
    """Every address that one may open, with the other's numbers in place of one's own."""
    paths = [page.path for page in pages_of(person)]
    browser = browser_of(world["people"][person])
    found, tried = [], set()
    for path in paths:
        parts = [part.isdigit() for part in path.split("/")]
        if not any(parts):
            continue
        for number in numbers_of(world):
            swapped = "/".join(
                str(number) if digits else part
                for part, digits in zip(path.split("/"), parts, strict=True)
            )
            if swapped in tried:
                continue
            tried.add(swapped)
            response = browser.get(swapped, follow=True)
            assert response.status_code < 500, swapped
            if reads_secret(person, response.text):
                found.append(swapped)
    assert not found


@pytest.mark.parametrize("person", [*OUTSIDE, "no-role"])
def test_searching_filtering_and_paging_find_nothing_of_another_desk(world, person):
    client = browser_of(world["people"][person])

    for query in ("q=sandi", "q=%22kata+sandi%22", f"q={world['draft'].pk}", "q=sand*",
                  "desk=Kerinci", "desk=kerinci&state=draft", "state=draft", "order=begun",
                  f"topic={SECRET[:60].lower()}", "section=ekonomi", "kind=news",
                  "before=9-9", "after=0-0", "order=begun&before=99",
                  "body__icontains=sandi"):  # fmt: skip
        response = client.get(f"/admin/articles/article/?{query}", follow=True)
        assert not reads_secret(person, response.text)
        assert response.status_code in (200, 302, 400, 403)


def test_the_admin_answers_on_no_desks_own_host(world):
    for person, user in world["people"].items():
        client = Client(HTTP_HOST="kerinci.localhost")
        if user:
            client.force_login(user)
        for path in ("/admin/", "/admin/articles/article/", "/admin/login/"):
            assert client.get(path).status_code == 404, (person, path)
