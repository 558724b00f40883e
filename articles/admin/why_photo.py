"""Why a user sees a photo, and what they may do with it.

Nothing is decided here: every answer is asked of the function that decides.
"""

from django.utils.translation import gettext as _

from articles.pictures.using import open_to
from newsroom.photos import rights
from newsroom.photos.models import Photo
from newsroom.photos.models.photo import grounds_to_see
from newsroom.photos.models.terms import AllowedUse, Standing
from newsroom.reporters.reach import RANK, reach_of

from .sign_in import may_enter
from .why_answer import Answer, grants_at


def answers(user, photo, *, at):
    """The Answers about a photo: whether `user` sees, edits, uses, takes down, and so on."""
    if not may_enter(user):
        return [Answer(_("Do they see this photo?"), False, [_("They cannot enter the newsroom.")])]
    found = (seeing, editing, using, taking_down, having_original, discarding)
    return [answer(user, photo, at) for answer in found]


def seeing(user, photo, at):
    """Whether `user` sees the photo, with every reason that holds."""
    question = _("Do they see this photo?")
    grounds = [
        name
        for name, condition in grounds_to_see(user).items()
        if Photo.objects.filter(condition, pk=photo.pk).exists()
    ]
    sentences = []
    for ground in grounds:
        sentences += _sight(ground, user, photo)
    return Answer(question, bool(grounds), sentences or [_unseen(photo)])


def _sight(ground, user, photo):
    if ground == "administrator":
        return [
            _(
                "They are a network administrator: they see the photos of every desk, and change "
                "none."
            )
        ]
    if ground == "shared":
        return [_("It is shared with every desk.")]
    return [_of_role(held, photo) for held in grants_at(user, photo.desk_id)]


def _unseen(photo):
    names = {"desk": photo.desk.name}
    if photo.is_taken_down:
        return (
            _("It was taken down, and they have no role at %(desk)s or at a desk above it.") % names
        )
    return _("They have no role at %(desk)s or at a desk above it, and it is not shared.") % names


def _of_role(held, photo):
    """The sentence of one membership that reaches the photo's desk."""
    names = {
        "role": held.get_role_display(),
        "desk": held.desk.name,
        "home": photo.desk.name,
    }
    if held.desk_id == photo.desk_id:
        return _("Role at the photo's desk: %(role)s at %(desk)s.") % names
    return _("Role at a desk above: %(role)s at %(desk)s, which reaches down to %(home)s.") % names


def _by_role(user, photo, least):
    """The sentences of the memberships that are enough, or the one that none is."""
    held = [each for each in grants_at(user, photo.desk_id) if RANK[each.role] >= RANK[least]]
    if held:
        return [_of_role(each, photo) for each in held]
    names = {"desk": photo.desk.name}
    if least == "editor" and reach_of(user).has("reporter", photo.desk_id):
        return [_("They are a reporter at %(desk)s, and no editor.") % names]
    return [_("They have no role at %(desk)s or at a desk above it.") % names]


def editing(user, photo, at):
    """Whether `user` may change what is known of it, its crops and its terms."""
    may = rights.may_edit(user, photo)
    sentences = _by_role(user, photo, "reporter")
    if photo.is_taken_down:
        sentences = [_("It was taken down: nobody changes it.")]
    return Answer(_("May they edit it?"), may, sentences)


def using(user, photo, at):
    """Whether `user` may put it into a story that they write, and what keeps that one back."""
    question = _("May they put it into a story that they may write in?")
    if photo.is_taken_down:
        return Answer(question, False, [_("It was taken down: it is used in no story again.")])
    if photo.pk not in open_to(user, [photo.pk]):
        return Answer(question, False, [_("They do not see it.")])
    return Answer(question, True, [_("They see it."), *_terms(photo, at)])


def _terms(photo, at):
    """What keeps a story with it from going out, and what its terms ask."""
    sentences = {
        Standing.ENDED: _("Its term has ended: a story does not go out with it."),
        Standing.AHEAD: _("Its term has not begun: a story does not go out with it before."),
        Standing.INCOMPLETE: _(
            "It lacks credit, source or alternative text: a story does not go out with it until "
            "they are written."
        ),
    }
    standing = photo.standing(at)
    found = [sentences[standing]] if standing in sentences else []
    desks = ", ".join(row.desk.name for row in photo.allowed.select_related("desk"))
    if desks:
        found.append(_("Its terms allow it on the pages of these desks alone: %s.") % desks)
    if photo.allowed_use != AllowedUse.ANY:
        found.append(_("Its terms allow: %s.") % photo.get_allowed_use_display())
    return found


def taking_down(user, photo, at):
    """Whether `user` may take it down everywhere."""
    may = rights.may_take_down(user, photo)
    sentences = _by_role(user, photo, "editor")
    if photo.is_taken_down:
        sentences = [_("It was taken down already.")]
    return Answer(_("May they take it down everywhere?"), may, sentences)


def having_original(user, photo, at):
    """Whether `user` may have the private original."""
    may = rights.may_have_original(user, photo)
    if photo.is_taken_down and photo.takedown.original == photo.takedown.Original.ERASE:
        sentences = [_("It was taken down, and the original erased.")]
    elif photo.is_taken_down:
        sentences = [
            _("It was taken down: the original is kept for the editors of its desk alone."),
            *_by_role(user, photo, "editor"),
        ]
    else:
        sentences = _by_role(user, photo, "reporter")
    return Answer(_("May they download the original?"), may, sentences)


def discarding(user, photo, at):
    """Whether `user` may discard it, as brought by mistake."""
    may = rights.may_discard(user, photo)
    if photo.uploaded_by_id != user.pk:
        sentences = [_("Somebody else brought it: %s.") % photo.uploaded_by]
    elif photo.is_taken_down:
        sentences = [_("It was taken down: what was there is kept.")]
    elif not rights.brought(user, photo):
        sentences = [_("They brought it, and have a role at its desk no longer.")]
    elif photo.used:
        sentences = [_("A story uses it, or did.")]
    elif not may:
        sentences = [_("They brought it, and others have worked on it.")]
    else:
        sentences = [_("They brought it, no story has used it, and nobody else worked on it.")]
    return Answer(_("May they discard it?"), may, sentences)
