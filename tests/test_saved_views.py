"""Views of the list of articles: saved, shared with desks, and whose they are."""

import re

import pytest

from articles.models import SavedView

from .factories import make_article, make_desk, make_user
from .staff import LIST, client_of, found

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("network")]
VIEWS = f"{LIST}views/"


@pytest.fixture
def editor():
    """An editor of Kerinci, in English."""
    return make_user("editor", make_desk("kerinci"), language="en")


def desk_of(user):
    return user.memberships.get().desk


def test_a_view_is_saved_opened_renamed_and_removed(editor):
    client = client_of(editor)
    form = {"do": "save", "name": "Beras", "query": "q=beras&state=draft&before=1-1&x=y"}

    for _ in range(2):
        assert client.post(VIEWS, form)["Location"] == f"{LIST}?q=beras&state=draft"

    view = SavedView.objects.get()
    text = client.get(f"{LIST}?state=draft&q=beras").text
    assert re.search(r'q=beras&amp;state=draft" aria-current="page">Beras', text)
    assert "Beras</a>" in client.get("/admin/").text
    client.post(VIEWS, {"do": "change", "view": view.pk, "name": "Padi"})
    assert "Padi" in client.get(VIEWS).text
    for _ in range(2):
        assert client.post(VIEWS, {"do": "remove", "view": view.pk}).status_code == 302
    assert client.post(VIEWS, {"do": "remove", "view": "9" * 5000}).status_code == 302
    assert not SavedView.objects.exists()


def test_a_shared_view_is_shown_where_it_is_shared_and_finds_what_each_may_see(editor):
    desk = desk_of(editor)
    below = make_user("reporter", make_desk("sungai-penuh", parent=desk))
    stranger = make_user("chief", make_desk("ambon"), language="en")
    make_article(desk, headline="Rahasia beras", shared=False)
    client_of(editor).post(
        VIEWS, {"do": "save", "name": "Soal beras", "query": "q=beras", "desk": "Kerinci"}
    )

    assert SavedView.objects.get().desk == desk
    assert "Soal beras" in client_of(below).get(LIST).text
    assert "Soal beras" not in client_of(stranger).get(LIST).text
    assert found(editor, q="beras") == ["Rahasia beras"]
    assert found(below, q="beras") == []


def test_only_editors_share_and_only_with_their_own_desks(editor):
    make_desk("ambon", name="Ambon")
    reporter = make_user("reporter", desk_of(editor), language="en")

    for user, desk in ((editor, "Ambon"), (reporter, "Kerinci")):
        form = {"do": "save", "name": "x", "query": "q=x", "desk": desk}
        assert "You edit at no desk" in client_of(user).post(VIEWS, form, follow=True).text
    assert not SavedView.objects.exists()


def test_what_is_wrong_with_a_view_is_said_and_the_list_stays(editor):
    client = client_of(editor)
    client.post(VIEWS, {"do": "save", "name": "Beras", "query": "q=beras"})

    for form, sentence in (
        ({"name": "Beras", "query": "q=padi"}, "You have a view of this name already."),
        ({"name": " ", "query": "q=padi"}, "Give the view a name."),
    ):
        response = client.post(VIEWS, {"do": "save"} | form, follow=True)
        assert sentence in response.text
        assert 'value="padi"' in response.text
    assert SavedView.objects.count() == 1


def test_nobody_changes_somebody_elses_view_but_an_editor_ends_the_sharing(editor):
    desk = desk_of(editor)
    owner = make_user("chief", desk)
    view = SavedView.objects.create(owner=owner, name="Lama", query="q=x", desk=desk)
    kept = SavedView.objects.create(owner=owner, name="Sendiri", query="q=x")
    reporter = make_user("reporter", desk)

    for user in (editor, reporter):
        form = {"do": "change", "view": view.pk, "name": "Curi"}
        assert client_of(user).post(VIEWS, form).status_code == 404
        client_of(user).post(VIEWS, {"do": "remove", "view": view.pk})
        assert client_of(user).post(VIEWS, {"do": "end", "view": kept.pk}).status_code == 404
    assert client_of(reporter).post(VIEWS, {"do": "end", "view": view.pk}).status_code == 403
    client_of(editor).post(VIEWS, {"do": "end", "view": view.pk})
    assert list(SavedView.objects.order_by("pk").values_list("name", "desk")) == [
        ("Lama", None),
        ("Sendiri", None),
    ]
