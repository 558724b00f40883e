"""On which terms a photo may be shown: by the clock, by desk, and never again once taken down."""

import itertools
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from newsroom.accounts.models import User
from newsroom.photos import rights
from newsroom.photos.models import AllowedDesk, Change, GoneFile, Photo, Takedown
from newsroom.photos.models.terms import FOREVER, SOON, Standing

from .factories import NOW, make_desk, make_network, make_user
from .photos import give_files, make_photo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
DAY = timedelta(days=1)


@pytest.fixture
def jambi():
    make_network()
    return make_desk("jambi")


@pytest.fixture
def kerinci(jambi):
    return make_desk("kerinci", parent=jambi)


def take_down(photo, at=NOW, **values):
    values = {"ground": "copyright", "reason": "Bukan milik kami.", "original": "keep"} | values
    return Takedown.objects.create(photo=photo, by=make_user("editor", photo.desk), at=at, **values)


def test_a_term_holds_from_its_start_up_to_its_end(kerinci):
    photo = make_photo(kerinci, usable_from=NOW, usable_until=NOW + DAY)

    def shown(at):
        return Photo.objects.usable(at, kerinci).filter(pk=photo.pk).exists()

    moments = [NOW - timedelta(seconds=1), NOW, NOW + DAY - timedelta(seconds=1), NOW + DAY]
    assert [shown(at) for at in moments] == [False, True, True, False]


def test_a_photo_without_a_term_may_be_shown_always_and_everywhere(kerinci):
    photo = make_photo(kerinci)
    assert photo.usable_until == FOREVER
    for desk in (kerinci, make_desk("ambon"), make_network()):
        assert list(Photo.objects.usable(NOW + 9999 * DAY, desk)) == [photo]


def test_a_photo_for_a_desk_is_for_the_desks_below_it_too_and_for_no_other(jambi, kerinci):
    photo = make_photo(kerinci)
    AllowedDesk.objects.create(photo=photo, desk=jambi)

    for desk, may in ((kerinci, True), (jambi, True), (make_network(), False),
                      (make_desk("ambon"), False)):  # fmt: skip
        assert Photo.objects.usable(NOW, desk).exists() is may, desk


def test_what_was_taken_down_is_shown_nowhere_from_that_moment_on(kerinci):
    photo = make_photo(kerinci)
    take_down(photo)

    photo.refresh_from_db()
    assert photo.taken_down_at == NOW
    assert Photo.objects.usable(NOW - timedelta(seconds=1), kerinci).exists()
    assert not Photo.objects.usable(NOW, kerinci).exists()


def test_every_photo_stands_where_the_query_finds_it(kerinci):
    ends = (NOW - DAY, NOW, NOW + DAY, NOW + SOON, NOW + SOON + DAY, FOREVER)
    starts = (None, NOW - 9 * DAY, NOW + DAY / 2)
    for start, end, alt, down in itertools.product(starts, ends, ("", "Danau"), (False, True)):
        if start is None or end > start:
            photo = make_photo(kerinci, usable_from=start, usable_until=end, alt=alt)
            if down:
                take_down(photo)
    photos = list(Photo.objects.all())
    for at in (NOW - timedelta(seconds=1), NOW, NOW + DAY):
        stand = {photo.pk: photo.standing(at) for photo in photos}
        found = {
            pk: name
            for name in Standing
            for pk in Photo.objects.standing(name, at).values_list("pk", flat=True)
        }
        assert found == stand
    assert set(stand.values()) == set(Standing) - {Standing.AHEAD}


def test_the_database_keeps_terms_that_make_sense(kerinci):
    photo = make_photo(kerinci)
    for rule, change in (
        ("photo_term_has_a_length", {"usable_from": NOW, "usable_until": NOW}),
        ("photo_allowed_use_known", {"allowed_use": "print"}),
        ("photo_handout_has_a_source", {"origin": "handout", "source": ""}),
        ("taken down by its take-down alone", {"taken_down_at": NOW}),
    ):
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            Photo.objects.filter(pk=photo.pk).update(**change)


def test_a_photo_that_was_taken_down_comes_back_by_no_way(kerinci):
    photo = make_photo(kerinci)
    (rendition,) = give_files(photo, crops=["full"])
    takedown = take_down(photo)
    gone = GoneFile.objects.create(takedown=takedown, name=rendition.file, gone_at=NOW)
    Takedown.objects.update(cleared_at=NOW)

    for refused in (
        lambda: Photo.objects.update(taken_down_at=None),
        lambda: Photo.objects.update(taken_down_at=NOW + DAY),
        lambda: Takedown.objects.update(reason="Tidak jadi."),
        lambda: Takedown.objects.update(cleared_at=None),
        takedown.delete,
        gone.delete,
        lambda: GoneFile.objects.update(gone_at=NOW + DAY),
        lambda: take_down(photo, at=NOW + DAY),
        lambda: give_files(photo, crops=["1x1"]),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            refused()


def test_the_history_of_a_photo_is_append_only(kerinci):
    photo = make_photo(kerinci)
    change = Change.objects.create(
        photo=photo, edit=2, by=photo.uploaded_by, at=NOW, fields={"credit": ["", "Foto: Ani"]}
    )
    for refused in (change.delete, lambda: Change.objects.update(fields={})):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            refused()


def test_people_see_the_photos_of_their_desks_and_what_others_share(jambi, kerinci):
    ambon = make_desk("ambon")
    own = make_photo(kerinci)
    shared = make_photo(ambon, shared=True)
    hidden = make_photo(ambon)
    down = make_photo(ambon, shared=True)
    take_down(down)
    own_down = make_photo(kerinci)
    take_down(own_down)

    def seen(user):
        return set(Photo.objects.visible_to(user))

    assert seen(make_user("reporter", kerinci)) == {own, own_down, shared}
    assert seen(make_user("editor", jambi)) == {own, own_down, shared}
    assert seen(make_user("reporter", ambon)) == {shared, hidden, down}
    assert seen(make_user()) == set()
    everything = {own, own_down, shared, hidden, down}
    assert seen(User.objects.create_superuser("administrator")) == everything


def test_members_of_the_home_desk_edit_a_photo_and_its_editors_take_it_down(jambi, kerinci):
    photo = make_photo(kerinci, shared=True)
    for role, desk, edits, takes_down in (
        ("reporter", kerinci, True, False),
        ("editor", kerinci, True, True),
        ("reporter", jambi, True, False),
        ("chief", jambi, True, True),
        ("chief", make_desk("ambon"), False, False),
    ):
        user = make_user(role, desk)
        assert rights.may_edit(user, photo) is edits, (role, desk)
        assert rights.may_take_down(user, photo) is takes_down, (role, desk)
        assert rights.may_have_original(user, photo) is edits, (role, desk)
    take_down(photo)
    photo.refresh_from_db()
    for user, has in (
        (make_user("editor", kerinci), True),
        (make_user("reporter", kerinci), False),
    ):
        assert not rights.may_edit(user, photo)
        assert not rights.may_take_down(user, photo)
        assert rights.may_have_original(user, photo) is has
