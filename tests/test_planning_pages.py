"""Assignments, templates and checklists on their pages, with the buttons that people press."""

from datetime import timedelta

import pytest

from articles.admin.article_form import EDITOR_STYLE
from articles.models import Article
from articles.planning import steps
from articles.planning.models import Assignment, AssignmentStep, StoryTemplate
from articles.talk.models import Notification
from newsroom.reporters.models import Membership

from .factories import (
    NOW,
    make_article,
    make_assignment,
    make_desk,
    make_section,
    make_story_template,
    make_taker,
    make_user,
)
from .staff import client_of

pytestmark = pytest.mark.django_db
SOON = (NOW + timedelta(hours=5)).replace(minute=0, second=0)


@pytest.fixture
def kerinci():
    return make_desk("kerinci", parent=make_desk("jambi"))


def local(desk, moment=SOON):
    return moment.astimezone(desk.zone).strftime("%Y-%m-%dT%H:%M")


def test_an_editor_assigns_a_reporter_accepts_and_begins(kerinci):
    rahmi = make_taker(kerinci, name="Rahmi Anggraini")
    editor = make_user("editor", kerinci)
    form = {
        "desk": kerinci.pk, "idea": "Harga cabai", "brief": "Tanya pengepul.", "words": "500",
        "reporter": rahmi.pk, "due_at": local(kerinci),
    }  # fmt: skip

    first = client_of(editor).post("/admin/assignments/add/", form)
    again = client_of(editor).post("/admin/assignments/add/", form)

    assignment = Assignment.objects.get()
    assert first["Location"] == again["Location"] == f"/admin/assignments/{assignment.pk}/"
    assert (assignment.due_at, assignment.reporter) == (SOON, rahmi)
    client = client_of(rahmi.user)
    assert "Harga cabai" in client.get("/admin/").text
    client.post(f"/admin/assignments/{assignment.pk}/accept/", {"edit": 2})
    begun = client.post(f"/admin/assignments/{assignment.pk}/begin/", {"edit": 3})
    twice = client.post(f"/admin/assignments/{assignment.pk}/begin/", {"edit": 3})
    article = Article.objects.get()
    assert begun["Location"] == twice["Location"] == f"/admin/articles/article/{article.pk}/change/"
    assert "Tanya pengepul." in client.get(begun["Location"]).text
    assert [told.kind for told in Notification.objects.order_by("pk")] == ["assigned", "accepted"]


def test_the_same_for_another_week_or_another_reporter_is_no_button_pressed_twice(kerinci):
    rahmi, dedi = make_taker(kerinci), make_taker(kerinci)
    client = client_of(make_user("editor", kerinci))
    form = {"desk": kerinci.pk, "idea": "Harga cabai", "reporter": rahmi.pk}
    weeks = [local(kerinci, SOON + timedelta(weeks=week)) for week in range(2)]

    for more in ({"due_at": weeks[0]}, {"due_at": weeks[1]}, {"due_at": weeks[1]},
                 {"due_at": weeks[0], "reporter": dedi.pk}):  # fmt: skip
        assert client.post("/admin/assignments/add/", form | more).status_code == 302

    made = Assignment.objects.order_by("pk").values_list("due_at", "reporter")
    later = SOON + timedelta(weeks=1)
    assert list(made) == [(SOON, rahmi.pk), (later, rahmi.pk), (SOON, dedi.pk)]


def test_a_due_time_that_is_refused_is_not_said_to_be_set_because_another_just_was(kerinci):
    assignment = make_assignment(kerinci)
    client = client_of(make_user("editor", kerinci, language="en"))
    address = f"/admin/assignments/{assignment.pk}/move/"
    form = {"edit": assignment.edit, "due_at": local(kerinci)}
    first, again = (client.post(address, form) for _press in range(2))

    refused = client.post(address, {"edit": assignment.edit + 1, "due_at": "2020-01-01T06:00"})

    assert (first.status_code, again.status_code, refused.status_code) == (302, 302, 409)
    assert "2020-01-01T06:00" in refused.text
    assert AssignmentStep.objects.filter(step="move").count() == 1


