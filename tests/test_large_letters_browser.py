"""Letters of twice the size on a phone: the newsroom's pages grow longer, and none grows wider."""

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType

from newsroom.desks.models import Desk

from .audit.eyes import STICKS_OUT
from .factories import make_article, make_in_state, make_many_live, make_user
from .staff import LIST, page_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("network")]
# A cheap phone of readers and reporters, and WCAG 2.2's resizing of text (1.4.4).
NARROW, TWICE = {"width": 360, "height": 740}, "document.documentElement.style.fontSize = '200%'"

# Fields that are lower than the letters in them, and cut them off.
CUT = """() => [...document.querySelectorAll('main :is(select, input)')].filter((field) => {
  const style = getComputedStyle(field);
  const needed = 1.15 * parseFloat(style.fontSize)
    + parseFloat(style.paddingTop) + parseFloat(style.paddingBottom);
  return field.clientHeight && field.clientHeight < needed
    && !['checkbox', 'radio', 'color', 'file'].includes(field.type);
}).map((field) => `${field.name || field.id} is cut off`)"""


@pytest.fixture
def amiss(visit):
    """What stands out to the right of pages or is cut off, in Indonesian, whose words are long."""

    def amiss(user, *paths):
        found = {}
        for path in paths:
            page = visit(user, path, NARROW)
            page.evaluate(TWICE)
            found[path] = page.evaluate(STICKS_OUT) + page.evaluate(CUT)
        return {path: said for path, said in found.items() if said}

    return amiss


def test_an_editor_reads_letters_of_twice_the_size_without_scrolling_sideways(
    amiss, kerinci, settings
):
    settings.MAILS = True
    make_many_live(kerinci, 3)
    editor = make_user("editor", kerinci, username="penanggungjawab.redaksi.kerinci")
    own, handed_in = make_article(kerinci, by=editor), make_in_state("in_review", kerinci)

    pages = ["/admin/", LIST, "/admin/fronts/kerinci/", "/admin/profile/", "/admin/notifications/"]
    pages += [page_of(own), page_of(handed_in), f"{LIST}{own.pk}/revisions/", "/admin/calendar/"]
    assert amiss(editor, *pages) == {}


def test_who_keeps_the_network_reads_them_as_well(amiss, kerinci):
    administrator = make_user(is_superuser=True, first_name="Rahmi", last_name="Kusumawardani")
    LogEntry.objects.create(
        user=administrator,
        content_type=ContentType.objects.get_for_model(Desk),
        object_id=kerinci.pk,
        object_repr=kerinci.name,
        action_flag=CHANGE,
        change_message="Bagian wajib (berita): teras, pertanggungjawaban",
    )

    pages = ["/admin/punctuality/", "/admin/masthead/", "/admin/desks/desk/"]
    pages += [f"/admin/desks/desk/{kerinci.pk}/history/", "/admin/accounts/user/"]
    assert amiss(administrator, *pages) == {}
