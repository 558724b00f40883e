"""How stories move while an editor arranges a front; nothing is stored here.

Each function takes the entries by place and returns new ones. A place without an entry is filled
by the newest story, so it is free: whatever makes room moves only as far as the next such place.
"""

from dataclasses import replace

from .models.position import LEAD, PLACES


def moved(entries, place, to):
    """The story at `place` stands at `to`; those between make room."""
    if place not in entries or not LEAD <= to <= PLACES or to == place:
        return dict(entries)
    entry = entries[place]
    rest = {at: each for at, each in entries.items() if at != place}
    return _with(rest, replace(entry, place=to), up=to > place)


def put(entries, entry):
    """A story is put at its place; it leaves the one it had, and those below make room.

    What is pushed beyond the last place is taken off.
    """
    had = next((at for at, each in entries.items() if each.article == entry.article), None)
    if had is not None:
        return moved(entries, had, entry.place)
    return _with(dict(entries), entry, up=False)


def taken_off(entries, place):
    """The place is left to the newest story."""
    return {at: each for at, each in entries.items() if at != place}


def _with(entries, entry, *, up):
    step = -1 if up else 1
    carried = entry
    at = entry.place
    while carried is not None and LEAD <= at <= PLACES:
        displaced = entries.get(at)
        entries[at] = replace(carried, place=at)
        carried, at = displaced, at + step
    return entries