def test_two_assignments_of_one_name_become_two_drafts(kerinci):
    rahmi = make_taker(kerinci)
    for day in (1, 2):
        due_at = SOON + timedelta(days=day)
        make_assignment(kerinci, state="begun", reporter=rahmi, idea="Cuaca", due_at=due_at)

    assert Article.objects.filter(headline="Cuaca").count() == 2


def test_submitting_the_draft_tells_whoever_assigned_it(kerinci):
    rahmi = make_taker(kerinci)
    begun = make_assignment(kerinci, state="begun", reporter=rahmi)
    Article.objects.filter(pk=begun.article_id).update(body="<p>Isi.</p>", section=make_section())

    client_of(rahmi.user).post(f"/admin/articles/article/{begun.article_id}/steps/submit/",
                               {"edit": begun.article.edit})  # fmt: skip

    assigned_by = AssignmentStep.objects.get(step="assign").by
    assert Notification.objects.get(kind="submitted").to == assigned_by, "as an editor of the desk"
    assert not Notification.objects.filter(kind="handed_in").exists(), "and not twice"


def test_an_editor_of_the_desk_above_who_assigned_it_is_told_that_it_is_handed_in(kerinci):
    above, rahmi = make_user("editor", kerinci.parent), make_taker(kerinci)
    make_user("editor", kerinci)
    wanted = steps.propose(desk=kerinci, by=above, at=NOW, values={"idea": "Harga cabai"})
    steps.perform("assign", wanted, by=above, at=NOW, reporter=rahmi, due_at=SOON)
    begun = steps.perform("begin", wanted, by=rahmi.user, at=NOW).assignment
    Article.objects.filter(pk=begun.article_id).update(body="<p>Isi.</p>", section=make_section())

    client_of(rahmi.user).post(f"/admin/articles/article/{begun.article_id}/steps/submit/",
                               {"edit": begun.article.edit})  # fmt: skip

    assert [told.kind for told in Notification.objects.filter(to=above)] == ["handed_in"]


def test_what_is_missing_is_said_and_nothing_typed_is_lost(kerinci):
    rahmi, editor = make_taker(kerinci), make_user("editor", kerinci, language="en")
    values = {"desk": kerinci.pk, "idea": "Harga cabai", "reporter": rahmi.pk, "words": "0"}

    answer = client_of(editor).post("/admin/assignments/add/", values)

    assert answer.status_code == 422
    assert "Choose when it is due." in answer.text and 'value="Harga cabai"' in answer.text
    for bad in ({"words": "0", "due_at": local(kerinci)},
                {"due_at": local(kerinci, NOW - timedelta(days=1))},
                {"idea": " ", "due_at": local(kerinci)},
                {"reporter": make_taker(make_desk()).pk, "due_at": local(kerinci)}):  # fmt: skip
        values = {"desk": kerinci.pk, "idea": "Cabai", "reporter": rahmi.pk} | bad
        assert client_of(editor).post("/admin/assignments/add/", values).status_code == 422
    assert not Assignment.objects.exists()


def test_a_reporter_proposes_and_the_nearest_editors_are_told(kerinci):
    editor = make_user("editor", kerinci.parent)
    client = client_of(make_user("reporter", kerinci))
    page = client.get("/admin/assignments/add/").text

    client.post("/admin/assignments/add/", {"desk": kerinci.pk, "idea": "Sampah pasar",
                                            "reporter": make_taker(kerinci).pk})  # fmt: skip

    assert 'name="reporter"' not in page
    assert Assignment.objects.get().state == "proposed"
    assert Notification.objects.get().to == editor
    assert "Sampah pasar" in client_of(editor).get("/admin/").text


