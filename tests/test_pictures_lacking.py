"""What a picture must have before its story goes on, and what is said of it beforehand."""

import re
from datetime import timedelta

import pytest

from articles import checks, needs, workflow
from articles.models import Article
from articles.pictures.using import used
from newsroom.photos import taking_down
from newsroom.photos.models import Photo

from .factories import NOW, make_article, make_desk, make_in_state, make_issued, make_user
from .pictures import figure, gallery, issue, lead, make_photo, save
from .plain_sql import refused
from .steps import lacking

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def article():
    return make_article(make_desk("kerinci"))


def test_a_story_does_not_go_on_while_a_picture_lacks_what_it_must_have(article):
    photo = make_photo(article.desk, credit="", source="", alt="")
    inside = make_photo(article.desk, source="")
    saved = save(article, article.created_by, pictures=[lead(photo)], body=figure(inside, "Kata"))
    saved.refresh_from_db()

    assert needs.missing_parts(saved, at=NOW) == [
        ("pictures", f"Lead picture (photo {photo.pk}): write the credit."),
        ("pictures", f"Lead picture (photo {photo.pk}): name its source in the library."),
        ("pictures", f"Lead picture (photo {photo.pk}): write the alternative text."),
        ("body", f"Picture in the text (photo {inside.pk}): name its source in the library."),
    ]
    with pytest.raises(workflow.NotAllowed, match="write the credit"):
        workflow.perform("submit", saved, by=article.created_by, at=NOW)

    Photo.objects.update(source="Rara Lestari")
    mended = save(saved, article.created_by, pictures=[lead(photo, "", "Foto: Ani", "Perahu")])
    assert needs.missing_parts(mended, at=NOW) == []


def test_a_picture_that_lost_its_source_after_it_was_approved_keeps_the_story_back(article):
    photo = make_photo(article.desk)
    saved = save(article, article.created_by, pictures=[lead(photo)])
    editor = make_user("editor", article.desk)
    workflow.perform("submit", saved, by=editor, at=NOW)
    workflow.perform("approve", saved, by=editor, at=NOW)
    Photo.objects.update(source="")

    with pytest.raises(workflow.NotAllowed, match="name its source"):
        workflow.perform("issue", saved.pk, by=editor, at=NOW)


def test_a_picture_that_ai_made_goes_with_the_consent_that_was_written_of_it(article):
    photo = make_photo(article.desk, origin="generated", consent=" \n")
    saved = save(article, article.created_by, pictures=[lead(photo)])
    sentence = (
        f"Lead picture (photo {photo.pk}): AI made it. Write in the library who agreed to it, or "
        "that it shows nobody real."
    )
    assert lacking(saved) == [sentence]

    Photo.objects.update(consent="Rosmini setuju, 20 November 2026; suratnya di map 12.")

    saved = Article.objects.get(pk=saved.pk)
    assert lacking(saved) == []
    assert issue(saved, [lead(photo)]).versions.get().pictures.get().ai_made


def test_postgres_refuses_a_picture_that_ai_made_without_consent(article):
    version = make_issued(article.desk).versions.get()
    photo = make_photo(article.desk, origin="generated")

    refused(
        "INSERT INTO pictures_versionpicture "
        "(version_id, photo_id, place, position, caption, credit, alt, ai_made, files) "
        f"VALUES ({version.pk}, {photo.pk}, 'lead', 1, '', 'Foto: Ani', 'Perahu', true, '{{}}')",
        match="Nobody said who agreed",
    )


def test_the_checks_say_what_to_look_at_once_more(article):
    photo = make_photo(article.desk, shared=True, caption="Perahu kandas", alt="perahu kandas")
    other = make_in_state("draft", make_desk("ambon"))
    other = save(other, other.created_by, pictures=[lead(photo)])
    editor = make_user("editor", other.desk)
    for step in ("submit", "approve", "issue"):
        workflow.perform(step, other, by=editor, at=NOW)
    saved = save(article, article.created_by, pictures=[lead(photo)])

    found = [each.sentence for each in checks.warnings(saved, by=editor, at=NOW)]

    assert any("the same as the alternative text" in each for each in found)
    assert f"Lead picture (photo {photo.pk}): it leads article {other.pk} of Ambon this week already." in found  # fmt: skip # noqa: E501


@pytest.mark.usefixtures("desks_read_once")
def test_a_story_without_pictures_has_nothing_missing_about_them(django_assert_num_queries):
    article = Article.objects.get(pk=make_issued().pk)

    with django_assert_num_queries(1):
        assert used(article) == []
    with django_assert_num_queries(0):
        assert used(article) == []


