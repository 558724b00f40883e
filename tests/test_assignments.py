"""Assignments: who may do what with them, what becomes of them, and who sees them."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from articles import workflow
from articles.checklist.ticking import tick
from articles.models import Article
from articles.planning import filling, standing, steps
from articles.planning.models import Assignment, AssignmentStep

from .factories import (
    NOW,
    make_article,
    make_assignment,
    make_desk,
    make_network,
    make_reporter,
    make_section,
    make_story_template,
    make_taker,
    make_user,
)

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(hours=5)


@pytest.fixture
def kerinci():
    return make_desk("kerinci", parent=make_desk("jambi"))


def refused(name, assignment, *, by, match, at=NOW, **answers):
    before = AssignmentStep.objects.count()
    with pytest.raises(ValidationError, match=match):
        steps.perform(name, assignment, by=by, at=at, **answers)
    assert AssignmentStep.objects.count() == before


def test_an_assignment_becomes_the_draft_and_submitting_the_draft_hands_it_in(kerinci):
    rahmi = make_taker(kerinci, name="Rahmi Anggraini")
    ekonomi = make_section("ekonomi")
    assignment = make_assignment(
        kerinci, reporter=rahmi, idea="Harga cabai di Siulak", section=ekonomi
    )
    steps.perform("accept", assignment, by=rahmi.user, at=NOW)

    begun = steps.perform("begin", assignment, by=rahmi.user, at=NOW).assignment

    article = begun.article
    assert (article.headline, article.desk, article.section) == (
        "Harga cabai di Siulak", kerinci, ekonomi,
    )  # fmt: skip
    assert [byline.reporter for byline in article.bylines.all()] == [rahmi]
    assert article.created_by == rahmi.user
    assert standing.of(begun, NOW).name == "begun"
    Article.objects.filter(pk=article.pk).update(body="<p>Harga naik.</p>")
    workflow.perform("submit", article.pk, by=rahmi.user, at=NOW)
    begun = Assignment.objects.select_related("article").get(pk=begun.pk)
    assert standing.of(begun, NOW).name == "handed_in"
    assert not Assignment.objects.open().exists()


def test_what_comes_back_is_in_work_again_and_late_when_its_time_has_passed(kerinci):
    begun = make_assignment(kerinci, state="begun", due_at=SOON)
    editor = make_user("editor", kerinci)
    Article.objects.filter(pk=begun.article_id).update(
        body="<p>Harga naik.</p>", section=make_section()
    )
    workflow.perform("submit", begun.article_id, by=editor, at=NOW)
    workflow.perform("return", begun.article_id, by=editor, at=NOW, note="Tanya pedagang.")

    begun = Assignment.objects.select_related("article").get(pk=begun.pk)

    assert (standing.of(begun, NOW).name, standing.of(begun, NOW).overdue) == ("begun", False)
    assert standing.of(begun, SOON + timedelta(minutes=1)).overdue


def test_whoever_declines_says_why_and_an_editor_looks_for_somebody_else(kerinci):
    deri, rahmi = make_taker(kerinci), make_taker(kerinci)
    assignment = make_assignment(kerinci, reporter=deri)
    refused("decline", assignment, by=deri.user, match=".", note="  ")

    taken = steps.perform("decline", assignment, by=deri.user, at=NOW, note="Sedang cuti.")

    assert (taken.from_state, taken.to_state, taken.note) == (
        "assigned", "declined", "Sedang cuti.",
    )  # fmt: skip
    again = steps.perform(
        "assign", assignment, by=make_user("editor", kerinci), at=NOW, reporter=rahmi, due_at=SOON
    ).assignment
    assert (again.state, again.reporter) == ("assigned", rahmi)
    refused("accept", assignment, by=deri.user, match=".")


@pytest.mark.parametrize("name", list(steps.STEPS))
def test_nobody_without_the_role_takes_a_step(kerinci, name):
    states = steps.STEPS[name].states
    assignment = make_assignment(kerinci, state=states[0])
    answers = {"reporter": make_taker(kerinci), "due_at": SOON, "note": "Karena."}
    answers = {key: answers[key] for key in steps.STEPS[name].asks}
    colleague, stranger = make_user("reporter", kerinci), make_user("chief", make_desk("ambon"))

    for person in (colleague, stranger, make_user(is_superuser=True)):
        refused(name, assignment, by=person, match=".", **answers)


@pytest.mark.parametrize("state", Assignment.State.values)
def test_a_step_is_taken_from_its_states_alone(kerinci, state):
    chief = make_user("chief", kerinci)
    taker = make_reporter(kerinci, user=chief)
    answers = {"reporter": taker, "due_at": SOON, "note": "Karena."}
    for name, step in steps.STEPS.items():
        assignment = make_assignment(kerinci, state=state, reporter=taker)
        asked = {key: answers[key] for key in step.asks}
        if state in step.states and (
            step.who != "assignee" or steps.is_assignee(chief, assignment)
        ):
            taken = steps.perform(name, assignment, by=chief, at=NOW, **asked)
            assert taken.to_state == (step.to or state)
        else:
            refused(name, assignment, by=chief, match=".", **asked)


def test_only_somebody_with_a_role_at_the_desk_gets_an_assignment(kerinci):
    editor = make_user("editor", kerinci)
    idea = make_assignment(kerinci, state="proposed")
    at_jambi = make_taker(kerinci.parent)
    gone = make_taker(kerinci)
    gone.active = False
    gone.save()

    for reporter in (make_reporter(kerinci), make_taker(make_desk("ambon")), gone):
        refused("assign", idea, by=editor, match=reporter.name, reporter=reporter, due_at=SOON)
        assert reporter not in steps.takers(kerinci)
    assert at_jambi in steps.takers(kerinci)
    steps.perform("assign", idea, by=editor, at=NOW, reporter=at_jambi, due_at=SOON)


def test_a_moment_that_has_passed_or_lies_beyond_every_calendar_is_refused(kerinci):
    editor = make_user("editor", kerinci)
    assignment = make_assignment(kerinci)

    refused("move", assignment, by=editor, match=".", due_at=NOW - timedelta(minutes=1))
    refused("move", assignment, by=editor, match=".", due_at=NOW + timedelta(days=4000))


def test_a_form_that_was_filled_in_over_an_older_one_is_refused(kerinci):
    editor = make_user("editor", kerinci)
    assignment = make_assignment(kerinci, idea="Pasar")
    steps.change(assignment, by=editor, at=NOW, edit=assignment.edit, values={"idea": "Pasar pagi"})

    with pytest.raises(steps.NotAllowed):
        steps.change(assignment, by=editor, at=NOW, edit=assignment.edit, values={"idea": "Toko"})
    # The same button pressed twice is no conflict, and no second change.
    steps.change(assignment, by=editor, at=NOW, edit=assignment.edit, values={"idea": "Pasar pagi"})

    assert Assignment.objects.get().idea == "Pasar pagi"
    assert AssignmentStep.objects.filter(step="change").count() == 1


def test_a_reporter_proposes_an_idea_and_changes_it_until_it_is_assigned(kerinci):
    reporter = make_user("reporter", kerinci)
    idea = steps.propose(desk=kerinci, by=reporter, at=NOW, values={"idea": "Sampah pasar"})
    steps.change(idea, by=reporter, at=NOW, edit=idea.edit, values={"brief": "Siapa mengangkut?"})
    with pytest.raises(PermissionDenied):
        steps.change(
            idea, by=make_user("reporter", kerinci), at=NOW, edit=2, values={"brief": "Lain"}
        )
    steps.perform(
        "assign", idea, by=make_user("editor", kerinci), at=NOW, reporter=make_taker(kerinci),
        due_at=SOON,
    )  # fmt: skip

    with pytest.raises(PermissionDenied):
        steps.change(idea, by=reporter, at=NOW, edit=3, values={"brief": "Lain"})
    with pytest.raises(PermissionDenied):
        steps.propose(desk=make_desk("ambon"), by=reporter, at=NOW, values={"idea": "Ikan"})


def test_assignments_are_seen_by_their_desk_those_above_it_and_whoever_has_them(kerinci):
    ambon = make_desk("ambon")
    rahmi = make_taker(kerinci)
    assignment = make_assignment(kerinci, reporter=rahmi)
    sees = [
        make_user("reporter", kerinci),
        make_user("editor", kerinci.parent),
        make_user("chief", make_network()),
        make_user(is_superuser=True),
        rahmi.user,
    ]
    blind = [make_user("chief", ambon), make_user("editor", make_desk("merangin")), make_user()]

    for person in sees:
        assert list(Assignment.objects.visible_to(person)) == [assignment]
    for person in blind:
        assert not Assignment.objects.visible_to(person).exists()


def test_the_database_keeps_the_steps_and_the_article_of_an_assignment(kerinci):
    make_assignment(kerinci, state="begun")

    for change in (
        lambda: AssignmentStep.objects.update(note="Lain"),
        lambda: AssignmentStep.objects.all().delete(),
        lambda: Assignment.objects.update(article=make_article(kerinci)),
        lambda: Assignment.objects.update(state="accepted"),
        lambda: Assignment.objects.update(due_at=None),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_an_article_begun_from_a_template_keeps_what_it_was_given(kerinci):
    rahmi = make_taker(kerinci)
    template = make_story_template(
        kerinci.parent,
        kicker="Cuaca {desk}",
        body="<p>Prakiraan {date}.</p><script>x</script><p>{lain}</p>",
        topics=["cuaca", "BMKG"],
        checklist=[["Cek peringatan dini BMKG", True], ["Cek suhu tertinggi", False]],
    )
    assignment = make_assignment(kerinci, reporter=rahmi, template=template)
    day = filling.formats.date_format(NOW.astimezone(kerinci.zone), "Y")

    article = steps.perform("begin", assignment, by=rahmi.user, at=NOW).assignment.article
    template.checklist, template.body = [], ""
    template.save()

    article.refresh_from_db()
    assert article.kicker == f"Cuaca {kerinci.name}"
    assert day in article.body and "script" not in article.body and "{lain}" in article.body
    assert [item.tag.name for item in article.topic_items.order_by("pk")] == ["cuaca", "BMKG"]
    assert [line.text for line in article.checklist.order_by("position")] == [
        "Cek peringatan dini BMKG", "Cek suhu tertinggi",
    ]  # fmt: skip


def test_a_required_line_keeps_the_article_until_somebody_ticks_it(kerinci):
    rahmi = make_taker(kerinci)
    template = make_story_template(
        kerinci,
        body="<p>Isi.</p>",
        section=make_section(),
        checklist=[["Cek nama korban", True], ["Cari foto", False]],
    )
    assignment = make_assignment(kerinci, reporter=rahmi, template=template)
    article = steps.perform("begin", assignment, by=rahmi.user, at=NOW).assignment.article
    required = article.checklist.get(required=True)
    with pytest.raises(workflow.NotAllowed, match="Cek nama korban"):
        workflow.perform("submit", article, by=rahmi.user, at=NOW)
    with pytest.raises(PermissionDenied):
        tick(article, required.pk, ticked=True, by=make_user("editor", make_desk()), at=NOW)

    line = tick(article, required.pk, ticked=True, by=rahmi.user, at=NOW)

    assert (line.ticked_by, line.ticked_at) == (rahmi.user, NOW)
    workflow.perform("submit", article, by=rahmi.user, at=NOW)
    with pytest.raises(PermissionDenied):
        tick(article, required.pk, ticked=False, by=rahmi.user, at=NOW)
