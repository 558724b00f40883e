"""The pages and forms that people of two desks reach by the newsroom's links.

Nothing here names a page: one that is added is reached by being linked.
"""

from collections import Counter
from dataclasses import dataclass

from .factories import make_in_state, make_reporter
from .markup import read, shape_of
from .photos import give_files, make_photo
from .test_access import make_world

# Pages of one kind that are read: a list's filters would lead to thousands.
ENOUGH = 4
LEAVE = ("/admin/logout/", "/static/", "/admin/jsi18n/")


def make_world_of_two():
    """The world of the addresses, where the outsiders have work of their own as well.

    The secret is not shared with its desk either, so that a reporter there is an outsider too.
    """
    world = make_world()
    draft = world["draft"]
    draft.shared = False
    draft.save(update_fields=["shared"])
    ambon = world["people"]["other-chief"].memberships.get().desk
    writer = world["people"]["other-reporter"]
    person = make_reporter(ambon, user=writer, name="Yosef Latumahina")
    for state in ("draft", "in_review", "approved", "issued"):
        make_in_state(state, ambon, by=writer, reporters=[person])
    give_files(make_photo(ambon, by=writer))
    return world


def numbers_of(world):
    """The numbers that a forger would try: of the secret article, its desk, reporter and photo."""
    draft = world["draft"]
    return [draft.pk, draft.desk_id, draft.bylines.get().reporter_id, world["photo"].pk]


@dataclass(frozen=True)
class Page:
    """What one address answered, and the forms on it."""

    path: str
    status: int
    text: str
    forms: list


def walk(browser, start="/admin/"):
    """Pages of every kind that can be reached by links."""
    waiting, seen, kinds, pages = [start], {start}, Counter(), []
    while waiting:
        path = waiting.pop(0)
        response = browser.get(path, follow=True)
        links, forms = [], []
        if response.get("Content-Type", "").startswith("text/html"):
            links, forms = read(response, path)
        pages.append(Page(path, response.status_code, response.text, forms))
        for link in links:
            kind = shape_of(link)
            if not link.startswith("/admin") or link.startswith(LEAVE) or link in seen:
                continue
            # One question at a time: a list's filters are tried by the forms, each alone.
            if len(kind[1]) > 1 or "_changelist_filters" in kind[1] or kinds[kind] >= ENOUGH:
                continue
            kinds[kind] += 1
            seen.add(link)
            waiting.append(link)
    return pages


def forms_of(pages):
    """One of each form on the pages: pairs of the path of its page and the form."""
    known = {}
    for page in pages:
        for form in page.forms:
            if not form.action.startswith(LEAVE):
                known.setdefault(form.shape, (page.path, form))
    return list(known.values())