def test_a_change_over_somebody_elses_is_refused_with_what_was_typed(kerinci):
    client = client_of(make_user("editor", kerinci))
    assignment = make_assignment(kerinci, idea="Pasar")
    path = f"/admin/assignments/{assignment.pk}/"
    assert client.post(path, {"idea": "Pasar pagi", "edit": assignment.edit}).status_code == 302

    answer = client.post(path, {"idea": "Toko kelontong", "edit": assignment.edit})

    assert (answer.status_code, "Toko kelontong" in answer.text) == (409, True)
    assert Assignment.objects.get().idea == "Pasar pagi"


def test_a_list_longer_than_a_page_goes_on(kerinci):
    client = client_of(make_user("editor", kerinci))
    editor = make_user("editor", kerinci)
    Assignment.objects.bulk_create(
        Assignment(desk=kerinci, idea=f"Gagasan {number:03}", proposed_by=editor,
                   proposed_at=NOW, due_at=SOON if number % 2 else None)
        for number in range(60)
    )  # fmt: skip
    for show in ("open", "all"):
        first = client.get(f"/admin/assignments/?show={show}")
        rest = client.get(f"/admin/assignments/{first.context['more']}")
        shown = [row.pk for page in (first, rest) for row in page.context["rows"]]
        assert (len(first.context["rows"]), len(shown), len(set(shown))) == (50, 60, 60)
        assert not rest.context["more"]


TEMPLATE = {
    "name": "Cuaca harian", "kind": "news", "headline": "Cuaca {desk}", "body": "<p>{date}</p>",
    "topics": "cuaca, peringatan dini", "active": "on", "lines-TOTAL_FORMS": "2",
    "lines-INITIAL_FORMS": "0", "lines-0-text": "Cek BMKG", "lines-0-required": "on",
    "lines-1-text": "",
}  # fmt: skip


def test_a_chief_keeps_the_templates_of_the_desk_and_those_below_are_offered_them(kerinci):
    chief = make_user("chief", kerinci.parent, language="en")
    client = client_of(chief)
    make_desk("ambon")
    values = TEMPLATE | {"desk": kerinci.parent_id, "edit": 1}

    client.post("/admin/story-templates/add/", values)

    template = StoryTemplate.objects.get()
    assert template.checklist == [["Cek BMKG", True]]
    assert template.topics == ["cuaca", "peringatan dini"]
    assert client.post("/admin/story-templates/add/", values).status_code == 422
    path = f"/admin/story-templates/{template.pk}/"
    assert client.post(path, values | {"kicker": "Cuaca"}).status_code == 302
    stale = client.post(path, values | {"kicker": "Lain"})
    assert (stale.status_code, 'value="Lain"' in stale.text) == (409, True)
    reporter = client_of(make_user("reporter", kerinci))
    assert "Cuaca harian" in reporter.get("/admin/articles/article/add/").text
    elsewhere = client_of(make_user("reporter", make_desk("makassar")))
    assert "Cuaca harian" not in elsewhere.get("/admin/articles/article/add/").text
    hidden = elsewhere.get(f"/admin/articles/article/add/?template={template.pk}").text
    assert "Cek BMKG" not in hidden and "peringatan dini" not in hidden


def test_a_chief_is_told_which_words_in_braces_a_template_does_not_fill_in(kerinci):
    client = client_of(make_user("chief", kerinci, language="en"))
    values = TEMPLATE | {"desk": kerinci.pk, "edit": 1, "kicker": "{Hari}"}
    values |= {"headline": "Harga {date} {tanggal}", "body": "<p>{ weekday }, {x+y}, {tanggal}</p>"}

    page = client.post("/admin/story-templates/add/", values, follow=True).text

    assert "Stays as it is typed: {Hari}, {tanggal}, { weekday }." in page
    assert "Filled in are {date}, {weekday}, {desk}." in page
    assert StoryTemplate.objects.get().headline == "Harga {date} {tanggal}"
    path = f"/admin/story-templates/{StoryTemplate.objects.get().pk}/"
    page = client.post(path, TEMPLATE | {"desk": kerinci.pk, "edit": 1}, follow=True).text
    assert "is saved" in page and "Stays as it is typed" not in page


