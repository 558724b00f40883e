"""What belongs to another desk is not changed by a forged form.

Nothing here names a page. A person of another desk forges every field of every form that they reach
with the numbers of what is not theirs. A form that is added is tried by being there.
"""

import re

import pytest
from django.apps import apps
from django.db import connection, transaction

from .addresses import browser_of
from .test_access import reads_secret
from .walking import forms_of, make_world_of_two, numbers_of, walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings):
    """The world of two desks, new for each test: a forger may have changed it."""
    settings.MAILS = True
    return make_world_of_two()


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


def takes_a_number(form, name):
    """Whether a field takes the number of a row; of a set of rows the first is enough."""
    values = [*form.offered.get(name, []), form.values.get(name, "")]
    numbers = all(value == "" or value.isdigit() for value in values)
    return numbers and not re.search(r"-[1-9]\d*-", name) and name not in ("edit", "shared")


@pytest.mark.parametrize("person", ["other-reporter", "other-chief"])
def test_no_forged_field_of_any_form_changes_or_shows_what_is_another_desks(world, person):
    browser = browser_of(world["people"][person])
    before = rows_of(world)
    wrong = []
    for path, form in forms_of(walk(browser)):
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
