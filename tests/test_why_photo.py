"""Why a user may do what with a photo: never another answer than what really happens."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from articles.admin import why_photo
from newsroom.photos import editing, storing, taking_down
from newsroom.photos.models import AllowedDesk, Photo

from .factories import NOW, make_article, make_desk, make_network, make_reporter, make_user
from .pictures import lead, make_photo, save

pytestmark = pytest.mark.django_db
SEE, EDIT, USE, DOWN, ORIGINAL, DISCARD = range(6)


@pytest.fixture(autouse=True)
def _english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def people():
    """Users by what they are to the desk of the photo."""
    network = make_network()
    province = make_desk("jambi")
    kerinci, ambon = make_desk("kerinci", parent=province), make_desk("ambon")
    users = {
        f"{role} {name}": make_user(role, desk)
        for name, desk in {"at home": kerinci, "above": province, "elsewhere": ambon}.items()
        for role in ("reporter", "editor", "chief")
    }
    return users | {
        "uploader": make_user("reporter", kerinci),
        "uploader of before": make_user(),
        "administrator": make_user(is_superuser=True, is_staff=True),
        "administrator with a role": make_user("editor", network, is_superuser=True),
        "without a role": make_user(),
        "inactive": make_user("chief", kerinci, is_active=False),
    }


def private(desk, by):
    return make_photo(desk, by=by)


def shared(desk, by):
    return make_photo(desk, by=by, shared=True)


def ended(desk, by):
    return make_photo(desk, by=by, usable_until=NOW, allowed_use="once")


def worked_on(desk, by):
    photo = make_photo(desk, by=by)
    editor = make_user("editor", desk)
    return editing.edit(photo, by=editor, at=NOW, edit=1, values={"place": "Danau"})


def used(desk, by):
    photo, article = make_photo(desk, by=by), make_article(desk)
    save(article, article.created_by, pictures=[lead(photo)])
    return photo


def taken_down(desk, by, original="keep"):
    photo = make_photo(desk, by=by, shared=True)
    editor = make_user("editor", desk)
    taking_down.take_down(
        photo, by=editor, at=NOW, ground="other", reason="Salah.", original=original
    )
    return photo


def erased(desk, by):
    return taken_down(desk, by, "erase")


def what_happens(user, photo):
    """What the pages and the saving of a story answer: in the order of the answers."""
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    page = f"/admin/photos/{photo.pk}/"
    shown = client.get(page)
    takedown = client.get(f"{page}takedown/")
    original = client.get(f"{page}original/")
    # Read to its end, a file is closed.
    b"".join(getattr(original, "streaming_content", ()))
    discard = client.get(f"{page}discard/")
    return [
        shown.status_code == 200,
        b'id="id_headline"' in shown.content,
        uses(user, photo),
        takedown.status_code == 200 and b'name="ground"' in takedown.content,
        original.status_code == 200,
        discard.status_code == 200 and discard.context["may_discard"],
    ]


def uses(user, photo):
    """Whether they may save it as the lead of a draft of their own."""
    desk = next((m.desk for m in user.memberships.select_related("desk")), photo.desk)
    credit = make_reporter(desk, user=user)
    article = make_article(desk, by=user, reporters=[credit])
    try:
        save(article, user, pictures=[lead(photo)])
    except (ValidationError, PermissionDenied):
        return False
    return True


@pytest.mark.parametrize(
    "state", [private, shared, ended, worked_on, used, taken_down, erased], ids=lambda f: f.__name__
)
@pytest.mark.parametrize("by", ["uploader", "uploader of before"])
def test_the_answers_are_what_really_happens(people, state, by):
    wrong = []
    kerinci = people["reporter at home"].memberships.get().desk
    photo = state(kerinci, people[by])
    if state is not erased:
        storing.originals().save(storing.original_name(photo.original), _bytes())
    order = [who for who in people if who != by] + [by]
    for who in order:
        user = people[who]
        photo = Photo.objects.select_related("desk", "uploaded_by").get(pk=photo.pk)
        answers = why_photo.answers(user, photo, at=NOW)
        if not all(answer.sentences and all(map(str, answer.sentences)) for answer in answers):
            wrong.append((who, "is given no reason"))
        said = [answer.may for answer in answers]
        said = said if len(said) > 1 else [False] * 6
        # Using it in a story is what discarding asks about: looked at last, and undone.
        happens = what_happens_undone(user, photo)
        # Who has no role writes nothing, whatever they see.
        if not user.memberships.exists():
            said[USE] = happens[USE] = False
        if said != happens:
            wrong.append((who, "said", said, "happens", happens))

    assert not wrong


def what_happens_undone(user, photo):
    from django.db import transaction

    with transaction.atomic():
        found = what_happens(user, photo)
        transaction.set_rollback(True)
    return found


def _bytes():
    from django.core.files.base import ContentFile

    return ContentFile(b"JPEG")


def test_the_page_answers_for_a_photo_with_its_terms(people):
    photo = make_photo(make_desk("maluku"), shared=True, allowed_use="web", credit="")
    AllowedDesk.objects.create(photo=photo, desk=photo.desk)
    administrator = make_user(is_superuser=True, is_staff=True, language="en")
    client = Client(HTTP_HOST="localhost")
    client.force_login(administrator)
    user = people["editor at home"]

    page = client.get("/admin/why/", {"username": user.username, "photo": photo.pk})

    assert page.status_code == 200
    answers = {str(a.question): (a.may, a.sentences) for a in page.context["answers"]}
    assert answers["Do they see this photo?"] == (True, ["It is shared with every desk."])
    assert answers["May they put it into a story that they may write in?"] == (
        True,
        [
            "They see it.",
            "It lacks credit, source or alternative text: a story does not go out with it until "
            "they are written.",
            "Its terms allow it on the pages of these desks alone: Maluku.",
            "Its terms allow: on the web only.",
        ],
    )
    assert answers["May they edit it?"] == (
        False,
        ["They have no role at Maluku or at a desk above it."],
    )
    assert f'value="{photo.pk}"' in page.text and "nr-why-steps" not in page.text
    both = client.get("/admin/why/", {"username": user.username, "photo": photo.pk, "article": 1})
    assert both.status_code == 422
