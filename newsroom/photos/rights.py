"""Who may do what with a photo that they see."""

from newsroom.reporters.reach import reach_of


def may_edit(user, photo):
    """Members of its home desk, or of one above; nobody where it was taken down."""
    return not photo.is_taken_down and reach_of(user).has("reporter", photo.desk_id)


def may_take_down(user, photo):
    """Editors of its home desk, or of one above, once."""
    return not photo.is_taken_down and reach_of(user).has("editor", photo.desk_id)


def may_have_original(user, photo):
    """Whoever may edit it; of what was taken down, its editors, where it was kept."""
    if photo.is_taken_down:
        kept = photo.takedown.original == photo.takedown.Original.KEEP
        return kept and reach_of(user).has("editor", photo.desk_id)
    return may_edit(user, photo)


def brought(user, photo):
    """Whether they brought it, and still have a role at its desk, or above it."""
    return photo.uploaded_by_id == user.pk and may_edit(user, photo)


def may_discard(user, photo):
    """Whoever brought it, until a story uses it or somebody else has changed it."""
    if photo.used or not brought(user, photo):
        return False
    return not photo.changes.exclude(by=user).exists()


def may_bring_to(user, desk):
    """Whoever has a role at the desk, or above it."""
    return reach_of(user).has("reporter", desk.pk)
