"""A photo's term that is cut short: whoever does it is told first which stories lose the photo."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from articles import photo_places


@dataclass(frozen=True)
class Cut:
    """What would be lost by an end that was typed: pairs of a photo and its Places."""

    end: datetime
    is_over: bool
    losing: list


def losing(photo, places):
    """Those of its Places at which readers lose a photo as its term stands."""
    return photo_places.Places() if photo.is_taken_down else places.losing(photo.usable_until)


def _shown(photo):
    """The end of its term as the form shows it, without seconds: sent back it is the same one."""
    return photo.usable_until.replace(second=0, microsecond=0)


def unsaid(form, photos, user, *, at):
    """The Cut by the end that was typed, where there is one that the page has not told of yet.

    The form is refused then, and taken when it is sent once more with the same end.
    """
    end = form.typed_end()
    if end is None or form.cleaned_data["known_end"] == end.isoformat():
        return None
    cut = [each for each in photos if max(end, at) < _shown(each) and not each.is_taken_down]
    places = photo_places.of(cut, user, at=at)
    found = [(photo, places[photo.pk].losing(end)) for photo in cut]
    found = [(photo, lost) for photo, lost in found if lost.stories]
    if not found:
        return None
    form.add_error("usable_until", _("Stories lose the picture by it. Save once more to mean it."))
    form.data = form.data.copy()
    form.data["known_end"] = end.isoformat()
    return Cut(end, end <= at, found)