def test_a_new_article_begins_with_the_template_and_brings_its_checklist(kerinci):
    template = make_story_template(
        kerinci, headline="Cuaca {desk}", body="<p>Isi.</p>", topics=["cuaca"],
        checklist=[["Cek BMKG", True]],
    )  # fmt: skip
    client = client_of(make_user("reporter", kerinci, language="en"))
    form = client.get(f"/admin/articles/article/add/?template={template.pk}").context["form"]
    assert (form["headline"].value(), form["topics"].value()) == ("Cuaca Kerinci", "cuaca")
    values = {
        "desk": kerinci.pk, "kind": "news", "headline": "Cuaca Kerinci", "body": "<p>Isi.</p>",
        "topics": "cuaca", "edit": 0, "template": template.pk, "bylines-TOTAL_FORMS": 0,
        "bylines-INITIAL_FORMS": 0,
    }  # fmt: skip

    for _ in range(2):
        assert client.post("/admin/articles/article/add/", values).status_code == 302

    article = Article.objects.get()
    line = article.checklist.get()
    path = f"/admin/articles/article/{article.pk}/"
    assert "Not ticked yet: “Cek BMKG”." in client.get(f"{path}change/").text
    answer = client.post(f"{path}checklist/", {"line": line.pk, "ticked": "1"},
                         HTTP_ACCEPT="application/json")  # fmt: skip
    assert answer.json()["ticked"] and "WIB" in answer.json()["who"]
    assert "Not ticked yet" not in client.get(f"{path}change/").text
    assert client.post(f"{path}checklist/", {"line": "x"}).status_code == 404
    stranger = client_of(make_user("chief", make_desk("ambon")))
    assert stranger.post(f"{path}checklist/", {"line": line.pk}).status_code == 404
    other = make_article(kerinci)
    wrong = client.post(f"/admin/articles/article/{other.pk}/checklist/", {"line": line.pk})
    assert wrong.status_code == 404


def test_who_takes_a_text_to_a_desk_without_its_template_is_told_what_is_left_out(kerinci):
    merangin = make_desk("merangin")
    template = make_story_template(kerinci, checklist=[["Cek BMKG", True]])
    user = make_user("reporter", kerinci, language="en")
    Membership.objects.create(user=user, desk=merangin, role="reporter")
    values = {
        "desk": merangin.pk, "kind": "news", "headline": "", "body": "<p>Isi.</p>", "edit": 0,
        "template": template.pk, "bylines-TOTAL_FORMS": 0, "bylines-INITIAL_FORMS": 0,
    }  # fmt: skip
    client = client_of(user)

    again = client.post("/admin/articles/article/add/", values)
    assert again.status_code == 422
    assert f'name="template" value="{template.pk}"' in again.text
    values["headline"] = "Cuaca"
    saved = client.post("/admin/articles/article/add/", values, follow=True)

    assert "Merangin has no such template: its checklist is left out." in saved.text
    assert not Article.objects.get().checklist.exists()


def test_a_template_is_written_in_the_same_editor_under_the_same_policy(kerinci):
    chief = client_of(make_user("chief", kerinci))

    template, article = (
        chief.get(address)
        for address in ("/admin/story-templates/add/", "/admin/articles/article/add/")
    )

    for page in (template, article):
        assert "editor-words.js" in page.text
        assert EDITOR_STYLE["style-src"][0] in page["Content-Security-Policy"]