def test_a_story_does_not_go_on_with_a_picture_whose_terms_do_not_cover_it(article):
    early = make_photo(article.desk, usable_from=NOW + timedelta(hours=2))
    late = make_photo(article.desk, usable_until=NOW + timedelta(hours=6))
    elsewhere = make_photo(article.desk)
    elsewhere.allowed.create(desk=make_desk("ambon"))
    saved = save(article, article.created_by, pictures=gallery(early, late, elsewhere))

    def refused(at):
        return {int(re.search(r"photo (\d+)", each)[1]) for each in lacking(saved, at)}

    assert refused(NOW) == {early.pk, elsewhere.pk}
    assert refused(NOW + timedelta(hours=3)) == {elsewhere.pk}
    assert refused(NOW + timedelta(hours=6)) == {late.pk, elsewhere.pk}


def test_the_moment_from_which_a_story_is_live_decides_about_terms(article):
    photo = make_photo(article.desk, usable_until=NOW + timedelta(hours=6))
    saved = save(article, article.created_by, pictures=[lead(photo)])
    editor = make_user("editor", article.desk)
    workflow.perform("submit", saved, by=editor, at=NOW)
    workflow.perform("approve", saved, by=editor, at=NOW)

    with pytest.raises(workflow.NotAllowed, match="readers may see it until"):
        workflow.perform("issue", saved.pk, by=editor, at=NOW, live_from=NOW + timedelta(hours=7))
    workflow.perform("issue", saved.pk, by=editor, at=NOW, live_from=NOW + timedelta(hours=1))


def test_why_a_picture_may_not_be_shown_is_said_with_what_to_do(article):
    ended = make_photo(article.desk, usable_until=NOW - timedelta(hours=1))
    ahead = make_photo(article.desk, usable_from=NOW + timedelta(hours=1))
    elsewhere, gone = make_photo(article.desk), make_photo(article.desk)
    elsewhere.allowed.create(desk=make_desk("ambon"))
    saved = save(article, article.created_by, pictures=gallery(ended, ahead, elsewhere, gone))
    taking_down.take_down(
        gone, by=make_user("editor", article.desk), at=NOW,
        ground="consent", reason="Ia menarik izinnya.", original="keep",
    )  # fmt: skip

    told = [each.split(": ", 1)[1] for each in lacking(Article.objects.get(pk=saved.pk))]

    assert [re.split(r" 2\d{3}-|\.", each)[0] for each in told] == [
        "readers may see it until",
        "readers may see it from",
        "its terms do not allow it on Kerinci",
        "it was taken down",
    ]
    assert all("another" in each for each in told)


def test_a_schedule_is_not_moved_to_where_readers_would_not_see_its_pictures(article):
    photo = make_photo(article.desk, usable_until=NOW + timedelta(hours=6))
    saved = save(article, article.created_by, pictures=[lead(photo)])
    editor = make_user("editor", article.desk)
    for step in ("submit", "approve"):
        workflow.perform(step, saved, by=editor, at=NOW)
    workflow.perform("issue", saved.pk, by=editor, at=NOW, live_from=NOW + timedelta(hours=2))

    def reschedule(hours):
        moment = NOW + timedelta(hours=hours)
        workflow.perform("reschedule", saved.pk, by=editor, at=NOW, live_from=moment)

    with pytest.raises(workflow.NotAllowed, match="readers may see it until") as refused:
        reschedule(7)
    # Another picture cannot be chosen where a moment is asked for: another moment can.
    stays = needs.clock(NOW + timedelta(hours=2), article.desk.zone)
    assert refused.value.messages[-1].startswith(f"Not moved: it goes out at {stays}, as before.")
    reschedule(3)
    # The term that was cut meanwhile keeps nobody from moving what goes without the picture now.
    Photo.objects.filter(pk=photo.pk).update(usable_until=NOW + timedelta(hours=1))
    found = [each.sentence for each in checks.warnings(
        Article.objects.get(pk=saved.pk), by=editor, at=NOW
    )]  # fmt: skip
    assert [each for each in found if "before the story goes out at" in each]
    reschedule(7)


@pytest.mark.parametrize("allowed_use", ["once", "story"])
def test_a_photo_for_one_story_is_not_used_in_another(article, allowed_use):
    photo = make_photo(article.desk, allowed_use=allowed_use)
    first = issue(make_article(article.desk), [lead(photo)])
    saved = save(article, article.created_by, pictures=[lead(photo)])

    assert lacking(saved) == [
        f"Lead picture (photo {photo.pk}): its terms allow it in one story, and article {first.pk} "
        "has it."
    ]
    assert lacking(Article.objects.get(pk=first.pk)) == []


def test_a_term_that_ends_soon_is_said_beforehand(article):
    soon = make_photo(article.desk, usable_until=NOW + timedelta(days=20))
    later = make_photo(article.desk, usable_until=NOW + timedelta(days=40))
    saved = save(article, article.created_by, pictures=gallery(soon, later))
    editor = make_user("editor", article.desk)

    found = [each.sentence for each in checks.warnings(saved, by=editor, at=NOW)]

    assert [each for each in found if "its term ends at" in each and f"photo {soon.pk}" in each]
    assert not [each for each in found if f"photo {later.pk}" in each]
