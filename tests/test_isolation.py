"""What belongs to another desk: not in any page, choice or answer, and not to be changed.

Nothing here names a page. A person of another desk follows every link that the newsroom gives
them, reads every page, tries every choice of every form, and forges every field with the numbers
of what is not theirs. A page or a form that is added is tried by being there.
"""

import re
from collections import Counter
from urllib.parse import urlencode, urlsplit

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client

from .addresses import browser_of
from .expected import OUTSIDE, SECRET
from .factories import make_in_state, make_reporter
from .markup import read, shape_of
from .photos import give_files, make_photo
from .test_access import reads_secret
from .test_access import world as access_world  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db
# Pages of one kind that are read: a list's filters would lead to thousands.
ENOUGH = 4
LEAVE = ("/admin/logout/", "/static/", "/admin/jsi18n/")


@pytest.fixture
def world(access_world):  # noqa: F811
    """The world of the addresses, where the outsiders have work of their own as well.

    The secret is not shared with its desk either, so that a reporter there is an outsider too.
    """
    draft = access_world["draft"]
    draft.shared = False
    draft.save(update_fields=["shared"])
    ambon = access_world["people"]["other-chief"].memberships.get().desk
    writer = access_world["people"]["other-reporter"]
    person = make_reporter(ambon, user=writer, name="Yosef Latumahina")
    for state in ("draft", "in_review", "approved", "issued"):
        make_in_state(state, ambon, by=writer, reporters=[person])
    give_files(make_photo(ambon, by=writer))
    return access_world


def walk(browser, start="/admin/"):
    """Pages of every kind that can be reached by links: pairs of address and answer."""
    waiting, seen, kinds = [start], {start}, Counter()
    while waiting:
        path = waiting.pop(0)
        response = browser.get(path, follow=True)
        yield path, response
        if not response.get("Content-Type", "").startswith("text/html"):
            continue
        for link in read(response, path)[0]:
            kind = shape_of(link)
            if not link.startswith("/admin") or link.startswith(LEAVE) or link in seen:
                continue
            # One question at a time: a list's filters are tried by the forms, each alone.
            if len(kind[1]) > 1 or "_changelist_filters" in kind[1] or kinds[kind] >= ENOUGH:
                continue
            kinds[kind] += 1
            seen.add(link)
            waiting.append(link)


def forms_of(browser):
    """One of each form that can be reached: pairs of its page and the form."""
    known = {}
    for path, response in walk(browser):
        if response.get("Content-Type", "").startswith("text/html"):
            for form in read(response, path)[1]:
                if not form.action.startswith(LEAVE):
                    known.setdefault(form.shape, (path, form))
    return list(known.values())


def rows_of(world):
    """What every row says that belongs to the desk of the secret, its article or its photo.

    Which columns say so is read from the models: one that is added is watched as well. One
    question to the database for all of them: it is asked after each forged form.
    """
    owned = {
        "desks.desk": world["draft"].desk_id,
        "articles.article": world["draft"].pk,
        "photos.photo": world["photo"].pk,
    }
    asked = []
    for model in apps.get_models():
        for column in model._meta.concrete_fields:
            target = column.related_model and column.related_model._meta.label_lower
            if target in owned:
                # Another desk may carry what is live, which the article's own clock notes.
                asked.append(
                    f"SELECT '{model._meta.label}.{column.name}', "
                    f"array_agg((to_jsonb(r) - 'changed_at')::text ORDER BY r::text) "
                    f'FROM "{model._meta.db_table}" r '
                    f'WHERE "{column.column}" = {owned[target]:d}'
                )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        return {name: sorted(rows or []) for name, rows in cursor.fetchall()}


def numbers_of(world):
    """The numbers that a forger would try: of the secret article, its desk, reporter and photo."""
    draft = world["draft"]
    return [draft.pk, draft.desk_id, draft.bylines.get().reporter_id, world["photo"].pk]


def takes_a_number(form, name):
    """Whether a field takes the number of a row; of a set of rows the first is enough."""
    values = [*form.offered.get(name, []), form.values.get(name, "")]
    numbers = all(value == "" or value.isdigit() for value in values)
    return numbers and not re.search(r"-[1-9]\d*-", name) and name not in ("edit", "shared")


@pytest.mark.parametrize("person", [*OUTSIDE, "own-reporter", "no-role"])
def test_following_every_link_leads_to_nothing_of_another_desk(world, person):
    found = []
    pages = 0
    for path, response in walk(browser_of(world["people"][person])):
        pages += 1
        assert response.status_code < 500, path
        if reads_secret(person, response.text):
            found.append(path)
    assert not found
    assert person == "no-role" or pages > 8


@pytest.mark.parametrize("person", OUTSIDE)
def test_no_choice_of_any_form_offers_what_belongs_to_another_desk(world, person):
    """Choices carry the number of a row: none of an article that one does not see."""
    browser = browser_of(world["people"][person])
    draft = world["draft"]
    offered = []
    for path, form in forms_of(browser):
        for name, values in form.offered.items():
            if name.endswith("article") and str(draft.pk) in values:
                offered.append((path, name))
            if form.method == "post" and name == "desk" and str(draft.desk_id) in values:
                offered.append((path, name))
    assert not offered


@pytest.mark.parametrize("person", [*OUTSIDE, "own-reporter"])
def test_every_choice_of_every_question_answers_with_nothing_of_another_desk(world, person):
    browser = browser_of(world["people"][person])
    found = []
    for path, form in forms_of(browser):
        if form.method != "get":
            continue
        asked = [(name, value) for name in form.offered for value in form.offered[name][:8]]
        asked += [(name, number) for name in form.by_hand for number in numbers_of(world)]
        asked += [(name, "sandi brankas") for name in form.values]
        for name, value in asked:
            query = urlencode(form.values | {name: value})
            response = browser.get(f"{urlsplit(form.action).path}?{query}", follow=True)
            assert response.status_code < 500, (path, name, value)
            # The question itself is shown again: only what nobody typed counts.
            if reads_secret(person, response.text):
                found.append((path, name, value))
    assert not found


@pytest.mark.parametrize("person", ["other-reporter", "other-chief"])
def test_no_forged_field_of_any_form_changes_or_shows_what_is_another_desks(world, person):
    browser = browser_of(world["people"][person])
    before = rows_of(world)
    wrong = []
    for path, form in forms_of(browser):
        if form.method != "post" or "/password" in form.action:
            continue
        forged = [{}] + [
            {name: number}
            for name in sorted(form.by_hand)
            if takes_a_number(form, name)
            for number in numbers_of(world)
        ]
        for change in forged:
            with transaction.atomic():
                here = transaction.savepoint()
                response = browser.post(form.action, form.values | change, follow=True)
                after = rows_of(world)
                transaction.savepoint_rollback(here)
            if response.status_code >= 500:
                wrong.append((path, change, response.status_code))
            if reads_secret(person, response.text):
                wrong.append((path, change, "reads the secret"))
            changed = [name for name in after if after[name] != before[name]]
            if changed:
                wrong.append((path, change, changed))
    assert not wrong


@pytest.mark.parametrize("person", [*OUTSIDE, "own-reporter"])
def test_a_page_that_is_told_anothers_number_shows_nothing(world, person):
    """Every address that one may open, with the other's numbers in place of one's own."""
    browser = browser_of(world["people"][person])
    found, tried = [], set()
    for path, _response in list(walk(browser)):
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