def test_what_is_on_every_week_is_put_on_the_list_again_at_the_same_clock(kerinci):
    rahmi, editor = make_taker(kerinci), make_user("editor", kerinci, language="en")
    weeks_ago = SOON - timedelta(weeks=3, days=1)
    before = make_assignment(
        kerinci, reporter=rahmi, idea="Sidang DPRD", due_at=weeks_ago, place="Gedung DPRD",
        event_at=weeks_ago - timedelta(hours=3), section=make_section(),
        at=weeks_ago - timedelta(days=2),
    )  # fmt: skip
    elsewhere = make_assignment(make_desk("merangin"), idea="Rahasia desk lain")
    client, add = client_of(editor), "/admin/assignments/add/"

    shown = client.get(f"/admin/assignments/{before.pk}/").text
    form = client.get(add, {"like": before.pk}).context["form"]

    assert f'href="{add}?like={before.pk}"' in shown
    values = {name: form[name].value() for name in ("idea", "place", "reporter", "section")}
    assert values == {
        "idea": "Sidang DPRD", "place": "Gedung DPRD", "reporter": rahmi.pk,
        "section": before.section_id,
    }  # fmt: skip
    ahead = form["event_at"].initial
    assert ahead > SOON - timedelta(hours=6), "the next one, and not one that has passed"
    assert (ahead - before.event_at) % timedelta(weeks=1) == timedelta()
    assert form["due_at"].initial - ahead == timedelta(hours=3)
    for number in (elsewhere.pk, 999999, "x"):
        assert "Rahasia" not in client.get(add, {"like": number}).text


def test_what_was_typed_is_still_there_after_the_desk_was_changed(kerinci):
    chief, merangin = make_user("chief", kerinci.parent, language="en"), make_desk("merangin")
    Membership.objects.create(user=chief, desk=merangin, role="editor")
    before = make_assignment(kerinci, idea="Sidang DPRD", due_at=SOON)
    add = f"/admin/assignments/add/?like={before.pk}"
    typed = {"desk": kerinci.pk, "idea": "Sidang tahunan", "due_at": local(kerinci), "words": "x"}

    client = client_of(chief)
    # A page that one can go back to, and load again.
    away = client.post(add, typed | {"other_desk": "merangin", "_change_desk": "1"})
    page = client.get(away["Location"])

    assert away.status_code == 302 and page.status_code == 200 and "For Merangin." in page.text
    assert 'value="Sidang tahunan"' in page.text and f'value="{local(kerinci)}"' in page.text
    assert f'name="desk" value="{merangin.pk}"' in page.text
    assert "Sidang tahunan" in client.get(away["Location"]).text
    assert "Sidang tahunan" not in client_of(make_user("chief", kerinci)).get(away["Location"]).text
    assert Assignment.objects.count() == 1, "nothing is put on a list by changing the desk"
    client.post(away["Location"], typed | {"desk": merangin.pk, "words": "500"})
    assert Assignment.objects.get(desk=merangin).idea == "Sidang tahunan"
    assert "Sidang tahunan" not in client.get(away["Location"]).text, "it is on the list now"


def test_what_several_windows_typed_is_kept_apart_and_no_more_than_five_at_a_time(kerinci):
    chief = make_user("chief", kerinci.parent, language="en")
    client, add = client_of(chief), "/admin/assignments/add/"

    places = [
        client.post(add, {"idea": f"Ide {i}", "other_desk": "kerinci", "_change_desk": "1"})[
            "Location"
        ]
        for i in range(6)
    ]

    assert [f"Ide {i}" in client.get(place).text for i, place in enumerate(places)] == [
        False, True, True, True, True, True,
    ]  # fmt: skip


def test_what_was_with_somebody_who_left_waits_to_be_assigned_again(kerinci):
    rahmi, editor = make_taker(kerinci), make_user("editor", kerinci, language="en")
    make_assignment(kerinci, state="accepted", reporter=rahmi, idea="Harga cabai")
    client = client_of(editor)
    assert "Harga cabai" not in client.get("/admin/assignments/?show=ideas").text

    rahmi.user.is_active = False
    rahmi.user.save()

    assert "Harga cabai" in client.get("/admin/assignments/?show=ideas").text
    assert "Harga cabai" in client.get("/admin/").text
