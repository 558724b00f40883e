"""In whose name printed articles come in, and who may not bring them."""

import pytest

from articles.models import Article
from newsroom.desks.models import Desk
from newsroom.reporters.models import Membership

from .factories import make_desk, make_user
from .printed import run, run_and_fail, write

pytestmark = pytest.mark.django_db


def test_who_brings_it_in_may_be_named(siulak, tmp_path):
    make_user("reporter", siulak, username="rahmi")

    run(write(tmp_path), "--by", "rahmi")

    assert Article.objects.get().created_by.username == "rahmi"


def test_the_nearest_chief_editor_who_is_active_brings_it_in(siulak, tmp_path):
    make_user("chief", siulak, username="pensiun", is_active=False)
    make_user("editor", siulak, username="redaktur")
    make_user("chief", siulak, username="dekat")
    make_user("chief", make_desk("ambon"), username="jauh")

    run(write(tmp_path))

    assert Article.objects.get().created_by.username == "dekat"


@pytest.mark.parametrize(
    ("role", "options", "reason"),
    [
        (None, (), "tamu has no role at Siulak or above it."),
        ("editor", ("--issue", "--section", "sosial"), "tamu is not chief editor at Siulak or abo"),
    ],
)
def test_somebody_who_may_not_brings_nothing_in(siulak, tmp_path, role, options, reason):
    make_user(role, siulak, username="tamu")

    said, _ = run_and_fail(write(tmp_path), "--by", "tamu", *options)

    assert reason in said
    assert not Article.objects.exists()


def test_without_a_chief_editor_the_command_says_what_to_do(siulak, tmp_path):
    Membership.objects.all().delete()

    said, _ = run_and_fail(write(tmp_path))

    assert "Make somebody its chief editor, or name who imports with --by USERNAME." in said


def test_an_inactive_desk_takes_drafts_and_issues_nothing(siulak, tmp_path):
    Desk.objects.filter(pk=siulak.pk).update(active=False)

    said, _ = run_and_fail(write(tmp_path), "--issue", "--section", "sosial")
    run(write(tmp_path))

    assert "Siulak is not active: its host answers nobody. Activate the desk first" in said
    assert Article.objects.get().state == "draft"


def test_an_inactive_user_brings_nothing_in(siulak, tmp_path):
    make_user("chief", siulak, username="pensiun", is_active=False)

    _, error = run_and_fail(write(tmp_path), "--by", "pensiun")

    assert error == "The user “pensiun” is not active."
